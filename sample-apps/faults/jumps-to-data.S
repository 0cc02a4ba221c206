# A masked jump to machine code in writable data: `xor edi, edi; hlt`. Data does not execute: SIGSEGV.
.include "nacl.inc"
.text
.globl _start
function _start
  lea code(%rip), %r11d
  .bundle_lock
  and $-32, %r11d
  add %r15, %r11
  jmp *%r11
  .bundle_unlock
  exit $1
.data
.p2align 5
code: .byte 0x31, 0xff, 0xf4
