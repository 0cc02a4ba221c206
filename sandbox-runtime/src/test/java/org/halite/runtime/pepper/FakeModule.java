package org.halite.runtime.pepper;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.halite.runtime.machine.BadAddress;
import org.halite.runtime.machine.CallHandler;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.runtime.machine.SharedPages;
import org.halite.runtime.machine.ThunkSpace;
import org.halite.runtime.machine.UntrustedCall;

/**
 * A module without machine code: memory is an array, functions are Java, and calls cross as
 * registers and stack slots.
 */
final class FakeModule implements ModuleMemory, ThunkSpace {
  /** A function of the module. */
  interface Script {
    long run(long[] arguments);
  }

  /** What a thunk left in the registers. */
  record Result(long rax, long rdx, double xmm0) {
    int word() {
      return (int) rax;
    }

    boolean bool() {
      return rax != 0;
    }

    PpVar var() {
      return new PpVar((int) rax, rdx);
    }

    float real32() {
      return Float.intBitsToFloat((int) Double.doubleToRawLongBits(xmm0));
    }
  }

  private static final int LOWEST = 0x1_0000;

  private final byte[] bytes;
  private final Map<Integer, CallHandler> thunks = new HashMap<>();
  private final Map<Integer, Script> functions = new HashMap<>();
  private final TreeMap<Integer, Integer> allocated = new TreeMap<>();
  private final Map<Integer, Integer> shared = new HashMap<>();
  private final Map<Thread, List<Runnable>> atThreadEnd = new HashMap<>();
  private int nextCode = 0x2000_0000;
  private int limit;
  private boolean lent = true;

  FakeModule(int size) {
    bytes = new byte[size];
    limit = size;
  }

  /** Defines a function of the module and gives its address. */
  synchronized int function(Script script) {
    nextCode += 32;
    functions.put(nextCode, script);
    return nextCode;
  }

  @Override
  public synchronized int thunk(CallHandler handler) {
    nextCode += 32;
    thunks.put(nextCode, handler);
    return nextCode;
  }

  @Override
  public synchronized int table(List<CallHandler> handlers) {
    int at = allocate(4 * handlers.size());
    for (int i = 0; i < handlers.size(); i++) {
      writeInt(at + 4L * i, thunk(handlers.get(i)));
    }
    return at;
  }

  /** A table of functions in memory, as a PPP interface is. */
  synchronized int tableOf(int... addresses) {
    int at = allocate(4 * addresses.length);
    for (int i = 0; i < addresses.length; i++) {
      writeInt(at + 4L * i, addresses[i]);
    }
    return at;
  }

  int string(String text) {
    return blob((text + "\0").getBytes(StandardCharsets.UTF_8));
  }

  int blob(byte[] content) {
    int at = allocate(content.length);
    write(at, content);
    return at;
  }

  /** Lets {@link #allocate} answer 0 from here on. */
  synchronized void reachMemoryLimit() {
    limit = 0;
  }

  /** Unmaps what {@link #allocate} gives out from here on. */
  synchronized void takeLentMemoryAway() {
    lent = false;
  }

  /** Where memory with this descriptor is shared. */
  synchronized int lastShared(int descriptor) {
    return shared.get(descriptor);
  }

  /** Shared memory is a piece of the module's own array; the descriptor is nobody's. */
  @Override
  public synchronized SharedPages share(int descriptor, long size) {
    int at = descriptor < 0 || size > limit ? 0 : allocate((int) size);
    if (at == 0) {
      return null;
    }
    shared.put(descriptor, at);
    return new SharedPages() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public int address() {
        return at;
      }

      @Override
      public boolean isMapped() {
        return true;
      }

      @Override
      public MemorySegment bytes() {
        return MemorySegment.ofArray(bytes).asSlice(at, size);
      }

      @Override
      public void close() {
        free(at);
      }
    };
  }

  /** The calling thread is one of the module's, and ends now. */
  void endThread() {
    List<Runnable> works;
    synchronized (this) {
      works = atThreadEnd.remove(Thread.currentThread());
    }
    if (works != null) {
      works.forEach(Runnable::run);
    }
  }

  /** Blocks that were allocated and not freed. */
  synchronized int blocks() {
    return allocated.size();
  }

  /**
   * Calls a thunk as native code would, with garbage where the convention leaves bits undefined.
   */
  Result call(int thunk, Object... arguments) {
    Frame frame = new Frame();
    for (Object argument : arguments) {
      switch (argument) {
        case Integer word -> frame.integers(0xdead_beef_0000_0000L | Integer.toUnsignedLong(word));
        case Boolean bool -> frame.integers(0xdead_beef_0000_0000L | (bool ? 1 : 0));
        case Long number -> frame.integers(number);
        case Float real ->
            frame.reals[frame.realsUsed++] =
                0x4142_4344_0000_0000L | Integer.toUnsignedLong(Float.floatToRawIntBits(real));
        case Double real -> frame.reals[frame.realsUsed++] = Double.doubleToRawLongBits(real);
        case PpVar var ->
            frame.integers(0x7777_7777_0000_0000L | Integer.toUnsignedLong(var.type()), var.bits());
        case CompletionCallback callback ->
            frame.integers(
                Integer.toUnsignedLong(callback.function()) | (long) callback.userData() << 32,
                0x6666_6666_0000_0000L | Integer.toUnsignedLong(callback.flags()));
        default -> throw new IllegalArgumentException("no convention for " + argument);
      }
    }
    return enter(thunk, frame);
  }

  /**
   * Calls a thunk as translated portable code would: structs by pointer, a struct result through a
   * first pointer.
   */
  PpVar pexeCall(int thunk, boolean structResult, Object... arguments) {
    Frame frame = new Frame();
    int result = structResult ? allocate(16) : 0;
    if (structResult) {
      frame.integers(Integer.toUnsignedLong(result));
    }
    for (Object argument : arguments) {
      frame.integers(
          switch (argument) {
            case Integer word -> Integer.toUnsignedLong(word);
            case PpVar var -> Integer.toUnsignedLong(place(var));
            case CompletionCallback callback ->
                Integer.toUnsignedLong(
                    tableOf(callback.function(), callback.userData(), callback.flags()));
            default -> throw new IllegalArgumentException("no convention for " + argument);
          });
    }
    Result registers = enter(thunk, frame);
    return structResult ? varAt(result) : registers.var();
  }

  /** A PP_Var in memory. */
  int place(PpVar var) {
    int at = allocate(16);
    writeInt(at, var.type());
    writeLong(at + 8L, var.bits());
    return at;
  }

  PpVar varAt(long address) {
    return new PpVar(readInt(address), readLong(address + 8));
  }

  private Result enter(int thunk, Frame frame) {
    CallHandler handler;
    synchronized (this) {
      handler = thunks.get(thunk);
    }
    if (handler == null) {
      throw new IllegalArgumentException("no thunk at 0x" + Integer.toHexString(thunk));
    }
    handler.handle(frame);
    return new Result(frame.rax, frame.rdx, frame.xmm0);
  }

  private int index(long address, int length) {
    if (address < LOWEST
        || length < 0
        || address > bytes.length
        || length > bytes.length - address) {
      throw new BadAddress(address);
    }
    return (int) address;
  }

  @Override
  public synchronized byte[] read(long address, int length) {
    int at = index(address, length);
    return Arrays.copyOfRange(bytes, at, at + length);
  }

  @Override
  public synchronized void write(long address, byte[] content) {
    if (!lent) {
      throw new BadAddress(address);
    }
    System.arraycopy(content, 0, bytes, index(address, content.length), content.length);
  }

  @Override
  public synchronized String readString(long address, int max) {
    for (int length = 0; length <= max; length++) {
      if (bytes[index(address + length, 1)] == 0) {
        return new String(bytes, (int) address, length, StandardCharsets.UTF_8);
      }
    }
    throw new BadAddress(address);
  }

  @Override
  public byte[] readText(long address, int max) {
    return readString(address, max).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public int readInt(long address) {
    return Bytes.int32(read(address, 4), 0);
  }

  @Override
  public long readLong(long address) {
    return Bytes.int64(read(address, 8), 0);
  }

  @Override
  public void writeInt(long address, int value) {
    byte[] four = new byte[4];
    Bytes.putInt32(four, 0, value);
    write(address, four);
  }

  @Override
  public void writeLong(long address, long value) {
    byte[] eight = new byte[8];
    Bytes.putInt64(eight, 0, value);
    write(address, eight);
  }

  @Override
  public synchronized int allocate(int size) {
    long end = LOWEST;
    for (Map.Entry<Integer, Integer> block : allocated.entrySet()) {
      if (block.getKey() - end >= size) {
        break;
      }
      end = (block.getKey() + block.getValue() + 15L) & -16;
    }
    if (size <= 0 || end + size > limit) {
      return 0;
    }
    allocated.put((int) end, size);
    Arrays.fill(bytes, (int) end, (int) end + size, (byte) 0);
    return (int) end;
  }

  @Override
  public synchronized void free(int address) {
    if (allocated.remove(address) == null) {
      throw new IllegalStateException("0x" + Integer.toHexString(address) + " was not allocated");
    }
  }

  /** One call out of the module, and the way back in. */
  private final class Frame implements UntrustedCall {
    private final long[] registers = new long[6];
    private final long[] stack = new long[8];
    private int registersUsed;
    private int stackUsed;
    private final long[] reals = new long[8];
    private int realsUsed;
    private long rax;
    private long rdx;
    private double xmm0;

    /** One argument: in registers if all of it fits, else on the stack. */
    void integers(long... halves) {
      boolean fits = registersUsed + halves.length <= registers.length;
      for (long half : halves) {
        if (fits) {
          registers[registersUsed++] = half;
        } else {
          stack[stackUsed++] = half;
        }
      }
    }

    @Override
    public ModuleMemory memory() {
      return FakeModule.this;
    }

    @Override
    public long integerRegister(int index) {
      return registers[index];
    }

    @Override
    public double realRegister(int index) {
      return Double.longBitsToDouble(reals[index]);
    }

    @Override
    public long stackSlot(int index) {
      if (index >= stackUsed) {
        throw new BadAddress(0xffff_fff8L);
      }
      return stack[index];
    }

    @Override
    public void returns(long value) {
      returns(value, 0);
    }

    @Override
    public void returns(long low, long high) {
      rax = low;
      rdx = high;
      xmm0 = 0;
    }

    @Override
    public void returnsReal(double value) {
      returns(0, 0);
      xmm0 = value;
    }

    @Override
    public long call(int function, long... arguments) {
      Script script;
      synchronized (FakeModule.this) {
        script = functions.get(function);
      }
      if (script == null) {
        throw new IllegalArgumentException("no function at 0x" + Integer.toHexString(function));
      }
      return script.run(arguments);
    }

    /** The real number stands before the integers, as its bits. */
    @Override
    public long callWithReal(int function, double real, long... arguments) {
      long[] all = new long[arguments.length + 1];
      all[0] = Double.doubleToRawLongBits(real);
      System.arraycopy(arguments, 0, all, 1, arguments.length);
      return call(function, all);
    }

    @Override
    public boolean startThread(int function, int stackTop, int argument) {
      Thread thread = new Thread(() -> FakeModule.this.call(function, argument), "of no library");
      thread.setDaemon(true);
      thread.start();
      return true;
    }

    @Override
    public void leaveThread() {}

    @Override
    public void atThreadEnd(Runnable work) {
      synchronized (FakeModule.this) {
        atThreadEnd.computeIfAbsent(Thread.currentThread(), _ -> new ArrayList<>()).add(work);
      }
    }
  }
}
