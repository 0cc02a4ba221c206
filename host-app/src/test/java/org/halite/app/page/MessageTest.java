package org.halite.app.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.halite.ppapi.Var;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values from the page to a module that sends them back. */
class MessageTest {
  private static OpenPage open;

  @BeforeAll
  static void openPage() throws Exception {
    open = new OpenPage("listener.html");
    open.js(
        """
        function shape(v) {
          if (v === undefined) return 'undefined';
          if (Object.is(v, -0)) return '-0';
          if (v instanceof ArrayBuffer) return 'buffer(' + new Uint8Array(v) + ')';
          if (Array.isArray(v)) return '[' + v.map(shape) + ']';
          if (v && typeof v === 'object')
            return '{' + Object.keys(v).map(k => k + ':' + shape(v[k])) + '}';
          return typeof v + ' ' + String(v);
        }""");
  }

  @AfterAll
  static void closePage() throws Exception {
    open.close();
  }

  private static Var echo(String expression) throws Exception {
    open.js("listener.innerHTML = ''; var sent = " + expression + "; echo(sent);");
    open.await("window.back");
    FakeModuleHost.Module module = open.host.opened.getLast();
    return module.posted.getLast();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "''",
        "'plain'",
        "'\\u00e9\\u20ac\\ud83d\\ude00\\0|\\\\\"'",
        "0",
        "-0",
        "1",
        "-2147483648",
        "2147483648",
        "1.5",
        "1e308",
        "5e-324",
        "NaN",
        "Infinity",
        "-Infinity",
        "true",
        "false",
        "null",
        "undefined",
        "[]",
        "[1, 'a', [2, [undefined, null]]]",
        "({})",
        "({a: 1, b: {c: [true], '': null}})",
        "({t: 'b', n: 4, i: 0, v: {t: 'u'}})",
        "new Uint8Array([0, 127, 128, 255]).buffer",
        "({x: new Uint8Array([1, 2]).buffer, y: [new Uint8Array(0).buffer, 'z']})",
      })
  void comesBackAsItWas(String expression) throws Exception {
    echo(expression);
    assertEquals(open.js("shape(sent)"), open.js("shape(back.data)"));
  }

  @Test
  void theModuleGetsTypedValues() throws Exception {
    assertEquals(new Var.Int32(7), echo("7"));
    assertEquals(new Var.Real(-0.0), echo("-0"));
    assertEquals(new Var.Real(2147483648.0), echo("2147483648"));
    assertEquals(Var.UNDEFINED, echo("undefined"));
    assertEquals(
        new Var.Array(List.of(new Var.Bool(true), Var.NULL, new Var.Text("x"))),
        echo("[true, null, 'x']"));
  }

  @Test
  void allBytesSurvive() throws Exception {
    Var.ArrayBuffer buffer =
        assertInstanceOf(
            Var.ArrayBuffer.class, echo("Uint8Array.from({length: 256}, (x, i) => i).buffer"));
    for (int i = 0; i < 256; i++) {
      assertEquals((byte) i, buffer.bytes()[i]);
    }
    assertEquals(true, open.js("new Uint8Array(back.data).every((x, i) => x === i)"));
  }

  @Test
  void aMegabyteGoesBothWays() throws Exception {
    echo("Uint8Array.from({length: 1 << 20}, (x, i) => i * 7).buffer");
    assertEquals(
        true,
        open.js(
            "back.data.byteLength === 1 << 20"
                + " && new Uint8Array(back.data).every((x, i) => x === (i * 7 & 255))"));
  }

  @Test
  void viewsAreSentAsTheBytesTheyShow() throws Exception {
    echo("new Uint8Array(new Uint8Array([1, 2, 3, 4, 5]).buffer, 1, 3)");
    assertEquals("buffer(2,3,4)", open.js("shape(back.data)"));
    echo("new DataView(new Uint8Array([1, 2, 3]).buffer, 2)");
    assertEquals("buffer(3)", open.js("shape(back.data)"));
    echo("new Uint16Array([258])");
    assertEquals("buffer(2,1)", open.js("shape(back.data)"));
  }

  @Test
  void protoIsAKeyLikeAnyOther() throws Exception {
    echo("JSON.parse('{\"__proto__\": {\"polluted\": 1}, \"constructor\": 2}')");
    assertEquals(
        "true,undefined,2",
        open.js(
            "[Object.prototype.hasOwnProperty.call(back.data, '__proto__'),"
                + " typeof {}.polluted, back.data.constructor].join()"));
    assertEquals(true, open.js("Object.getPrototypeOf(back.data) === Object.prototype"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "function () {}",
        "[{deep: function () {}}]",
        "Symbol('s')",
        "10n",
        "(function () { var a = []; a.push(a); return a; })()",
        "(function () { var a = {}; a.b = {a: a}; return a; })()",
        "(function () { var a = 1; for (var i = 0; i < 101; i++) a = [a]; return a; })()",
        "(function () { var a = [1]; for (var i = 0; i < 25; i++) a = [a, a]; return a; })()",
        "new Array(1000001)",
        "new ArrayBuffer(67108865)",
        "givenAway()",
        "(function () { var v = new Uint8Array(9); give(v.buffer); return [v]; })()",
        "(function () { var v = new DataView(new ArrayBuffer(9)); give(v.buffer); return v; })()",
      })
  void whatCannotBeClonedThrows(String expression) throws Exception {
    Object thrown =
        open.js(
            "listener.innerHTML = '';"
                + "function give(b) { new MessageChannel().port1.postMessage(b, [b]); return b; }"
                + "function givenAway() { return give(new ArrayBuffer(70000)); }"
                + "(function () { try { echo(("
                + expression
                + ")); return 'nothing'; } catch (e) { return e.name; } })()");
    assertEquals("DataCloneError", thrown);
  }

  @Test
  void aSharedValueIsNoCycle() throws Exception {
    echo("(function () { var s = {k: 1}; return [s, s]; })()");
    assertEquals("[{k:number 1},{k:number 1}]", open.js("shape(back.data)"));
  }

  @Test
  void everyMessageIsMarkedConsumed() throws Exception {
    echo("'x'");
    FakeModuleHost.Module module = open.host.opened.getLast();
    open.await("the mark", () -> module.counts.getOrDefault("consumed", 0) == 1);
  }

  @Test
  void aFloodLeavesThePageItsTimers() throws Exception {
    open.js(
        """
        listener.innerHTML = '';
        window.ticks = 0; window.floods = 0; window.inOrder = true;
        var flood = make('echo.nmf', 'flood');
        flood.addEventListener('message', function (e) {
          inOrder = inOrder && e.data === floods; floods++;
        });
        var timer = setInterval(function () { if (floods < 100000) ticks++; }, 1);
        listener.appendChild(flood);
        flood.postMessage('flood');""");
    open.await("floods === 100000");
    open.js("clearInterval(timer)");
    assertEquals(true, open.js("inOrder"));
    int ticks = ((Number) open.js("ticks")).intValue();
    assertTrue(ticks > 5, "timers ran " + ticks + " times during the flood");
  }

  @Test
  void whoAsksGetsTheAnswerAtOnce() throws Exception {
    open.js("listener.innerHTML = ''; echo('begin');");
    open.await("window.back");
    assertEquals(
        open.js("'[object] {a:[number 1,buffer(7)]}'"),
        open.js(
            """
            var asked = document.querySelector('#listener embed');
            var answer = asked.postMessageAndAwaitResponse({a: [1, new Uint8Array([7]).buffer]});
            '[' + typeof answer + '] ' + shape(answer[0])"""));
    assertEquals(
        open.js("'Error postMessageAndAwaitResponse: the module has no handler for it.'"),
        open.js(
            """
            (function () {
              try { asked.postMessageAndAwaitResponse('unheard'); return 'no error'; }
              catch (e) { return e.name + ' ' + e.message; }
            })()"""));
    assertEquals(
        open.js("'TypeError TypeError Error'"),
        open.js(
            """
            [() => asked.postMessageAndAwaitResponse(),
             () => asked.postMessageAndAwaitResponse.call(document.body, 1),
             () => {
               var loose = document.createElement('embed');
               loose.type = 'application/x-nacl';
               return loose.postMessageAndAwaitResponse(1);
             }].map(function (f) {
                 try { f(); return 'no error'; } catch (e) { return e.name; }
               }).join(' ')"""));
  }
}
