package org.halite.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.halite.runtime.machine.AddressSpace;

/**
 * What stands on the main stack when a module starts: spec/nacl.md ch. 9. Modules until 2011 take
 * their arguments from the stack instead (u64 argc, then the same arrays): their first instruction
 * pops it. A C function, which later entry points are, never starts by popping its own return
 * address, so the first byte of the entry tells them apart.
 *
 * @param stackPointer module address for rsp
 * @param info module address for rdi
 * @param address where {@code bytes} go
 */
record StartFrame(long stackPointer, long info, long address, byte[] bytes) {
  private static final int AT_NULL = 0;

  /** Whether the code at the entry is {@code pop} of a register other than rsp. */
  static boolean takesArgumentsFromStack(byte firstByte) {
    int opcode = firstByte & 0xff;
    return opcode >= 0x58 && opcode <= 0x5f && opcode != 0x5c;
  }

  /**
   * @param auxiliary pairs of type and value, without the end
   * @throws IllegalArgumentException when the arguments do not fit
   */
  static StartFrame of(
      List<String> arguments, List<String> environment, int[] auxiliary, boolean popped) {
    List<byte[]> strings = new ArrayList<>();
    long text = 0;
    for (List<String> list : List.of(arguments, environment)) {
      for (String s : list) {
        byte[] utf8 = (s + "\0").getBytes(StandardCharsets.UTF_8);
        strings.add(utf8);
        text += utf8.length;
      }
    }
    // cleanup, envc, argc; or the popped count
    int head = popped ? 8 : 12;
    long words = arguments.size() + 1L + environment.size() + 1 + auxiliary.length + 2;
    long size = (head + 4 * words + text + 15) & -16L;
    if (size > AddressSpace.STACK_TOP - AddressSpace.STACK_BOTTOM - (1 << 20)) {
      throw new IllegalArgumentException(
          "the arguments and environment take " + size + " bytes, more than the stack");
    }
    long info = AddressSpace.STACK_TOP - size;
    ByteBuffer frame = ByteBuffer.allocate((int) size + 8).order(ByteOrder.LITTLE_ENDIAN);
    long start = info - 8;
    frame.putLong(0); // fake return address
    if (popped) {
      frame.putLong(arguments.size());
    } else {
      frame.putInt(0).putInt(environment.size()).putInt(arguments.size());
    }
    long at = info + head + 4 * words;
    int next = 0;
    for (List<String> list : List.of(arguments, environment)) {
      for (int i = 0; i < list.size(); i++) {
        frame.putInt((int) at);
        at += strings.get(next++).length;
      }
      frame.putInt(0);
    }
    for (int word : auxiliary) {
      frame.putInt(word);
    }
    frame.putInt(AT_NULL).putInt(0);
    for (byte[] utf8 : strings) {
      frame.put(utf8);
    }
    return new StartFrame(popped ? info : start, info, start, frame.array());
  }
}
