package org.halite.bridge.manifest;

import java.net.URI;
import java.util.List;

/**
 * What an NMF asks of an x86-64 browser.
 *
 * @param url the manifest's own URL after redirects, against which its entries are resolved
 * @param program the executable to start
 * @param notes one sentence for each key that was not understood and had no effect
 */
public record Manifest(URI url, ManifestEntry program, List<String> notes) {
  public Manifest {
    notes = List.copyOf(notes);
  }
}
