package org.halite.runtime.pepper;

import org.halite.ppapi.PpbUrlResponseInfo;

/** PPB_URLResponseInfo 1.0. */
final class UrlResponseInfoService implements Service {
  private final Resources resources;
  private final Vars vars;

  UrlResponseInfoService(Resources resources, Vars vars) {
    this.resources = resources;
    this.vars = vars;
  }

  @Override
  public void call(PepperCall call) {
    UrlResponseInfo response = resources.get(call.word(0), UrlResponseInfo.class);
    switch (call.function()) {
      case "IsURLResponseInfo" -> call.answer(response != null);
      case "GetProperty" ->
          call.answer(response == null ? PpVar.UNDEFINED : property(response, call.word(1)));
      // Nothing is streamed to files.
      case "GetBodyAsFileRef" -> call.answer(0);
      default -> throw call.undeclared();
    }
  }

  private PpVar property(UrlResponseInfo response, int property) {
    Network.Answer answer = response.answer();
    return switch (property) {
      case PpbUrlResponseInfo.URL -> vars.text(answer.url());
      case PpbUrlResponseInfo.REDIRECT_URL -> ofRedirect(response, answer.redirectUrl());
      case PpbUrlResponseInfo.REDIRECT_METHOD -> ofRedirect(response, answer.redirectMethod());
      case PpbUrlResponseInfo.STATUS_CODE -> PpVar.of(answer.status());
      case PpbUrlResponseInfo.STATUS_LINE -> vars.text(answer.phrase());
      case PpbUrlResponseInfo.HEADERS -> vars.text(answer.headers());
      default -> PpVar.UNDEFINED;
    };
  }

  private PpVar ofRedirect(UrlResponseInfo response, String text) {
    return response.isRedirect() ? vars.text(text) : PpVar.UNDEFINED;
  }
}
