package org.halite.bridge.module;

import java.net.URI;
import java.util.Map;
import org.halite.bridge.origin.PolicyContainer;
import org.halite.bridge.origin.RequestClient;

/**
 * What an embed element asks for.
 *
 * @param elementId the shim's id of the element, unique while the browser runs
 * @param type the element's MIME type, {@code application/x-nacl}
 * @param source the manifest's URL, resolved against the document
 * @param documentUrl the URL of the document that holds the element; its origin is the page's
 *     origin
 * @param pageUrl the URL of the whole page, which may hold that document in a frame
 * @param policies what the document's server said about what it may load
 * @param attributes the element's attributes, names in lower case, in document order
 * @param width in CSS pixels
 * @param height in CSS pixels
 */
public record ModuleRequest(
    String elementId,
    String type,
    URI source,
    URI documentUrl,
    URI pageUrl,
    PolicyContainer policies,
    Map<String, String> attributes,
    int width,
    int height) {
  /** Of a document whose server said nothing. */
  public ModuleRequest(
      String elementId,
      String type,
      URI source,
      URI documentUrl,
      URI pageUrl,
      Map<String, String> attributes,
      int width,
      int height) {
    this(
        elementId,
        type,
        source,
        documentUrl,
        pageUrl,
        PolicyContainer.NONE,
        attributes,
        width,
        height);
  }

  /** Who asks for the module and its files. */
  RequestClient client() {
    return new RequestClient(documentUrl, pageUrl, policies);
  }

  /** For whom the browser keeps what it learned; null for a page that is of no site. */
  String site() {
    return client().site();
  }
}
