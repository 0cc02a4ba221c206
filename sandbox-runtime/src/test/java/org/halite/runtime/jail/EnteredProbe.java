package org.halite.runtime.jail;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.halite.runtime.Rehearsal;
import org.halite.runtime.SandboxCode;
import org.halite.runtime.machine.Kernel;

/**
 * A spare process that has entered its jail and waits: code that ran away with it tries files,
 * sockets and privileges, from a thread that was there and from a new one; then a module is loaded,
 * and the jail shut.
 */
final class EnteredProbe {
  private static final Arena ARENA = Arena.global();
  private static final int AT_FDCWD = -100;
  private static final int DUP = 32;
  private static final int SETUID = 105;
  private static final int MOUNT = 165;

  private EnteredProbe() {}

  public static void main(String[] arguments) throws Exception {
    SandboxCode judge = new SandboxCode();
    judge.warm();
    CountDownLatch go = new CountDownLatch(1);
    Thread older =
        new Thread(
            () -> {
              try {
                go.await();
                tryAll("older");
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    older.start();
    tryAll("before");
    Jail jail = Jail.enter(JailOptions.defaults());
    tryAll("main");
    Thread newer = new Thread(() -> tryAll("newer"));
    newer.start();
    newer.join();
    go.countDown();
    older.join();

    Rehearsal.run(judge, (thunks, memory) -> List.of());
    JailedJvm.say("a module was loaded");
    long opened = Kernel.call(DUP, 1);
    JailReport report = jail.shut(JailOptions.defaults());
    JailedJvm.say("filter " + report.stands(Jail.FILTER));
    JailedJvm.say("opened meanwhile: " + Kernel.call(DUP, opened));
    try {
      jail.shut(JailOptions.defaults());
      JailedJvm.say("shut twice");
    } catch (JailException e) {
      JailedJvm.say(e.getMessage());
    }
  }

  private static void tryAll(String who) {
    long name = ARENA.allocateFrom("/etc/passwd").address();
    long status = ARENA.allocateFrom("/proc/self/status").address();
    long root = ARENA.allocateFrom("/").address();
    StringBuilder line = new StringBuilder(who);
    line.append(" passwd ").append(outcome(Kernel.call(CallNumbers.OPENAT, AT_FDCWD, name, 0)));
    line.append(" status ").append(outcome(Kernel.call(CallNumbers.OPENAT, AT_FDCWD, status, 0)));
    line.append(" list ").append(outcome(Kernel.call(CallNumbers.OPENAT, AT_FDCWD, root, 0x10000)));
    if (!who.equals("before")) {
      // EPERM where the process has a user id of its own; else it is its own already.
      line.append(" mount ").append(outcome(Kernel.call(MOUNT, root, root, 0, 0x1000, 0, 0)));
      boolean own = Kernel.call(CallNumbers.GETUID) >= Namespaces.FIRST_USER;
      line.append(" root again ").append(own ? outcome(Kernel.call(SETUID, 0)) : "no");
    }
    JailedJvm.say(line.toString());
  }

  private static String outcome(long result) {
    if (Kernel.failed(result)) {
      return "no";
    }
    Kernel.call(Kernel.CLOSE, result);
    return "yes";
  }
}
