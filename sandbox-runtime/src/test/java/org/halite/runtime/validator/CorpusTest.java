package org.halite.runtime.validator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Modules that others built must run. */
class CorpusTest {
  private static final String[] FOLDERS = {
    "console", "ppapi", "own", "irt", "srpc-2010", "srpc-2011", "translator"
  };

  private static List<Path> modules() throws IOException {
    Path corpus = SharedFolder.require("corpus");
    List<Path> modules = new ArrayList<>();
    for (String folder : FOLDERS) {
      try (var files = Files.list(corpus.resolve(folder))) {
        files.filter(f -> f.toString().endsWith("nexe")).sorted().forEach(modules::add);
      }
    }
    assertTrue(modules.size() > 20, modules.toString());
    return modules;
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void everyModuleIsAcceptedOnThisProcessor() throws IOException {
    CpuFeatures host = CpuFeatures.host();
    for (Path module : modules()) {
      ModuleText text = ModuleText.read(module);
      Verdict verdict = BothValidators.judgeAndRewrite(text.segment(), text.address(), host);
      assertTrue(verdict.accepted(), () -> module + ": " + verdict.violations());
    }
  }

  @Test
  void aModuleWithOneByteChangedToRetIsRefusedThere() throws IOException {
    ModuleText text = ModuleText.read(SharedFolder.require("corpus").resolve("own/hello_irt.nexe"));
    text.bytes()[64] = (byte) 0xc3;
    Verdict verdict = BothValidators.judge(text.segment(), text.address(), CpuFeatures.all());
    assertEquals(text.address() + 64, verdict.violations().getFirst().address());
    assertEquals("ret", verdict.violations().getFirst().disassembly());
  }
}
