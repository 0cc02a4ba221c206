# DidCreate answers PP_FALSE: the load must fail.
.include "nacl.inc"
.include "ppapi.inc"

function did_create
  xor %eax, %eax
  return

function handle_message
  return
