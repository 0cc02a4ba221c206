package org.halite.ppapi;

/** PPP_MouseLock: the module is told that the mouse is the person's again. */
public final class PppMouseLock {
  public static final Declaration V1_0 =
      Declaration.of("PPP_MouseLock;1.0", "void MouseLockLost(PP_Instance instance)");

  /** Slots. */
  public static final int MOUSE_LOCK_LOST = 0;

  private PppMouseLock() {}
}
