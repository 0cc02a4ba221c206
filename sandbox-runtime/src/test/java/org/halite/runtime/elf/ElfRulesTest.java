package org.halite.runtime.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.halite.runtime.elf.ElfBuilder.Header;
import org.junit.jupiter.api.Test;

/**
 * Every rule of spec/nacl.md 7.1-7.3 with files that break it. {@code elf-rules.golden} has for
 * each what was done to a good module and what the loader says; after a change of a sentence, the
 * test leaves the new table in target.
 */
class ElfRulesTest {
  private static final long MAX = 0xffffffffL;
  private static final int TEXT = 0;
  private static final int DATA = 1;
  private static final int PT_DYNAMIC = 2;
  private static final int PT_INTERP = 3;
  private static final int PT_NOTE = 4;
  private static final int PT_SHLIB = 5;
  private static final int PT_PHDR = 6;
  private static final int PT_TLS = 7;
  private static final int PT_STACK = 0x6474e551;
  private static final int PT_RELRO = 0x6474e552;

  private final StringBuilder table = new StringBuilder();

  private void section(String rule) {
    table.append("\n# ").append(rule).append('\n');
  }

  private void file(String how, MemorySegment file) {
    table.append(how).append("\n    ").append(verdict(file)).append('\n');
  }

  private static String verdict(MemorySegment file) {
    try {
      ElfImage image = ElfParser.parse(file);
      ImageInvariants.check(image, file.byteSize());
      return "accepted";
    } catch (ElfRefusal refusal) {
      return refusal.code() + ": " + refusal.getMessage();
    }
  }

  private void module(String how, Consumer<ElfBuilder> change) {
    ElfBuilder elf = ElfBuilder.good();
    change.accept(elf);
    file(how, elf.build());
  }

  private void bytes(String how, Consumer<ByteBuffer> change) {
    bytes(how, ElfBuilder.good(), change);
  }

  private void bytes(String how, ElfBuilder elf, Consumer<ByteBuffer> change) {
    MemorySegment file = elf.build();
    change.accept(file.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
    file(how, file);
  }

  /** Places the code; the file has 64 bytes for it at 64 KiB. */
  private void text(String how, long offset, long address, long fileSize, long memorySize) {
    module(how, e -> e.headers.set(TEXT, new Header(1, 5, offset, address, fileSize, memorySize)));
  }

  /** Places the data; the file has 16 bytes for it at 128 KiB, its end. */
  private void data(String how, long offset, long address, long fileSize, long memorySize) {
    module(how, e -> e.headers.set(DATA, new Header(1, 6, offset, address, fileSize, memorySize)));
  }

  private void readOnly(String how, long address, long memorySize) {
    module(how, e -> e.headers.add(new Header(1, 4, 0x10000, address, 16, memorySize)));
  }

  private void other(String how, int type, int flags, long memorySize) {
    module(how, e -> e.headers.add(new Header(type, flags, 0, 0, 0, memorySize)));
  }

  @Test
  void everyRuleRefusesWithItsCodeAndASentence() throws IOException {
    fileHeader();
    programHeaderTable();
    kinds();
    segments();
    layout();
    String golden;
    try (InputStream in = ElfRulesTest.class.getResourceAsStream("elf-rules.golden")) {
      golden = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    String actual = table.toString().stripLeading();
    if (!actual.equals(golden)) {
      Files.writeString(Path.of("target/elf-rules.golden"), actual);
    }
    assertEquals(golden, actual);
  }

  private void fileHeader() {
    section("the file header, spec/nacl.md 7.1");
    module("a good ELF64 module", e -> {});
    module("a good ELF32 module", ElfBuilder::narrow);
    MemorySegment good = ElfBuilder.good().build();
    for (int size : new int[] {0, 1, 3, 4, 16, 52, 63}) {
      file("cut off after " + size + " bytes", good.asSlice(0, size));
    }
    bytes("magic 7f 45 4c 47", b -> b.put(3, (byte) 0x47));
    bytes("class 0", b -> b.put(4, (byte) 0));
    bytes("class 3", b -> b.put(4, (byte) 3));
    bytes("class 255", b -> b.put(4, (byte) -1));
    bytes("an ELF64 file that says ELF32", b -> b.put(4, (byte) 1));
    bytes("an ELF32 file that says ELF64", ElfBuilder.good().narrow(), b -> b.put(4, (byte) 2));
    bytes("byte order 0", b -> b.put(5, (byte) 0));
    bytes("big-endian", b -> b.put(5, (byte) 2));
    bytes(
        "OSABI 123, ABI version 7: as NaCl's tools wrote",
        b -> b.put(7, (byte) 123).put(8, (byte) 7));
    bytes("OSABI 255, ABI version 255: not looked at", b -> b.putShort(7, (short) -1));
    bytes("e_flags all ones: not looked at", b -> b.putInt(48, -1));
    for (int type : new int[] {0, 1, 3, 4, 0xffff}) {
      module("e_type " + type, e -> e.type = type);
    }
    for (int machine : new int[] {0, 3, 8, 40, 183, 0xffff}) {
      module("e_machine " + machine, e -> e.machine = machine);
    }
    module("e_version 0", e -> e.version = 0);
    module("e_version 2^32 - 1", e -> e.version = -1);
    bytes("e_ehsize 52", b -> b.putShort(52, (short) 52));
    bytes("e_ehsize 65535", b -> b.putShort(52, (short) -1));
    module("e_entry 2^32", e -> e.entry = 1L << 32);
    module("e_entry 2^63 + 0x20000", e -> e.entry = Long.MIN_VALUE + 0x20000);
    module("e_entry 0x20000 + 2^32: right but for its upper half", e -> e.entry += 1L << 32);
    bytes("e_shoff 2^32", b -> b.putLong(40, 1L << 32));
    bytes(
        "e_shoff 2^32 - 1, e_shnum 65535: sections are not looked at",
        b -> b.putLong(40, MAX).putShort(60, (short) -1));
  }

  private void programHeaderTable() {
    section("the table of program headers, spec/nacl.md 7.1");
    module("e_phoff 2^32", e -> e.phoff = 1L << 32);
    module("e_phoff 2^64 - 56", e -> e.phoff = -56);
    module("e_phoff 2^32 - 1", e -> e.phoff = MAX);
    module("e_phoff at the file's end", e -> e.phoff = 0x20010);
    module("e_phoff one byte too near the end", e -> e.phoff = 0x20010 - 111);
    module("e_phoff 0: the file header taken for program headers", e -> e.phoff = 0);
    for (int size : new int[] {0, 32, 55, 57, 0xffff}) {
      module("e_phentsize " + size, e -> e.phentsize = size);
    }
    bytes("e_phentsize 56 in ELF32", ElfBuilder.good().narrow(), b -> b.putShort(42, (short) 56));
    module("e_phnum 0", e -> e.phnum = 0);
    module("e_phnum 1: the code's alone", e -> e.phnum = 1);
    module("e_phnum 128: the rest are zero", e -> e.phnum = 128);
    module("e_phnum 129", e -> e.phnum = 129);
    module("e_phnum 32768", e -> e.phnum = 32768);
    module("e_phnum 65535 (PN_XNUM)", e -> e.phnum = 65535);
    MemorySegment good = ElfBuilder.good().build();
    file("the file ends in the first program header", good.asSlice(0, 65));
    file("the file ends one byte before the second one's end", good.asSlice(0, 175));
    file("the file ends behind the table", good.asSlice(0, 176));
    file("the file ends one byte before the data's end", good.asSlice(0, good.byteSize() - 1));
  }

  private void kinds() {
    section("kinds of program headers, spec/nacl.md 7.2");
    module("no headers but the data's", e -> e.headers.remove(TEXT));
    for (int flags : new int[] {0, 1, 2, 3, 7, 8, 0xd, -1}) {
      module(
          "code with p_flags 0x" + Integer.toHexString(flags),
          e -> e.headers.set(TEXT, new Header(1, flags, 0x10000, 0x20000, 64, 64)));
    }
    module(
        "data with p_flags rwx",
        e -> e.headers.set(DATA, new Header(1, 7, 0, ElfBuilder.DATA, 0, 16)));
    module("code twice", e -> e.headers.add(e.headers.get(TEXT)));
    module(
        "a second code elsewhere",
        e -> e.headers.add(new Header(1, 5, 0x10000, 0x1000000, 64, 64)));
    module("data twice", e -> e.headers.add(e.headers.get(DATA)));
    module(
        "read-only data twice",
        e -> {
          e.headers.add(new Header(1, 4, 0x10000, 0x10000000, 16, 16));
          e.headers.add(new Header(1, 4, 0x10000, 0x0f000000, 16, 16));
        });
    module("the data's header before the code's", e -> e.headers.add(e.headers.remove(TEXT)));
    module("a second code without memory", e -> e.headers.add(new Header(1, 5, 0, 0, 0, 0)));
    module(
        "a second code without memory but 16 bytes of the file",
        e -> e.headers.add(new Header(1, 5, 0, 0, 16, 0)));
    other("PT_GNU_STACK rw-", PT_STACK, 6, 16);
    other("PT_GNU_STACK rwx", PT_STACK, 7, 16);
    other("PT_GNU_STACK rwx without memory: the stack is rw- all the same", PT_STACK, 7, 0);
    other("PT_GNU_STACK r--", PT_STACK, 4, 16);
    other("PT_INTERP r--: no interpreter is ever loaded", PT_INTERP, 4, 16);
    other("PT_INTERP r-x", PT_INTERP, 5, 16);
    other("PT_DYNAMIC rw-: nothing is linked at load time", PT_DYNAMIC, 6, 16);
    other("PT_DYNAMIC r--", PT_DYNAMIC, 4, 16);
    other("PT_DYNAMIC rwx", PT_DYNAMIC, 7, 16);
    module(
        "PT_DYNAMIC twice, once writable",
        e -> {
          e.headers.add(new Header(PT_DYNAMIC, 4, 0, 0, 0, 16));
          e.headers.add(new Header(PT_DYNAMIC, 6, 0, 0, 0, 16));
        });
    other("PT_TLS r--", PT_TLS, 4, 16);
    other("PT_TLS rw-", PT_TLS, 6, 16);
    other("PT_TLS r-- of 4 GiB less one byte, none of it in the file", PT_TLS, 4, MAX);
    other("PT_NOTE r-x", PT_NOTE, 5, 16);
    other("PT_PHDR r--", PT_PHDR, 4, 112);
    other("PT_GNU_RELRO r--", PT_RELRO, 4, 16);
    other("PT_NULL with memory", 0, 4, 16);
    other("PT_NULL rwx", 0, 7, 16);
    other("PT_SHLIB r--", PT_SHLIB, 4, 16);
    other("PT_ARM_EXIDX r--", 0x70000001, 4, 16);
    other("an unknown type rwx without memory", 0x7fffffff, 7, 0);
  }

  private void segments() {
    section("sizes and places of segments, spec/nacl.md 7.1 and 7.2");
    String[] fields = {"p_offset", "p_vaddr", "p_paddr", "p_filesz", "p_memsz", "p_align"};
    for (int i = 0; i < fields.length; i++) {
      int at = 64 + 56 + 8 + 8 * i;
      bytes("data's " + fields[i] + " 2^32", b -> b.putLong(at, 1L << 32));
      bytes("data's " + fields[i] + " 2^64 - 1", b -> b.putLong(at, -1));
    }
    bytes("code's p_vaddr 0x20000 + 2^32", b -> b.putLong(80, 0x100020000L));
    bytes("an ignored header's p_offset 2^32", b -> b.putInt(120, 0).putLong(128, 1L << 32));
    data("data's end at 2^32", 0x20000, 0xfffffff0L, 16, 16);
    data("data's end at 2^32 + 1", 0x20000, 0xfffffff0L, 16, 17);
    data("address and size 2^32 - 1", 0x20000, MAX, 0, MAX);
    bytes(
        "ELF32: address and size 2^32 - 1",
        ElfBuilder.good().narrow(),
        b -> b.putInt(64 + 32 + 8, -1).putInt(64 + 32 + 20, -1));
    data("data up to the thunks", 0x20000, 0xfefd0000L, 16, 0x10000);
    data("data one byte into the thunks", 0x20000, 0xfefd0000L, 16, 0x10001);
    data("data into the stack", 0x20000, 0xff000000L, 16, 16);
    data(
        "zeroed data from its place into the stack",
        0x20000,
        ElfBuilder.DATA,
        16,
        0xff000000L - ElfBuilder.DATA);
    data("more of the file than of memory", 0x20000, ElfBuilder.DATA, 16, 15);
    data("a byte beyond the file", 0x20000, ElfBuilder.DATA, 17, 17);
    data("from behind the file's end", 0x20011, ElfBuilder.DATA, 0, 16);
    data("offset 2^32 - 1, one byte", MAX, ElfBuilder.DATA, 1, 1);
    data("offset and file size 2^32 - 1", MAX, 0x20000, MAX, MAX);
    data("data at 0", 0x20000, 0, 16, 16);
    data("data over the trampolines", 0x20000, 0x10000, 16, 16);
    data("data a byte below the code", 0x20000, 0x1ffff, 16, 16);
    data("address and offset that differ within 64 KiB", 0x20000, ElfBuilder.DATA + 0x123, 16, 16);
    bytes("p_align 3: not looked at", b -> b.putLong(64 + 48, 3));
    text("code at 0x10000", 0x10000, 0x10000, 64, 64);
    text("code at 0x20020", 0x10000, 0x20020, 64, 64);
    text("code at 0x30000", 0x10000, 0x30000, 64, 64);
    text("code where an IRT has it", 0x10000, 0xfc00000, 64, 64);
    text("code of 4 GiB in a small file", 0x10000, 0x20000, MAX - 0x20000, MAX - 0x20000);
    text("code that is the file header", 0, 0x20000, 64, 64);
    text("more code than memory", 0x10000, 0x20000, 64, 63);
  }

  private void layout() {
    section("how segments lie to each other, spec/nacl.md 7.3");
    for (long entry : new long[] {0, 0x10000, 0x1ffe0, 0x20001, 0x2001f, 0x20040, 0x30000, MAX}) {
      module("entry 0x" + Long.toHexString(entry), e -> e.entry = entry);
    }
    module("entry in the last bundle", e -> e.entry = 0x20020);
    text("code without bytes in the file", 0x10000, 0x20000, 0, 64);
    module(
        "entry in the code's memory, not its file",
        e -> {
          e.entry = 0x20040;
          e.headers.set(TEXT, new Header(1, 5, 0x10000, 0x20000, 64, 128));
        });
    readOnly("read-only data behind the data", 0x20000000, 16);
    module(
        "code whose memory ends behind the data",
        e -> e.headers.set(TEXT, new Header(1, 5, 0x10000, 0x20000, 64, 0x20000000)));
    module(
        "no data, code whose memory ends behind the read-only data",
        e -> {
          e.headers.set(TEXT, new Header(1, 5, 0x10000, 0x20000, 64, 0x20000000));
          e.headers.set(DATA, new Header(1, 4, 0x10000, 0x10000000, 16, 16));
        });
    readOnly("read-only data into the data", 0x10000000, 0x10001);
    readOnly("read-only data up to the data's page", 0x10000000, 0x10000);
    readOnly("read-only data over the code", 0x20000, 16);
    readOnly("read-only data inside the code's last page", 0x2fff0, 16);
    readOnly("read-only data on the page behind the code", 0x30000, 16);
    readOnly("read-only data inside a page", 0x10000020, 16);
    data("data inside the code", 0x20000, 0x20040, 16, 16);
    data("data over all the code", 0x20000, 0x20000, 16, 0x10000);
    data("data at the end of the code's page", 0x20000, 0x2fff0, 16, 16);
    data("data on the page behind the code", 0x20000, 0x30000, 16, 16);
    module(
        "31 bytes between code and data",
        e -> {
          e.headers.set(TEXT, new Header(1, 5, 0x10000, 0x20000, 64, 0x10000 - 31));
          e.headers.set(DATA, new Header(1, 6, 0x20000, 0x30000, 16, 16));
        });
    module(
        "32 bytes between code and data",
        e -> {
          e.headers.set(TEXT, new Header(1, 5, 0x10000, 0x20000, 64, 0x10000 - 32));
          e.headers.set(DATA, new Header(1, 6, 0x20000, 0x30000, 16, 16));
        });
    module("code alone", e -> e.headers.remove(DATA));
    module(
        "code alone that claims all memory",
        e -> {
          e.headers.remove(DATA);
          e.headers.set(TEXT, new Header(1, 5, 0x10000, 0x20000, 64, 0xfefc0000L));
        });
  }

  @Test
  void refusedFilesOfHundredBytesClaimAsMuchAsTheyLike() {
    byte[] small =
        Arrays.copyOf(
            ElfBuilder.good().build().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE), 176);
    assertEquals("READ_ERROR", verdict(MemorySegment.ofArray(small)).replaceAll(":.*", ""));
  }
}
