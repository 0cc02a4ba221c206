package org.halite.bridge.module;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.halite.bridge.imc.RuntimeConnection;
import org.halite.bridge.imc.RuntimeRequest;
import org.halite.bridge.imc.RuntimeService;
import org.halite.bridge.origin.Decision;
import org.halite.bridge.origin.UrlReference;
import org.halite.ppapi.PpInputEvent;
import org.halite.ppapi.Var;
import org.halite.wire.ControlWire;
import org.halite.wire.SrpcMessage;
import org.halite.wire.WireException;

/**
 * The life of one embed element's module, from loadstart to exit. Everything that happens goes
 * through the mailbox, one thing at a time, and only there are fields touched and events raised.
 */
final class ModuleSession implements ModuleControl, RuntimeService {
  /** One process holds one instance. */
  private static final int INSTANCE = 1;

  /** For a module to hear of its end; then its process is killed. */
  private static final int GRACE_MILLIS = 250;

  /** For a process that said or showed that it ends; then it is killed. */
  private static final int LINGER_MILLIS = 700;

  private static final int MAX_ATTRIBUTE_CHARS = 1 << 20;

  /** Decoded on the event loop, which other modules wait for. */
  private static final int MAX_SHORT_MESSAGE = 4096;

  private enum Phase {
    LOADING,
    STARTED,
    LOADED,
    ENDED
  }

  private final ModuleRequest request;
  private final ModuleEvents events;
  private final LocalModuleHost host;
  private final Mailbox mailbox;
  private final Outbox outbox;
  private final Inbox inbox;
  private final ConsoleLines console;
  private final RuntimeWords words;
  private final Latest view = new Latest(ControlWire.CHANGE_VIEW);
  private final InputQueue input = new InputQueue(INSTANCE);
  private final Latest focus = new Latest(ControlWire.CHANGE_FOCUS);

  private Phase phase = Phase.LOADING;
  private Thread loader;
  private RuntimeProcess process;
  private RuntimeConnection connection;
  private String name = "the module";
  private ManifestFiles files;
  private ModuleServices services;

  ModuleSession(ModuleRequest request, ModuleEvents events, LocalModuleHost host, Mailbox mailbox) {
    this.request = request;
    this.events = new GuardedEvents(events);
    this.host = host;
    this.mailbox = mailbox;
    this.outbox = new Outbox(INSTANCE, host.postBudget(), why -> mail(() -> fail(why)));
    this.inbox = new Inbox(mailbox, this.events, why -> mail(() -> fail(why)));
    this.console = new ConsoleLines(this.events::console);
    this.words = new RuntimeWords(console);
  }

  private void mail(Runnable work) {
    mailbox.execute(work);
  }

  void open() {
    changeView(ElementView.of(request.width(), request.height()));
    mail(
        () -> {
          events.loadStart();
          ModuleLoad load =
              new ModuleLoad(
                  request,
                  host.fetcher(),
                  host.verdicts(request.site()),
                  host.store().isShared(),
                  host.fileBudget(),
                  host.store().memory(),
                  new LoaderSteps());
          loader = Thread.ofVirtual().name("halite-load").start(load::run);
        });
  }

  @Override
  public void postMessage(Var data) {
    try {
      outbox.post(data);
    } catch (WireException e) {
      mail(
          () ->
              events.console(
                  ModuleEvents.Level.ERROR, "postMessage was dropped: " + e.getMessage()));
    }
  }

  @Override
  public CompletableFuture<Var> ask(Var data) {
    return outbox.ask(data);
  }

  @Override
  public void changeView(ElementView changed) {
    view.set(changed.values(INSTANCE));
  }

  @Override
  public CompletableFuture<Boolean> input(InputEvent event) {
    return input.send(event);
  }

  @Override
  public void changeFocus(boolean focused) {
    focus.set(INSTANCE, focused ? 1 : 0);
  }

  @Override
  public void mouseLockLost() {
    mail(
        () -> {
          if (phase == Phase.LOADED) {
            connection.tell(ControlWire.MOUSE_LOCK_LOST, INSTANCE);
          }
        });
  }

  @Override
  public void close() {
    mail(this::leave);
  }

  /** The process, for tests; null before it was started. */
  RuntimeProcess process() {
    return process;
  }

  /** What the module can open, for tests; null before it is loaded. */
  ManifestFiles files() {
    return files;
  }

  /** Waits until what the loader began is done, for tests. */
  void awaitLoader() throws InterruptedException {
    loader.join();
  }

  // What the runtime asks; on the event loop.

  @Override
  public void request(RuntimeRequest asked) {
    if (asked.method() == ControlWire.POST_MESSAGE && asked.bytes() <= MAX_SHORT_MESSAGE) {
      mailbox.executeAtOnce(() -> serve(asked));
    } else {
      mail(() -> serve(asked));
    }
  }

  @Override
  public void closed(String reason) {
    mail(() -> disconnected(reason));
  }

  private void serve(RuntimeRequest asked) {
    if (phase == Phase.ENDED) {
      if (asked.method() == ControlWire.EXIT) {
        asked.reply(); // it went in peace: no need to wait for the end of its time
        process.kill();
      } else if (asked.method() == ControlWire.LOG) {
        words.hearLast(asked);
        asked.reply();
      }
      return;
    }
    try {
      if (answer(asked)) {
        asked.reply();
      }
    } catch (WireException e) {
      fail("the runtime process broke the protocol: " + e.getMessage());
    }
  }

  /** Whether the answer is to be given at once; otherwise somebody gives it later. */
  private boolean answer(RuntimeRequest asked) throws WireException {
    SrpcMessage message = asked.message();
    switch (asked.method()) {
      case ControlWire.POST_MESSAGE,
          ControlWire.CONSOLE,
          ControlWire.PRESENT,
          ControlWire.URL_OPEN,
          ControlWire.SOUND_OPEN,
          ControlWire.SOUND_PLAY,
          ControlWire.SOUND_CLOSE,
          ControlWire.REQUEST_INPUT,
          ControlWire.SET_CURSOR,
          ControlWire.FULLSCREEN,
          ControlWire.SCREEN_SIZE,
          ControlWire.LOCK_MOUSE,
          ControlWire.TEXT_INPUT -> {
        if (message.integer(0) != INSTANCE || phase == Phase.LOADING) {
          throw new WireException("a request for an instance that does not exist");
        }
      }
      default -> {
        // of the process, not of an instance
      }
    }
    switch (asked.method()) {
      case ControlWire.LOG, ControlWire.OUTPUT, ControlWire.CONSOLE -> words.hear(asked);
      case ControlWire.INSTANCE_CREATED -> created(message);
      case ControlWire.POST_MESSAGE -> {
        inbox.add(asked);
        return false; // answered when the page has it
      }
      case ControlWire.REQUEST_INPUT -> requestInput(message.integer(1), message.integer(2));
      case ControlWire.SET_CURSOR,
          ControlWire.FULLSCREEN,
          ControlWire.SCREEN_SIZE,
          ControlWire.LOCK_MOUSE,
          ControlWire.TEXT_INPUT -> {
        events.wished(ElementWishes.read(asked));
        return false; // answered when it is decided
      }
      case ControlWire.EXIT -> exited(message);
      default -> {
        if (services == null) {
          throw new WireException("a request of a module that has not begun");
        }
        services.serve(asked);
        return false;
      }
    }
    return true;
  }

  private void requestInput(int taken, int filtered) throws WireException {
    if (((taken | filtered) & ~PpInputEvent.ALL_CLASSES) != 0 || (taken & filtered) != 0) {
      throw new WireException("a wish for input that there is not");
    }
    events.inputRequested(taken, filtered);
  }

  private void tell(ModuleEvents.Level level, String text) {
    if (phase != Phase.ENDED) {
      console.say(level, text);
    }
  }

  // The life.

  /** The loader's steps, brought into the mailbox. */
  private final class LoaderSteps implements ModuleLoad.Steps {
    @Override
    public void note(ModuleEvents.Level level, String text) {
      mail(() -> tell(level, text));
    }

    @Override
    public RuntimeProcess startProcess() throws IOException, InterruptedException {
      RuntimeProcess started = host.startProcess(ModuleSession.this);
      mail(() -> adopt(started));
      return started;
    }

    @Override
    public void loaded(
        RuntimeConnection to, String nexe, ManifestFiles listed, CodeVerdicts verdicts) {
      mail(() -> start(to, nexe, listed, verdicts));
    }

    @Override
    public void failed(String sentence) {
      mail(() -> failedToLoad(sentence));
    }

    @Override
    public void progress(URI url, boolean computable, long loaded, long total) {
      mail(
          () -> {
            if (phase == Phase.LOADING) {
              events.progress(url, computable, loaded, total);
            }
          });
    }

    @Override
    public void fetched(URI url, String initiator, Decision decision, int status, long bytes) {
      mail(() -> events.fetched(url, initiator, decision, status, bytes));
    }

    @Override
    public void stored(URI url, String initiator, boolean asked, long bytes) {
      mail(() -> events.stored(url, initiator, asked, bytes));
    }
  }

  private void adopt(RuntimeProcess started) {
    process = started;
    if (phase == Phase.ENDED) {
      started.kill();
    }
  }

  private void start(
      RuntimeConnection to, String nexe, ManifestFiles listed, CodeVerdicts verdicts) {
    if (phase != Phase.LOADING) {
      listed.close();
      return;
    }
    files = listed;
    services =
        new ModuleServices(
            host,
            request,
            to,
            listed,
            verdicts,
            mailbox,
            events,
            (level, text) -> mail(() -> tell(level, text)));
    List<List<String>> attributes = ModuleLoad.attributes(request.attributes());
    byte[] names = ControlWire.strings(attributes.get(0));
    byte[] values = ControlWire.strings(attributes.get(1));
    if (names.length + values.length > MAX_ATTRIBUTE_CHARS) {
      fail("the element's attributes are longer than 1 MiB");
      return;
    }
    phase = Phase.STARTED;
    connection = to;
    name = nexe;
    to.tell(ControlWire.START);
    to.tell(ControlWire.CREATE_INSTANCE, INSTANCE, names, values);
    view.open(to);
    focus.open(to);
  }

  private void created(SrpcMessage message) throws WireException {
    if (phase != Phase.STARTED || message.integer(0) != INSTANCE) {
      throw new WireException("an instance nobody asked for");
    } else if (message.integer(1) == 0) {
      fail(name + " refused to start: its DidCreate answered PP_FALSE");
    } else {
      phase = Phase.LOADED;
      // Before the event: its listener may wait for an answer at once, in a thread of its own.
      outbox.open(connection);
      events.load();
      events.loadEnd();
      inbox.open();
      input.open(connection);
    }
  }

  private void exited(SrpcMessage message) throws WireException {
    ExitReport report = Exits.report(message);
    if (report == null) {
      throw new WireException("an exit that cannot be");
    }
    die(Exits.sentence(name, report, phase == Phase.LOADED), report, LINGER_MILLIS);
  }

  /** The connection is gone. Unless the process has said why, its exit status must tell. */
  private void disconnected(String reason) {
    if (phase == Phase.ENDED || process == null) {
      return;
    }
    host.killAfter(process, LINGER_MILLIS);
    RuntimeProcess gone = process;
    boolean ran = phase != Phase.LOADING;
    var _ =
        gone.ended()
            .thenCombine(
                gone.lastWords(),
                (status, words) -> Exits.withoutReport(reason, status, words, ran))
            .thenAccept(report -> mail(() -> die(report.reason(), report, 0)));
  }

  /** Something that the loader saw; what the process itself said goes before it. */
  private void failedToLoad(String sentence) {
    if (phase == Phase.LOADING) {
      die(sentence, ExitReport.neverRan(sentence), 0);
    }
  }

  /** The browser ends the module. */
  private void fail(String sentence) {
    boolean ran = phase == Phase.STARTED || phase == Phase.LOADED;
    die(sentence, ran ? Exits.killed(sentence) : ExitReport.neverRan(sentence), 0);
  }

  private void die(String sentence, ExitReport report, int lingerMillis) {
    if (phase == Phase.ENDED) {
      return;
    }
    boolean wasLoaded = phase == Phase.LOADED;
    console.end();
    inbox.drain();
    end();
    if (wasLoaded) {
      events.crash(sentence, report);
    } else {
      events.error(sentence, report);
      events.loadEnd();
    }
    bury(report, lingerMillis);
  }

  /** The element is gone, or its page. */
  private void leave() {
    if (phase == Phase.ENDED) {
      return;
    }
    boolean wasLoaded = phase == Phase.LOADED;
    boolean ran = wasLoaded || phase == Phase.STARTED;
    if (wasLoaded) {
      connection.tell(ControlWire.DESTROY_INSTANCE, INSTANCE);
      connection.tell(ControlWire.SHUTDOWN);
    }
    inbox.close();
    end();
    if (!wasLoaded) {
      events.abort();
      events.loadEnd();
    }
    String why = "the element or its page is gone";
    bury(ran ? Exits.killed(why) : ExitReport.neverRan(why), wasLoaded ? GRACE_MILLIS : 0);
  }

  private void end() {
    phase = Phase.ENDED;
    outbox.close();
    input.close();
    if (loader != null) {
      loader.interrupt();
    }
    if (files != null) {
      files.close();
    }
    if (services != null) {
      services.end();
    }
  }

  /** Ends the process after a while, and raises the last event when it is gone. */
  private void bury(ExitReport report, int lingerMillis) {
    RuntimeProcess dying = process;
    if (dying == null) {
      raiseExit(report);
      return;
    }
    if (lingerMillis == 0) {
      dying.kill();
    } else {
      host.killAfter(dying, lingerMillis);
    }
    var _ =
        dying
            .ended()
            .completeOnTimeout(-1, 5, TimeUnit.SECONDS)
            .thenRun(() -> mail(() -> raiseExit(report)));
  }

  private void raiseExit(ExitReport report) {
    host.forget(this);
    events.exit(report);
  }

  /** What is shown of the module, for sentences. */
  @Override
  public String toString() {
    return "module "
        + request.elementId()
        + " of "
        + UrlReference.shown(request.source().toString());
  }
}
