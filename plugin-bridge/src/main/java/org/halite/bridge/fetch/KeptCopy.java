package org.halite.bridge.fetch;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.halite.bridge.kernel.SharedDescriptor;
import org.halite.bridge.origin.Decision;
import org.halite.bridge.origin.OriginPolicy;
import org.halite.bridge.origin.RequestTerms;
import org.halite.bridge.store.Intake;
import org.halite.bridge.store.KeptAnswer;
import org.halite.bridge.store.LibraryStore;

/**
 * What the library store has for one hop of a fetch. A site gets what it loaded itself: when it is
 * fresh, when the manifest pins its bytes, or when the server says that it has not changed; the
 * headers of then are judged again. Another site's files it gets only where the person shares
 * libraries, and only by their hash.
 */
final class KeptCopy implements AutoCloseable {
  private static final String FROM_STORE = "from the library store: ";

  private final LibraryStore store;
  private final FetchRequest request;
  private final String site;
  private final String url;
  private final String asker;
  private final LibraryStore.Log log;
  private KeptAnswer answer;

  /** Held by this; null for none. */
  private SharedDescriptor file;

  private KeptCopy(
      LibraryStore store, FetchRequest request, URI url, String asker, LibraryStore.Log log) {
    this.store = store;
    this.request = request;
    this.site = request.client().site();
    this.url = url.toString();
    this.asker = asker == null ? "" : asker;
    this.log = log;
  }

  /**
   * Looks for it.
   *
   * @param url of the hop
   * @param asker what the hop's Origin header says, null for none
   * @param log hears when something was there that is not used
   */
  static KeptCopy of(
      LibraryStore store, FetchRequest request, URI url, String asker, LibraryStore.Log log) {
    boolean kept =
        request.use() != FetchRequest.Use.MANIFEST
            && request.use() != FetchRequest.Use.ANSWER
            && request.terms().equals(RequestTerms.GET)
            && request.client().site() != null;
    KeptCopy copy = new KeptCopy(kept ? store : LibraryStore.none(), request, url, asker, log);
    if (kept) {
      copy.answer = copy.store.find(copy.site, copy.url, copy.asker, log);
    }
    return copy;
  }

  /** The checked bytes, once a decision allowed them; held by this until its end. */
  SharedDescriptor file() {
    return file;
  }

  /** Why the store serves this hop and no server is asked; null when one must be. */
  Decision withoutAsking(OriginPolicy policy) {
    String pin = request.sha256() == null ? null : request.sha256().hex();
    if (answer != null && pin != null && !pin.equals(answer.sha256())) {
      answer = null; // it is another file by now
    }
    if (answer != null && !policy.answer(headers(answer.headers())).allowed()) {
      answer = null; // the server has to say so itself
    }
    Duration left =
        answer == null
            ? Duration.ZERO
            : Freshness.of(answer.headers()).left(answer.received(), System.currentTimeMillis());
    if (answer != null && (pin != null || left.isPositive()) && open()) {
      String why =
          pin != null
              ? "this site loaded it before, and the manifest pins its bytes"
              : "this site loaded it before, and it is fresh for " + left.toSeconds() + " s more";
      return Decision.allow(
          policy.answer(headers(answer.headers())).reason() + "; " + FROM_STORE + why);
    }
    if (pin != null) {
      file = store.openShared(pin, log);
      if (file != null) {
        return Decision.allow(
            FROM_STORE
                + "the manifest pins its bytes, and libraries are shared between sites; no server"
                + " was asked");
      }
    }
    return null;
  }

  private boolean open() {
    file = store.open(answer, log);
    if (file == null) {
      answer = null;
    }
    return file != null;
  }

  /** Headers that ask for the file only if it has changed; none when there is no copy. */
  Map<String, String> conditions() {
    Map<String, String> conditions = new TreeMap<>();
    if (answer != null) {
      put(conditions, "If-None-Match", answer.headers().get("etag"));
      put(conditions, "If-Modified-Since", answer.headers().get("last-modified"));
      if (conditions.isEmpty() || !open()) {
        return Map.of();
      }
    }
    return conditions;
  }

  /** What a server said need not be fit to be said to it. */
  private static void put(Map<String, String> to, String name, String value) {
    if (value != null && value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      to.put(name, value);
    }
  }

  /** Whether an answer of this status says that the copy is as good as new. */
  boolean isConfirmedBy(int status) {
    return status == 304 && file != null;
  }

  /** The headers by which an answer is judged: what was kept, and what is new. */
  HttpHeaders judged(int status, HttpHeaders said) {
    return isConfirmedBy(status) ? headers(merged(said)) : said;
  }

  private Map<String, String> merged(HttpHeaders said) {
    Map<String, String> merged = new TreeMap<>(answer.headers());
    Map<String, String> fresh = Freshness.kept(said);
    if (fresh != null) {
      merged.remove("age");
      merged.putAll(fresh);
    }
    return merged;
  }

  /** Notes that the server said so, and why the copy may be used. */
  Decision confirmed(Decision judged, HttpHeaders said) {
    Map<String, String> now = merged(said);
    if (Freshness.of(now).storable()) {
      store.confirm(answer.confirmed(System.currentTimeMillis(), now), log);
    } else {
      store.forget(answer, log);
    }
    return Decision.allow(
        judged.reason() + "; " + FROM_STORE + "the server says that it has not changed");
  }

  /** Takes the body of an answer, if it may be kept. */
  Intake intake(HttpHeaders headers) {
    Map<String, String> kept = Freshness.kept(headers);
    boolean wanted = kept != null && Freshness.of(kept).storable() && isUseful(kept);
    return (wanted ? store : LibraryStore.none()).receive(log);
  }

  /** Whether the next visit could use it at all. */
  private boolean isUseful(Map<String, String> kept) {
    return request.sha256() != null
        || kept.containsKey("etag")
        || kept.containsKey("last-modified")
        || Freshness.of(kept).lifetime().isPositive();
  }

  /** The whole body came, and was as it should be. */
  void keep(Intake intake, HttpHeaders headers) {
    Map<String, String> kept = Freshness.kept(headers);
    if (kept != null) {
      boolean shareable = request.sha256() != null && Freshness.of(kept).shareable();
      intake.keep(new Intake.Answer(site, url, asker, kept), shareable);
    }
  }

  @Override
  public void close() {
    if (file != null) {
      file.release();
      file = null;
    }
  }

  private static HttpHeaders headers(Map<String, String> kept) {
    Map<String, List<String>> all = new TreeMap<>();
    kept.forEach((name, value) -> all.put(name, List.of(value)));
    return HttpHeaders.of(all, (name, value) -> true);
  }
}
