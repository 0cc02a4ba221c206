# A small just-in-time compiler: reads one line of reverse Polish arithmetic from standard input, such as
# `1 2 + 3 *` (numbers below 2^31, + - *), makes machine code of it, a bundle for each word, and runs that.
# THREADS threads do so ROUNDS times each, all at once: dyncode_create, a call, dyncode_modify of the first
# number, another call, dyncode_delete. Every thread must get the same results; they are written as decimal
# numbers, one a line: the expression's value, and its value with the first number one larger.
# Exit status: 1 the line is no such expression, 2 a call failed, 3 threads disagree.
.include "nacl.inc"
.set NACL_read, 12
.set NACL_sched_yield, 32
.set NACL_thread_create, 80
.set NACL_thread_exit, 81
.set NACL_dyncode_create, 104
.set NACL_dyncode_modify, 105
.set NACL_dyncode_delete, 106
.set EAGAIN, 11
.set THREADS, 4
.set ROUNDS, 200
.set WORDS, 63                      # bundles of one expression, and one more for the return
.set PIECE, 32 * 64                 # room for one thread's code
.set STACK, 4096
.set AT_BASE, 7

# A word's code goes on in the next bundle.
.macro templates_bundle
  .p2align 5, 0x90
.endm

.macro load_byte value:req, pointer:req
  .bundle_lock
  mov \pointer, %r11d
  movzbl (%r15, %r11), \value
  .bundle_unlock
.endm

.macro store_byte value:req, pointer:req
  .bundle_lock
  mov \pointer, %r11d
  movb \value, (%r15, %r11)
  .bundle_unlock
.endm

# The 32 bytes at a label of data go to the module address in `to`.
.macro copy_bundle from:req, to:req
  mov \from(%rip), %rax
  store %rax, 0, \to
  mov \from+8(%rip), %rax
  store %rax, 8, \to
  mov \from+16(%rip), %rax
  store %rax, 16, \to
  mov \from+24(%rip), %rax
  store %rax, 24, \to
.endm

.macro emit template:req
  copy_bundle \template, %edi
  add $32, %edi
.endm

.text
.globl _start
function _start
  push %rax
  mov %edi, %r12d                   # the words about the start: where is dynamic code?
  load %ebx, 8, %r12d               # argc
  load %ecx, 4, %r12d               # envc
  lea 16(%r12, %rbx, 4), %r12d      # behind argv's zero
  lea 4(%r12, %rcx, 4), %r12d       # behind envp's zero
next_pair:
  load %eax, 0, %r12d
  test %eax, %eax
  jz no_room
  cmp $AT_BASE, %eax
  je found
  add $8, %r12d
  jmp next_pair
found:
  load %eax, 4, %r12d
  mov %eax, region(%rip)
  xor %edi, %edi
  mov $line, %esi
  mov $255, %edx
  system_call NACL_read
  test %eax, %eax
  jle not_an_expression
  call_direct compile
  xor %ebx, %ebx
start_thread:
  mov $worker, %edi
  lea 1(%rbx), %esi
  shl $12, %esi
  add $stacks, %esi
  mov %ebx, %edx                    # its thread pointer tells its number
  shl $3, %edx
  add $numbers, %edx
  xor %ecx, %ecx
  system_call NACL_thread_create
  test %eax, %eax
  jnz call_failed
  inc %ebx
  cmp $THREADS, %ebx
  jb start_thread
wait_for_all:                       # length 0: this thread is in nobody's deleted code
  xor %edi, %edi
  xor %esi, %esi
  system_call NACL_dyncode_delete
  system_call NACL_sched_yield
  mov failures(%rip), %eax
  test %eax, %eax
  jnz call_failed
  mov done(%rip), %eax
  cmp $THREADS, %eax
  jb wait_for_all
  mov $1, %ebx
compare:
  mov %ebx, %ecx
  shl $3, %ecx
  load %eax, values, %ecx
  cmp %eax, values(%rip)
  jne disagree
  load %eax, values+4, %ecx
  cmp %eax, values+4(%rip)
  jne disagree
  inc %ebx
  cmp $THREADS, %ebx
  jb compare
  mov values(%rip), %eax
  call_direct print
  mov values+4(%rip), %eax
  call_direct print
  exit $0
not_an_expression:
  exit $1
no_room:
call_failed:
  exit $2
disagree:
  exit $3

# compile(): the line to bundles in `code`, their length to `length`.
function compile
  push %rbx
  push %r12
  push %r13
  mov $code, %edi
  mov $line, %ebx
  xor %r12d, %r12d                  # depth of the stack
  mov $WORDS, %r13d
next_word:
  load_byte %ecx, %ebx
  inc %ebx
  cmp $' ', %ecx
  je next_word
  cmp $'\n', %ecx
  je end_of_line
  test %ecx, %ecx
  jz end_of_line
  dec %r13d
  js not_an_expression
  cmp $'+', %ecx
  je plus
  cmp $'-', %ecx
  je minus
  cmp $'*', %ecx
  je times
  xor %edx, %edx
digits:
  sub $'0', %ecx
  cmp $9, %ecx
  ja not_an_expression
  imul $10, %edx, %edx
  add %ecx, %edx
  load_byte %ecx, %ebx
  inc %ebx
  cmp $' ', %ecx
  ja digits
  dec %ebx
  mov %edi, %esi
  emit template_number
  store %edx, 1, %esi               # mov $number, %eax
  inc %r12d
  jmp next_word
plus:
  emit template_plus
  jmp two_to_one
minus:
  emit template_minus
  jmp two_to_one
times:
  emit template_times
two_to_one:
  sub $1, %r12d
  jle not_an_expression
  jmp next_word
end_of_line:
  cmp $1, %r12d
  jne not_an_expression
  emit template_return
  sub $code, %edi
  mov %edi, length(%rip)
  pop %r13
  pop %r12
  pop %rbx
  return

# What a thread does. ebx = its number, r12d = its place for code, r13d = rounds left, r14d = its bundle.
function worker
  system_call 84                    # tls_get
  sub $numbers, %eax
  shr $3, %eax
  mov %eax, %ebx
  mov %ebx, %r12d
  imul $PIECE, %r12d, %r12d
  add region(%rip), %r12d
  mov $ROUNDS, %r13d
  mov %ebx, %r14d
  shl $5, %r14d
  add $changed, %r14d
round:
  mov %r12d, %edi
  mov $code, %esi
  mov length(%rip), %edx
  system_call NACL_dyncode_create
  test %eax, %eax
  jnz worker_failed
  mov %r12d, %r11d
  call_r11
  mov %ebx, %ecx
  shl $3, %ecx
  store %eax, values, %ecx
  copy_bundle code, %r14d           # the first bundle, with a number one larger
  load %eax, 1, %r14d
  inc %eax
  store %eax, 1, %r14d
  mov %r12d, %edi
  mov %r14d, %esi
  mov $32, %edx
  system_call NACL_dyncode_modify
  test %eax, %eax
  jnz worker_failed
  mov %r12d, %r11d
  call_r11
  mov %ebx, %ecx
  shl $3, %ecx
  store %eax, values+4, %ecx
delete:
  mov %r12d, %edi
  mov length(%rip), %esi
  system_call NACL_dyncode_delete
  test %eax, %eax
  jz deleted
  cmp $-EAGAIN, %eax
  jne worker_failed
  system_call NACL_sched_yield
  jmp delete
deleted:
  dec %r13d
  jnz round
  lock incl done(%rip)
  xor %edi, %edi
  system_call NACL_thread_exit
  hlt
worker_failed:
  lock incl failures(%rip)
  xor %edi, %edi
  system_call NACL_thread_exit
  hlt

# print(eax): a signed number and the end of the line.
function print
  push %rbx
  mov $text+15, %ebx
  store_byte $'\n', %ebx
  mov %eax, %esi                    # its sign
  test %eax, %eax
  jns digit
  neg %eax
digit:
  xor %edx, %edx
  mov $10, %ecx
  div %ecx
  add $'0', %edx
  dec %ebx
  store_byte %dl, %ebx
  test %eax, %eax
  jnz digit
  test %esi, %esi
  jns write
  dec %ebx
  store_byte $'-', %ebx
write:
  mov $1, %edi
  mov %ebx, %esi
  mov $text+16, %edx
  sub %ebx, %edx
  system_call NACL_write
  pop %rbx
  return

# One bundle a word. They are data: the code is what dyncode_create makes of a copy.
.section .rodata
templates_bundle
template_number:
  mov $0, %eax
  push %rax
templates_bundle
template_plus:
  pop %rcx
  pop %rax
  add %ecx, %eax
  push %rax
templates_bundle
template_minus:
  pop %rcx
  pop %rax
  sub %ecx, %eax
  push %rax
templates_bundle
template_times:
  pop %rcx
  pop %rax
  imul %ecx, %eax
  push %rax
templates_bundle
template_return:
  pop %rax
  pop %r11
  and $-32, %r11d
  add %r15, %r11
  jmp *%r11
templates_bundle

.bss
.p2align 5
code: .skip PIECE
changed: .skip 32 * THREADS
values: .skip 8 * THREADS
numbers: .skip 8 * THREADS
stacks: .skip STACK * THREADS
region: .skip 4
length: .skip 4
done: .skip 4
failures: .skip 4
text: .skip 16
line: .skip 256
