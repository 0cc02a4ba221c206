# Maps 1 MiB after the other, writes into each and says "m" of each to standard output, until it gets none.
# Exit status: 12 when that was ENOMEM and a piece that is given back can be had again, else 1.
.include "nacl.inc"
.set NACL_mmap, 21
.set NACL_munmap, 22
.set MEGABYTE, 0x100000
.text
.globl _start

# eax = the address of 1 MiB more, or -errno
.macro map
  xor %edi, %edi                    # anywhere
  mov $MEGABYTE, %esi
  mov $3, %edx                      # read and write
  mov $0x22, %ecx                   # private and anonymous
  mov $-1, %r8d
  mov $offset, %r9d
  system_call NACL_mmap
.endm

function _start
  push %rax
  xor %r12d, %r12d                  # the last piece
more:
  map
  cmp $0xfffff000, %eax
  ja refused
  mov %eax, %r12d
  store %r12d, 0xffffc, %r12d       # its last word
  mov $1, %edi
  mov $letter, %esi
  mov $1, %edx
  system_call NACL_write
  jmp more
refused:
  cmp $-12, %eax                    # ENOMEM
  jne wrong
  mov %r12d, %edi
  mov $MEGABYTE, %esi
  system_call NACL_munmap
  test %eax, %eax
  jne wrong
  map
  cmp %r12d, %eax
  jne wrong
  map
  cmp $-12, %eax
  jne wrong
  exit $12
wrong:
  exit $1

.section .rodata
letter: .ascii "m"
.p2align 3
offset: .quad 0
