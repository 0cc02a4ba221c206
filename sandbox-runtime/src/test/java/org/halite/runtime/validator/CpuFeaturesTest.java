package org.halite.runtime.validator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class CpuFeaturesTest {
  @TempDir Path folder;

  @Test
  void featuresAreTheWordsOfTheFirstFlagsLine() throws IOException {
    Path cpuinfo = folder.resolve("cpuinfo");
    Files.writeString(
        cpuinfo, "processor\t: 0\nflags\t\t: fpu sse sse2 pni avx512f sse4_1\nflags : avx2\n");
    assertEquals(
        "x87 and SSE and SSE2 and SSE3 and SSE41 and MMXEXT",
        CpuFeatures.fromCpuinfo(cpuinfo).toString());
  }

  @Test
  void theMmxExtensionsComeWithSseOrAlone() {
    assertEquals("SSE and MMXEXT", CpuFeatures.fromKernelFlags("sse").toString());
    assertEquals("MMXEXT", CpuFeatures.fromKernelFlags("mmxext").toString());
  }

  @Test
  void partsOfNamesAreNotFeatures() {
    assertEquals("", CpuFeatures.fromKernelFlags("ss avx512f  sse4 mm").toString());
  }

  @Test
  void aFileWithoutFlagsIsAnErrorAndNotAProcessorWithEverything() throws IOException {
    Path cpuinfo = folder.resolve("cpuinfo");
    Files.writeString(cpuinfo, "processor : 0\n");
    assertThrows(IOException.class, () -> CpuFeatures.fromCpuinfo(cpuinfo));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thisProcessorHasWhatEvery64BitOneHas() throws IOException {
    assertTrue(CpuFeatures.host().toString().contains("x87 and MMX and CMOV and CX8"));
    assertNotEquals(CpuFeatures.all(), CpuFeatures.fromKernelFlags(""));
  }
}
