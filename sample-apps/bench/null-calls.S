# Makes the null system call a million times and writes how long that took: eight bytes, nanoseconds,
# little-endian, to standard output. Exit status 1 when there is no clock.
.include "nacl.inc"
.set NACL_null, 1
.set NACL_clock_gettime, 44
.set CLOCK_MONOTONIC, 1
.set CALLS, 1000000

.macro now variable:req             # a timespec: seconds in 64 bits, nanoseconds in 32
  mov $CLOCK_MONOTONIC, %edi
  mov $\variable, %esi
  system_call NACL_clock_gettime
  test %eax, %eax
  jnz no_clock
.endm

.text
.globl _start
function _start
  push %rax
  mov $CALLS / 10, %ebx             # not counted: the runtime's code is compiled meanwhile
warm_up:
  system_call NACL_null
  dec %ebx
  jnz warm_up
  now before
  mov $CALLS, %ebx
again:
  system_call NACL_null
  dec %ebx
  jnz again
  now after
  mov after(%rip), %rax
  sub before(%rip), %rax
  imul $1000000000, %rax, %rax
  mov after+8(%rip), %ecx
  add %rcx, %rax
  mov before+8(%rip), %ecx
  sub %rcx, %rax
  mov %rax, after(%rip)
  mov $1, %edi
  mov $after, %esi
  mov $8, %edx
  system_call NACL_write
  exit $0
no_clock:
  exit $1

.bss
.p2align 3
before: .skip 16
after: .skip 16
