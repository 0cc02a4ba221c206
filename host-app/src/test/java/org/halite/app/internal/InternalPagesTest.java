package org.halite.app.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.halite.bridge.module.ModuleEvents;
import org.halite.bridge.origin.Decision;
import org.halite.bridge.store.Intake;
import org.halite.bridge.store.Inventory;
import org.halite.bridge.store.LibraryStore;
import org.halite.bridge.store.Profile;
import org.halite.bridge.store.Quota;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the browser's own pages show, and that nobody's words become markup in them. */
class InternalPagesTest {
  private static final String EVIL =
      "http://a.test/\"></code><script>alert(1)</script><img src=x onerror='alert(2)'>&lt;\u202Egpj";

  @TempDir Path folder;
  private final NetworkLog log = new NetworkLog(System.nanoTime());

  private InternalPages pages() {
    return new InternalPages(
        log, () -> Inventory.of(new Profile(folder.resolve("data"), folder.resolve("cache"))));
  }

  private String html(String address) {
    return pages().html(InternalAddress.parse(address));
  }

  private static void assertNoMarkupOf(String html) {
    String lower = html.toLowerCase(java.util.Locale.ROOT);
    assertFalse(lower.contains("<script"), html);
    assertFalse(lower.contains("<img"), html);
    assertFalse(lower.contains("<b>evil"), html);
    assertFalse(html.contains("\u202E"), html);
    // None of them left an attribute: a quote of theirs stands as an entity.
    assertFalse(html.contains("a.test/\""), html);
    assertFalse(html.contains("onerror='"), html);
  }

  @Test
  void whatPagesAndServersSaidStaysText() {
    log.navigate(EVIL, true);
    log.fetch(EVIL, EVIL, Decision.refuse("<b>evil</b>" + EVIL), 200, 7);
    log.stored(EVIL, EVIL, false, 7);
    log.opened(EVIL, EVIL, ModuleEvents.Opening.LIBRARY, 7);
    log.event(EVIL, EVIL, EVIL);
    log.navigate("http://b.test/", true);
    log.fetch("http://b.test/x", "", Decision.allow("fine"), 200, 1);
    for (String address :
        List.of(
            "halite://network",
            "halite://network?page=" + EVIL.replace("%", "%25").replace("&", "%26"),
            "halite://network?decision=" + "%22%3E%3Cscript%3E")) {
      assertNoMarkupOf(html(address));
    }
    assertTrue(html("halite://network").contains("&lt;script&gt;alert(1)"), "it is shown");
  }

  @Test
  void namesInTheStoreStayText() throws InterruptedException {
    Profile profile = new Profile(folder.resolve("data"), folder.resolve("cache"));
    List<String> said = new ArrayList<>();
    try (LibraryStore store = LibraryStore.of(profile, Quota.USUAL, false)) {
      try (Intake intake = store.receive(said::add)) {
        intake.write(new byte[] {1, 2, 3});
        intake.keep(
            new Intake.Answer("http://a.test<script> http://b.test", EVIL, "", Map.of()), true);
      }
      store.settle();
    }
    assertEquals(List.of(), said);
    String html = html("halite://store");
    assertNoMarkupOf(html);
    assertTrue(html.contains("&lt;script&gt;alert(1)"), html);
    assertTrue(html.contains("3 B"), html);
    assertTrue(html.contains("http://a.test&lt;script&gt; (a frame of http://b.test)"), html);
  }

  @Test
  void noScriptCouldRunInThemAnyhow() {
    for (String address : List.of("halite://network", "halite://store")) {
      assertTrue(
          html(address).contains("Content-Security-Policy\" content=\"default-src 'none'; style"));
    }
  }

  @Test
  void aPageThatFetchesWithoutEndIsForgottenFromItsBeginning() {
    for (int i = 0; i < NetworkLog.MOST + 10; i++) {
      log.fetch("http://a.test/" + i + "/" + "x".repeat(5000), "p", Decision.allow("fine"), 200, 1);
    }
    List<NetworkLog.Entry> entries = log.newestFirst();
    assertEquals(NetworkLog.MOST, entries.size());
    assertTrue(entries.getFirst().subject().startsWith("http://a.test/4009/"));
    assertTrue(entries.getFirst().subject().length() <= 1001);
    assertEquals(NetworkLog.MOST + 10, entries.getFirst().number());
    assertEquals(11, entries.getLast().number());
    String html = html("halite://network");
    assertEquals(501, html.split("<tr>", -1).length - 1);
    assertTrue(html.contains("10 older events are no longer kept"), "it says so");
    assertTrue(html.contains("3500 older ones are not shown"), "it says so");
  }

  @Test
  void eventsAreFilteredByPageAndDecision() {
    log.navigate("http://a.test/", true);
    log.fetch("http://a.test/one", "p", Decision.allow("same origin"), 200, 1);
    log.fetch("http://l.test/two", "p", Decision.refuse("l.test does not allow it"), 200, 0);
    log.navigate("http://frame.test/", false);
    log.navigate("http://b.test/", true);
    log.stored("embed-1", "http://l.test/three", true, 4096);
    log.opened("embed-1", "libthree.so", ModuleEvents.Opening.LIBRARY, 4096);
    log.opened("embed-1", "libfour.so", ModuleEvents.Opening.NOT_LISTED, 0);
    String all = html("halite://network");
    assertTrue(all.indexOf("libfour.so") < all.indexOf("http://a.test/one"), "newest first");
    String refused = html("halite://network?decision=refused");
    assertTrue(refused.contains("<code>http://l.test/two</code>"), refused);
    assertTrue(refused.contains("libfour.so was asked for by the module and is not among"));
    assertFalse(refused.contains("<code>http://a.test/one</code>"), refused);
    String links = html("halite://network?decision=link&page=http%3A%2F%2Fb.test%2F");
    assertTrue(links.contains("<code>libthree.so</code>"), links);
    assertFalse(links.contains("<code>libfour.so</code>"), links);
    String none = html("halite://network?decision=store&page=http%3A%2F%2Fa.test%2F");
    assertTrue(none.contains("Nothing that was kept agrees"), none);
    assertTrue(html("halite://network?decision=store").contains("its server was asked"));
    assertFalse(all.contains("frame.test"), "a frame is not the page");
  }

  @Test
  void aStoreThatCannotBeReadIsASentence() {
    InternalPages broken =
        new InternalPages(
            log,
            () -> {
              throw new IOException("there is no profile: set HOME <i>");
            });
    InternalAddress store = InternalAddress.parse("halite://store");
    assertTrue(broken.html(store).contains("there is no profile: set HOME &lt;i&gt;"));
    assertTrue(
        broken.perform(InternalPages.Act.CLEAR).contains("cannot be used: there is no profile"));
  }

  @Test
  void anAddressIsReadAsAPersonWritesIt() {
    assertEquals("halite://store", InternalAddress.parse("HALITE:Store/#x").toString());
    InternalAddress filtered = InternalAddress.parse("halite://network?page=a%26b%3D&x");
    assertEquals("a&b=", filtered.get("page"));
    assertEquals("halite://network?page=a%26b%3D", filtered.toString());
    assertEquals(filtered, InternalAddress.parse(filtered.toString()));
    for (String wrong :
        List.of("halite://", "halite://networks", "halite:network/x", "http://store", "halite")) {
      String said =
          assertThrows(IllegalArgumentException.class, () -> InternalAddress.parse(wrong))
              .getMessage();
      assertTrue(said.contains("there are halite://network and halite://store"), said);
    }
    assertThrows(
        IllegalArgumentException.class, () -> InternalAddress.parse("halite://network?page=%zz"));
  }
}
