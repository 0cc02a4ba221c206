package org.halite.runtime.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.halite.runtime.elf.ElfBuilder.Header;
import org.junit.jupiter.api.Test;

class ElfParserTest {
  private final ElfBuilder elf = ElfBuilder.good();

  private void refused(LoadCode code, String part) {
    refused(elf.build(), code, part);
  }

  private static void refused(MemorySegment file, LoadCode code, String part) {
    ElfRefusal refusal = assertThrows(ElfRefusal.class, () -> ElfParser.parse(file));
    assertEquals(code, refusal.code(), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
  }

  @Test
  void aGoodModuleIsRead() throws ElfRefusal {
    ElfImage image = ElfParser.parse(elf.build());
    assertEquals(0x20000, image.entry());
    assertEquals(64, image.text().fileSize());
    assertNull(image.readOnly());
    assertEquals(ElfBuilder.DATA + 16 + 0x20000, image.initialBreak());
    assertEquals(ElfBuilder.DATA, image.firstDataPage());
  }

  @Test
  void anEmptyFileIsRefused() {
    refused(MemorySegment.ofArray(new byte[0]), LoadCode.BAD_ELF_MAGIC, "empty");
  }

  @Test
  void aWebPageIsNoModule() {
    refused(MemorySegment.ofArray("<!DOCTYPE html>".getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
        LoadCode.BAD_ELF_MAGIC, "3c 21 44 4f");
  }

  @Test
  void aTruncatedHeaderIsRefused() {
    refused(elf.build().asSlice(0, 63), LoadCode.READ_ERROR, "63 bytes");
  }

  @Test
  void armModulesAreNamedAsSuch() {
    elf.machine = 40;
    refused(LoadCode.BAD_MACHINE, "ARM");
  }

  @Test
  void sharedObjectsAreRefused() {
    elf.type = 3;
    refused(LoadCode.NOT_EXEC, "type 3");
  }

  @Test
  void aVersionOtherThanOneIsRefused() {
    elf.version = 2;
    refused(LoadCode.BAD_ELF_VERS, "version 2");
  }

  @Test
  void anUnknownClassIsRefused() {
    elf.elfClass = 3;
    refused(LoadCode.NOT_32_BIT, "class 3");
  }

  @Test
  void tooManyProgramHeadersAreRefused() {
    elf.phnum = 129;
    refused(LoadCode.TOO_MANY_PROG_HDRS, "129");
  }

  @Test
  void aWrongProgramHeaderSizeIsRefused() {
    elf.phentsize = 32;
    refused(LoadCode.BAD_PHENTSIZE, "32");
  }

  @Test
  void programHeadersBeyondTheFileAreRefused() {
    elf.phoff = 0xffffffffL;
    refused(LoadCode.READ_ERROR, "beyond the file's end");
  }

  @Test
  void aProgramHeaderOffsetOfTwoToTheSixtyThreeIsRefused() {
    elf.phoff = Long.MIN_VALUE;
    refused(LoadCode.EHDR_OVERFLOW, "program header offset");
  }

  @Test
  void anEntryOutsideTheTextIsRefused() {
    elf.entry = 0x20040;
    refused(LoadCode.BAD_ENTRY, "0x20040");
  }

  @Test
  void anEntryInsideABundleIsRefused() {
    elf.entry = 0x20001;
    refused(LoadCode.BAD_ENTRY, "multiple of 32");
  }

  @Test
  void anEntryInTheTrampolinesIsRefused() {
    elf.entry = 0x10000;
    refused(LoadCode.BAD_ENTRY, "0x10000");
  }

  @Test
  void writableCodeIsRefused() {
    elf.headers.set(0, new Header(1, 7, 0x10000, 0x20000, 64, 64));
    refused(LoadCode.BAD_SEGMENT, "never both writable and executable");
  }

  @Test
  void anExecutableStackIsRefused() {
    elf.headers.add(new Header(0x6474e551, 7, 0, 0, 0, 16));
    refused(LoadCode.BAD_SEGMENT, "rwx");
  }

  @Test
  void codeTwiceIsRefused() {
    elf.headers.add(elf.headers.get(0));
    refused(LoadCode.DUP_SEGMENT, "second");
  }

  @Test
  void aModuleWithoutCodeIsRefused() {
    elf.headers.remove(0);
    refused(LoadCode.REQUIRED_SEG_MISSING, "no code");
  }

  @Test
  void codeAtTheIrtsAddressIsRefused() {
    elf.headers.set(0, new Header(1, 5, 0x10000, 0xfc00000, 64, 64));
    refused(LoadCode.SEGMENT_BAD_LOC, "IRT");
  }

  @Test
  void dataOverTheTrampolinesIsRefused() {
    elf.headers.set(1, new Header(1, 6, 0x20000, 0x10000, 16, 16));
    refused(LoadCode.SEGMENT_OUTSIDE_ADDRSPACE, "0x10000");
  }

  @Test
  void aSegmentThatWrapsAtFourGigabytesIsRefused() {
    elf.headers.set(1, new Header(1, 6, 0x20000, 0xfffffff0L, 16, 0x20));
    refused(LoadCode.SEGMENT_OUTSIDE_ADDRSPACE, "4 GiB");
  }

  @Test
  void aSegmentOverTheStackIsRefused() {
    elf.headers.set(1, new Header(1, 6, 0x20000, 0xfefe0000L, 16, 16));
    refused(LoadCode.DATA_OVERLAPS_STACK_SECTION, "stack");
  }

  @Test
  void aNegativeSizeIsRefused() {
    elf.headers.set(1, new Header(1, 6, 0x20000, ElfBuilder.DATA, 16, -1));
    refused(LoadCode.PHDR_OVERFLOW, "memory size");
  }

  @Test
  void moreFileThanMemoryIsRefused() {
    elf.headers.set(1, new Header(1, 6, 0x20000, ElfBuilder.DATA, 16, 8));
    refused(LoadCode.SEGMENT_BAD_PARAM, "16 bytes");
  }

  @Test
  void dataBeyondTheFileIsRefused() {
    elf.headers.set(1, new Header(1, 6, 0x20000, ElfBuilder.DATA, 17, 17));
    refused(LoadCode.READ_ERROR, "of the file");
  }

  @Test
  void dataThatIsNotLastIsRefused() {
    elf.headers.add(new Header(1, 4, 0, ElfBuilder.DATA + 0x100000, 16, 16));
    refused(LoadCode.DATA_NOT_LAST_SEGMENT, "not the last");
  }

  @Test
  void constantsInTheDatasPageAreRefused() {
    elf.headers.set(1, new Header(1, 6, 0x20000, 0x10010010, 16, 0x20000));
    elf.headers.add(new Header(1, 4, 0, 0x10000000, 16, 0x10008));
    refused(LoadCode.RODATA_OVERLAPS_DATA, "shares");
  }

  @Test
  void constantsOverCodeAreRefused() {
    elf.headers.add(new Header(1, 4, 0, 0x20000, 16, 16));
    refused(LoadCode.TEXT_OVERLAPS_RODATA, "shares");
  }

  @Test
  void dataOverCodeIsRefused() {
    elf.headers.set(1, new Header(1, 6, 0x20000, 0x20040, 16, 16));
    refused(LoadCode.TEXT_OVERLAPS_DATA, "shares");
  }

  @Test
  void constantsInsideAPageAreRefused() {
    elf.headers.add(new Header(1, 4, 0, 0x10000010, 16, 16));
    refused(LoadCode.BAD_RODATA_ALIGNMENT, "64 KiB");
  }

  @Test
  void codeWithoutRoomForAHaltSledIsRefused() {
    elf.headers.set(0, new Header(1, 5, 0x10000, 0x20000, 64, 0x10000 - 16));
    elf.headers.set(1, new Header(1, 6, 0x20000, 0x30000, 16, 16));
    refused(LoadCode.BAD_ELF_TEXT, "halt sled");
  }

  @Test
  void anUnknownExecutableHeaderIsRefused() {
    elf.headers.add(new Header(0x70000001, 5, 0, 0, 0, 16));
    refused(LoadCode.BAD_SEGMENT, "0x70000001");
  }

  @Test
  void anEmptyHeaderOfAnyKindIsIgnored() throws ElfRefusal {
    elf.headers.add(new Header(0x70000001, 7, 0, 0, 0, 0));
    assertEquals(0x20000, ElfParser.parse(elf.build()).entry());
  }

  @Test
  void changedBytesNeverBreakTheParserItself() {
    Random random = new Random(20240611);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      MemorySegment file = elf.build();
      for (int k = 0; k < 1 + random.nextInt(4); k++) {
        file.set(ValueLayout.JAVA_BYTE, random.nextInt(64 + 2 * 56), (byte) random.nextInt());
      }
      try {
        ElfImage image = ElfParser.parse(file);
        assertTrue(image.maximumAddress() <= 0xfefe0000L);
        assertTrue(image.entry() % 32 == 0 && image.entry() < image.staticTextEnd());
        read++;
      } catch (ElfRefusal refusal) {
        assertTrue(refusal.getMessage().length() > 10);
      }
      assertNull(SymbolTable.read(file).describe(0));
    }
    assertTrue(read > 100, "only " + read + " were still modules");
  }
}
