package org.halite.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.halite.runtime.machine.Exit;
import org.halite.runtime.machine.Machine;
import org.halite.runtime.syscall.HostStream;
import org.halite.wire.ControlWire;
import org.halite.wire.SrpcMessage;
import org.halite.wire.WireException;

/**
 * Loads a module of our own and gives all back, so that the classes, tables and compiled code of a
 * load are there before the first real one. In a spare process while it waits, and in the build,
 * which makes the AOT cache of what it sees here.
 */
public final class Rehearsal {
  private Rehearsal() {}

  /**
   * Once through a load. Nothing of the module runs.
   *
   * @param interfaces as for the real module
   * @throws IllegalStateException when our own module is refused
   */
  public static void run(SandboxCode judge, ServiceRuntime.Interfaces interfaces)
      throws InterruptedException {
    if (Machine.refusal() != null) {
      return; // the load will say so
    }
    ServiceRuntime runtime =
        new ServiceRuntime(
            judge,
            new ServiceRuntime.Options(
                List.of("rehearsal"),
                List.of(),
                0,
                List.of(HostStream.NOTHING, HostStream.NOTHING, HostStream.NOTHING)),
            interfaces);
    try (Arena arena = Arena.ofShared()) {
      MemorySegment file = arena.allocateFrom(ValueLayout.JAVA_BYTE, RehearsalModule.file());
      ServiceRuntime.LoadResult result = runtime.load(file);
      if (!result.isOk()) {
        throw new IllegalStateException("the rehearsal's module was refused: " + result.sentence());
      }
    }
    runtime.warm();
    runtime.sandbox().end(new Exit.Killed("it was a rehearsal"));
    if (!runtime.sandbox().release()) {
      throw new IllegalStateException("the address space of a rehearsal is still in use");
    }
  }

  /** Writes and reads messages of the wire's kinds. */
  public static void talk() {
    try {
      byte[] strings = ControlWire.strings(List.of("rehearsal"));
      SrpcMessage configure =
          SrpcMessage.decode(
              SrpcMessage.request(
                  1,
                  ControlWire.CONFIGURE,
                  ControlWire.RUNTIME_SERVICE.get(ControlWire.CONFIGURE),
                  ControlWire.PAGE_MODULE,
                  strings,
                  strings,
                  0L,
                  ""));
      List<String> read = ControlWire.strings(configure.bytes(1));
      if (read.size() != 1) {
        throw new IllegalStateException("one string became " + read.size());
      }
    } catch (WireException e) {
      throw new IllegalStateException("our own message was refused: " + e.getMessage(), e);
    }
  }
}
