package org.halite.runtime.pepper;

import java.util.concurrent.atomic.AtomicInteger;
import org.halite.ppapi.PpError;

/** PPB_URLLoader 1.0. */
final class UrlLoaderService implements Service {
  private static final long[] NOTHING = new long[2];

  private final Resources resources;
  private final Elements elements;
  private final MessageLoops loops;
  private final Vars vars;
  private final Network network;
  private final Notices notices;
  private final AtomicInteger lastNumber = new AtomicInteger();

  UrlLoaderService(
      Resources resources,
      Elements elements,
      MessageLoops loops,
      Vars vars,
      Network network,
      Notices notices) {
    this.resources = resources;
    this.elements = elements;
    this.loops = loops;
    this.vars = vars;
    this.network = network;
    this.notices = notices;
  }

  @Override
  public void call(PepperCall call) {
    if (call.function().equals("Create")) {
      call.answer(create(call.word(0)));
      return;
    }
    UrlLoader loader = resources.get(call.word(0), UrlLoader.class);
    switch (call.function()) {
      case "IsURLLoader" -> call.answer(loader != null);
      case "Open" -> {
        UrlRequestInfo request = resources.get(call.word(1), UrlRequestInfo.class);
        if (request != null && request.wantsPrivileges()) {
          notices.errorOnce(
              "PPB_URLLoader.Open was refused: a module has no referrer, content transfer encoding"
                  + " or user agent of its own; set these properties to an undefined value");
        }
        run(call, 2, loader, completion -> loader.open(request, completion));
      }
      case "FollowRedirect" -> run(call, 1, loader, completion -> loader.follow(completion));
      case "ReadResponseBody" -> {
        long buffer = call.unsigned(1);
        int count = call.word(2);
        run(call, 3, loader, read -> loader.read(call.memory(), buffer, count, read));
      }
      case "FinishStreamingToFile" ->
          run(call, 1, loader, completion -> loader.finishStreaming(completion));
      case "GetUploadProgress" -> progress(call, loader == null ? null : loader.uploadProgress());
      case "GetDownloadProgress" ->
          progress(call, loader == null ? null : loader.downloadProgress());
      case "GetResponseInfo" -> call.answer(loader == null ? 0 : loader.response());
      case "Close" -> {
        if (loader != null) {
          loader.close();
        }
      }
      default -> throw call.undeclared();
    }
  }

  private int create(int instance) {
    int number = lastNumber.incrementAndGet();
    if (!elements.isLive(instance) || number <= 0) {
      return 0;
    }
    return resources.add(new UrlLoader(instance, number, network, resources, vars));
  }

  private void run(
      PepperCall call, int callback, UrlLoader loader, Completion.Operation operation) {
    call.answer(
        loader == null
            ? Completion.fail(call.callback(callback), loops, PpError.PP_ERROR_BADRESOURCE)
            : Completion.run(call.callback(callback), loops, operation));
  }

  private static void progress(PepperCall call, long[] soFarAndAll) {
    long[] told = soFarAndAll == null ? NOTHING : soFarAndAll;
    call.memory().writeLong(call.unsigned(1), told[0]);
    call.memory().writeLong(call.unsigned(2), told[1]);
    call.answer(soFarAndAll != null);
  }
}
