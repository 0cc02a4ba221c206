package org.halite.bridge.store;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Checked bytes that a site used a short while ago, so that a page which is opened again need not
 * have them hashed again. Each site has its own: none learns what another uses. Any thread may
 * call.
 */
final class RecentFiles {
  /** In bytes, of one site. */
  private static final long MAX_OF_SITE = 16 << 20;

  private static final int MAX_SITES = 4;

  /** Both in the order of their last use. */
  private final Map<String, Map<String, byte[]>> sites = lastUsedLast();

  private static <T> Map<String, T> lastUsedLast() {
    return new LinkedHashMap<>(16, 0.75f, true);
  }

  /** Null when the site did not use it lately. */
  synchronized byte[] find(String site, String sha256) {
    Map<String, byte[]> files = sites.get(site);
    return files == null ? null : files.get(sha256);
  }

  synchronized void add(String site, String sha256, byte[] bytes) {
    Map<String, byte[]> files = sites.computeIfAbsent(site, name -> lastUsedLast());
    files.put(sha256, bytes);
    long total = 0;
    for (byte[] one : files.values()) {
      total += one.length;
    }
    while (total > MAX_OF_SITE) {
      String oldest = files.keySet().iterator().next();
      total -= files.remove(oldest).length;
    }
    while (sites.size() > MAX_SITES) {
      sites.remove(sites.keySet().iterator().next());
    }
  }
}
