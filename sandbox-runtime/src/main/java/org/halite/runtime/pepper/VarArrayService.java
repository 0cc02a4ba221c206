package org.halite.runtime.pepper;

import java.util.List;
import org.halite.runtime.machine.ModuleMemory;

/** PPB_VarArray 1.0. */
final class VarArrayService implements Service {
  private final Vars vars;

  VarArrayService(Vars vars) {
    this.vars = vars;
  }

  @Override
  public void call(PepperCall call) {
    switch (call.function()) {
      case "Create" -> call.answer(vars.add(new VarObject.Array()));
      case "Get" -> call.answer(get(call.var(0), call.unsigned(1)));
      case "Set" -> call.answer(set(call.var(0), call.unsigned(1), call.var(2), call.memory()));
      case "GetLength" -> call.answer(length(call.var(0)));
      case "SetLength" -> call.answer(setLength(call.var(0), call.unsigned(1), call.memory()));
      default -> throw call.undeclared();
    }
  }

  private PpVar get(PpVar var, long index) {
    synchronized (vars) {
      VarObject.Array array = vars.get(var, VarObject.Array.class);
      if (array == null || index >= array.elements.size()) {
        return PpVar.UNDEFINED;
      }
      PpVar element = array.elements.get((int) index);
      vars.addRef(element);
      return element;
    }
  }

  private boolean set(PpVar var, long index, PpVar value, ModuleMemory memory) {
    synchronized (vars) {
      VarObject.Array array = vars.get(var, VarObject.Array.class);
      if (array == null || !vars.isValid(value) || index >= Vars.MAX_ELEMENTS) {
        return false;
      }
      if (index >= array.elements.size() && !grow(array.elements, (int) index + 1)) {
        return false;
      }
      vars.addRef(value);
      PpVar old = array.elements.set((int) index, value);
      vars.release(old, memory);
      return true;
    }
  }

  private boolean grow(List<PpVar> elements, int length) {
    int more = length - elements.size();
    if (!vars.charge((long) VarObject.ELEMENT_COST * more)) {
      return false;
    }
    for (int i = 0; i < more; i++) {
      elements.add(PpVar.UNDEFINED);
    }
    return true;
  }

  private int length(PpVar var) {
    synchronized (vars) {
      VarObject.Array array = vars.get(var, VarObject.Array.class);
      return array == null ? 0 : array.elements.size();
    }
  }

  private boolean setLength(PpVar var, long length, ModuleMemory memory) {
    synchronized (vars) {
      VarObject.Array array = vars.get(var, VarObject.Array.class);
      if (array == null || length > Vars.MAX_ELEMENTS) {
        return false;
      }
      List<PpVar> elements = array.elements;
      if (length > elements.size()) {
        return grow(elements, (int) length);
      }
      // The array may hold the last reference to itself: it must be whole at every release.
      vars.addRef(var);
      while (elements.size() > length) {
        PpVar last = elements.removeLast();
        vars.refund(VarObject.ELEMENT_COST);
        vars.release(last, memory);
      }
      vars.release(var, memory);
      return true;
    }
  }
}
