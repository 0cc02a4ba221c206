package org.halite.bridge.fetch;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.zip.GZIPInputStream;
import org.halite.bridge.origin.Decision;
import org.halite.bridge.origin.FilePages;
import org.halite.bridge.origin.Origin;
import org.halite.bridge.origin.OriginPolicy;
import org.halite.bridge.origin.UrlReference;
import org.halite.bridge.store.Intake;
import org.halite.bridge.store.LibraryStore;

/**
 * Gets files for pages: hop by hop under {@link OriginPolicy}, with bounds on size and time,
 * without cookies or other credentials. Calls block (use virtual threads) and end by interruption.
 * One for all modules.
 */
public final class Fetcher implements AutoCloseable {
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final FetchLimits limits;
  private final Supplier<HttpClient> client;
  private final ScheduledExecutorService clock;
  private final Exchange exchange;
  private final FilePages.Access files;
  private final LibraryStore store;

  public Fetcher(FetchLimits limits) {
    this(limits, FilePages.Access.RUN);
  }

  /** One that keeps nothing. */
  public Fetcher(FetchLimits limits, FilePages.Access files) {
    this(limits, files, LibraryStore.none());
  }

  /**
   * @param files how much pages opened from disk may do with the files beside them
   * @param store what is kept of programs and files; the caller's to close
   */
  public Fetcher(FetchLimits limits, FilePages.Access files, LibraryStore store) {
    this.limits = limits;
    this.store = store;
    this.files = files;
    this.client = Suppliers.memoize(() -> client(limits));
    this.exchange = new Exchange(limits, client);
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("halite-fetch-clock").factory());
  }

  private static HttpClient client(FetchLimits limits) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(limits.connect())
        .executor(
            Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("halite-http-", 0).factory()))
        .build();
  }

  /** Takes the cost of the first request, so that the first page need not. */
  public void warm() {
    HttpClient _ = client.get();
  }

  /** A whole file and the URL it came from after redirects; the bytes are the caller's. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Body(URI url, byte[] bytes) {}

  /** Gets a file into memory. */
  public Body get(FetchRequest request, FetchListener listener)
      throws FetchException, InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    URI url = stream(request, listener, out::writeBytes);
    return new Body(url, out.toByteArray());
  }

  /** Hands a file to {@code sink} as it comes; answers the URL after redirects. */
  public URI stream(FetchRequest request, FetchListener listener, ByteSink sink)
      throws FetchException, InterruptedException {
    if (Origin.scheme(request.url()).equals("file")) {
      return file(request, listener, sink);
    }
    if (Origin.scheme(request.url()).equals("data") && request.use() == FetchRequest.Use.MANIFEST) {
      return data(request, listener, sink);
    }
    OriginPolicy policy = new OriginPolicy(request.client(), request.terms());
    long deadline = System.nanoTime() + limits.total().toNanos();
    URI url = request.url();
    Decision decision = policy.begin(url);
    while (true) {
      Transfer hop = new Transfer(request, url, listener);
      if (!decision.allowed()) {
        throw hop.refused(decision, 0);
      }
      try (KeptCopy kept =
          KeptCopy.of(store, request, url, policy.originHeader(), listener::storeSays)) {
        Decision stored = kept.withoutAsking(policy);
        if (stored != null) {
          hop.serve(kept.file(), stored, 200, sink);
          return url;
        }
        HttpResponse<InputStream> response =
            exchange.ask(hop, policy, decision, kept.conditions(), deadline);
        try (InputStream body = response.body()) {
          int status = response.statusCode();
          HttpHeaders said = response.headers();
          Decision answer = policy.answer(kept.judged(status, said));
          if (!answer.allowed()) {
            throw hop.refused(answer, status);
          }
          if (kept.isConfirmedBy(status)) {
            hop.serve(kept.file(), kept.confirmed(answer, said), status, sink);
            return url;
          }
          if (!REDIRECTS.contains(status)) {
            try (Intake intake = kept.intake(said)) {
              receive(hop, response, answer, body, new Tee(intake, sink), deadline);
              kept.keep(intake, said);
            }
            return url;
          }
          URI next = location(hop, response, answer);
          listener.fetched(
              url,
              request.initiator(),
              Decision.allow("redirect to " + UrlReference.shown(next.toString())),
              status,
              0);
          url = next;
          decision = policy.redirect(next, status);
        } catch (IOException e) {
          throw hop.failed("could not be closed", decision, response.statusCode(), e);
        }
      }
    }
  }

  /** To the store and to who asked, who may change the piece afterwards. */
  private record Tee(Intake intake, ByteSink sink) implements ByteSink {
    @Override
    public void accept(byte[] piece) throws InterruptedException, FetchException {
      intake.write(piece);
      sink.accept(piece);
    }
  }

  private static URI location(Transfer hop, HttpResponse<?> response, Decision answer)
      throws FetchException {
    String location = response.headers().firstValue("Location").orElse("");
    try {
      return UrlReference.resolve(hop.url(), location);
    } catch (URISyntaxException e) {
      throw hop.failed(
          "was not loaded: "
              + Origin.of(hop.url())
              + " redirects to \""
              + UrlReference.shown(location)
              + "\", which is no URL",
          answer,
          response.statusCode(),
          e);
    }
  }

  private void receive(
      Transfer hop,
      HttpResponse<InputStream> response,
      Decision answer,
      InputStream raw,
      ByteSink sink,
      long deadline)
      throws FetchException, InterruptedException {
    int status = response.statusCode();
    if (status != 200) {
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
    OptionalLong length = gzip ? OptionalLong.empty() : contentLength(response);
    try (Watch watch = new Watch(clock, raw, limits.idle(), deadline)) {
      try {
        InputStream body = gzip ? new GZIPInputStream(raw, 8192) : raw;
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

  private static OptionalLong contentLength(HttpResponse<?> response) {
    try {
      return response.headers().firstValueAsLong("Content-Length");
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private URI file(FetchRequest request, FetchListener listener, ByteSink sink)
      throws FetchException, InterruptedException {
    FilePages.Access wanted =
        request.use() == FetchRequest.Use.FILE ? FilePages.Access.READ : FilePages.Access.RUN;
    FilePages.Judged judged =
        FilePages.judge(request.client().document(), request.url(), wanted, files);
    Decision decision =
        OriginPolicy.underPolicies(request.client(), request.url(), judged.decision());
    new LocalFile(
            new Transfer(request, request.url(), listener),
            new FilePages.Judged(decision, judged.realPath()))
        .copyTo(sink);
    return request.url();
  }

  private static URI data(FetchRequest request, FetchListener listener, ByteSink sink)
      throws FetchException, InterruptedException {
    Transfer transfer = new Transfer(request, request.url(), listener);
    Decision decision =
        OriginPolicy.underPolicies(
            request.client(), request.url(), Decision.allow("data: manifest, written by the page"));
    if (!decision.allowed()) {
      throw transfer.refused(decision, 0);
    }
    try {
      byte[] body = DataUrl.body(request.url());
      InputStream in = new ByteArrayInputStream(body);
      transfer.copy(in, OptionalLong.of(body.length), decision, 200, sink, Watch.NONE);
    } catch (IOException | IllegalArgumentException e) {
      throw transfer.failed("cannot be read: it " + e.getMessage(), decision, 0, e);
    }
    return request.url();
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

  @Override
  public void close() {
    clock.shutdownNow();
    client.get().shutdownNow();
  }
}
