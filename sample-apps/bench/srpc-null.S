# Serves SRPC in form T on its bound socket: service_discovery, and null, which takes and gives nothing. One
# connection, as modules of 2011 do; when that is closed it exits with 0.
.include "nacl.inc"
.set NACL_imc_accept, 61
.set NACL_imc_sendmsg, 63
.set NACL_imc_recvmsg, 64
.set BOUND_SOCKET, 3
.set FRAGMENT, 16                   # a first fragment's header: bytes and descriptors, in all and here
.set IS_REQUEST, FRAGMENT+8         # words of the message's header
.set METHOD, FRAGMENT+12

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
  mov %ebx, %edi
  mov $question, %esi
  xor %edx, %edx
  system_call NACL_imc_recvmsg
  test %eax, %eax
  js over
  cmpl $0, buffer+METHOD(%rip)
  je discovery
  mov %eax, answer_length(%rip)     # the request is the answer, but for one word
  movl $0, buffer+IS_REQUEST(%rip)
  mov $answer, %esi
  jmp send
discovery:
  mov $methods, %esi
send:
  mov %ebx, %edi
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
question: .long question_vector, 1, 0, 0, 0
question_vector: .long buffer, 4096
answer: .long answer_vector, 1, 0, 0, 0
answer_vector: .long buffer
answer_length: .long 0
methods: .long methods_vector, 1, 0, 0, 0
methods_vector: .long list, list_end-list
list:
  .long list_end-message, 0, list_end-message, 0
message:
  .long 0xc0da0002, 0, 0, 0, 256, 1, 0
  .long 'C', 0, list_end-text, 0
text:
  .asciz "service_discovery::C\nnull::\n"
list_end:
  .asciz "NaClSrpcMessageChannel"   # by this name clients know form T

.bss
.p2align 2
buffer: .skip 4096
