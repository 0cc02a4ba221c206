package org.halite.app.page;

import org.halite.bridge.module.ExitReport;
import org.halite.bridge.module.ModuleEvents;
import org.halite.bridge.origin.Decision;
import org.halite.ppapi.Var;

/**
 * Is told what happens in a page, on the JavaFX thread. The transcript and the window's status line
 * listen.
 */
public interface PageObserver {
  /** A frame's document begins to load. */
  default void navigate(String url, boolean mainFrame) {}

  /**
   * A transfer ended; {@code status} 0 when nothing was answered, {@code bytes} -1 when unknown.
   */
  default void fetch(String url, String initiator, Decision decision, int status, long bytes) {}

  /**
   * The bytes of a fetch that {@code fetch} told of were those of the library store.
   *
   * @param asked whether its server was asked, and said that they have not changed
   */
  default void stored(String element, String url, boolean asked, long bytes) {}

  /** A module asked for a file of its manifest by name, as its linker does for each library. */
  default void opened(String element, String name, ModuleEvents.Opening opening, long bytes) {}

  /** A module element was found. */
  default void embed(String element, String type, String src) {}

  /**
   * An event that the page gets: loadstart, progress, load, error, abort, loadend, crash.
   *
   * @param lastError empty but for error and crash
   */
  default void event(String element, String kind, String lastError) {}

  /** Bytes of a progress event; {@code total} is known when {@code lengthComputable}. */
  default void progress(
      String element, String url, boolean lengthComputable, long loaded, long total) {}

  /** A message between page and module. */
  default void message(String element, Direction direction, Var data) {}

  /**
   * Words of a page, or of a module's console, in which case {@code element} is its name, else
   * null.
   */
  default void console(String level, String text, String element) {}

  /** A module's process ended. */
  default void exit(String element, ExitReport report) {}

  enum Direction {
    TO_MODULE,
    FROM_MODULE
  }
}
