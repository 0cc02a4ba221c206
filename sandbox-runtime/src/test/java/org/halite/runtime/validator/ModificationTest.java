package org.halite.runtime.validator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What dyncode_modify may change: spec/nacl.md 3.13; and where breakpoints may stand: 3.14. */
class ModificationTest {
  private static byte[] bundles(int count, String hex) {
    byte[] code = new byte[32 * count];
    Arrays.fill(code, (byte) 0x90);
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    System.arraycopy(bytes, 0, code, 0, bytes.length);
    return code;
  }

  private static Modification judge(CpuFeatures cpu, String old, String replacement) {
    return Validator.modification(
        MemorySegment.ofArray(bundles(1, old)),
        MemorySegment.ofArray(bundles(1, replacement)),
        cpu);
  }

  private static boolean allowed(String old, String replacement) {
    return judge(CpuFeatures.all(), old, replacement).allowed();
  }

  @Test
  void theSameCodeAgainChangesNothing() {
    Modification same = judge(CpuFeatures.all(), "31 c0 cd 80", "31 c0 cd 80");
    assertFalse(same.allowed(), "code that is not valid cannot come by way of a modification");
    same = judge(CpuFeatures.all(), "31 c0 8b 45 08", "31 c0 8b 45 08");
    assertEquals(new Modification(true, List.of()), same);
  }

  @Test
  void immediatesOfMovMayChange() {
    assertEquals(
        new Modification(true, List.of(new Modification.Change(2, 5))),
        judge(CpuFeatures.all(), "31 c0 b9 11 22 33 44", "31 c0 b9 55 66 77 88"));
    assertTrue(allowed("48 b8 0102030405060708", "48 b8 1112131415161718"));
    assertTrue(allowed("41 c7 47 08 11 22 33 44", "41 c7 47 08 11 22 33 55"));
    assertTrue(allowed("41 c6 47 08 11", "41 c6 47 09 22"));
  }

  @Test
  void displacementsOfMovMayChange() {
    assertTrue(allowed("8b 45 08", "8b 45 f0"));
    assertTrue(allowed("89 84 24 00010000", "89 84 24 00020000"));
    assertTrue(allowed("89 c0 41 8b 44 07 08", "89 c0 41 8b 44 07 10"));
  }

  @Test
  void eachChangedInstructionIsToldOnce() {
    Modification two =
        judge(CpuFeatures.all(), "b8 01000000 90 bb 02000000", "b8 03000000 90 bb 04000000");
    assertEquals(
        List.of(new Modification.Change(0, 5), new Modification.Change(6, 5)), two.changes());
  }

  @Test
  void prefixesOpcodeModrmAndSibMayNotChange() {
    assertFalse(allowed("b8 11 22 33 44", "b9 11 22 33 44"), "another register");
    assertFalse(allowed("8b 45 08", "89 45 08"), "a store for a load");
    assertFalse(allowed("8b 45 08", "8b 4d 08"), "another operand");
    assertFalse(allowed("89 c0 41 8b 04 07", "89 c0 41 8b 04 47"), "another scale");
    assertFalse(allowed("b0 11 90", "66 b0 11"), "a prefix");
    assertFalse(allowed("40 b0 11", "41 b0 11"), "another REX");
  }

  @Test
  void instructionsThatAreNotMovOrCallMayNotChange() {
    assertFalse(allowed("83 c0 01", "83 c0 02"), "add");
    assertFalse(allowed("68 11 22 33 44", "68 11 22 33 55"), "push");
    assertFalse(allowed("eb 00 90", "eb 01 90"), "jmp");
    assertFalse(allowed("90", "f4"), "nop");
    assertFalse(allowed("83 e1 e0 4c 01 f9 ff e1", "83 e1 e0 4c 01 f9 ff d1"), "an indirect jump");
    assertFalse(allowed("83 e1 e0 4c 01 f9 ff e1", "83 e1 f0 90 90 90 90 90"), "a mask");
  }

  @Test
  void anInstructionMayNotGrowOverItsNeighbour() {
    assertFalse(allowed("b0 11 90 90 90", "b8 11 90 90 90"));
    assertFalse(allowed("b8 b0 11 b0 11", "b0 11 b0 11 90"));
  }

  @Test
  void aCallMayGoElsewhereIfThatIsABundleOrAnInstruction() {
    byte[] old = bundles(2, "e8 1b000000");
    byte[] now = bundles(2, "e8 fbffffff");
    assertTrue(modification(old, now), "back to its own bundle");
    assertTrue(modification(old, bundles(2, "e8 1c000000")), "to an instruction in the next");
    assertFalse(modification(old, bundles(2, "e8 feffffff")), "into itself");
    assertFalse(modification(old, bundles(2, "e8 00010000")), "out, to no bundle's start");
    assertTrue(modification(old, bundles(2, "e8 fb000000")), "out, to a bundle's start");
  }

  @Test
  void aJumpOutOfTheCodeMayStayIfItIsTheSame() {
    assertTrue(allowed("e8 00010000 b8 01000000", "e8 00010000 b8 02000000"));
    assertTrue(allowed("75 40 b8 01000000", "75 40 b8 02000000"));
    assertFalse(allowed("75 40", "75 41"));
  }

  @Test
  void haltsForWhatTheProcessorLacksStay() {
    CpuFeatures lacking = CpuFeatures.all().without("AVX2");
    String broadcast = "c4 e2 79 58 c1";
    assertEquals(
        new Modification(true, List.of(new Modification.Change(5, 5))),
        judge(lacking, "f4 f4 f4 f4 f4 b8 01000000", broadcast + "b8 02000000"));
    assertFalse(judge(lacking, broadcast, broadcast).allowed());
    assertFalse(judge(lacking, "f4 f4 f4 f4 90", broadcast).allowed());
    assertFalse(judge(CpuFeatures.all(), "f4 f4 f4 f4 f4", broadcast).allowed());
  }

  @Test
  void nothingIsRewrittenOnTheWay() {
    assertFalse(allowed("0f 18 45 00", "0f 18 45 00"), "prefetchnta");
    assertFalse(allowed("48 0f c3 45 00", "48 0f c3 45 00"), "movnti");
  }

  @Test
  void codeOfAnotherSizeIsAnError() {
    MemorySegment one = MemorySegment.ofArray(bundles(1, ""));
    MemorySegment two = MemorySegment.ofArray(bundles(2, ""));
    MemorySegment part = MemorySegment.ofArray(new byte[33]);
    assertThrows(
        IllegalArgumentException.class, () -> Validator.modification(one, two, CpuFeatures.all()));
    assertThrows(
        IllegalArgumentException.class,
        () -> Validator.modification(part, part, CpuFeatures.all()));
  }

  @Test
  void breakpointsMayStandWhereAnInstructionStandsAlone() {
    // nop; mov %eax,%eax; mov (%r15,%rax,1),%ecx; and, add, jmp *%rcx; jump out of the bundle
    byte[] code = bundles(2, "90 89 c0 41 8b 0c 07 83 e1 e0 4c 01 f9 ff e1 75 7f");
    StringBuilder starts = new StringBuilder();
    for (int i = 0; i < 17; i++) {
      boolean start =
          Validator.isInstructionStart(MemorySegment.ofArray(code), i, CpuFeatures.all());
      starts.append(start ? 'x' : '.');
    }
    assertEquals("xx.....x.......x.", starts.toString());
  }

  @Test
  void noBreakpointMayStandInABundleThatIsNotValid() {
    byte[] code = bundles(2, "90 c3");
    MemorySegment segment = MemorySegment.ofArray(code);
    assertFalse(Validator.isInstructionStart(segment, 0, CpuFeatures.all()));
    assertTrue(Validator.isInstructionStart(segment, 32, CpuFeatures.all()));
  }

  private static boolean modification(byte[] old, byte[] now) {
    return Validator.modification(
            MemorySegment.ofArray(old), MemorySegment.ofArray(now), CpuFeatures.all())
        .allowed();
  }
}
