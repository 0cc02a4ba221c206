package org.halite.runtime.validator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes the {@link Automaton} from the opcode tables: all instructions that may stand somewhere,
 * then the literal sequences of {@code sandbox.tab} over them. Run by the build; the same tables
 * make the same bytes.
 */
public final class AutomatonGenerator {
  private AutomatonGenerator() {}

  /**
   * @param arguments the folder of the compiled classes
   */
  public static void main(String[] arguments) throws IOException {
    Path folder =
        Path.of(arguments[0]).resolve(AutomatonGenerator.class.getPackageName().replace('.', '/'));
    Files.write(folder.resolve(Automaton.RESOURCE), generate());
  }

  /** The file that {@link Automaton} reads. */
  static byte[] generate() {
    byte[][] sibTables = OperandRules.sibTables();
    AutomatonBuilder builder = new AutomatonBuilder(sibTables);
    SandboxPatterns patterns = new SandboxPatterns(builder);
    int start = new InstructionPaths(new TableReader(false).table, builder).start();
    return bytes(builder.number(patterns.over(start)), sibTables, patterns.sequences());
  }

  private static byte[] bytes(
      AutomatonBuilder.Numbered automaton, byte[][] sibTables, byte[] sequences) {
    // State 0 and effect 0 stand for "refused" and are never read.
    int states = automaton.rows.size() + 1;
    int effects = automaton.effects.size() + 1;
    int size = 16 + states * 512 + effects * 10 + sibTables.length * 256 + sequences.length;
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(states).putInt(effects).putInt(sibTables.length);
    out.putInt(sequences.length / Automaton.PARTS);
    out.position(out.position() + 512);
    for (short[] row : automaton.rows) {
      for (short place : row) {
        out.putShort(place);
      }
    }
    out.putInt(0);
    automaton.effects.forEach(effect -> out.putInt(effect.word()));
    out.putInt(0);
    automaton.effects.forEach(effect -> out.putInt(effect.cpu()));
    out.putShort((short) 0);
    automaton.effects.forEach(effect -> out.putShort((short) effect.continuation()));
    for (byte[] table : sibTables) {
      out.put(table);
    }
    return out.put(sequences).array();
  }
}
