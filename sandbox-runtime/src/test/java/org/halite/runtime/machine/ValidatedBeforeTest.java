package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.halite.runtime.SandboxCode;
import org.halite.runtime.elf.ElfBuilder;
import org.halite.runtime.elf.ElfParser;
import org.halite.runtime.elf.ElfRefusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a verdict of an earlier run spares, what it does not, and when there is one to keep. */
@Timeout(60)
class ValidatedBeforeTest {
  private static final int DYNAMIC = 0x30000;

  private final List<Long> judged = new ArrayList<>();

  /** A module of this text, which is not a multiple of a bundle long. */
  private String load(CodeValidator validator, byte[] text, boolean validatedBefore)
      throws ElfRefusal {
    sandbox =
        new Sandbox(
            1L << 30,
            (code, address) -> {
              judged.add(address);
              return validator.validate(code, address);
            });
    MemorySegment file = new ElfBuilder(text, new byte[64]).build();
    return sandbox.load(ElfParser.parse(file), file, validatedBefore);
  }

  private Sandbox sandbox;

  private static byte[] nops(int size) {
    byte[] text = new byte[size];
    Arrays.fill(text, (byte) 0x90);
    return text;
  }

  @Test
  void textThatWasValidatedBeforeIsMappedAsItIs() throws Exception {
    assertEquals(null, load((code, address) -> "no", nops(50), true));
    assertEquals(List.of(), judged);
    assertEquals((byte) 0x90, sandbox.memory().read(0x20000 + 49, 1)[0]);
    assertEquals((byte) 0xf4, sandbox.memory().read(0x20000 + 50, 1)[0]);
    assertFalse(sandbox.code().acceptedAsSent(), "nothing was judged, so there is nothing to keep");
  }

  @Test
  void codeMadeAtRunTimeIsValidatedAllTheSame() throws Exception {
    assertEquals(null, load((code, address) -> "no", nops(50), true));
    assertEquals(-Errno.EINVAL, sandbox.code().create(DYNAMIC, TestModule.DATA, 32));
    assertEquals(List.of((long) DYNAMIC), judged);
  }

  @Test
  void aVerdictOnTextThatWasAcceptedAsSentCanBeKept() throws Exception {
    for (int size : new int[] {1, 31, 32, 33, 70_001}) {
      assertEquals(null, load((code, address) -> null, nops(size), false));
      assertTrue(sandbox.code().acceptedAsSent(), () -> size + " bytes");
    }
  }

  @Test
  void aVerdictOnTextThatWasRewrittenCannotBeKept() throws Exception {
    for (int changed : new int[] {0, 31, 32, 49, 50, 63}) { // 50 and on lie behind the file's text
      CodeValidator rewriter =
          (code, address) -> {
            code.set(ValueLayout.JAVA_BYTE, changed, (byte) 0x42);
            return null;
          };
      assertEquals(null, load(rewriter, nops(50), false));
      assertFalse(sandbox.code().acceptedAsSent(), () -> "byte " + changed);
    }
  }

  @Test
  void aRefusalCannotBeKept() throws Exception {
    assertEquals("no", load((code, address) -> "no", nops(50), false));
    assertFalse(sandbox.code().acceptedAsSent());
  }

  @Test
  void theRealValidatorsRewritesAreSeen() throws Exception {
    byte[] prefetchnta = nops(64);
    prefetchnta[0] = 0x0f;
    prefetchnta[1] = 0x18;
    prefetchnta[2] = 0x04; // prefetchnta (%rsp)
    prefetchnta[3] = 0x24;
    SandboxCode validator = new SandboxCode();
    assertEquals(null, load(validator, prefetchnta, false));
    assertFalse(sandbox.code().acceptedAsSent());
    assertEquals(null, load(validator, nops(64), false));
    assertTrue(sandbox.code().acceptedAsSent());
  }
}
