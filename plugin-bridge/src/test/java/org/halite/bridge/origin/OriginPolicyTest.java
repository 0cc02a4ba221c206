package org.halite.bridge.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class OriginPolicyTest {
  private static final URI PAGE = URI.create("http://a.test:8001/dir/index.html");

  private static String refusal(Decision decision) {
    assertFalse(decision.allowed(), decision.reason());
    return decision.reason();
  }

  private static OriginPolicy at(URI page, String first) {
    OriginPolicy policy = new OriginPolicy(page);
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
    assertEquals(Decision.allow("same-origin"), policy.answer(List.of()));
  }

  @Test
  void anotherOriginMustAllowThePage() {
    OriginPolicy policy = at(PAGE, "http://b.test:8002/libfoo.so");
    assertEquals("http://a.test:8001", policy.originHeader());
    assertEquals(
        "libfoo.so was refused: http://b.test:8002 does not allow http://a.test:8001 (no Access-Control-Allow-Origin"
            + " header)",
        refusal(policy.answer(List.of())));
    assertEquals(
        "libfoo.so was refused: http://b.test:8002 does not allow http://a.test:8001 (Access-Control-Allow-Origin is"
            + " http://c.test)",
        refusal(policy.answer(List.of("http://c.test"))));
    assertTrue(policy.answer(List.of("*")).allowed());
    assertTrue(policy.answer(List.of("http://a.test:8001")).allowed());
  }

  @Test
  void almostTheRightHeaderIsNotEnough() {
    OriginPolicy policy = at(PAGE, "http://b.test:8002/libfoo.so");
    for (String value :
        List.of("HTTP://A.TEST:8001", "http://a.test:8001/", "null", "http://a.test", "")) {
      refusal(policy.answer(List.of(value)));
    }
    refusal(policy.answer(List.of("http://a.test:8001", "http://c.test")));
    refusal(policy.answer(List.of("*", "*")));
  }

  @Test
  void aRedirectToAnotherOriginNeedsCorsFromThenOn() {
    OriginPolicy policy = at(PAGE, "http://a.test:8001/x.nexe");
    assertTrue(policy.redirect(URI.create("http://b.test/x.nexe")).allowed());
    assertEquals("http://a.test:8001", policy.originHeader());
    refusal(policy.answer(List.of()));
    assertTrue(policy.redirect(URI.create("http://a.test:8001/y.nexe")).allowed());
    refusal(policy.answer(List.of()));
  }

  @Test
  void betweenTwoForeignOriginsTheOriginBecomesNull() {
    OriginPolicy policy = at(PAGE, "http://b.test/x.nexe");
    assertTrue(policy.redirect(URI.create("http://c.test/x.nexe")).allowed());
    assertEquals("null", policy.originHeader());
    refusal(policy.answer(List.of("http://a.test:8001")));
    assertTrue(policy.answer(List.of("null")).allowed());
    assertTrue(policy.answer(List.of("*")).allowed());
  }

  @Test
  void backFromAForeignOriginTheOriginIsNullAsWell() {
    OriginPolicy policy = at(PAGE, "http://b.test/x.nexe");
    assertTrue(policy.redirect(URI.create("http://a.test:8001/x.nexe")).allowed());
    assertEquals("null", policy.originHeader());
  }

  @Test
  void tenRedirectsAreAllowedAndNotEleven() {
    OriginPolicy policy = at(PAGE, "http://a.test:8001/0");
    for (int i = 1; i <= OriginPolicy.MAX_REDIRECTS; i++) {
      assertTrue(policy.redirect(URI.create("http://a.test:8001/" + i)).allowed());
    }
    assertTrue(
        refusal(policy.redirect(URI.create("http://a.test:8001/again")))
            .contains("more than 10 redirects"));
  }

  @Test
  void redirectsGoToHttpOnly() {
    for (String target :
        List.of("file:///etc/passwd", "data:text/plain,x", "ftp://a.test/x", "about:blank")) {
      String sentence = refusal(at(PAGE, "http://a.test:8001/x.nexe").redirect(URI.create(target)));
      assertTrue(sentence.endsWith("only http and https may be redirected to"), sentence);
    }
  }

  @Test
  void httpInsideHttpsIsMixedContent() {
    URI secure = URI.create("https://a.test/");
    String sentence = refusal(new OriginPolicy(secure).begin(URI.create("http://a.test/x.nexe")));
    assertTrue(sentence.contains("mixed content"), sentence);
    assertTrue(
        refusal(at(secure, "https://a.test/x").redirect(URI.create("http://a.test/x")))
            .contains("mixed content"));
  }

  @Test
  void dataAndOtherSchemesAreRefused() {
    for (String url :
        List.of("data:application/octet-stream,x", "ftp://a.test/x", "javascript:1", "blob:x")) {
      refusal(new OriginPolicy(PAGE).begin(URI.create(url)));
    }
  }

  @Test
  void credentialsInUrlsAndHostsWithoutNamesAreRefused() {
    assertTrue(
        refusal(new OriginPolicy(PAGE).begin(URI.create("http://u:p@a.test:8001/x")))
            .contains("user name"));
    assertTrue(
        refusal(new OriginPolicy(PAGE).begin(URI.create("http:///x"))).contains("no usable host"));
  }

  @Test
  void aFilePageAsksOthersAsNull() {
    OriginPolicy policy = at(URI.create("file:///home/x/index.html"), "http://b.test/x.nexe");
    assertEquals("null", policy.originHeader());
    assertTrue(policy.answer(List.of("*")).allowed());
  }
}
