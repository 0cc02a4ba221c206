package org.halite.bridge.module;

import java.net.URI;
import org.halite.bridge.origin.Decision;
import org.halite.ppapi.Var;

/**
 * What happens to a module, for the page and the transcript. Called in order, one at a time, on
 * threads of the bridge; must return quickly. Exactly one of load, error, abort comes, followed by
 * loadEnd; crash or exit may follow load.
 */
public interface ModuleEvents {
  void loadStart();

  /** Bytes of all listed files so far; {@code total} is known when {@code lengthComputable}. */
  void progress(URI url, boolean lengthComputable, long loaded, long total);

  void load();

  /**
   * It did not load, or died before it had.
   *
   * @param lastError one sentence for the page's developer
   * @param report how it ended; status -1 when it never ran
   */
  void error(String lastError, ExitReport report);

  void abort();

  void loadEnd();

  /** The module died after load. */
  void crash(String lastError, ExitReport report);

  /**
   * From the module to the page. {@code consumed} must be run once the page has seen it: flow
   * control hangs on it.
   */
  void message(Var data, Runnable consumed);

  /**
   * What the element shows from now on.
   *
   * @param frame whose pixels the listener holds until it releases the frame
   * @param shown must be run once the frame is on the screen, or would be if it could be seen: the
   *     module's speed hangs on it; from any thread, again does nothing
   */
  void frame(Frame frame, Runnable shown);

  /**
   * Which input the module wants, as classes of {@link org.halite.ppapi.PpInputEvent}.
   *
   * @param taken which the page does not get
   * @param filtered which the page gets when the module did not handle them
   */
  void inputRequested(int taken, int filtered);

  /** The module asks something of its window; the listener decides. */
  void wished(ElementWish wish);

  /** PPB_Console, standard output and error of the module, and warnings of the runtime. */
  void console(Level level, String text);

  /**
   * The origin policy's judgement and the transfer's end; {@code status} 0 when nothing was
   * answered.
   */
  void fetched(URI url, String initiator, Decision decision, int status, long bytes);

  /**
   * The bytes of a fetch that {@code fetched} told of were those of the library store.
   *
   * @param asked whether its server was asked, and said that they have not changed
   */
  default void stored(URI url, String initiator, boolean asked, long bytes) {}

  /**
   * The module asked for a file by name, as its linker does for each library.
   *
   * @param name as the module said it, cut where it is long
   * @param bytes its length; 0 when there is none
   */
  default void opened(String name, Opening opening, long bytes) {}

  /** The module's process ended, for whatever reason; always the last event. */
  void exit(ExitReport report);

  /** What came of a module's asking for a file. */
  enum Opening {
    /** A shared library of ELF. */
    LIBRARY,
    /** Any other file. */
    FILE,
    /** The manifest has no such name. */
    NOT_LISTED,
    /** The manifest has it, and it could not be fetched. */
    DID_NOT_COME;

    /** In one sentence. */
    public String sentence(String name, long bytes) {
      return switch (this) {
        case LIBRARY ->
            name + " was given to the module's linker: a shared library of " + bytes + " bytes.";
        case FILE -> name + " was opened by the module: a file of " + bytes + " bytes.";
        case NOT_LISTED ->
            name + " was asked for by the module and is not among the files of the manifest.";
        case DID_NOT_COME -> name + " was asked for by the module and had not come.";
      };
    }
  }

  enum Level {
    TIP,
    LOG,
    WARNING,
    ERROR
  }
}
