package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.halite.runtime.SandboxCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changing code that runs: dyncode_modify. */
@Timeout(60)
class LiveCodeTest {
  private static final int DYNAMIC = 0x30000;
  private static final int NEW = TestModule.DATA + 0x1000;

  private final TestModule module = new TestModule();

  @BeforeEach
  void judgeAsTheRuntimeDoes() throws IOException {
    SandboxCode judge = new SandboxCode();
    module.validator =
        new CodeValidator() {
          @Override
          public String validate(MemorySegment code, long address) {
            return address == 0x20000 ? null : judge.validate(code, address);
          }

          @Override
          public List<LiveCode.Change> changes(MemorySegment old, MemorySegment replacement) {
            return judge.changes(old, replacement);
          }
        };
  }

  /** mov eax, imm; pop r11; and; add; jmp; halts. */
  private static byte[] returns(int value) {
    return HexFormat.of()
        .parseHex(
            "b8"
                + HexFormat.of().toHexDigits(Integer.reverseBytes(value))
                + "415b4183e3e04d01fb41ffe3"
                + "f4".repeat(15));
  }

  private CodeRegion created(int value) {
    module.code.bytes(0xf4); // a module has some text
    module.load();
    module.sandbox.memory().write(TestModule.DATA, returns(value));
    assertEquals(0, module.sandbox.code().create(DYNAMIC, TestModule.DATA, 32));
    return module.sandbox.code();
  }

  private void write(byte[] code) {
    module.sandbox.memory().write(NEW, code);
  }

  @Test
  void aChangedImmediateIsWhatRuns() throws InterruptedException {
    module.call(DYNAMIC);
    module.exitWithResult();
    CodeRegion code = created(42);
    write(returns(43));
    assertEquals(0, code.modify(DYNAMIC, NEW, 32));
    module.start();
    assertEquals(new Exit.Normal(43), module.awaitExit());
  }

  @Test
  void aFewBytesInTheMiddleWillDo() {
    CodeRegion code = created(0x11223344);
    write(new byte[] {0x55});
    assertEquals(0, code.modify(DYNAMIC + 3, NEW, 1));
    assertEquals(0x11553344, module.sandbox.memory().readInt(DYNAMIC + 1));
    assertEquals(0, code.modify(DYNAMIC + 3, NEW, 0));
  }

  @Test
  void anotherInstructionIsRefusedAndNothingChanges() {
    CodeRegion code = created(42);
    byte[] other = returns(43);
    other[0] = (byte) 0xb9;
    write(other);
    assertEquals(-Errno.EINVAL, code.modify(DYNAMIC, NEW, 32));
    write(new byte[] {(byte) 0xc3});
    assertEquals(-Errno.EINVAL, code.modify(DYNAMIC + 31, NEW, 1));
    assertEquals(42, module.sandbox.memory().readInt(DYNAMIC + 1));
  }

  @Test
  void theMaskOfAJumpCannotBeChanged() {
    CodeRegion code = created(42);
    byte[] unmasked = returns(42);
    unmasked[10] = (byte) 0xff;
    write(unmasked);
    assertEquals(-Errno.EINVAL, code.modify(DYNAMIC, NEW, 32));
  }

  @Test
  void onlyALivePieceCanBeChanged() {
    CodeRegion code = created(42);
    write(returns(43));
    assertEquals(-Errno.EFAULT, code.modify(DYNAMIC + 32, NEW, 32), "nothing there");
    assertEquals(-Errno.EFAULT, code.modify(DYNAMIC, NEW, 33), "over its end");
    assertEquals(-Errno.EFAULT, code.modify(DYNAMIC - 32, NEW, 64), "before it");
    assertEquals(-Errno.EFAULT, code.modify(0x20000, NEW, 32), "static text");
    assertEquals(-Errno.EFAULT, code.modify(0xffffffe0L, NEW, 0xffffffffL), "it wraps");
    assertEquals(0, module.sandbox.deleteCode(DYNAMIC, 32, module.thread()));
    assertEquals(-Errno.EFAULT, code.modify(DYNAMIC, NEW, 32), "deleted");
  }

  @Test
  void aThreadThatRunsItSeesTheOldOrTheNew() throws InterruptedException {
    // The module calls the piece as long as it hears one of the two values.
    Assembler code = module.align().code;
    code.label("again");
    module.call(DYNAMIC);
    code.compare32(Register.RAX, 0x11111111).jump(Assembler.Condition.EQUAL, "again");
    code.compare32(Register.RAX, 0x22222222).jump(Assembler.Condition.EQUAL, "again");
    module.exitWithResult();
    CodeRegion region = created(0x11111111);
    module.start();
    for (int i = 0; i < 2000; i++) {
      write(returns(i % 2 == 0 ? 0x22222222 : 0x11111111));
      assertEquals(0, region.modify(DYNAMIC, NEW, 32));
    }
    write(returns(7));
    assertEquals(0, region.modify(DYNAMIC, NEW, 32));
    assertEquals(new Exit.Normal(7), module.awaitExit());
  }

  @Test
  void oneAlignedWordIsOneStore() {
    List<String> seen = new ArrayList<>();
    assertEquals("b8 22 22 22 22 90 90 90", replaced(0, "b822222222909090", 5, seen));
    assertEquals(List.of(), seen);
  }

  @Test
  void whatNoStoreCanReplaceAtOnceHaltsMeanwhile() {
    List<String> seen = new ArrayList<>();
    // mov $imm32, 0x11111111(%rsp): the bytes lie in two words
    assertEquals(
        "c7 84 24 22 22 22 22 33 33 33 33 90 90 90 90 90",
        replaced(0, "c7842422222222333333339090909090", 11, seen));
    assertEquals(2, seen.size());
    assertTrue(seen.getFirst().startsWith("f4 84 24 11"), seen.toString());
    assertTrue(seen.getLast().startsWith("f4 84 24 22 22 22 22 33 33 33 33"), seen.toString());
  }

  @Test
  void neighboursThatAlsoDifferWaitForTheirTurn() {
    List<String> seen = new ArrayList<>();
    assertEquals("b0 22 b0 11", replaced(0, "b022b022", 2, seen).substring(0, 11));
  }

  /** Replaces the first instruction; what lies there afterwards, and at each serialization. */
  private static String replaced(int offset, String hex, int length, List<String> seen) {
    HexFormat spaced = HexFormat.ofDelimiter(" ");
    byte[] bytes = HexFormat.of().parseHex(hex);
    byte[] old = bytes.clone();
    for (int i = 1; i < old.length; i++) {
      boolean immediate = old[i] == 0x22 || old[i] == 0x33;
      old[i] = immediate ? 0x11 : old[i];
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment live = arena.allocate(32, 32);
      MemorySegment.copy(old, 0, live, ValueLayout.JAVA_BYTE, 0, old.length);
      MemorySegment replacement = arena.allocate(32, 32);
      MemorySegment.copy(bytes, 0, replacement, ValueLayout.JAVA_BYTE, 0, bytes.length);
      LiveCode.replace(
          live,
          replacement,
          new LiveCode.Change(offset, length),
          () -> seen.add(spaced.formatHex(live.toArray(ValueLayout.JAVA_BYTE))));
      return spaced.formatHex(live.asSlice(0, bytes.length).toArray(ValueLayout.JAVA_BYTE));
    }
  }
}
