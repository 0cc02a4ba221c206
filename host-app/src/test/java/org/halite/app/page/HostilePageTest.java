package org.halite.app.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.halite.ppapi.Var;
import org.junit.jupiter.api.Test;

/** Pages that attack the shim. */
class HostilePageTest {
  private static final String SECRET = "[0-9a-f]{64}";

  @Test
  void aPageThatReplacesItsBuiltinsStillTalksToItsModule() throws Exception {
    try (OpenPage open = new OpenPage("hostile.html")) {
      FakeModuleHost.Module module = open.module(0);
      open.await("the echo", () -> module.counts.getOrDefault("consumed", 0) == 2);
      assertEquals(
          List.of(
              new Var.Text("through"),
              new Var.Array(List.of(new Var.Int32(1), new Var.Text("two"), Var.NULL))),
          module.posted);
      assertEquals("through", open.js("got[0]"));
      assertEquals(2, open.js("got.length"));
      assertEquals(open.url("hostile.html"), module.request.documentUrl());
      assertEquals(open.url("echo.nmf"), module.request.source());
    }
  }

  @Test
  void aPageThatReplacesItsBuiltinsNeverSeesTheSecret() throws Exception {
    try (OpenPage open = new OpenPage("hostile.html")) {
      open.module(0);
      open.await("got.length === 2");
      int spied = ((Number) open.js("spied.length")).intValue();
      for (int i = 0; i < spied; i++) {
        String said = String.valueOf(open.js("spied[" + i + "]"));
        assertFalse(said.contains("halite:"), said);
        assertFalse(said.matches("(?s).*" + SECRET + ".*"), said);
      }
    }
  }

  @Test
  void nothingOfTheShimThatAPageReachesShowsTheSecret() throws Exception {
    try (OpenPage open = new OpenPage("embed.html")) {
      String reachable =
          (String)
              open.js(
                  """
                  (function () {
                    var seen = new Set(), text = [];
                    function walk(o, depth) {
                      if (o === null || (typeof o !== 'object' && typeof o !== 'function')
                          || seen.has(o) || depth > 4) return;
                      seen.add(o);
                      if (typeof o === 'function') text.push(Function.prototype.toString.call(o));
                      Reflect.ownKeys(o).forEach(function (k) {
                        var d = Object.getOwnPropertyDescriptor(o, k);
                        text.push(String(k));
                        ['value', 'get', 'set'].forEach(function (n) {
                          if (typeof d[n] === 'string') text.push(d[n]);
                          walk(d[n], depth + 1);
                        });
                      });
                    }
                    walk(window.__halite, 0);
                    walk(HTMLEmbedElement.prototype, 0);
                    walk(HTMLObjectElement.prototype, 0);
                    walk(Navigator.prototype, 0);
                    walk(document.getElementById('m').postMessage, 0);
                    try { null.x; } catch (e) { text.push(e.stack); }
                    try { document.getElementById('m').postMessage(Symbol()); }
                    catch (e) { text.push(String(e.stack)); }
                    return text.join('\\n');
                  })()""");
      assertTrue(reachable.contains("watch"), "the walk must reach the shim");
      assertFalse(reachable.matches("(?s).*" + SECRET + ".*"));
      assertEquals("object", open.js("typeof window.__halite.lend()")); // null
      assertEquals(true, open.js("window.__halite.lend() === null"));
    }
  }

  @Test
  void promptsWithoutTheSecretAreThePagesOwn() throws Exception {
    try (OpenPage open = new OpenPage("listener.html")) {
      for (String secret : List.of("", "0".repeat(64), "z".repeat(64), "0".repeat(63))) {
        assertEquals(true, open.js("prompt('\\u0001halite:" + secret + ":hello', 'x') === null"));
      }
      assertEquals(true, open.js("prompt('Your name?', 'x') === null"));
      assertTrue(open.host.opened.isEmpty());
    }
  }

  @Test
  void thePageCannotReplaceTheShim() throws Exception {
    try (OpenPage open = new OpenPage("listener.html")) {
      open.js("try { window.__halite = {lend: function () { return window; }} } catch (e) {}");
      open.js("try { delete window.__halite } catch (e) {}");
      assertEquals(
          "TypeError",
          open.js(
              "(function () { try { Object.defineProperty(window, '__halite', {value: 1});"
                  + " return 'replaced'; } catch (e) { return e.name; } })()"));
      open.js("listener.appendChild(make('echo.nmf'))");
      open.await("heard.indexOf('load m 4') > 0");
    }
  }

  @Test
  void anElementNamedLikeTheShimDoesNotStopIt() throws Exception {
    try (OpenPage open = new OpenPage("clobber.html")) {
      open.module(0);
    }
  }

  @Test
  void aFrameOfAnotherOriginSpeaksOnlyForItself() throws Exception {
    try (OpenPage open = new OpenPage("listener.html")) {
      String elsewhere = open.other.url().resolve("embed.html").toString();
      open.js(
          "var f = document.createElement('iframe'); f.src = '"
              + elsewhere
              + "'; document.body.appendChild(f); listener.appendChild(make('echo.nmf'));");
      FakeModuleHost.Module second = open.module(1);
      FakeModuleHost.Module first = open.module(0);
      List<String> documents =
          List.of(first.request.documentUrl().toString(), second.request.documentUrl().toString());
      assertTrue(documents.contains(elsewhere), documents::toString);
      assertTrue(documents.contains(open.url("listener.html").toString()), documents::toString);
      open.await("heard.indexOf('loadend m 4') > 0");
      // "first" and "second" are what the frame posts: their echo must not reach this page.
      assertEquals(0, open.js("heard.filter(x => x.startsWith('message')).length"));
    }
  }

  @Test
  void aListenerThatThrowsOrRemovesItsElementStopsNothing() throws Exception {
    try (OpenPage open = new OpenPage("listener.html")) {
      open.js(
          """
          var a = make('echo.nmf', 'a'), b = make('echo.nmf', 'b');
          a.addEventListener('loadstart', function () { a.remove(); throw new Error('mine'); });
          listener.appendChild(a); listener.appendChild(b);""");
      open.await("heard.indexOf('loadend b 4') > 0");
      open.await("the end of a", () -> open.host.opened.getFirst().closed);
      assertEquals(0, open.js("heard.filter(x => x === 'load a 4').length"));
    }
  }

  @Test
  void aHundredFramesWithModulesDoNotNestInEachOther() throws Exception {
    try (OpenPage open = new OpenPage("listener.html")) {
      open.js(
          """
          for (var i = 0; i < 100; i++) {
            var f = document.createElement('iframe');
            f.src = 'bare.html?' + i;
            document.body.appendChild(f);
          }""");
      open.await("every element", () -> embeds(open) == 100);
      open.await("every refusal", () -> refusals(open) == 100 - PageModules.MAX_MODULES);
      assertEquals(PageModules.MAX_MODULES, open.host.opened.size());
    }
  }

  private static long embeds(OpenPage open) {
    return open.copyOfLines().stream().filter(line -> line.startsWith("embed ")).count();
  }

  private static long refusals(OpenPage open) {
    return open.copyOfLines().stream().filter(line -> line.startsWith("error ")).count();
  }
}
