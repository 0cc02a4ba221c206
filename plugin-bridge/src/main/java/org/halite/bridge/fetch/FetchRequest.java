package org.halite.bridge.fetch;

import java.net.URI;
import org.halite.bridge.origin.ContentSecurityPolicy;
import org.halite.bridge.origin.RequestClient;
import org.halite.bridge.origin.RequestTerms;

/**
 * One file to get.
 *
 * @param url absolute
 * @param client who asks
 * @param terms how it is asked for
 * @param use what becomes of it
 * @param initiator what named the file, for the transcript
 * @param limit the most bytes to take, after decompression
 * @param sha256 what the bytes must hash to, null when nobody said
 */
public record FetchRequest(
    URI url,
    RequestClient client,
    RequestTerms terms,
    Use use,
    String initiator,
    long limit,
    Sha256 sha256) {
  /** What becomes of a file. */
  public enum Use {
    /** Read by the browser; may be a {@code data:} URL. */
    MANIFEST,
    /** Run, when it is a module; what it holds is not shown to anybody. */
    PROGRAM,
    /** Given to the module to read. */
    FILE,
    /** Asked for by the module itself, which reads every answer, whatever its status. */
    ANSWER;

    /** Which directive of a page's policy is about it. */
    ContentSecurityPolicy.Purpose purpose() {
      return this == ANSWER
          ? ContentSecurityPolicy.Purpose.CONNECT
          : ContentSecurityPolicy.Purpose.OBJECT;
    }
  }

  /** A plain GET of a file that is to be read. */
  public FetchRequest(URI url, URI document, String initiator, long limit) {
    this(url, RequestClient.of(document), RequestTerms.GET, Use.FILE, initiator, limit, null);
  }
}
