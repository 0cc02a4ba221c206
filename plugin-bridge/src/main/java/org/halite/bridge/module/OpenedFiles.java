package org.halite.bridge.module;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.halite.bridge.imc.RuntimeRequest;
import org.halite.wire.ControlWire;
import org.halite.wire.SrpcMessage;

/**
 * The files of a manifest that a module has opened, by the numbers it knows them by. What the
 * module's process asks is checked here: it reads no byte of anything else. Confined to the mailbox
 * of its session.
 */
final class OpenedFiles {
  private final ManifestFiles files;
  private final Executor mailbox;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<byte[]> opened = new ArrayList<>();

  OpenedFiles(ManifestFiles files, Executor mailbox) {
    this.files = files;
    this.mailbox = mailbox;
  }

  /** Answers, perhaps later; false when the request breaks the protocol. */
  boolean serve(RuntimeRequest asked) {
    SrpcMessage message = asked.message();
    if (asked.method() == ControlWire.FILE_OPEN) {
      open(message.text(0), asked);
      return true;
    }
    return read(message.integer(0), message.wide(1), message.integer(2), asked);
  }

  /**
   * A name that is opened again keeps its number, so that there are no more than the manifest has.
   */
  private void open(String name, RuntimeRequest asked) {
    var _ =
        files
            .open(name)
            .whenComplete(
                (bytes, failure) -> mailbox.execute(() -> answer(name, bytes, failure, asked)));
  }

  private void answer(String name, byte[] bytes, Throwable failure, RuntimeRequest asked) {
    if (failure != null) {
      asked.reply(ControlWire.FILE_DID_NOT_COME, 0L);
    } else if (bytes == null) {
      asked.reply(ControlWire.NO_FILE, 0L);
    } else {
      int number = numbers.computeIfAbsent(name, _ -> opened.size());
      if (number == opened.size()) {
        opened.add(bytes);
      }
      asked.reply(number, (long) bytes.length);
    }
  }

  private boolean read(int number, long offset, int length, RuntimeRequest asked) {
    if (number < 0
        || number >= opened.size()
        || offset < 0
        || length < 0
        || length > ControlWire.MAX_FILE_PIECE) {
      return false;
    }
    byte[] bytes = opened.get(number);
    int from = (int) Math.min(offset, bytes.length);
    asked.reply(
        Arrays.copyOfRange(bytes, from, (int) Math.min((long) from + length, bytes.length)));
    return true;
  }
}
