package org.halite.runtime.pepper;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.halite.ppapi.Convention;
import org.halite.ppapi.Declaration;
import org.halite.runtime.machine.BadAddress;
import org.halite.runtime.machine.CallHandler;
import org.halite.runtime.machine.ThunkSpace;
import org.halite.runtime.machine.UntrustedCall;

/**
 * The tables behind get_browser_interface under one convention: all made before the module starts.
 */
final class BrowserInterfaces implements CallHandler {
  /** Bytes of an interface name. */
  static final int MAX_NAME = 256;

  private final Map<String, Integer> tables = new HashMap<>();
  private final Notices notices;

  BrowserInterfaces(Notices notices) {
    this.notices = notices;
  }

  /** Makes the table of {@code declaration}. */
  void offer(Declaration declaration, Service service, Convention convention, ThunkSpace space) {
    List<CallHandler> slots = new ArrayList<>(declaration.size());
    for (int slot = 0; slot < declaration.size(); slot++) {
      slots.add(new ServiceThunk(service, declaration, slot, convention));
    }
    tables.put(declaration.name(), space.table(slots));
  }

  /** Offers the table that {@code other} has: for interfaces that both conventions call alike. */
  void share(Declaration declaration, BrowserInterfaces other) {
    tables.put(declaration.name(), other.tables.get(declaration.name()));
  }

  /** {@code const void* get_browser_interface(const char* name)}. */
  @Override
  public void handle(UntrustedCall call) {
    String name;
    try {
      name = call.memory().readString(call.integerRegister(0) & 0xffffffffL, MAX_NAME);
    } catch (BadAddress e) {
      notices.warnOnce(
          "get_browser_interface was called with no readable name of at most "
              + MAX_NAME
              + " bytes");
      call.returns(0);
      return;
    }
    Integer table = tables.get(name);
    if (table == null) {
      notices.warnOnce(
          "the module asked for interface \"" + name + "\", which Halite does not have");
      call.returns(0);
    } else {
      call.returns(Integer.toUnsignedLong(table));
    }
  }
}
