package org.halite.runtime.pepper;

import org.halite.ppapi.PpError;
import org.halite.runtime.machine.UntrustedCall;

/** Which thread has which message loop. */
final class MessageLoops {
  private final Resources resources;
  private final MessageLoop main = new MessageLoop(0, true);
  private final int mainId;

  /** The loop's resource id on each thread that has one. */
  private final ThreadLocal<Integer> current = new ThreadLocal<>();

  /** Set on threads that can have none. */
  private final ThreadLocal<Boolean> barred = new ThreadLocal<>();

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
    return current() != null && resources.addRef(current.get()) ? current.get() : 0;
  }

  /** The calling thread's loop; null when it has none, or one that was quit for good. */
  MessageLoop current() {
    Integer id = current.get();
    MessageLoop loop = id == null ? null : resources.get(id, MessageLoop.class);
    return loop == null || loop.isDestroyed() ? null : loop;
  }

  /** The calling thread fills buffers of sound: it can have no loop. */
  void bar() {
    barred.set(true);
  }

  /** PPB_MessageLoop.AttachToCurrentThread, with its results. */
  int attach(int id, UntrustedCall call) {
    MessageLoop loop = resources.get(id, MessageLoop.class);
    if (loop == null) {
      return PpError.PP_ERROR_BADRESOURCE;
    }
    if (loop.isMain() || current() != null) {
      return PpError.PP_ERROR_INPROGRESS;
    }
    if (barred.get() != null || !loop.attach()) {
      return PpError.PP_ERROR_WRONG_THREAD;
    }
    // The thread's own reference: the loop outlives the module's.
    if (!resources.addRef(id)) {
      return PpError.PP_ERROR_BADRESOURCE;
    }
    if (current.get() != null) {
      Resource _ = resources.release(current.get());
    }
    current.set(id);
    call.atThreadEnd(() -> threadEnded(loop, id));
    return PpError.PP_OK;
  }

  /** What waits in the loop is lost, and its thread's reference is given back. */
  private void threadEnded(MessageLoop loop, int id) {
    Integer last = current.get();
    if (last != null && last == id) {
      loop.threadEnded();
      current.remove();
      Resource _ = resources.release(id);
    }
  }
}
