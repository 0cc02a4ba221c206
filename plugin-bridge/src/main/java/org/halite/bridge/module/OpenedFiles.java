package org.halite.bridge.module;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.halite.bridge.imc.RuntimeRequest;
import org.halite.bridge.kernel.SharedDescriptor;
import org.halite.wire.ControlWire;
import org.halite.wire.SrpcMessage;
import org.halite.wire.WireException;

/**
 * The files of a manifest that a module has opened, by the numbers it knows them by. What the
 * module's process asks is checked here: it reads no byte of anything else. Confined to the mailbox
 * of its session.
 */
final class OpenedFiles {
  /** Parts of files that one module may have judged for the next time. */
  private static final int MAX_JUDGED = 32;

  private final ManifestFiles files;
  private final Executor mailbox;
  private final CodeVerdicts verdicts;
  private final LibraryJudge judge;
  private final NexeTransfer.Notes notes;
  private int judged;
  private final Map<String, Integer> numbers = new HashMap<>();

  /** Also looked at by the thread that gives descriptors; guarded by itself. */
  private final List<ListedFile> opened = new ArrayList<>();

  /**
   * @param verdicts on their code, null when none are kept
   * @param judge of code without a verdict
   * @param notes heard from any thread
   */
  OpenedFiles(
      ManifestFiles files,
      Executor mailbox,
      CodeVerdicts verdicts,
      LibraryJudge judge,
      NexeTransfer.Notes notes) {
    this.files = files;
    this.mailbox = mailbox;
    this.verdicts = verdicts;
    this.judge = judge;
    this.notes = notes;
  }

  /** Answers, perhaps later; false when the request breaks the protocol. */
  boolean serve(RuntimeRequest asked) {
    SrpcMessage message = asked.message();
    if (asked.method() == ControlWire.FILE_OPEN) {
      open(message.text(0), asked);
      return true;
    }
    if (asked.method() == ControlWire.CODE_VERDICT) {
      return verdict(message.integer(0), message.wide(1), message.wide(2), asked);
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
                (file, failure) -> mailbox.execute(() -> answer(name, file, failure, asked)));
  }

  private void answer(String name, ListedFile file, Throwable failure, RuntimeRequest asked) {
    if (failure != null) {
      asked.reply(ControlWire.FILE_DID_NOT_COME, 0L);
    } else if (file == null) {
      asked.reply(ControlWire.NO_FILE, 0L);
    } else {
      asked.reply(number(name, file), file.size());
    }
  }

  private int number(String name, ListedFile file) {
    synchronized (opened) {
      int number = numbers.computeIfAbsent(name, _ -> opened.size());
      if (number == opened.size()) {
        opened.add(file);
      }
      return number;
    }
  }

  /** Null for what was never opened. */
  private ListedFile get(int number) {
    synchronized (opened) {
      return number < 0 || number >= opened.size() ? null : opened.get(number);
    }
  }

  private boolean read(int number, long offset, int length, RuntimeRequest asked) {
    ListedFile file = get(number);
    if (file == null || offset < 0 || length < 0 || length > ControlWire.MAX_FILE_PIECE) {
      return false;
    }
    try {
      asked.reply((Object) file.read(offset, length));
      return true;
    } catch (IOException e) {
      return false; // it is gone, and so is the module
    }
  }

  private boolean verdict(int number, long offset, long length, RuntimeRequest asked) {
    ListedFile file = get(number);
    if (file == null) {
      return false;
    }
    asked.reply(isAccepted(file, offset, length) ? ControlWire.CODE_ACCEPTED : 0);
    return true;
  }

  /** What has no verdict is judged for the next time; whether it is, nobody hears. */
  private boolean isAccepted(ListedFile file, long offset, long length) {
    if (verdicts == null || !(file instanceof ListedFile.Sealed sealed)) {
      return false;
    }
    CodeVerdicts.Code code = new CodeVerdicts.Code(sealed, offset, length);
    if (!code.isWorthIt()) {
      return false;
    }
    if (verdicts.know(code, this::warn)) {
      notes.note(
          ModuleEvents.Level.TIP,
          "code of a library was validated before: the verdict kept for these bytes was used");
      return true;
    }
    if (judged < MAX_JUDGED) {
      judged++;
      judge.judge(code, (by, features) -> verdicts.keep(code, by, features, this::warn));
    }
    return false;
  }

  private void warn(String sentence) {
    notes.note(ModuleEvents.Level.WARNING, sentence);
  }

  /**
   * The memory of an opened file, for its process; from any thread.
   *
   * @return held once for the caller; null when the file is in no such memory
   * @throws WireException when it was never opened
   */
  SharedDescriptor hold(int number) throws WireException {
    ListedFile file = get(number);
    if (file == null) {
      throw new WireException("a question for the descriptor of a file that it did not open");
    }
    return file.hold();
  }
}
