package org.halite.app.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.halite.ppapi.Var;
import org.junit.jupiter.api.Test;

/** Where module elements may stand, and what the page sees of their lives. */
class ModuleElementTest {
  @Test
  void aSurroundingDivHearsTheWholeLoad() throws Exception {
    try (OpenPage open = new OpenPage("embed.html")) {
      open.await("heard.length >= 7");
      assertEquals(
          """
          loadstart m 1
          progress m 3 true 50/100 module.nexe
          progress m 3 true 100/100 module.nexe
          load m 4
          loadend m 4
          message m 4 String "first"
          message m 4 String "second\"""",
          open.js("heard.join('\\n')"));
      FakeModuleHost.Module module = open.module(0);
      assertEquals("embed-1", module.request.elementId());
      assertEquals("application/x-nacl", module.request.type());
      assertEquals(open.url("echo.nmf"), module.request.source());
      assertEquals(open.url("embed.html"), module.request.documentUrl());
      assertEquals(
          List.of("id", "type", "src", "width", "height", "custom"),
          List.copyOf(module.request.attributes().keySet()));
      assertEquals("Value", module.request.attributes().get("custom"));
      assertEquals(200, module.request.width());
      assertEquals(100, module.request.height());
      assertFalse(module.closed);
      assertTrue(open.lines.contains("embed embed-1 application/x-nacl " + open.url("echo.nmf")));
    }
  }

  @Test
  void aPageThatListensOnlyWhenItIsParsedHearsTheWholeLoad() throws Exception {
    try (OpenPage open = new OpenPage("late.html")) {
      open.await("heard.length >= 5");
      assertEquals(
          "loadstart,progress,progress,error,loadend",
          open.js("heard.map(function (line) { return line.split(' ')[0]; }).join(',')"));
    }
  }

  @Test
  void theApiStandsBeforeTheFirstScriptOfThePage() throws Exception {
    try (OpenPage open = new OpenPage("embed.html")) {
      assertEquals("function", open.js("early"));
    }
  }

  @Test
  void messagesBeforeLoadArriveInTheirOrder() throws Exception {
    try (OpenPage open = new OpenPage("embed.html")) {
      FakeModuleHost.Module module = open.module(0);
      open.await("two messages", () -> module.posted.size() == 2);
      assertEquals(List.of(new Var.Text("first"), new Var.Text("second")), module.posted);
    }
  }

  @Test
  void messagesToAnElementOutsideTheDocumentWaitForIt() throws Exception {
    try (OpenPage open = new OpenPage("listener.html")) {
      open.js("var e = make('echo.nmf'); e.postMessage(1); e.postMessage(2);");
      assertTrue(open.host.opened.isEmpty());
      open.js("listener.appendChild(e); e.postMessage(3);");
      FakeModuleHost.Module module = open.module(0);
      assertEquals(List.of(new Var.Int32(1), new Var.Int32(2), new Var.Int32(3)), module.posted);
    }
  }

  @Test
  void anObjectIsABoxWithoutItsFallback() throws Exception {
    try (OpenPage open = new OpenPage("object.html")) {
      open.await("heard.filter(x => x.startsWith('loadend')).length === 2");
      FakeModuleHost.Module module = open.module(0);
      assertEquals(open.url("echo.nmf"), module.request.source());
      assertEquals("from a param", module.request.attributes().get("extra"));
      assertEquals(120, module.request.width());
      assertEquals(60, module.request.height());
      assertEquals("0", open.js("String(document.getElementById('fallback').offsetHeight)"));
      assertEquals(open.url("echo.nmf?param"), open.module(1).request.source());
    }
  }

  @Test
  void anElementMadeByScriptLoads() throws Exception {
    try (OpenPage open = new OpenPage("listener.html")) {
      open.js("listener.innerHTML = '<p><embed type=application/x-nacl src=echo.nmf id=late></p>'");
      open.await("heard.indexOf('load late 4') > 0");
    }
  }

  @Test
  void anElementThatGetsItsTypeAndSourceLaterLoads() throws Exception {
    try (OpenPage open = new OpenPage("listener.html")) {
      open.js("var e = document.createElement('embed'); e.id = 'slow'; listener.appendChild(e);");
      open.js("e.setAttribute('type', 'application/x-nacl');");
      open.js("e.setAttribute('src', 'echo.nmf');");
      open.await("heard.indexOf('load slow 4') > 0");
      assertEquals(1, open.host.opened.size());
    }
  }

  @Test
  void removingAnElementEndsItsModule() throws Exception {
    try (OpenPage open = new OpenPage("embed.html")) {
      open.await("m.readyState === 4");
      open.js("document.getElementById('listener').innerHTML = ''");
      FakeModuleHost.Module module = open.module(0);
      open.await("the module's end", () -> module.closed);
    }
  }

  @Test
  void movingAnElementStartsItAnew() throws Exception {
    try (OpenPage open = new OpenPage("embed.html")) {
      open.await("m.readyState === 4");
      open.js("document.body.appendChild(m)");
      FakeModuleHost.Module second = open.module(1);
      assertTrue(open.host.opened.getFirst().closed);
      assertFalse(second.closed);
      open.await("m.readyState === 4");
    }
  }

  @Test
  void anotherSourceIsAnotherModule() throws Exception {
    try (OpenPage open = new OpenPage("embed.html")) {
      open.await("m.readyState === 4");
      open.js("m.src = 'error.nmf'");
      open.await("m.lastError !== ''");
      assertTrue(open.host.opened.getFirst().closed);
      assertEquals(open.url("error.nmf"), open.module(1).request.source());
    }
  }

  @Test
  void reloadAndNavigationEndTheModules() throws Exception {
    try (OpenPage open = new OpenPage("embed.html")) {
      open.await("m.readyState === 4");
      open.js("location.reload()");
      FakeModuleHost.Module second = open.module(1);
      open.await("the first module's end", () -> open.host.opened.getFirst().closed);
      open.await("m.readyState === 4");
      assertFalse(second.closed);
      open.js("location.href = 'listener.html'");
      open.await("the second module's end", () -> second.closed);
    }
  }

  @Test
  void goingBackStartsTheModuleAgain() throws Exception {
    try (OpenPage open = new OpenPage("embed.html")) {
      open.await("m.readyState === 4");
      open.js("location.href = 'listener.html'");
      open.await("typeof make === 'function'");
      open.js("history.back()");
      open.module(1);
      open.await("m.readyState === 4");
      assertTrue(open.host.opened.getFirst().closed);
    }
  }

  @Test
  void aPageWithoutScriptsHasItsModuleToo() throws Exception {
    try (OpenPage open = new OpenPage()) {
      open.open("bare.html");
      assertEquals(open.url("bare.html"), open.module(0).request.documentUrl());
    }
  }

  @Test
  void framesHaveModulesAndTheirRemovalEndsThem() throws Exception {
    try (OpenPage open = new OpenPage("frames.html")) {
      open.await("three modules", () -> open.host.opened.size() == 3);
      FakeModuleHost.Module bare = of(open, "bare.html", "echo.nmf");
      FakeModuleHost.Module inner = of(open, "embed.html", "echo.nmf");
      // A srcdoc document speaks for the origin of its page.
      FakeModuleHost.Module srcdoc = of(open, "", "echo.nmf?srcdoc");
      open.js("document.getElementById('bare').remove()");
      open.await("the end of the module in the removed frame", () -> bare.closed);
      assertFalse(inner.closed);
      open.js("document.getElementById('inner').src = 'listener.html'");
      open.await("the end of the module in the navigated frame", () -> inner.closed);
      assertFalse(srcdoc.closed);
      open.js("document.getElementById('frames').innerHTML = ''");
      open.await("the end of the last module", () -> srcdoc.closed);
    }
  }

  @Test
  void aFrameThatItsParentTouchedBeforeItWasLoadedStartsElementsThatAreMadeLater()
      throws Exception {
    try (OpenPage open = new OpenPage("listener.html")) {
      open.js(
          "var f = document.createElement('iframe'); f.src = 'listener.html';"
              + "document.body.appendChild(f); f.contentWindow.eval('1');");
      open.await("f.contentWindow.make && f.contentDocument.readyState === 'complete'");
      open.js("f.contentWindow.eval('setTimeout(() => { later = true }, 100)')");
      open.await("f.contentWindow.later");
      open.js("f.contentWindow.eval('listener.appendChild(make(\"echo.nmf\"))')");
      open.module(0);
    }
  }

  private static FakeModuleHost.Module of(OpenPage open, String document, String source) {
    return open.host.opened.stream()
        .filter(m -> m.request.documentUrl().equals(open.url(document)))
        .filter(m -> m.request.source().equals(open.url(source)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no module of " + document + ": " + open.lines));
  }

  @Test
  void aSandboxedFrameGetsAnErrorInsteadOfAModule() throws Exception {
    try (OpenPage open = new OpenPage("listener.html")) {
      open.js(
          "var f = document.createElement('iframe'); f.sandbox = 'allow-scripts';"
              + "window.onmessage = function (e) { window.said = e.data; };"
              + "f.srcdoc = '<embed id=m type=application/x-nacl src=http://127.0.0.1/e.nmf>'"
              + " + '<script>m.addEventListener(\"error\", function () {'"
              + " + ' parent.postMessage(m.lastError, \"*\") })<\\/script>';"
              + "document.body.appendChild(f);");
      open.await("window.said");
      assertEquals(
          "This frame is sandboxed; modules need a frame without the sandbox attribute.",
          open.js("said"));
      assertTrue(open.host.opened.isEmpty());
    }
  }

  @Test
  void aModuleThatDoesNotLoadIsAnErrorWithASentence() throws Exception {
    try (OpenPage open = new OpenPage("listener.html")) {
      open.js("listener.appendChild(make('error.nmf'))");
      open.await("heard.indexOf('loadend m 4') > 0");
      assertTrue(
          open.js("heard.join()")
              .toString()
              .contains("error m 4 -1 module.nexe was refused: it is no ELF file"));
      assertEquals(0, open.js("heard.filter(x => x.startsWith('load ')).length"));
    }
  }

  @Test
  void anAbortedLoadIsAnAbort() throws Exception {
    try (OpenPage open = new OpenPage("listener.html")) {
      open.js("listener.appendChild(make('abort.nmf'))");
      open.await("heard.join().endsWith('abort m 4,loadend m 4')");
    }
  }

  @Test
  void aCrashSetsItsPropertiesBeforeItsEvent() throws Exception {
    try (OpenPage open = new OpenPage("embed.html")) {
      open.await("heard.length >= 7");
      open.js("m.postMessage('crash')");
      open.await("heard.length >= 8");
      assertEquals("crash m 4 139 The module crashed: signal 11 at 0x20040.", open.js("heard[7]"));
      open.js("m.postMessage('to nobody')"); // must not throw
      open.await("the exit", () -> open.lines.contains("exit embed-1 139"));
    }
  }

  @Test
  void aCrashEventHasTheBacktraceAsText() throws Exception {
    try (OpenPage open = new OpenPage("embed.html")) {
      open.await("heard.length >= 7");
      open.js("m.addEventListener('crash', function (e) { window.trace = e.backtrace; })");
      open.js("m.postMessage('crash')");
      open.await("heard.length >= 8");
      assertEquals("#0 0x20040 main+0x0", open.js("trace"));
    }
  }

  @Test
  void anExitIsSeenInExitStatus() throws Exception {
    try (OpenPage open = new OpenPage("embed.html")) {
      assertEquals(-1, open.js("m.exitStatus"));
      open.js("m.postMessage('exit')");
      open.await("m.exitStatus === 7");
    }
  }

  @Test
  void portableModulesAreRefusedWithASentence() throws Exception {
    try (OpenPage open = new OpenPage("listener.html")) {
      open.js("var e = make('echo.nmf'); e.type = 'application/x-pnacl'; listener.appendChild(e);");
      open.await("e.readyState === 4");
      assertTrue(
          open.js("e.lastError").toString().startsWith("Portable modules are not supported yet"));
      assertTrue(open.host.opened.isEmpty());
    }
  }

  @Test
  void anElementWithoutASourceIsAnError() throws Exception {
    try (OpenPage open = new OpenPage("listener.html")) {
      open.js("listener.innerHTML = '<embed id=n type=application/x-nacl>'");
      open.await("heard.indexOf('loadend n 4') > 0");
      assertEquals(
          "The element names no manifest: it needs a src attribute.",
          open.js("document.getElementById('n').lastError"));
    }
  }

  @Test
  void otherEmbedsAreLeftAlone() throws Exception {
    try (OpenPage open = new OpenPage("listener.html")) {
      open.js("listener.innerHTML = '<embed id=other type=text/html src=bare.html>'");
      assertEquals(
          "undefined,undefined,undefined,undefined",
          open.js(
              "var o = document.getElementById('other');"
                  + "[o.postMessage, o.readyState, o.lastError, o.exitStatus]"
                  + ".map(x => typeof x).join()"));
    }
  }

  @Test
  void thePageTellsItsSizeAndFocus() throws Exception {
    try (OpenPage open = new OpenPage("embed.html")) {
      FakeModuleHost.Module module = open.module(0);
      open.js("m.width = 320");
      open.await(
          "a view of 320x100",
          () -> module.views.stream().anyMatch(v -> v.contains("320x100 true")));
      open.js("m.focus()");
      open.await("the focus", () -> module.focus.equals(List.of(true)));
      open.js("m.blur()");
      open.await("its loss", () -> module.focus.equals(List.of(true, false)));
    }
  }

  @Test
  void thirtyThreeModulesAreOneTooMany() throws Exception {
    try (OpenPage open = new OpenPage("listener.html")) {
      open.js("for (var i = 0; i < 33; i++) listener.appendChild(make('echo.nmf', 'm' + i))");
      open.await("document.getElementById('m32').readyState === 4");
      assertEquals(
          "This page already has 32 modules, the most that run at once.",
          open.js("document.getElementById('m32').lastError"));
      assertEquals(32, open.host.opened.size());
    }
  }

  @Test
  void navigatorKnowsTheTypes() throws Exception {
    try (OpenPage open = new OpenPage("listener.html")) {
      assertEquals(
          "Native Client Executable,true,true,true,true,Native Client,application/x-pnacl",
          open.js(
              """
              [navigator.mimeTypes['application/x-nacl'].description,
               navigator.mimeTypes instanceof MimeTypeArray,
               'application/x-nacl' in navigator.mimeTypes,
               navigator.mimeTypes.namedItem('application/x-pnacl') !== null,
               Array.from(navigator.mimeTypes).length === navigator.mimeTypes.length,
               navigator.plugins['Native Client'].name,
               navigator.mimeTypes[navigator.mimeTypes.length - 1].type].join()"""));
    }
  }

  @Test
  void whatAPageStoresStaysInThisBrowser() throws Exception {
    File folder;
    try (OpenPage open = new OpenPage("listener.html")) {
      open.js("localStorage.setItem('kept', 'here')");
      assertEquals("here", open.js("localStorage.getItem('kept')"));
      folder = open.page.engine().getUserDataDirectory();
      assertTrue(folder.isDirectory());
      assertEquals(
          PosixFilePermissions.fromString("rwx------"),
          Files.getPosixFilePermissions(folder.toPath()));
    }
    try (OpenPage open = new OpenPage("listener.html")) {
      assertNotEquals(folder, open.page.engine().getUserDataDirectory());
    }
  }
}
