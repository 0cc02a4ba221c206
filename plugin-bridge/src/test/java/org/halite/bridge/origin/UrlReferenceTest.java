package org.halite.bridge.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.net.URISyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlReferenceTest {
  private static final URI BASE = URI.create("http://a.test/dir/app.nmf?v=1");

  @ParameterizedTest
  @CsvSource({
    "app.nexe, http://a.test/dir/app.nexe",
    "./x/../app.nexe, http://a.test/dir/app.nexe",
    "../../../app.nexe, http://a.test/app.nexe",
    "/app.nexe, http://a.test/app.nexe",
    "//b.test:81/app.nexe, http://b.test:81/app.nexe",
    "https://b.test/app.nexe#part, https://b.test/app.nexe",
    "?v=2, http://a.test/dir/app.nmf?v=2",
    "my app.nexe, http://a.test/dir/my%20app.nexe",
    "ä.nexe, http://a.test/dir/%C3%A4.nexe",
    "sub\\app.nexe, http://a.test/dir/sub/app.nexe",
    "a[1].nexe?x|y, 'http://a.test/dir/a%5B1%5D.nexe?x%7Cy'",
    "100%.nexe, http://a.test/dir/100%25.nexe",
    "%41.nexe, http://a.test/dir/%41.nexe",
  })
  void referencesResolveAsInBrowsers(String reference, String expected) throws URISyntaxException {
    assertEquals(expected, UrlReference.resolve(BASE, reference).toString());
  }

  @Test
  void whatIsNoUrlSaysWhy() {
    assertEquals(
        "contains the control character U+0000",
        assertThrows(URISyntaxException.class, () -> UrlReference.resolve(BASE, "a\0b"))
            .getReason());
    assertEquals(
        "is empty",
        assertThrows(URISyntaxException.class, () -> UrlReference.resolve(BASE, "")).getReason());
    assertEquals(
        "is longer than 8192 characters",
        assertThrows(URISyntaxException.class, () -> UrlReference.resolve(BASE, "x".repeat(9000)))
            .getReason());
  }

  @Test
  void textFromOutsideIsFitForASentence() {
    assertEquals("a\uFFFDb", UrlReference.shown("a\nb"));
    assertEquals(201, UrlReference.shown("x".repeat(1000)).length());
  }
}
