package org.halite.runtime.validator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The automaton that {@link ChunkWalk} runs, as {@link AutomatonGenerator} made it from the opcode
 * tables. Immutable, shared by all walks.
 *
 * <p>It reads an instruction's prefixes, opcode and ModRM byte one by one and comes to an
 * <em>effect</em>: all that the rules of spec/nacl.md chapter 3 want to know, with the registers
 * worked out. What breaks a rule whatever stands before or behind it (a write to r15, a base
 * register that may point anywhere) has no effect at all: it is not in the automaton.
 */
final class Automaton {
  static final String RESOURCE = "automaton.bin";

  // The word of an effect.

  /** Bytes that follow and may be anything: displacement and immediate. */
  static final int TAIL = 0xf;

  /** A SIB byte comes before the tail; the number of its table in {@link #sib}, from 1. */
  static final int SIB_SHIFT = 4;

  static final int SIB = 0xf << SIB_SHIFT;

  /** The register whose upper half is zero afterwards, from 1 for rax; 0 for none. */
  static final int RESTRICTS_SHIFT = 8;

  static final int RESTRICTS = 0x1f << RESTRICTS_SHIFT;

  /**
   * The stack register whose upper half must be zero before, because this adds r15 to it: {@link
   * #PENDING_RSP} or {@link #PENDING_RBP}; 0: neither may be.
   */
  static final int NEEDS_SHIFT = 13;

  static final int NEEDS = 3 << NEEDS_SHIFT;

  static final int PENDING_RSP = 1;
  static final int PENDING_RBP = 2;

  /** The same of a 32-bit write to rsp or rbp, for the instruction behind it. */
  static final int LEAVES_SHIFT = 26;

  static final int LEAVES = 3 << LEAVES_SHIFT;

  /** Its place in a sequence of {@code sandbox.tab}; 0 for none. */
  static final int PART_SHIFT = 15;

  static final int PART = 0x3f << PART_SHIFT;

  /** A direct jump; the tail is the distance. */
  static final int RELATIVE = 1 << 21;

  /**
   * Another state takes over behind the tail: the opcode's last byte or a register stands there.
   */
  static final int CONTINUES = 1 << 22;

  static final int MODIFIABLE = 1 << 23;
  static final int NONTEMPORAL = 1 << 24;

  /** Set for one walk, not in the file: the loader must rewrite or refuse this instruction. */
  static final int NOT_AS_IT_IS = 1 << 25;

  // Parts of sequences: three for each register but r15, then those of string instructions.
  static final int AND = 1;
  static final int ADD = 16;
  static final int JUMP = 31;
  static final int MOV_RSI = 46;
  static final int LEA_RSI = 47;
  static final int MOV_RDI = 48;
  static final int LEA_RDI = 49;
  static final int STRING_RSI = 50;
  static final int STRING_RDI = 51;
  static final int STRING_BOTH = 52;
  static final int PARTS = 64;

  // An entry of a SIB table.
  static final byte SIB_REFUSED = -1;
  static final int SIB_INDEX = 0x1f;
  static final int SIB_DISPLACEMENT = 0x20;

  static final byte SEQUENCE_BROKEN = -1;

  /**
   * {@code next[state << 8 | byte]}: above 0 the next state, below 0 minus the number of an effect,
   * 0 refused. State 1 is the start.
   */
  final short[] next;

  /** {@code sib[table << 8 | byte]}: index register from 1, or 0, | 0x20 if 4 more bytes follow. */
  final byte[] sib;

  /** {@code sequence[state * PARTS + part]}: the state after that part; 0: outside of any. */
  final byte[] sequence;

  /** The state that takes over, by effect; 0 for none. */
  final short[] continuation;

  private final int[] words;
  private final int[] cpu;

  static Automaton instance() {
    return Holder.INSTANCE;
  }

  /** Reads the automaton from {@link AutomatonGenerator}'s format. */
  Automaton(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int states = in.getInt();
    int effects = in.getInt();
    int sibTables = in.getInt();
    int sequenceStates = in.getInt();
    next = new short[states << 8];
    words = new int[effects];
    cpu = new int[effects];
    continuation = new short[effects];
    sib = new byte[sibTables << 8];
    sequence = new byte[sequenceStates * PARTS];
    in.asShortBuffer().get(next);
    in.position(in.position() + 2 * next.length);
    in.asIntBuffer().get(words);
    in.position(in.position() + 4 * effects);
    in.asIntBuffer().get(cpu);
    in.position(in.position() + 4 * effects);
    in.asShortBuffer().get(continuation);
    in.position(in.position() + 2 * effects);
    in.get(sib).get(sequence);
    if (in.hasRemaining()) {
      throw new IllegalStateException(in.remaining() + " bytes too many in " + RESOURCE);
    }
  }

  /**
   * The effects' words for a processor: those it lacks a feature for, and the non-temporal ones if
   * they are not allowed, are marked {@link #NOT_AS_IT_IS}.
   */
  int[] words(CpuFeatures features, boolean nontemporalAllowed) {
    int[] marked = words.clone();
    int lacking = ~features.bits();
    for (int i = 0; i < marked.length; i++) {
      if ((cpu[i] & lacking) != 0 || (!nontemporalAllowed && (marked[i] & NONTEMPORAL) != 0)) {
        marked[i] |= NOT_AS_IT_IS;
      }
    }
    return marked;
  }

  /** CPU features, as bits of {@link CpuFeatures}, that an effect needs. */
  int cpu(int effect) {
    return cpu[effect];
  }

  /** States and effects, for a person. */
  @Override
  public String toString() {
    return (next.length >> 8) - 1 + " states, " + (words.length - 1) + " effects";
  }

  private static final class Holder {
    static final Automaton INSTANCE = new Automaton(read());

    private static byte[] read() {
      try (InputStream in = Automaton.class.getResourceAsStream(RESOURCE)) {
        if (in == null) {
          throw new IllegalStateException(RESOURCE + " is missing beside the validator");
        }
        return in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
