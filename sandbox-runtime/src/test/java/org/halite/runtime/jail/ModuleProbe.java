package org.halite.runtime.jail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.halite.runtime.SandboxCode;
import org.halite.runtime.ServiceRuntime;
import org.halite.runtime.syscall.KernelStream;
import org.halite.wire.Powers;

/**
 * Runs a module in the jail, in the order of the real process; then tries once what the jail
 * forbids.
 */
final class ModuleProbe {
  private ModuleProbe() {}

  public static void main(String[] arguments) throws Exception {
    byte[] file = Files.readAllBytes(Path.of(arguments[0]));
    try (Arena arena = Arena.ofShared()) {
      MemorySegment module = arena.allocateFrom(ValueLayout.JAVA_BYTE, file);
      ServiceRuntime runtime =
          new ServiceRuntime(
              new SandboxCode(),
              new ServiceRuntime.Options(
                  List.of("module"),
                  List.of(),
                  0,
                  List.of(new KernelStream(0), new KernelStream(1), new KernelStream(2)),
                  new Powers(false, true),
                  null),
              (thunks, memory) -> List.of());
      ServiceRuntime.LoadResult loaded = runtime.load(module);
      if (!loaded.isOk()) {
        JailedJvm.say("refused: " + loaded.sentence());
        return;
      }
      ServiceRuntime.installHandlers();
      runtime.warm();
      JailReport report = Jail.close(JailOptions.defaults());
      String end = runtime.run().toString();
      JailedJvm.say("filter " + report.stands(Jail.FILTER) + ", module ended: " + end);
    }
  }
}
