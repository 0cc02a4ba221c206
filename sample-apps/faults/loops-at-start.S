# Never comes to its instance.
.include "nacl.inc"
.text
.globl _start
function _start
again:
  jmp again
