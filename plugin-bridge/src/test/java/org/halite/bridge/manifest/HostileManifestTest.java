package org.halite.bridge.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Attack 24: what a hostile manifest can be made of. Compressed bombs are in {@code FetcherTest}.
 */
class HostileManifestTest {
  private static final URI PAGE = URI.create("http://a.test/dir/index.html");
  private static final String PROGRAM = "\"program\": {\"x86-64\": {\"url\": \"a.nexe\"}}";

  private static Manifest parse(String manifest, String url) throws ManifestException {
    return Nmf.parse(manifest.getBytes(StandardCharsets.UTF_8), URI.create(url), PAGE);
  }

  private static Manifest parse(String manifest) throws ManifestException {
    return parse(manifest, "http://a.test/dir/app.nmf");
  }

  private static String refusal(String manifest) {
    return assertThrows(ManifestException.class, () -> parse(manifest)).getMessage();
  }

  @Test
  void nestingDeeperThan32LevelsIsRefusedWhereverItIs() {
    String deep = "[".repeat(40) + "]".repeat(40);
    assertTrue(refusal("{" + PROGRAM + ", \"x\": " + deep + "}").contains("nested deeper"));
    assertTrue(refusal("{\"program\": " + deep + "}").contains("nested deeper"));
    assertTrue(refusal("{\"a\":".repeat(200_000)).contains("nested deeper"));
  }

  @Test
  void aKeyTwiceIsRefusedAtEveryLevel() {
    for (String manifest :
        List.of(
            "{" + PROGRAM + "," + PROGRAM + "}",
            "{\"program\": {\"x86-64\": {\"url\": \"a\", \"url\": \"b\"}}}",
            "{" + PROGRAM + ", \"files\": {\"f\": {}, \"f\": {}}}",
            "{" + PROGRAM + ", \"unknown\": {\"f\": {}, \"f\": {}}}",
            "{\"program\": {\"x86-64\": {\"url\": \"a\"}, \"x86\\u002d64\": {\"url\": \"b\"}}}")) {
      assertTrue(refusal(manifest).contains("has a key twice"), manifest);
    }
  }

  @Test
  void aMillionFilesDoNotFitAndAThousandAndOneAreTooMany() {
    StringBuilder million = new StringBuilder("{" + PROGRAM + ", \"files\": {");
    for (int i = 0; i < 1_000_000; i++) {
      million.append(i == 0 ? "" : ",").append("\"f").append(i).append("\":{}");
    }
    assertTrue(refusal(million.append("}}").toString()).contains("is too large"));
    StringBuilder many = new StringBuilder("{" + PROGRAM + ", \"files\": {");
    for (int i = 0; i < 1001; i++) {
      many.append(i == 0 ? "" : ",").append("\"f").append(i).append("\":{}");
    }
    assertEquals(
        "app.nmf: files has 1001 entries, a manifest may list 1000",
        refusal(many.append("}}").toString()));
  }

  @Test
  void hugeNumbersAreRefusedOrHaveNoEffect() throws ManifestException {
    assertTrue(
        refusal("{" + PROGRAM + ", \"x\": " + "9".repeat(1000) + "}").contains("is too long"));
    assertEquals(
        "app.nmf: program.portable.pnacl-translate.optlevel must be a whole number, 0 or 2, found a"
            + " number",
        refusal(
            "{\"program\": {\"portable\": {\"pnacl-translate\": {\"url\": \"a\", \"optlevel\":"
                + " 1e999999999}}}}"));
    assertEquals(1, parse("{" + PROGRAM + ", \"x\": 1e999999999}").notes().size());
  }

  @Test
  void aByteOrderMarkIsAllowedOnceAndInUtf8Only() throws ManifestException {
    assertEquals(
        "http://a.test/dir/a.nexe", parse("\uFEFF{" + PROGRAM + "}").program().url().toString());
    assertTrue(refusal("\uFEFF\uFEFF{" + PROGRAM + "}").contains("is not JSON"));
    byte[] wide = ("\uFEFF{" + PROGRAM + "}").getBytes(StandardCharsets.UTF_16BE);
    assertTrue(
        assertThrows(ManifestException.class, () -> Nmf.parse(wide, PAGE, PAGE))
            .getMessage()
            .contains("is not UTF-8 text"));
  }

  @Test
  void noPathLeavesTheServer() throws ManifestException {
    for (String path :
        List.of(
            "../../../../etc/passwd",
            "%2e%2e/%2e%2e/%2E./etc/passwd",
            "..\\\\..\\\\..\\\\etc\\\\passwd",
            "/../etc/passwd",
            "./.%2e/../etc/passwd")) {
      Manifest manifest = parse("{\"program\": {\"x86-64\": {\"url\": \"" + path + "\"}}}");
      assertEquals("http://a.test/etc/passwd", manifest.program().url().toString(), path);
    }
  }

  @Test
  void nulAndOtherControlCharactersAreRefusedInUrlsAndNames() {
    for (String bad : List.of("a\\u0000.nexe", "a\\n.nexe", "\\u007f")) {
      assertTrue(
          refusal("{\"program\": {\"x86-64\": {\"url\": \"" + bad + "\"}}}")
              .contains("contains the control character"),
          bad);
      assertTrue(
          refusal("{" + PROGRAM + ", \"files\": {\"" + bad + "\": {}}}")
              .contains("contains a control character"),
          bad);
    }
  }

  @Test
  void namesOfAnotherCaseAreOtherNames() throws ManifestException {
    assertTrue(refusal("{\"Program\": {\"x86-64\": {\"url\": \"a\"}}}").contains("no program"));
    Manifest manifest =
        parse(
            "{"
                + PROGRAM
                + ", \"files\": {\"L\": {\"portable\": {\"url\": \"1\"}}, \"l\": {\"portable\":"
                + " {\"url\": \"2\"}}}}");
    assertEquals(2, manifest.files().size());
    assertFalse(manifest.files().containsKey("__proto__"));
  }

  @Test
  void aPageFromDiskReadsNoFileByCallingItAManifest() {
    String sentence =
        assertThrows(
                ManifestException.class, () -> parse("secret-password", "file:///home/x/diary.txt"))
            .getMessage();
    assertFalse(sentence.contains("secret"), sentence);
    assertTrue(sentence.startsWith("diary.txt is not JSON"), sentence);
  }

  @Test
  void aDataManifestIsRelativeToItsDocument() throws ManifestException {
    Manifest manifest = parse("{" + PROGRAM + "}", "data:application/json,x");
    assertEquals("http://a.test/dir/a.nexe", manifest.program().url().toString());
    assertTrue(
        assertThrows(ManifestException.class, () -> parse("{", "data:,x"))
            .getMessage()
            .startsWith("the data: manifest is not JSON"));
  }

  @Test
  void theNexesAttributeIsTheManifestThatFollowedIt() throws Exception {
    assertEquals(
        "{\"nexes\":{\"x86-32\":\"a_32.nexe\",\"x86-64\":\"http://b.test:8/a.nexe\",\"arm\":\"x y\"}}",
        json("\n  x86-32: a_32.nexe  \n x86-64 :http://b.test:8/a.nexe\r\n\nARM:\tx y"));
    assertEquals("{\"nexes\":{}}", json(" "));
  }

  private static String json(String attribute) throws ManifestException {
    String url = NexesAttribute.manifest(attribute).toString();
    byte[] bytes = Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1));
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void aNexesAttributeThatIsNoneNamesItsLine() {
    assertEquals(
        "The element's nexes attribute cannot be read: line 2 is \"app.nexe\", \"x86-64: app.nexe\""
            + " would be right",
        assertThrows(ManifestException.class, () -> NexesAttribute.manifest("arm: a\napp.nexe"))
            .getMessage());
    assertTrue(
        assertThrows(ManifestException.class, () -> NexesAttribute.manifest("arm:a\nARM:b"))
            .getMessage()
            .endsWith("line 2 names arm for the second time"));
    assertTrue(
        assertThrows(ManifestException.class, () -> NexesAttribute.manifest("x".repeat(70_000)))
            .getMessage()
            .endsWith("it is longer than 65536 characters"));
  }
}
