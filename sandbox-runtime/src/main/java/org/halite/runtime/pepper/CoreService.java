package org.halite.runtime.pepper;

import java.util.concurrent.TimeUnit;
import org.halite.ppapi.PpError;

/** PPB_Core 1.0. */
final class CoreService implements Service {
  private final Resources resources;
  private final MessageLoops loops;
  private final Notices notices;

  CoreService(Resources resources, MessageLoops loops, Notices notices) {
    this.resources = resources;
    this.loops = loops;
    this.notices = notices;
  }

  @Override
  public void call(PepperCall call) {
    switch (call.function()) {
      case "AddRefResource" -> {
        boolean _ = resources.addRef(call.word(0));
      }
      case "ReleaseResource" -> {
        Resource gone = resources.release(call.word(0));
        if (gone != null) {
          gone.settle();
        }
      }
      case "GetTime" -> call.answer(System.currentTimeMillis() / 1e3);
      case "GetTimeTicks" -> call.answer(TimeUnit.NANOSECONDS.toMicros(System.nanoTime()) / 1e6);
      case "CallOnMainThread" -> callOnMainThread(call);
      case "IsMainThread" -> call.answer(loops.isMainThread());
      default -> throw call.undeclared();
    }
  }

  private void callOnMainThread(PepperCall call) {
    int result = loops.main().postWork(call.callback(1), call.word(2), call.word(0));
    if (result == PpError.PP_ERROR_NOMEMORY) {
      notices.warnOnce(
          "PPB_Core.CallOnMainThread: a call was dropped, because "
              + WorkQueue.MODULE_LIMIT
              + " are waiting for the main thread");
    }
  }
}
