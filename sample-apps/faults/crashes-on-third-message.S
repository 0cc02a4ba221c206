# Answers two messages with their number; the third writes to its own code: SIGSEGV with a page alive.
.include "nacl.inc"
.include "ppapi.inc"

function did_create
  mov $1, %eax
  return

function handle_message
  mov messages(%rip), %edx
  add $1, %edx
  mov %edx, messages(%rip)
  cmp $3, %edx
  je crash
  push %rax
  mov $PP_VARTYPE_INT32, %esi
  call_slot messaging, PPB_Messaging_PostMessage
  pop %rcx
  return
crash:
  mov $handle_message, %ecx
  store %edx, 0, %ecx
  return

.bss
.p2align 2
messages: .skip 4
