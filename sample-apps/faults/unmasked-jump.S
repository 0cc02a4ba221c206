# Jumps through a register that nothing masked. Must be refused before it runs.
.include "nacl.inc"
.text
.globl _start
function _start
  lea hidden(%rip), %rax
  jmp *%rax
hidden:
  exit $0
