package org.halite.bridge.store;

import java.util.LinkedHashMap;
import java.util.Map;
import org.halite.bridge.kernel.SharedDescriptor;

/**
 * Checked files that a site used a short while ago, so that a page which is opened again need not
 * have them read and hashed again: they are sealed, and so are what they were. Each site has its
 * own: none learns what another uses. Any thread may call.
 */
final class RecentFiles {
  /** In bytes, of one site. */
  private static final long MAX_OF_SITE = 16 << 20;

  /** Each is an open descriptor of this process. */
  private static final int MAX_FILES_OF_SITE = 32;

  private static final int MAX_SITES = 4;

  /** Both in the order of their last use; all are held. */
  private final Map<String, Map<String, SharedDescriptor>> sites = lastUsedLast();

  private static <T> Map<String, T> lastUsedLast() {
    return new LinkedHashMap<>(16, 0.75f, true);
  }

  /** Held once for the caller; null when the site did not use it lately. */
  synchronized SharedDescriptor find(String site, String sha256) {
    Map<String, SharedDescriptor> files = sites.get(site);
    SharedDescriptor file = files == null ? null : files.get(sha256);
    return file != null && file.retain() ? file : null;
  }

  /** The caller keeps its own hold. */
  synchronized void add(String site, String sha256, SharedDescriptor file) {
    if (!file.retain()) {
      return;
    }
    Map<String, SharedDescriptor> files = sites.computeIfAbsent(site, name -> lastUsedLast());
    SharedDescriptor old = files.put(sha256, file);
    if (old != null) {
      old.release();
    }
    long total = 0;
    for (SharedDescriptor one : files.values()) {
      total += one.size();
    }
    while (total > MAX_OF_SITE || files.size() > MAX_FILES_OF_SITE) {
      SharedDescriptor oldest = files.remove(files.keySet().iterator().next());
      total -= oldest.size();
      oldest.release();
    }
    while (sites.size() > MAX_SITES) {
      sites.remove(sites.keySet().iterator().next()).values().forEach(SharedDescriptor::release);
    }
  }

  synchronized void clear() {
    sites.values().forEach(files -> files.values().forEach(SharedDescriptor::release));
    sites.clear();
  }
}
