package org.halite.runtime.validator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which instruction may follow which, from whole sequences of parts. A state is what has been seen
 * of a sequence so far; the last part of a sequence may stand nowhere else. Used by the generator
 * only.
 */
final class SequenceTable {
  private final List<List<Integer>> whole;
  private final List<List<Integer>> states = new ArrayList<>();

  SequenceTable(List<List<Integer>> whole) {
    this.whole = whole;
    states.add(List.of());
    for (List<Integer> sequence : whole) {
      for (int n = 1; n < sequence.size(); n++) {
        if (!states.contains(sequence.subList(0, n))) {
          states.add(sequence.subList(0, n));
        }
      }
    }
  }

  /** By state and part: the next state, or {@link Automaton#SEQUENCE_BROKEN}. */
  byte[] bytes() {
    byte[] table = new byte[states.size() * Automaton.PARTS];
    Arrays.fill(table, Automaton.SEQUENCE_BROKEN);
    for (int state = 0; state < states.size(); state++) {
      for (List<Integer> sequence : whole) {
        for (int part : sequence) {
          table[state * Automaton.PARTS + part] = (byte) next(states.get(state), part);
        }
      }
    }
    return table;
  }

  private int next(List<Integer> seen, int part) {
    List<Integer> now = new ArrayList<>(seen);
    now.add(part);
    boolean last = whole.stream().anyMatch(sequence -> sequence.getLast() == part);
    for (int from = 0; from < now.size(); from++) {
      List<Integer> end = now.subList(from, now.size());
      if (last ? whole.contains(end) : states.contains(end)) {
        return last ? 0 : states.indexOf(end);
      }
    }
    return last ? Automaton.SEQUENCE_BROKEN : 0;
  }
}
