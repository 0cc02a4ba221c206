// PPB_URLLoader, PPB_URLRequestInfo and PPB_URLResponseInfo. What may only be called on the main
// thread is; the rest is on a thread of its own, where functions block.
#include <pthread.h>
#include "conformance.h"
#include "ppapi/c/ppb_core.h"
#include "ppapi/c/ppb_url_loader.h"
#include "ppapi/c/ppb_url_request_info.h"
#include "ppapi/c/ppb_url_response_info.h"

static const PPB_Core *core;
static const PPB_URLLoader *loaders;
static const PPB_URLRequestInfo *requests;
static const PPB_URLResponseInfo *responses;
static PP_Resource nobody = 0x7fff1234;

static const char manifest[] = "{\"program\": {\"x86-64\": {\"url\": \"app.nexe\"}}}\n";

static PP_Bool set_text(PP_Resource request, PP_URLRequestProperty property, const char *text) {
  struct PP_Var var = conformance_text(text);
  PP_Bool set = requests->SetProperty(request, property, var);
  conformance_var->Release(var);
  return set;
}

static PP_Bool set_flag(PP_Resource request, PP_URLRequestProperty property, PP_Bool flag) {
  return requests->SetProperty(request, property, PP_MakeBool(flag));
}

static PP_Resource request_of(const char *url) {
  PP_Resource request = requests->Create(instance);
  set_text(request, PP_URLREQUESTPROPERTY_URL, url);
  return request;
}

static int is_text(PP_Resource response, PP_URLResponseProperty property, const char *text) {
  struct PP_Var var = responses->GetProperty(response, property);
  int same = same_text(var, text);
  conformance_var->Release(var);
  return same;
}

static void request_info(void) {
  requests = begin(PPB_URLREQUESTINFO_INTERFACE_1_0);
  PP_Resource request = requests->Create(instance);
  CHECK(request);
  CHECK(!requests->Create(0));
  CHECK(!requests->Create(instance + 1));
  CHECK(requests->IsURLRequestInfo(request));
  CHECK(!requests->IsURLRequestInfo(0));
  CHECK(!requests->IsURLRequestInfo(nobody));
  static const PP_URLRequestProperty texts[] = {
      PP_URLREQUESTPROPERTY_URL, PP_URLREQUESTPROPERTY_METHOD, PP_URLREQUESTPROPERTY_HEADERS,
      PP_URLREQUESTPROPERTY_CUSTOMREFERRERURL, PP_URLREQUESTPROPERTY_CUSTOMCONTENTTRANSFERENCODING,
      PP_URLREQUESTPROPERTY_CUSTOMUSERAGENT};
  for (int i = 0; i < 6; i++) {
    CHECK(set_text(request, texts[i], "GET"));
    CHECK(!requests->SetProperty(request, texts[i], PP_MakeInt32(1)));
    CHECK(!requests->SetProperty(request, texts[i], PP_MakeNull()));
    /* Only what is custom can be without a value. */
    CHECK(requests->SetProperty(request, texts[i], PP_MakeUndefined()) == (i > 2));
  }
  static const PP_URLRequestProperty flags[] = {
      PP_URLREQUESTPROPERTY_FOLLOWREDIRECTS, PP_URLREQUESTPROPERTY_RECORDDOWNLOADPROGRESS,
      PP_URLREQUESTPROPERTY_RECORDUPLOADPROGRESS, PP_URLREQUESTPROPERTY_ALLOWCROSSORIGINREQUESTS,
      PP_URLREQUESTPROPERTY_ALLOWCREDENTIALS};
  for (int i = 0; i < 5; i++) {
    CHECK(set_flag(request, flags[i], PP_TRUE));
    CHECK(!requests->SetProperty(request, flags[i], PP_MakeInt32(1)));
    CHECK(!set_text(request, flags[i], "true"));
    CHECK(!requests->SetProperty(request, flags[i], PP_MakeUndefined()));
  }
  CHECK(!set_flag(request, PP_URLREQUESTPROPERTY_STREAMTOFILE, PP_TRUE)); /* no more since Chrome 49 */
  CHECK(requests->SetProperty(request, PP_URLREQUESTPROPERTY_PREFETCHBUFFERUPPERTHRESHOLD, PP_MakeInt32(9)));
  CHECK(requests->SetProperty(request, PP_URLREQUESTPROPERTY_PREFETCHBUFFERLOWERTHRESHOLD, PP_MakeInt32(-9)));
  CHECK(!requests->SetProperty(request, PP_URLREQUESTPROPERTY_PREFETCHBUFFERLOWERTHRESHOLD, PP_MakeDouble(9)));
  CHECK(!requests->SetProperty(request, 99, PP_MakeInt32(1)));
  CHECK(!set_text(request, 99, "x"));
  CHECK(!set_text(nobody, PP_URLREQUESTPROPERTY_URL, "x"));
  CHECK(!set_text(0, PP_URLREQUESTPROPERTY_URL, "x"));
  CHECK(requests->AppendDataToBody(request, "body", 4));
  CHECK(requests->AppendDataToBody(request, "", 0));
  CHECK(requests->AppendDataToBody(request, 0, 0));
  CHECK(!requests->AppendDataToBody(request, 0, 4));
  CHECK(!requests->AppendDataToBody(request, (void *)0xfffffff0, 4000));
  CHECK(!requests->AppendDataToBody(request, "body", 0xffffffff));
  CHECK(!requests->AppendDataToBody(nobody, "body", 4));
  CHECK(!requests->AppendDataToBody(0, "body", 4));
  CHECK(!requests->AppendFileToBody(0, request, 0, -1, 0));
  CHECK(!requests->AppendFileToBody(request, 0, 0, -1, 0));
  CHECK(!requests->AppendFileToBody(request, request, 0, -1, 0));
  CHECK(!requests->AppendFileToBody(nobody, nobody, -1, -2, 0));
  core->ReleaseResource(request);
  CHECK(!requests->IsURLRequestInfo(request));
  CHECK(!set_text(request, PP_URLREQUESTPROPERTY_URL, "x"));
}

static int32_t open_with(PP_URLRequestProperty property, const char *text) {
  PP_Resource loader = loaders->Create(instance), request = request_of("app.nmf");
  set_text(request, property, text);
  int32_t result = loaders->Open(loader, request, PP_BlockUntilComplete());
  core->ReleaseResource(request);
  core->ReleaseResource(loader);
  return result;
}

static int32_t open_url(const char *url) { return open_with(PP_URLREQUESTPROPERTY_URL, url); }

static void errors(void) {
  CHECK(open_url("app.nmf") == PP_OK);
  CHECK(open_url("none") == PP_OK); /* 404 is an answer */
  CHECK(open_url("http://a.invalid/") == PP_ERROR_NOACCESS);
  CHECK(open_url("file:///etc/passwd") == PP_ERROR_NOACCESS);
  CHECK(open_url("javascript:foo = bar") == PP_ERROR_NOACCESS);
  CHECK(open_url("data:,x") == PP_ERROR_NOACCESS);
  CHECK(open_url("http://[") == PP_ERROR_NOACCESS);
  static const char *const methods[] = {"cOnNeCt", "tRaCk", "tRaCe", "invalid\\method", "a b"};
  for (int i = 0; i < 5; i++)
    CHECK(open_with(PP_URLREQUESTPROPERTY_METHOD, methods[i]) == PP_ERROR_NOACCESS);
  static const char *const headers[] = {
      "access-control-request-headers: x", "connection: x", "Content-Length: 3", "cookie: x", "date: x",
      "expect: x", "host: x", "keep-alive: x", "Origin: x", "referer: x", "te: x", "trailer: x",
      "transfer-encoding: x", "upgrade: x", "via: x", "proxy-foo: x", "sec-foo: x", "no colon",
      "A: b\r\nHost: c"};
  for (int i = 0; i < 19; i++)
    CHECK(open_with(PP_URLREQUESTPROPERTY_HEADERS, headers[i]) == PP_ERROR_NOACCESS);
  CHECK(open_with(PP_URLREQUESTPROPERTY_HEADERS, "X-Foo: bar\nX-Bar: foo\n") == PP_OK);
  CHECK(open_with(PP_URLREQUESTPROPERTY_CUSTOMREFERRERURL, "http://a.invalid/") == PP_ERROR_NOACCESS);
  CHECK(open_with(PP_URLREQUESTPROPERTY_CUSTOMCONTENTTRANSFERENCODING, "base64") == PP_ERROR_NOACCESS);
  CHECK(open_with(PP_URLREQUESTPROPERTY_CUSTOMUSERAGENT, "mine") == PP_ERROR_NOACCESS);
  /* An empty one is one of its own as well; none at all is the browser's. */
  static const PP_URLRequestProperty own[] = {
      PP_URLREQUESTPROPERTY_CUSTOMREFERRERURL, PP_URLREQUESTPROPERTY_CUSTOMCONTENTTRANSFERENCODING,
      PP_URLREQUESTPROPERTY_CUSTOMUSERAGENT};
  for (int i = 0; i < 3; i++) {
    CHECK(open_with(own[i], "") == PP_ERROR_NOACCESS);
    PP_Resource loader = loaders->Create(instance), request = request_of("app.nmf");
    set_text(request, own[i], "mine");
    requests->SetProperty(request, own[i], PP_MakeUndefined());
    CHECK(loaders->Open(loader, request, PP_BlockUntilComplete()) == PP_OK);
    core->ReleaseResource(request);
    core->ReleaseResource(loader);
  }

  static const int32_t windows[][3] = {
      {-1, -1, PP_ERROR_FAILED}, {0, 1, PP_OK}, {1, 1, PP_ERROR_FAILED}, {1000, 1, PP_ERROR_FAILED}};
  for (int i = 0; i < 4; i++) {
    PP_Resource loader = loaders->Create(instance), request = request_of("app.nmf");
    requests->SetProperty(request, PP_URLREQUESTPROPERTY_PREFETCHBUFFERLOWERTHRESHOLD, PP_MakeInt32(windows[i][0]));
    requests->SetProperty(request, PP_URLREQUESTPROPERTY_PREFETCHBUFFERUPPERTHRESHOLD, PP_MakeInt32(windows[i][1]));
    CHECK(loaders->Open(loader, request, PP_BlockUntilComplete()) == windows[i][2]);
    core->ReleaseResource(request);
    core->ReleaseResource(loader);
  }
}

static PP_Resource loaded;

static void reading(void) {
  PP_Resource loader = loaders->Create(instance), request = request_of("app.nmf?a#b");
  char bytes[100] = "";
  int64_t some = 77, all = 77;
  set_flag(request, PP_URLREQUESTPROPERTY_RECORDDOWNLOADPROGRESS, PP_TRUE);
  set_flag(request, PP_URLREQUESTPROPERTY_RECORDUPLOADPROGRESS, PP_TRUE);
  CHECK(loaders->GetResponseInfo(loader) == 0);
  CHECK(!loaders->GetDownloadProgress(loader, &some, &all) && some == 0 && all == 0);
  CHECK(loaders->ReadResponseBody(loader, bytes, 10, PP_BlockUntilComplete()) == PP_ERROR_FAILED);
  CHECK(loaders->FollowRedirect(loader, PP_BlockUntilComplete()) == PP_ERROR_INPROGRESS);
  CHECK(loaders->Open(loader, loader, PP_BlockUntilComplete()) == PP_ERROR_BADARGUMENT);
  CHECK(loaders->Open(loader, 0, PP_BlockUntilComplete()) == PP_ERROR_BADARGUMENT);
  CHECK(loaders->Open(loader, request, PP_BlockUntilComplete()) == PP_OK);
  CHECK(loaders->Open(loader, request, PP_BlockUntilComplete()) == PP_ERROR_INPROGRESS);
  CHECK(loaders->FollowRedirect(loader, PP_BlockUntilComplete()) == PP_ERROR_INPROGRESS);
  CHECK(loaders->FinishStreamingToFile(loader, PP_BlockUntilComplete()) == PP_ERROR_NOTSUPPORTED);
  CHECK(loaders->ReadResponseBody(loader, 0, 10, PP_BlockUntilComplete()) == PP_ERROR_BADARGUMENT);
  CHECK(loaders->ReadResponseBody(loader, bytes, 0, PP_BlockUntilComplete()) == PP_ERROR_BADARGUMENT);
  CHECK(loaders->ReadResponseBody(loader, bytes, -1, PP_BlockUntilComplete()) == PP_ERROR_BADARGUMENT);
  CHECK(loaders->ReadResponseBody(loader, (void *)0xfffffff0, 100, PP_BlockUntilComplete()) == PP_ERROR_BADARGUMENT);
  CHECK(loaders->ReadResponseBody(loader, bytes, 3, PP_BlockUntilComplete()) == 3);
  int32_t rest = sizeof manifest - 1 - 3;
  CHECK(loaders->ReadResponseBody(loader, bytes + 3, 90, PP_BlockUntilComplete()) == rest);
  CHECK(!strcmp(bytes, manifest));
  CHECK(loaders->ReadResponseBody(loader, bytes, 90, PP_BlockUntilComplete()) == 0);
  CHECK(loaders->ReadResponseBody(loader, bytes, 90, PP_BlockUntilComplete()) == 0);
  CHECK(loaders->GetDownloadProgress(loader, &some, &all));
  CHECK(some == sizeof manifest - 1 && all == sizeof manifest - 1);
  CHECK(loaders->GetUploadProgress(loader, &some, &all) && some == 0 && all == 0);
  CHECK(!loaders->GetUploadProgress(nobody, &some, &all));
  loaded = loaders->GetResponseInfo(loader);
  CHECK(loaded && loaders->GetResponseInfo(loader) == loaded);
  core->ReleaseResource(loaded);
  CHECK(!loaders->GetResponseInfo(nobody));
  CHECK(!loaders->GetResponseInfo(0));
  CHECK(!loaders->GetUploadProgress(0, &some, &all) && !loaders->GetDownloadProgress(0, &some, &all));
  CHECK(!loaders->GetUploadProgress(loader, 0, &all) && !loaders->GetDownloadProgress(loader, 0, &all));
  CHECK(!loaders->GetUploadProgress(loader, &some, 0) && !loaders->GetDownloadProgress(loader, &some, 0));

  PP_Resource closed = loaders->Create(instance);
  CHECK(loaders->Open(closed, request, PP_BlockUntilComplete()) == PP_OK);
  loaders->Close(closed);
  loaders->Close(closed);
  loaders->Close(nobody);
  loaders->Close(0);
  CHECK(loaders->ReadResponseBody(closed, bytes, 9, PP_BlockUntilComplete()) == PP_ERROR_ABORTED);
  CHECK(loaders->Open(closed, request, PP_BlockUntilComplete()) == PP_ERROR_INPROGRESS);
  CHECK(loaders->Open(nobody, request, PP_BlockUntilComplete()) == PP_ERROR_BADRESOURCE);
  CHECK(loaders->Open(0, request, PP_BlockUntilComplete()) == PP_ERROR_BADRESOURCE);
  CHECK(loaders->FollowRedirect(0, PP_BlockUntilComplete()) == PP_ERROR_BADRESOURCE);
  CHECK(loaders->ReadResponseBody(0, bytes, 9, PP_BlockUntilComplete()) == PP_ERROR_BADRESOURCE);
  CHECK(loaders->FinishStreamingToFile(0, PP_BlockUntilComplete()) == PP_ERROR_BADRESOURCE);
  CHECK(loaders->FollowRedirect(nobody, PP_BlockUntilComplete()) == PP_ERROR_BADRESOURCE);
  CHECK(loaders->ReadResponseBody(nobody, bytes, 9, PP_BlockUntilComplete()) == PP_ERROR_BADRESOURCE);
  CHECK(loaders->FinishStreamingToFile(nobody, PP_BlockUntilComplete()) == PP_ERROR_BADRESOURCE);
  CHECK(loaders->Open(loaders->Create(instance), request, PP_MakeCompletionCallback(0, 0)) == PP_OK);
  core->ReleaseResource(closed);
  core->ReleaseResource(loader);
  core->ReleaseResource(request);
}

static void response_info(void) {
  responses = begin(PPB_URLRESPONSEINFO_INTERFACE_1_0);
  CHECK(responses->IsURLResponseInfo(loaded));
  CHECK(!responses->IsURLResponseInfo(0));
  CHECK(!responses->IsURLResponseInfo(nobody));
  struct PP_Var url = responses->GetProperty(loaded, PP_URLRESPONSEPROPERTY_URL);
  uint32_t length = 0;
  const char *utf8 = conformance_var->VarToUtf8(url, &length);
  CHECK(length > 10 && !memcmp(utf8, "http://", 7) && !memcmp(utf8 + length - 10, "/app.nmf?a", 10));
  struct PP_Var status = responses->GetProperty(loaded, PP_URLRESPONSEPROPERTY_STATUSCODE);
  CHECK(status.type == PP_VARTYPE_INT32 && status.value.as_int == 200);
  CHECK(is_text(loaded, PP_URLRESPONSEPROPERTY_STATUSLINE, "OK"));
  struct PP_Var headers = responses->GetProperty(loaded, PP_URLRESPONSEPROPERTY_HEADERS);
  utf8 = conformance_var->VarToUtf8(headers, &length);
  CHECK(utf8 && length > 20);
  CHECK(responses->GetProperty(loaded, PP_URLRESPONSEPROPERTY_REDIRECTURL).type == PP_VARTYPE_UNDEFINED);
  CHECK(responses->GetProperty(loaded, PP_URLRESPONSEPROPERTY_REDIRECTMETHOD).type == PP_VARTYPE_UNDEFINED);
  CHECK(responses->GetProperty(loaded, 99).type == PP_VARTYPE_UNDEFINED);
  CHECK(responses->GetProperty(nobody, PP_URLRESPONSEPROPERTY_URL).type == PP_VARTYPE_UNDEFINED);
  CHECK(!responses->GetBodyAsFileRef(loaded));
  CHECK(!responses->GetBodyAsFileRef(nobody));
  CHECK(!responses->GetBodyAsFileRef(0));
  CHECK(responses->GetProperty(0, PP_URLRESPONSEPROPERTY_URL).type == PP_VARTYPE_UNDEFINED);
  core->ReleaseResource(loaded);
  CHECK(!responses->IsURLResponseInfo(loaded));
}

static void *blocking(void *nothing) {
  PP_Resource loader = loaders->Create(instance), request = request_of("app.nmf");
  /* This thread has no message loop that could run a callback. */
  CHECK(loaders->Open(loader, request, PP_MakeCompletionCallback((PP_CompletionCallback_Func)1, 0)) ==
        PP_ERROR_NO_MESSAGE_LOOP);
  errors();
  reading();
  response_info();
  finish();
  return nothing;
}

static PP_Resource first, first_request;
static int aborted, before_return;

static void is_aborted(void *data, int32_t result) {
  /* Unless the server was faster than the release. */
  CHECK((result == PP_ERROR_ABORTED || result == PP_OK) && data == &aborted && !before_return);
  aborted = 1;
}

static void opened(void *data, int32_t result) {
  pthread_t thread;
  CHECK(result == PP_OK && data == &first && !before_return);
  CHECK(aborted);
  CHECK(loaders->Open(first, first_request, PP_MakeOptionalCompletionCallback(opened, 0)) ==
        PP_ERROR_INPROGRESS);
  core->ReleaseResource(first);
  CHECK(pthread_create(&thread, 0, blocking, 0) == 0);
}

static void run(void) {
  core = get_interface(PPB_CORE_INTERFACE);
  request_info();
  loaders = begin(PPB_URLLOADER_INTERFACE_1_0);
  first = loaders->Create(instance);
  first_request = request_of("app.nmf");
  CHECK(first && !loaders->Create(0) && !loaders->Create(instance + 1));
  CHECK(loaders->IsURLLoader(first));
  CHECK(!loaders->IsURLLoader(0) && !loaders->IsURLLoader(nobody) && !loaders->IsURLLoader(first_request));
  CHECK(loaders->Open(first, first_request, PP_BlockUntilComplete()) == PP_ERROR_BLOCKS_MAIN_THREAD);
  PP_Resource doomed = loaders->Create(instance);
  before_return = 1;
  CHECK(loaders->Open(doomed, first_request, PP_MakeCompletionCallback(is_aborted, &aborted)) ==
        PP_OK_COMPLETIONPENDING);
  CHECK(loaders->Open(doomed, first_request, PP_MakeOptionalCompletionCallback(is_aborted, 0)) ==
        PP_ERROR_INPROGRESS);
  core->ReleaseResource(doomed);
  CHECK(loaders->Open(first, first_request, PP_MakeCompletionCallback(opened, &first)) ==
        PP_OK_COMPLETIONPENDING);
  before_return = 0;
}

const struct conformance conformance = {.run = run};
