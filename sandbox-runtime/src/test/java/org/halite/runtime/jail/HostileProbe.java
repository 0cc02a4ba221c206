package org.halite.runtime.jail;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.halite.runtime.machine.Assembler;
import org.halite.runtime.machine.Kernel;
import org.halite.runtime.machine.Register;

/**
 * Code that has escaped into the runtime process: closes the jail, then tries everything, from the
 * thread that closed it, from an older one and from a newer one. Prints a line for each attempt.
 * Arguments: what to close (jail, landlock, nothing), a folder with a file "victim", and one fatal
 * attempt by name or nothing.
 */
final class HostileProbe {
  private static final int AT_FDCWD = -100;
  private static final long WRITABLE =
      Kernel.map(0, 4096, Kernel.PROT_READ | Kernel.PROT_WRITE, Kernel.MAP_PRIVATE);

  private interface Attempt {
    long run() throws IOException;
  }

  private final Arena arena = Arena.global();
  private final Map<String, Attempt> attempts = new LinkedHashMap<>();
  private final String folder;
  private final boolean closed;

  private HostileProbe(String folder, boolean closed) {
    this.folder = folder;
    this.closed = closed;
  }

  public static void main(String[] arguments) throws Exception {
    String doors = arguments[0];
    HostileProbe probe = new HostileProbe(arguments[1], doors.equals("jail"));
    int stream = (int) Kernel.call(Kernel.SOCKET, 2, 1, 0);
    int datagram = (int) Kernel.call(Kernel.SOCKET, 2, 2, 0);
    int local = connected();
    long oldCall = oldSystemCall();
    touchJava();
    CountDownLatch go = new CountDownLatch(1);
    Thread older = new Thread(() -> probe.after(go, "older"));
    older.start();

    if (doors.equals("jail")) {
      JailOptions options = JailOptions.defaults().keeping(stream).keeping(datagram).keeping(local);
      for (JailReport.Wall wall : Jail.close(options).walls()) {
        JailedJvm.say("wall " + wall);
      }
    } else if (doors.equals("landlock")) {
      Jail.restrictThreads(Namespaces.look(false), -1);
    }
    if (doors.equals("jail") && arguments.length > 2 && arguments[2].equals("wait")) {
      JailedJvm.say("waiting");
      Kernel.call(Kernel.READ, 0, WRITABLE, 1); // until the parent has looked
      return;
    }
    probe.prepare(stream, datagram, local);
    if (arguments.length > 2) {
      JailedJvm.say("about to " + arguments[2]);
      fatal(arguments[2], oldCall);
      JailedJvm.say("survived " + arguments[2]);
      return;
    }
    probe.tryAll("main");
    Thread newer = new Thread(() -> probe.tryAll("newer"));
    newer.start();
    newer.join();
    go.countDown();
    older.join();
    JailedJvm.say("end");
  }

  private void after(CountDownLatch go, String who) {
    try {
      go.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    tryAll(who);
  }

  /** So that a refusal below is the jail's, not a library that could not be loaded. */
  private static void touchJava() throws IOException {
    JailedJvm.say("names of " + CallTable.NAMES.size() + " calls read");
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), 1000);
    } catch (IOException expected) {
      // nobody listens there
    }
    try {
      new ProcessBuilder("/bin/true").start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void prepare(int stream, int datagram, int local) {
    long passwd = text("/etc/passwd");
    long victim = text(folder + "/victim");
    long fresh = text(folder + "/fresh");
    long name = text("name");
    long here = text("/");

    call("open", 2, passwd);
    call("openat", 257, AT_FDCWD, passwd);
    call("openat of /proc/self/mem", 257, AT_FDCWD, text("/proc/self/mem"), 2);
    call(
        "openat of the parent's environment",
        257,
        AT_FDCWD,
        text("/proc/" + Kernel.call(110) + "/environ"));
    call("openat to write", 257, AT_FDCWD, victim, 1);
    MemorySegment how = arena.allocate(24, 8);
    call("openat2", 437, AT_FDCWD, passwd, how.address(), 24);
    call("creat", 85, fresh, 0600);
    call("stat", 4, passwd, arena.allocate(256).address());
    call("readlink", 89, text("/proc/self/exe"), arena.allocate(256).address(), 256);
    call("access", 21, passwd, 4);
    call("truncate", 76, victim, 0);
    call("chmod", 90, victim, 0777);
    call("symlink", 88, victim, text(folder + "/symbolic"));
    call("mkdir", 83, text(folder + "/made"), 0700);
    call("chdir", 80, here);
    call("inotify_init1", 294, 0);
    call("memfd_create", 319, name, 0);
    call("fcntl F_SETFL", 72, 1, 4, 0);
    call("ioctl TIOCSTI", 16, 0, 0x5412, passwd);
    call("inherited descriptor 9", 0, 9, arena.allocate(16).address(), 1);

    call("socket AF_UNIX", 41, 1, 1);
    call("socket AF_INET", 41, 2, 1);
    call("socket AF_INET6 datagram", 41, 10, 2);
    call("socket AF_NETLINK", 41, 16, 3);
    call("socket AF_PACKET", 41, 17, 3);
    call("socket AF_VSOCK", 41, 40, 1);
    call("socket AF_ALG", 41, 38, 5);
    call("socketpair", 53, 1, 1, 0, arena.allocate(8).address());
    MemorySegment address = arena.allocate(16, 8);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) 2);
    call("bind of a socket it has", 49, stream, address.address(), 16); // to any port
    address = arena.allocate(16, 8);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) 2);
    address.set(ValueLayout.JAVA_SHORT, 2, (short) 0x0900); // port 9, discard
    address.set(ValueLayout.JAVA_INT, 4, 0x0100007f);
    call("connect of a socket it has", 42, stream, address.address(), 16);
    call("listen of a socket it has", 50, stream, 1);
    call("sendto an address", 44, datagram, passwd, 1, 0, address.address(), 16);

    call("sendmsg of a descriptor", 46, local, messageWithDescriptor(), 0);

    call("kill of init", 62, 1, 0);
    call("kill of the parent", 62, Kernel.call(110), 0);
    call("tgkill of init", 234, 1, 1, 0);
    call("tkill of init", 200, 1, 0);
    call("pidfd_open", 434, 1, 0);
    call("setpriority of the parent", 141, 0, Kernel.call(110), 0);
    call("sched_setaffinity of the parent", 203, Kernel.call(110), 8, arena.allocate(8).address());
    if (closed) { // they would return twice
      call("fork", 57);
      call("vfork", 58);
      call("clone of a process", 56, 17);
      call("clone of a thread not libc's", 56, 0x10f00);
      call("clone3", 435, arena.allocate(88, 8).address(), 88);
    }

    call("mmap RWX", 9, 0, 4096, 7, 0x22, -1, 0);
    call("mmap RX", 9, 0, 4096, 5, 0x22, -1, 0);
    call("mprotect to RX", 10, WRITABLE, 4096, 5);
    call("mlock", 149, WRITABLE, 4096);
    call("shmget", 29, 0x68616c69, 4096, 0);
    call("shmat", 30, -1, 0, 0);
    call("msgget", 68, 0x68616c69, 0);
    call("semget", 64, 0x68616c69, 1, 0);
    call("mq_open", 240, text("no-such-queue"), 0);

    call("mmap of 8 GiB", 9, 0, 8L << 30, 3, 0x4022, -1, 0);
    call("mmap of 16 GiB to share", 9, 0, 16L << 30, 3, 0x4021, -1, 0);
    attempts.put("a thousand descriptors", HostileProbe::descriptors);

    MemorySegment action = arena.allocate(32, 8);
    call("rt_sigaction", 13, 12, 0, action.address(), 8);
    call("prctl PR_SET_DUMPABLE", 157, 4, 1);
    call("prctl PR_SET_PTRACER", 157, 0x59616d61, -1);
    call("prctl PR_GET_SECCOMP", 157, 21);
    call("arch_prctl ARCH_GET_FS", 158, 0x1003, arena.allocate(8).address());
    MemorySegment limit = arena.allocate(16, 8);
    limit.set(ValueLayout.JAVA_LONG, 0, 1L << 20);
    limit.set(ValueLayout.JAVA_LONG, 8, 1L << 20);
    call("setrlimit", 160, 4, limit.address());
    call("prlimit64 of the parent", 302, Kernel.call(110), 4, 0, limit.address());
    call("setuid", 105, Kernel.call(102));
    call("capget", 125, capabilities(), arena.allocate(24, 4).address());
    call("epoll_create1", 291, 0);
    call("eventfd2", 290, 0, 0);
    call("pipe2", 293, arena.allocate(8).address(), 0);
    call("timerfd_create", 283, 1, 0);
    call("timer_create", 222, 1, 0, arena.allocate(8).address());
    call("landlock_create_ruleset", 444, 0, 0, 1);
    call("rename", 82, victim, victim);
    call("link", 86, victim, text(folder + "/second"));

    attempts.put("java FileInputStream", () -> new FileInputStream("/etc/passwd").read());
    attempts.put(
        "java FileOutputStream",
        () -> {
          try (FileOutputStream out = new FileOutputStream(folder + "/fresh")) {
            return out.getFD().valid() ? 0 : 1;
          }
        });
    attempts.put("java /proc/self/mem", () -> new RandomAccessFile("/proc/self/mem", "r").length());
    attempts.put(
        "java Files.list",
        () -> {
          try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.count();
          }
        });
    attempts.put("java Socket", () -> connect());
    attempts.put("java ServerSocket", () -> new ServerSocket(0).getLocalPort());
    attempts.put("java ProcessBuilder", () -> new ProcessBuilder("/bin/true").start().pid());
  }

  private static long descriptors() {
    int[] made = new int[1000];
    int count = 0;
    long result = 0;
    while (count < made.length && result >= 0) {
      result = Kernel.call(32, 1); // dup
      if (result >= 0) {
        made[count++] = (int) result;
      }
    }
    for (int i = 0; i < count; i++) {
      Kernel.call(Kernel.CLOSE, made[i]);
    }
    return result;
  }

  /**
   * A connection refused by nobody listening would prove nothing, so a closed port counts as
   * reached.
   */
  private static long connect() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), 1)) {
      return socket.getPort();
    } catch (java.net.ConnectException e) {
      if (e.getMessage().contains("refused")) {
        return 0;
      }
      throw e;
    }
  }

  private void tryAll(String who) {
    attempts.forEach(
        (name, attempt) -> {
          String outcome;
          try {
            long result = attempt.run();
            outcome =
                result < 0 && result >= -4095 ? CallTable.verdict(0x50000 | (int) -result) : "done";
          } catch (IOException e) {
            outcome = "IOException";
          }
          JailedJvm.say(who + ": " + name + ": " + outcome);
        });
  }

  private static void fatal(String name, long oldCall) {
    long result =
        switch (name) {
          case "execve" ->
              Kernel.call(59, Arena.global().allocateFrom("/bin/true").address(), 0, 0);
          case "ptrace" -> Kernel.call(101, 16, Kernel.call(110));
          case "x32 getpid" -> Kernel.call(0x40000000 | 39);
          case "int 0x80 getpid" -> Kernel.invoke(Kernel.function(oldCall), 0, 0, 0, 0, 0, 0, 0);
          default -> throw new IllegalArgumentException(name);
        };
    JailedJvm.say(name + " gave " + result);
  }

  /** getpid through the 32-bit table, where it is 20. */
  private static long oldSystemCall() {
    long page = Kernel.map(0, 4096, Kernel.PROT_READ | Kernel.PROT_WRITE, Kernel.MAP_PRIVATE);
    Assembler a = new Assembler();
    a.push(Register.RBX);
    a.move32(Register.RAX, 20);
    a.bytes(0xcd, 0x80); // int 0x80
    a.pop(Register.RBX);
    a.ret();
    Kernel.write(page, a.assemble(page));
    Kernel.protect(page, 4096, Kernel.PROT_READ | Kernel.PROT_EXEC);
    return page;
  }

  private void call(String name, int number, long... a) {
    long[] six = java.util.Arrays.copyOf(a, 6);
    attempts.put(name, () -> Kernel.call(number, six[0], six[1], six[2], six[3], six[4], six[5]));
  }

  /** A local socket, whose other end is open as long as there is no jail. */
  private static int connected() {
    MemorySegment pair = Arena.global().allocate(8, 4);
    Kernel.check(Kernel.call(53, 1, 2, 0, pair.address()), "socketpair");
    return pair.get(ValueLayout.JAVA_INT, 0);
  }

  /** A byte with standard output, as SCM_RIGHTS. */
  private long messageWithDescriptor() {
    MemorySegment control = arena.allocate(24, 8);
    control.set(ValueLayout.JAVA_LONG, 0, 20);
    control.set(ValueLayout.JAVA_INT, 8, 1);
    control.set(ValueLayout.JAVA_INT, 12, 1);
    control.set(ValueLayout.JAVA_INT, 16, 1);
    MemorySegment vector = arena.allocate(16, 8);
    vector.set(ValueLayout.JAVA_LONG, 0, text("x"));
    vector.set(ValueLayout.JAVA_LONG, 8, 1);
    MemorySegment header = arena.allocate(56, 8);
    header.set(ValueLayout.JAVA_LONG, 16, vector.address());
    header.set(ValueLayout.JAVA_LONG, 24, 1);
    header.set(ValueLayout.JAVA_LONG, 32, control.address());
    header.set(ValueLayout.JAVA_LONG, 40, 24);
    return header.address();
  }

  private long capabilities() {
    MemorySegment header = arena.allocate(8, 4);
    header.set(ValueLayout.JAVA_INT, 0, 0x20080522);
    return header.address();
  }

  private long text(String text) {
    return arena.allocateFrom(text).address();
  }
}
