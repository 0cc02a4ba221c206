# Returns with `ret`, which no mask guards. Must be refused before it runs.
.include "nacl.inc"
.text
.globl _start
function _start
  ret
