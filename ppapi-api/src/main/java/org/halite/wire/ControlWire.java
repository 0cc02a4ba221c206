package org.halite.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What browser and runtime process say to each other: two SRPC channels on one connection, requests
 * of one direction each. Replies may come in any order; a method without outputs is still answered.
 */
public final class ControlWire {
  /** Requests of the browser, served by the runtime. */
  public static final int TO_RUNTIME = 1;

  /** Requests of the runtime, served by the browser. */
  public static final int TO_BROWSER = 2;

  /** Pieces of a module in {@code module_data}. */
  public static final int MAX_MODULE_PIECE = 1 << 20;

  /** The largest nexe. */
  public static final int MAX_MODULE = 256 << 20;

  /** Unanswered {@code post_message} requests in one direction: at most so many ... */
  public static final int WINDOW_MESSAGES = 4096;

  /** ... and at most so many bytes, but for a single larger message. */
  public static final int WINDOW_BYTES = 32 << 20;

  /** The longest text of {@code log} and {@code console}, in characters. */
  public static final int MAX_TEXT = 4096;

  // Methods on TO_RUNTIME.
  public static final int CONFIGURE = 1;
  public static final int MODULE_DATA = 2;
  public static final int LOAD = 3;
  public static final int START = 4;
  public static final int CREATE_INSTANCE = 5;
  public static final int CHANGE_VIEW = 6;
  public static final int CHANGE_FOCUS = 7;
  public static final int DELIVER_MESSAGE = 8;
  public static final int DESTROY_INSTANCE = 9;
  public static final int SHUTDOWN = 10;
  public static final int IMC_CONNECT = 11;
  public static final int IMC_DELIVER = 12;
  public static final int IMC_END = 13;
  public static final int JUDGE_CODE = 14;
  public static final int ASK_MESSAGE = 15;
  public static final int INPUT_EVENT = 16;
  public static final int MOUSE_LOCK_LOST = 17;

  // Methods on TO_BROWSER.
  public static final int HELLO = 1;
  public static final int LOG = 2;
  public static final int OUTPUT = 3;
  public static final int INSTANCE_CREATED = 4;
  public static final int POST_MESSAGE = 5;
  public static final int CONSOLE = 6;
  public static final int EXIT = 7;
  public static final int IMC_MESSAGE = 8;
  public static final int IMC_CLOSED = 9;
  public static final int IMC_OPEN = 10;
  public static final int IMC_DROP = 11;
  public static final int DESCRIPTORS = 12;
  public static final int FILE_OPEN = 13;
  public static final int FILE_READ = 14;
  public static final int CODE_VERDICT = 15;
  public static final int PRESENT = 16;
  public static final int REQUEST_INPUT = 17;
  public static final int URL_OPEN = 18;
  public static final int URL_RESPONSE = 19;
  public static final int URL_READ = 20;
  public static final int URL_PROGRESS = 21;
  public static final int URL_CLOSE = 22;
  public static final int SOUND_OPEN = 23;
  public static final int SOUND_PLAY = 24;
  public static final int SOUND_CLOSE = 25;
  public static final int SET_CURSOR = 26;
  public static final int FULLSCREEN = 27;
  public static final int SCREEN_SIZE = 28;
  public static final int LOCK_MOUSE = 29;
  public static final int TEXT_INPUT = 30;

  /** Kind in {@code configure}: a program without a page. */
  public static final int PROGRAM = 0;

  /** Kind in {@code configure}: a page's module. */
  public static final int PAGE_MODULE = 1;

  /**
   * Kind in {@code configure}: a program whose bound socket, descriptor 3, the browser connects to
   * (spec/srpc-era.md 1.8). What it writes goes to the browser.
   */
  public static final int SERVED = 2;

  /** What a served module lets out first: the right to connect to its descriptor 3. */
  public static final int DEFAULT_ADDRESS = 0;

  /**
   * Messages of one connection that were sent and not yet taken, in one direction: at most so many
   * bytes, each message counting {@link #IMC_OVERHEAD} more, but for a single one.
   */
  public static final int IMC_WINDOW = 256 << 10;

  public static final int IMC_OVERHEAD = 512;

  /** Things of others that a module has at a time: capabilities, shared memory, files. */
  public static final int MAX_LENT = 256;

  /** What a module may map where nothing else is said, and what shared memory it may make. */
  public static final long DEFAULT_MEMORY = 2L << 30;

  /** The most that one request reads of a file. */
  public static final int MAX_FILE_PIECE = 1 << 18;

  /** Code of a file that is smaller is validated as soon as its verdict is found. */
  public static final int MIN_KEPT_CODE = 256 << 10;

  /** In the answers to {@code judge_code} and {@code code_verdict}: it may run as it is. */
  public static final int CODE_ACCEPTED = 1;

  /** In the answer to {@code file_open}: the manifest lists no such name. */
  public static final int NO_FILE = -1;

  /** In the answer to {@code file_open}: it is listed and did not come. */
  public static final int FILE_DID_NOT_COME = -2;

  /** In {@code present}: by how much a picture is enlarged at most; at least, one part of it. */
  public static final double MAX_SCALE = 1000;

  /** In {@code present}: how far a picture is moved, in CSS pixels. */
  public static final double MAX_PLACE = 1 << 24;

  /** In {@code url_open}: redirects are followed without asking. */
  public static final int URL_FOLLOWS = 1;

  /** In {@code url_open}: other origins may be asked by CORS. */
  public static final int URL_CROSS_ORIGIN = 2;

  /** In {@code url_open}: other origins must allow credentials, of which none are sent. */
  public static final int URL_CREDENTIALS = 4;

  /** What a module sends to a server with one request. */
  public static final int MAX_UPLOAD = 16 << 20;

  /** Characters of each text in {@code url_open} and {@code url_response}. */
  public static final int MAX_URL_TEXT = 256 << 10;

  /** The most that one {@code url_read} gets. */
  public static final int MAX_URL_PIECE = 256 << 10;

  /** Buffers of one stream of sound: one is played while the module fills another. */
  public static final int SOUND_BUFFERS = 2;

  /** Streams of sound that a module plays at a time. */
  public static final int MAX_SOUNDS = 16;

  /** Characters of the text around a caret. */
  public static final int MAX_AROUND = 4096;

  /** Connections between a module and its browser at a time. */
  public static final int MAX_CONNECTIONS = 64;

  /** Method 0 of every service lists the others (spec/nacl.md 19.3). */
  private static final SrpcMethod DISCOVERY = SrpcMethod.parse("service_discovery::C");

  /** In {@code load}: the code is to be validated. */
  public static final int VALIDATE = 0;

  /**
   * In {@code load}: a validator of the same version accepted the very bytes that were sent, for
   * the CPU features that {@code configure} answered. The text is not validated again; all else is
   * checked as ever.
   */
  public static final int VALIDATED_BEFORE = 1;

  /**
   * In the answer to {@code load}: the validator accepted the text and left it as it was sent, so
   * that the verdict holds for these bytes. 0 after a refusal, a rewrite or {@link
   * #VALIDATED_BEFORE}.
   */
  public static final int VERDICT_HOLDS_FOR_BYTES = 1;

  /** Served by the runtime, in the order of the numbers above. */
  public static final List<SrpcMethod> RUNTIME_SERVICE =
      List.of(
          DISCOVERY,
          // kind with powers, argv, environment, memory limit (0: default), the directory of a
          // module
          // that may use files (else empty) -> CPU features that code may use
          SrpcMethod.parse("configure:iCCls:s"),
          SrpcMethod.parse("module_data:C:"), // next piece of the nexe
          // size, name, VALIDATE or VALIDATED_BEFORE
          // -> LOAD_ code (nacl.md ch. 20), sentence, whether VERDICT_HOLDS_FOR_BYTES
          SrpcMethod.parse("load:lsi:isi"),
          SrpcMethod.parse("start::"),
          SrpcMethod.parse("create_instance:iCC:"), // instance, attribute names, values
          // instance, place and clip as x, y, width, height, whether the page is visible and the
          // element fills the screen, scroll offset, device scale, CSS scale
          SrpcMethod.parse("change_view:iiiiiiiiiiiiidd:"),
          SrpcMethod.parse("change_focus:ii:"), // instance, focused
          SrpcMethod.parse("post_message:iC:"), // instance, var; answered when the module takes it
          SrpcMethod.parse("destroy_instance:i:"),
          SrpcMethod.parse("shutdown::"),
          // number of a connection capability, a fresh number for the connection -> 1 = connected
          SrpcMethod.parse("imc_connect:ii:i"),
          // connection, bytes, TravellingDescriptors; answered when the module has taken it
          SrpcMethod.parse("imc_deliver:iCC:"),
          SrpcMethod.parse("imc_end:i:"), // connection: the browser's end is closed
          // to a spare that gets no module: number of a file whose descriptor it may ask for,
          // offset,
          // length -> CPU features that code was judged by, CODE_ACCEPTED or 0
          SrpcMethod.parse("judge_code:ill:si"),
          // instance, var -> whether the module has a handler for it, the handler's var
          SrpcMethod.parse("ask_message:iC:iC"),
          // instance, type, modifiers, time, detail as in InputCodec -> whether the module handled
          // it
          SrpcMethod.parse("input_event:iiidC:i"),
          SrpcMethod.parse("mouse_lock_lost:i:")); // instance: the mouse is the person's again

  /** Served by the browser, in the order of the numbers above. */
  public static final List<SrpcMethod> BROWSER_SERVICE =
      List.of(
          DISCOVERY,
          SrpcMethod.parse("hello:s:"), // the one-time token; first of all
          SrpcMethod.parse("log:is:"), // level, text of the runtime itself
          SrpcMethod.parse("output:iC:"), // descriptor 1 or 2, bytes
          SrpcMethod.parse("instance_created:ii:"), // instance, DidCreate's answer
          SrpcMethod.parse("post_message:iC:"), // instance, var; answered when the page has it
          SrpcMethod.parse("console:iiss:"), // instance, level, source, text
          // status as a shell shows it, signal, pc, address (-1: none), backtrace, reason; the last
          SrpcMethod.parse("exit:iillss:"),
          // connection, bytes, TravellingDescriptors; answered when somebody has taken it
          SrpcMethod.parse("imc_message:iCC:"),
          SrpcMethod.parse("imc_closed:i:"), // connection: the module's end is closed
          // number of a lent capability, a fresh negative number for the connection; refused by
          // imc_end
          SrpcMethod.parse("imc_open:ii:"),
          SrpcMethod.parse("imc_drop:i:"), // a lent thing is held once less
          // questions follow on the socket for descriptors; at most once
          SrpcMethod.parse("descriptors::"),
          // a name of the manifest -> its number, NO_FILE or FILE_DID_NOT_COME; its size
          SrpcMethod.parse("file_open:s:il"),
          // number, offset, length -> as many bytes as there are
          SrpcMethod.parse("file_read:ili:C"),
          // number, offset, length of code in it -> CODE_ACCEPTED: it was validated before; 0
          SrpcMethod.parse("code_verdict:ill:i"),
          // instance, memory (0: show nothing), width, height, opaque, x, y, width, height of what
          // is new, scale, scale and place of the layer; answered when it was shown, one at a time
          SrpcMethod.parse("present:iiiiiiiiidddd:"),
          // instance, classes of events that it takes, classes that it wants to be asked about
          SrpcMethod.parse("request_input:iii:"),
          // instance, a fresh positive number, method, URL, headers in lines, URL_ flags, bytes to
          // hold before the server must wait, bytes left when it may go on, body
          SrpcMethod.parse("url_open:iisssiiiC:"),
          // number, 1 = follow the redirect that the last answer was -> PP_OK or an error, status,
          // URL, phrase of the status, headers in lines, where a redirect that waits leads (empty
          // when that is not to be known) and by which method (empty when none waits), bytes of the
          // body (-1: unknown); answered when an answer has come
          SrpcMethod.parse("url_response:ii:iisssssl"),
          // number, most bytes -> PP_OK or an error, bytes (none: the end); answered when there are
          // some
          SrpcMethod.parse("url_read:ii:iC"),
          // number -> bytes sent, bytes received, bytes of the whole body (-1: unknown)
          SrpcMethod.parse("url_progress:i:lll"),
          SrpcMethod.parse("url_close:i:"), // number: it is wanted no more
          // instance, fresh number of the stream, memory with SOUND_BUFFERS buffers one after
          // another, frames a second, frames of a buffer -> 1: it plays; 0: too many do
          SrpcMethod.parse("sound_open:iiiii:i"),
          // instance, stream, which buffer -> frames to be heard before what comes next; answered
          // when there is room for more
          SrpcMethod.parse("sound_play:iii:i"),
          SrpcMethod.parse("sound_close:ii:"), // instance, stream
          // instance, a PP_MouseCursor_Type; of a custom one width, height, hot spot and pixels as
          // of a picture; answered when the pointer looks so
          SrpcMethod.parse("set_cursor:iiiiiiC:"),
          // instance, whether it is to be -> whether it will be
          SrpcMethod.parse("fullscreen:ii:i"),
          SrpcMethod.parse("screen_size:i:ii"), // instance -> width, height
          // instance, whether it is to be -> PP_OK or an error
          SrpcMethod.parse("lock_mouse:ii:i"),
          // instance, a PP_TextInput_Type, the caret's place, text around it, where in its bytes
          // the
          // caret is and the selection's other end, 1 = what is composed is taken back; answered
          // when the input method knows
          SrpcMethod.parse("text_input:iiiiiisiii:"));

  private ControlWire() {}

  /** The answer of {@code service_discovery}: signatures joined with newlines, ended by NUL. */
  public static byte[] discovery(List<SrpcMethod> service) {
    StringBuilder text = new StringBuilder();
    for (SrpcMethod method : service) {
      text.append(text.isEmpty() ? "" : "\n").append(method.signature());
    }
    return text.append('\0').toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** Strings one after another, each ended by NUL. */
  public static byte[] strings(List<String> strings) {
    StringBuilder text = new StringBuilder();
    for (String string : strings) {
      if (string.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("a string with a NUL in it");
      }
      text.append(string).append('\0');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The reverse of {@link #strings(List)}. */
  public static List<String> strings(byte[] bytes) throws WireException {
    List<String> strings = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        strings.add(new String(bytes, start, i - start, StandardCharsets.UTF_8));
        start = i + 1;
      }
    }
    if (start != bytes.length) {
      throw new WireException("a list of strings does not end in NUL");
    }
    return strings;
  }
}
