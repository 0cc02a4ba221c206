package org.halite.app;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.halite.app.command.Backend;
import org.halite.bridge.module.ExitReport;
import org.halite.bridge.module.LocalModuleHost;
import org.halite.bridge.module.ModuleEvents;
import org.halite.bridge.module.ModuleHost;
import org.halite.bridge.module.ModuleValidation;
import org.halite.bridge.module.ProgramRun;
import org.halite.bridge.module.RuntimeCommand;
import org.halite.bridge.module.WallInspection;
import org.halite.bridge.origin.FilePages;
import org.halite.bridge.sound.SoundOutput;
import org.halite.bridge.srpc.SrpcText;
import org.halite.bridge.store.Inventory;
import org.halite.bridge.store.LibraryStore;
import org.halite.bridge.store.Profile;
import org.halite.bridge.store.Quota;
import org.halite.bridge.store.ValidationCache;
import org.halite.sandbox.Limits;
import org.halite.sandbox.SandboxedModule;
import org.halite.wire.Powers;
import org.halite.wire.RuntimeWalls;

/** Joins the commands to the bridge: modules run in runtime processes on this machine. */
final class BridgeBackend implements Backend {
  /** Exit status of a module that could not even be started. */
  private static final int NEVER_RAN = 1;

  private final PrintStream err;
  private final Profile profile;

  /**
   * @param profile where verdicts are kept; null for nowhere
   */
  BridgeBackend(PrintStream err, Profile profile) {
    this.err = err;
    this.profile = profile;
  }

  @Override
  public ModuleHost moduleHost(Keeping keeping, FilePages.Access files, SoundOutput sound) {
    boolean shared = keeping.libraries() == Libraries.SHARED;
    Profile where = keeping.libraries() == Libraries.NONE ? null : profile;
    return new ModuleHostInWaiting(
        () ->
            LocalModuleHost.create(
                cache(keeping.verdicts()),
                LibraryStore.of(where, Quota.USUAL, shared),
                files,
                sound));
  }

  @Override
  public Backend over(Profile other) {
    return new BridgeBackend(err, other);
  }

  @Override
  public Inventory inventory() throws IOException {
    return Inventory.of(profile);
  }

  private ValidationCache cache(boolean wanted) {
    return wanted ? ValidationCache.of(profile) : ValidationCache.none();
  }

  @Override
  public int run(Program program) throws IOException, InterruptedException {
    ProgramRun run =
        new ProgramRun(
            program.module(),
            program.arguments(),
            program.environment(),
            program.memoryBytes(),
            program.timeout() == null ? Duration.ZERO : program.timeout(),
            new Powers(program.exceptions(), program.sockets(), program.files() != null),
            program.files());
    ExitReport report =
        run.run(RuntimeCommand.installed(), cache(program.validationCache()), this::say);
    if (report.status() < 0) {
      err.println("halite: " + report.reason());
      return NEVER_RAN;
    }
    if (report.signal() != 0) {
      describe(report);
    }
    return report.status();
  }

  /** Standard error is the program's as well: tips are not for it. */
  private void say(ModuleEvents.Level level, String text) {
    if (level != ModuleEvents.Level.TIP) {
      err.println("halite: " + text);
    }
  }

  private void describe(ExitReport report) {
    err.println("halite: " + report.reason());
    if (report.pc() != -1) {
      err.println(
          "  signal "
              + report.signal()
              + ", pc 0x"
              + Long.toHexString(report.pc())
              + (report.address() == -1
                  ? ""
                  : ", address 0x" + Long.toHexString(report.address())));
    }
    for (String line : report.backtrace()) {
      err.println("  " + line);
    }
  }

  /** What the module prints goes to standard error: standard output is for the results alone. */
  @Override
  public List<String> srpc(SrpcCall call) throws IOException, InterruptedException {
    Limits limits = new Limits(0, call.timeout(), call.timeout());
    try (SandboxedModule module =
        SandboxedModule.load(
            call.module(), limits, (descriptor, bytes) -> err.write(bytes, 0, bytes.length))) {
      if (call.method() == null) {
        List<String> methods = module.methods();
        return call.json() ? List.of(SrpcText.json(List.copyOf(methods))) : methods;
      }
      List<Object> results = module.callWithText(call.method(), call.arguments());
      return call.json()
          ? List.of(SrpcText.json(results))
          : results.stream().map(SrpcText::of).toList();
    } finally {
      err.flush();
    }
  }

  /** The validator lives in the runtime, which alone may look at a module's code. */
  @Override
  public int validate(ModuleValidation wanted) throws IOException, InterruptedException {
    return wanted.run(RuntimeCommand.installed());
  }

  @Override
  public List<RuntimeWalls.Wall> walls() throws IOException, InterruptedException {
    return WallInspection.of(RuntimeCommand.installed());
  }

  @Override
  public int validateRecords(int size) throws IOException, InterruptedException {
    return ModuleValidation.records(RuntimeCommand.installed(), size);
  }
}
