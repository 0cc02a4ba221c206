# Halite's demo module: greets by name, counts one further, and says what it does not understand.
# Assembled by ../build.sh; the frame around these functions is ../include/ppapi.inc.

.include "nacl.inc"
.include "ppapi.inc"

.set LONGEST_NAME, 65536

# PPP_Instance.DidCreate: one line for the console, and the load may go on.
function did_create
  push %rbx
  push %r12
  push %r13
  mov %edi, %ebx
  cmpl $0, console(%rip)            # a browser without a console is fine too
  je created
  mov $born, %edi
  mov $born_length, %esi
  call_slot var, PPB_Var_VarFromUtf8
  mov %rax, %r12
  mov %rdx, %r13
  mov %ebx, %edi
  mov $PP_LOGLEVEL_LOG, %esi
  mov %r12, %rdx
  mov %r13, %rcx
  call_slot console, PPB_Console_Log
  mov %r12, %rdi
  mov %r13, %rsi
  call_slot var, PPB_Var_Release
created:
  mov $1, %eax
  pop %r13
  pop %r12
  pop %rbx
  return

# PPP_Messaging.HandleMessage
function handle_message
  cmp $PP_VARTYPE_STRING, %esi
  je greet
  cmp $PP_VARTYPE_INT32, %esi
  je count
  cmp $PP_VARTYPE_DOUBLE, %esi
  je count_double
  push %rax
  mov $puzzled, %esi
  mov $puzzled_length, %edx
  call_direct say
  pop %rcx
  return

# A 32-bit integer: one more. The largest goes on as a double, since JavaScript's numbers do.
count:
  add $1, %edx
  jo count_beyond
  mov %edx, %edx
  mov $PP_VARTYPE_INT32, %esi
  jmp post
count_beyond:
  sub $1, %edx
  cvtsi2sd %edx, %xmm0
  jmp add_one
count_double:
  movq %rdx, %xmm0
add_one:
  addsd one(%rip), %xmm0
  movq %xmm0, %rdx
  mov $PP_VARTYPE_DOUBLE, %esi
post:
  push %rax
  call_slot messaging, PPB_Messaging_PostMessage
  pop %rcx
  return

# A string: "Hello, <string>!"
greet:
  push %rbx
  push %r12
  push %r13
  mov %edi, %ebx
  mov %rsi, %rdi
  mov %rdx, %rsi
  mov $name_length, %edx
  call_slot var, PPB_Var_VarToUtf8  # eax = the bytes, valid while the string lives
  mov name_length(%rip), %ecx
  cmp $LONGEST_NAME, %ecx
  ja too_long
  mov hello(%rip), %rdx             # "Hello, " and a NUL are just eight bytes
  mov %rdx, answer(%rip)
  mov $answer + 7, %edx
copy:
  test %ecx, %ecx
  jz copied
  .bundle_lock
  mov %eax, %r11d
  movzbl (%r15, %r11), %esi
  .bundle_unlock
  .bundle_lock
  mov %edx, %r11d
  mov %sil, (%r15, %r11)
  .bundle_unlock
  inc %eax
  inc %edx
  dec %ecx
  jmp copy
copied:
  mov $'!', %esi
  .bundle_lock
  mov %edx, %r11d
  mov %sil, (%r15, %r11)
  .bundle_unlock
  mov $answer, %esi
  sub $answer - 1, %edx             # what was written, with the exclamation mark
answer_it:
  mov %ebx, %edi
  call_direct say
  pop %r13
  pop %r12
  pop %rbx
  return
too_long:
  mov $long_name, %esi
  mov $long_name_length, %edx
  jmp answer_it

.section .rodata
string born, "hello.nexe: an instance was created"
string puzzled, "I know what to say to text and to numbers, not to this."
string long_name, "That name is longer than 65536 bytes."
.p2align 3
one: .double 1.0

hello: .asciz "Hello, "

.bss
.p2align 3
name_length: .skip 8
answer: .skip 7 + LONGEST_NAME + 1
