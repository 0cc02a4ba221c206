package org.halite.bridge.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerPolicyTest {
  private static final Origin A = Origin.of(URI.create("http://a.test/"));
  private static final Origin B = Origin.of(URI.create("http://b.test:81/"));
  private static final Origin OPAQUE = Origin.of(URI.create("about:blank"));

  /** The frame's element is in a document of A. */
  private static ContainerPolicy.Document in(Origin origin, Origin declared) {
    return new ContainerPolicy.Document(A.sameOrigin(origin), origin, declared);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      nullValues = "-",
      value = {
        // allow, allowfullscreen: a frame of A; of B by its src; of B where its src says A; opaque
        "-, false, yes, no, no, no",
        "-, true, yes, yes, yes, yes",
        "camera *, false, yes, no, no, no",
        "fullscreen, false, yes, yes, no, no",
        "FullScreen 'SRC', false, yes, yes, no, no",
        "fullscreen *, false, yes, yes, yes, yes",
        "fullscreen 'self', false, yes, no, no, no",
        "fullscreen 'none', false, no, no, no, no",
        "fullscreen 'none', true, no, no, no, no",
        "camera; fullscreen http://b.test:81, false, no, yes, yes, no",
        "fullscreen http://b.test, true, no, no, no, no",
        "fullscreen 'self' http://b.test:81/x, false, yes, yes, yes, no",
        "fullscreen 'none'; fullscreen *, false, no, no, no, no",
        "fullscreen ht^tp, false, no, no, no, no",
        "fullscreenx *, false, yes, no, no, no",
        "; ;, true, yes, yes, yes, yes",
      })
  void whoMayFillTheScreen(
      String allow, boolean allowFullscreen, String same, String other, String moved, String none) {
    ContainerPolicy policy = new ContainerPolicy(allow == null ? "" : allow, allowFullscreen);
    assertEquals(same.equals("yes"), policy.allowsFullscreen(in(A, A)), "of the same origin");
    assertEquals(other.equals("yes"), policy.allowsFullscreen(in(B, B)), "of another origin");
    assertEquals(moved.equals("yes"), policy.allowsFullscreen(in(B, A)), "gone elsewhere");
    assertEquals(none.equals("yes"), policy.allowsFullscreen(in(OPAQUE, B)), "without an origin");
  }

  @Test
  void aFrameWithoutAnAddressHasTheOriginAroundIt() {
    ContainerPolicy policy = new ContainerPolicy("fullscreen", false);
    assertEquals(true, policy.allowsFullscreen(in(A, null)));
    assertEquals(false, policy.allowsFullscreen(in(B, null)));
  }
}
