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
        UrlResponseInfo {
  /** The instance it dies with. */
  int instance();

  /** Nobody refers to it any more, or its instance is gone. Once; no lock is held. */
  default void gone() {}
}
