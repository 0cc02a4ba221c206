# At each message posts a thousand array buffers of a megabyte, each with its number in the first
# four bytes, and then the number 1000.
.include "nacl.inc"
.include "ppapi.inc"

.set MEGABYTE, 1048576
.set HOW_MANY, 1000

function did_create
  mov $1, %eax
  return

function handle_message
  push %rbx
  push %r12
  push %r13
  push %r14
  push %rax
  mov %edi, %ebx
  xor %r14d, %r14d
next:
  mov $MEGABYTE, %edi
  call_slot array_buffer, PPB_VarArrayBuffer_Create
  mov %rax, %r12
  mov %rdx, %r13
  mov %r12, %rdi
  mov %r13, %rsi
  call_slot array_buffer, PPB_VarArrayBuffer_Map
  store %r14d, 0, %eax
  mov %r12, %rdi
  mov %r13, %rsi
  call_slot array_buffer, PPB_VarArrayBuffer_Unmap
  mov %ebx, %edi
  mov %r12, %rsi
  mov %r13, %rdx
  call_slot messaging, PPB_Messaging_PostMessage
  mov %r12, %rdi
  mov %r13, %rsi
  call_slot var, PPB_Var_Release
  inc %r14d
  cmp $HOW_MANY, %r14d
  jb next
  mov %ebx, %edi
  mov $PP_VARTYPE_INT32, %esi
  mov %r14d, %edx
  call_slot messaging, PPB_Messaging_PostMessage
  pop %rax
  pop %r14
  pop %r13
  pop %r12
  pop %rbx
  return
