// PPB_Core and PPB_MessageLoop: references, clocks, and what may be done on which thread.
#include <pthread.h>
#include "conformance.h"
#include "ppapi/c/pp_completion_callback.h"
#include "ppapi/c/ppb_core.h"
#include "ppapi/c/ppb_graphics_2d.h"
#include "ppapi/c/ppb_image_data.h"
#include "ppapi/c/ppb_message_loop.h"

enum { NOBODY = 100000, MARK = 4711 };

static const PPB_Core *core;
static const PPB_MessageLoop *loops;
static const PPB_Graphics2D *graphics;
static PP_Resource loop, context, main_loop;

/* What callbacks wrote, in order: a letter each. */
static char ran[64];
static pthread_t worker_thread;
static int results_differ, threads_differ;

static void note(void *letter, int32_t result) {
  size_t length = strlen(ran);
  ran[length] = (char)(intptr_t)letter;
  ran[length + 1] = 0;
  results_differ |= result != PP_OK;
  threads_differ |= !pthread_equal(pthread_self(), worker_thread);
}

static struct PP_CompletionCallback noting(char letter) {
  return PP_MakeCompletionCallback(note, (void *)(intptr_t)letter);
}

static int32_t late_result;

static void keep_result(void *letter, int32_t result) {
  note(letter, PP_OK);
  late_result = result;
}

static void core_1_0(void) {
  core = begin(PPB_CORE_INTERFACE_1_0);
  const PPB_ImageData *images = get_interface(PPB_IMAGEDATA_INTERFACE_1_0);
  struct PP_Size size = {4, 4};
  PP_Resource image = images->Create(instance, images->GetNativeImageDataFormat(), &size, PP_TRUE);
  core->AddRefResource(image);
  core->AddRefResource(image);
  core->ReleaseResource(image);
  core->ReleaseResource(image);
  CHECK(images->IsImageData(image));
  core->ReleaseResource(image);
  CHECK(!images->IsImageData(image));
  core->AddRefResource(image); /* does not bring it back */
  CHECK(!images->IsImageData(image));
  core->ReleaseResource(image);
  core->AddRefResource(0);
  core->ReleaseResource(0);
  core->AddRefResource(-1);
  core->ReleaseResource(NOBODY);
  PP_Resource other = images->Create(instance, images->GetNativeImageDataFormat(), &size, PP_TRUE);
  CHECK(other && other != image);
  core->ReleaseResource(other);
  PP_Time now = core->GetTime();
  CHECK(now > 1.7e9 && now < 1e10); /* seconds since 1970 */
  PP_TimeTicks ticks = core->GetTimeTicks();
  CHECK(core->GetTimeTicks() >= ticks);
  CHECK(core->IsMainThread());
  core->CallOnMainThread(0, PP_BlockUntilComplete(), PP_OK); /* nothing to call */
}

static void on_main_thread(void) {
  loops = begin(PPB_MESSAGELOOP_INTERFACE_1_0);
  main_loop = loops->GetForMainThread();
  CHECK(main_loop);
  PP_Resource current = loops->GetCurrent();
  CHECK(current == main_loop);
  core->ReleaseResource(current);
  loop = loops->Create(instance);
  CHECK(loop && loop != main_loop);
  CHECK(!loops->Create(0));
  CHECK(!loops->Create(instance + 1));
  CHECK(loops->AttachToCurrentThread(loop) == PP_ERROR_INPROGRESS);
  CHECK(loops->AttachToCurrentThread(main_loop) == PP_ERROR_INPROGRESS);
  CHECK(loops->AttachToCurrentThread(0) == PP_ERROR_BADRESOURCE);
  CHECK(loops->Run(main_loop) == PP_ERROR_INPROGRESS);
  CHECK(loops->Run(loop) == PP_ERROR_WRONG_THREAD);
  CHECK(loops->Run(NOBODY) == PP_ERROR_BADRESOURCE);
  CHECK(loops->Run(0) == PP_ERROR_BADRESOURCE);
  CHECK(loops->PostWork(0, noting('x'), 0) == PP_ERROR_BADRESOURCE);
  CHECK(loops->PostQuit(0, PP_TRUE) == PP_ERROR_BADRESOURCE);
  CHECK(loops->PostWork(loop, PP_BlockUntilComplete(), 0) == PP_ERROR_BADARGUMENT);
  CHECK(loops->PostWork(NOBODY, noting('x'), 0) == PP_ERROR_BADRESOURCE);
  CHECK(loops->PostQuit(main_loop, PP_TRUE) == PP_ERROR_WRONG_THREAD);
  CHECK(loops->PostQuit(context, PP_TRUE) == PP_ERROR_BADRESOURCE);
  CHECK(graphics->Flush(context, PP_BlockUntilComplete()) == PP_ERROR_BLOCKS_MAIN_THREAD);
  CHECK(graphics->Flush(NOBODY, PP_BlockUntilComplete()) == PP_ERROR_BADRESOURCE);
  /* Before its thread is there. */
  CHECK(loops->PostWork(loop, noting('c'), 30) == PP_OK);
  CHECK(loops->PostWork(loop, noting('a'), 0) == PP_OK);
  CHECK(loops->PostWork(loop, noting('b'), -5) == PP_OK);
}

static void flush_in_the_loop(void *data, int32_t result) {
  note(data, result);
  CHECK(graphics->Flush(context, PP_MakeCompletionCallback(keep_result, (void *)'e')) == PP_OK_COMPLETIONPENDING);
  /* A second one while the first is under way: who must be told is told by the callback. */
  struct PP_CompletionCallback optional =
      PP_MakeOptionalCompletionCallback(keep_result, (void *)'x');
  CHECK(graphics->Flush(context, optional) == PP_ERROR_INPROGRESS);
  CHECK(graphics->Flush(context, PP_BlockUntilComplete()) == PP_ERROR_INPROGRESS);
  CHECK(graphics->Flush(NOBODY, optional) == PP_ERROR_BADRESOURCE);
  CHECK(loops->PostWork(loop, noting('f'), 200) == PP_OK);
  CHECK(loops->PostQuit(loop, PP_FALSE) == PP_OK);
}

static void tell_failure(void *data, int32_t result) {
  note(data, result);
  late_result = MARK;
  CHECK(graphics->Flush(NOBODY, PP_MakeCompletionCallback(keep_result, (void *)'h')) == PP_OK_COMPLETIONPENDING);
  CHECK(late_result == MARK); /* not at once */
}

static void end_run(void *data, int32_t result) {
  note(data, result);
  loops->PostQuit(loop, PP_FALSE);
}

static void done(void *data, int32_t result) {
  CHECK(core->IsMainThread());
  CHECK(data == (void *)MARK && result == -7);
  pthread_join(worker_thread, 0);
  /* The loop was its thread's; nobody refers to it any more. */
  CHECK(loops->PostWork(loop, noting('x'), 0) == PP_ERROR_BADRESOURCE);
  PP_Resource unused = loops->Create(instance);
  CHECK(loops->PostQuit(unused, PP_TRUE) == PP_OK);
  core->ReleaseResource(unused);
  core->ReleaseResource(main_loop);
  core->ReleaseResource(main_loop); /* once too often: it lives */
  CHECK(loops->GetForMainThread() == main_loop);
  finish();
}

static void *work(void *unused) {
  (void)unused;
  worker_thread = pthread_self();
  CHECK(!core->IsMainThread());
  CHECK(loops->GetCurrent() == 0);
  CHECK(loops->GetForMainThread() == main_loop);
  core->ReleaseResource(main_loop);
  CHECK(loops->Run(loop) == PP_ERROR_WRONG_THREAD);
  CHECK(loops->Run(main_loop) == PP_ERROR_WRONG_THREAD);
  CHECK(loops->AttachToCurrentThread(main_loop) == PP_ERROR_INPROGRESS);
  /* Without a loop nobody can be called back, but who waits needs none. */
  CHECK(graphics->Flush(context, noting('x')) == PP_ERROR_NO_MESSAGE_LOOP);
  CHECK(graphics->Flush(NOBODY, noting('x')) == PP_ERROR_BADRESOURCE);
  CHECK(graphics->Flush(context, PP_BlockUntilComplete()) == PP_OK);

  CHECK(loops->AttachToCurrentThread(loop) == PP_OK);
  CHECK(loops->AttachToCurrentThread(loop) == PP_ERROR_INPROGRESS);
  PP_Resource second = loops->Create(instance);
  CHECK(loops->AttachToCurrentThread(second) == PP_ERROR_INPROGRESS);
  PP_Resource current = loops->GetCurrent();
  CHECK(current == loop);
  core->ReleaseResource(current);
  CHECK(graphics->Flush(context, PP_BlockUntilComplete()) == PP_OK);
  CHECK(loops->PostWork(loop, PP_MakeCompletionCallback(flush_in_the_loop, (void *)'d'), 60) == PP_OK);
  CHECK(loops->Run(loop) == PP_OK);
  CHECK(!strcmp(ran, "abcd"));
  CHECK(loops->PostWork(loop, PP_MakeCompletionCallback(tell_failure, (void *)'g'), 250) == PP_OK);
  CHECK(loops->PostWork(loop, PP_MakeCompletionCallback(end_run, (void *)'i'), 500) == PP_OK);
  CHECK(loops->Run(loop) == PP_OK); /* again: it was not quit for good */
  CHECK(strchr(ran, 'e') && strchr(ran, 'f') && strchr(ran, 'h') && !strchr(ran, 'x'));
  CHECK(late_result == PP_ERROR_BADRESOURCE);
  CHECK(!results_differ);
  CHECK(!threads_differ);

  CHECK(loops->PostQuit(loop, PP_TRUE) == PP_OK);
  CHECK(loops->Run(loop) == PP_OK);
  CHECK(loops->PostWork(loop, noting('x'), 0) == PP_ERROR_FAILED);
  CHECK(loops->GetCurrent() == 0); /* it was detached */
  CHECK(loops->Run(loop) == PP_ERROR_WRONG_THREAD);
  CHECK(graphics->Flush(context, noting('x')) == PP_ERROR_NO_MESSAGE_LOOP);
  CHECK(loops->AttachToCurrentThread(second) == PP_OK);
  core->ReleaseResource(second);
  core->ReleaseResource(loop);
  core->CallOnMainThread(10, PP_MakeCompletionCallback(done, (void *)MARK), -7);
  return 0;
}

static void run(void) {
  pthread_t thread;
  struct PP_Size size = {4, 4};
  core_1_0();
  graphics = get_interface(PPB_GRAPHICS_2D_INTERFACE_1_0);
  context = graphics->Create(instance, &size, PP_TRUE);
  on_main_thread();
  CHECK(pthread_create(&thread, 0, work, 0) == 0);
}

const struct conformance conformance = {.run = run};
