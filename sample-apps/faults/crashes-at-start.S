# Reads address 0x1234, which nothing is ever mapped at: SIGSEGV before there is an instance.
.include "nacl.inc"
.text
.globl _start
function _start
  mov $0x1234, %ecx
  load %eax, 0, %ecx
  exit $0
