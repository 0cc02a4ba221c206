package org.halite.runtime.jail;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.halite.runtime.machine.Kernel;

/**
 * Ordinary code in the jail: everything that a JVM does on its own must go on. Prints a line for
 * each thing it did.
 */
final class LivelyProbe {
  static final List<String> EXPECTED =
      List.of(
          "jail closed",
          "late classes late73.3751970-01-01T00:00:00Z[0, 1, 4, 9]003.14true",
          "a class that is not in the class data archive org.xml.sax.SAXException",
          "loops compiled 1000000000",
          "null pointers caught 200000",
          "stack overflows caught 20",
          "heap filled and collected",
          "OutOfMemoryError caught",
          "stack trace printed",
          "64 tasks on 8 threads 640000",
          "monitor contended 80000",
          "timed waits over",
          "virtual threads 100",
          "direct memory 16777216",
          "new native function called",
          "method handles made 2000",
          "methods compiled 4000",
          "threads started and ended 200",
          "end");

  private static int counter;

  private LivelyProbe() {}

  public static void main(String[] arguments) throws Throwable {
    Jail.close(JailOptions.defaults());
    JailedJvm.say("jail closed");
    JailedJvm.say("late classes " + LateClass.all());
    JailedJvm.say(
        "a class that is not in the class data archive "
            + Class.forName("org.xml.sax.SAXException").getName());
    JailedJvm.say("loops compiled " + loop());
    JailedJvm.say("null pointers caught " + nullPointers(200_000));
    JailedJvm.say("stack overflows caught " + stackOverflows());
    fillHeap();
    JailedJvm.say("heap filled and collected");
    JailedJvm.say(outOfMemory() ? "OutOfMemoryError caught" : "no OutOfMemoryError");
    JailedJvm.say(stackTrace().contains("LivelyProbe") ? "stack trace printed" : "no stack trace");
    JailedJvm.say("64 tasks on 8 threads " + tasks());
    JailedJvm.say("monitor contended " + contention());
    timedWaits();
    JailedJvm.say("timed waits over");
    JailedJvm.say("virtual threads " + virtualThreads());
    JailedJvm.say("direct memory " + ByteBuffer.allocateDirect(16 << 20).capacity());
    long pid = Kernel.call(Kernel.GETPID);
    JailedJvm.say(pid > 0 ? "new native function called" : "getpid gave " + pid);
    JailedJvm.say("method handles made " + methodHandles());
    JailedJvm.say("methods compiled " + compiledMethods());
    for (int i = 0; i < 200; i++) {
      Thread thread = new Thread(() -> counter++);
      thread.start();
      thread.join();
    }
    JailedJvm.say("threads started and ended " + counter);
    JailedJvm.say("end");
  }

  private static int loop() {
    int sum = 0;
    for (int i = 0; i < 1_000_000_000; i++) {
      sum += i ^ (sum >> 3);
    }
    return sum == 42 ? 0 : 1_000_000_000;
  }

  private static int nullPointers(int times) {
    int caught = 0;
    Object[] nothing = {null};
    for (int i = 0; i < times; i++) {
      try {
        if (nothing[i % 1].hashCode() == 1) {
          caught--;
        }
      } catch (NullPointerException e) {
        caught++;
      }
    }
    return caught;
  }

  private static int stackOverflows() {
    int caught = 0;
    for (int i = 0; i < 20; i++) {
      try {
        caught -= deeper(1);
      } catch (StackOverflowError e) {
        caught++;
      }
    }
    return caught;
  }

  private static int deeper(int depth) {
    return depth < 0 ? 0 : deeper(depth + 1) + depth;
  }

  private static void fillHeap() {
    List<byte[]> kept = new ArrayList<>();
    for (int i = 0; i < 200_000; i++) {
      kept.add(new byte[1000]);
      if (kept.size() > 30_000) {
        kept.subList(0, 20_000).clear();
      }
    }
    System.gc();
  }

  private static boolean outOfMemory() {
    List<long[]> kept = new ArrayList<>();
    try {
      while (kept.size() < 1 << 20) {
        kept.add(new long[Integer.MAX_VALUE / 2]); // 8 GiB a piece
      }
      return false;
    } catch (OutOfMemoryError e) {
      return true;
    }
  }

  private static String stackTrace() {
    StringWriter text = new StringWriter();
    new IllegalStateException("on purpose").printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static int tasks() throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        tasks.add(() -> nullPointers(10_000));
      }
      int total = 0;
      for (Future<Integer> done : pool.invokeAll(tasks)) {
        total += done.get();
      }
      return total;
    }
  }

  private static int contention() throws InterruptedException {
    Object monitor = new Object();
    int[] count = {0};
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int n = 0; n < 10_000; n++) {
                  synchronized (monitor) {
                    count[0]++;
                  }
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return count[0];
  }

  private static void timedWaits() throws InterruptedException {
    Thread.sleep(5);
    LockSupport.parkNanos(1_000_000);
    Object monitor = new Object();
    synchronized (monitor) {
      long end = System.nanoTime() + 5_000_000;
      while (System.nanoTime() < end) {
        monitor.wait(5);
      }
    }
    if (new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("a latch opened that nobody counted down");
    }
  }

  private static int virtualThreads() throws InterruptedException {
    AtomicInteger ran = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      threads.add(Thread.startVirtualThread(ran::incrementAndGet));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return ran.get();
  }

  /** Thousands of small classes and stubs: the code cache must hold them without growing. */
  private static int methodHandles() throws Throwable {
    int made = 0;
    for (int i = 0; i < 2000; i++) {
      MethodType type = MethodType.methodType(int.class, int.class);
      var handle =
          MethodHandles.insertArguments(
              MethodHandles.lookup()
                  .findStatic(Math.class, "addExact", type.appendParameterTypes(int.class)),
              0,
              i);
      made += (int) handle.invoke(1) == i + 1 ? 1 : 0;
    }
    return made;
  }

  /**
   * Classes made on the spot, ten methods each, called often enough to be compiled: more machine
   * code than the code cache starts with by default, so that a cache that must grow would end the
   * JVM here.
   */
  private static int compiledMethods() throws Throwable {
    int right = 0;
    for (int i = 0; i < 400; i++) {
      int seed = i;
      byte[] file =
          ClassFile.of()
              .build(
                  ClassDesc.of(
                      LivelyProbe.class.getName()), // a hidden class stands in its host's package
                  shape -> {
                    for (int method = 0; method < 10; method++) {
                      shape.withMethodBody(
                          "m" + method,
                          MethodTypeDesc.ofDescriptor("(I)I"),
                          ClassFile.ACC_STATIC,
                          code -> {
                            for (int k = 0; k < 60; k++) {
                              code.iload(0).loadConstant(k + seed).ixor().istore(0);
                            }
                            code.iload(0).ireturn();
                          });
                    }
                  });
      var hidden = MethodHandles.lookup().defineHiddenClass(file, true);
      int expected = 7;
      for (int k = 0; k < 60; k++) {
        expected ^= k + seed;
      }
      for (int method = 0; method < 10; method++) {
        var handle =
            hidden.findStatic(
                hidden.lookupClass(), "m" + method, MethodType.methodType(int.class, int.class));
        int result = 0;
        for (int times = 0; times < 300; times++) {
          result = (int) handle.invokeExact(7);
        }
        right += result == expected ? 1 : 0;
      }
    }
    return right;
  }
}
