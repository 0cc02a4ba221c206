package org.halite.runtime.pepper;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.halite.ppapi.Convention;
import org.halite.ppapi.Declaration;
import org.halite.ppapi.Declarations;
import org.halite.ppapi.PpError;
import org.halite.ppapi.PpInputEvent;
import org.halite.ppapi.Var;
import org.halite.runtime.irt.IrtInterface;
import org.halite.runtime.machine.BadAddress;
import org.halite.runtime.machine.CallHandler;
import org.halite.runtime.machine.ThunkSpace;
import org.halite.runtime.machine.UntrustedCall;

/**
 * PPAPI for one module: the ppapihook interfaces for the IRT, and the events of the browser, which
 * any thread may bring. The module's main thread takes them in order once it is in ppapi_start
 * (spec/ppapi-binding.md, "Order of calls").
 *
 * <p>Events return false when too many are waiting for the module; the browser's flow control keeps
 * far below that.
 */
public final class Pepper {
  /** The hook of native modules and of early portable ones. */
  public static final String HOOK = "nacl-irt-ppapihook-0.1";

  /** The hook of portable modules of 2015 and later, with the pexe convention. */
  public static final String PEXE_HOOK = "nacl-irt-ppapihook-pnacl-private-0.1";

  /** The only module there is in the process; what PPB_Var 1.0 is told. */
  private static final int MODULE_ID = 1;

  private final Browser browser;
  private final Notices notices;
  private final Resources resources = new Resources();
  private final Vars vars = new Vars(resources);
  private final MessageLoops loops = new MessageLoops(resources);
  private final Screens screens;
  private final MessageHandlers handlers;
  private final Elements elements;
  private final Fullscreen fullscreen;
  private final MouseLocks locks;
  private final int nativeGetInterface;
  private final int pexeGetInterface;
  private final Sounds sounds;
  private volatile ThreadCreator threadCreator;

  /** The newest view of each element whose DidChangeView has not been called yet. */
  private final Map<Integer, View> newViews = new HashMap<>();

  /**
   * Two code addresses of the module for threads that its libc knows.
   *
   * @param create {@code int thread_create(uintptr_t *tid, void (*func)(void *), void *arg)}
   * @param join {@code int thread_join(uintptr_t tid)}
   */
  public record ThreadCreator(int create, int join) {}

  /** Makes all tables and thunks in {@code space}, which must still be open. */
  public Pepper(ThunkSpace space, Browser browser) {
    this.browser = browser;
    notices = new Notices(browser);
    screens = new Screens(browser, loops);
    handlers = new MessageHandlers(vars, resources, browser, notices);
    fullscreen = new Fullscreen(browser);
    locks = new MouseLocks(browser);
    elements =
        new Elements(vars, resources, handlers, browser, notices, screens, fullscreen, locks);
    sounds = new Sounds(space, browser, loops, resources, notices);
    BrowserInterfaces nativeInterfaces = new BrowserInterfaces(notices);
    BrowserInterfaces pexeInterfaces = new BrowserInterfaces(notices);
    Map<String, Service> services = services();
    for (Declaration declaration : Declarations.BROWSER) {
      Service service = services.get(declaration.family());
      nativeInterfaces.offer(declaration, service, Convention.NATIVE, space);
      if (declaration.hasStructsByValue()) {
        pexeInterfaces.offer(declaration, service, Convention.PEXE, space);
      } else {
        pexeInterfaces.share(declaration, nativeInterfaces);
      }
    }
    nativeGetInterface = space.thunk(nativeInterfaces);
    pexeGetInterface = space.thunk(pexeInterfaces);
  }

  private Map<String, Service> services() {
    Map<String, Service> services = new HashMap<>();
    services.put("PPB_Core", new CoreService(resources, loops, notices));
    services.put("PPB_Instance", new InstanceService(resources, elements, screens));
    services.put("PPB_Var", new VarService(vars, resources));
    services.put("PPB_VarArray", new VarArrayService(vars));
    services.put("PPB_VarArrayBuffer", new VarArrayBufferService(vars));
    services.put("PPB_VarDictionary", new VarDictionaryService(vars));
    services.put("PPB_Console", new ConsoleService(vars, elements, browser));
    services.put("PPB_MessageLoop", new MessageLoopService(loops, resources, elements));
    services.put("PPB_Messaging", new MessagingService(vars, elements, browser, handlers));
    services.put("PPB_ImageData", new ImageDataService(resources, elements, screens));
    services.put(
        "PPB_Graphics2D", new Graphics2DService(resources, elements, screens, loops, notices));
    services.put("PPB_AudioConfig", new AudioConfigService(resources, elements));
    services.put("PPB_Audio", new AudioService(resources, elements, sounds));
    putInput(services, "PPB_InputEvent", 0);
    putInput(services, "PPB_MouseInputEvent", PpInputEvent.CLASS_MOUSE);
    putInput(services, "PPB_WheelInputEvent", PpInputEvent.CLASS_WHEEL);
    putInput(services, "PPB_KeyboardInputEvent", PpInputEvent.CLASS_KEYBOARD);
    putInput(services, "PPB_TouchInputEvent", PpInputEvent.CLASS_TOUCH);
    putInput(services, "PPB_IMEInputEvent", PpInputEvent.CLASS_IME);
    services.put("PPB_View", new ViewService(resources));
    services.put("PPB_Fullscreen", new FullscreenService(elements, fullscreen, browser));
    services.put("PPB_Gamepad", new GamepadService());
    services.put("PPB_MouseCursor", new MouseCursorService(resources, elements, browser));
    services.put("PPB_MouseLock", new MouseLockService(elements, locks, loops));
    services.put("PPB_TextInputController", new TextInputService(elements, vars, browser));
    services.put(
        "PPB_URLLoader", new UrlLoaderService(resources, elements, loops, vars, browser, notices));
    services.put("PPB_URLRequestInfo", new UrlRequestInfoService(resources, elements, vars));
    services.put("PPB_URLResponseInfo", new UrlResponseInfoService(resources, vars));
    return services;
  }

  private void putInput(Map<String, Service> services, String family, int eventClass) {
    services.put(family, new InputEventService(eventClass, resources, elements, vars));
  }

  /** Slot 0 of a hook. */
  private record Start(Pepper pepper, Convention convention) implements CallHandler {
    @Override
    public void handle(UntrustedCall call) {
      pepper.start(call, convention);
    }
  }

  /** Slot 1 of a hook. */
  private record RegisterThreadCreator(Pepper pepper) implements CallHandler {
    @Override
    public void handle(UntrustedCall call) {
      pepper.registerThreadCreator(call);
    }
  }

  /** What the IRT is to offer. */
  public List<IrtInterface> irtInterfaces() {
    CallHandler register = new RegisterThreadCreator(this);
    return List.of(
        new IrtInterface(HOOK, List.of(new Start(this, Convention.NATIVE), register)),
        new IrtInterface(PEXE_HOOK, List.of(new Start(this, Convention.PEXE), register)));
  }

  /**
   * The functions of ppapi_register_thread_creator, or null while the module has not registered
   * any.
   */
  public ThreadCreator threadCreator() {
    return threadCreator;
  }

  /** {@code void ppapi_register_thread_creator(const struct PP_ThreadFunctions*)}. */
  private void registerThreadCreator(UntrustedCall call) {
    try {
      byte[] functions = call.memory().read(call.integerRegister(0) & 0xffffffffL, 8);
      threadCreator = new ThreadCreator(Bytes.int32(functions, 0), Bytes.int32(functions, 4));
      sounds.useThreads(threadCreator);
    } catch (BadAddress e) {
      notices.errorOnce("ppapi_register_thread_creator was given a table that cannot be read");
    }
  }

  /** {@code int ppapi_start(const struct PP_StartFunctions*)}. */
  private void start(UntrustedCall call, Convention convention) {
    int status;
    try {
      status = run(call, convention);
    } catch (BadAddress e) {
      notices.errorOnce(
          "the module gave PPAPI a function table that cannot be read: " + e.getMessage());
      status = PpError.PP_ERROR_BADARGUMENT;
    }
    call.returns(status & 0xffffffffL);
  }

  private int run(UntrustedCall call, Convention convention) {
    byte[] functions = call.memory().read(call.integerRegister(0) & 0xffffffffL, 12);
    if (!loops.attachMain()) {
      notices.errorOnce("the module called ppapi_start twice");
      return PpError.PP_ERROR_INPROGRESS;
    }
    int initialize = Bytes.int32(functions, 0);
    int shutdown = Bytes.int32(functions, 4);
    int getInterface = Bytes.int32(functions, 8);
    int thunk = convention == Convention.PEXE ? pexeGetInterface : nativeGetInterface;
    int status = (int) call.call(initialize, MODULE_ID, Integer.toUnsignedLong(thunk));
    if (status != PpError.PP_OK) {
      notices.errorOnce("PPP_InitializeModule of the module failed with PPAPI error " + status);
      return status;
    }
    elements.serve(ModuleInterfaces.ask(call, getInterface), convention);
    loops.main().runUntilQuit(call);
    elements.destroyAll(call);
    if (shutdown != 0) {
      long _ = call.call(shutdown);
    }
    return PpError.PP_OK;
  }

  /**
   * A new element: DidCreate, answered by {@link Browser#instanceCreated}.
   *
   * @param instance its id, never 0
   * @param names attribute names, made lower case here
   * @throws IllegalArgumentException with a sentence, for attributes beyond the bounds
   */
  public boolean createInstance(int instance, List<String> names, List<String> values) {
    if (instance == 0) {
      throw new IllegalArgumentException("0 is no instance id");
    }
    Attributes.check(names, values);
    List<String> lower = new ArrayList<>();
    for (String name : names) {
      lower.add(name.toLowerCase(Locale.ROOT));
    }
    List<String> copies = List.copyOf(values);
    return post(new Event.Create(elements, instance, lower, copies));
  }

  /**
   * The element's place changed. Of several changes that the module has not seen yet it sees the
   * last.
   */
  public boolean changeView(View view) {
    int instance = view.instance();
    synchronized (newViews) {
      if (newViews.put(instance, view) != null) {
        return true;
      }
      boolean posted = post(new Event.ChangeView(elements, instance, newViews));
      if (!posted) {
        newViews.remove(instance);
      }
      return posted;
    }
  }

  /** The element got or lost the keyboard. */
  public boolean changeFocus(int instance, boolean focused) {
    return post(new Event.ChangeFocus(elements, instance, focused));
  }

  /** The element has the mouse no more. */
  public boolean mouseLockLost(int instance) {
    return post(new Event.MouseLockLost(elements, instance));
  }

  /**
   * A message from the page.
   *
   * @param taken run on the module's thread that takes the message, before HandleMessage; also when
   *     the message is then dropped because the element is gone
   */
  public boolean postMessage(int instance, Var message, Runnable taken) {
    return post(new Event.Message(elements, instance, message, taken));
  }

  /**
   * Something that a person did; the resource is made when the module takes it.
   *
   * @param handled told once whether the module handled it
   */
  public boolean inputEvent(InputEvent input, InputAnswer handled) {
    return post(new Event.Input(elements, input, handled));
  }

  /**
   * A message for whose answer the page waits.
   *
   * @param answer gets what the module's PPP_MessageHandler answered; null when it has none
   */
  public boolean askMessage(int instance, Var message, Consumer<Var> answer) {
    return post(new Event.Question(elements, instance, message, answer));
  }

  /** The element is gone: DidDestroy. */
  public boolean destroyInstance(int instance) {
    return post(new Event.Destroy(elements, instance));
  }

  /**
   * Ends the module after all earlier events: DidDestroy for what lives, PPP_ShutdownModule, and
   * ppapi_start returns 0.
   */
  public boolean shutdown() {
    return loops.main().quitMain();
  }

  private boolean post(Event event) {
    return loops.main().postEvent(new Event.Guarded(event, notices));
  }
}
