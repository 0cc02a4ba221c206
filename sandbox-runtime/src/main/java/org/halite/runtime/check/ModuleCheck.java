package org.halite.runtime.check;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.halite.runtime.elf.ElfImage;
import org.halite.runtime.elf.ElfParser;
import org.halite.runtime.elf.ElfRefusal;
import org.halite.runtime.elf.Segment;
import org.halite.runtime.elf.SymbolTable;
import org.halite.runtime.validator.Listing;
import org.halite.runtime.validator.Validator;
import org.halite.runtime.validator.Verdict;
import org.halite.wire.ControlWire;

/** What the loader would say of a file, with every broken rule. Runs nothing. */
final class ModuleCheck {
  static final int ACCEPTED = 0;
  static final int REFUSED = 1;
  static final int UNREADABLE = 2;

  private static final int BUNDLE = 32;
  private static final byte HALT = (byte) 0xf4;

  /** Offset of EI_CLASS in an ELF file: 1 = 32-bit, 2 = 64-bit. */
  private static final int CLASS = 4;

  private final CpuChoice cpu;
  private final VerdictWriter writer;

  ModuleCheck(CpuChoice cpu, VerdictWriter writer) {
    this.cpu = cpu;
    this.writer = writer;
  }

  /** Tells the verdict on one file; the exit status. */
  int judge(String file) {
    writer.begin(file);
    try (Arena arena = Arena.ofConfined()) {
      return judge(read(Path.of(file), arena), arena);
    } catch (ElfRefusal refusal) {
      writer.refused(refusal);
      return REFUSED;
    } catch (InvalidPathException e) {
      writer.unreadable(file + " is no file name");
    } catch (NoSuchFileException e) {
      writer.unreadable("there is no file " + file);
    } catch (AccessDeniedException e) {
      writer.unreadable(file + " may not be read by you");
    } catch (IOException e) {
      writer.unreadable(file + " cannot be read: " + e.getMessage());
    }
    return UNREADABLE;
  }

  private int judge(MemorySegment file, Arena arena) throws ElfRefusal {
    ElfImage image = ElfParser.parse(file);
    Segment text = image.text();
    writer.image(
        new CodeFacts(
            file.get(ValueLayout.JAVA_BYTE, CLASS) == 2 ? 64 : 32,
            text.address(),
            text.fileSize(),
            image.entry()),
        cpu);
    SymbolTable symbols = SymbolTable.read(file);
    MemorySegment code = code(file, text, arena);
    Listing violations =
        new Listing(
            writer.most(),
            true,
            found -> writer.violation(found, symbols.describe(found.address())));
    Verdict verdict =
        Validator.validateAndRewrite(code, text.address(), cpu.features(), violations);
    long changed = code.mismatch(file.asSlice(text.offset(), text.fileSize()));
    if (verdict.accepted() && changed >= 0 && changed < text.fileSize()) {
      MemorySegment original = code(file, text, arena);
      Listing reasons =
          new Listing(
              Long.MAX_VALUE,
              true,
              reason -> writer.rewritten(reason, symbols.describe(reason.address())));
      var _ = Validator.validate(original, text.address(), cpu.features(), reasons);
    }
    writer.judged(verdict);
    return verdict.accepted() ? ACCEPTED : REFUSED;
  }

  /** A private copy of the code, filled up to a whole bundle as the loader does. */
  private static MemorySegment code(MemorySegment file, Segment text, Arena arena) {
    long padded = (text.fileSize() + BUNDLE - 1) & -BUNDLE;
    MemorySegment code = arena.allocate(padded, 8).fill(HALT);
    return code.copyFrom(file.asSlice(text.offset(), text.fileSize()));
  }

  private static MemorySegment read(Path file, Arena arena) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException("it is a folder or a device; a module file is needed");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size > ControlWire.MAX_MODULE) {
        throw new IOException("it is larger than 256 MiB");
      }
      MemorySegment bytes = arena.allocate(Math.max(size, 1), 8);
      ByteBuffer into = bytes.asByteBuffer();
      while (into.hasRemaining() && channel.read(into) > 0) {}
      return bytes.asSlice(0, into.position());
    }
  }
}
