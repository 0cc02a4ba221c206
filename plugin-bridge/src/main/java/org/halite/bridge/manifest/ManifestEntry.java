package org.halite.bridge.manifest;

import java.net.URI;

/**
 * A file that a manifest names.
 *
 * @param path where in the manifest, {@code program.x86-64}
 * @param url resolved against the manifest
 */
public record ManifestEntry(String path, URI url) {}
