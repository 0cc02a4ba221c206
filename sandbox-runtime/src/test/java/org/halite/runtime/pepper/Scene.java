package org.halite.runtime.pepper;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.halite.ppapi.Declaration;
import org.halite.ppapi.Declarations;
import org.halite.ppapi.PpLogLevel;
import org.halite.ppapi.Var;
import org.halite.runtime.irt.IrtInterface;

/**
 * A module with scripted PPP functions, its Pepper, and a browser that writes down what it is told.
 */
final class Scene extends FakeWindow implements Browser, AutoCloseable {
  static final int INSTANCE = 0x1234;

  final FakeModule module;
  final Pepper pepper;

  /** Everything the module's PPP functions were called with and the browser was told, in order. */
  final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  final BlockingQueue<Var> messages = new LinkedBlockingQueue<>();
  final List<String> logs = new ArrayList<>();
  final List<String> tips = new ArrayList<>();
  final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  /** What the element was to show. */
  final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();

  /** Of the frames that came while the screen was not quick. */
  final BlockingQueue<Runnable> unseen = new LinkedBlockingQueue<>();

  /** Memory of the open streams of sound. */
  final Map<Integer, Integer> sounds = new ConcurrentHashMap<>();

  final BlockingQueue<Played> played = new LinkedBlockingQueue<>();
  boolean hasSoundDevice = true;
  volatile boolean screenIsQuick = true;
  int mostMemories = 256;
  int memories;
  private int lastMemory;

  String hook = Pepper.HOOK;
  String instanceInterface = "PPP_Instance;1.1";
  boolean offersMessaging = true;
  boolean offersInput = true;
  FakeModule.Script initialize = arguments -> 0;
  FakeModule.Script didCreate = arguments -> 1;
  FakeModule.Script didChangeView = arguments -> 0;
  FakeModule.Script handleMessage = arguments -> 0;
  FakeModule.Script handleInput = arguments -> 0;
  int getBrowserInterface;
  long status = Long.MIN_VALUE;
  private Thread main;

  Scene() {
    this(1 << 22);
  }

  Scene(int memory) {
    module = new FakeModule(memory);
    pepper = new Pepper(module, this);
  }

  /** Runs ppapi_start on a thread of its own. */
  Scene start() {
    int instance =
        module.tableOf(
            module.function(arguments -> told("DidCreate", didCreate, arguments)),
            module.function(arguments -> told("DidDestroy", _ -> 0, arguments)),
            module.function(arguments -> told("DidChangeView", didChangeView, arguments)),
            module.function(arguments -> told("DidChangeFocus", _ -> 0, arguments)),
            module.function(arguments -> 0));
    int messaging =
        module.tableOf(
            module.function(arguments -> told("HandleMessage", handleMessage, arguments)));
    int input =
        module.tableOf(module.function(arguments -> told("HandleInput", handleInput, arguments)));
    int mouseLock =
        module.tableOf(module.function(arguments -> told("MouseLockLost", _ -> 0, arguments)));
    int initializeAt =
        module.function(
            arguments -> {
              getBrowserInterface = (int) arguments[1];
              return told("Initialize", initialize, arguments);
            });
    int shutdownAt = module.function(arguments -> told("Shutdown", _ -> 0, arguments));
    int interfaceAt =
        module.function(
            arguments -> {
              String name = module.readString(arguments[0], 100);
              events.add("GetInterface " + name);
              return name.equals(instanceInterface)
                  ? instance
                  : name.equals("PPP_Messaging;1.0") && offersMessaging
                      ? messaging
                      : name.equals("PPP_InputEvent;0.1") && offersInput
                          ? input
                          : name.equals("PPP_MouseLock;1.0") ? mouseLock : 0;
            });
    int functions = module.tableOf(initializeAt, shutdownAt, interfaceAt);
    int startThunk = module.thunk(hooks(hook).functions().getFirst());
    main =
        new Thread(
            () -> {
              try {
                status = module.call(startThunk, functions).rax();
              } catch (Throwable e) {
                failure.set(e);
              } finally {
                ended.countDown();
              }
            },
            "module main");
    main.setDaemon(true);
    main.start();
    return this;
  }

  IrtInterface hooks(String name) {
    for (IrtInterface offered : pepper.irtInterfaces()) {
      if (offered.name().equals(name)) {
        return offered;
      }
    }
    throw new IllegalArgumentException(name);
  }

  /** Starts and creates {@link #INSTANCE}; what was told meanwhile is forgotten. */
  Scene startWithInstance() throws InterruptedException {
    start();
    assertTrue(pepper.createInstance(INSTANCE, List.of(), List.of()));
    expect("created " + INSTANCE + " true");
    return this;
  }

  /** A view of which all can be seen, or nothing. */
  boolean changeView(
      int instance, int x, int y, int width, int height, boolean visible, double scale) {
    Area clip = visible ? new Area(0, 0, width, height) : Area.NONE;
    Area rect = new Area(x, y, width, height);
    return pepper.changeView(new View(instance, rect, clip, visible, false, 0, 0, scale, 1));
  }

  private long told(String what, FakeModule.Script script, long[] arguments) {
    // Addresses and ids that the test cannot know are left out.
    StringBuilder line = new StringBuilder(what);
    if (what.startsWith("Did")) {
      line.append(' ').append(arguments[0]);
    }
    if (what.equals("DidChangeFocus")) {
      line.append(' ').append(arguments[1]);
    }
    events.add(line.toString());
    return script.run(arguments);
  }

  /** Waits until {@code line} is told; gives the lines before it. */
  List<String> expect(String line) throws InterruptedException {
    List<String> before = new ArrayList<>();
    while (true) {
      String next = events.poll(20, TimeUnit.SECONDS);
      assertTrue(
          next != null,
          () -> "waited for \"" + line + "\", told were " + before + ", thrown " + failure.get());
      if (next.equals(line)) {
        return before;
      }
      before.add(next);
    }
  }

  Var message() throws InterruptedException {
    Var next = messages.poll(20, TimeUnit.SECONDS);
    assertTrue(next != null, () -> "no message came; thrown " + failure.get());
    return next;
  }

  /** Ends the module properly. */
  long finish() throws InterruptedException {
    assertTrue(pepper.shutdown());
    awaitEnd();
    return status;
  }

  void awaitEnd() throws InterruptedException {
    assertTrue(ended.await(20, TimeUnit.SECONDS), "ppapi_start did not return");
    assertNull(failure.get());
  }

  @Override
  public void close() {
    if (main != null) {
      main.interrupt();
    }
  }

  /** The address of an interface's table, 0 for none. */
  int table(String name) {
    int at = module.string(name);
    int table = module.call(getBrowserInterface, at).word();
    module.free(at);
    return table;
  }

  /** The thunk of a PPB function. */
  int thunk(String name, String function) {
    for (Declaration declaration : Declarations.BROWSER) {
      if (declaration.name().equals(name)) {
        for (int slot = 0; slot < declaration.size(); slot++) {
          if (declaration.function(slot).name().equals(function)) {
            return module.readInt(table(name) + 4L * slot);
          }
        }
      }
    }
    throw new IllegalArgumentException(name + " " + function);
  }

  /** Calls a PPB function natively, on this thread. */
  FakeModule.Result call(String name, String function, Object... arguments) {
    return module.call(thunk(name, function), arguments);
  }

  PpVar string(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int at = module.string(text);
    PpVar var = call("PPB_Var;1.2", "VarFromUtf8", at, utf8.length).var();
    module.free(at);
    return var;
  }

  @Override
  public void postMessage(int instance, Var message) {
    messages.add(message);
  }

  @Override
  public void console(int instance, int level, String source, String text) {
    events.add("console " + level + " [" + source + "] " + text);
  }

  @Override
  public synchronized Given newMemory(long size) {
    if (memories >= mostMemories) {
      return null;
    }
    memories++;
    lastMemory++;
    return new Given(lastMemory, lastMemory);
  }

  @Override
  public synchronized void dropMemory(int number) {
    memories--;
  }

  @Override
  public void present(int instance, Frame frame, Runnable shown) {
    frames.add(frame);
    if (screenIsQuick) {
      shown.run();
    } else {
      unseen.add(shown);
    }
  }

  @Override
  public boolean openSound(int instance, int stream, int memory, int rate, int frames) {
    events.add("sound " + rate + " Hz in " + frames + ": " + hasSoundDevice);
    sounds.put(stream, memory);
    return hasSoundDevice;
  }

  /** A buffer of sound that the browser has been given. */
  record Played(int stream, int memory, int buffer, SoundTaken taken) {}

  @Override
  public void playSound(int instance, int stream, int buffer, SoundTaken taken) {
    played.add(new Played(stream, sounds.get(stream), buffer, taken));
  }

  @Override
  public void closeSound(int instance, int stream) {
    sounds.remove(stream);
    events.add("sound ended");
  }

  @Override
  public void requestInput(int instance, int taken, int filtered) {
    events.add("wants " + taken + " " + filtered);
  }

  @Override
  public void instanceCreated(int instance, boolean ok) {
    events.add("created " + instance + " " + ok);
  }

  @Override
  public void log(int level, String text) {
    synchronized (logs) {
      (level == PpLogLevel.TIP ? tips : logs).add(text);
    }
  }
}
