package org.halite.bridge.module;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/**
 * What a module writes, as lines for the console: bounded in each line and in all, since a module
 * can write for ever. Confined to the session's mailbox.
 */
final class ConsoleLines {
  private static final int MAX_LINE_BYTES = 4096;
  private static final int MAX_LINES = 100_000;
  private static final long MAX_CHARS = 16L << 20;

  private final BiConsumer<ModuleEvents.Level, String> console;
  private final ByteArrayOutputStream[] pending = {
    new ByteArrayOutputStream(), new ByteArrayOutputStream()
  };
  private int lines;
  private long chars;

  ConsoleLines(BiConsumer<ModuleEvents.Level, String> console) {
    this.console = console;
  }

  /** Bytes of descriptor 1 or 2. */
  void output(int descriptor, byte[] bytes) {
    ByteArrayOutputStream line = pending[descriptor - 1];
    for (byte b : bytes) {
      if (b == '\n') {
        flush(descriptor);
      } else {
        line.write(b);
        if (line.size() >= MAX_LINE_BYTES) {
          flush(descriptor);
        }
      }
    }
  }

  /** One whole text. */
  void say(ModuleEvents.Level level, String text) {
    if (lines > MAX_LINES || chars > MAX_CHARS) {
      return;
    }
    lines++;
    chars += text.length();
    if (lines > MAX_LINES || chars > MAX_CHARS) {
      console.accept(
          ModuleEvents.Level.WARNING,
          "the module has written too much; nothing more of it is shown");
    } else {
      console.accept(level, text);
    }
  }

  /** What is left without a newline. */
  void end() {
    for (int descriptor = 1; descriptor <= 2; descriptor++) {
      if (pending[descriptor - 1].size() > 0) {
        flush(descriptor);
      }
    }
  }

  private void flush(int descriptor) {
    String text = pending[descriptor - 1].toString(StandardCharsets.UTF_8);
    pending[descriptor - 1].reset();
    say(descriptor == 1 ? ModuleEvents.Level.LOG : ModuleEvents.Level.WARNING, text);
  }
}
