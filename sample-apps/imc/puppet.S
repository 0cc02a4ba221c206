# Does what its one connection asks for, a message at a time: words of a system call's number and six arguments.
# Number 0 writes the second argument to the address of the first, -1 reads a word there. The answer: the result,
# how many descriptors came with the question, and eight words with their numbers in this module. For tests that
# conduct several modules; when the connection is closed it exits with 0.
.include "nacl.inc"
.set NACL_imc_accept, 61
.set NACL_imc_sendmsg, 63
.set NACL_imc_recvmsg, 64
.set BOUND_SOCKET, 3
.set DESCRIPTORS, 8
.set HEADER_COUNT, 12

.text
.globl _start
function _start
  push %rax
  mov $BOUND_SOCKET, %edi
  system_call NACL_imc_accept
  test %eax, %eax
  js failed
  mov %eax, %ebx
next:
  movl $DESCRIPTORS, question+HEADER_COUNT(%rip)
  mov %ebx, %edi
  mov $question, %esi
  xor %edx, %edx
  system_call NACL_imc_recvmsg
  test %eax, %eax
  js over
  mov question+HEADER_COUNT(%rip), %eax
  mov %eax, came(%rip)
  mov asked+4(%rip), %edi
  mov asked+8(%rip), %esi
  mov asked+12(%rip), %edx
  mov asked+16(%rip), %ecx
  mov asked+20(%rip), %r8d
  mov asked+24(%rip), %r9d
  mov asked(%rip), %eax
  test %eax, %eax
  jz poke
  js peek
  shl $5, %eax
  add $0x10000, %eax
  mov %eax, %r11d
  call_r11
  jmp reply
poke:
  store %esi, 0, %edi
  xor %eax, %eax
  jmp reply
peek:
  load %eax, 0, %edi
reply:
  mov %eax, result(%rip)
  mov %ebx, %edi
  mov $answer, %esi
  xor %edx, %edx
  system_call NACL_imc_sendmsg
  test %eax, %eax
  jns next
failed:
  exit $1
over:
  exit $0

.data
.p2align 2
# NaClImcMsgHdr: vector, its length, descriptors, their number, flags
question: .long question_vector, 1, numbers, DESCRIPTORS, 0
question_vector: .long asked, 28
answer: .long answer_vector, 1, 0, 0, 0
answer_vector: .long result, 40

.bss
.p2align 2
asked: .skip 28
result: .skip 4
came: .skip 4
numbers: .skip 32
