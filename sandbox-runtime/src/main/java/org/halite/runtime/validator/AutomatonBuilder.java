package org.halite.runtime.validator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * States and effects of an automaton under construction. A <em>place</em> is an int: above 0 a
 * state, below 0 minus an effect, 0 refused. Equal states are one, so what comes out is minimal.
 * Used by the generator only.
 */
final class AutomatonBuilder {
  /** What an instruction does; see {@link Automaton} for the word. */
  record Effect(int word, int cpu, int continuation) {}

  /** What to make of the place where a path ends. */
  @FunctionalInterface
  interface End {
    int instead(int place);
  }

  private record Row(int[] places) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Row row && Arrays.equals(places, row.places);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(places);
    }
  }

  private final List<int[]> states = new ArrayList<>();
  private final Map<Row, Integer> stateOf = new HashMap<>();
  private final List<Effect> effects = new ArrayList<>();
  private final Map<Effect, Integer> effectOf = new HashMap<>();
  private final byte[][] sibTables;

  AutomatonBuilder(byte[][] sibTables) {
    this.sibTables = sibTables;
    states.add(null);
    effects.add(new Effect(0, 0, 0));
  }

  /** The state from which each byte leads to its place; refused if all are. */
  int state(int[] places) {
    boolean empty = true;
    for (int place : places) {
      empty &= place == 0;
    }
    if (empty) {
      return 0;
    }
    Row row = new Row(places.clone());
    Integer known = stateOf.get(row);
    if (known == null) {
      known = states.size();
      states.add(row.places);
      stateOf.put(row, known);
    }
    return known;
  }

  /** The place of this effect. */
  int effect(int word, int cpu, int continuation) {
    Effect effect = new Effect(word, cpu, continuation);
    Integer known = effectOf.get(effect);
    if (known == null) {
      known = effects.size();
      effects.add(effect);
      effectOf.put(effect, known);
    }
    return -known;
  }

  Effect effect(int place) {
    return effects.get(-place);
  }

  /**
   * The same automaton with another end to every path through these sets of bytes.
   *
   * @param path a set of 256 for each byte
   */
  int along(int place, List<boolean[]> path, End end) {
    if (path.isEmpty()) {
      return end.instead(place);
    }
    int[] row = place > 0 ? states.get(place).clone() : new int[256];
    for (int b = 0; b < 256; b++) {
      if (place < 0) {
        row[b] = behind(effect(place), b);
      }
      if (path.getFirst()[b]) {
        row[b] = along(row[b], path.subList(1, path.size()), end);
      }
    }
    return state(row);
  }

  /** The place after one byte of what an effect would skip. */
  private int behind(Effect effect, int b) {
    int word = effect.word;
    int table = (word & Automaton.SIB) >> Automaton.SIB_SHIFT;
    if (table != 0) {
      byte sib = sibTables[table][b];
      if (sib != 0 && sib != Automaton.SIB_DISPLACEMENT) {
        throw new IllegalStateException("a sequence of sandbox.tab goes through an index register");
      }
      return effect((word & ~Automaton.SIB) + (sib == 0 ? 0 : 4), effect.cpu, effect.continuation);
    }
    if ((word & Automaton.TAIL) == 0 || effect.continuation != 0) {
      throw new IllegalStateException("a sequence of sandbox.tab goes on behind an instruction");
    }
    return effect(word - 1, effect.cpu, 0);
  }

  /** The states reachable from {@code start}, numbered from 1 as they are met, breadth first. */
  Numbered number(int start) {
    Numbered numbered = new Numbered();
    numbered.stateNumber(start);
    for (int i = 0; i < numbered.found.size(); i++) {
      int[] from = states.get(numbered.found.get(i));
      short[] row = new short[256];
      for (int b = 0; b < 256; b++) {
        row[b] = numbered.place(from[b]);
      }
      numbered.rows.add(row);
    }
    return numbered;
  }

  /** The finished automaton's states and effects. */
  final class Numbered {
    private final List<Integer> found = new ArrayList<>();
    private final Map<Integer, Integer> stateNumbers = new HashMap<>();
    private final Map<Integer, Integer> effectNumbers = new HashMap<>();
    final List<short[]> rows = new ArrayList<>();
    final List<Effect> effects = new ArrayList<>();

    private int stateNumber(int state) {
      Integer known = stateNumbers.get(state);
      if (known == null) {
        found.add(state);
        known = found.size();
        stateNumbers.put(state, known);
      }
      return known;
    }

    private short place(int place) {
      int number = place == 0 ? 0 : place > 0 ? stateNumber(place) : -effectNumber(place);
      if (number != (short) number) {
        throw new IllegalStateException("too many states for 16 bits");
      }
      return (short) number;
    }

    private int effectNumber(int place) {
      Integer known = effectNumbers.get(place);
      if (known == null) {
        Effect effect = effect(place);
        int continuation = effect.continuation == 0 ? 0 : stateNumber(effect.continuation);
        effects.add(new Effect(effect.word, effect.cpu, continuation));
        known = effects.size();
        effectNumbers.put(place, known);
      }
      return known;
    }
  }
}
