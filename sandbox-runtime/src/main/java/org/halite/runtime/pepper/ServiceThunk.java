package org.halite.runtime.pepper;

import org.halite.ppapi.CallLayout;
import org.halite.ppapi.Convention;
import org.halite.ppapi.Declaration;
import org.halite.runtime.machine.BadAddress;
import org.halite.runtime.machine.CallHandler;
import org.halite.runtime.machine.UntrustedCall;

/** What stands behind one slot of a PPB table: decodes by the declaration and calls the service. */
final class ServiceThunk implements CallHandler {
  private final Service service;
  private final Declaration declaration;
  private final int slot;
  private final Convention convention;

  /** Null until the first call: most functions of most interfaces are never called. */
  private volatile CallLayout layout;

  ServiceThunk(Service service, Declaration declaration, int slot, Convention convention) {
    this.service = service;
    this.declaration = declaration;
    this.slot = slot;
    this.convention = convention;
  }

  @Override
  public void handle(UntrustedCall untrusted) {
    CallLayout known = layout;
    if (known == null) {
      known = CallLayout.of(declaration.function(slot), convention);
      layout = known;
    }
    PepperCall call = new PepperCall(untrusted, known);
    try {
      service.call(call);
    } catch (BadAddress e) {
      call.answerBadAddress();
    }
  }
}
