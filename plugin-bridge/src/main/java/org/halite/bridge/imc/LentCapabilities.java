package org.halite.bridge.imc;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.halite.wire.ControlWire;
import org.halite.wire.WireException;

/**
 * Connection capabilities that a module was given and that are not its own: by number, until it has
 * dropped each as often as it got it. A number is never used twice.
 */
final class LentCapabilities {
  private final Map<Integer, Lent> byNumber = new HashMap<>();
  private final Map<ImcDescriptor.ConnectionCapability, Integer> numbers = new HashMap<>();
  private int last;

  private static final class Lent {
    private final ImcDescriptor.ConnectionCapability capability;
    private int times;

    Lent(ImcDescriptor.ConnectionCapability capability) {
      this.capability = capability;
    }
  }

  synchronized int lend(ImcDescriptor.ConnectionCapability capability) throws IOException {
    Integer number = numbers.get(capability);
    if (number == null) {
      if (byNumber.size() >= ControlWire.MAX_LENT || last == Integer.MAX_VALUE) {
        throw new IOException(
            "the module holds "
                + ControlWire.MAX_LENT
                + " connection capabilities of others and gets no more");
      }
      number = ++last;
      byNumber.put(number, new Lent(capability));
      numbers.put(capability, number);
    }
    byNumber.get(number).times++;
    return number;
  }

  synchronized ImcDescriptor.ConnectionCapability get(int number) throws WireException {
    Lent lent = byNumber.get(number);
    if (lent == null) {
      throw new WireException("the use of a capability that it was never lent");
    }
    return lent.capability;
  }

  synchronized void drop(int number) throws WireException {
    Lent lent = byNumber.get(number);
    if (lent == null) {
      throw new WireException("the return of a capability that it was never lent");
    }
    if (--lent.times == 0) {
      byNumber.remove(number);
      numbers.remove(lent.capability);
    }
  }
}
