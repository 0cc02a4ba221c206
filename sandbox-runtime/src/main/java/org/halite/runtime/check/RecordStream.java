package org.halite.runtime.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.halite.runtime.validator.RecordCheck;

/**
 * Judges a stream of records of one size, each a whole chunk by {@link RecordCheck}'s terms, and
 * answers a character each, in order. One thread reads and writes whole blocks; as many as there
 * are processors, eight at most, judge them.
 */
final class RecordStream {
  static final int MIN_SIZE = 32;
  static final int MAX_SIZE = 65536;

  /** Bytes of a block at most: long enough that handing it over costs nothing beside judging it. */
  private static final int BLOCK = 256 * 1024;

  /** One reader cannot feed more. */
  private static final int MOST_THREADS = 8;

  private final int size;

  RecordStream(int size) {
    this.size = size;
  }

  /**
   * The bytes of a record.
   *
   * @throws IllegalArgumentException with a sentence if it is no multiple of 32 from 32 to 65536
   */
  static int size(String text) {
    try {
      int size = Integer.parseInt(text);
      if (size >= MIN_SIZE && size <= MAX_SIZE && size % 32 == 0) {
        return size;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "records of " + text + " bytes cannot be judged; a multiple of 32 from 32 to 65536 can");
  }

  /**
   * Reads until the end, writing {@code 1} for each record accepted and {@code 0} for each refused.
   * What was judged is written when the input pauses, so that another program may wait for it.
   *
   * @return null, or a sentence about a last record that is not whole
   */
  String judge(InputStream in, OutputStream out) throws IOException {
    int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    ArrayDeque<Block> idle = new ArrayDeque<>();
    ArrayDeque<Future<Block>> busy = new ArrayDeque<>();
    for (int i = 0; i < threads + 2; i++) {
      idle.add(new Block());
    }
    try (ExecutorService judges = Executors.newFixedThreadPool(threads, RecordStream::thread)) {
      Block block = idle.remove();
      long whole = 0;
      while (block.fill(in)) {
        whole += block.records();
        Block next = idle.isEmpty() ? answer(busy, out) : idle.remove();
        if (next == null) {
          return null;
        }
        block.moveRest(next);
        busy.add(judges.submit(block));
        block = next;
        while (in.available() == 0 && !busy.isEmpty()) {
          Block done = answer(busy, out);
          if (done == null) {
            return null;
          }
          idle.add(done);
        }
      }
      while (!busy.isEmpty()) {
        if (answer(busy, out) == null) {
          return null;
        }
      }
      return block.filled == 0
          ? null
          : "the last record, number "
              + (whole + 1)
              + ", has "
              + block.filled
              + " bytes; "
              + size
              + " are needed";
    }
  }

  /** Writes the answers of the oldest block; the block, or null if nobody reads them. */
  private static Block answer(ArrayDeque<Future<Block>> busy, OutputStream out) throws IOException {
    Block block;
    try {
      block = busy.remove().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
    try {
      out.write(block.answers, 0, block.records());
      return block;
    } catch (IOException e) {
      if ("Broken pipe".equals(e.getMessage())) {
        return null;
      }
      throw new IOException("the answers cannot be written: " + e.getMessage(), e);
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "records");
    thread.setDaemon(true);
    return thread;
  }

  /** Some records and their answers; at any time in the hands of one thread. */
  private final class Block implements Callable<Block> {
    private final RecordCheck check = new RecordCheck();
    private final byte[] code = new byte[Math.max(1, BLOCK / size) * size];
    private final byte[] answers = new byte[code.length / size];
    private int filled;

    /** Reads until it is full or, with a whole record in it, the input pauses; false at its end. */
    boolean fill(InputStream in) throws IOException {
      while (filled < size || (filled < code.length && in.available() > 0)) {
        int n = in.read(code, filled, code.length - filled);
        if (n < 0) {
          return records() > 0;
        }
        filled += n;
      }
      return true;
    }

    /** Whole records in it. */
    int records() {
      return filled / size;
    }

    /**
     * Hands the start of a record that has not come wholly to the block that will have the rest.
     */
    void moveRest(Block next) {
      next.filled = filled % size;
      filled -= next.filled;
      System.arraycopy(code, filled, next.code, 0, next.filled);
    }

    @Override
    public Block call() {
      for (int i = 0; i < records(); i++) {
        answers[i] = (byte) (check.accepts(code, i * size, size) ? '1' : '0');
      }
      return this;
    }
  }
}
