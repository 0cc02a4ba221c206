package org.halite.bridge.store;

/**
 * How much the library store may hold. Who is over it loses what was used longest ago; a site that
 * fills its own share loses its own.
 *
 * @param total bytes of all files together
 * @param site bytes of all files that one site loaded
 * @param file bytes of one file; larger ones are not kept
 * @param siteFiles files of one site
 * @param sites that have any
 */
public record Quota(long total, long site, long file, int siteFiles, int sites) {
  public static final Quota USUAL = new Quota(1L << 30, 256L << 20, 64L << 20, 1024, 128);

  public Quota {
    if (total < site || site < file || file <= 0 || siteFiles <= 0 || sites <= 0) {
      throw new IllegalArgumentException("a quota that holds nothing: " + total + " bytes");
    }
  }
}
