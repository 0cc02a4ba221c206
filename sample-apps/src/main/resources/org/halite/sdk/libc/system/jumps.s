# setjmp and longjmp. jmp_buf: rbx, rbp, r12, r13, r14, rsp, return address, 8 bytes each.
# They are rewritten like compiled code: each return and each write of rsp and rbp is masked.
	.text
	.globl	setjmp
	.type	setjmp, @function
setjmp:
	movq	%rbx, (%rdi)
	movq	%rbp, 8(%rdi)
	movq	%r12, 16(%rdi)
	movq	%r13, 24(%rdi)
	movq	%r14, 32(%rdi)
	leal	8(%rsp), %eax           # rsp as it is after the return
	movq	%rax, 40(%rdi)
	movl	(%rsp), %eax
	movq	%rax, 48(%rdi)
	xorl	%eax, %eax
	ret
	.size	setjmp, .-setjmp

	.globl	longjmp
	.type	longjmp, @function
longjmp:
	movl	%esi, %eax
	testl	%eax, %eax
	jne	.Lnot_zero
	incl	%eax                    # longjmp(buffer, 0) makes setjmp return 1
.Lnot_zero:
	movq	(%rdi), %rbx
	movl	8(%rdi), %edx
	movq	16(%rdi), %r12
	movq	24(%rdi), %r13
	movq	32(%rdi), %r14
	movl	40(%rdi), %esi
	movl	48(%rdi), %ecx
	movl	%esi, %esp
	movl	%edx, %ebp
	jmp	*%rcx
	.size	longjmp, .-longjmp
