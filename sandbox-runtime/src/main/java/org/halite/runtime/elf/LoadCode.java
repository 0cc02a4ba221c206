package org.halite.runtime.elf;

/**
 * Why a module was not loaded, by NaCl's numbers: spec/nacl.md ch. 20. Only those that this loader
 * gives.
 */
public enum LoadCode {
  OK(0),
  INTERNAL(4),
  READ_ERROR(8),
  TOO_MANY_PROG_HDRS(9),
  BAD_PHENTSIZE(10),
  BAD_ELF_MAGIC(11),
  NOT_32_BIT(12),
  NOT_EXEC(15),
  BAD_MACHINE(16),
  BAD_ELF_VERS(17),
  NO_MEMORY(20),
  DATA_OVERLAPS_STACK_SECTION(24),
  RODATA_OVERLAPS_DATA(25),
  DATA_NOT_LAST_SEGMENT(26),
  NO_DATA_BUT_RODATA_NOT_LAST_SEGMENT(27),
  TEXT_OVERLAPS_RODATA(28),
  TEXT_OVERLAPS_DATA(29),
  BAD_RODATA_ALIGNMENT(30),
  BAD_ELF_TEXT(33),
  TEXT_SEG_TOO_BIG(34),
  BAD_FILE(49),
  BAD_ENTRY(50),
  SEGMENT_OUTSIDE_ADDRSPACE(51),
  DUP_SEGMENT(52),
  SEGMENT_BAD_LOC(53),
  BAD_SEGMENT(54),
  REQUIRED_SEG_MISSING(55),
  SEGMENT_BAD_PARAM(56),
  VALIDATION_FAILED(57),
  BAD_EHSIZE(60),
  EHDR_OVERFLOW(61),
  PHDR_OVERFLOW(62),
  UNSUPPORTED_CPU(63),
  NO_MEMORY_FOR_ADDRESS_SPACE(65);

  private final int number;

  LoadCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
