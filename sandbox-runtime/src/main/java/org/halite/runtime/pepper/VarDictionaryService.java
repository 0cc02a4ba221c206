package org.halite.runtime.pepper;

import org.halite.runtime.machine.ModuleMemory;

/** PPB_VarDictionary 1.0. */
final class VarDictionaryService implements Service {
  private final Vars vars;

  VarDictionaryService(Vars vars) {
    this.vars = vars;
  }

  @Override
  public void call(PepperCall call) {
    switch (call.function()) {
      case "Create" -> call.answer(vars.add(new VarObject.Dictionary()));
      case "Get" -> call.answer(get(call.var(0), call.var(1)));
      case "Set" -> call.answer(set(call.var(0), call.var(1), call.var(2), call.memory()));
      case "Delete" -> delete(call.var(0), call.var(1), call.memory());
      case "HasKey" -> call.answer(hasKey(call.var(0), call.var(1)));
      case "GetKeys" -> call.answer(keys(call.var(0), call.memory()));
      default -> throw call.undeclared();
    }
  }

  private PpVar get(PpVar var, PpVar keyVar) {
    synchronized (vars) {
      VarObject.Dictionary dictionary = vars.get(var, VarObject.Dictionary.class);
      String key = vars.textOf(keyVar);
      PpVar value = dictionary == null || key == null ? null : dictionary.entries.get(key);
      if (value == null) {
        return PpVar.UNDEFINED;
      }
      vars.addRef(value);
      return value;
    }
  }

  private boolean set(PpVar var, PpVar keyVar, PpVar value, ModuleMemory memory) {
    synchronized (vars) {
      VarObject.Dictionary dictionary = vars.get(var, VarObject.Dictionary.class);
      String key = vars.textOf(keyVar);
      if (dictionary == null || key == null || !vars.isValid(value)) {
        return false;
      }
      if (!dictionary.entries.containsKey(key)
          && !vars.charge(VarObject.Dictionary.entryCost(key))) {
        return false;
      }
      vars.addRef(value);
      PpVar old = dictionary.entries.put(key, value);
      if (old != null) {
        vars.release(old, memory);
      }
      return true;
    }
  }

  private void delete(PpVar var, PpVar keyVar, ModuleMemory memory) {
    synchronized (vars) {
      VarObject.Dictionary dictionary = vars.get(var, VarObject.Dictionary.class);
      String key = vars.textOf(keyVar);
      PpVar old = dictionary == null || key == null ? null : dictionary.entries.remove(key);
      if (old != null) {
        vars.refund(VarObject.Dictionary.entryCost(key));
        vars.release(old, memory);
      }
    }
  }

  private boolean hasKey(PpVar var, PpVar keyVar) {
    synchronized (vars) {
      VarObject.Dictionary dictionary = vars.get(var, VarObject.Dictionary.class);
      String key = vars.textOf(keyVar);
      return dictionary != null && key != null && dictionary.entries.containsKey(key);
    }
  }

  /** An array of the keys, in the order in which they came; NULL for no dictionary or no room. */
  private PpVar keys(PpVar var, ModuleMemory memory) {
    synchronized (vars) {
      VarObject.Dictionary dictionary = vars.get(var, VarObject.Dictionary.class);
      if (dictionary == null) {
        return PpVar.NULL;
      }
      VarObject.Array array = new VarObject.Array();
      PpVar keys = vars.add(array);
      for (String key : dictionary.entries.keySet()) {
        PpVar text = keys.isCounted() ? vars.text(key) : PpVar.NULL;
        if (!text.isCounted() || !vars.charge(VarObject.ELEMENT_COST)) {
          vars.release(text, memory);
          vars.release(keys, memory);
          return PpVar.NULL;
        }
        array.elements.add(text);
      }
      return keys;
    }
  }
}
