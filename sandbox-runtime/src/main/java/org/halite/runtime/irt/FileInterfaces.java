package org.halite.runtime.irt;

import static org.halite.runtime.irt.IrtInterfaces.function;

import java.util.ArrayList;
import java.util.List;
import org.halite.runtime.machine.CallHandler;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.syscall.FileCalls;
import org.halite.runtime.syscall.PathCalls;
import org.halite.runtime.syscall.ProcessCalls;

/** The interfaces of a module that may use files: those marked "FA" in spec/nacl.md ch. 13. */
final class FileInterfaces {
  /** Links are neither made nor read: spec/nacl.md 11.3. */
  private static final CallHandler DENIED = function(t -> -Errno.EACCES);

  private final IrtInterfaces irt;
  private final PathCalls paths;
  private final FileCalls files;
  private final ProcessCalls process;

  FileInterfaces(IrtInterfaces irt, PathCalls paths, FileCalls files, ProcessCalls process) {
    this.irt = irt;
    this.paths = paths;
    this.files = files;
    this.process = process;
  }

  /**
   * @param descriptors the members of fdio-0.1
   * @param filename the members of filename-0.1
   */
  List<IrtInterface> all(List<CallHandler> descriptors, List<CallHandler> filename) {
    List<CallHandler> fdio = join(descriptors, changes());
    List<CallHandler> names = join(filename, directories());
    return List.of(
        new IrtInterface("nacl-irt-dev-fdio-0.2", fdio),
        new IrtInterface(
            "nacl-irt-dev-fdio-0.3",
            join(fdio, List.of(function(t -> irt.result(isatty(t.argument(0)), t.argument(1)))))),
        new IrtInterface("nacl-irt-dev-filename-0.2", names),
        new IrtInterface("nacl-irt-dev-filename-0.3", join(names, more())),
        new IrtInterface(
            "nacl-irt-dev-getpid-0.1",
            List.of(function(t -> irt.result(process.getpid(), t.argument(0))))));
  }

  private static List<CallHandler> join(List<CallHandler> first, List<CallHandler> then) {
    List<CallHandler> all = new ArrayList<>(first);
    all.addAll(then);
    return all;
  }

  /** No terminal is an answer here, not an error. */
  private long isatty(long number) {
    long answer = files.isatty(number);
    return answer == -Errno.ENOTTY ? 0 : answer;
  }

  private List<CallHandler> changes() {
    return List.of(
        function(t -> paths.fchdir(t.argument(0))),
        function(t -> files.fchmod(t.argument(0), t.argument(1))),
        function(t -> files.fsync(t.argument(0))),
        function(t -> files.fdatasync(t.argument(0))),
        function(t -> files.ftruncate(t.argument(0), t.integerRegister(1))));
  }

  private List<CallHandler> directories() {
    return List.of(
        function(t -> paths.mkdir(t.argument(0), t.argument(1))),
        function(t -> paths.rmdir(t.argument(0))),
        function(t -> paths.chdir(t.argument(0))),
        function(t -> paths.getcwd(t.argument(0), t.argument(1))),
        function(t -> paths.unlink(t.argument(0))));
  }

  private List<CallHandler> more() {
    return List.of(
        function(t -> paths.truncate(t.argument(0), t.integerRegister(1))),
        function(t -> paths.lstat(t.argument(0), t.argument(1))),
        function(t -> paths.link(t.argument(0), t.argument(1))),
        function(t -> paths.rename(t.argument(0), t.argument(1))),
        DENIED, // symlink
        function(t -> paths.chmod(t.argument(0), t.argument(1))),
        function(t -> paths.access(t.argument(0), t.argument(1))),
        DENIED, // readlink
        function(t -> paths.utimes(t.argument(0), t.argument(1))));
  }
}
