/* What libgcc's unwinder takes from gcc's configuration, for the modules' ABI: 32-bit pointers in
   frames of 64-bit words, 16 registers and the return address. */
#ifndef HALITE_TCONFIG_H
#define HALITE_TCONFIG_H
#define DWARF_FRAME_REGISTERS 17
/* A register is wider than a pointer, so the context holds values besides addresses. */
#define REG_VALUE_IN_UNWIND_CONTEXT 1
#define ASSUME_EXTENDED_UNWIND_CONTEXT 1
/* Its numbers in tables are those in frames. */
#define DWARF_REG_TO_UNWIND_COLUMN(number) (number)
#define HAVE_GETIPINFO 1
#define SUPPORTS_WEAK 1
#define GTHREAD_USE_WEAK 0
#endif
