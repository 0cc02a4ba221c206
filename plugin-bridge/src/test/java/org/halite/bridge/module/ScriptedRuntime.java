package org.halite.bridge.module;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.halite.bridge.imc.RawRuntime;
import org.halite.ppapi.Var;
import org.halite.wire.ControlWire;
import org.halite.wire.SrpcMessage;
import org.halite.wire.VarCodec;

/**
 * A runtime process that does what a test wants: in the way that the property {@code script} names,
 * and then as the messages of the page tell it. The module is a text; its first word is what
 * happens at its load and start.
 */
final class ScriptedRuntime {
  /** A module of this word ends well when its arguments are what follows. */
  private static final String EXPECTS = "expects ";

  private final RawRuntime wire;
  private final ByteArrayOutputStream module = new ByteArrayOutputStream();
  private final UrlOrders urls = new UrlOrders(this::askAndWait);
  private final Deque<SrpcMessage> later = new ArrayDeque<>();
  private String argv = "";

  /** Whether the browser had the module validated, or said that it was before. */
  private int task;

  private ScriptedRuntime(RawRuntime wire) {
    this.wire = wire;
  }

  public static void main(String[] arguments) throws Exception {
    String script = System.getProperty("script", "");
    switch (script) {
      case "silent" -> Thread.sleep(60_000);
      case "dies" -> {
        System.err.println("no such luck");
        System.exit(7);
      }
      default -> {}
    }
    try (RawRuntime wire = new RawRuntime(Path.of(arguments[1]))) {
      String token = System.getenv("HALITE_TOKEN");
      wire.ask(
          ControlWire.HELLO,
          script.equals("wrong token") ? token.replace(token.charAt(0), 'g') : token);
      if (script.equals("speaks first")) {
        wire.ask(ControlWire.LOG, 1, "nobody asked me");
      }
      new ScriptedRuntime(wire).serve();
    }
  }

  private void serve() throws Exception {
    for (SrpcMessage message = wire.next(); message != null; message = next()) {
      if (!message.request()) {
        continue;
      }
      switch (message.method()) {
        case 0 -> wire.answer(message, ControlWire.discovery(ControlWire.RUNTIME_SERVICE));
        case ControlWire.CONFIGURE -> {
          argv = String.join(",", ControlWire.strings(message.bytes(1)));
          wire.answer(message, features());
        }
        case ControlWire.MODULE_DATA -> {
          module.writeBytes(message.bytes(0));
          wire.answer(message);
        }
        case ControlWire.LOAD -> load(message);
        case ControlWire.START -> {
          wire.answer(message);
          start();
        }
        case ControlWire.CREATE_INSTANCE -> create(message);
        case ControlWire.DELIVER_MESSAGE -> obey(message);
        case ControlWire.ASK_MESSAGE -> wire.answer(message, 1, message.bytes(1));
        case ControlWire.SHUTDOWN -> System.exit(0);
        default -> wire.answer(message);
      }
    }
  }

  private SrpcMessage next() throws Exception {
    return later.isEmpty() ? wire.next() : later.remove();
  }

  /** What else comes meanwhile is done afterwards. */
  private SrpcMessage askAndWait(int method, Object... values) throws Exception {
    int id = wire.ask(method, values);
    SrpcMessage message = wire.next();
    while (message != null && (message.request() || message.id() != id)) {
      if (message.request()) {
        later.add(message);
      }
      message = wire.next();
    }
    if (message == null) {
      System.exit(0);
    }
    return message;
  }

  private String text() {
    return module.toString(StandardCharsets.UTF_8);
  }

  private void load(SrpcMessage message) throws Exception {
    if (message.wide(0) != module.size()) {
      wire.answer(message, 8, "the size is not what came", 0);
    } else if (text().startsWith("arm")) {
      wire.answer(message, 16, message.text(1) + " is for ARM, this machine runs x86-64", 0);
    } else if (text().startsWith("die-in-load")) {
      Runtime.getRuntime().halt(5);
    } else if (text().startsWith("refused")) {
      wire.answer(message, 10, "no", 1);
    } else if (text().startsWith("verdict 2")) {
      wire.answer(message, 0, "", 2);
    } else if (text().startsWith("answers-twice")) {
      wire.answer(message, 0, "", 0);
      wire.answer(message, 0, "", 1);
    } else {
      task = message.integer(2);
      wire.answer(message, 0, "", text().startsWith("accepted") ? 1 - task : 0);
    }
  }

  private static String features() {
    return switch (System.getProperty("script", "")) {
      case "many features" -> "x".repeat(5000);
      case "no features" -> "";
      default -> "x87 and SSE";
    };
  }

  private void start() throws Exception {
    if (text().startsWith("exit-at-once")) {
      exit(3, 0, "it called exit(3)");
    }
    if (text().startsWith(EXPECTS)) {
      exit(argv.equals(text().substring(EXPECTS.length())) ? 0 : 1, 0, "");
    }
    if (text().startsWith("accepted, exits")) {
      exit(task, 0, "");
    }
    if (text().startsWith("loop")) {
      Thread.sleep(60_000);
    }
  }

  private void create(SrpcMessage message) throws Exception {
    wire.answer(message);
    if (text().startsWith("false")) {
      wire.ask(ControlWire.INSTANCE_CREATED, 1, 0);
      return;
    }
    if (text().startsWith("posts-early")) {
      post(new Var.Text("early"));
    }
    wire.ask(ControlWire.INSTANCE_CREATED, 1, 1);
    if (text().startsWith("accepted") || text().startsWith("rewritten")) {
      post(new Var.Text("load " + task));
    }
    if (text().startsWith("tells-attributes")) {
      post(
          new Var.Text(
              ControlWire.strings(message.bytes(1)) + " " + ControlWire.strings(message.bytes(2))));
    }
  }

  private void present(
      int instance, int memory, int w, int h, int x, int y, int dirtyW, int dirtyH, double scale)
      throws Exception {
    wire.ask(
        ControlWire.PRESENT, instance, memory, w, h, 1, x, y, dirtyW, dirtyH, scale, 1.0, 0.0, 0.0);
  }

  private void post(Var value) throws Exception {
    wire.ask(ControlWire.POST_MESSAGE, 1, VarCodec.encode(value));
  }

  private void exit(int status, int signal, String reason) throws Exception {
    wire.ask(
        ControlWire.EXIT,
        status,
        signal,
        signal == 0 ? -1L : 0x20000L,
        signal == 0 ? -1L : 0L,
        signal == 0 ? "" : "#0 0x20000 main+0x0",
        reason);
    Thread.sleep(50);
    System.exit(status);
  }

  private void obey(SrpcMessage message) throws Exception {
    Var value = VarCodec.decode(message.bytes(1));
    String order = value instanceof Var.Text text ? text.value() : "";
    if (order.equals("stop taking messages")) {
      Thread.sleep(60_000);
    }
    wire.answer(message);
    if (order.startsWith("url\t")) {
      post(new Var.Text(urls.carryOut(order)));
      return;
    }
    switch (order) {
      case "cursor of no type" -> wire.ask(ControlWire.SET_CURSOR, 1, 43, 0, 0, 0, 0, new byte[0]);
      case "cursor with too few pixels" ->
          wire.ask(ControlWire.SET_CURSOR, 1, -1, 16, 16, 0, 0, new byte[1020]);
      case "cursor of nothing" -> wire.ask(ControlWire.SET_CURSOR, 1, -1, 0, 0, 0, 0, new byte[0]);
      case "cursor of 4 GiB" ->
          wire.ask(ControlWire.SET_CURSOR, 1, -1, 32768, 32768, 0, 0, new byte[0]);
      case "cursor with a spot beside" ->
          wire.ask(ControlWire.SET_CURSOR, 1, -1, 1, 1, 0, -1, new byte[4]);
      case "stock cursor with pixels" ->
          wire.ask(ControlWire.SET_CURSOR, 1, 1, 1, 1, 0, 0, new byte[4]);
      case "half a screen" -> wire.ask(ControlWire.FULLSCREEN, 1, 2);
      case "screen of another" -> wire.ask(ControlWire.SCREEN_SIZE, 2);
      case "half a mouse" -> wire.ask(ControlWire.LOCK_MOUSE, 1, -1);
      case "text of no type" -> wire.ask(ControlWire.TEXT_INPUT, 1, 8, 0, 0, 0, 0, "", 0, 0, 0);
      case "text without end" ->
          wire.ask(
              ControlWire.TEXT_INPUT,
              1,
              1,
              0,
              0,
              0,
              0,
              "x".repeat(ControlWire.MAX_AROUND + 1),
              0,
              0,
              0);
      case "url of another" ->
          wire.ask(ControlWire.URL_OPEN, 2, 1, "", "", "", 0, 0, 0, new byte[0]);
      case "url of number 0" ->
          wire.ask(ControlWire.URL_OPEN, 1, 0, "", "", "", 0, 0, 0, new byte[0]);
      case "url with unknown flags" ->
          wire.ask(ControlWire.URL_OPEN, 1, 1, "", "", "", 8, 0, 0, new byte[0]);
      case "url with a large body" ->
          wire.ask(
              ControlWire.URL_OPEN,
              1,
              1,
              "POST",
              "",
              "",
              0,
              0,
              0,
              new byte[ControlWire.MAX_UPLOAD + 1]);
      case "long url" ->
          wire.ask(
              ControlWire.URL_OPEN,
              1,
              1,
              "",
              "x".repeat(ControlWire.MAX_URL_TEXT + 1),
              "",
              0,
              0,
              0,
              new byte[0]);
      case "url twice" -> {
        for (int i = 0; i < 2; i++) {
          wire.ask(ControlWire.URL_OPEN, 1, 1, "", "x", "", 0, 0, 0, new byte[0]);
        }
      }
      case "url read before its head" -> {
        wire.ask(ControlWire.URL_OPEN, 1, 1, "", "x", "", 0, 0, 0, new byte[0]);
        wire.ask(ControlWire.URL_READ, 1, 1);
      }
      case "url followed without a redirect" -> {
        wire.ask(ControlWire.URL_OPEN, 1, 1, "", "x", "", 0, 0, 0, new byte[0]);
        wire.ask(ControlWire.URL_RESPONSE, 1, 1);
      }
      case "url read for nothing" -> {
        wire.ask(ControlWire.URL_OPEN, 1, 1, "", "x", "", 0, 0, 0, new byte[0]);
        wire.ask(ControlWire.URL_READ, 1, 0);
      }
      case "exit" -> exit(0, 0, "it called exit(0)");
      case "fault" -> exit(139, 11, "");
      case "halt" -> Runtime.getRuntime().halt(9);
      case "print" ->
          wire.ask(ControlWire.OUTPUT, 1, "one\ntwo\nthree".getBytes(StandardCharsets.UTF_8));
      case "flood" -> {
        byte[] small = VarCodec.encode(new Var.Int32(1));
        for (int i = 0; i < 100_000; i++) {
          wire.ask(ControlWire.POST_MESSAGE, 1, small);
        }
      }
      case "bad var" -> wire.ask(ControlWire.POST_MESSAGE, 1, new byte[] {99});
      case "bad instance" -> wire.ask(ControlWire.POST_MESSAGE, 2, VarCodec.encode(Var.NULL));
      case "second instance" -> wire.ask(ControlWire.INSTANCE_CREATED, 1, 1);
      case "long console" -> wire.ask(ControlWire.CONSOLE, 1, 1, "", "x".repeat(5000));
      case "bad level" -> wire.ask(ControlWire.LOG, 9, "x");
      case "bad exit" -> wire.ask(ControlWire.EXIT, 4711, 0, -1L, -1L, "", "");
      case "unopened file" -> wire.ask(ControlWire.FILE_READ, 0, 0L, 10);
      case "descriptors twice" -> {
        wire.ask(ControlWire.DESCRIPTORS);
        wire.ask(ControlWire.DESCRIPTORS);
      }
      case "negative file" -> wire.ask(ControlWire.FILE_READ, -1, 0L, 10);
      case "opens without end" -> {
        wire.ask(ControlWire.FILE_OPEN, "\u0007\n" + "x".repeat(5000));
        for (int i = 0; i < 5000; i++) {
          wire.ask(ControlWire.FILE_OPEN, "none");
        }
      }
      case "picture of nothing" -> present(1, 5, 8, 8, 0, 0, 8, 8, 1);
      case "picture of another" -> present(2, 0, 0, 0, 0, 0, 0, 0, 1);
      case "picture without size" -> present(1, 5, 0, 8, 0, 0, 0, 8, 1);
      case "picture of less than nothing" -> present(1, 5, -8, -8, 0, 0, -8, -8, 1);
      case "change outside" -> present(1, 5, 8, 8, 1, 0, 8, 8, 1);
      case "change far outside" ->
          present(1, 5, 8, 8, Integer.MAX_VALUE, 0, Integer.MAX_VALUE, 8, 1);
      case "no scale" -> present(1, 5, 8, 8, 0, 0, 8, 8, Double.NaN);
      case "scale of zero" -> present(1, 5, 8, 8, 0, 0, 8, 8, 0);
      case "memory of others back" -> wire.ask(ControlWire.IMC_DROP, 7);
      case "asks and asks" -> {
        wire.ask(ControlWire.DESCRIPTORS);
        wire.ask(ControlWire.DESCRIPTORS);
      }
      case "sound of nothing" -> wire.ask(ControlWire.SOUND_OPEN, 1, 1, 5, 48_000, 512);
      case "sound of another" -> wire.ask(ControlWire.SOUND_OPEN, 2, 1, 5, 48_000, 512);
      case "sound at no rate" -> wire.ask(ControlWire.SOUND_OPEN, 1, 1, 5, 0, 512);
      case "sound at a high rate" -> wire.ask(ControlWire.SOUND_OPEN, 1, 1, 5, 192_000, 512);
      case "sound without frames" -> wire.ask(ControlWire.SOUND_OPEN, 1, 1, 5, 48_000, 0);
      case "sound of too many frames" ->
          wire.ask(ControlWire.SOUND_OPEN, 1, 1, 5, 48_000, Integer.MIN_VALUE);
      case "sound that is not open" -> wire.ask(ControlWire.SOUND_PLAY, 1, 1, 0);
      case "sound in no buffer" -> wire.ask(ControlWire.SOUND_PLAY, 1, 1, 2);
      case "sound before its memory" -> wire.ask(ControlWire.SOUND_PLAY, 1, 1, -1);
      case "sound closed twice" -> wire.ask(ControlWire.SOUND_CLOSE, 1, 1);
      case "unknown input" -> wire.ask(ControlWire.REQUEST_INPUT, 1, 32, 0);
      case "input twice" -> wire.ask(ControlWire.REQUEST_INPUT, 1, 3, 1);
      case "capability of a page" -> wire.ask(ControlWire.IMC_OPEN, 1, -1);
      case "pictures" -> {
        for (int i = 0; i < 3; i++) {
          present(1, 0, 0, 0, 0, 0, 0, 0, 1);
        }
      }
      case "console" -> wire.ask(ControlWire.CONSOLE, 1, 2, "a.c", "careful");
      case "three and exit" -> {
        for (int i = 0; i < 3; i++) {
          post(new Var.Int32(i));
        }
        exit(0, 0, "");
      }
      default -> post(value);
    }
  }
}
