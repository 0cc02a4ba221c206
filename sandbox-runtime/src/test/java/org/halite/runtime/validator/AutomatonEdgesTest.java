package org.halite.runtime.validator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goes along every edge of the automaton at least once and asks the reference validator about it:
 * whatever a state lets through or refuses, by itself, behind what it may rely on, and before
 * everything that may rely on it.
 */
class AutomatonEdgesTest {
  /** Instructions that prepare a register or begin a sequence. */
  private static final List<byte[]> BEFORE =
      hex(
          "89 c0", // mov %eax,%eax
          "89 c9", // mov %ecx,%ecx
          "45 89 f6", // mov %r14d,%r14d
          "89 c4", // mov %eax,%esp
          "89 c5", // mov %eax,%ebp
          "83 e1 e0 4c 01 f9", // and $-32,%ecx; add %r15,%rcx
          "41 83 e6 e0 4d 01 fe", // the same of r14
          "89 f6 49 8d 34 37", // mov %esi,%esi; lea (%r15,%rsi,1),%rsi
          "89 ff 49 8d 3c 3f", // the same of rdi
          "89 f6 49 8d 34 37 89 ff 49 8d 3c 3f");

  /** What relies on a register, for each one that can be an index, and the fix-ups. */
  private static final List<byte[]> AFTER = new ArrayList<>(hex("4c 01 fc", "4c 01 fd"));

  static {
    for (int register = 0; register < 16; register++) {
      // mov (%r15,register,1),%eax
      AFTER.add(
          new byte[] {
            (byte) (0x41 | register >> 3 << 1),
            (byte) 0x8b,
            0x04,
            (byte) (0x07 | (register & 7) << 3)
          });
    }
  }

  /** What a memory operand's SIB byte may be: rsp without index; rax, rcx and r14 or rsi as one. */
  private static final int[] SIBS = {0x24, 0x04, 0x0c, 0x07, 0x0f, 0x37, 0x3c, 0x25};

  /** What may stand behind bytes that are refused whatever follows. */
  private static final byte[] FILLERS = {(byte) 0x90, 0, (byte) 0xc0, 0x24};

  private final Automaton automaton = Automaton.instance();
  private final ChunkWalk walk = Validator.oracleWalk();
  private final ReferenceValidator reference = new ReferenceValidator(CpuFeatures.all(), true);
  private final byte[] record = new byte[32];
  private final List<String> different = new ArrayList<>();
  private long accepted;
  private long refused;

  @Test
  void everyEdgeIsJudgedAsTheReferenceDoes() {
    byte[][] paths = paths();
    for (int state = 1; state < paths.length; state++) {
      for (int b = 0; paths[state] != null && b < 256; b++) {
        int to = automaton.next[state << 8 | b];
        byte[] bytes = Arrays.copyOf(paths[state], paths[state].length + 1);
        bytes[bytes.length - 1] = (byte) b;
        if (to == 0) {
          for (byte filler : FILLERS) {
            judge(new byte[0], bytes, new byte[0], filler);
          }
        } else if (to < 0) {
          effect(bytes, -to);
        }
      }
    }
    assertEquals(List.of(), different);
    assertTrue(accepted > 100_000 && refused > 500_000, accepted + " and " + refused);
  }

  /** The shortest bytes that lead to each state; null for those that come behind a tail. */
  private byte[][] paths() {
    byte[][] paths = new byte[automaton.next.length >> 8][];
    Deque<Integer> open = new ArrayDeque<>(List.of(1));
    paths[1] = new byte[0];
    while (!open.isEmpty()) {
      int state = open.remove();
      for (int b = 0; b < 256; b++) {
        int to = automaton.next[state << 8 | b];
        if (to > 0 && paths[to] == null) {
          paths[to] = Arrays.copyOf(paths[state], paths[state].length + 1);
          paths[to][paths[state].length] = (byte) b;
          open.add(to);
        }
      }
    }
    return paths;
  }

  private void effect(byte[] bytes, int effect) {
    int word = automaton.words(CpuFeatures.all(), true)[effect];
    if ((word & Automaton.SIB) == 0) {
      tail(bytes, effect, word, 0);
      return;
    }
    for (int sib : SIBS) {
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
      longer[bytes.length] = (byte) sib;
      int entry = automaton.sib[(word & Automaton.SIB) << 4 | sib];
      tail(longer, effect, word, entry >= 0 && (entry & Automaton.SIB_DISPLACEMENT) != 0 ? 4 : 0);
    }
  }

  private void tail(byte[] bytes, int effect, int word, int displacement) {
    byte[] whole = Arrays.copyOf(bytes, bytes.length + displacement + (word & Automaton.TAIL));
    if ((word & Automaton.CONTINUES) == 0) {
      instruction(whole);
      return;
    }
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    for (int last = 0; last < 256; last++) {
      longer[whole.length] = (byte) last;
      if (automaton.next[automaton.continuation[effect] << 8 | last] != 0 || last % 16 < 2) {
        judge(new byte[0], longer, new byte[0], (byte) 0x90);
      }
    }
  }

  private void instruction(byte[] instruction) {
    judge(new byte[0], instruction, new byte[0], (byte) 0x90);
    for (byte[] before : BEFORE) {
      judge(before, instruction, new byte[0], (byte) 0x90);
    }
    for (byte[] after : AFTER) {
      judge(new byte[0], instruction, after, (byte) 0x90);
    }
  }

  private void judge(byte[] before, byte[] instruction, byte[] after, byte filler) {
    int length = before.length + instruction.length + after.length;
    if (length > record.length) {
      return;
    }
    System.arraycopy(before, 0, record, 0, before.length);
    System.arraycopy(instruction, 0, record, before.length, instruction.length);
    System.arraycopy(after, 0, record, before.length + instruction.length, after.length);
    Arrays.fill(record, length, record.length, filler);
    boolean fast = walk.accepts(record, 0, record.length);
    if (fast) {
      accepted++;
    } else {
      refused++;
    }
    if (fast != reference.accepts(MemorySegment.ofArray(record)) && different.size() < 20) {
      different.add(
          (fast ? "only accepted by the automaton: " : "only refused by it: ")
              + HexFormat.of().formatHex(record));
    }
  }

  private static List<byte[]> hex(String... texts) {
    return Arrays.stream(texts)
        .map(text -> HexFormat.of().parseHex(text.replace(" ", "")))
        .toList();
  }
}
