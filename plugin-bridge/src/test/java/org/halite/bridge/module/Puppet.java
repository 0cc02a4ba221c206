package org.halite.bridge.module;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.halite.bridge.imc.ImcConnection;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.bridge.imc.ImcMessage;

/** A real module, sample-apps/imc/puppet.nexe, that makes the system calls that a test asks for. */
final class Puppet implements AutoCloseable {
  static final int CLOSE = 11;
  static final int READ = 12;
  static final int WRITE = 13;
  static final int SEEK = 14;
  static final int FSTAT = 17;
  static final int MMAP = 21;
  static final int MUNMAP = 22;
  static final int ACCEPT = 61;
  static final int CONNECT = 62;
  static final int SEND = 63;
  static final int RECEIVE = 64;
  static final int NEW_MEMORY = 65;
  static final int SOCKET_PAIR = 66;

  static final int PAGE = 1 << 16;

  /** The module's bound socket, and its end of the connection that the test conducts it by. */
  private static final int BOUND = 3;

  private static final int STRINGS = 5;

  /** Zeroes: no stack is that deep. */
  private static final int DEEP_IN_STACK = 0xfff00000;

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final int POKE = 0;
  private static final int PEEK = -1;
  private static final int WORDS = 7;
  private static final int PRIVATE_ANONYMOUS = 0x22;
  private static final int SHARED = 1;
  private static final int READ_WRITE = 3;

  private final ServedProgram program;
  private final ImcConnection strings;

  /** A page of the module's for arguments that lie in memory. */
  private final int desk;

  /** The numbers of the descriptors that came with the last question. */
  private int[] came = {};

  Puppet() throws Exception {
    this(0);
  }

  /**
   * @param memory limit in bytes, 0 for the usual one
   */
  Puppet(long memory) throws Exception {
    Path nexe = Path.of("..", "sample-apps", "imc", "puppet.nexe");
    program = ServedProgram.start(RuntimeCommand.installed(), nexe, memory, (stream, bytes) -> {});
    strings = program.address().connect();
    desk = call(MMAP, 0, PAGE, READ_WRITE, PRIVATE_ANONYMOUS, -1, DEEP_IN_STACK);
  }

  ServedProgram program() {
    return program;
  }

  ImcDescriptor.ConnectionCapability address() {
    return program.address();
  }

  /** A system call; what it answers. */
  int call(int number, int... arguments) throws Exception {
    ask(List.of(), number, arguments);
    return answer();
  }

  /** Sends the question alone. */
  void ask(List<ImcDescriptor> with, int number, int... arguments) throws Exception {
    ByteBuffer words = ByteBuffer.allocate(WORDS * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    words.putInt(number);
    for (int argument : arguments) {
      words.putInt(argument);
    }
    strings.send(new ImcMessage(words.array(), with));
  }

  /** Waits for the answer. */
  int answer() throws Exception {
    ImcMessage message = strings.receive(LONG);
    if (message == null) {
      throw new IllegalStateException("the module has closed its connection");
    }
    ByteBuffer words = ByteBuffer.wrap(message.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    int result = words.getInt();
    came = new int[words.getInt()];
    for (int i = 0; i < came.length; i++) {
      came[i] = words.getInt();
    }
    return result;
  }

  void write(int address, int... words) throws Exception {
    for (int i = 0; i < words.length; i++) {
      call(POKE, address + i * Integer.BYTES, words[i]);
    }
  }

  int read(int address) throws Exception {
    return call(PEEK, address);
  }

  /** Gives the module descriptors; their numbers there. */
  int[] give(ImcDescriptor... descriptors) throws Exception {
    ask(List.of(descriptors), PEEK, desk);
    int _ = answer();
    return came();
  }

  int[] came() {
    return came.clone();
  }

  /** Connects to another module through the browser; the number of this module's end. */
  int connectTo(Puppet other) throws Exception {
    return call(CONNECT, give(other.address())[0]);
  }

  /** The number of this module's end of a connection that somebody made. */
  int accept() throws Exception {
    return call(ACCEPT, BOUND);
  }

  /** What one descriptor of the module is to the browser. */
  ImcDescriptor out(int descriptor) throws Exception {
    int numbers = desk + 32;
    write(numbers, descriptor);
    write(desk, 0, 0, numbers, 1, 0);
    ask(List.of(), SEND, STRINGS, desk, 0);
    ImcMessage message = strings.receive(LONG);
    int sent = answer();
    if (sent != 0 || message.descriptors().size() != 1) {
      throw new IllegalStateException("imc_sendmsg: " + sent);
    }
    return message.descriptors().getFirst();
  }

  int newMemory(int size) throws Exception {
    return call(NEW_MEMORY, size);
  }

  /** Its address, or -errno. */
  int map(int descriptor, int size) throws Exception {
    return map(descriptor, size, READ_WRITE);
  }

  int map(int descriptor, int size, int protection) throws Exception {
    int offset = desk + 512;
    return call(MMAP, 0, size, protection, SHARED, descriptor, offset);
  }

  /** What imc_sendmsg says of a message without bytes. */
  int send(int connection, int... descriptors) throws Exception {
    int numbers = desk + 32;
    write(numbers, descriptors);
    write(desk, 0, 0, numbers, descriptors.length, 0);
    return call(SEND, connection, desk, 0);
  }

  /** What imc_sendmsg says of a message of one word, and maybe a descriptor. */
  int sendWord(int connection, int word, int... descriptors) throws Exception {
    int vector = desk + 64;
    int numbers = desk + 32;
    write(numbers, descriptors);
    write(vector, desk + 80, Integer.BYTES);
    write(desk + 80, word);
    write(desk, vector, 1, numbers, descriptors.length, 0);
    return call(SEND, connection, desk, 0);
  }

  /** The word of the next message; -errno where there is none. */
  int receiveWord(int connection) throws Exception {
    int vector = desk + 64;
    write(vector, desk + 80, Integer.BYTES);
    write(desk, vector, 1, 0, 0, 0);
    int result = call(RECEIVE, connection, desk, 0);
    return result < 0 ? result : read(desk + 80);
  }

  /** Two data-only sockets. */
  int[] socketPair() throws Exception {
    int result = call(SOCKET_PAIR, desk);
    if (result != 0) {
      throw new IllegalStateException("imc_socketpair: " + result);
    }
    return new int[] {read(desk), read(desk + Integer.BYTES)};
  }

  /** The descriptors of the next message on a connection. */
  int[] receive(int connection) throws Exception {
    int numbers = desk + 32;
    write(desk, 0, 0, numbers, 8, 0);
    int result = call(RECEIVE, connection, desk, 0);
    if (result < 0) {
      throw new IllegalStateException("imc_recvmsg: " + result);
    }
    int[] all = new int[read(desk + 12)];
    for (int i = 0; i < all.length; i++) {
      all[i] = read(numbers + i * Integer.BYTES);
    }
    return all;
  }

  /** The first bytes of a descriptor that can be read. */
  String text(int descriptor, int length) throws Exception {
    int place = desk + 1024;
    int count = call(READ, descriptor, place, length);
    byte[] bytes = new byte[Math.max(count, 0)];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (read(place + (i & ~3)) >> 8 * (i & 3));
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** What the system call says. */
  int write(int descriptor, String text) throws Exception {
    int place = desk + 1024;
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i += Integer.BYTES) {
      int word = 0;
      for (int j = i; j < Math.min(bytes.length, i + Integer.BYTES); j++) {
        word |= bytes[j] << 8 * (j - i);
      }
      write(place + i, word);
    }
    return call(WRITE, descriptor, place, bytes.length);
  }

  @Override
  public void close() {
    program.close();
  }
}
