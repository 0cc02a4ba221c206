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
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
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
  private final Reception reception;
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
    this.reception = new Reception(limits, clock);
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
    return stream(request, listener, sink, null);
  }

  /** Hands an answer over, whatever its status; each redirect is shown before it is followed. */
  public void load(FetchRequest request, FetchListener listener, ResponseReader reader)
      throws FetchException, InterruptedException {
    URI _ = stream(request, listener, reader, reader);
  }

  private URI stream(
      FetchRequest request, FetchListener listener, ByteSink sink, ResponseReader reader)
      throws FetchException, InterruptedException {
    if (Origin.scheme(request.url()).equals("file")) {
      return file(request, listener, sink, reader);
    }
    if (Origin.scheme(request.url()).equals("data") && request.use() == FetchRequest.Use.MANIFEST) {
      return data(request, listener, sink);
    }
    OriginPolicy policy =
        new OriginPolicy(request.client(), request.terms(), request.use().purpose());
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
          if (!isRedirect(response, reader)) {
            try (Intake intake = kept.intake(said)) {
              ByteSink to = reader == null ? new Tee(intake, sink) : reader;
              reception.receive(hop, response, policy, answer, to, reader, deadline);
              kept.keep(intake, said);
            }
            return url;
          }
          URI next = location(hop, response, answer);
          if (reader != null) {
            body.close();
            reader.redirect(redirect(url, response, policy, next));
          }
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

  /** Fetch standard, "HTTP-redirect fetch": without a Location it is an answer like any other. */
  private static boolean isRedirect(HttpResponse<?> response, ResponseReader reader) {
    return REDIRECTS.contains(response.statusCode())
        && (reader == null || response.headers().firstValue("Location").isPresent());
  }

  /** Where another origin leads to is its own business, unless it exposes that. */
  private static ResponseHead redirect(
      URI url, HttpResponse<?> response, OriginPolicy policy, URI next) {
    Map<String, String> exposed = policy.exposed(response.headers());
    int status = response.statusCode();
    return new ResponseHead(
        url,
        status,
        exposed,
        -1,
        exposed.containsKey("Location") ? next : null,
        policy.terms().redirected(status).method());
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

  private URI file(
      FetchRequest request, FetchListener listener, ByteSink sink, ResponseReader reader)
      throws FetchException, InterruptedException {
    FilePages.Access wanted =
        request.use() == FetchRequest.Use.FILE || reader != null
            ? FilePages.Access.READ
            : FilePages.Access.RUN;
    FilePages.Judged judged =
        FilePages.judge(request.client().document(), request.url(), wanted, files);
    Decision decision =
        OriginPolicy.underPolicies(
            request.client(), request.use().purpose(), request.url(), judged.decision());
    new LocalFile(
            new Transfer(request, request.url(), listener),
            new FilePages.Judged(decision, judged.realPath()))
        .copyTo(sink, reader);
    return request.url();
  }

  private static URI data(FetchRequest request, FetchListener listener, ByteSink sink)
      throws FetchException, InterruptedException {
    Transfer transfer = new Transfer(request, request.url(), listener);
    Decision decision =
        OriginPolicy.underPolicies(
            request.client(),
            request.use().purpose(),
            request.url(),
            Decision.allow("data: manifest, written by the page"));
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

  @Override
  public void close() {
    clock.shutdownNow();
    client.get().shutdownNow();
  }
}
