# Linked last: the end of the unwind tables.
	.section .eh_frame,"a",@progbits
	.long 0
