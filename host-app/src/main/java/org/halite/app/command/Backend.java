package org.halite.app.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.halite.bridge.module.ModuleHost;
import org.halite.bridge.module.ModuleValidation;
import org.halite.bridge.origin.FilePages;
import org.halite.bridge.sound.SilentOutput;
import org.halite.bridge.sound.SoundOutput;
import org.halite.bridge.store.Inventory;
import org.halite.bridge.store.Profile;
import org.halite.wire.RuntimeWalls;

/** What the commands need of the bridge. {@code Main} brings the real one, tests their own. */
public interface Backend {
  /**
   * A new host for the modules of pages; the caller closes it.
   *
   * @param keeping what of earlier runs is used and kept
   * @param files how much pages opened from disk may do with the files beside them
   */
  default ModuleHost moduleHost(Keeping keeping, FilePages.Access files) throws IOException {
    return moduleHost(keeping, files, new SilentOutput());
  }

  /**
   * The same with sound.
   *
   * @param sound where it goes
   */
  ModuleHost moduleHost(Keeping keeping, FilePages.Access files, SoundOutput sound)
      throws IOException;

  /** The same with another profile, for what must not touch the person's. */
  Backend over(Profile other);

  /**
   * What the library store of the person holds.
   *
   * @throws IOException with one sentence when there can be none
   */
  Inventory inventory() throws IOException;

  /**
   * What outlives a browser.
   *
   * @param verdicts whether the validator's verdicts are used and kept
   * @param libraries whether programs and files are, and for whom
   */
  record Keeping(boolean verdicts, Libraries libraries) {}

  /** Who gets what the library store has. */
  enum Libraries {
    /** Nobody: it is neither used nor filled. */
    NONE,
    /** Each site what it loaded itself. */
    OF_EACH_SITE,
    /** Also a site that pins what another loaded pinned, which tells it that another did. */
    SHARED
  }

  /**
   * Runs a module without a page, its standard streams passed through.
   *
   * @return its exit status as a shell shows it; a fault is 128 + signal
   * @throws IOException with one sentence when the module cannot be started
   */
  int run(Program program) throws IOException, InterruptedException;

  /**
   * Prints the verdicts on modules, and each violated rule of a refusal, to standard output.
   *
   * @return 0 all accepted, 1 one refused, 2 one not readable
   * @throws IOException with one sentence when nothing can be judged
   */
  int validate(ModuleValidation wanted) throws IOException, InterruptedException;

  /**
   * Judges records of {@code size} bytes from standard input, a character each on standard output.
   *
   * @return 0, or 2 when the last record is not whole
   * @throws IOException with one sentence when nothing can be judged
   */
  int validateRecords(int size) throws IOException, InterruptedException;

  /**
   * The walls that a runtime process could put around itself just now.
   *
   * @throws IOException with one sentence when none can be asked
   */
  List<RuntimeWalls.Wall> walls() throws IOException, InterruptedException;

  /**
   * Starts a module that serves SRPC and calls a method, or lists its methods.
   *
   * @return a line for each method or result; one line with JSON
   * @throws IOException with one sentence when the module or the call fails
   * @throws IllegalArgumentException with one sentence when the module has no such method, or the
   *     arguments are not the method's
   */
  List<String> srpc(SrpcCall call) throws IOException, InterruptedException;

  /**
   * A call by SRPC.
   *
   * @param method null to list the methods
   * @param arguments as written
   * @param timeout for the start and for the call, each
   * @param json whether the results are printed as one JSON array
   */
  record SrpcCall(
      Path module, String method, List<String> arguments, Duration timeout, boolean json) {}

  /**
   * A module to run.
   *
   * @param arguments without the program's own name
   * @param environment what the module sees and nothing else
   * @param timeout after which it is killed, null for none
   * @param memoryBytes what it may use, 0 for the default
   * @param exceptions whether it may handle its own faults
   * @param sockets whether it may make sockets and shared memory of its own
   * @param files the directory whose files it may use, absolute; null for none
   * @param validationCache whether the validator's verdicts of earlier runs are used and kept
   */
  record Program(
      Path module,
      List<String> arguments,
      Map<String, String> environment,
      Duration timeout,
      long memoryBytes,
      boolean exceptions,
      boolean sockets,
      Path files,
      boolean validationCache) {}
}
