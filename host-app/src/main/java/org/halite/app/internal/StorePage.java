package org.halite.app.internal;

import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.halite.bridge.store.Inventory;

/**
 * {@code halite://store}: what the library store holds, for whom; it can be checked and emptied.
 */
final class StorePage {
  private static final int MOST_ROWS = 500;
  private static final int MOST_VISITS = 10;
  private static final int MOST_WRONG = 50;

  private final InternalPages.Stores stores;

  StorePage(InternalPages.Stores stores) {
    this.stores = stores;
  }

  String html(InternalAddress address) {
    return html(address, "", "");
  }

  /** Does what a button says, and shows what came of it. */
  String perform(InternalPages.Act act, InternalAddress address) {
    try {
      Inventory inventory = stores.inventory();
      if (act == InternalPages.Act.CLEAR) {
        inventory.clear();
        return html(address, "good", "The store is empty now, and all verdicts are forgotten.");
      }
      List<String> wrong = inventory.verify();
      if (wrong.isEmpty()) {
        return html(address, "good", "All of " + inventory.folder() + " is as it should be.");
      }
      String sentences =
          String.join("\n", wrong.subList(0, Math.min(wrong.size(), MOST_WRONG)))
              + (wrong.size() > MOST_WRONG ? "\nand " + (wrong.size() - MOST_WRONG) + " more" : "");
      return html(address, "ask", sentences);
    } catch (IOException e) {
      return html(address, "ask", sentence(e));
    }
  }

  private static String sentence(IOException e) {
    return "The store cannot be used: " + e.getMessage();
  }

  private String html(InternalAddress address, String tone, String said) {
    Markup out = new Markup("Store - Halite", address);
    if (!said.isEmpty()) {
      out.raw("<div class=\"box " + tone + "\">");
      said.lines().forEach(line -> out.raw("<div>").text(line).raw("</div>"));
      out.raw("</div>");
    }
    try {
      Inventory inventory = stores.inventory();
      List<Inventory.Library> libraries = inventory.libraries();
      sums(out, libraries, inventory.verdicts());
      buttons(out, address, inventory);
      if (libraries.isEmpty()) {
        out.raw("<p>Nothing is kept: programs and libraries come here when pages load them.</p>");
      } else {
        table(out, libraries);
      }
    } catch (IOException e) {
      out.raw("<div class=\"box ask\">").text(sentence(e)).raw("</div>");
    }
    return out.end();
  }

  private static void sums(Markup out, List<Inventory.Library> libraries, int verdicts) {
    long bytes = 0;
    long spared = 0;
    Set<String> sites = new HashSet<>();
    for (Inventory.Library library : libraries) {
      bytes += Math.max(0, library.bytes());
      Set<String> own = new HashSet<>();
      library.visits().forEach(visit -> own.add(visit.page() + " " + visit.document()));
      sites.addAll(own);
      spared += Math.max(0, library.bytes()) * Math.max(0, own.size() - 1);
    }
    out.raw("<div class=\"sum\"><div><b>").text(Integer.toString(libraries.size()));
    out.raw("</b>files</div><div><b>").text(Markup.size(bytes));
    out.raw("</b>on the disk</div><div><b>").text(Markup.size(spared));
    out.raw("</b>spared by keeping one copy</div><div><b>").text(Integer.toString(sites.size()));
    out.raw("</b>sites</div><div><b>").text(Integer.toString(verdicts));
    out.raw("</b>verdicts of the validator</div></div>");
  }

  private static void buttons(Markup out, InternalAddress address, Inventory inventory) {
    if (address.get("ask").equals("clear")) {
      out.raw("<div class=\"box ask\"><p>All libraries, what is known of who loaded them, and all")
          .raw(" verdicts will be removed. Pages load anew what they need.</p>")
          .raw("<a class=\"button danger\" data-act=\"clear\">Remove all</a>")
          .link("halite://store", "button quiet", "Leave it as it is")
          .raw("</div>");
      return;
    }
    out.raw("<p class=\"soft\">In ").text(inventory.folder().toString()).raw("</p>");
    out.raw("<p><a class=\"button\" data-act=\"verify\">Verify</a>")
        .link("halite://store?ask=clear", "button quiet", "Clear …")
        .raw("</p>");
  }

  private static void table(Markup out, List<Inventory.Library> libraries) {
    out.raw("<table><tr><th class=\"num\">bytes</th><th>SHA-256</th><th>loaded by, from</th></tr>");
    for (Inventory.Library library : libraries.subList(0, Math.min(libraries.size(), MOST_ROWS))) {
      out.raw("<tr><td class=\"num\">")
          .text(library.bytes() < 0 ? "missing" : Markup.size(library.bytes()))
          .raw("</td><td><code>")
          .text(library.sha256())
          .raw("</code>")
          .raw(library.shareable() ? " <span class=\"tag store\">pinned</span>" : "")
          .raw("</td><td>");
      List<Inventory.Visit> visits = library.visits();
      for (Inventory.Visit visit : visits.subList(0, Math.min(visits.size(), MOST_VISITS))) {
        visit(out, visit);
      }
      if (visits.size() > MOST_VISITS) {
        out.raw("<div class=\"soft\">")
            .text("and " + (visits.size() - MOST_VISITS) + " more")
            .raw("</div>");
      }
      out.raw("</td></tr>");
    }
    out.raw("</table>");
    if (libraries.size() > MOST_ROWS) {
      out.raw("<p class=\"soft\">")
          .text((libraries.size() - MOST_ROWS) + " smaller ones: halite store list shows all.")
          .raw("</p>");
    }
  }

  private static void visit(Markup out, Inventory.Visit visit) {
    out.raw("<div>").text(visit.page());
    if (!visit.document().equals(visit.page())) {
      out.text(" (a frame of " + visit.document() + ")");
    }
    out.raw(" <span class=\"soft\">")
        .text(visit.url() + ", " + visit.used().truncatedTo(ChronoUnit.SECONDS))
        .raw("</span></div>");
  }
}
