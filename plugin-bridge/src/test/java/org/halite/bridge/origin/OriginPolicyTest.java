package org.halite.bridge.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OriginPolicyTest {
  private static final URI PAGE = URI.create("http://a.test:8001/dir/index.html");

  private static String refusal(Decision decision) {
    assertFalse(decision.allowed(), decision.reason());
    return decision.reason();
  }

  private static OriginPolicy policy(URI document) {
    return new OriginPolicy(RequestClient.of(document), RequestTerms.GET);
  }

  private static HttpHeaders allowing(String... origins) {
    return HttpHeaders.of(
        Map.of("Access-Control-Allow-Origin", List.of(origins)), (name, value) -> true);
  }

  private static OriginPolicy at(URI page, String first) {
    OriginPolicy policy = policy(page);
    Decision decision = policy.begin(URI.create(first));
    assertTrue(decision.allowed(), decision.reason());
    return policy;
  }

  @Test
  void anOriginIsSchemeHostAndEffectivePort() {
    assertTrue(
        Origin.of(URI.create("http://A.test/x"))
            .sameOrigin(Origin.of(URI.create("HTTP://a.test:80/y"))));
    assertFalse(
        Origin.of(URI.create("http://a.test/"))
            .sameOrigin(Origin.of(URI.create("https://a.test/"))));
    assertFalse(
        Origin.of(URI.create("http://a.test/"))
            .sameOrigin(Origin.of(URI.create("http://a.test:81/"))));
    assertEquals("https://a.test", Origin.of(URI.create("https://a.test:443/")).serialize());
    assertEquals("http://[::1]:8", Origin.of(URI.create("http://[::1]:8/")).serialize());
  }

  @Test
  void opaqueOriginsEqualOnlyThemselves() {
    URI file = URI.create("file:///a/b.html");
    assertFalse(Origin.of(file).sameOrigin(Origin.of(file)));
    assertEquals("null", Origin.of(URI.create("data:text/html,x")).serialize());
    assertEquals("null", Origin.of(URI.create("about:blank")).serialize());
  }

  @Test
  void sameOriginNeedsNoHeaders() {
    OriginPolicy policy = at(PAGE, "http://a.test:8001/x.nexe");
    assertNull(policy.originHeader());
    assertEquals(Decision.allow("same-origin"), policy.answer(allowing()));
  }

  @Test
  void anotherOriginMustAllowThePage() {
    OriginPolicy policy = at(PAGE, "http://b.test:8002/libfoo.so");
    assertEquals("http://a.test:8001", policy.originHeader());
    assertEquals(
        "libfoo.so was refused: http://b.test:8002 does not allow http://a.test:8001 (no Access-Control-Allow-Origin"
            + " header)",
        refusal(policy.answer(allowing())));
    assertEquals(
        "libfoo.so was refused: http://b.test:8002 does not allow http://a.test:8001 (Access-Control-Allow-Origin is"
            + " http://c.test)",
        refusal(policy.answer(allowing("http://c.test"))));
    assertTrue(policy.answer(allowing("*")).allowed());
    assertTrue(policy.answer(allowing("http://a.test:8001")).allowed());
  }

  @Test
  void almostTheRightHeaderIsNotEnough() {
    OriginPolicy policy = at(PAGE, "http://b.test:8002/libfoo.so");
    for (String value :
        List.of("HTTP://A.TEST:8001", "http://a.test:8001/", "null", "http://a.test", "")) {
      refusal(policy.answer(allowing(value)));
    }
    refusal(policy.answer(allowing("http://a.test:8001", "http://c.test")));
    refusal(policy.answer(allowing("*", "*")));
  }

  @Test
  void aRedirectToAnotherOriginNeedsCorsFromThenOn() {
    OriginPolicy policy = at(PAGE, "http://a.test:8001/x.nexe");
    assertTrue(policy.redirect(URI.create("http://b.test/x.nexe"), 302).allowed());
    assertEquals("http://a.test:8001", policy.originHeader());
    refusal(policy.answer(allowing()));
    assertTrue(policy.redirect(URI.create("http://a.test:8001/y.nexe"), 302).allowed());
    refusal(policy.answer(allowing()));
  }

  @Test
  void betweenTwoForeignOriginsTheOriginBecomesNull() {
    OriginPolicy policy = at(PAGE, "http://b.test/x.nexe");
    assertTrue(policy.redirect(URI.create("http://c.test/x.nexe"), 302).allowed());
    assertEquals("null", policy.originHeader());
    refusal(policy.answer(allowing("http://a.test:8001")));
    assertTrue(policy.answer(allowing("null")).allowed());
    assertTrue(policy.answer(allowing("*")).allowed());
  }

  @Test
  void backFromAForeignOriginTheOriginIsNullAsWell() {
    OriginPolicy policy = at(PAGE, "http://b.test/x.nexe");
    assertTrue(policy.redirect(URI.create("http://a.test:8001/x.nexe"), 302).allowed());
    assertEquals("null", policy.originHeader());
  }

  @Test
  void twentyRedirectsAreAllowedAndNotTwentyOne() {
    OriginPolicy policy = at(PAGE, "http://a.test:8001/0");
    for (int i = 1; i <= 20; i++) {
      assertTrue(policy.redirect(URI.create("http://a.test:8001/" + i), 302).allowed());
    }
    assertTrue(
        refusal(policy.redirect(URI.create("http://a.test:8001/again"), 302))
            .contains("more than 20 redirects"));
  }

  @Test
  void redirectsGoToHttpOnly() {
    for (String target :
        List.of("file:///etc/passwd", "data:text/plain,x", "ftp://a.test/x", "about:blank")) {
      String sentence =
          refusal(at(PAGE, "http://a.test:8001/x.nexe").redirect(URI.create(target), 302));
      assertTrue(sentence.endsWith("only http and https may be redirected to"), sentence);
    }
  }

  @Test
  void httpInsideHttpsIsMixedContent() {
    URI secure = URI.create("https://a.test/");
    String sentence = refusal(policy(secure).begin(URI.create("http://a.test/x.nexe")));
    assertTrue(sentence.contains("mixed content"), sentence);
    assertTrue(
        refusal(at(secure, "https://a.test/x").redirect(URI.create("http://a.test/x"), 302))
            .contains("mixed content"));
  }

  @Test
  void dataAndOtherSchemesAreRefused() {
    for (String url :
        List.of("data:application/octet-stream,x", "ftp://a.test/x", "javascript:1", "blob:x")) {
      refusal(policy(PAGE).begin(URI.create(url)));
    }
  }

  @Test
  void credentialsInUrlsAndHostsWithoutNamesAreRefused() {
    assertTrue(
        refusal(policy(PAGE).begin(URI.create("http://u:p@a.test:8001/x"))).contains("user name"));
    assertTrue(refusal(policy(PAGE).begin(URI.create("http:///x"))).contains("no usable host"));
  }

  @Test
  void aFilePageAsksOthersAsNull() {
    OriginPolicy policy = at(URI.create("file:///home/x/index.html"), "http://b.test/x.nexe");
    assertEquals("null", policy.originHeader());
    assertTrue(policy.answer(allowing("*")).allowed());
  }
}
