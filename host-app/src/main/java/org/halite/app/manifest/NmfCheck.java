package org.halite.app.manifest;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.halite.bridge.fetch.FetchException;
import org.halite.bridge.fetch.FetchLimits;
import org.halite.bridge.fetch.FetchListener;
import org.halite.bridge.fetch.FetchRequest;
import org.halite.bridge.fetch.Fetcher;
import org.halite.bridge.manifest.Manifest;
import org.halite.bridge.manifest.ManifestEntry;
import org.halite.bridge.manifest.ManifestException;
import org.halite.bridge.manifest.Nmf;
import org.halite.bridge.origin.Decision;
import org.halite.bridge.origin.FilePages;
import org.halite.bridge.origin.RequestClient;
import org.halite.bridge.origin.RequestTerms;
import org.halite.bridge.origin.UrlReference;
import org.halite.wire.ControlWire;

/**
 * Goes through a manifest as the loader does, with the loader's own code: the text, then each file
 * it names, under the origin policy of a page. Nothing is run.
 */
public final class NmfCheck {
  private static final long MAX_FILE = 64L << 20;

  private final List<String> errors = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final URI page;

  private NmfCheck(URI page) {
    this.page = page;
  }

  /**
   * Checks a manifest.
   *
   * @param manifest its URL
   * @param page the URL of the page that embeds it
   * @param files whether the files it names are fetched too
   */
  public static NmfCheck of(URI manifest, URI page, boolean files) throws InterruptedException {
    NmfCheck check = new NmfCheck(page);
    try (Fetcher fetcher = new Fetcher(FetchLimits.USUAL, FilePages.Access.READ)) {
      check.run(fetcher, manifest, files);
    } catch (FetchException | ManifestException e) {
      check.errors.add(e.getMessage());
    }
    return check;
  }

  /** What keeps the module from being loaded; a sentence each. */
  public List<String> errors() {
    return List.copyOf(errors);
  }

  /** What has no effect, or a file that cannot be opened; a sentence each. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  private void run(Fetcher fetcher, URI url, boolean files)
      throws FetchException, ManifestException, InterruptedException {
    Fetcher.Body body =
        fetcher.get(
            new FetchRequest(
                url,
                RequestClient.of(page),
                RequestTerms.GET,
                FetchRequest.Use.MANIFEST,
                page.toString(),
                Nmf.MAX_BYTES,
                null),
            new Silent());
    Manifest manifest = Nmf.parse(body.bytes(), body.url(), page);
    warnings.addAll(manifest.notes());
    if (manifest.program().translation() != null) {
      errors.add(
          UrlReference.name(url)
              + ": program has only a portable entry: portable modules (pexe) are not supported"
              + " yet, add an x86-64 entry");
    }
    if (!files) {
      return;
    }
    fetch(fetcher, manifest, manifest.program(), FetchRequest.Use.PROGRAM, errors);
    Map<String, ManifestEntry> rest = new LinkedHashMap<>(manifest.files());
    if (manifest.interpreter() != null) {
      rest.putIfAbsent("interpreter", manifest.interpreter());
    }
    for (ManifestEntry entry : rest.values()) {
      fetch(fetcher, manifest, entry, FetchRequest.Use.FILE, warnings);
    }
  }

  private void fetch(
      Fetcher fetcher,
      Manifest manifest,
      ManifestEntry entry,
      FetchRequest.Use use,
      List<String> sentences)
      throws InterruptedException {
    long limit = use == FetchRequest.Use.PROGRAM ? ControlWire.MAX_MODULE : MAX_FILE;
    try {
      URI _ =
          fetcher.stream(
              new FetchRequest(
                  entry.url(),
                  RequestClient.of(page),
                  RequestTerms.GET,
                  use,
                  manifest.url().toString(),
                  limit,
                  entry.sha256()),
              new Silent(),
              piece -> {});
    } catch (FetchException e) {
      sentences.add(entry.path() + ": " + e.getMessage());
    }
  }

  private static final class Silent implements FetchListener {
    @Override
    public void progress(URI url, boolean computable, long loaded, long total) {}

    @Override
    public void fetched(URI url, String initiator, Decision decision, int status, long bytes) {}
  }
}
