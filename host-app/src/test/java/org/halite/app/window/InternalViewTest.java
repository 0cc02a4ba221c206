package org.halite.app.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.halite.app.internal.InternalPages;
import org.halite.app.internal.NetworkLog;
import org.halite.app.page.BrowserPage;
import org.halite.app.page.FakeModuleHost;
import org.halite.app.serve.StaticServer;
import org.halite.bridge.store.Intake;
import org.halite.bridge.store.Inventory;
import org.halite.bridge.store.LibraryStore;
import org.halite.bridge.store.Profile;
import org.halite.bridge.store.Quota;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The browser's own pages in a window, and web pages that would like to have them. */
class InternalViewTest {
  private static final String URL = "http://lib.test/secret-library.so";
  private static final int PATIENCE_MILLIS = 20_000;

  @TempDir Path folder;
  private final FakeModuleHost host = new FakeModuleHost();
  private final NetworkLog log = new NetworkLog(System.nanoTime());
  private Profile profile;
  private StaticServer server;
  private BrowserWindow window;

  @BeforeEach
  void keepALibraryAndOpenAWindow() throws Exception {
    profile = new Profile(folder.resolve("data"), folder.resolve("cache"));
    List<String> said = new ArrayList<>();
    try (LibraryStore store = LibraryStore.of(profile, Quota.USUAL, false)) {
      try (Intake intake = store.receive(said::add)) {
        intake.write("a library".getBytes(StandardCharsets.UTF_8));
        intake.keep(new Intake.Answer("http://a.test http://a.test", URL, "", Map.of()), true);
      }
      store.settle();
    }
    assertEquals(List.of(), said);
    Path site = Files.createDirectories(folder.resolve("site"));
    Files.writeString(site.resolve("index.html"), "<!doctype html><title>a page</title>page");
    server = StaticServer.start(site, 0, null);
    Toolkit.start(true);
    window =
        Toolkit.call(
            () -> {
              BrowserPage page = new BrowserPage(host, false);
              page.observe(log);
              return new BrowserWindow(
                  page, new InternalPages(log, () -> Inventory.of(profile)), true);
            });
  }

  @AfterEach
  void close() throws InterruptedException {
    Toolkit.call(
        () -> {
          window.close();
          return null;
        });
    host.close();
    server.close();
  }

  private void open(String address) throws Exception {
    Toolkit.call(
        () -> {
          window.open(address);
          return null;
        });
    await(address, () -> window.isLoaded());
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
    while (!Toolkit.call(condition)) {
      assertTrue(System.nanoTime() < end, () -> "waited in vain for " + what);
      Thread.sleep(10);
    }
  }

  private String js(String expression) throws InterruptedException {
    return Toolkit.call(() -> window.page().evaluateAsJson(expression));
  }

  private void click(String selector) throws Exception {
    js("document.querySelector('" + selector + "').click()");
    await(selector, () -> window.isLoaded());
  }

  @Test
  void theNetworkPageShowsWhatTheWebPageFetchedWhileItGoesOn() throws Exception {
    open(server.url().resolve("index.html").toString());
    open("halite://network");
    assertTrue(js("document.body.textContent").contains("index.html"));
    click("[data-open*=refused]");
    assertTrue(js("document.body.textContent").contains("Nothing that was kept agrees"));
    assertEquals("\"refused\"", js("document.querySelector('.chips b').textContent"));
    click("[data-open$=store]");
    assertTrue(js("document.body.textContent").contains(URL));
    open(server.url().resolve("index.html").toString());
    assertEquals("\"a page\"", js("document.title"));
  }

  @Test
  void theNetworkPageShowsWhatComesWhileItIsLookedAtAndStaysWhereItIs() throws Exception {
    BrowserPage web = Toolkit.call(() -> window.page());
    open(server.url().resolve("index.html").toString());
    for (int i = 0; i < 60; i++) {
      log.event("e" + i, "error", "the module number " + i + " did not come");
    }
    open("halite://network");
    js("window.scrollTo(0, 700), window.mark = 1");
    String place =
        "Array.from(document.querySelectorAll('tr')).filter(function (row) {"
            + " return row.textContent.indexOf('number 20 ') >= 0; })[0].getBoundingClientRect().top";
    String before = js(place);
    Toolkit.call(() -> web.engine().executeScript("fetch('new-thing.txt')"));
    await(
        "what is new",
        () -> window.page().isTruthy("document.body.textContent.indexOf('new-thing.txt') > 0"));
    assertEquals(before, js(place), "what was looked at has not moved");
    assertEquals("1", js("window.mark"), "and the page was not loaded again");
    assertEquals("0", js("document.querySelectorAll('script').length"));
    click("[data-open*=refused]");
    assertEquals("\"refused\"", js("document.querySelector('.chips b').textContent"));
  }

  @Test
  void theStoreIsVerifiedAndAfterAQuestionCleared() throws Exception {
    open("halite://store");
    click("[data-act=verify]");
    assertTrue(js("document.body.textContent").contains("is as it should be"));
    click("[data-open*=clear]");
    assertEquals(1, Inventory.of(profile).libraries().size());
    click("[data-act=clear]");
    assertTrue(js("document.body.textContent").contains("The store is empty now"));
    assertEquals(List.of(), Inventory.of(profile).libraries());
  }

  @Test
  void aWebPageCanNeitherReadNorFrameNorLinkNorPostToThem() throws Exception {
    Files.writeString(folder.resolve("site").resolve("attack.html"), ATTACKS);
    open("halite://store");
    open(server.url().resolve("attack.html").toString());
    await("the attacks", () -> window.page().isTruthy("window.ended"));
    String got = js("got");
    assertEquals(
        "[\"fetch refused\",\"post refused\",\"xhr error\",\"script error\",\"style error\","
            + "\"image error\",\"frame empty\",\"form empty\",\"popup empty\"]",
        got);
    assertFalse(js("document.documentElement.outerHTML + got").contains("secret-library"));
    assertEquals(1, Inventory.of(profile).libraries().size());
  }

  @Test
  void aWebPageCannotGoThereNorTakeThePersonThere() throws Exception {
    for (String way :
        List.of(
            "location.href = 'halite://store?ask=clear'",
            "document.body.innerHTML = '<a id=a href=\"halite://store\">x</a>'; a.click()",
            "window.open('halite://store', '_top')",
            "document.body.innerHTML = '<form id=f method=post action=\"halite://store\">"
                + "<input name=act value=clear></form>'; f.submit()")) {
      open(server.url().resolve("index.html").toString());
      BrowserPage web = window.page();
      Toolkit.call(() -> web.engine().executeScript(way));
      Thread.sleep(300);
      assertEquals(web, window.page(), way);
      String body =
          Toolkit.call(() -> String.valueOf(web.engine().executeScript("document.body.innerHTML")));
      assertFalse(body.contains("secret-library"), way + body);
      assertFalse(body.contains("data-act"), way + body);
      assertEquals(1, Inventory.of(profile).libraries().size(), way);
    }
  }

  @Test
  void whatAWebPageIsCalledIsTextInTheNetworkPage() throws Exception {
    String hostile = "?%22%3E%3Cimg%20src=x%20onerror=%22window.hit=1%22%3E<b id=hit>'";
    Toolkit.call(
        () ->
            window
                .page()
                .engine()
                .executeScript("fetch('" + server.url() + "' + `" + hostile + "`)"));
    open(server.url().resolve("index.html").toString());
    open("halite://network");
    assertEquals(
        "[0,false]", js("[document.querySelectorAll('img,script,#hit').length,!!window.hit]"));
  }

  private static final String ATTACKS =
      """
      <!doctype html><body><script>
      var got = [], ended = false;
      function later(f) { return new Promise(function (done) { setTimeout(function () { done(f()); }, 700); }); }
      function element(name, key, word) {
        return new Promise(function (done) {
          var e = document.createElement(name);
          e[key] = 'halite://store';
          if (name === 'link') e.rel = 'stylesheet';
          e.onload = function () { done(word + ' LOADED'); };
          e.onerror = function () { done(word + ' error'); };
          document.body.appendChild(e);
        });
      }
      function inside(frame) {
        try {
          var d = frame.contentDocument;
          return d && d.body && d.body.textContent.trim() ? 'READ ' + d.body.textContent : 'empty';
        } catch (e) { return 'empty'; }
      }
      (async function () {
        await fetch('halite://store').then(function (r) { return r.text(); })
          .then(function (t) { got.push('fetch ' + t); }, function () { got.push('fetch refused'); });
        await fetch('halite://store?act=clear', {method: 'POST', mode: 'no-cors', body: 'act=clear'})
          .then(function () { got.push('POSTED'); }, function () { got.push('post refused'); });
        got.push(await new Promise(function (done) {
          var x = new XMLHttpRequest();
          try {
            x.open('GET', 'halite://network');
            x.onload = function () { done('xhr ' + x.responseText); };
            x.onerror = function () { done('xhr error'); };
            x.send();
          } catch (e) { done('xhr error'); }
        }));
        got.push(await element('script', 'src', 'script'));
        got.push(await element('link', 'href', 'style'));
        got.push(await element('img', 'src', 'image'));
        var frame = document.createElement('iframe');
        frame.src = 'halite://store';
        document.body.appendChild(frame);
        got.push('frame ' + await later(function () { return inside(frame); }));
        var target = document.createElement('iframe');
        target.name = 'target';
        document.body.appendChild(target);
        document.body.insertAdjacentHTML('beforeend',
          '<form id=f method=post target=target action="halite://store?act=clear"><input name=act value=clear></form>');
        f.submit();
        got.push('form ' + await later(function () { return inside(target); }));
        var popup = null;
        try { popup = window.open('halite://store', 'target'); } catch (e) {}
        got.push('popup ' + await later(function () { return inside(target); }));
        ended = true;
      })();
      </script>
      """;
}
