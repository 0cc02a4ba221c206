package org.halite.runtime.pepper;

/** What a PP_Resource can name. */
sealed interface Resource permits View, MessageLoop {
  /** The instance it dies with. */
  int instance();
}
