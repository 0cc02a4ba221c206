package org.halite.sdk.sandbox;

import static org.halite.sdk.sandbox.Idioms.BASE;
import static org.halite.sdk.sandbox.Idioms.SCRATCH;
import static org.halite.sdk.sandbox.Idioms.SCRATCH32;
import static org.halite.sdk.sandbox.Idioms.general;
import static org.halite.sdk.sandbox.Idioms.isStack;

import java.util.List;
import org.halite.sdk.assembly.AssemblyRefusal;
import org.halite.sdk.assembly.Expression;
import org.halite.sdk.assembly.Instruction;
import org.halite.sdk.assembly.Operand.Memory;
import org.halite.sdk.assembly.Position;
import org.halite.sdk.assembly.Register;

/**
 * How an address becomes one that cannot leave the module's 4 GiB: its base is rip, r15, rsp or
 * rbp, and its index, if any, was zero-extended by the instruction directly before (spec/nacl.md
 * 3.4). The address is the one that the program meant, modulo 2^32.
 *
 * @param mask what must come directly before, in the same bundle; null for nothing
 * @param operand the safe operand
 * @param usesFresh whether the piece before has done the masking
 */
record MemoryRule(Instruction mask, Memory operand, boolean usesFresh) {
  /** Nothing is mapped below 64 KiB, so a smaller displacement never makes an address wrap. */
  private static final long UNMAPPED = 0x10000;

  /**
   * @param fresh number of the register that the instruction directly before has zero-extended, or
   *     -1
   */
  static MemoryRule of(Memory memory, int fresh, Position position) throws AssemblyRefusal {
    if (memory.segment() != null && !isFlat(memory.segment())) {
      throw new AssemblyRefusal(
          position,
          "`"
              + memory
              + "` goes through a segment register, which sandboxed code cannot; of the thread pointer"
              + " only `movl %fs:0, %register` is understood (-mno-tls-direct-seg-refs), and stack"
              + " protectors are not");
    }
    Register base = memory.base();
    Register index = memory.index();
    if (memory.ripRelative()) {
      return unmasked(memory);
    }
    if (base == null && index == null) {
      return absolute(memory.displacement());
    }
    if (index == null && (isStack(base) || base.number() == Register.R15)) {
      return unmasked(memory.wide());
    }
    Memory afterMask = afterMask(memory, fresh);
    if (afterMask != null) {
      return new MemoryRule(null, afterMask, true);
    }
    if (index == null && isSmall(memory.displacement())) {
      return new MemoryRule(
          Idioms.mask(base), Memory.at(memory.displacement(), BASE, SCRATCH, 1), false);
    }
    Memory flat = Memory.at(memory.displacement(), wide(base), wide(index), memory.scale());
    return throughScratch(Instruction.of("leal", flat, general(SCRATCH32)));
  }

  private static MemoryRule unmasked(Memory memory) {
    return new MemoryRule(null, memory, false);
  }

  private static MemoryRule throughScratch(Instruction mask) {
    return new MemoryRule(mask, Memory.at(Expression.NONE, BASE, SCRATCH, 1), false);
  }

  /** A symbol lies within reach of rip; a number counts from the base. */
  private static MemoryRule absolute(Expression address) {
    if (!address.isNumber()) {
      return unmasked(Memory.relative(address));
    }
    if (address.number() >= 0 && address.number() <= Integer.MAX_VALUE) {
      return unmasked(Memory.at(address, BASE));
    }
    return throughScratch(
        Instruction.of("movl", Idioms.number(address.number().intValue()), general(SCRATCH32)));
  }

  /**
   * The operand when its only unknown register is fresh. With 64-bit names the processor would not
   * wrap either; with 32-bit names it does, so the displacement must be small.
   */
  private static Memory afterMask(Memory memory, int fresh) {
    Register base = memory.base();
    Register index = memory.index();
    Expression displacement = memory.displacement();
    if (index == null && base.number() == fresh) {
      boolean exact = base.bits() == 64 || isSmall(displacement);
      return exact ? Memory.at(displacement, BASE, base.as(64), 1) : null;
    }
    if (index != null && index.number() == fresh && index.bits() == 64) {
      if (base == null) {
        return Memory.at(displacement, BASE, index, memory.scale());
      }
      return isStack(base) ? Memory.at(displacement, base, index, memory.scale()) : null;
    }
    return null;
  }

  private static boolean isSmall(Expression displacement) {
    Long number = displacement.number();
    return number != null && Math.abs(number) < UNMAPPED;
  }

  /** Segments whose base is zero in 64-bit mode change nothing. */
  private static boolean isFlat(String segment) {
    return List.of("%ds", "%es", "%ss", "%cs").contains(segment);
  }

  private static Register wide(Register register) {
    return register == null ? null : register.as(64);
  }
}
