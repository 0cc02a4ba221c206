package org.halite.bridge.module;

import java.net.URI;
import java.util.Map;

/**
 * What an embed element asks for.
 *
 * @param elementId the shim's id of the element, unique while the browser runs
 * @param type the element's MIME type, {@code application/x-nacl}
 * @param source the manifest's URL, resolved against the document
 * @param documentUrl the URL of the document that holds the element; its origin is the page's
 *     origin
 * @param attributes the element's attributes, names in lower case, in document order
 * @param width in CSS pixels
 * @param height in CSS pixels
 */
public record ModuleRequest(
    String elementId,
    String type,
    URI source,
    URI documentUrl,
    Map<String, String> attributes,
    int width,
    int height) {}
