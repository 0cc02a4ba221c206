package org.halite.runtime.pepper;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.halite.ppapi.Declaration;
import org.halite.ppapi.PppInputEvent;
import org.halite.ppapi.PppInstance;
import org.halite.ppapi.PppMessaging;
import org.halite.ppapi.PppMouseLock;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.runtime.machine.UntrustedCall;

/**
 * The PPP tables of a module, asked for once and copied: what is called later is what was read
 * then.
 *
 * @param instance PPP_Instance, null when the module has none
 * @param instanceTakesView whether it is version 1.1, whose DidChangeView takes a resource
 * @param messaging PPP_Messaging, null when the module has none
 * @param input PPP_InputEvent, null when the module has none
 * @param mouseLock PPP_MouseLock, null when the module has none
 */
record ModuleInterfaces(
    List<Integer> instance,
    boolean instanceTakesView,
    List<Integer> messaging,
    List<Integer> input,
    List<Integer> mouseLock) {
  /** Asks the module's PPP_GetInterface, on the main thread. */
  static ModuleInterfaces ask(UntrustedCall call, int getInterface) {
    List<Integer> instance = table(call, getInterface, PppInstance.V1_1);
    boolean takesView = instance != null;
    if (instance == null) {
      instance = table(call, getInterface, PppInstance.V1_0);
    }
    return new ModuleInterfaces(
        instance,
        takesView,
        table(call, getInterface, PppMessaging.V1_0),
        table(call, getInterface, PppInputEvent.V0_1),
        table(call, getInterface, PppMouseLock.V1_0));
  }

  private static List<Integer> table(UntrustedCall call, int getInterface, Declaration wanted) {
    ModuleMemory memory = call.memory();
    byte[] name = wanted.name().getBytes(StandardCharsets.UTF_8);
    int nameAt = memory.allocate(name.length + 1);
    if (nameAt == 0) {
      return null;
    }
    int table;
    try {
      memory.write(Integer.toUnsignedLong(nameAt), name);
      table = (int) call.call(getInterface, Integer.toUnsignedLong(nameAt));
    } finally {
      memory.free(nameAt);
    }
    if (table == 0) {
      return null;
    }
    byte[] slots = memory.read(Integer.toUnsignedLong(table), 4 * wanted.size());
    List<Integer> functions = new ArrayList<>(wanted.size());
    for (int slot = 0; slot < wanted.size(); slot++) {
      functions.add(Bytes.int32(slots, 4 * slot));
    }
    return functions;
  }
}
