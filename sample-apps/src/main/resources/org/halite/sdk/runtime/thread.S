# The thread pointer in eax. It changes ecx, edx, r11 and the flags besides, and nothing else; the
# rewriter relies on that. System call 84 never enters the runtime (spec/nacl.md 10).
  .text
  .globl __nacl_read_tp
  .type __nacl_read_tp, @function
__nacl_read_tp:
  pushq $0x10000 + 32 * 84 # a jump from here would not reach it where the code lies elsewhere
  ret
  .size __nacl_read_tp, . - __nacl_read_tp
