package org.halite.bridge.module;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.halite.bridge.fetch.FetchLimits;
import org.halite.bridge.fetch.Fetcher;
import org.halite.bridge.imc.EventLoops;
import org.halite.bridge.imc.RuntimeService;
import org.halite.bridge.origin.FilePages;
import org.halite.bridge.sound.SilentOutput;
import org.halite.bridge.sound.SoundOutput;
import org.halite.bridge.store.LibraryStore;
import org.halite.bridge.store.ValidationCache;

/** Modules in runtime processes on this machine, one process a module. */
public final class LocalModuleHost implements ModuleHost {
  /** A process each: a page of a thousand elements must not take the machine. */
  private static final int MAX_MODULES = 64;

  /** A page of many manifests must not take the machine either. */
  private static final long MAX_FILE_BYTES = 512L << 20;

  private final SoundPlaces sounds;
  private final FileBudget fileBudget = new FileBudget(MAX_FILE_BYTES);
  private final PostBudget postBudget = new PostBudget(PostBudget.MAX_BYTES);
  private final RuntimeCommand command;
  private final ValidationCache cache;
  private final RuntimeVersion version;
  private final int maxModules;
  private final LibraryStore store;
  private final Fetcher fetcher;
  private final Supplier<EventLoopGroup> loops;
  private final ExecutorService threads;
  private final ScheduledExecutorService clock;
  private final WarmSpare spare;
  private final LibraryJudge judge;

  /** Done when nothing more is loaded or written for the first module. */
  private final CompletableFuture<Void> warmth;

  private final Set<ModuleSession> sessions = ConcurrentHashMap.newKeySet();

  /**
   * A host for the installed runtime.
   *
   * @param cache the verdicts that are used and kept
   * @param store the programs and files that are used and kept; closed with the host
   * @param files how much pages opened from disk may do with the files beside them
   * @param sound where sound goes
   * @throws IOException with a sentence when there is no runtime
   */
  public static LocalModuleHost create(
      ValidationCache cache, LibraryStore store, FilePages.Access files, SoundOutput sound)
      throws IOException {
    return new LocalModuleHost(
        RuntimeCommand.installed(), FetchLimits.USUAL, cache, store, MAX_MODULES, files, sound);
  }

  /** The same without sound. */
  public static LocalModuleHost create(
      ValidationCache cache, LibraryStore store, FilePages.Access files) throws IOException {
    return create(cache, store, files, new SilentOutput());
  }

  public LocalModuleHost(RuntimeCommand command, FetchLimits limits, ValidationCache cache) {
    this(command, limits, cache, MAX_MODULES, FilePages.Access.RUN);
  }

  LocalModuleHost(
      RuntimeCommand command,
      FetchLimits limits,
      ValidationCache cache,
      int maxModules,
      FilePages.Access files) {
    this(command, limits, cache, LibraryStore.none(), maxModules, files);
  }

  LocalModuleHost(
      RuntimeCommand command,
      FetchLimits limits,
      ValidationCache cache,
      LibraryStore store,
      int maxModules,
      FilePages.Access files) {
    this(command, limits, cache, store, maxModules, files, new SilentOutput());
  }

  LocalModuleHost(
      RuntimeCommand command,
      FetchLimits limits,
      ValidationCache cache,
      LibraryStore store,
      int maxModules,
      FilePages.Access files,
      SoundOutput sound) {
    this.sounds = new SoundPlaces(sound);
    this.store = store;
    this.command = command;
    this.cache = cache;
    this.version = new RuntimeVersion(command);
    this.maxModules = maxModules;
    this.fetcher = new Fetcher(limits, files, store);
    this.loops = Suppliers.memoize(EventLoops::start);
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("halite-module-", 0).factory());
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("halite-module-clock").factory());
    this.spare = new WarmSpare(this::startSpare, clock);
    this.judge = new LibraryJudge(this::startSpare, version);
    this.warmth =
        CompletableFuture.runAsync(
            () -> {
              EventLoopGroup _ = loops.get();
              fetcher.warm();
              store.warm();
            },
            threads);
  }

  @Override
  public ModuleControl open(ModuleRequest request, ModuleEvents events) {
    return openSession(request, events);
  }

  ModuleSession openSession(ModuleRequest request, ModuleEvents events) {
    ModuleSession session = new ModuleSession(request, events, this, new Mailbox(threads));
    sessions.add(session);
    spare.prepare(); // while the manifest comes
    session.open();
    return session;
  }

  FileBudget fileBudget() {
    return fileBudget;
  }

  PostBudget postBudget() {
    return postBudget;
  }

  SoundPlaces sounds() {
    return sounds;
  }

  LibraryStore store() {
    return store;
  }

  LibraryJudge judge() {
    return judge;
  }

  Fetcher fetcher() {
    return fetcher;
  }

  /** The warm spare, or else a new process. */
  RuntimeProcess startProcess(RuntimeService service) throws IOException, InterruptedException {
    if (sessions.size() > maxModules) {
      throw new IOException(
          "no more than " + maxModules + " modules may be there at the same time");
    }
    RuntimeProcess warm = spare.take(service);
    return warm != null
        ? warm
        : RuntimeProcess.start(command, stamp(), loops.get(), false, service);
  }

  private RuntimeProcess startSpare(RuntimeService service) throws IOException {
    return RuntimeProcess.startSpare(command, stamp(), loops.get(), service);
  }

  private RuntimeVersion.Stamp stamp() {
    return cache.isNone() ? null : version.stamp();
  }

  /** Those for a site; null when none are kept, or for a page that is of no site. */
  NexeTransfer.Verdicts verdicts(String site) {
    return cache.isNone() || site == null ? null : new NexeTransfer.Verdicts(cache, version, site);
  }

  WarmSpare spare() {
    return spare;
  }

  void killAfter(RuntimeProcess process, int millis) {
    var _ = clock.schedule(process::kill, millis, TimeUnit.MILLISECONDS);
  }

  void forget(ModuleSession session) {
    sessions.remove(session);
  }

  @Override
  public void close() {
    sessions.forEach(ModuleSession::close);
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
      while (!sessions.isEmpty() && System.nanoTime() < end) {
        Thread.sleep(5);
      }
      warmth.get(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // Whoever needed it would have heard why.
    }
    spare.close();
    judge.close();
    fetcher.close();
    store.close();
    clock.shutdownNow();
    EventLoops.end(loops.get());
  }
}
