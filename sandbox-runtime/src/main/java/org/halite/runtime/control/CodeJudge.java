package org.halite.runtime.control;

import org.halite.runtime.imc.Carrier;
import org.halite.runtime.machine.AddressSpace;
import org.halite.runtime.machine.CodeValidator;
import org.halite.runtime.machine.FilePart;
import org.halite.runtime.machine.Kernel;
import org.halite.runtime.machine.MappedCode;
import org.halite.runtime.machine.SealedMemory;

/**
 * Judges code of files for the browser, in a process that never holds a module: what it says can be
 * believed for all modules, for no untrusted code ever ran beside it.
 */
final class CodeJudge {
  /** More code than this no module has: spec/nacl.md 7.7. */
  private static final long MAX_CODE = 256L << 20;

  private final GivenDescriptors descriptors;

  CodeJudge(GivenDescriptors descriptors) {
    this.descriptors = descriptors;
  }

  /** Whether a part of a file may run as it is; false for what is no such part, too. */
  boolean accepts(CodeValidator validator, int number, long offset, long length) {
    Carrier.Given given = descriptors.open(number);
    if (given == null || given.descriptor() < 0) {
      return false;
    }
    try {
      long size = SealedMemory.frozenSize(given.descriptor());
      if (offset < 0
          || offset % AddressSpace.PAGE != 0
          || length <= 0
          || length % AddressSpace.PAGE != 0
          || length > MAX_CODE
          || length > size - offset) {
        return false;
      }
      FilePart part = new FilePart(given.descriptor(), size, offset, true);
      try (MappedCode code = MappedCode.of(part, length)) {
        return code != null && validator.acceptsUnchanged(code.bytes(), 0);
      }
    } finally {
      Kernel.call(Kernel.CLOSE, given.descriptor());
    }
  }
}
