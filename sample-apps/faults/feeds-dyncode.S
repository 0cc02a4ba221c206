# Gives dyncode_create one bundle after another that no validator may let pass, then a good one at the
# same place. Exit status: 42 when each bad one was refused with -EINVAL and claimed nothing, so that the
# good one could be made there and run; else the number of the bad one that passed, 100 + the number when
# the answer was another error, 99 when the good one was refused.
.include "nacl.inc"
.set NACL_dyncode_create, 104
.set place, 0x40000                 # in the region for dynamic code, behind the static text
.text
.globl _start

function _start
  push %rax
  mov $1, %ebx                      # number of the bad bundle
  mov $bad, %r12d                   # its address
next:
  mov $place, %edi
  mov %r12d, %esi
  mov $32, %edx
  system_call NACL_dyncode_create
  test %eax, %eax
  jns passed
  cmp $-22, %eax
  jne other_error
  inc %ebx
  add $32, %r12d
  cmp $bad_end, %r12d
  jb next

  mov $place, %edi
  mov $good, %esi
  mov $32, %edx
  system_call NACL_dyncode_create
  test %eax, %eax
  jnz good_refused
  mov $place, %r11d
  call_r11                          # eax = 42
  mov %eax, %ebx
passed:
  mov %ebx, %edi
  jmp leave
other_error:
  lea 100(%rbx), %edi
  jmp leave
good_refused:
  mov $99, %edi
leave:
  system_call NACL_exit
  hlt

.section .rodata
# A bundle of data, filled up with nops.
.macro bundle bytes:vararg
  .p2align 5, 0x90
  .byte \bytes
.endm
.p2align 5
bad:
  bundle 0x0f, 0x05                                       # 1: syscall
  bundle 0xcd, 0x80                                       # 2: int $0x80
  bundle 0xc3                                             # 3: ret
  bundle 0xff, 0xe0                                       # 4: jmp *%rax, unmasked
  bundle 0x83, 0xe0, 0xe0, 0x4c, 0x01, 0xf8, 0xff, 0xe1   # 5: another register than the masked one
  bundle 0x83, 0xe0, 0xf0, 0x4c, 0x01, 0xf8, 0xff, 0xe0   # 6: masked to 16 bytes
  bundle 0xeb, 0x01, 0xb8, 0x0f, 0x05, 0xf4, 0xf4         # 7: jump to a syscall in an immediate
  bundle 0x0f, 0x71, 0xd0, 0xcd, 0x80, 0xc0, 0x90, 0xeb, 0xfa # 8: the same in an MMX shift
  bundle 0xeb, 0x02, 0x89, 0xc0, 0x41, 0x8b, 0x04, 0x07   # 9: jump between mask and access
  bundle 0x49, 0x89, 0xc7                                 # 10: mov %rax,%r15
  bundle 0x48, 0x89, 0xc4                                 # 11: mov %rax,%rsp
  bundle 0x5d                                             # 12: pop %rbp
  bundle 0x83, 0xec, 0x10                                 # 13: sub $16,%esp without a fix-up
  bundle 0x8b, 0x00                                       # 14: mov (%rax),%eax
  bundle 0x41, 0x8b, 0x04, 0x07                           # 15: index not restricted
  bundle 0x40, 0x90, 0x41, 0x8b, 0x04, 0x07               # 16: index "restricted" by a nop with REX
  bundle 0x0f, 0x44, 0xc1, 0x41, 0x8b, 0x04, 0x07         # 17: index restricted by a cmov
  bundle 0xf3, 0xaa                                       # 18: rep stos, unsandboxed
  bundle 0x0f, 0xf7, 0xc1                                 # 19: maskmovq, unsandboxed
  bundle 0xc4, 0xe2, 0x71, 0x92, 0x04, 0x0f               # 20: a gather
  bundle 0x64, 0x8b, 0x04, 0x25, 0, 0, 0, 0               # 21: mov %fs:0,%eax
  bundle 0xf3, 0x48, 0x0f, 0xae, 0xd8                     # 22: wrgsbase
  bundle 0x0f, 0x01, 0xef                                 # 23: wrpkru
  bundle 0xc7, 0xf8, 0, 0, 0, 0                           # 24: xbegin
  bundle 0x67, 0x41, 0x8b, 0x04, 0x07                     # 25: an address-size prefix
  bundle 0x66, 0xe9, 0, 0, 0x90, 0x90                     # 26: a 16-bit near jump
  bundle 0x66, 0x41, 0x0f, 0xae, 0x3f                     # 27: clflushopt
  bundle 0xe9, 0x00, 0x10, 0x00, 0x00                     # 28: jump out of the piece, unaligned
.p2align 5, 0x90
bad_end:
good:
  .byte 0xb8, 42, 0, 0, 0                                 # mov $42,%eax
  .byte 0x41, 0x5b                                        # pop %r11
  .byte 0x41, 0x83, 0xe3, 0xe0                            # and $-32,%r11d
  .byte 0x4d, 0x01, 0xfb                                  # add %r15,%r11
  .byte 0x41, 0xff, 0xe3                                  # jmp *%r11
  .p2align 5, 0x90
