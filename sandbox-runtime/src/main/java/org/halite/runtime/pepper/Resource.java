package org.halite.runtime.pepper;

/** What a PP_Resource can name. */
public sealed interface Resource
    permits View,
        MessageLoop,
        ImageData,
        Graphics2D,
        InputEvent,
        UrlLoader,
        UrlRequestInfo,
        UrlResponseInfo,
        AudioConfig,
        Audio {
  /** The instance it dies with. */
  int instance();

  /** Nobody refers to it any more, or its instance is gone. Once; no lock is held. */
  default void gone() {}

  /**
   * After {@link #gone}: waits until no function of the module runs for it any more. No lock is
   * held that such a function could want.
   */
  default void settle() {}
}
