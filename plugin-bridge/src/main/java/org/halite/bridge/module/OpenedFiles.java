package org.halite.bridge.module;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.halite.bridge.imc.RuntimeRequest;
import org.halite.bridge.origin.UrlReference;
import org.halite.wire.ControlWire;
import org.halite.wire.SrpcMessage;

/**
 * The files of a manifest that a module has opened, by the numbers it knows them by. What the
 * module's process asks is checked here: it reads no byte of anything else. Confined to the mailbox
 * of its session.
 */
final class OpenedFiles {
  /** A module that opens without end is told of no further: listeners keep what they hear. */
  private static final int MAX_TOLD = 4096;

  private static final int MAX_NAME = 256;

  private final ManifestFiles files;
  private final Executor mailbox;
  private final ModuleEvents events;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<byte[]> opened = new ArrayList<>();
  private int told;

  /**
   * @param events is told what the module asks for
   */
  OpenedFiles(ManifestFiles files, Executor mailbox, ModuleEvents events) {
    this.files = files;
    this.mailbox = mailbox;
    this.events = events;
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
      tell(name, ModuleEvents.Opening.DID_NOT_COME, 0);
      asked.reply(ControlWire.FILE_DID_NOT_COME, 0L);
    } else if (bytes == null) {
      tell(name, ModuleEvents.Opening.NOT_LISTED, 0);
      asked.reply(ControlWire.NO_FILE, 0L);
    } else {
      int number = numbers.computeIfAbsent(name, _ -> opened.size());
      if (number == opened.size()) {
        opened.add(bytes);
      }
      tell(
          name,
          isLibrary(bytes) ? ModuleEvents.Opening.LIBRARY : ModuleEvents.Opening.FILE,
          bytes.length);
      asked.reply(number, (long) bytes.length);
    }
  }

  private void tell(String name, ModuleEvents.Opening opening, long bytes) {
    if (told < MAX_TOLD) {
      events.opened(UrlReference.shown(name, MAX_NAME), opening, bytes);
    } else if (told == MAX_TOLD) {
      events.console(
          ModuleEvents.Level.TIP,
          "the module opened " + MAX_TOLD + " files; what it opens further is not told");
    }
    told = Math.min(told + 1, MAX_TOLD + 1);
  }

  /** An ELF file of the type ET_DYN (System V ABI, "ELF Header"). */
  private static boolean isLibrary(byte[] bytes) {
    return bytes.length > 17
        && bytes[0] == 0x7f
        && bytes[1] == 'E'
        && bytes[2] == 'L'
        && bytes[3] == 'F'
        && bytes[16] == 3
        && bytes[17] == 0;
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
