# Times system calls: three times eight bytes to standard output, nanoseconds of the best of ROUNDS rounds of
# CALLS calls, little-endian: of the null call, of tls_get, of clock_gettime. Other work on the machine disturbs
# some rounds, not all. Exit status 1 when there is no clock.
.include "nacl.inc"
.include "stopwatch.inc"
.set NACL_null, 1
.set NACL_tls_get, 84
.set ROUNDS, 20
.set CALLS, 50000

.macro measure number:req, best:req # the first rounds are slow: the runtime's code is compiled meanwhile
  mov $ROUNDS, %r12d
round\@:
  now before
  mov $CALLS, %ebx
again\@:
  mov $CLOCK_MONOTONIC, %edi
  mov $scratch, %esi
  system_call \number
  dec %ebx
  jnz again\@
  now after
  keep_best \best
  dec %r12d
  jnz round\@
.endm

.text
.globl _start
function _start
  push %rax
  measure NACL_null, best_null
  measure NACL_tls_get, best_tls_get
  measure NACL_clock_gettime, best_clock
  mov $1, %edi
  mov $best_null, %esi
  mov $24, %edx
  system_call NACL_write
  exit $0
no_clock:
  exit $1

.data
.p2align 3
best_null: .quad -1
best_tls_get: .quad -1
best_clock: .quad -1

.bss
.p2align 3
scratch: .skip 16
