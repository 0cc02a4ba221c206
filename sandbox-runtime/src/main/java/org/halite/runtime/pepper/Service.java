package org.halite.runtime.pepper;

/** The functions of one family of PPB interfaces, all its versions. */
interface Service {
  /** Does what {@link PepperCall#function} names. Called on any module thread. */
  void call(PepperCall call);
}
