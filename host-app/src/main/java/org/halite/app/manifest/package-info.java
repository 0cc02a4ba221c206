/**
 * {@code halite nmf}: writes manifests for modules and libraries, and checks what others wrote as
 * the loader will. Reads files, runs nothing.
 */
package org.halite.app.manifest;
