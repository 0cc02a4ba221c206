package org.halite.app.command;

import java.io.IOException;
import java.util.List;
import org.halite.app.page.FakeModuleHost;
import org.halite.bridge.module.ModuleHost;
import org.halite.bridge.module.ModuleValidation;
import org.halite.bridge.origin.FilePages;
import org.halite.bridge.sound.SoundOutput;
import org.halite.bridge.store.Inventory;
import org.halite.bridge.store.Profile;
import org.halite.wire.RuntimeWalls;

/** Modules that follow a script; runs nothing and remembers what it was asked to run. */
public final class FakeBackend implements Backend {
  Program ran;
  SrpcCall called;
  ModuleValidation validated;
  int recordSize;
  Profile profile;
  List<RuntimeWalls.Wall> walls = List.of();

  @Override
  public ModuleHost moduleHost(Keeping keeping, FilePages.Access files, SoundOutput sound) {
    return new FakeModuleHost();
  }

  @Override
  public Backend over(Profile other) {
    FakeBackend same = new FakeBackend();
    same.profile = other;
    return same;
  }

  @Override
  public Inventory inventory() throws IOException {
    return Inventory.of(profile);
  }

  @Override
  public int run(Program program) {
    ran = program;
    return 139;
  }

  @Override
  public int validate(ModuleValidation wanted) throws IOException {
    validated = wanted;
    if (wanted.modules().getFirst().endsWith("broken.nexe")) {
      throw new IOException(wanted.modules().getFirst() + " cannot be judged: it is empty.");
    }
    return 1;
  }

  @Override
  public List<String> srpc(SrpcCall call) {
    called = call;
    if (call.method() != null && call.method().equals("no_such")) {
      throw new IllegalArgumentException("the module has no method no_such; it has fib");
    }
    return List.of("one", "two");
  }

  @Override
  public int validateRecords(int size) {
    recordSize = size;
    return 0;
  }

  @Override
  public List<RuntimeWalls.Wall> walls() {
    return walls;
  }

  /** The program with these modules, for tests that need a process of its own. */
  public static void main(String[] arguments) {
    System.exit(HaliteCommand.over(new FakeBackend()).execute(arguments));
  }
}
