package org.halite.bridge.module;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.halite.bridge.imc.RuntimeConnection;
import org.halite.bridge.store.JudgedModule;
import org.halite.bridge.store.LibraryStore;
import org.halite.bridge.store.ValidationCache;
import org.halite.wire.ControlWire;
import org.halite.wire.SrpcMessage;

/**
 * A nexe on its way into a runtime process: hashed as it is sent, then loaded with the verdict that
 * was kept of these very bytes, or validated. What the process maps is what it got from here, so
 * the hash is of what is mapped; no file is read twice. Used by one thread.
 */
final class NexeTransfer {
  /** To check and validate the largest nexe. */
  static final int LOAD_SECONDS = 120;

  /** A smaller module is validated as soon as its verdict is found. */
  static final int WORTH_KEEPING = 256 << 10;

  /**
   * The verdicts that are used and kept.
   *
   * @param site who may use them, when it had the same judged before
   */
  record Verdicts(ValidationCache cache, RuntimeVersion runtime, String site) {
    /** Those that all sites share which pin a module by its hash. */
    Verdicts ofEverySite() {
      return new Verdicts(cache, runtime, LibraryStore.EVERY_SITE);
    }

    /** Makes what a lookup needs, which takes a while the first time. */
    private void warm(RuntimeVersion.Stamp started) {
      cache.warm();
      String _ = runtime.of(started);
    }
  }

  /** What the developer hears of the verdicts. */
  @FunctionalInterface
  interface Notes {
    void note(ModuleEvents.Level level, String text);
  }

  private final Verdicts verdicts;
  private final Notes notes;

  /** What came before there was a connection. */
  private final List<byte[]> ahead = new ArrayList<>();

  /** What was sent before it was enough to be worth a hash. */
  private final List<byte[]> unhashed = new ArrayList<>();

  private final RuntimeVersion.Stamp started;

  /** Null as long as the module is too small, or no verdicts are wanted. */
  private MessageDigest digest;

  private RuntimeConnection connection;
  private CompletableFuture<SrpcMessage> configured;
  private long total;
  private JudgedModule kept;

  /**
   * @param started the stamp that the runtime's files had when its process was started
   * @param verdicts null for none
   */
  NexeTransfer(RuntimeVersion.Stamp started, Verdicts verdicts, Notes notes) {
    this.started = started;
    this.verdicts = verdicts;
    this.notes = notes;
  }

  /**
   * Configures the process and sends it what came before.
   *
   * @param values of {@link ControlWire#CONFIGURE}
   * @return completes when all that has arrived
   */
  CompletableFuture<SrpcMessage> connect(RuntimeConnection to, Object... values) {
    connection = to;
    configured = connection.call(ControlWire.CONFIGURE, values);
    CompletableFuture<SrpcMessage> arrived = configured;
    for (byte[] piece : ahead) {
      arrived = connection.call(ControlWire.MODULE_DATA, (Object) piece);
    }
    ahead.clear();
    return arrived;
  }

  /**
   * Sends the next piece, or keeps it until there is a connection: the caller sees to it that this
   * is not much. Nobody may change the piece any more.
   *
   * @return completes when it has arrived, at once without a connection
   */
  CompletableFuture<SrpcMessage> send(byte[] piece) {
    CompletableFuture<SrpcMessage> arrived;
    if (connection == null) {
      ahead.add(piece);
      arrived = CompletableFuture.completedFuture(null);
    } else {
      arrived = connection.call(ControlWire.MODULE_DATA, (Object) piece);
    }
    total += piece.length;
    if (verdicts != null) {
      hash(piece);
    }
    return arrived;
  }

  private void hash(byte[] piece) {
    if (digest != null) {
      digest.update(piece);
      return;
    }
    unhashed.add(piece);
    if (total >= WORTH_KEEPING) {
      var _ = Thread.ofVirtual().name("halite-verdicts").start(() -> verdicts.warm(started));
      digest = RuntimeVersion.sha256();
      unhashed.forEach(digest::update);
      unhashed.clear();
    }
  }

  /** So many bytes were sent. */
  long total() {
    return total;
  }

  /**
   * Sends the rest of a file, at most two pieces of it in memory at a time, and has it loaded.
   *
   * @param arrived completes when all that was sent so far has arrived
   * @return why it was refused, or null
   */
  String load(InputStream file, String name, CompletableFuture<SrpcMessage> arrived)
      throws IOException, ExecutionException, TimeoutException, InterruptedException {
    CompletableFuture<SrpcMessage> last = arrived;
    while (true) {
      byte[] piece = file.readNBytes(ControlWire.MAX_MODULE_PIECE);
      if (piece.length == 0) {
        return load(name);
      }
      if (total + piece.length > ControlWire.MAX_MODULE) {
        return name + " is too large: " + ControlWire.MAX_MODULE + " bytes are the limit";
      }
      last.get(LOAD_SECONDS, TimeUnit.SECONDS);
      last = send(piece);
    }
  }

  /**
   * Has it loaded: then the process is locked down, and nothing untrusted has run yet.
   *
   * @return why it was refused, or null
   * @throws IOException with a sentence when the answer cannot be
   * @throws ExecutionException when the connection ended
   */
  String load(String name)
      throws IOException, ExecutionException, TimeoutException, InterruptedException {
    JudgedModule module = judged(configured.get(LOAD_SECONDS, TimeUnit.SECONDS));
    boolean known = module != null && verdicts.cache().knows(verdicts.site(), module, this::warn);
    int task = known ? ControlWire.VALIDATED_BEFORE : ControlWire.VALIDATE;
    SrpcMessage answer =
        connection.call(ControlWire.LOAD, total, name, task).get(LOAD_SECONDS, TimeUnit.SECONDS);
    int holds = answer.integer(2);
    if (holds < 0 || holds > ControlWire.VERDICT_HOLDS_FOR_BYTES) {
      throw new IOException("the runtime process broke the protocol: a verdict of " + holds);
    }
    if (answer.integer(0) != 0) {
      return ModuleLoad.refusal(name, answer.integer(0), answer.text(1));
    }
    if (known) {
      notes.note(
          ModuleEvents.Level.TIP,
          name + " was validated before: the verdict kept for these bytes was used");
    } else if (holds == ControlWire.VERDICT_HOLDS_FOR_BYTES) {
      kept = module;
    }
    return null;
  }

  /**
   * Keeps the verdict when it came from the validator. What is kept was settled before the module
   * was started; the writing may come after, when nobody waits for it.
   */
  void keepVerdict() {
    if (kept != null) {
      verdicts.cache().keep(verdicts.site(), kept, this::warn);
    }
  }

  /** The CPU features that the process judges code by, after {@link #load}; empty when unknown. */
  String features() {
    return configured.join().text(0);
  }

  private JudgedModule judged(SrpcMessage configuration) throws IOException {
    String features = configuration.text(0);
    if (features.length() > ControlWire.MAX_TEXT) {
      throw new IOException(
          "the runtime process broke the protocol: CPU features in a text of "
              + features.length()
              + " characters");
    }
    if (digest == null || features.isEmpty()) {
      return null;
    }
    String version = verdicts.runtime().of(started);
    return version == null
        ? null
        : new JudgedModule(version, features, total, HexFormat.of().formatHex(digest.digest()));
  }

  private void warn(String sentence) {
    notes.note(ModuleEvents.Level.WARNING, sentence);
  }
}
