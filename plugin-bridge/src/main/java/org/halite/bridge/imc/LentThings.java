package org.halite.bridge.imc;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.halite.wire.ControlWire;
import org.halite.wire.WireException;

/**
 * What a module was given and is not its own: connection capabilities, shared memory, files. By
 * number, until it has dropped each as often as it got it. A number is never used twice.
 */
final class LentThings {
  private final Map<Integer, Lent> byNumber = new HashMap<>();
  private final Map<ImcDescriptor, Integer> numbers = new HashMap<>();
  private int last;
  private boolean over;

  private static final class Lent {
    private final ImcDescriptor thing;
    private int times;

    Lent(ImcDescriptor thing) {
      this.thing = thing;
    }
  }

  /**
   * Lends once more; the caller keeps its own.
   *
   * @throws IOException with one sentence when the module has too many, or the thing is closed
   */
  synchronized int lend(ImcDescriptor thing) throws IOException {
    Integer number = numbers.get(thing);
    if (number == null) {
      if (over) {
        throw new IOException("the module is gone");
      }
      if (byNumber.size() >= ControlWire.MAX_LENT || last == Integer.MAX_VALUE) {
        throw new IOException(
            "the module holds "
                + ControlWire.MAX_LENT
                + " capabilities, memories and files of others and gets no more");
      }
      ImcDescriptor kept = thing instanceof KernelHandle handle ? handle.again() : thing;
      if (kept == null) {
        throw new IOException("a descriptor that is closed cannot be sent");
      }
      number = ++last;
      byNumber.put(number, new Lent(kept));
      numbers.put(kept, number);
    }
    byNumber.get(number).times++;
    return number;
  }

  /** Whether it can be lent a thing more. */
  synchronized boolean hasRoom() {
    return !over && byNumber.size() < ControlWire.MAX_LENT;
  }

  private Lent find(int number) throws WireException {
    Lent lent = byNumber.get(number);
    if (lent == null) {
      throw new WireException("the use of what it was never lent, a capability or memory");
    }
    return lent;
  }

  /** What comes back, for the receiver to hold and close. */
  synchronized ImcDescriptor get(int number) throws WireException {
    ImcDescriptor thing = find(number).thing;
    return thing instanceof KernelHandle handle ? handle.again() : thing;
  }

  synchronized ImcDescriptor.ConnectionCapability capability(int number) throws WireException {
    if (!(find(number).thing instanceof ImcDescriptor.ConnectionCapability capability)) {
      throw new WireException("a connection to what is no capability");
    }
    return capability;
  }

  /** For its descriptor; the caller closes it. */
  synchronized KernelHandle handle(int number) throws WireException {
    if (!(find(number).thing instanceof KernelHandle handle)) {
      throw new WireException("a question for the descriptor of a capability");
    }
    return handle.again();
  }

  synchronized void drop(int number) throws WireException {
    Lent lent = byNumber.get(number);
    if (lent == null) {
      throw new WireException("the return of what it was never lent, a capability or memory");
    }
    if (--lent.times == 0) {
      byNumber.remove(number);
      numbers.remove(lent.thing);
      lent.thing.close();
    }
  }

  /** The module is gone: nothing is lent to it any more. */
  synchronized void end() {
    over = true;
    byNumber.values().forEach(lent -> lent.thing.close());
    byNumber.clear();
    numbers.clear();
  }
}
