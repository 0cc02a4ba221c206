package org.halite.ppapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DeclarationsTest {
  private static List<Declaration> all() {
    List<Declaration> all = new ArrayList<>(Declarations.BROWSER);
    all.addAll(Declarations.MODULE);
    return all;
  }

  /** The folder beside the checkout with the gathered facts. */
  private static Path shared(String file) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path found = at.resolve("shared").resolve(file);
      if (Files.exists(found)) {
        return found;
      }
    }
    return abort("skipped: shared/" + file + " is not there beside the checkout");
  }

  @Test
  void everyDeclarationSaysWhatTheGatheredHeadersSay() throws IOException {
    Map<String, List<String>> facts = new HashMap<>();
    List<String> slots = new ArrayList<>();
    for (String line : Files.readAllLines(shared("spec/ppapi.txt"))) {
      if (line.startsWith("## ") && line.indexOf(';') > 0) {
        slots = new ArrayList<>();
        facts.put(line.substring(3, line.indexOf("   ", 3)), slots);
      } else if (line.startsWith("#")) {
        slots = new ArrayList<>();
      } else if (!line.isBlank() && line.contains("(")) {
        String[] words = line.strip().split(" ", 2);
        assertEquals(Integer.toString(slots.size()), words[0], line);
        slots.add(words[1]);
      }
      if (line.startsWith("# Structs")) {
        break;
      }
    }
    for (Declaration declaration : all()) {
      assertEquals(facts.get(declaration.name()), declaration.signatures(), declaration.name());
    }
  }

  @Test
  void noInterfaceIsDeclaredTwice() {
    Set<String> names = new HashSet<>();
    for (Declaration declaration : all()) {
      assertTrue(names.add(declaration.name()), declaration.name());
    }
  }

  @Test
  void theBrowserServesPpbAndTheModulePpp() {
    for (Declaration declaration : Declarations.BROWSER) {
      assertTrue(declaration.servedByBrowser(), declaration.name());
    }
    for (Declaration declaration : Declarations.MODULE) {
      assertFalse(declaration.servedByBrowser(), declaration.name());
    }
  }

  @Test
  void everySignatureHasALayoutUnderBothConventions() {
    for (Declaration declaration : all()) {
      for (Function function : declaration.functions()) {
        for (Convention convention : Convention.values()) {
          assertEquals(function, CallLayout.of(function, convention).function());
        }
      }
    }
  }

  @Test
  void theQuickLookForStructsByValueSeesWhatTheFunctionsSay() {
    for (Declaration declaration : all()) {
      boolean any = false;
      for (Function function : declaration.functions()) {
        any |= function.hasStructsByValue();
      }
      assertEquals(any, declaration.hasStructsByValue(), declaration.name());
    }
    assertFalse(
        Declaration.of("PPB_X;1", "void f(const struct PP_Rect* r, struct PP_Var[] v)")
            .hasStructsByValue());
    assertTrue(
        Declaration.of("PPB_X;1", "void f(struct PP_Rect* r, struct PP_Var v)")
            .hasStructsByValue());
  }

  @Test
  void aSignatureIsTakenApart() {
    Function function = PppInstance.V1_1.function(PppInstance.DID_CREATE);
    assertEquals("PP_Bool", function.result());
    assertEquals("DidCreate", function.name());
    assertEquals(new Function.Parameter("const char*[]", "argv"), function.parameters().get(3));
    assertTrue(PpbCore.V1_0.function(2).parameters().isEmpty());
  }

  @Test
  void whatIsNoPrototypeIsNamed() {
    Exception noList =
        assertThrows(IllegalArgumentException.class, () -> Function.parse("int32_t f"));
    assertEquals("not a C prototype: int32_t f", noList.getMessage());
    Exception noName =
        assertThrows(IllegalArgumentException.class, () -> Function.parse("void f(int32_t)"));
    assertEquals("\"int32_t\" is not type and name in void f(int32_t)", noName.getMessage());
  }

  @Test
  void aStructWithoutARuleIsNotPassed() {
    Exception unknown =
        assertThrows(IllegalArgumentException.class, () -> Passing.of("struct PP_Nonesuch"));
    assertEquals("no rule for passing the C type struct PP_Nonesuch", unknown.getMessage());
  }

  @Test
  void theCommittedTableIsTheOneThatTheDeclarationsGive() throws IOException {
    assertEquals(
        Files.readString(Path.of("..", "docs", "compatibility.md")), CompatibilityTable.text());
  }

  @Test
  void theTableKnowsEveryPublicInterface() throws IOException {
    Set<String> facts = new HashSet<>();
    for (String line : Files.readAllLines(shared("spec/ppapi.txt"))) {
      if (line.startsWith("## PP") && line.contains("(public")) {
        facts.add(line.substring(3, line.indexOf("   ", 3)).replaceFirst("_0_2$", ";0.2"));
      }
    }
    assertEquals(facts, new HashSet<>(CompatibilityTable.known()));
  }

  @Test
  void noDeclaredInterfaceIsMissingInTheTable() {
    assertEquals(List.of(), CompatibilityTable.unlisted());
  }
}
