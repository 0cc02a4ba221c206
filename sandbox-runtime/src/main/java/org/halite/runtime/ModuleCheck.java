package org.halite.runtime;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.halite.runtime.elf.ElfImage;
import org.halite.runtime.elf.ElfParser;
import org.halite.runtime.elf.ElfRefusal;
import org.halite.runtime.elf.Segment;
import org.halite.runtime.validator.CpuFeatures;
import org.halite.runtime.validator.Validator;
import org.halite.runtime.validator.Verdict;
import org.halite.runtime.validator.Violation;
import org.halite.wire.ControlWire;

/**
 * {@code halite validate}: what the loader would say of a file, with every broken rule. Runs
 * nothing.
 */
final class ModuleCheck {
  static final int ACCEPTED = 0;
  static final int REFUSED = 1;
  static final int UNREADABLE = 2;

  private static final int BUNDLE = 32;
  private static final byte HALT = (byte) 0xf4;

  private ModuleCheck() {}

  /** Prints the verdict; the exit status. */
  static int run(Path file, PrintStream out, PrintStream err) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = read(file, arena);
      ElfImage image = ElfParser.parse(bytes);
      Segment text = image.text();
      long padded = (text.fileSize() + BUNDLE - 1) & -BUNDLE;
      MemorySegment code = arena.allocate(padded, 8).fill(HALT);
      code.copyFrom(bytes.asSlice(text.offset(), text.fileSize()));
      Verdict verdict = Validator.validateAndRewrite(code, text.address(), CpuFeatures.host());
      print(file, text, verdict, out);
      return verdict.accepted() ? ACCEPTED : REFUSED;
    } catch (ElfRefusal refusal) {
      out.println(file + ": refused: " + refusal.getMessage());
      return REFUSED;
    } catch (NoSuchFileException e) {
      err.println("halite: there is no file " + file);
      return UNREADABLE;
    } catch (IOException e) {
      err.println("halite: " + file + " cannot be read: " + e.getMessage());
      return UNREADABLE;
    }
  }

  private static MemorySegment read(Path file, Arena arena) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("it is a folder; a module file is needed");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size > ControlWire.MAX_MODULE) {
        throw new IOException("it is larger than 256 MiB");
      }
      MemorySegment bytes = arena.allocate(Math.max(size, 1), 8);
      java.nio.ByteBuffer into = bytes.asByteBuffer();
      while (into.hasRemaining() && channel.read(into) > 0) {}
      return bytes.asSlice(0, into.position());
    }
  }

  private static void print(Path file, Segment text, Verdict verdict, PrintStream out) {
    String code = text.fileSize() + " bytes of code at 0x" + Long.toHexString(text.address());
    if (verdict.accepted()) {
      out.println(file + ": accepted: " + code);
      return;
    }
    out.println(file + ": refused: " + verdict.violationCount() + " violation(s) in " + code);
    for (Violation violation : verdict.violations()) {
      out.println(violation);
    }
    long more = verdict.violationCount() - verdict.violations().size();
    if (more > 0) {
      out.println("and " + more + " more");
    }
  }
}
