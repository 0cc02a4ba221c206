package org.halite.app.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.halite.ppapi.Var;
import org.junit.jupiter.api.Test;

/** What an element does in the HTML. */
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
      assertEquals("function", open.js("early"));
      FakeModuleHost.Module module = open.module(0);
      assertEquals("embed-1", module.request.elementId());
      assertEquals(open.url("echo.nmf"), module.request.source());
      assertEquals(open.url("embed.html"), module.request.documentUrl());
      assertEquals("Value", module.request.attributes().get("custom"));
      assertEquals(200, module.request.width());
      assertEquals(100, module.request.height());
      assertEquals(new Var.Text("first"), module.posted.getFirst());
      assertFalse(module.closed);
      assertTrue(open.lines.contains("embed embed-1 application/x-nacl " + open.url("echo.nmf")));
    }
  }
}
