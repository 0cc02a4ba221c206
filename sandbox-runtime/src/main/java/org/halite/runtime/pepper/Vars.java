package org.halite.runtime.pepper;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.halite.runtime.machine.ModuleMemory;

/**
 * The module's counted variables: ids with reference counts. Ids and types from the module are
 * looked up, never trusted; ids are never used twice. The Java heap they take is bounded. One lock,
 * which services share by {@code synchronized (vars)} for steps that belong together.
 */
final class Vars {
  /** Java heap in bytes that variables may take, roughly; less in a small heap. */
  static final long BUDGET = Math.min(128L << 20, Runtime.getRuntime().maxMemory() / 2);

  /** Elements of one array. */
  static final int MAX_ELEMENTS = 1_000_000;

  private final Resources resources;
  private final Map<Long, VarObject> objects = new HashMap<>();
  private long lastId;
  private long spent;

  Vars(Resources resources) {
    this.resources = resources;
  }

  /** The object of that kind which {@code var} names, or null. */
  synchronized <T extends VarObject> T get(PpVar var, Class<T> kind) {
    if (!var.isCounted()) {
      return null;
    }
    VarObject found = objects.get(var.bits());
    return kind.isInstance(found) && found.type() == var.type() ? kind.cast(found) : null;
  }

  /**
   * Whether {@code var} may be stored or passed on: a plain value of a known type or a living
   * object of its type.
   */
  synchronized boolean isValid(PpVar var) {
    return var.isCounted() ? get(var, VarObject.class) != null : var.type() >= 0 && var.type() < 5;
  }

  /** Takes {@code bytes} of the budget; false when it is used up. */
  synchronized boolean charge(long bytes) {
    if (bytes > BUDGET - spent) {
      return false;
    }
    spent += bytes;
    return true;
  }

  /** Gives back what was charged. */
  synchronized void refund(long bytes) {
    spent -= bytes;
  }

  /** Names {@code object} with one reference; {@link PpVar#NULL} when the budget is used up. */
  synchronized PpVar add(VarObject object) {
    if (!charge(object.cost())) {
      return PpVar.NULL;
    }
    objects.put(++lastId, object);
    return new PpVar(object.type(), lastId);
  }

  /** A string variable; NULL when {@code utf8} is not UTF-8 or the budget is used up. */
  PpVar text(byte[] utf8) {
    return isUtf8(utf8) ? add(new VarObject.Text(utf8)) : PpVar.NULL;
  }

  /** Checks piece by piece, so that a long string needs no second copy. */
  private static boolean isUtf8(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer piece = CharBuffer.allocate(Math.clamp(bytes.length, 2, 4096));
    while (true) {
      CoderResult result = decoder.decode(in, piece, true);
      if (!result.isOverflow()) {
        return result.isUnderflow();
      }
      piece.clear();
    }
  }

  /** A string variable. */
  PpVar text(String text) {
    return add(new VarObject.Text(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The text of a string variable, or null for anything else. */
  synchronized String textOf(PpVar var) {
    VarObject.Text text = get(var, VarObject.Text.class);
    return text == null ? null : new String(text.utf8, StandardCharsets.UTF_8);
  }

  /** One reference more; plain values and dead ids are left alone. */
  synchronized void addRef(PpVar var) {
    VarObject object = get(var, VarObject.class);
    if (object != null) {
      object.references++;
    }
  }

  /** One reference less, and the end of what nobody refers to any more, in {@code memory} too. */
  synchronized void release(PpVar var, ModuleMemory memory) {
    VarObject object = get(var, VarObject.class);
    if (object == null || --object.references > 0) {
      return;
    }
    // Nesting may be deeper than a Java stack: a list instead of recursion.
    ArrayDeque<PpVar> dead = new ArrayDeque<>();
    dead.add(var);
    while (!dead.isEmpty()) {
      VarObject gone = objects.remove(dead.remove().bits());
      spent -= gone.cost();
      gone.dispose(memory, resources);
      for (PpVar held : gone.held()) {
        VarObject inner = get(held, VarObject.class);
        if (inner != null && --inner.references == 0) {
          dead.add(held);
        }
      }
    }
  }

  synchronized int size() {
    return objects.size();
  }
}
