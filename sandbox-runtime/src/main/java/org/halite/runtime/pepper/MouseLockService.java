package org.halite.runtime.pepper;

import org.halite.ppapi.PpError;

/** PPB_MouseLock 1.0. */
final class MouseLockService implements Service {
  private final Elements elements;
  private final MouseLocks locks;
  private final MessageLoops loops;

  MouseLockService(Elements elements, MouseLocks locks, MessageLoops loops) {
    this.elements = elements;
    this.locks = locks;
    this.loops = loops;
  }

  @Override
  public void call(PepperCall call) {
    int instance = call.word(0);
    boolean live = elements.isLive(instance);
    switch (call.function()) {
      case "LockMouse" ->
          call.answer(
              live
                  ? Completion.run(
                      call.callback(1), loops, completion -> locks.lock(instance, completion))
                  : PpError.PP_ERROR_BADARGUMENT);
      case "UnlockMouse" -> {
        if (live) {
          locks.unlock(instance);
        }
      }
      default -> throw call.undeclared();
    }
  }
}
