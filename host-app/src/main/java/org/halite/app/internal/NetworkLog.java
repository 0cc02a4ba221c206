package org.halite.app.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.halite.app.page.PageObserver;
import org.halite.bridge.module.ModuleEvents;
import org.halite.bridge.origin.Decision;
import org.halite.bridge.origin.UrlReference;

/**
 * The newest of what a browser fetched, found in its store and gave to modules, with the sentence
 * that says why. Everything in it may be the words of pages and servers. Any thread may call.
 */
public final class NetworkLog implements PageObserver {
  /** Entries kept; what came before them is forgotten. */
  static final int MOST = 4000;

  private static final int MAX_TEXT = 1000;

  private final Deque<Entry> entries = new ArrayDeque<>();
  private final long startNanos;
  private String page = "";
  private long forgotten;

  /** What an entry is about. */
  public enum Kind {
    FETCH,
    STORE,
    LINK,
    OPEN,
    MODULE
  }

  /**
   * One thing that happened.
   *
   * @param number counts from 1
   * @param ms since the browser's start
   * @param page URL of the whole page that was shown then
   * @param allowed whether it went as it was asked for
   * @param subject an URL, or the name of a file or element
   * @param by what asked: an URL or an element
   * @param status of HTTP, 0 where there is none
   * @param bytes -1 where nothing is known
   */
  public record Entry(
      long number,
      long ms,
      String page,
      Kind kind,
      boolean allowed,
      String subject,
      String by,
      int status,
      long bytes,
      String sentence) {}

  /**
   * @param startNanos {@link System#nanoTime} at the start
   */
  public NetworkLog(long startNanos) {
    this.startNanos = startNanos;
  }

  /** All entries, the newest first. */
  public synchronized List<Entry> newestFirst() {
    return new ArrayList<>(entries);
  }

  /** How many there ever were. */
  synchronized long total() {
    return forgotten + entries.size();
  }

  /** How many there were that are no longer kept. */
  synchronized long forgotten() {
    return forgotten;
  }

  @Override
  public synchronized void navigate(String url, boolean mainFrame) {
    if (mainFrame) {
      page = shown(url);
    }
  }

  @Override
  public void fetch(String url, String initiator, Decision decision, int status, long bytes) {
    add(Kind.FETCH, decision.allowed(), url, initiator, status, bytes, decision.reason());
  }

  @Override
  public void stored(String element, String url, boolean asked, long bytes) {
    String sentence =
        asked
            ? "Came from the library store; its server was asked, and said that it has not changed."
            : "Came from the library store; no server was asked.";
    add(Kind.STORE, true, url, element, 0, bytes, sentence);
  }

  @Override
  public void opened(String element, String name, ModuleEvents.Opening opening, long bytes) {
    boolean there = opening == ModuleEvents.Opening.LIBRARY || opening == ModuleEvents.Opening.FILE;
    Kind kind = opening == ModuleEvents.Opening.LIBRARY ? Kind.LINK : Kind.OPEN;
    add(kind, there, name, element, 0, bytes, opening.sentence(name, bytes));
  }

  @Override
  public void event(String element, String kind, String lastError) {
    if (!lastError.isEmpty()) {
      add(Kind.MODULE, false, element, kind, 0, -1, lastError);
    }
  }

  private synchronized void add(
      Kind kind,
      boolean allowed,
      String subject,
      String by,
      int status,
      long bytes,
      String sentence) {
    if (entries.size() == MOST) {
      entries.removeLast();
      forgotten++;
    }
    entries.addFirst(
        new Entry(
            forgotten + entries.size() + 1,
            (System.nanoTime() - startNanos) / 1_000_000,
            page,
            kind,
            allowed,
            shown(subject),
            shown(by),
            status,
            bytes,
            shown(sentence)));
  }

  private static String shown(String text) {
    return text == null ? "" : UrlReference.shown(text, MAX_TEXT);
  }
}
