# The same hidden `syscall`, reached for by a masked jump. That is valid code: the mask brings the jump
# to the bundle's start, whence the module ends with status 42. Any other status is a hole.
.include "nacl.inc"
.text
.globl _start
function _start
  mov $39, %eax                     # getpid, had the kernel been reached
  lea hidden + 1(%rip), %r11d
  .bundle_lock
  and $-32, %r11d
  add %r15, %r11
  jmp *%r11
  .bundle_unlock
  exit $1
  .p2align 5
  mov $42, %edi
  jmp leave
hidden:
  mov $0xf4f4050f, %eax
  exit $2
leave:
  system_call NACL_exit
  hlt
