package org.halite.runtime.machine;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a thread of the module was: return addresses along the chain of frame pointers, or, where
 * there is none, whatever on the stack could be one, marked with a question mark. All of it is the
 * module's word.
 */
final class Backtrace {
  private static final int MAX_FRAMES = 64;
  private static final int SCANNED_SLOTS = 512;

  private final Sandbox sandbox;
  private final ModuleMemory memory;
  private final long base;
  private final List<String> lines = new ArrayList<>();

  private Backtrace(Sandbox sandbox) {
    this.sandbox = sandbox;
    memory = sandbox.memory();
    base = sandbox.space().base();
  }

  /**
   * The lines, innermost first.
   *
   * @param pc module address
   * @param stack rsp, as the thread had it
   * @param frame rbp
   */
  static List<String> of(Sandbox sandbox, long pc, long stack, long frame) {
    Backtrace trace = new Backtrace(sandbox);
    trace.lines.add(sandbox.describe(pc));
    trace.framePointers(frame - trace.base);
    if (trace.lines.size() == 1) {
      trace.scanStack((stack - trace.base) & -8L);
    }
    return trace.lines;
  }

  private void scanStack(long stack) {
    try {
      for (int slot = 0; slot < SCANNED_SLOTS && lines.size() < MAX_FRAMES; slot++) {
        long value = memory.readLong(stack + 8L * slot);
        // call pushes a full address, push of a constant only the module's.
        long address = value >>> 32 == 0 ? value : value - base;
        if (address >>> 32 == 0 && sandbox.code().isBundle(address)) {
          lines.add(sandbox.describeReturn(address) + " ?");
        }
      }
    } catch (BadAddress endOfStack) {
      // The list so far is what there is.
    }
  }

  private void framePointers(long first) {
    long frame = first;
    for (int i = 0; i < MAX_FRAMES; i++) {
      try {
        long next = memory.readLong(frame) & 0xffffffffL;
        long returnAddress = memory.readLong(frame + 8) & 0xffffffffL;
        if (!sandbox.code().isBundle(returnAddress)) {
          break;
        }
        lines.add(sandbox.describeReturn(returnAddress));
        if (next <= frame) {
          break;
        }
        frame = next;
      } catch (BadAddress endOfChain) {
        break;
      }
    }
  }
}
