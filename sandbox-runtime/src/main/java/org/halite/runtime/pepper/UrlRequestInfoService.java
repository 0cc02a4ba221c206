package org.halite.runtime.pepper;

import org.halite.ppapi.PpVarType;

/** PPB_URLRequestInfo 1.0. */
final class UrlRequestInfoService implements Service {
  private final Resources resources;
  private final Elements elements;
  private final Vars vars;

  UrlRequestInfoService(Resources resources, Elements elements, Vars vars) {
    this.resources = resources;
    this.elements = elements;
    this.vars = vars;
  }

  @Override
  public void call(PepperCall call) {
    if (call.function().equals("Create")) {
      int instance = call.word(0);
      call.answer(
          elements.isLive(instance) ? resources.add(new UrlRequestInfo(instance, vars)) : 0);
      return;
    }
    UrlRequestInfo request = resources.get(call.word(0), UrlRequestInfo.class);
    switch (call.function()) {
      case "IsURLRequestInfo" -> call.answer(request != null);
      case "SetProperty" -> call.answer(request != null && set(request, call.word(1), call.var(2)));
      case "AppendDataToBody" ->
          call.answer(request != null && append(call, request, call.unsigned(2)));
      // As for any resource that is no PPB_FileRef, and here there is none.
      case "AppendFileToBody" -> call.answer(false);
      default -> throw call.undeclared();
    }
  }

  private boolean set(UrlRequestInfo request, int property, PpVar value) {
    return switch (value.type()) {
      case PpVarType.UNDEFINED -> request.unset(property);
      case PpVarType.BOOL -> request.set(property, value.asBool());
      case PpVarType.INT32 -> request.set(property, value.asInt());
      case PpVarType.STRING -> {
        String text = vars.textOf(value);
        yield text != null && request.set(property, text);
      }
      default -> false;
    };
  }

  private static boolean append(PepperCall call, UrlRequestInfo request, long length) {
    if (length == 0) {
      return true;
    }
    if (!request.takeRoom(length)) {
      return false;
    }
    byte[] piece = null;
    try {
      piece = call.memory().read(call.unsigned(1), (int) length);
    } finally {
      if (piece == null) {
        request.giveBackRoom((int) length);
      }
    }
    request.append(piece);
    return true;
  }
}
