package org.halite.runtime.pepper;

import org.halite.runtime.machine.ModuleMemory;

/** PPB_Var 1.0 to 1.2. */
final class VarService implements Service {
  /** Bytes of one string: no more goes in a message. */
  static final int MAX_TEXT = 64 << 20;

  private final Vars vars;
  private final Resources resources;

  VarService(Vars vars, Resources resources) {
    this.vars = vars;
    this.resources = resources;
  }

  @Override
  public void call(PepperCall call) {
    switch (call.function()) {
      case "AddRef" -> vars.addRef(call.var(0));
      case "Release" -> vars.release(call.var(0), call.memory());
      case "VarFromUtf8" -> varFromUtf8(call);
      case "VarToUtf8" -> varToUtf8(call);
      case "VarToResource" -> varToResource(call);
      case "VarFromResource" -> varFromResource(call);
      default -> throw call.undeclared();
    }
  }

  private void varFromUtf8(PepperCall call) {
    // Version 1.0 has the module's id before the string.
    int data = call.parameters() - 2;
    long length = call.unsigned(data + 1);
    if (length > MAX_TEXT || !vars.charge(length)) {
      call.answer(PpVar.NULL);
      return;
    }
    PpVar made;
    try {
      byte[] utf8 =
          length == 0 ? new byte[0] : call.memory().read(call.unsigned(data), (int) length);
      made = vars.text(utf8);
    } finally {
      vars.refund(length);
    }
    call.answer(made);
  }

  private void varToUtf8(PepperCall call) {
    ModuleMemory memory = call.memory();
    long lengthAt = call.unsigned(1);
    int address = 0;
    int length = 0;
    synchronized (vars) {
      VarObject.Text text = vars.get(call.var(0), VarObject.Text.class);
      if (text != null) {
        if (text.address == 0) {
          text.address = copyOut(text.utf8, memory);
        }
        address = text.address;
        length = address == 0 ? 0 : text.utf8.length;
      }
    }
    memory.writeInt(lengthAt, length);
    call.answer(address);
  }

  /** A copy in the module's memory, with a NUL that C programs like to find. */
  private static int copyOut(byte[] utf8, ModuleMemory memory) {
    int address = memory.allocate(utf8.length + 1);
    if (address != 0) {
      memory.write(Integer.toUnsignedLong(address), utf8);
    }
    return address;
  }

  private void varToResource(PepperCall call) {
    int resource = 0;
    synchronized (vars) {
      VarObject.OfResource found = vars.get(call.var(0), VarObject.OfResource.class);
      if (found != null && resources.addRef(found.resource)) {
        resource = found.resource;
      }
    }
    call.answer(resource);
  }

  private void varFromResource(PepperCall call) {
    int resource = call.word(0);
    if (!resources.addRef(resource)) {
      call.answer(PpVar.NULL);
      return;
    }
    PpVar made = vars.add(new VarObject.OfResource(resource));
    if (!made.isCounted()) {
      Resource _ = resources.release(resource);
    }
    call.answer(made);
  }
}
