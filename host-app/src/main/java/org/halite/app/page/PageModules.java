package org.halite.app.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.halite.app.shim.PageShim;
import org.halite.bridge.manifest.ManifestException;
import org.halite.bridge.manifest.NexesAttribute;
import org.halite.bridge.module.ElementView;
import org.halite.bridge.module.InputEvent;
import org.halite.bridge.module.ModuleHost;
import org.halite.bridge.module.ModuleRequest;
import org.halite.bridge.origin.UrlReference;
import org.halite.bridge.script.ScriptValueException;
import org.halite.bridge.script.ScriptValues;
import org.halite.ppapi.PpInputEvent;
import org.halite.ppapi.Var;

/**
 * Answers the shim: makes, feeds and ends the modules of a page's elements. Everything in a call
 * except the secret may be the page's doing and is bounded. Called by {@code BrowserPage} on the
 * JavaFX thread, within the page's prompt.
 */
final class PageModules implements AutoCloseable {
  static final String NATIVE = "application/x-nacl";
  static final String PORTABLE = "application/x-pnacl";

  /** How the shim marks the text of a nexes attribute, which stands in for a manifest. */
  private static final String INLINE = "nexes:";

  /** Each runs in a process of its own. */
  static final int MAX_MODULES = 32;

  private static final int MAX_URL = 65_536;
  private static final int MAX_ATTRIBUTES = 1_000;
  private static final int MAX_ATTRIBUTE_CHARS = 1 << 20;
  private static final int MAX_PIXELS = 1 << 24;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ModuleHost host;
  private final PageFrames frames;
  private final DocumentPolicies policies;
  private final PageObserver observer;
  private final PageWindow window;
  private final EventPump pump = new EventPump();
  private final Map<String, ModuleElement> elements = new LinkedHashMap<>();
  private final KeyWatch keys;
  private final TouchWatch touches;
  private final CompositionWatch compositions;
  private final PageWishes wishes;
  private ModuleElement focused;
  private int lastElement;

  PageModules(
      ModuleHost host,
      PageFrames frames,
      DocumentPolicies policies,
      PageObserver observer,
      PageWindow window) {
    this.host = host;
    this.frames = frames;
    this.policies = policies;
    this.observer = observer;
    this.window = window;
    keys = window.watchKeys(this::typed);
    touches = window.watchTouches(this::touched);
    compositions = window.watchCompositions(this::writer);
    wishes = new PageWishes(window, frames, compositions::ask, compositions::cancel);
  }

  /** The answer that the shim's prompt returns; null is a refusal. */
  String answer(PageShim.Call call) {
    pump.active();
    if (call.operation().equals("hello")) {
      return frames.hello(call.payload()).orElse(null);
    }
    int bar = call.payload().indexOf('|');
    String handle = bar < 0 ? call.payload() : call.payload().substring(0, bar);
    String rest = bar < 0 ? "" : call.payload().substring(bar + 1);
    if (call.operation().equals("create")) {
      create(handle, rest);
      return "";
    }
    ModuleElement element = elements.get(handle);
    if (element == null) {
      return ""; // ended from this side in the meantime
    }
    switch (call.operation()) {
      case "post" -> post(element, rest);
      case "ask" -> {
        return ask(element, rest);
      }
      case "view" -> view(element, rest);
      case "focus" -> focus(element, rest.equals("true"));
      case "input" -> {
        return Boolean.toString(input(element, rest));
      }
      case "destroy" -> {
        elements.remove(handle);
        remove(element);
      }
      default -> observer.console("error", "The page shim asked for " + call.operation(), null);
    }
    return "";
  }

  private void create(String handle, String text) {
    int colon = handle.indexOf(':');
    Optional<PageFrames.Document> document =
        colon < 0 ? Optional.empty() : frames.document(handle.substring(0, colon));
    if (document.isEmpty() || elements.containsKey(handle)) {
      return;
    }
    JsonNode asked;
    int key;
    try {
      asked = JSON.readTree(text);
      key = Integer.parseInt(handle.substring(colon + 1));
    } catch (JsonProcessingException | NumberFormatException e) {
      observer.console("error", "A module element was described in a form nobody can read", null);
      return;
    }
    String id = "embed-" + ++lastElement;
    String type = asked.path("type").asText().toLowerCase(Locale.ROOT);
    String source = asked.path("source").asText();
    ModuleElement element = new ModuleElement(id, document.get(), key, pump, observer, window);
    element.whenWishesChange(compositions::ask);
    element.whenItWishes(wish -> wishes.decide(element, wish), () -> wishes.forget(element));
    observer.embed(id, type, source);
    boolean full = elements.size() >= MAX_MODULES;
    elements.put(handle, element);
    if (full) {
      element.refuse(
          "This page already has " + MAX_MODULES + " modules, the most that run at once.");
      return;
    }
    if (type.equals(PORTABLE)) {
      element.refuse(
          "Portable modules are not supported yet: the type "
              + PORTABLE
              + " needs a translator; build the module for x86-64 and use "
              + NATIVE
              + ".");
      return;
    }
    open(element, document.get(), asked, source);
  }

  private void open(
      ModuleElement element, PageFrames.Document document, JsonNode asked, String source) {
    try {
      URI manifest =
          source.startsWith(INLINE)
              ? NexesAttribute.manifest(source.substring(INLINE.length()))
              : url(source, "The manifest");
      PageFrames.PolicySource policySource = frames.policySource(document);
      URI page = documentUrl(document, asked.path("origin").asText());
      ModuleRequest request =
          new ModuleRequest(
              element.id(),
              NATIVE,
              manifest,
              page,
              url(frames.url(), "The page"),
              policies.of(policySource.url(), policySource.metas()),
              attributes(asked.path("attributes")),
              pixels(asked, "width"),
              pixels(asked, "height"));
      element.runs(host.open(request, element));
      view(element, asked);
    } catch (URISyntaxException e) {
      element.refuse(e.getReason());
    } catch (ManifestException | IllegalArgumentException e) {
      element.refuse(e.getMessage());
    }
  }

  private static URI url(String text, String what) throws URISyntaxException {
    if (text.length() > MAX_URL) {
      throw new URISyntaxException("", what + "'s URL is longer than " + MAX_URL + " characters.");
    }
    try {
      return UrlReference.absolute(text);
    } catch (URISyntaxException e) {
      // in words of the page's developer
      throw new URISyntaxException("", what + "'s URL cannot be read: " + UrlReference.shown(text));
    }
  }

  /**
   * A document without an URL of its own (about:blank, srcdoc, blob:) speaks for the origin it got.
   */
  private URI documentUrl(PageFrames.Document document, String origin) throws URISyntaxException {
    String url = frames.url(document);
    if (url.startsWith("http:") || url.startsWith("https:") || url.startsWith("file:")) {
      return url(url, "The page");
    }
    if (origin.startsWith("http://") || origin.startsWith("https://")) {
      return url(origin + "/", "The page");
    }
    throw new URISyntaxException(
        "", "Modules run only in pages of http:, https: and file: URLs, not in " + url + ".");
  }

  private static Map<String, String> attributes(JsonNode pairs) {
    if (pairs.size() > MAX_ATTRIBUTES) {
      throw new IllegalArgumentException(
          "The element has more than " + MAX_ATTRIBUTES + " attributes.");
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    int chars = 0;
    for (JsonNode pair : pairs) {
      String name = pair.path(0).asText();
      String value = pair.path(1).asText();
      chars += name.length() + value.length();
      if (chars > MAX_ATTRIBUTE_CHARS) {
        throw new IllegalArgumentException("The element's attributes are larger than 1 MiB.");
      }
      attributes.putIfAbsent(name, value);
    }
    return attributes;
  }

  private void post(ModuleElement element, String packed) {
    Var data;
    try {
      data = ScriptValues.fromPage(packed);
    } catch (ScriptValueException e) {
      observer.console("error", "A message was not sent: " + e.getMessage(), element.id());
      return;
    }
    element.post(data);
  }

  /** {@code =} and the module's answer, or {@code !} and why there is none. */
  private static String ask(ModuleElement element, String packed) {
    try {
      return "=" + ScriptValues.toPage(element.ask(ScriptValues.fromPage(packed)));
    } catch (ScriptValueException | IOException e) {
      return "!" + e.getMessage();
    }
  }

  private void view(ModuleElement element, String text) {
    try {
      view(element, JSON.readTree(text));
    } catch (JsonProcessingException e) {
      observer.console("error", "A view was described in a form nobody can read", element.id());
    }
  }

  private void view(ModuleElement element, JsonNode view) {
    double zoom = window.zoom();
    JsonNode clip = view.path("clip");
    element.changeView(
        new ElementView(
            pixels(view.path("x"), zoom),
            pixels(view.path("y"), zoom),
            pixels(view.path("width"), zoom),
            pixels(view.path("height"), zoom),
            pixels(clip.path(0), zoom),
            pixels(clip.path(1), zoom),
            pixels(clip.path(2), zoom),
            pixels(clip.path(3), zoom),
            view.path("visible").asBoolean() && window.isShown(),
            element.isFilling(),
            pixels(view.path("scrollX"), zoom),
            pixels(view.path("scrollY"), zoom),
            window.deviceScale(),
            zoom));
  }

  /** CSS pixels, in device-independent ones. */
  private static int pixels(JsonNode number, double zoom) {
    return Math.clamp(Math.round(number.asDouble() * zoom), -MAX_PIXELS, MAX_PIXELS);
  }

  private static int pixels(JsonNode view, String name) {
    return Math.clamp(view.path(name).asInt(), 0, MAX_PIXELS);
  }

  private void focus(ModuleElement element, boolean gained) {
    if (gained) {
      focused = element;
    } else if (element == focused) {
      focused = null;
    }
    compositions.moved();
    element.changeFocus(gained);
  }

  /** An event on an element; whether the page is not to get it. */
  private boolean input(ModuleElement element, String text) {
    try {
      InputEvent event = PageInput.read(JSON.readTree(text), window.zoom(), keys);
      return event != null && element.wants(event.eventClass()) && element.input(event);
    } catch (JsonProcessingException e) {
      observer.console("error", "An event was described in a form nobody can read", element.id());
      return false;
    }
  }

  /** A character for the element that has the keyboard; whether the page is not to get it. */
  private boolean typed(InputEvent character) {
    return focused != null
        && focused.wants(PpInputEvent.CLASS_KEYBOARD)
        && focused.input(character);
  }

  /** The element under a finger, if it wants to know. */
  private TouchWatch.Place touched(double x, double y) {
    double zoom = window.zoom();
    PageFrames.Hit hit = frames.at(x / zoom, y / zoom);
    ModuleElement element = hit == null ? null : elements.get(hit.document() + ":" + hit.key());
    return element == null || !element.wants(PpInputEvent.CLASS_TOUCH)
        ? null
        : new TouchWatch.Place(
            element,
            x - hit.x() * zoom,
            y - hit.y() * zoom,
            event -> element.wants(PpInputEvent.CLASS_TOUCH) && element.input(event));
  }

  /** The element that has the keyboard, for input methods. */
  private CompositionWatch.Writer writer() {
    return focused == null || focused.isNotWritten()
        ? null
        : new CompositionWatch.Writer(
            focused::wants, focused::input, focused.lowerLeft(), focused.around());
  }

  /** The window's zoom, scale or visibility is another. */
  void windowChanged() {
    frames.tellViews();
    elements.values().forEach(ModuleElement::placePicture);
  }

  /** Ends the modules of documents that are no longer shown. */
  void removeGone() {
    end(frames.removeGone());
  }

  private void end(Collection<String> documents) {
    List<String> handles = new ArrayList<>();
    elements.forEach(
        (handle, element) -> {
          if (documents.contains(element.documentName())) {
            handles.add(handle);
          }
        });
    for (String handle : handles) {
      remove(elements.remove(handle));
    }
  }

  private void remove(ModuleElement element) {
    if (element == focused) {
      focused = null;
      compositions.moved();
    }
    touches.forget(element);
    wishes.forget(element);
    element.close();
  }

  /** Whether every element has ended loading. */
  boolean isSettled() {
    return elements.values().stream().allMatch(ModuleElement::isSettled);
  }

  @Override
  public void close() {
    end(frames.removeAll());
    pump.close();
  }
}
