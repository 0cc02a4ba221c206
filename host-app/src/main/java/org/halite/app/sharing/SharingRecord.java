package org.halite.app.sharing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.halite.app.page.PageObserver;
import org.halite.bridge.module.ModuleEvents;
import org.halite.bridge.origin.Decision;

/** What the two apps' modules fetched, found in the store and linked. Any thread may call. */
final class SharingRecord implements PageObserver {
  private static final int MOST = 1000;
  private static final int MAX_ELEMENTS = 1000;

  private final Map<String, String> sites;
  private final Consumer<String> lines;
  private final Map<String, String> elements = new LinkedHashMap<>();
  private final Deque<ObjectNode> entries = new ArrayDeque<>();
  private int count;

  /**
   * @param sites names of the apps by their origins
   * @param lines gets each event as a line for people
   */
  SharingRecord(Map<String, String> sites, Consumer<String> lines) {
    this.sites = Map.copyOf(sites);
    this.lines = lines;
  }

  /** The events with larger numbers than that, in their order. */
  synchronized ArrayNode since(int number) {
    ArrayNode newer = JsonNodeFactory.instance.arrayNode();
    for (ObjectNode entry : entries) {
      if (entry.path("number").asInt() > number) {
        newer.add(entry);
      }
    }
    return newer;
  }

  @Override
  public synchronized void embed(String element, String type, String src) {
    if (elements.size() < MAX_ELEMENTS) {
      elements.put(element, siteOf(src));
    }
  }

  @Override
  public void fetch(String url, String initiator, Decision decision, int status, long bytes) {
    String site = siteOf(initiator);
    boolean ofModule = initiator.endsWith(".nmf") || url.endsWith(".nmf");
    if (ofModule && !site.isEmpty()) {
      add(site, "fetch", url, decision.allowed(), decision.reason(), status, bytes);
    }
  }

  @Override
  public void stored(String element, String url, boolean asked, long bytes) {
    String sentence =
        asked
            ? "From the library store; its server said that it has not changed."
            : "From the library store; no server was asked.";
    add(site(element), asked ? "confirmed" : "store", url, true, sentence, 0, bytes);
  }

  @Override
  public void opened(String element, String name, ModuleEvents.Opening opening, long bytes) {
    boolean there = opening == ModuleEvents.Opening.LIBRARY;
    add(site(element), "link", name, there, opening.sentence(name, bytes), 0, bytes);
  }

  @Override
  public void event(String element, String kind, String lastError) {
    if (kind.equals("load")) {
      add(site(element), "load", element, true, "The module runs.", 0, 0);
    } else if (!lastError.isEmpty()) {
      add(site(element), kind, element, false, lastError, 0, 0);
    }
  }

  private synchronized String site(String element) {
    return elements.getOrDefault(element, "");
  }

  private String siteOf(String url) {
    for (Map.Entry<String, String> site : sites.entrySet()) {
      if (url.startsWith(site.getKey() + "/")) {
        return site.getValue();
      }
    }
    return "";
  }

  private synchronized void add(
      String site,
      String kind,
      String subject,
      boolean allowed,
      String sentence,
      int status,
      long bytes) {
    if (entries.size() == MOST) {
      entries.removeFirst();
    }
    String name = subject.substring(subject.lastIndexOf('/') + 1);
    entries.addLast(
        JsonNodeFactory.instance
            .objectNode()
            .put("number", ++count)
            .put("site", site)
            .put("kind", kind)
            .put("name", name)
            .put("subject", subject)
            .put("allowed", allowed)
            .put("sentence", sentence)
            .put("status", status)
            .put("bytes", Math.max(0, bytes)));
    lines.accept(
        String.format(
            Locale.ROOT,
            "%-8s %-10s %-22s %8s  %s%s",
            site,
            kind,
            name,
            bytes > 0 ? Long.toString(bytes) : "",
            allowed ? "" : "REFUSED: ",
            sentence));
  }
}
