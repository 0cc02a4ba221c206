package org.halite.bridge.manifest;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an NMF asks of an x86-64 browser.
 *
 * @param url the manifest's own URL after redirects, against which its entries are resolved; of a
 *     {@code data:} manifest its document's
 * @param program the executable to start
 * @param interpreter what a dynamically linked program names as its loader, null for none
 * @param files what a module may open, by the names it asks for; the names are no paths. Entries
 *     that have nothing for this machine are left out
 * @param notes one sentence for each key that had no effect
 */
public record Manifest(
    URI url,
    ManifestEntry program,
    ManifestEntry interpreter,
    Map<String, ManifestEntry> files,
    List<String> notes) {
  public Manifest {
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    notes = List.copyOf(notes);
  }
}
