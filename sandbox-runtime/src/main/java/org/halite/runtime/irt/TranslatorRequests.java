package org.halite.runtime.irt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.Exit;
import org.halite.runtime.machine.ModuleEnded;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.runtime.machine.Sandbox;
import org.halite.runtime.machine.UntrustedCall;
import org.halite.runtime.syscall.FileCalls;
import org.halite.runtime.syscall.ImcCalls;
import org.halite.runtime.syscall.PathCalls;
import org.halite.runtime.syscall.SystemCalls;

/**
 * What PNaCl's translators ask for: somebody who hands them work (spec/nacl.md ch. 13, the two
 * private interfaces). The work stands in variables of the environment, as with the reference's own
 * runtime outside of a browser, and names files of the module's directory; without such variables
 * the translator waits for a call on its service socket, descriptor 3. The module's functions are
 * called on the thread that asks.
 */
final class TranslatorRequests {
  private static final String COMPILE = "NACL_IRT_PNACL_TRANSLATOR_COMPILE_";
  private static final String LINK = "NACL_IRT_PNACL_TRANSLATOR_LINK_";

  /** Object files of one translation: as many as the protocol has. */
  private static final int MAX_FILES = 16;

  private static final int MAX_LINKED = 4096;
  private static final int PIECE = 0x10000;
  private static final int MAX_TEXT = 4096;
  private static final int SERVICE = 3;

  // spec/nacl.md ch. 12
  private static final int READ_ONLY = 0;
  private static final int CREATE = 01101; // O_WRONLY | O_CREAT | O_TRUNC
  private static final int MODE = 0600;

  private final Sandbox sandbox;
  private final ModuleMemory memory;
  private final FileCalls files;
  private final PathCalls paths;
  private final ImcCalls imc;
  private final List<String> environment;

  TranslatorRequests(Sandbox sandbox, SystemCalls calls, List<String> environment) {
    this.sandbox = sandbox;
    this.memory = sandbox.memory();
    this.files = calls.files();
    this.paths = calls.paths();
    this.imc = calls.imc();
    this.environment = environment;
  }

  /** serve_translate_request(const struct {init, data, end} *). */
  void compile(UntrustedCall call) {
    long functions = call.integerRegister(0) & 0xffffffffL;
    int init = memory.readInt(functions);
    int data = memory.readInt(functions + 4);
    int end = memory.readInt(functions + 8);
    List<String> inputs = values(COMPILE + "INPUT");
    if (inputs.isEmpty()) {
      awaitCall(COMPILE + "INPUT");
    }
    int[] outputs = open(values(COMPILE + "OUTPUT"), CREATE, MAX_FILES);
    int input = open(inputs, READ_ONLY, 1)[0];
    List<String> flags = values(COMPILE + "ARG");
    List<Integer> held = new ArrayList<>();
    int argv = pointers(flags, held);
    int numbers = words(outputs, held);
    long threads = threads(values(COMPILE + "THREADS"));
    complain(call, call.call(init, threads, numbers, outputs.length, argv, flags.size()));
    stream(call, data, input);
    complain(call, call.call(end));
    held.forEach(memory::free);
    close(input);
    call.returns(0);
  }

  private void stream(UntrustedCall call, int data, int input) {
    int buffer = allocate(PIECE);
    long address = Integer.toUnsignedLong(buffer);
    while (true) {
      long got = files.read(input, address, PIECE);
      if (got < 0) {
        throw end("the translator's input cannot be read (errno " + -got + ")");
      }
      if (got == 0 || (int) call.call(data, buffer, got) != 0) {
        break; // after an error, the end tells what it was
      }
    }
    memory.free(buffer);
  }

  /** serve_link_request(int (*)(int nexe, const int *objects, int count)). */
  void link(UntrustedCall call) {
    int function = (int) call.integerRegister(0);
    List<String> outputs = values(LINK + "OUTPUT");
    if (outputs.isEmpty()) {
      awaitCall(LINK + "OUTPUT");
    }
    int nexe = open(outputs, CREATE, 1)[0];
    int[] objects = open(values(LINK + "INPUT"), READ_ONLY, MAX_LINKED);
    List<Integer> held = new ArrayList<>();
    int numbers = words(objects, held);
    int status = (int) call.call(function, nexe, numbers, objects.length);
    held.forEach(memory::free);
    if (status != 0) {
      throw end("the linker failed with status " + status);
    }
    call.returns(0);
  }

  /**
   * Waits for somebody to call. Calls are not served: whoever makes one learns where the work must
   * stand.
   */
  private void awaitCall(String variable) {
    long connection = imc.accept(SERVICE);
    if (connection == -Errno.EBADF) { // whoever started it has no calls to make
      connection = imc.awaitNobody();
    }
    throw end(
        connection < 0
            ? "a translator's service socket, descriptor 3, cannot be waited on (errno "
                + -connection
                + ")"
            : "a translator's work must be in its environment: set " + variable);
  }

  /** Values of the variables whose names begin so, in their order: NAME, NAME_0, NAME_1. */
  private List<String> values(String prefix) {
    List<String> values = new ArrayList<>();
    for (String variable : environment) {
      int equals = variable.indexOf('=', prefix.length());
      if (variable.startsWith(prefix) && equals >= 0) {
        values.add(variable.substring(equals + 1));
      }
    }
    return values;
  }

  private long threads(List<String> values) {
    String text = values.isEmpty() ? "0" : values.getFirst();
    if (text.length() > 2 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw end(COMPILE + "THREADS must be a number within 0..16, not " + text);
    }
    int threads = text.isEmpty() ? 0 : Integer.parseInt(text);
    if (threads > MAX_FILES) {
      throw end(COMPILE + "THREADS must be a number within 0..16, not " + text);
    }
    return threads;
  }

  /** Descriptors of files of the module's directory. */
  private int[] open(List<String> names, int flags, int most) {
    if (paths == null) {
      throw end("a translator needs the files that it is to read and write (halite run --files)");
    }
    if (names.isEmpty() || names.size() > most) {
      throw end("a translator takes 1 to " + most + " files of a kind, not " + names.size());
    }
    int[] numbers = new int[names.size()];
    for (int i = 0; i < numbers.length; i++) {
      int path = place(names.get(i));
      long number = paths.open(Integer.toUnsignedLong(path), flags, MODE);
      memory.free(path);
      if (number < 0) {
        throw end(
            "the translator's file " + names.get(i) + " cannot be opened (errno " + -number + ")");
      }
      numbers[i] = (int) number;
    }
    return numbers;
  }

  private void close(int number) {
    long unused = files.close(number);
    assert unused <= 0;
  }

  /** An array of pointers to texts, ended by NULL. */
  private int pointers(List<String> texts, List<Integer> held) {
    int[] addresses = new int[texts.size() + 1];
    for (int i = 0; i < texts.size(); i++) {
      addresses[i] = place(texts.get(i));
      held.add(addresses[i]);
    }
    return words(addresses, held);
  }

  private int words(int[] values, List<Integer> held) {
    int address = allocate(4 * values.length);
    held.add(address);
    for (int i = 0; i < values.length; i++) {
      memory.writeInt(Integer.toUnsignedLong(address) + 4L * i, values[i]);
    }
    return address;
  }

  private int place(String text) {
    byte[] bytes = (text + "\0").getBytes(StandardCharsets.UTF_8);
    int address = allocate(bytes.length);
    memory.write(Integer.toUnsignedLong(address), bytes);
    return address;
  }

  private int allocate(int bytes) {
    int address = memory.allocate(bytes);
    if (address == 0) {
      throw end("the translator's memory is used up");
    }
    return address;
  }

  /** A message of the translator is why it cannot go on. */
  private void complain(UntrustedCall call, long message) {
    if ((int) message != 0) {
      throw end(
          "the translator says: " + call.memory().readString(message & 0xffffffffL, MAX_TEXT));
    }
  }

  private ModuleEnded end(String why) {
    sandbox.end(new Exit.Killed(why));
    return new ModuleEnded();
  }
}
