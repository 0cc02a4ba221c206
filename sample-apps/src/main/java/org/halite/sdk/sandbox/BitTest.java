package org.halite.sdk.sandbox;

import static org.halite.sdk.assembly.Register.RCX;
import static org.halite.sdk.sandbox.Idioms.SCRATCH;
import static org.halite.sdk.sandbox.Idioms.SCRATCH32;
import static org.halite.sdk.sandbox.Idioms.general;

import java.util.ArrayList;
import java.util.List;
import org.halite.sdk.assembly.AssemblyRefusal;
import org.halite.sdk.assembly.Instruction;
import org.halite.sdk.assembly.Operand;
import org.halite.sdk.assembly.Position;
import org.halite.sdk.assembly.Register;

/**
 * {@code bt} with the bit's number in a register is not in the validator's language: the bit is
 * shifted down in r11 and tested there. The shift's count must be in cl.
 */
record BitTest(Instruction instruction, Position position) {
  List<Piece> apply() throws AssemblyRefusal {
    Register bit = ((Operand.General) instruction.operands().getFirst()).register();
    if (!(instruction.destination() instanceof Operand.General value) || bit.bits() < 32) {
      throw new AssemblyRefusal(
          position,
          "`" + instruction + "` may reach far outside its operand; load the word and shift it");
    }
    int bits = value.register().bits();
    String suffix = bits == 64 ? "q" : "l";
    Register scratch = bits == 64 ? SCRATCH : SCRATCH32;
    List<Piece> pieces = new ArrayList<>();
    Instruction swap = Instruction.of("xchgq", general(Register.of(RCX, 64)), general(bit.as(64)));
    pieces.add(one("mov" + suffix, general(value.register()), general(scratch)));
    if (bit.number() != RCX) {
      pieces.add(Piece.of(position, swap));
    }
    pieces.add(one("shr" + suffix, general(Register.of(RCX, 8)), general(scratch)));
    if (bit.number() != RCX) {
      pieces.add(Piece.of(position, swap));
    }
    pieces.add(one("bt" + suffix, Idioms.number(0), general(scratch)));
    return pieces;
  }

  private Piece one(String mnemonic, Operand... operands) {
    return Piece.of(position, Instruction.of(mnemonic, operands));
  }
}
