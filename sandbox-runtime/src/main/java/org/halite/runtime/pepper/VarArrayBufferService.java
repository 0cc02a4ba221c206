package org.halite.runtime.pepper;

import org.halite.runtime.machine.ModuleMemory;

/** PPB_VarArrayBuffer 1.0. */
final class VarArrayBufferService implements Service {
  private final Vars vars;

  VarArrayBufferService(Vars vars) {
    this.vars = vars;
  }

  @Override
  public void call(PepperCall call) {
    switch (call.function()) {
      case "Create" -> call.answer(create(call.unsigned(0), call.memory()));
      case "ByteLength" -> call.answer(byteLength(call));
      case "Map" -> call.answer(map(call.var(0)));
      // The bytes stay where they are: modules of the time used them after Unmap.
      case "Unmap" -> {}
      default -> throw call.undeclared();
    }
  }

  private PpVar create(long size, ModuleMemory memory) {
    return size > Integer.MAX_VALUE ? PpVar.NULL : create(vars, (int) size, memory);
  }

  /**
   * A zeroed buffer of {@code size} bytes; NULL when the module's memory or the budget is used up.
   */
  static PpVar create(Vars vars, int size, ModuleMemory memory) {
    int address = memory.allocate(Math.max(size, 1));
    if (address == 0) {
      return PpVar.NULL;
    }
    PpVar made = vars.add(new VarObject.Buffer(address, size));
    if (!made.isCounted()) {
      memory.free(address);
    }
    return made;
  }

  private boolean byteLength(PepperCall call) {
    VarObject.Buffer buffer = vars.get(call.var(0), VarObject.Buffer.class);
    if (buffer == null) {
      return false;
    }
    call.memory().writeInt(call.unsigned(1), buffer.length);
    return true;
  }

  private int map(PpVar var) {
    VarObject.Buffer buffer = vars.get(var, VarObject.Buffer.class);
    return buffer == null ? 0 : buffer.address;
  }
}
