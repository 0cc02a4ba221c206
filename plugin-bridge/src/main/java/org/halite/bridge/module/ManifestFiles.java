package org.halite.bridge.module;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.halite.bridge.fetch.ByteSink;
import org.halite.bridge.fetch.FetchException;
import org.halite.bridge.fetch.FetchRequest;
import org.halite.bridge.fetch.Fetcher;
import org.halite.bridge.kernel.SharedDescriptor;
import org.halite.bridge.manifest.Manifest;
import org.halite.bridge.manifest.ManifestEntry;
import org.halite.bridge.origin.RequestClient;
import org.halite.bridge.origin.RequestTerms;
import org.halite.bridge.origin.UrlReference;
import org.halite.bridge.store.SealedLibraries;

/**
 * What a manifest lists beside its program, by the names under which a module opens it. All of it
 * is fetched at once, at the start and in parallel: a library that needs another costs no round
 * trip of its own. Whoever opens a file waits for that one alone. Ended by {@link #close}.
 */
final class ManifestFiles implements AutoCloseable {
  /** The name of the manifest's {@code interpreter}, as Chrome's open_resource had it. */
  static final String INTERPRETER = "interpreter";

  /** Of one file. */
  static final long MAX_FILE = 64L << 20;

  /** Fetches of one module at the same time; a server that wants less queues them. */
  static final int PARALLEL = 32;

  /** Files of one module in the kernel's memory; each is a descriptor of this process. */
  static final int MAX_SEALED = 64;

  /** No file at all. */
  private static final CompletableFuture<ListedFile> ABSENT =
      CompletableFuture.completedFuture(null);

  private final Map<String, CompletableFuture<ListedFile>> files = new LinkedHashMap<>();
  private final List<Thread> fetches = new ArrayList<>();
  private final Semaphore room = new Semaphore(PARALLEL);
  private final FileBudget budget;
  private final SealedLibraries memory;

  // Guarded by this.
  private final List<ListedFile> come = new ArrayList<>();
  private long taken;
  private int sealed;
  private boolean closed;

  private ManifestFiles(FileBudget budget, SealedLibraries memory) {
    this.budget = budget;
    this.memory = memory;
  }

  /** How many files of a manifest are fetched here. */
  static int count(Manifest manifest) {
    boolean more = manifest.interpreter() != null && !manifest.files().containsKey(INTERPRETER);
    return manifest.files().size() + (more ? 1 : 0);
  }

  /**
   * Begins to fetch all files of a manifest and returns at once.
   *
   * @param memory where modules that use the same bytes share them
   * @param notes hears of each file that does not come; that is no end of the module, which may
   *     never open it
   */
  static ManifestFiles fetch(
      Manifest manifest,
      RequestClient client,
      Fetcher fetcher,
      FileBudget budget,
      SealedLibraries memory,
      LoadProgress progress,
      NexeTransfer.Notes notes) {
    ManifestFiles files = new ManifestFiles(budget, memory);
    Map<String, ManifestEntry> entries = new LinkedHashMap<>(manifest.files());
    if (manifest.interpreter() != null) {
      // A file of that name comes first, as a module that lists one means it.
      entries.putIfAbsent(INTERPRETER, manifest.interpreter());
    }
    entries.forEach(
        (name, entry) -> {
          CompletableFuture<ListedFile> come = new CompletableFuture<>();
          files.files.put(name, come);
          LoadProgress.Part part = progress.next();
          FetchRequest request =
              new FetchRequest(
                  entry.url(),
                  client,
                  RequestTerms.GET,
                  FetchRequest.Use.FILE,
                  manifest.url().toString(),
                  MAX_FILE,
                  entry.sha256());
          files.fetches.add(
              Thread.ofVirtual()
                  .name("halite-file")
                  .unstarted(() -> files.fetch(request, entry, fetcher, part, notes, come)));
        });
    files.fetches.forEach(Thread::start);
    return files;
  }

  private void fetch(
      FetchRequest request,
      ManifestEntry entry,
      Fetcher fetcher,
      LoadProgress.Part part,
      NexeTransfer.Notes notes,
      CompletableFuture<ListedFile> come) {
    try {
      room.acquire();
      try {
        Receiver receiver = new Receiver(UrlReference.name(request.url()), entry.sha256() != null);
        URI _ = fetcher.stream(request, part, receiver);
        come.complete(kept(receiver.file()));
      } finally {
        room.release();
      }
    } catch (FetchException e) {
      part.gone(request.url());
      notes.note(
          ModuleEvents.Level.WARNING,
          entry.path() + " did not come and cannot be opened: " + e.getMessage());
      come.completeExceptionally(e);
    } catch (InterruptedException e) {
      come.completeExceptionally(
          new FetchException(UrlReference.name(request.url()) + " is wanted no more", e));
    }
  }

  /** One file; what comes sealed is taken as it is. */
  private final class Receiver implements ByteSink {
    private final String name;
    private final boolean pinned;
    private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    private ListedFile whole;

    Receiver(String name, boolean pinned) {
      this.name = name;
      this.pinned = pinned;
    }

    @Override
    public void accept(byte[] piece) throws InterruptedException, FetchException {
      take(name, piece.length);
      pieces.writeBytes(piece);
    }

    @Override
    public void acceptSealed(SharedDescriptor body)
        throws IOException, InterruptedException, FetchException {
      if (takeDescriptor()) {
        take(name, body.size());
        whole = body.retain() ? sealed(body) : null;
      } else {
        ByteSink.super.acceptSealed(body);
      }
    }

    private ListedFile sealed(SharedDescriptor held) {
      return new ListedFile.Sealed(held, memory.sha256(held), pinned);
    }

    /** Seals what came in pieces, where there is room for that. */
    ListedFile file() {
      if (whole != null) {
        return whole;
      }
      byte[] bytes = pieces.toByteArray();
      if (takeDescriptor()) {
        try {
          return sealed(memory.of(bytes));
        } catch (IOException e) {
          giveBackDescriptor(); // the kernel has no room; ours has
        }
      }
      return new ListedFile.Plain(bytes);
    }
  }

  private synchronized boolean takeDescriptor() {
    if (closed || sealed == MAX_SEALED || !budget.takeDescriptor()) {
      return false;
    }
    sealed++;
    return true;
  }

  private synchronized void giveBackDescriptor() {
    if (!closed) {
      sealed--;
      budget.giveBackDescriptors(1);
    }
  }

  /** A file that has come belongs to this, and goes with it. */
  private ListedFile kept(ListedFile file) throws InterruptedException {
    synchronized (this) {
      if (!closed) {
        come.add(file);
        return file;
      }
    }
    file.release();
    throw new InterruptedException("the module has ended");
  }

  private synchronized void take(String name, long bytes)
      throws FetchException, InterruptedException {
    if (closed) {
      throw new InterruptedException("the module has ended");
    }
    budget.take(name, bytes);
    taken += bytes;
  }

  /** The names under which files can be opened, in the manifest's order. */
  Set<String> names() {
    return Collections.unmodifiableSet(files.keySet());
  }

  /**
   * A file, which is this one's to release: null when the manifest lists no such name; fails with a
   * {@link FetchException} when it did not come.
   */
  CompletableFuture<ListedFile> open(String name) {
    return files.getOrDefault(name, ABSENT);
  }

  /** Ends what is still being fetched, and forgets the rest. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    fetches.forEach(Thread::interrupt);
    come.forEach(ListedFile::release);
    budget.giveBack(taken);
    budget.giveBackDescriptors(sealed);
  }
}
