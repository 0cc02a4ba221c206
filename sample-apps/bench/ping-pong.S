# Two threads hand a word of memory to each other: twice eight bytes to standard output, nanoseconds of the best
# of ROUNDS rounds of TRIPS round trips, little-endian: of threads that look for their turn all the time, and of
# threads that sleep on a futex. Exit status 1 when there is no clock or no second thread.
.include "nacl.inc"
.include "stopwatch.inc"
.set NACL_thread_create, 80
.set NACL_futex_wait_abs, 120
.set NACL_futex_wake, 121
.set ROUNDS, 20
.set TRIPS, 1000
.set MINE, 0                        # whose turn it is
.set YOURS, 1

# Waits until the word at `turn` is `value`, awake.
.macro look_for turn:req, value:req
looking\@:
  pause
  cmpl $\value, \turn(%rip)
  jne looking\@
.endm

# Waits until it is no longer `value`, asleep.
.macro sleep_while turn:req, value:req
sleeping\@:
  cmpl $\value, \turn(%rip)
  jne awake\@
  mov $\turn, %edi
  mov $\value, %esi
  xor %edx, %edx                    # for ever
  system_call NACL_futex_wait_abs
  jmp sleeping\@
awake\@:
.endm

.macro wake turn:req
  mov $\turn, %edi
  mov $1, %esi
  system_call NACL_futex_wake
.endm

.text
.globl _start
function _start
  push %rax
  mov $partner, %edi
  mov $stack_top-8, %esi
  mov $thread_block, %edx
  xor %ecx, %ecx
  system_call NACL_thread_create
  test %eax, %eax
  jnz no_clock
  mov $ROUNDS, %r12d
awake_round:
  now before
  mov $TRIPS, %ebx
awake_trip:
  movl $YOURS, turn(%rip)
  look_for turn, MINE
  dec %ebx
  jnz awake_trip
  now after
  keep_best best_awake
  dec %r12d
  jnz awake_round
  mov $ROUNDS, %r12d
asleep_round:
  now before
  mov $TRIPS, %ebx
asleep_trip:
  movl $YOURS, futex(%rip)
  wake futex
  sleep_while futex, YOURS
  dec %ebx
  jnz asleep_trip
  now after
  keep_best best_asleep
  dec %r12d
  jnz asleep_round
  mov $1, %edi
  mov $best_awake, %esi
  mov $16, %edx
  system_call NACL_write
  exit $0
no_clock:
  exit $1

function partner
  push %rax
  mov $ROUNDS*TRIPS, %ebx
partner_awake:
  look_for turn, YOURS
  movl $MINE, turn(%rip)
  dec %ebx
  jnz partner_awake
partner_asleep:                     # until the module ends
  sleep_while futex, MINE
  movl $MINE, futex(%rip)
  wake futex
  jmp partner_asleep

.data
.p2align 3
best_awake: .quad -1
best_asleep: .quad -1

.bss
.p2align 6
turn: .skip 64                      # a cache line each
futex: .skip 64
thread_block: .skip 64
.p2align 4
stack: .skip 4096
stack_top:
