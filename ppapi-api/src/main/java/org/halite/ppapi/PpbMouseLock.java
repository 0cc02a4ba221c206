package org.halite.ppapi;

/** PPB_MouseLock: all of the mouse's movements, and no pointer. */
public final class PpbMouseLock {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_MouseLock;1.0",
          "int32_t LockMouse(PP_Instance instance, struct PP_CompletionCallback callback)",
          "void UnlockMouse(PP_Instance instance)");

  private PpbMouseLock() {}
}
