# The note that marks a module's code, as Native Client's own tools wrote it.
  .section .note.NaCl.ABI.x86-64, "a", @note
  .p2align 2
  .long 5, 7, 1
  .asciz "NaCl"
  .p2align 2
  .asciz "x86-64"
  .p2align 2
