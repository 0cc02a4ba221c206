# Reaches as far out of the module's 4 GiB as valid code can, in the way that the letter of its first
# argument names. Each must be SIGSEGV; exit status 1 says that nothing faulted, 2 that there is no such
# letter.
.include "nacl.inc"
.text
.globl _start

# Goes on at `target` if the letter is this one.
.macro when letter:req, target:req
  cmp $\letter, %eax
  je \target
.endm

# eax = index 0xffffffff, as far as an index can be
.macro farthest
  mov $-1, %eax
.endm

# rsp = module address `value`
.macro stack value:req
  .bundle_lock
  mov $\value, %esp
  add %r15, %rsp
  .bundle_unlock
.endm

function _start
  load %eax, 16, %edi               # argv[1]
  load %eax, 0, %eax
  and $0xff, %eax
  when 'a', above_base
  when 'b', below_base
  when 'c', above_stack
  when 'd', above_frame
  when 'e', below_code
  when 'f', above_code
  when 'g', push_below
  when 'h', call_below
  when 'i', pop_above
  when 'j', string_down
  when 'k', string_up
  when 'l', masked_store
  when 'm', large_load
  when 'n', copy_beyond
  exit $2

above_base:                         # base + 32 GiB + 2 GiB
  farthest
  .bundle_lock
  mov %eax, %eax
  movq %rax, 0x7fffffff(%r15, %rax, 8)
  .bundle_unlock
  exit $1
below_base:                         # base - 2 GiB
  movq %rax, -0x80000000(%r15)
  exit $1
above_stack:
  farthest
  .bundle_lock
  mov %eax, %eax
  movq %rax, 0x7fffffff(%rsp, %rax, 8)
  .bundle_unlock
  exit $1
above_frame:
  farthest
  .bundle_lock
  mov %eax, %eax
  movq %rax, 0x7fffffff(%rbp, %rax, 8)
  .bundle_unlock
  exit $1
below_code:                         # below the module
  movq %rax, -0x7ffffff0(%rip)
  exit $1
above_code:                         # unmapped in the module
  movq %rax, 0x7ffffff0(%rip)
  exit $1
push_below:                         # base - 8
  stack 0
  push %rax
  exit $1
call_below:                         # base - 8
  stack 0
  call_direct above_base
  exit $1
pop_above:                          # pop uses rsp as it is after the pop
  stack -8
  popq 0x7fffffff(%rsp)
  exit $1
string_down:                        # from the data down
  mov $buffer, %edi
  mov $-1, %ecx
  std
  .bundle_lock
  mov %edi, %edi
  lea (%r15, %rdi), %rdi
  rep stosq
  .bundle_unlock
  exit $1
string_up:                          # from the stack up, 128 GiB
  lea (%rsp), %edi
  mov $1, %ecx
  shl $34, %rcx
  .bundle_lock
  mov %edi, %edi
  lea (%r15, %rdi), %rdi
  rep stosq
  .bundle_unlock
  exit $1
masked_store:                       # half of it beyond the 4 GiB
  mov $-8, %edi
  pcmpeqd %xmm0, %xmm0
  .bundle_lock
  mov %edi, %edi
  lea (%r15, %rdi), %rdi
  maskmovdqu %xmm0, %xmm0
  .bundle_unlock
  exit $1
large_load:                         # 108 bytes, from the last one that can be named
  farthest
  .bundle_lock
  mov %eax, %eax
  frstor 0x7fffffff(%r15, %rax, 8)
  .bundle_unlock
  exit $1
copy_beyond:                        # rsi and rdi at the end of the 4 GiB
  mov $-1, %esi
  mov $-1, %edi
  mov $-1, %ecx
  .bundle_lock
  mov %esi, %esi
  lea (%r15, %rsi), %rsi
  mov %edi, %edi
  lea (%r15, %rdi), %rdi
  rep movsb
  .bundle_unlock
  exit $1

.bss
.p2align 5
buffer: .skip 64
