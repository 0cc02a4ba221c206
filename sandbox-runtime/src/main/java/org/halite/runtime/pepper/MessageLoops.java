package org.halite.runtime.pepper;

import org.halite.ppapi.PpError;

/** Which thread has which message loop. */
final class MessageLoops {
  private final Resources resources;
  private final MessageLoop main = new MessageLoop(0, true);
  private final int mainId;

  /** The loop's resource id on each thread that has one. */
  private final ThreadLocal<Integer> current = new ThreadLocal<>();

  MessageLoops(Resources resources) {
    this.resources = resources;
    mainId = resources.add(main);
    resources.keep(mainId);
  }

  MessageLoop main() {
    return main;
  }

  /** Makes the calling thread the module's main thread; false when there is one already. */
  boolean attachMain() {
    if (!main.attach()) {
      return false;
    }
    current.set(mainId);
    return true;
  }

  boolean isMainThread() {
    return main.isCurrent();
  }

  /** The main loop's resource, with one reference more. */
  int getForMainThread() {
    return resources.addRef(mainId) ? mainId : 0;
  }

  /** The calling thread's loop, with one reference more, or 0. */
  int getCurrent() {
    Integer id = current.get();
    return id != null && resources.addRef(id) ? id : 0;
  }

  /** The calling thread's loop, or null. */
  MessageLoop current() {
    Integer id = current.get();
    return id == null ? null : resources.get(id, MessageLoop.class);
  }

  /** PPB_MessageLoop.AttachToCurrentThread, with its results. */
  int attach(int id) {
    MessageLoop loop = resources.get(id, MessageLoop.class);
    if (loop == null) {
      return PpError.PP_ERROR_BADRESOURCE;
    }
    MessageLoop present = current();
    if (loop.isMain() || (present != null && !present.isDestroyed())) {
      return PpError.PP_ERROR_INPROGRESS;
    }
    if (!loop.attach()) {
      return PpError.PP_ERROR_WRONG_THREAD;
    }
    // The thread's own reference: the loop outlives the module's.
    if (!resources.addRef(id)) {
      return PpError.PP_ERROR_BADRESOURCE;
    }
    if (present != null) {
      Resource _ = resources.release(current.get());
    }
    current.set(id);
    return PpError.PP_OK;
  }
}
