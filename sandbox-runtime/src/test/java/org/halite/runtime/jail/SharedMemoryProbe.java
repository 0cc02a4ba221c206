package org.halite.runtime.jail;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.halite.runtime.machine.AddressSpace;
import org.halite.runtime.machine.CodeValidator;
import org.halite.runtime.machine.LiveCode;
import org.halite.runtime.machine.Machine;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.runtime.machine.Sandbox;
import org.halite.runtime.machine.SharedObject;

/** Makes and maps shared memory in the jail, where no file can be opened any more. */
final class SharedMemoryProbe {
  private static final long SIZE = 64L << 20;
  private static final long HERE = 0x50000000L;
  private static final long THERE = 0x60000000L;
  private static final int READ_WRITE = AddressSpace.READ | AddressSpace.WRITE;

  /** There is no code. */
  private static final CodeValidator NOTHING =
      new CodeValidator() {
        @Override
        public String validate(MemorySegment code, long address) {
          return "no code is loaded here";
        }

        @Override
        public List<LiveCode.Change> changes(MemorySegment old, MemorySegment replacement) {
          return null;
        }
      };

  private SharedMemoryProbe() {}

  public static void main(String[] arguments) {
    Sandbox sandbox = new Sandbox(2L << 30, NOTHING);
    Machine.installHandlers();
    JailReport report = Jail.close(JailOptions.defaults());
    AddressSpace space = sandbox.space();
    ModuleMemory memory = sandbox.memory();
    for (int i = 0; i < 40; i++) { // more in all than the process may have at once
      SharedObject object = space.createShared(SIZE);
      long first = space.mapShared(object, 0, HERE, SIZE, READ_WRITE, true);
      long second = space.mapShared(object, 0, THERE, SIZE, READ_WRITE, true);
      memory.writeInt(HERE + SIZE - 4, i + 1);
      int seen = memory.readInt(THERE + SIZE - 4);
      long left = space.unmap(HERE, SIZE) + space.unmap(THERE, SIZE);
      space.close(object);
      if (first != HERE || second != THERE || seen != i + 1 || left != 0) {
        JailedJvm.say("round " + i + ": " + first + " " + second + " " + seen + " " + left);
        return;
      }
    }
    JailedJvm.say("filter " + report.stands(Jail.FILTER) + ", shared memory works");
  }
}
