package org.halite.bridge.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.OptionalLong;
import org.halite.bridge.kernel.SharedDescriptor;
import org.halite.bridge.origin.Decision;
import org.halite.bridge.origin.Origin;
import org.halite.bridge.origin.UrlReference;

/** One hop of a fetch: counts its bytes and reports it to the listener exactly once. */
final class Transfer {
  private static final int NOT_MODIFIED = 304;

  private final FetchRequest request;
  private final URI url;
  private final FetchListener listener;
  private final MessageDigest digest;
  private long taken;

  Transfer(FetchRequest request, URI url, FetchListener listener) {
    this.request = request;
    this.url = url;
    this.listener = listener;
    this.digest = request.sha256() == null ? null : Sha256.digest();
  }

  URI url() {
    return url;
  }

  long taken() {
    return taken;
  }

  /**
   * Hands the body to the sink; an {@link IOException} is the server's fault, and not reported yet.
   */
  void copy(
      InputStream body,
      OptionalLong length,
      Decision decision,
      int status,
      ByteSink sink,
      Watch watch)
      throws IOException, FetchException, InterruptedException {
    if (length.isPresent() && length.getAsLong() > request.limit()) {
      throw tooLarge(length.getAsLong() + " bytes", decision, status);
    }
    listener.progress(url, length.isPresent(), 0, length.orElse(0));
    byte[] buffer = new byte[ByteSink.PIECE];
    while (true) {
      watch.reading();
      int n = body.read(buffer);
      watch.resting();
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (n < 0) {
        break;
      }
      if (n > request.limit() - taken) {
        throw tooLarge("more than it may have", decision, status);
      }
      taken += n;
      byte[] piece = Arrays.copyOf(buffer, n);
      if (digest != null) {
        digest.update(piece); // while nobody else has it
      }
      sink.accept(piece);
      listener.progress(url, length.isPresent(), taken, length.orElse(0));
    }
    if (length.isPresent() && length.getAsLong() != taken) {
      throw failed(
          "is truncated: " + taken + " of " + length.getAsLong() + " bytes came",
          decision,
          status,
          null);
    }
    checkHash(status);
    listener.fetched(url, request.initiator(), decision, status, taken);
  }

  /** Hands over a body of the store, whose hash was checked if one is wanted. */
  void serve(SharedDescriptor body, Decision decision, int status, ByteSink sink)
      throws FetchException, InterruptedException {
    if (body.size() > request.limit()) {
      throw tooLarge(body.size() + " bytes", decision, status);
    }
    listener.progress(url, true, 0, body.size());
    try {
      sink.acceptSealed(body);
    } catch (IOException e) {
      throw failed("could not be read from the library store", decision, status, e);
    }
    taken = body.size();
    listener.progress(url, true, taken, taken);
    listener.fetched(url, request.initiator(), decision, status, taken);
    listener.stored(url, request.initiator(), status == NOT_MODIFIED, taken);
  }

  /** Before anybody is told that the file is there. */
  private void checkHash(int status) throws FetchException {
    if (digest == null) {
      return;
    }
    Sha256 found = Sha256.of(digest);
    if (!found.equals(request.sha256())) {
      throw refused(
          Decision.refuse(
              // A page from disk must not learn the hashes of the files beside it.
              UrlReference.name(url)
                  + " was refused: its SHA-256 is "
                  + (Origin.scheme(url).equals("file") ? "another" : found)
                  + ", the manifest wants "
                  + request.sha256()),
          status);
    }
  }

  private FetchException tooLarge(String size, Decision decision, int status) {
    return failed(
        "is too large: " + size + ", " + request.limit() + " bytes are the limit",
        decision,
        status,
        null);
  }

  /** A preflight that allows the request itself. */
  void passed(Decision decision, int status) {
    listener.fetched(url, request.initiator(), decision, status, 0);
  }

  FetchException refused(Decision decision, int status) {
    listener.fetched(url, request.initiator(), decision, status, taken);
    return new FetchException(decision.reason(), true);
  }

  FetchException failed(String problem, Decision decision, int status, Throwable cause) {
    listener.fetched(url, request.initiator(), decision, status, taken);
    return new FetchException(name() + " " + problem, cause);
  }

  private String name() {
    return Origin.scheme(url).equals("data") ? "the data: manifest" : UrlReference.name(url);
  }
}
