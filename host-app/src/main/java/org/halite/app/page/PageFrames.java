package org.halite.app.page;

import com.sun.webkit.WebPage;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import netscape.javascript.JSException;
import netscape.javascript.JSObject;
import org.halite.bridge.origin.ContainerPolicy;
import org.halite.bridge.origin.Origin;
import org.halite.bridge.origin.UrlReference;
import org.w3c.dom.Element;
import org.w3c.dom.html.HTMLIFrameElement;

/**
 * The frames whose documents hold module elements. A frame handle of WebKit is a pointer that may
 * be used again, so a document is known by the random id that its shim shows. Called by {@code
 * PageModules} on the JavaFX thread.
 */
@SuppressWarnings("removal") // JSObject: the only way by which Java calls into the page.
final class PageFrames {
  private static final int MAX_FRAMES = 1000;
  private static final int MAX_DEPTH = 32;
  private static final String SHIM = "window.__halite";

  private final WebPage page;
  private final Map<String, Document> documents = new HashMap<>();
  private int lastName;

  PageFrames(WebPage page) {
    this.page = page;
  }

  /**
   * A document with module elements: its name, WebKit's handle of its frame, and the way to its
   * shim.
   */
  static final class Document {
    final String name;
    final long frame;
    final String id;

    private final JSObject shim;

    /** What lies in the shim's inbox. */
    private String lastKind = "";

    private Document(String name, long frame, String id, JSObject shim) {
      this.name = name;
      this.frame = frame;
      this.id = id;
      this.shim = shim;
    }

    /**
     * Gives an event to the shim; false when the document is gone. Texts are laid into a member
     * first: {@code call} keeps its arguments where WebKit's garbage collector does not look, and
     * one that is no number can be gone before the call.
     */
    boolean deliver(int key, String kind, String payload) {
      try {
        if (!kind.equals(lastKind)) {
          shim.setMember("kind", kind);
          lastKind = kind;
        }
        shim.setMember("payload", payload);
        shim.call("deliver", key);
        return true;
      } catch (JSException | NullPointerException gone) {
        return false; // WebKit answers either for a window that was torn down
      }
    }
  }

  /**
   * Finds the frame whose shim is saying hello: the one that lends its functions with the proof it
   * sent.
   *
   * @return the document's name for later calls, empty when there is no such frame
   */
  Optional<String> hello(String proof) {
    for (long frame : frames()) {
      if (evaluate(frame, SHIM + ".lend()") instanceof JSObject shim
          && proof.equals(shim.getMember("proof"))
          && evaluate(frame, SHIM + ".id") instanceof String id) {
        String name = "f" + ++lastName;
        documents.put(name, new Document(name, frame, id, shim));
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  Optional<Document> document(String name) {
    return Optional.ofNullable(documents.get(name));
  }

  /** Has each document look again where its elements are. */
  void tellViews() {
    for (Document document : List.copyOf(documents.values())) {
      boolean _ = document.deliver(0, "views", "");
    }
  }

  /**
   * A module element under a point.
   *
   * @param x CSS pixels from its corner to the point
   */
  record Hit(String document, int key, double x, double y) {}

  /**
   * The topmost module element at a place of the page, in whichever frame it is.
   *
   * @param x CSS pixels of the page's window
   * @return null where something else is
   */
  Hit at(double x, double y) {
    long frame = page.getMainFrame();
    double left = x;
    double top = y;
    for (int depth = 0; depth < MAX_DEPTH && frame != 0; depth++) {
      Object found = evaluate(frame, SHIM + ".at(" + left + "," + top + ")");
      String[] words = String.valueOf(found).split(",", -1);
      if (words.length != 4) {
        return null;
      }
      int number = Integer.parseInt(words[1]);
      left = Double.parseDouble(words[2]);
      top = Double.parseDouble(words[3]);
      if (words[0].equals("module")) {
        String document = nameOf(frame);
        return document == null ? null : new Hit(document, number, left, top);
      }
      List<Long> children = page.getChildFrames(frame);
      frame = children == null || number >= children.size() ? 0 : children.get(number);
    }
    return null;
  }

  /**
   * Whether an element of a document may fill the screen, as the Fullscreen standard has it: each
   * frame around it must be allowed to by its element ({@link ContainerPolicy}).
   *
   * @return empty where it may not
   */
  Optional<FilledFrames> filling(Document document) {
    List<FilledFrames.Frame> around = new ArrayList<>();
    long frame = document.frame;
    if (!frames().contains(frame) || !document.id.equals(evaluate(frame, SHIM + ".id"))) {
      return Optional.empty();
    }
    for (int depth = 0; !isMain(frame); depth++) {
      long parent = page.getParentFrame(frame);
      Element owner = page.getOwnerElement(frame);
      if (depth == MAX_DEPTH
          || parent == 0
          || owner == null
          || !(evaluate(parent, SHIM) instanceof JSObject shim)
          || !allowsFullscreen(owner, frame, parent)) {
        return Optional.empty();
      }
      around.addFirst(new FilledFrames.Frame(shim, owner));
      frame = parent;
    }
    return Optional.of(new FilledFrames(around));
  }

  /** By what the documents were given, which no script can change, and by where it came from. */
  private boolean isOfSameOrigin(long frame, long parent) {
    String url = url(frame);
    return evaluate(frame, SHIM + ".origin") instanceof String origin
        && !origin.equals("null")
        && origin.equals(evaluate(parent, SHIM + ".origin"))
        && (!isServed(url) || url.startsWith(origin + "/"));
  }

  private boolean allowsFullscreen(Element owner, long frame, long parent) {
    boolean iframe = owner instanceof HTMLIFrameElement;
    ContainerPolicy policy =
        new ContainerPolicy(
            iframe && owner.hasAttribute("allow") ? owner.getAttribute("allow") : "",
            iframe && owner.hasAttribute("allowfullscreen"));
    boolean named = iframe && owner.hasAttribute("src") && !owner.hasAttribute("srcdoc");
    Origin declared = named ? origin(((HTMLIFrameElement) owner).getSrc()) : null;
    // In a sandbox a document has no origin, wherever it came from.
    boolean none = "null".equals(evaluate(frame, SHIM + ".origin"));
    Origin inside = origin(none ? "about:blank" : url(frame));
    return policy.allowsFullscreen(
        new ContainerPolicy.Document(isOfSameOrigin(frame, parent), inside, declared));
  }

  /** Of what has none, one that is like no other. */
  private static Origin origin(String url) {
    try {
      return Origin.of(UrlReference.absolute(url));
    } catch (URISyntaxException e) {
      return Origin.of(URI.create("about:blank"));
    }
  }

  private String nameOf(long frame) {
    for (Document document : documents.values()) {
      if (document.frame == frame && document.id.equals(evaluate(frame, SHIM + ".id"))) {
        return document.name;
      }
    }
    return null;
  }

  /** Forgets documents that are no longer shown and returns their names. */
  Collection<String> removeGone() {
    if (documents.isEmpty()) {
      return List.of();
    }
    Set<Long> alive = new HashSet<>(frames());
    List<String> gone = new ArrayList<>();
    for (Document document : documents.values()) {
      if (!alive.contains(document.frame)
          || !document.id.equals(evaluate(document.frame, SHIM + ".id"))) {
        gone.add(document.name);
      }
    }
    gone.forEach(documents::remove);
    return gone;
  }

  /** Forgets all and returns their names. */
  Collection<String> removeAll() {
    List<String> all = new ArrayList<>(documents.keySet());
    documents.clear();
    return all;
  }

  /** A page without scripts has no window object, and so no shim, before somebody asks for it. */
  void wake(long frame) {
    evaluate(frame, SHIM + ".watch()");
  }

  boolean isMain(long frame) {
    return frame == page.getMainFrame();
  }

  String url(Document document) {
    return url(document.frame);
  }

  /**
   * The frame whose server speaks for a document: its own, or for about:blank, srcdoc and blob:
   * documents the next one around it that came from a server; and what all on the way say in meta
   * elements.
   */
  record PolicySource(String url, List<String> metas) {}

  PolicySource policySource(Document document) {
    List<String> metas = new ArrayList<>();
    long frame = document.frame;
    while (true) {
      if (evaluate(frame, SHIM + ".policies()") instanceof String text) {
        metas.add(text);
      }
      String url = url(frame);
      long parent = page.getParentFrame(frame);
      if (isServed(url) || parent == 0) {
        return new PolicySource(url, metas);
      }
      frame = parent;
    }
  }

  private static boolean isServed(String url) {
    return url.startsWith("http:") || url.startsWith("https:") || url.startsWith("file:");
  }

  /** The URL of the whole page. */
  String url() {
    return url(page.getMainFrame());
  }

  private String url(long frame) {
    String url = page.getURL(frame);
    return url == null ? "" : url;
  }

  private Object evaluate(long frame, String script) {
    try {
      return page.executeScript(frame, script);
    } catch (JSException | NullPointerException noWindow) {
      return null;
    }
  }

  private List<Long> frames() {
    List<Long> found = new ArrayList<>();
    ArrayDeque<Long> open = new ArrayDeque<>();
    open.add(page.getMainFrame());
    while (!open.isEmpty() && found.size() < MAX_FRAMES) {
      long frame = open.remove();
      if (frame != 0) {
        found.add(frame);
        List<Long> children = page.getChildFrames(frame);
        if (children != null) {
          open.addAll(children);
        }
      }
    }
    return found;
  }
}
