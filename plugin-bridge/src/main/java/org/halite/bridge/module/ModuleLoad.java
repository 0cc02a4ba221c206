package org.halite.bridge.module;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.halite.bridge.fetch.FetchException;
import org.halite.bridge.fetch.FetchListener;
import org.halite.bridge.fetch.FetchRequest;
import org.halite.bridge.fetch.Fetcher;
import org.halite.bridge.imc.RuntimeConnection;
import org.halite.bridge.manifest.Manifest;
import org.halite.bridge.manifest.ManifestException;
import org.halite.bridge.manifest.Nmf;
import org.halite.bridge.origin.Decision;
import org.halite.bridge.origin.RequestTerms;
import org.halite.bridge.origin.UrlReference;
import org.halite.bridge.store.SealedLibraries;
import org.halite.wire.ControlWire;
import org.halite.wire.SrpcMessage;
import org.halite.wire.WireException;

/**
 * From the manifest's URL to a module that is loaded and locked down but has not run yet. Runs on a
 * virtual thread of its own; interruption ends it. The nexe goes to the process as it comes, so
 * that the browser never holds it whole.
 */
final class ModuleLoad {
  /** Pieces of the nexe on their way. */
  private static final int PIECES = 16;

  private static final Pattern NUL = Pattern.compile("\0", Pattern.LITERAL);

  /** What the session does for its loader; called on the loader's thread. */
  interface Steps extends FetchListener, NexeTransfer.Notes {
    @Override
    default void storeSays(String sentence) {
      note(ModuleEvents.Level.WARNING, sentence);
    }

    RuntimeProcess startProcess() throws IOException, InterruptedException;

    /**
     * Ready to start.
     *
     * @param name the nexe's
     * @param files the session's to close
     * @param verdicts on code in them, null when none are kept
     */
    void loaded(
        RuntimeConnection connection, String name, ManifestFiles files, CodeVerdicts verdicts);

    /** One sentence for lastError; the module never ran. */
    void failed(String sentence);
  }

  private final ModuleRequest request;
  private final Fetcher fetcher;
  private final Steps steps;
  private final Semaphore room = new Semaphore(PIECES);
  private final NexeTransfer.Verdicts verdicts;
  private final boolean shared;
  private final FileBudget budget;
  private final SealedLibraries memory;
  private NexeTransfer transfer;
  private RuntimeConnection connection;
  private ManifestFiles files;

  /**
   * @param verdicts null for none
   * @param shared whether sites share what they pin
   * @param budget what the listed files of all modules may take
   * @param memory where modules that use the same files share them
   */
  ModuleLoad(
      ModuleRequest request,
      Fetcher fetcher,
      NexeTransfer.Verdicts verdicts,
      boolean shared,
      FileBudget budget,
      SealedLibraries memory,
      Steps steps) {
    this.request = request;
    this.fetcher = fetcher;
    this.budget = budget;
    this.memory = memory;
    this.steps = steps;
    this.verdicts = verdicts;
    this.shared = shared;
  }

  void run() {
    try {
      Manifest manifest = manifest();
      manifest.notes().forEach(text -> steps.note(ModuleEvents.Level.WARNING, text));
      if (manifest.program().translation() != null) {
        throw new ManifestException(
            UrlReference.name(request.source())
                + ": program has only a portable entry: portable modules (pexe) are not supported"
                + " yet, add an x86-64 entry");
      }
      LoadProgress progress = new LoadProgress(steps, 1 + ManifestFiles.count(manifest));
      files =
          ManifestFiles.fetch(manifest, request.client(), fetcher, budget, memory, progress, steps);
      RuntimeProcess process = steps.startProcess();
      nexe(manifest, process, progress.next());
    } catch (FetchException | ManifestException | IOException e) {
      steps.failed(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the session has ended and wants nothing more
    } finally {
      if (files != null) {
        files.close();
      }
    }
  }

  private Manifest manifest() throws FetchException, ManifestException, InterruptedException {
    URI document = request.documentUrl();
    Fetcher.Body body =
        fetcher.get(
            new FetchRequest(
                request.source(),
                request.client(),
                RequestTerms.GET,
                FetchRequest.Use.MANIFEST,
                document.toString(),
                Nmf.MAX_BYTES,
                null),
            silent());
    return Nmf.parse(body.bytes(), body.url(), document);
  }

  private void nexe(Manifest manifest, RuntimeProcess process, FetchListener listener)
      throws FetchException, IOException, InterruptedException {
    URI url = manifest.program().url();
    FetchRequest file =
        new FetchRequest(
            url,
            request.client(),
            RequestTerms.GET,
            FetchRequest.Use.PROGRAM,
            manifest.url().toString(),
            ControlWire.MAX_MODULE,
            manifest.program().sha256());
    String name = UrlReference.name(url);
    boolean sharing = shared && verdicts != null && manifest.program().sha256() != null;
    NexeTransfer.Verdicts audience = sharing ? verdicts.ofEverySite() : verdicts;
    transfer = new NexeTransfer(process.stamp(), audience, steps);
    fetcher.stream(file, listener, piece -> send(piece, process));
    connect(process);
    String refusal;
    try {
      refusal = transfer.load(name);
    } catch (ExecutionException e) {
      throw lost(e);
    } catch (TimeoutException e) {
      throw late(name + " was not loaded", NexeTransfer.LOAD_SECONDS, e);
    }
    if (refusal != null) {
      steps.failed(refusal);
      return;
    }
    ManifestFiles come = files;
    files = null; // the session's from here
    steps.loaded(connection, name, come, codeVerdicts(process));
    transfer.keepVerdict();
  }

  private CodeVerdicts codeVerdicts(RuntimeProcess process) {
    String version = verdicts == null ? null : verdicts.runtime().of(process.stamp());
    String features = transfer.features();
    return version == null || features.isEmpty()
        ? null
        : new CodeVerdicts(verdicts.cache(), verdicts.site(), version, features, shared);
  }

  static String refusal(String name, int code, String sentence) {
    String said = UrlReference.shown(sentence, Exits.MAX_SENTENCE);
    if (said.isBlank()) {
      return name + " was refused: load error " + code;
    }
    return said.contains(name) ? said : name + " was refused: " + said;
  }

  private void connect(RuntimeProcess process) throws IOException, InterruptedException {
    if (connection == null) {
      connection =
          await(
              process.ready(),
              RuntimeProcess.HELLO_SECONDS + 1,
              "the runtime process was not reached");
      byte[] none = ControlWire.strings(List.of());
      CompletableFuture<SrpcMessage> _ =
          transfer.connect(connection, ControlWire.PAGE_MODULE, none, none, 0L, "");
    }
  }

  private void send(byte[] piece, RuntimeProcess process)
      throws FetchException, InterruptedException {
    try {
      connect(process);
    } catch (IOException e) {
      throw new FetchException(e.getMessage(), e);
    }
    if (!room.tryAcquire(NexeTransfer.LOAD_SECONDS, TimeUnit.SECONDS)) {
      throw new FetchException("the runtime process takes no more of the module");
    }
    CompletableFuture<SrpcMessage> _ =
        transfer.send(piece).whenComplete((_, failure) -> room.release());
  }

  private static <T> T await(CompletableFuture<T> future, int seconds, String what)
      throws IOException, InterruptedException {
    try {
      return future.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw lost(e);
    } catch (TimeoutException e) {
      throw late(what, seconds, e);
    }
  }

  private static IOException lost(ExecutionException e) throws InterruptedException {
    if (e.getCause() instanceof WireException) {
      throw new InterruptedException(
          "the connection has ended, and the session hears why by itself");
    }
    return new IOException(e.getCause().getMessage(), e);
  }

  private static IOException late(String what, int seconds, TimeoutException e) {
    return new IOException(what + ": no answer within " + seconds + " s", e);
  }

  /** Names and values for {@code create_instance}: two lists of the same length. */
  static List<List<String>> attributes(Map<String, String> attributes) {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    attributes.forEach(
        (name, value) -> {
          names.add(NUL.matcher(name).replaceAll("\uFFFD"));
          values.add(NUL.matcher(value).replaceAll("\uFFFD"));
        });
    return List.of(names, values);
  }

  /** Chrome reports the progress of executables only. */
  private FetchListener silent() {
    return new FetchListener() {
      @Override
      public void progress(URI url, boolean computable, long loaded, long all) {}

      @Override
      public void fetched(URI url, String initiator, Decision decision, int status, long bytes) {
        steps.fetched(url, initiator, decision, status, bytes);
      }
    };
  }
}
