package org.halite.sdk.driver;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.halite.runtime.elf.ElfParser;
import org.halite.runtime.elf.ElfRefusal;
import org.halite.runtime.elf.Segment;
import org.halite.runtime.elf.SymbolTable;
import org.halite.runtime.validator.CpuFeatures;
import org.halite.runtime.validator.Listing;
import org.halite.runtime.validator.Validator;
import org.halite.runtime.validator.Violation;

/** The last step of a link: the loader's rules and the validator, on the file as it was written. */
final class LinkCheck {
  private static final byte HALT = (byte) 0xf4;
  private static final int TOLD = 10;

  private LinkCheck() {}

  /**
   * @throws DriverFailure with what was wrong; the file is removed then
   */
  static void check(Path module, String name, LinkKind kind) throws DriverFailure, IOException {
    try {
      MemorySegment file = MemorySegment.ofArray(Files.readAllBytes(module));
      List<String> wrong =
          kind.isPlaced()
              ? violations(file, LibraryFile.text(file))
              : violations(file, ElfParser.parse(file).text());
      if (!wrong.isEmpty()) {
        throw new DriverFailure(
            name
                + " breaks the sandbox's rules and was not kept; an object or library in it was not"
                + " made by halite cc:\n  "
                + String.join("\n  ", wrong));
      }
    } catch (ElfRefusal refusal) {
      Files.delete(module);
      throw new DriverFailure(
          name + " would not be loaded and was not kept: " + refusal.getMessage(), refusal);
    } catch (DriverFailure failure) {
      Files.delete(module);
      throw failure;
    }
  }

  private static List<String> violations(MemorySegment file, Segment text) {
    long padded = (text.fileSize() + Validator.BUNDLE_BYTES - 1) & -Validator.BUNDLE_BYTES;
    MemorySegment code = MemorySegment.ofArray(new byte[(int) padded]).fill(HALT);
    code.copyFrom(file.asSlice(text.offset(), text.fileSize()));
    SymbolTable symbols = SymbolTable.read(file);
    List<String> told = new ArrayList<>();
    var _ =
        Validator.validateAndRewrite(
            code,
            text.address(),
            CpuFeatures.all(),
            new Listing(TOLD, false, found -> told.add(describe(found, symbols))));
    return told;
  }

  private static String describe(Violation found, SymbolTable symbols) {
    String symbol = symbols.describe(found.address());
    return (symbol == null ? "" : symbol + ": ") + found;
  }
}
