package org.halite.runtime.jail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.halite.runtime.machine.Kernel;

/**
 * Code that has escaped into a process that has neither filter nor Landlock, only its own mounts,
 * network and user id. Arguments: "wall" or "nothing", a port of the loopback interface where
 * somebody listens, and a file to create. Prints what it got, from each of three threads.
 */
final class NamespaceProbe {
  private static final Arena ARENA = Arena.global();
  private static final int AT_FDCWD = -100;
  private static final String PASSWD = "/etc/passwd";

  private NamespaceProbe() {}

  public static void main(String[] arguments) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    int port = Integer.parseInt(arguments[1]);
    Thread older =
        new Thread(
            () -> {
              try {
                go.await();
                tryAll("older", port, arguments[2]);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    older.setDaemon(true); // a failure of this thread ends the process
    older.start();
    if (arguments[0].equals("wall")) {
      Namespaces namespaces = Namespaces.look(false);
      ThreadBroadcast.onEveryThread(
          namespaces::leaveFiles, namespaces.becomeNobody().toArray(new ThreadBroadcast.Call[0]));
      for (JailReport.Wall wall : namespaces.walls()) {
        JailedJvm.say("wall " + wall);
      }
    }
    tryAll("main", port, arguments[2]);
    Thread newer = new Thread(() -> tryAll("newer", port, arguments[2]));
    newer.start();
    newer.join();
    go.countDown();
    older.join();
  }

  private static void tryAll(String who, int port, String file) {
    List<String> seen = new ArrayList<>();
    long parent = Kernel.call(Kernel.GETPPID);
    seen.add("connect " + connect(port));
    seen.add("open /etc/passwd " + open(PASSWD, 0));
    seen.add("open /proc/self/status " + open("/proc/self/status", 0));
    seen.add("open the parent's root " + open("/proc/" + parent + "/root" + PASSWD, 0));
    seen.add("open .. " + open("../../../.." + PASSWD, 0));
    seen.add("create a file " + open(file, 0x40 | 1));
    seen.add("signal the parent " + outcome(Kernel.call(62, parent, 0)));
    seen.add("trace the parent " + outcome(Kernel.call(CallNumbers.PTRACE, 0x4206, parent, 0, 0)));
    seen.add("become root " + outcome(Kernel.call(105, 0)));
    seen.add("user " + (Kernel.call(CallNumbers.GETUID) >= Namespaces.FIRST_USER ? "own" : "not"));
    for (String line : seen) {
      JailedJvm.say(who + ": " + line);
    }
  }

  private static String connect(int port) {
    long socket = Kernel.call(Kernel.SOCKET, 2, 1, 0);
    MemorySegment address = ARENA.allocate(16, 8); // struct sockaddr_in
    address.set(ValueLayout.JAVA_SHORT, 0, (short) 2);
    address.set(ValueLayout.JAVA_SHORT, 2, Short.reverseBytes((short) port));
    address.set(ValueLayout.JAVA_INT, 4, Integer.reverseBytes(0x7f00_0001));
    String outcome = outcome(Kernel.call(Kernel.CONNECT, socket, address.address(), 16));
    Kernel.call(Kernel.CLOSE, socket);
    return outcome;
  }

  private static String open(String name, int flags) {
    long path = ARENA.allocateFrom(name).address();
    return outcome(Kernel.call(CallNumbers.OPENAT, AT_FDCWD, path, flags, 0600));
  }

  private static String outcome(long result) {
    return Kernel.failed(result) ? "errno " + -result : "done";
  }
}
