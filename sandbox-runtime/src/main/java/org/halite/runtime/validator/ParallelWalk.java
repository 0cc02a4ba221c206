package org.halite.runtime.validator;

import java.lang.foreign.MemorySegment;

/**
 * Walks a large chunk on several cores, each its own bundles. Called by {@link Validator}. What a
 * walk needs to know of its neighbours is only where jumps go, and that is checked at the end.
 */
final class ParallelWalk {
  /** Code below this size in bytes is judged sooner than a thread starts. */
  static final long WORTHWHILE = 256 * 1024;

  private static final int MOST_THREADS = 8;

  private ParallelWalk() {}

  /**
   * Whether read-only code obeys every rule.
   *
   * @param threads at least 1
   */
  static boolean accepts(MemorySegment code, CpuFeatures cpu, int threads) {
    long size = code.byteSize();
    int count = (int) Math.min(Math.min(threads, MOST_THREADS), Math.max(1, size / WORTHWHILE));
    // Memory of a confined arena, as of code made at run time, is for one thread.
    if (count == 1 || !code.isAccessibleBy(new Thread())) {
      return new ChunkWalk(cpu, false, null, null).accepts(code);
    }
    JumpTargets targets = new JumpTargets();
    targets.begin(size);
    Part[] parts = new Part[count];
    Thread[] others = new Thread[count];
    for (int i = 0; i < count; i++) {
      long from = size / ChunkWalk.BUNDLE * i / count * ChunkWalk.BUNDLE;
      long to = size / ChunkWalk.BUNDLE * (i + 1) / count * ChunkWalk.BUNDLE;
      parts[i] = new Part(code, from, to, cpu, targets.share());
      if (i > 0) {
        others[i] = Thread.ofPlatform().daemon().name("validator " + i).unstarted(parts[i]);
        others[i].start();
      }
    }
    parts[0].run();
    for (int i = 1; i < count; i++) {
      await(others[i]);
    }
    boolean accepted = !targets.anyBad();
    boolean crowded = false;
    for (Part part : parts) {
      accepted &= part.accepted && !part.targets.anyDistantBad();
      crowded |= part.targets.crowded();
    }
    return crowded ? new ChunkWalk(cpu, false, null, null).accepts(code) : accepted;
  }

  private static void await(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One walk; refuses until it has come to its end. */
  private static final class Part implements Runnable {
    private final MemorySegment code;
    private final long from;
    private final long to;
    private final CpuFeatures cpu;
    private final JumpTargets targets;
    private boolean accepted;

    Part(MemorySegment code, long from, long to, CpuFeatures cpu, JumpTargets targets) {
      this.code = code;
      this.from = from;
      this.to = to;
      this.cpu = cpu;
      this.targets = targets;
    }

    @Override
    public void run() {
      accepted = new ChunkWalk(cpu, false, null, null).walksPart(code, from, to, targets);
    }
  }
}
