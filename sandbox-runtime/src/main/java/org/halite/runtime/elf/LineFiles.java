package org.halite.runtime.elf;

/** The tables of folders and files before a unit's line program, in both of their shapes. */
final class LineFiles {
  private static final int CONTENT_PATH = 1;
  private static final int CONTENT_DIRECTORY = 2;

  private final DebugBytes in;
  private final byte[] texts;
  private final byte[] lineTexts;

  /**
   * @param texts section {@code .debug_str}
   * @param lineTexts section {@code .debug_line_str}
   */
  LineFiles(DebugBytes in, byte[] texts, byte[] lineTexts) {
    this.in = in;
    this.texts = texts;
    this.lineTexts = lineTexts;
  }

  /** The name of a file by its number, from where the bytes stand; null when there is none. */
  String name(int version, int number) {
    return version == 5 ? fileOf5(number) : fileOf2(number);
  }

  /** Lists of names ended by an empty one: folders, then files. */
  private String fileOf2(int wanted) {
    int folders = in.at;
    while (in.peek(in.at) != 0) {
      in.skipText();
    }
    in.skip(1);
    for (int i = 1; in.peek(in.at) != 0; i++) {
      int name = in.at;
      in.skipText();
      long folder = in.uleb();
      long _ = in.uleb();
      long _ = in.uleb();
      if (i == wanted) {
        in.at = folders;
        for (long n = 1; n < folder && in.peek(in.at) != 0; n++) {
          in.skipText();
        }
        return joined(folder == 0 ? "" : in.text(in.at), in.text(name));
      }
    }
    return null;
  }

  /** Two tables that say themselves what is in them; folder 0 is where the compiler was started. */
  private String fileOf5(int wanted) {
    int tables = in.at;
    String[] found = new String[2];
    long[] folder = new long[1];
    entry(-1, found, folder); // the folders are behind us
    entry(wanted, found, folder);
    String name = found[0];
    if (name == null) {
      return null;
    }
    String where = "";
    if (folder[0] > 0 && folder[0] <= Integer.MAX_VALUE) {
      in.at = tables;
      found[0] = null;
      entry((int) folder[0], found, new long[1]);
      where = found[0] == null ? "" : found[0];
    }
    return joined(where, name);
  }

  /** Goes through one table, and keeps path and folder of one entry. */
  private void entry(int wanted, String[] path, long[] folder) {
    int formats = in.u8();
    int format = in.at;
    for (int i = 0; i < 2 * formats; i++) {
      long _ = in.uleb();
    }
    long count = in.uleb();
    for (long i = 0; i < count; i++) {
      int entry = in.at;
      in.at = format;
      for (int n = 0; n < formats; n++) {
        long content = in.uleb();
        long form = in.uleb();
        int nextFormat = in.at;
        in.at = entry;
        if (content == CONTENT_PATH && i == wanted) {
          path[0] = formText(form);
        } else if (content == CONTENT_DIRECTORY && i == wanted) {
          folder[0] = formNumber(form);
        } else {
          skipForm(form);
        }
        entry = in.at;
        in.at = nextFormat;
      }
      in.at = entry;
      if (formats == 0) {
        return;
      }
    }
  }

  private String formText(long form) {
    return switch ((int) form) {
      case 0x08 -> {
        int start = in.at;
        in.skipText();
        yield in.text(start);
      }
      case 0x0e -> DebugBytes.text(texts, in.offset());
      case 0x1f -> DebugBytes.text(lineTexts, in.offset());
      default -> {
        skipForm(form);
        yield "";
      }
    };
  }

  private long formNumber(long form) {
    return switch ((int) form) {
      case 0x0b -> in.u8();
      case 0x05 -> in.u16();
      case 0x06 -> in.u32();
      case 0x0f -> in.uleb();
      default -> {
        skipForm(form);
        yield 0;
      }
    };
  }

  private void skipForm(long form) {
    switch ((int) form) {
      case 0x08 -> in.skipText(); // string
      case 0x0e, 0x1f -> {
        long _ = in.offset(); // strp, line_strp
      }
      case 0x0b -> in.skip(1); // data1
      case 0x05 -> in.skip(2);
      case 0x06 -> in.skip(4);
      case 0x07 -> in.skip(8);
      case 0x1e -> in.skip(16); // data16: MD5
      case 0x0f -> {
        long _ = in.uleb(); // udata
      }
      case 0x09 -> {
        long size = in.uleb(); // block
        if (size < 0 || size > in.end - in.at) {
          throw new IndexOutOfBoundsException();
        }
        in.at += (int) size;
      }
      default -> throw new IndexOutOfBoundsException();
    }
  }

  private static String joined(String folder, String name) {
    if (name.isEmpty()) {
      return null;
    }
    return folder.isEmpty() || name.charAt(0) == '/' ? name : folder.concat("/").concat(name);
  }
}
