package org.halite.sdk.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.halite.ppapi.header.PpapiHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compiler itself says whether the C headers are what spec/ppapi.json says. */
final class PpapiHeadersTest {
  private static final Path FACTS = Path.of("..", "..", "shared", "spec", "ppapi.json");

  @TempDir Path temporary;
  private int assertions;

  @Test
  void sizesOffsetsSlotsNumbersAndStringsAreThoseOfThePublicInterfaces() throws Exception {
    Workbench bench = Workbench.in(temporary);
    assumeTrue(Files.exists(FACTS), "shared/spec/ppapi.json is not there beside the checkout");
    JsonNode facts = new ObjectMapper().readTree(FACTS.toFile());
    StringBuilder c = new StringBuilder();
    PpapiHeaders.all().keySet().forEach(name -> c.append("#include \"" + name + "\"\n"));
    structs(facts.get("structs"), c);
    enumerations(facts.get("enums"), c);
    handles(facts.get("typedefs"), c);
    c.append("struct text { const char *is, *want; };\nconst struct text texts[] = {\n");
    StringBuilder after = new StringBuilder();
    interfaces(facts.get("interfaces"), c, after);
    c.append("};\n").append(after);
    c.append(
        """
        #include <string.h>
        int main(void) {
          for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) {
            if (strcmp(texts[i].is, texts[i].want)) return 1;
          }
          return 42;
        }
        """);
    bench.write("facts.c", c.toString());
    bench.make(Language.C, "-std=c11", "-Wall", "-Wextra", "facts.c", "-o", "facts.nexe");
    assertEquals(new Workbench.Outcome(42, ""), bench.run("facts.nexe"));
    assertTrue(assertions > 1500, assertions + " assertions");
  }

  @Test
  void aWrongOffsetWouldBeSeen() throws Exception {
    Workbench bench = Workbench.in(temporary);
    bench.write(
        "wrong.c",
        """
        #include "ppapi/c/pp_var.h"
        _Static_assert(__builtin_offsetof(struct PP_Var, value) == 4, "offset of value");
        """);
    Workbench.Outcome outcome = bench.cc("-c", "wrong.c");
    assertEquals(1, outcome.status());
    assertTrue(outcome.out().contains("offset of value"), outcome.out());
  }

  @Test
  void theHeadersAreCppToo() throws Exception {
    Workbench bench = Workbench.in(temporary);
    StringBuilder text = new StringBuilder();
    PpapiHeaders.all().keySet().forEach(name -> text.append("#include \"" + name + "\"\n"));
    text.append("#include \"ppapi_simple/ps.h\"\n#include \"irt.h\"\n");
    text.append("PP_Var one() { return PP_MakeInt32(1); }\n");
    bench.write("headers.cc", text.toString());
    bench.make(Language.CXX, "-std=c++11", "-Wall", "-Wextra", "-c", "headers.cc");
  }

  @Test
  void eachHeaderCanBeIncludedAlone() throws Exception {
    Workbench bench = Workbench.in(temporary);
    List<String> words = new ArrayList<>(List.of("-c"));
    for (String name : PpapiHeaders.all().keySet()) {
      String file = name.replace('/', '_').replace(".h", ".c");
      bench.write(file, "#include \"" + name + "\"\nint " + file.replace(".c", "") + ";\n");
      words.add(file);
    }
    bench.make(Language.C, words.toArray(String[]::new));
  }

  private void claim(StringBuilder c, String condition) {
    assertions++;
    c.append("_Static_assert(")
        .append(condition)
        .append(", \"")
        .append(assertions)
        .append("\");\n");
  }

  /** What modules in the browser never got is not in the headers. */
  private static boolean isOffered(JsonNode fact) {
    String header = fact.get("header").asText();
    return !header.startsWith("c/private") && !header.startsWith("c/trusted");
  }

  private void structs(JsonNode structs, StringBuilder c) {
    for (Map.Entry<String, JsonNode> struct : structs.properties()) {
      JsonNode fact = struct.getValue();
      if (!isOffered(fact)) {
        continue;
      }
      String name = fact.get("kind").asText() + " " + struct.getKey();
      claim(c, "sizeof(" + name + ") == " + fact.get("size"));
      claim(c, "_Alignof(" + name + ") == " + fact.get("align"));
      for (JsonNode field : fact.get("fields")) {
        String member = field.get("name").asText();
        claim(
            c,
            "__builtin_offsetof(" + name + ", " + member + ") == " + field.get("offset").asInt());
      }
    }
  }

  private void enumerations(JsonNode enumerations, StringBuilder c) {
    for (Map.Entry<String, JsonNode> enumeration : enumerations.properties()) {
      if (!isOffered(enumeration.getValue())) {
        continue;
      }
      claim(c, "sizeof(" + enumeration.getKey() + ") == 4");
      for (Map.Entry<String, JsonNode> value : enumeration.getValue().get("values").properties()) {
        claim(c, value.getKey() + " == (" + value.getValue().asText() + ")");
      }
    }
  }

  private void handles(JsonNode typedefs, StringBuilder c) {
    for (Map.Entry<String, JsonNode> typedef : typedefs.properties()) {
      JsonNode fact = typedef.getValue();
      if (isOffered(fact) && fact.has("type") && !fact.get("type").asText().contains("__int64")) {
        claim(
            c,
            "__builtin_types_compatible_p("
                + typedef.getKey()
                + ", "
                + fact.get("type").asText()
                + ")");
      }
    }
  }

  private void interfaces(JsonNode interfaces, StringBuilder c, StringBuilder after) {
    Set<String> seen = new HashSet<>();
    for (JsonNode fact : interfaces) {
      String name = fact.get("interface").asText();
      String struct = fact.get("struct").asText();
      if (!isOffered(fact) || !seen.add(name)) {
        continue;
      }
      if (!fact.get("interface").isNull()) {
        int version = name.indexOf(';');
        String suffix = "_" + name.substring(version + 1).replace('.', '_');
        String family = struct.substring(0, struct.length() - suffix.length());
        String macro = family.toUpperCase(java.util.Locale.ROOT) + "_INTERFACE" + suffix;
        c.append("  {").append(macro).append(", \"").append(name).append("\"},\n");
      }
      for (JsonNode function : fact.get("functions")) {
        String slot = function.get("name").asText();
        claim(
            after,
            "__builtin_offsetof(struct "
                + struct
                + ", "
                + slot
                + ") == "
                + 4 * function.get("slot").asInt());
      }
      claim(after, "sizeof(struct " + struct + ") == " + 4 * fact.get("functions").size());
    }
  }

  @Test
  void aProgramForAPageRunsOutsideOfOneToo() throws Exception {
    Workbench bench = Workbench.in(temporary);
    bench.write(
        "two.c",
        """
        #include <string.h>
        #include <unistd.h>
        #include "ppapi_simple/ps.h"
        int main(int argc, char *argv[]) {
          write(1, argv[argc - 1], strlen(argv[argc - 1]));
          return PSGetInstanceId() == 0 && PSGetInterface("PPB_Core;1.0") == 0 ? 5 : 6;
        }
        """);
    bench.make(Language.C, "-Wall", "two.c", "-lppapi_simple", "-o", "two.nexe");
    assertEquals(new Workbench.Outcome(5, "words"), bench.run("two.nexe", "words"));
  }

  @Test
  void aModuleThatIsNoProgramSaysThatItWantsAPage() throws Exception {
    Workbench bench = Workbench.in(temporary);
    bench.write("module.c", Files.readString(Path.of("src", "test", "page", "page_module.c")));
    bench.make(Language.C, "module.c", "-lppapi", "-o", "module.nexe");
    assertEquals(
        new Workbench.Outcome(
            1, "this module is for a page: embed it in one, and open that with halite open\n"),
        bench.run("module.nexe"));
  }

  @Test
  void aModuleWithoutItsInterfacesIsNotLinked() throws Exception {
    Workbench bench = Workbench.in(temporary);
    bench.write("nothing.c", "int nothing;\n");
    Workbench.Outcome outcome = bench.cc("nothing.c", "-lppapi", "-o", "nothing.nexe");
    assertEquals(1, outcome.status());
    assertTrue(outcome.out().contains("PPP_GetInterface"), outcome.out());
  }
}
