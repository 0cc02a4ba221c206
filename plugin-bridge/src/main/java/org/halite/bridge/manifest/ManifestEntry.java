package org.halite.bridge.manifest;

import java.net.URI;
import org.halite.bridge.fetch.Sha256;

/**
 * A file that a manifest names.
 *
 * @param path where in the manifest: {@code program.x86-64}, {@code files["libc.so"].portable}
 * @param url resolved against the manifest
 * @param sha256 what its bytes must hash to, null when the manifest does not say
 * @param translation how a portable executable wants to be translated, null for everything else
 */
public record ManifestEntry(String path, URI url, Sha256 sha256, Translation translation) {
  /**
   * What {@code pnacl-translate} and {@code pnacl-debug} say.
   *
   * @param optLevel 0 or 2, as in Chrome: nothing else was ever tested there
   * @param debug the portable executable that a debugger takes instead, null for none
   */
  public record Translation(int optLevel, ManifestEntry debug) {}
}
