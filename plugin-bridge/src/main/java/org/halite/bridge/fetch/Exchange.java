package org.halite.bridge.fetch;

import com.google.common.base.Supplier;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import javax.net.ssl.SSLException;
import org.halite.bridge.origin.Decision;
import org.halite.bridge.origin.Origin;
import org.halite.bridge.origin.OriginPolicy;
import org.halite.bridge.origin.RequestBody;
import org.halite.bridge.origin.RequestTerms;
import org.halite.bridge.origin.UrlReference;

/** Asks a server what the policy has allowed to be asked, by OPTIONS first where it must be. */
final class Exchange {
  private final FetchLimits limits;
  private final Supplier<HttpClient> client;

  Exchange(FetchLimits limits, Supplier<HttpClient> client) {
    this.limits = limits;
    this.client = client;
  }

  /**
   * The answer's head; its body is still to come.
   *
   * @param decision what allowed the hop
   * @param conditions headers under which the browser has no need of the body
   */
  HttpResponse<InputStream> ask(
      Transfer hop,
      OriginPolicy policy,
      Decision decision,
      Map<String, String> conditions,
      long deadline)
      throws FetchException, InterruptedException {
    if (policy.needsPreflight()) {
      preflight(hop, policy, decision, deadline);
    }
    RequestTerms terms = policy.terms();
    HttpRequest.Builder request =
        to(hop, deadline)
            .method(terms.method(), publisher(terms.body()))
            .header("Accept-Encoding", "gzip");
    terms.headers().forEach(request::setHeader);
    conditions.forEach(request::setHeader);
    if (!terms.headers().containsKey("accept")) {
      request.header("Accept", "*/*");
    }
    if (policy.originHeader() != null) {
      request.header("Origin", policy.originHeader());
    }
    return send(hop, request.build(), decision, HttpResponse.BodyHandlers.ofInputStream());
  }

  private static HttpRequest.BodyPublisher publisher(RequestBody body) {
    return body.size() == 0
        ? HttpRequest.BodyPublishers.noBody()
        : HttpRequest.BodyPublishers.fromPublisher(
            HttpRequest.BodyPublishers.ofByteArrays(new CountedPieces(body)), body.size());
  }

  /** A body cut into pieces; what was taken is on its way. */
  private record CountedPieces(RequestBody body) implements Iterable<byte[]> {
    @Override
    public Iterator<byte[]> iterator() {
      body.sent(0);
      return new Iterator<>() {
        private int at;

        @Override
        public boolean hasNext() {
          return at < body.size();
        }

        @Override
        public byte[] next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          int end = Math.min(body.size(), at + ByteSink.PIECE);
          byte[] piece = Arrays.copyOfRange(body.bytes(), at, end);
          at = end;
          body.sent(at);
          return piece;
        }
      };
    }
  }

  /** Fetch standard, "CORS-preflight fetch"; nothing is remembered for the next time. */
  private void preflight(Transfer hop, OriginPolicy policy, Decision decision, long deadline)
      throws FetchException, InterruptedException {
    HttpRequest.Builder request =
        to(hop, deadline)
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .header("Accept", "*/*")
            .header("Access-Control-Request-Method", policy.terms().method())
            .header("Origin", policy.originHeader());
    String headers = String.join(",", policy.headersToAskFor());
    if (!headers.isEmpty()) {
      request.header("Access-Control-Request-Headers", headers);
    }
    HttpResponse<Void> answer =
        send(hop, request.build(), decision, HttpResponse.BodyHandlers.discarding());
    Decision judged = policy.preflightAnswer(answer.statusCode(), answer.headers());
    if (!judged.allowed()) {
      throw hop.refused(judged, answer.statusCode());
    }
    hop.passed(judged, answer.statusCode());
  }

  private HttpRequest.Builder to(Transfer hop, long deadline) throws FetchException {
    Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    try {
      return HttpRequest.newBuilder(hop.url())
          .timeout(left.compareTo(limits.idle()) < 0 ? left : limits.idle());
    } catch (IllegalArgumentException e) {
      throw hop.failed(
          "was not loaded: "
              + UrlReference.shown(hop.url().toString())
              + " is no URL to connect to",
          Decision.refuse("no URL to connect to"),
          0,
          e);
    }
  }

  private <T> HttpResponse<T> send(
      Transfer hop, HttpRequest request, Decision decision, HttpResponse.BodyHandler<T> body)
      throws FetchException, InterruptedException {
    String server = Origin.of(hop.url()).serialize();
    try {
      return client.get().send(request, body);
    } catch (HttpConnectTimeoutException e) {
      throw hop.failed(
          "was not loaded: no connection to " + server + " within " + seconds(limits.connect()),
          decision,
          0,
          e);
    } catch (HttpTimeoutException e) {
      throw hop.failed(
          "was not loaded: " + server + " did not answer within " + seconds(limits.idle()),
          decision,
          0,
          e);
    } catch (IOException e) {
      throw hop.failed("was not loaded: " + connectionProblem(server, e), decision, 0, e);
    } catch (IllegalArgumentException e) {
      throw hop.failed(
          "was not loaded: "
              + UrlReference.shown(hop.url().toString())
              + " is no URL to connect to",
          decision,
          0,
          e);
    }
  }

  private static String connectionProblem(String server, IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
        return "the host of " + server + " is not known";
      }
      if (cause instanceof SSLException) {
        return server
            + " could not prove who it is ("
            + UrlReference.shown(String.valueOf(cause.getMessage()))
            + ")";
      }
    }
    if (e instanceof ConnectException) {
      return "no connection to " + server + " (is the server running?)";
    }
    return "the connection to " + server + " broke before an answer came";
  }

  private static String seconds(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
