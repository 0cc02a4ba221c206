package org.halite.bridge.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledExecutorService;
import java.util.zip.GZIPInputStream;
import org.halite.bridge.origin.Decision;
import org.halite.bridge.origin.Origin;
import org.halite.bridge.origin.OriginPolicy;
import org.halite.bridge.origin.UrlReference;

/** Takes the body of an answer that the policy allowed, within the limits of time. */
final class Reception {
  private final FetchLimits limits;
  private final ScheduledExecutorService clock;

  Reception(FetchLimits limits, ScheduledExecutorService clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Hands the body over.
   *
   * @param reader gets the head before, and then every answer is taken; null: only 200 is
   */
  void receive(
      Transfer hop,
      HttpResponse<InputStream> response,
      OriginPolicy policy,
      Decision answer,
      ByteSink sink,
      ResponseReader reader,
      long deadline)
      throws FetchException, InterruptedException {
    InputStream raw = response.body();
    int status = response.statusCode();
    if (status != 200 && reader == null) {
      throw hop.failed(
          "was not loaded: "
              + UrlReference.shown(hop.url().toString())
              + " answered "
              + status
              + phrase(status),
          answer,
          status,
          null);
    }
    String coding =
        String.join(",", response.headers().allValues("Content-Encoding"))
            .strip()
            .toLowerCase(Locale.ROOT);
    boolean gzip = coding.equals("gzip") || coding.equals("x-gzip");
    if (!gzip && !coding.isEmpty() && !coding.equals("identity")) {
      throw hop.failed(
          "was not loaded: it is sent with Content-Encoding: "
              + UrlReference.shown(coding)
              + ", which was not asked for",
          answer,
          status,
          null);
    }
    OptionalLong length =
        gzip || hasNoBody(policy, status) ? OptionalLong.empty() : contentLength(response);
    if (reader != null) {
      reader.head(
          new ResponseHead(
              hop.url(),
              status,
              policy.exposed(response.headers()),
              length.orElse(-1),
              null,
              null));
    }
    try (Watch watch = new Watch(clock, raw, limits.idle(), deadline)) {
      try {
        InputStream body =
            gzip && !hasNoBody(policy, status) ? new GZIPInputStream(raw, 8192) : raw;
        hop.copy(body, length, answer, status, sink, watch);
      } catch (IOException e) {
        if (watch.expired() != null) {
          throw hop.failed(
              "was not loaded: "
                  + Origin.of(hop.url())
                  + " "
                  + watch.expired()
                  + ", after "
                  + hop.taken()
                  + " bytes",
              answer,
              status,
              e);
        }
        String expected = length.isPresent() ? " of " + length.getAsLong() : "";
        throw hop.failed(
            "is truncated: the transfer broke after "
                + hop.taken()
                + expected
                + " bytes"
                + (gzip ? " (or its gzip coding is broken)" : ""),
            answer,
            status,
            e);
      }
    }
  }

  /** Whatever its headers say of one. */
  private static boolean hasNoBody(OriginPolicy policy, int status) {
    return policy.terms().method().equals("HEAD") || status == 204 || status == 304;
  }

  private static OptionalLong contentLength(HttpResponse<?> response) {
    try {
      return response.headers().firstValueAsLong("Content-Length");
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static String phrase(int status) {
    return switch (status) {
      case 204 -> " (No Content)";
      case 400 -> " (Bad Request)";
      case 401 -> " (Unauthorized)";
      case 403 -> " (Forbidden)";
      case 404 -> " (Not Found)";
      case 410 -> " (Gone)";
      case 429 -> " (Too Many Requests)";
      case 500 -> " (Internal Server Error)";
      case 502 -> " (Bad Gateway)";
      case 503 -> " (Service Unavailable)";
      default -> "";
    };
  }
}
