package org.halite.runtime.irt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.halite.runtime.machine.BadAddress;
import org.halite.runtime.machine.CallHandler;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.runtime.machine.Sandbox;
import org.halite.runtime.machine.Thunks;
import org.halite.runtime.machine.UntrustedCall;
import org.halite.runtime.syscall.SystemCalls;

/** The query function and the tables it hands out: spec/nacl.md ch. 13. */
public final class Irt {
  /** The auxiliary vector's entry with the query function. */
  public static final int AT_SYSINFO = 32;

  private static final int MAX_NAME = 256;

  private final Map<String, byte[]> tables = new HashMap<>();
  private final int query;

  public Irt(Sandbox sandbox, SystemCalls calls, List<IrtInterface> more) {
    this(sandbox, calls, List.of(), more);
  }

  /**
   * @param environment of the module, NAME=value
   * @param more interfaces than the runtime's own
   */
  public Irt(
      Sandbox sandbox, SystemCalls calls, List<String> environment, List<IrtInterface> more) {
    Thunks thunks = sandbox.thunks();
    IrtInterfaces own = new IrtInterfaces(sandbox, calls, environment);
    List<IrtInterface> all = new ArrayList<>(own.all());
    Map<CallHandler, Integer> known = new java.util.IdentityHashMap<>();
    // What is asked for often is answered without Java.
    known.put(IrtInterfaces.TLS_GET, Thunks.threadPointerFunction());
    known.put(own.clockGettime(), thunks.clockThunk(own.clockGettime()));
    all.addAll(more);
    for (IrtInterface each : all) {
      ByteBuffer table =
          ByteBuffer.allocate(4 * each.functions().size()).order(ByteOrder.LITTLE_ENDIAN);
      for (CallHandler function : each.functions()) {
        table.putInt(known.computeIfAbsent(function, thunks::thunk));
      }
      tables.put(each.name(), table.array());
    }
    query = thunks.thunk(this::query);
  }

  /** Module address of the query function. */
  public int query() {
    return query;
  }

  /** size_t query(const char *name, void *table, size_t size). */
  private void query(UntrustedCall call) {
    try {
      call.returns(answer(call));
    } catch (BadAddress bad) {
      call.returns(0);
    }
  }

  private long answer(UntrustedCall call) {
    ModuleMemory memory = call.memory();
    String name = memory.readString(call.integerRegister(0) & 0xffffffffL, MAX_NAME);
    byte[] table = tables.get(name);
    if (table == null || table.length > (call.integerRegister(2) & 0xffffffffL)) {
      return 0;
    }
    memory.write(call.integerRegister(1) & 0xffffffffL, table);
    return table.length;
  }
}
