# Loads well, and at the first message loops for ever: the page must stay alive, closing it must end this.
.include "nacl.inc"
.include "ppapi.inc"

function did_create
  mov $1, %eax
  return

function handle_message
again:
  jmp again
