package org.halite.app.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.halite.bridge.origin.PolicyContainer;

/**
 * What the servers of a page's documents said about what these may load. {@code Inspector} writes
 * it, {@code PageModules} reads it, both on the JavaFX thread.
 */
final class DocumentPolicies {
  private static final int MAX_DOCUMENTS = 1000;

  private final Map<String, Headers> documents =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Headers> eldest) {
          return size() > MAX_DOCUMENTS;
        }
      };

  private record Headers(List<String> contentSecurity, String embedder) {}

  /** A document came; the newest answer of an URL counts. */
  void answered(String url, JsonNode headers) {
    List<String> contentSecurity = new ArrayList<>();
    String embedder = null;
    for (Map.Entry<String, JsonNode> header : headers.properties()) {
      switch (header.getKey().toLowerCase(Locale.ROOT)) {
        case "content-security-policy" -> contentSecurity.add(header.getValue().asText());
        case "cross-origin-embedder-policy" -> embedder = header.getValue().asText();
        default -> {
          // no policy for modules
        }
      }
    }
    String name = withoutFragment(url);
    documents.remove(name);
    documents.put(name, new Headers(contentSecurity, embedder));
  }

  /**
   * The policies of a document.
   *
   * @param url of the document, or of the one that it has its policies from
   * @param metas the Content-Security-Policies in the document itself
   */
  PolicyContainer of(String url, List<String> metas) {
    Headers headers = documents.get(withoutFragment(url));
    List<String> all = new ArrayList<>(metas);
    if (headers == null) {
      return PolicyContainer.of(all, null);
    }
    all.addAll(headers.contentSecurity());
    return PolicyContainer.of(all, headers.embedder());
  }

  private static String withoutFragment(String url) {
    int hash = url.indexOf('#');
    return hash < 0 ? url : url.substring(0, hash);
  }
}
