/* ELF files of 32-bit class, as far as a dynamic linker reads them (System V ABI, x86-64 ILP32). */
#ifndef HALITE_ELF32_H
#define HALITE_ELF32_H
#include <stdint.h>

struct elf_header {
  uint8_t ident[16];
  uint16_t type, machine;
  uint32_t version, entry, program_headers, section_headers, flags;
  uint16_t header_size, program_header_size, program_header_count;
  uint16_t section_header_size, section_header_count, section_names;
};
enum { ELF_CLASS_32 = 1, ELF_LITTLE_ENDIAN = 1, ELF_EXEC = 2, ELF_DYN = 3, ELF_X86_64 = 62 };

struct elf_segment {
  uint32_t type, offset, address, physical, file_size, memory_size, flags, alignment;
};
enum { PT_LOAD = 1, PT_DYNAMIC = 2, PT_TLS = 7 };
enum { PF_X = 1, PF_W = 2, PF_R = 4 };

struct elf_dynamic {
  uint32_t tag, value;
};
enum {
  DT_NULL, DT_NEEDED, DT_PLTRELSZ, DT_PLTGOT, DT_HASH, DT_STRTAB, DT_SYMTAB, DT_RELA, DT_RELASZ,
  DT_RELAENT, DT_STRSZ, DT_SYMENT, DT_INIT, DT_FINI, DT_SONAME, DT_RPATH, DT_SYMBOLIC, DT_REL,
  DT_RELSZ, DT_RELENT, DT_PLTREL, DT_DEBUG, DT_TEXTREL, DT_JMPREL, DT_BIND_NOW, DT_INIT_ARRAY,
  DT_FINI_ARRAY, DT_INIT_ARRAYSZ, DT_FINI_ARRAYSZ, DT_RUNPATH, DT_FLAGS,
  DT_RELR = 36,
  DT_GNU_HASH = 0x6ffffef5,
  DT_VERSYM = 0x6ffffff0,
  DT_FLAGS_1 = 0x6ffffffb,
  DT_VERDEF = 0x6ffffffc,
  DT_VERDEFNUM = 0x6ffffffd,
  DT_VERNEED = 0x6ffffffe,
  DT_VERNEEDNUM = 0x6fffffff
};
enum { DF_TEXTREL = 4, DF_1_NODELETE = 8 };

struct elf_symbol {
  uint32_t name, value, size;
  uint8_t info, other;
  uint16_t section;
};
enum { STB_LOCAL = 0, STB_GLOBAL = 1, STB_WEAK = 2, STB_UNIQUE = 10 };
enum { STT_FUNC = 2, STT_SECTION = 3, STT_TLS = 6, STT_IFUNC = 10 };

struct elf_rela {
  uint32_t offset, info;
  int32_t addend;
};
enum {
  R_NONE = 0, R_64 = 1, R_PC32 = 2, R_PLT32 = 4, R_COPY = 5, R_GLOB_DAT = 6, R_JUMP_SLOT = 7,
  R_RELATIVE = 8, R_32 = 10, R_DTPMOD64 = 16, R_DTPOFF64 = 17, R_TPOFF64 = 18, R_TPOFF32 = 23,
  R_RELATIVE64 = 38
};

struct elf_verdef {
  uint16_t version, flags, index, count;
  uint32_t hash, names, next;
};
struct elf_verdef_name {
  uint32_t name, next;
};
struct elf_verneed {
  uint16_t version, count;
  uint32_t file, names, next;
};
struct elf_verneed_name {
  uint32_t hash;
  uint16_t flags, index;
  uint32_t name, next;
};
enum { VER_WEAK = 2, VER_INDEX = 0x7fff, VER_HIDDEN = 0x8000 };

#endif
