# A masked jump with all bits of its register set: it must stay in the module's 4 GiB, where the last
# bundle is guarded: SIGSEGV.
.include "nacl.inc"
.text
.globl _start
function _start
  mov $-1, %r11
  .bundle_lock
  and $-32, %r11d
  add %r15, %r11
  jmp *%r11
  .bundle_unlock
  exit $1
