package org.halite.runtime.pepper;

import org.halite.ppapi.PpError;

/** PPB_MessageLoop 1.0. */
final class MessageLoopService implements Service {
  private final MessageLoops loops;
  private final Resources resources;
  private final Elements elements;

  MessageLoopService(MessageLoops loops, Resources resources, Elements elements) {
    this.loops = loops;
    this.resources = resources;
    this.elements = elements;
  }

  @Override
  public void call(PepperCall call) {
    switch (call.function()) {
      case "Create" -> call.answer(create(call.word(0)));
      case "GetForMainThread" -> call.answer(loops.getForMainThread());
      case "GetCurrent" -> call.answer(loops.getCurrent());
      case "AttachToCurrentThread" -> call.answer(loops.attach(call.word(0), call.untrusted()));
      case "Run" -> {
        MessageLoop loop = loop(call);
        call.answer(loop == null ? PpError.PP_ERROR_BADRESOURCE : loop.run(call.untrusted()));
      }
      case "PostWork" -> {
        MessageLoop loop = loop(call);
        call.answer(
            loop == null
                ? PpError.PP_ERROR_BADRESOURCE
                : loop.postWork(call.callback(1), PpError.PP_OK, call.int64(2)));
      }
      case "PostQuit" -> {
        MessageLoop loop = loop(call);
        call.answer(loop == null ? PpError.PP_ERROR_BADRESOURCE : loop.postQuit(call.bool(1)));
      }
      default -> throw call.undeclared();
    }
  }

  private MessageLoop loop(PepperCall call) {
    return resources.get(call.word(0), MessageLoop.class);
  }

  private int create(int instance) {
    return elements.isLive(instance) ? resources.add(new MessageLoop(instance, false)) : 0;
  }
}
