# Calls every system call that names a file, then every number there is no call for, up to the last
# trampoline, all with a path that exists on any machine. Exit status: 0 when all were refused, else 1
# for a file call that worked and 2 for a number that answered anything but an error.
.include "nacl.inc"
.text
.globl _start

# One call: r11d = trampoline. A negative result is a refusal.
.macro try number:req
  mov $path, %edi
  mov $buffer, %esi
  mov $0400, %edx
  xor %ecx, %ecx
  system_call \number
  test %eax, %eax
  jns worked
.endm

function _start
  push %rax
  # open for reading: flags 0 instead of a buffer
  mov $path, %edi
  xor %esi, %esi
  xor %edx, %edx
  system_call NACL_open
  test %eax, %eax
  jns worked
  try 16                            # stat
  try 18                            # chmod
  try 45                            # mkdir
  try 46                            # rmdir
  try 47                            # chdir
  try 49                            # unlink
  try 140                           # truncate
  try 141                           # lstat
  try 142                           # link
  try 143                           # rename
  try 144                           # symlink
  try 145                           # access
  try 146                           # readlink
  try 147                           # utimes

  mov $151, %ebx                    # past the table's end: all must answer -EINVAL
beyond:
  mov %ebx, %r11d
  shl $5, %r11d
  add $0x10000, %r11d
  mov $path, %edi
  mov $buffer, %esi
  call_r11
  cmp $-22, %eax
  jne answered
  inc %ebx
  cmp $2047, %ebx                   # the last slot is the halt that ends the region
  jb beyond
  exit $0
worked:
  exit $1
answered:
  exit $2

.section .rodata
path: .asciz "/etc/passwd"
.bss
.p2align 4
buffer: .skip 256
