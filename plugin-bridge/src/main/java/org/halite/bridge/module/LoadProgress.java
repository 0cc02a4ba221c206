package org.halite.bridge.module;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.halite.bridge.fetch.FetchListener;
import org.halite.bridge.origin.Decision;

/**
 * Adds up the progress of all files of one module: the page sees one number grow. The total is
 * known when that of each file is. Thread-safe.
 */
final class LoadProgress {
  /** Events closer to each other than this are left out, but for the last. */
  private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final FetchListener to;
  private final int files;
  private final List<Part> parts = new ArrayList<>();
  private long last;

  /** One file. */
  final class Part implements FetchListener {
    private long loaded;
    private long total = -1;

    @Override
    public void progress(URI url, boolean computable, long now, long all) {
      moved(this, url, now, computable ? all : -1);
    }

    @Override
    public void fetched(URI url, String initiator, Decision decision, int status, long bytes) {
      to.fetched(url, initiator, decision, status, bytes);
    }

    @Override
    public void stored(URI url, String initiator, boolean asked, long bytes) {
      to.stored(url, initiator, asked, bytes);
    }

    @Override
    public void storeSays(String sentence) {
      to.storeSays(sentence);
    }

    /** It did not come: what is left is all there will be. */
    void gone(URI url) {
      moved(this, url, 0, 0);
    }
  }

  /**
   * @param files how many will come
   */
  LoadProgress(FetchListener to, int files) {
    this.to = to;
    this.files = files;
  }

  /** The next file. */
  synchronized Part next() {
    Part part = new Part();
    parts.add(part);
    return part;
  }

  private synchronized void moved(Part part, URI url, long loaded, long total) {
    part.loaded = loaded;
    part.total = total;
    tell(url);
  }

  private void tell(URI url) {
    long loaded = 0;
    long total = 0;
    boolean computable = parts.size() == files;
    for (Part part : parts) {
      loaded += part.loaded;
      total += Math.max(0, part.total);
      computable &= part.total >= 0;
    }
    long now = System.nanoTime();
    boolean all = computable && loaded == total;
    if (loaded > 0 && (all || last == 0 || now - last > NANOS)) {
      last = now;
      to.progress(url, computable, loaded, computable ? total : 0);
    }
  }
}
