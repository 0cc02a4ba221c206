package org.halite.bridge.module;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.halite.bridge.imc.RuntimeConnection;
import org.halite.bridge.imc.RuntimeRequest;
import org.halite.bridge.imc.RuntimeService;
import org.halite.bridge.kernel.SharedDescriptor;
import org.halite.wire.ControlWire;
import org.halite.wire.SrpcMessage;
import org.halite.wire.WireException;

/**
 * Has code of libraries judged, when nobody waits for it, by a runtime process that gets no module:
 * no untrusted code ever runs in it, so its verdicts can be kept. A process for each judgement, one
 * at a time, and no more waiting than a few.
 */
final class LibraryJudge implements AutoCloseable {
  private static final int MAX_WAITING = 64;

  /** For a process to start and to go behind its walls, and for the largest library. */
  private static final int SECONDS = 60;

  /** The file's number in the conversation with the process. */
  private static final int FILE = 1;

  /** Hears of a judgement that accepts. */
  @FunctionalInterface
  interface Accepted {
    /**
     * @param version of what judged
     * @param features of the processor that it judged by
     */
    void by(String version, String features);
  }

  private final WarmSpare.Starter starter;
  private final RuntimeVersion version;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MAX_WAITING),
          Thread.ofPlatform().daemon().name("halite-judge").factory());

  /**
   * @param starter of processes that wait for a module, as the warm spare does
   */
  LibraryJudge(WarmSpare.Starter starter, RuntimeVersion version) {
    this.starter = starter;
    this.version = version;
    thread.allowCoreThreadTimeOut(true);
  }

  /** Judges later; where too much waits already, never. */
  void judge(CodeVerdicts.Code code, Accepted accepted) {
    SharedDescriptor held = code.file().hold();
    if (held == null) {
      return;
    }
    try {
      thread.execute(
          () -> {
            try {
              judge(held, code, accepted);
            } finally {
              held.release();
            }
          });
    } catch (RejectedExecutionException e) {
      held.release();
    }
  }

  private void judge(SharedDescriptor file, CodeVerdicts.Code code, Accepted accepted) {
    Conversation conversation = new Conversation(file);
    RuntimeProcess process = null;
    try {
      process = starter.start(conversation);
      RuntimeConnection connection = process.ready().get(SECONDS, TimeUnit.SECONDS);
      conversation.begin(connection);
      SrpcMessage answer =
          connection
              .call(ControlWire.JUDGE_CODE, FILE, code.offset(), code.length())
              .get(SECONDS, TimeUnit.SECONDS);
      String features = answer.text(0);
      String by = version.of(process.stamp());
      if (answer.integer(1) == ControlWire.CODE_ACCEPTED
          && by != null
          && !features.isEmpty()
          && features.length() <= ControlWire.MAX_TEXT) {
        accepted.by(by, features);
      }
    } catch (IOException | ExecutionException | TimeoutException e) {
      return; // there is no verdict then, and each process judges for itself
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (process != null) {
        process.kill();
      }
    }
  }

  /** Gives the process one file and nothing else. */
  private static final class Conversation implements RuntimeService {
    private final SharedDescriptor file;
    private RuntimeConnection connection;
    private boolean asked;

    Conversation(SharedDescriptor file) {
      this.file = file;
    }

    synchronized void begin(RuntimeConnection with) {
      connection = with;
    }

    @Override
    public synchronized void request(RuntimeRequest request) {
      if (connection == null || asked || request.method() != ControlWire.DESCRIPTORS) {
        if (connection != null) {
          connection.end("a judge of code asks for nothing but the file");
        }
        return;
      }
      asked = true;
      connection.giveFiles(this::hold);
      request.reply();
    }

    private SharedDescriptor hold(int number) throws WireException {
      if (number != FILE) {
        throw new WireException("a judge of code asks for a file that it was not given");
      }
      return file.retain() ? file : null;
    }

    @Override
    public void closed(String reason) {} // who waits for the answer hears it
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
