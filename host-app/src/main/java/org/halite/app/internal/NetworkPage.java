package org.halite.app.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code halite://network}: what was fetched, found and linked, newest first, and why. */
final class NetworkPage {
  private static final int MOST_ROWS = 500;
  private static final int MOST_PAGES = 20;

  /** Values of {@code decision} in the address, beside the kinds of entries. */
  private static final List<String> DECISIONS = List.of("allowed", "refused");

  private final NetworkLog log;

  NetworkPage(NetworkLog log) {
    this.log = log;
  }

  String html(InternalAddress address) {
    List<NetworkLog.Entry> all = log.newestFirst();
    String page = address.get("page");
    String decision = address.get("decision");
    List<NetworkLog.Entry> shown = new ArrayList<>();
    Map<String, Integer> pages = new LinkedHashMap<>();
    long stored = 0;
    long came = 0;
    for (NetworkLog.Entry entry : all) {
      pages.merge(entry.page(), 1, Integer::sum);
      if (entry.kind() == NetworkLog.Kind.STORE) {
        stored += Math.max(0, entry.bytes());
      } else if (entry.kind() == NetworkLog.Kind.FETCH) {
        came += Math.max(0, entry.bytes());
      }
      if ((page.isEmpty() || page.equals(entry.page())) && agrees(entry, decision)) {
        shown.add(entry);
      }
    }
    Markup out = new Markup("Network - Halite", address);
    out.raw("<div class=\"sum\"><div><b>")
        .text(Integer.toString(all.size()))
        .raw("</b>events</div>");
    out.raw("<div><b>")
        .text(Long.toString(all.stream().filter(entry -> !entry.allowed()).count()))
        .raw("</b>refused or failed</div><div><b>")
        .text(Markup.size(came - stored))
        .raw("</b>from servers and disk</div><div><b>")
        .text(Markup.size(stored))
        .raw("</b>from the library store</div></div>");
    filters(out, address, pages);
    if (all.isEmpty()) {
      out.raw("<p>Nothing was fetched yet: open a page, then come back.</p>");
    } else if (shown.isEmpty()) {
      out.raw("<p>Nothing that was kept agrees with these filters.</p>");
    } else {
      table(out, shown);
    }
    if (log.forgotten() > 0) {
      out.raw("<p class=\"soft\">")
          .text(Long.toString(log.forgotten()))
          .raw(" older events are no longer kept.</p>");
    }
    return out.end();
  }

  private static boolean agrees(NetworkLog.Entry entry, String decision) {
    return switch (decision) {
      case "" -> true;
      case "allowed" -> entry.allowed();
      case "refused" -> !entry.allowed();
      default -> word(entry).equals(decision);
    };
  }

  private static String word(NetworkLog.Entry entry) {
    return entry.kind().name().toLowerCase(Locale.ROOT);
  }

  private static void filters(Markup out, InternalAddress address, Map<String, Integer> pages) {
    List<String> decisions = new ArrayList<>(DECISIONS);
    for (NetworkLog.Kind kind : NetworkLog.Kind.values()) {
      decisions.add(kind.name().toLowerCase(Locale.ROOT));
    }
    out.raw("<div class=\"chips\"><span class=\"name\">Decision</span>");
    chip(out, address, "decision", "", "all");
    decisions.forEach(value -> chip(out, address, "decision", value, value));
    out.raw("</div>");
    if (pages.size() > 1 || !address.get("page").isEmpty()) {
      out.raw("<div class=\"chips\"><span class=\"name\">Page</span>");
      chip(out, address, "page", "", "all");
      pages.keySet().stream()
          .filter(page -> !page.isEmpty())
          .limit(MOST_PAGES)
          .forEach(page -> chip(out, address, "page", page, page + " (" + pages.get(page) + ")"));
      out.raw("</div>");
    }
  }

  private static void chip(
      Markup out, InternalAddress address, String name, String value, String words) {
    if (address.get(name).equals(value)) {
      out.raw("<b>").text(words).raw("</b>");
    } else {
      out.link(address.with(name, value).toString(), "", words);
    }
  }

  private static void table(Markup out, List<NetworkLog.Entry> shown) {
    out.raw(
        "<table><tr><th class=\"num\">ms</th><th class=\"what\">what</th><th>decision</th>"
            + "<th class=\"num\">status</th><th class=\"num\">bytes</th></tr>");
    for (NetworkLog.Entry entry : shown.subList(0, Math.min(MOST_ROWS, shown.size()))) {
      out.raw("<tr><td class=\"num soft\">").text(Long.toString(entry.ms()));
      out.raw("</td><td><span class=\"tag ")
          .raw(entry.allowed() ? word(entry) : "no")
          .raw("\">")
          .text(word(entry))
          .raw("</span> <code>")
          .text(entry.subject())
          .raw("</code><div class=\"soft\">for ")
          .text(entry.by().isEmpty() ? "the browser" : entry.by())
          .raw("</div></td><td class=\"")
          .raw(entry.allowed() ? "" : "refused")
          .raw("\">")
          .text(entry.sentence())
          .raw("</td><td class=\"num\">")
          .text(entry.status() == 0 ? "" : Integer.toString(entry.status()))
          .raw("</td><td class=\"num\">")
          .text(Markup.size(entry.bytes()))
          .raw("</td></tr>");
    }
    out.raw("</table>");
    if (shown.size() > MOST_ROWS) {
      out.raw("<p class=\"soft\">")
          .text((shown.size() - MOST_ROWS) + " older ones are not shown: choose a filter.")
          .raw("</p>");
    }
  }
}
