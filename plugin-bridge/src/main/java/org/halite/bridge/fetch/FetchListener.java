package org.halite.bridge.fetch;

import java.net.URI;
import org.halite.bridge.origin.Decision;

/** What happens during a fetch; called on the fetching thread, in order. */
public interface FetchListener {
  /**
   * At the beginning of a body, and after each piece. {@code total} is known when {@code
   * computable}, else 0.
   */
  void progress(URI url, boolean computable, long loaded, long total);

  /**
   * Once for each hop: a preflight, a redirect, a refusal or the file itself.
   *
   * @param status the HTTP status, 200 for files of the disk and of the library store, 0 when
   *     nothing was answered
   * @param bytes decoded bytes of the body that were taken
   */
  void fetched(URI url, String initiator, Decision decision, int status, long bytes);

  /**
   * The bytes of the hop that {@code fetched} told of were those of the library store.
   *
   * @param asked whether its server was asked, and said that they have not changed
   */
  default void stored(URI url, String initiator, boolean asked, long bytes) {}

  /** One sentence about something in the library store that is not as it should be; any thread. */
  default void storeSays(String sentence) {}
}
