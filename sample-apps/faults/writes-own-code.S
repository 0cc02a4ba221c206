# Writes a `syscall` over its own code: text is never writable: SIGSEGV.
.include "nacl.inc"
.text
.globl _start
function _start
  mov $victim, %ecx
  mov $0x050f, %eax
  store %eax, 0, %ecx
  function victim
  exit $1
