// A program as they were written over nacl_io: main() on a thread of its own with standard streams; files of the
// server behind FILE, read by functions that block; a thread with a message loop, whose message handler feeds a
// queue that is a FILE too. Each line of standard input is an order.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ppapi_simple/ps.h>
#include "ppapi/c/pp_errors.h"
#include "ppapi/c/ppb_core.h"
#include "ppapi/c/ppb_message_loop.h"
#include "ppapi/c/ppb_messaging.h"
#include "ppapi/c/ppb_url_loader.h"
#include "ppapi/c/ppb_url_request_info.h"
#include "ppapi/c/ppb_url_response_info.h"
#include "ppapi/c/ppb_var.h"
#include "ppapi/c/ppp_message_handler.h"

static PP_Instance self;
static const PPB_Core *core;
static const PPB_MessageLoop *loops;
static const PPB_Messaging *messaging;
static const PPB_URLLoader *loaders;
static const PPB_URLRequestInfo *requests;
static const PPB_URLResponseInfo *responses;
static const PPB_Var *vars;

static const char *name_of(int error) {
  switch (error) {
    case PP_OK: return "PP_OK";
    case PP_OK_COMPLETIONPENDING: return "PP_OK_COMPLETIONPENDING";
    case PP_ERROR_BLOCKS_MAIN_THREAD: return "PP_ERROR_BLOCKS_MAIN_THREAD";
    case PP_ERROR_NO_MESSAGE_LOOP: return "PP_ERROR_NO_MESSAGE_LOOP";
    case PP_ERROR_WRONG_THREAD: return "PP_ERROR_WRONG_THREAD";
    case PP_ERROR_WOULD_BLOCK_THREAD: return "PP_ERROR_WOULD_BLOCK_THREAD";
    case PP_ERROR_INPROGRESS: return "PP_ERROR_INPROGRESS";
    case PP_ERROR_ABORTED: return "PP_ERROR_ABORTED";
    default: return "another";
  }
}

// A file of the server.

struct web_file {
  PP_Resource loader;
  char url[100];
  off_t at;
};

static int32_t open_url(PP_Resource loader, const char *url, struct PP_CompletionCallback callback) {
  PP_Resource request = requests->Create(self);
  struct PP_Var text = vars->VarFromUtf8(url, strlen(url));
  requests->SetProperty(request, PP_URLREQUESTPROPERTY_URL, text);
  vars->Release(text);
  int32_t result = loaders->Open(loader, request, callback);
  core->ReleaseResource(request);
  return result;
}

static int begin_reading(struct web_file *file) {
  file->loader = loaders->Create(self);
  file->at = 0;
  int32_t result = open_url(file->loader, file->url, PP_BlockUntilComplete());
  if (result != PP_OK) {
    errno = EIO;
    return -1;
  }
  PP_Resource response = loaders->GetResponseInfo(file->loader);
  int status = responses->GetProperty(response, PP_URLRESPONSEPROPERTY_STATUSCODE).value.as_int;
  core->ReleaseResource(response);
  errno = status == 404 ? ENOENT : EIO;
  return status == 200 ? 0 : -1;
}

static ssize_t web_read(void *cookie, char *bytes, size_t size) {
  struct web_file *file = cookie;
  int32_t count = loaders->ReadResponseBody(file->loader, bytes, (int32_t)size, PP_BlockUntilComplete());
  if (count < 0) {
    errno = EIO;
    return -1;
  }
  file->at += count;
  return count;
}

/* Forward by reading, back by beginning again. */
static int web_seek(void *cookie, off_t *offset, int from) {
  struct web_file *file = cookie;
  char skipped[4096];
  off_t to = from == SEEK_SET ? *offset : from == SEEK_CUR ? file->at + *offset : -1;
  if (to < 0) {
    errno = EINVAL;
    return -1;
  }
  if (to < file->at) {
    core->ReleaseResource(file->loader);
    if (begin_reading(file)) {
      return -1;
    }
  }
  while (file->at < to) {
    size_t left = (size_t)(to - file->at);
    if (web_read(file, skipped, left < sizeof skipped ? left : sizeof skipped) <= 0) {
      return -1;
    }
  }
  *offset = file->at;
  return 0;
}

static int web_close(void *cookie) {
  struct web_file *file = cookie;
  core->ReleaseResource(file->loader);
  free(file);
  return 0;
}

static FILE *web_open(const char *url) {
  static const cookie_io_functions_t functions = {web_read, NULL, web_seek, web_close};
  struct web_file *file = calloc(1, sizeof *file);
  snprintf(file->url, sizeof file->url, "%s", url);
  if (begin_reading(file)) {
    int error = errno;
    web_close(file);
    errno = error;
    return NULL;
  }
  return fopencookie(file, "r", functions);
}

static void show(const char *url) {
  char line[200];
  FILE *file = web_open(url);
  if (!file) {
    printf("%s: %s\n", url, strerror(errno));
    return;
  }
  int lines = 0;
  while (fgets(line, sizeof line, file)) {
    printf("%s: %s", url, line);
    lines++;
  }
  rewind(file);
  int first = fgetc(file);
  fseek(file, 10, SEEK_SET);
  int eleventh = fgetc(file);
  printf("%s: %d lines, first %c, eleventh %c\n", url, lines, first, eleventh);
  fclose(file);
}

/* The sum of a file's bytes, read on a thread of its own. */
struct sum {
  pthread_t thread;
  const char *url;
  unsigned long bytes, sum;
};

static void *add_up(void *data) {
  struct sum *sum = data;
  unsigned char bytes[10000];
  FILE *file = web_open(sum->url);
  for (size_t count; file && (count = fread(bytes, 1, sizeof bytes, file)) > 0;) {
    sum->bytes += count;
    for (size_t i = 0; i < count; i++) {
      sum->sum += bytes[i];
    }
  }
  if (file) {
    fclose(file);
  }
  return NULL;
}

static void add_up_at_once(void) {
  enum { THREADS = 4 };
  struct sum sums[THREADS] = {{0}};
  for (int i = 0; i < THREADS; i++) {
    sums[i].url = i % 2 ? "words.txt" : "blanks.bin";
    pthread_create(&sums[i].thread, NULL, add_up, &sums[i]);
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(sums[i].thread, NULL);
    printf("%s: %lu bytes, sum %lu\n", sums[i].url, sums[i].bytes, sums[i].sum);
  }
}

// A thread with a message loop; what the page posts goes into a queue.

static struct {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  pthread_t thread;
  PP_Resource loop;
  char bytes[4096];
  size_t length;
  int ready, ended, destroyed;
} queue = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static void handle_message(PP_Instance instance, void *data, const struct PP_Var *message) {
  (void)instance, (void)data;
  uint32_t length = 0;
  const char *text = vars->VarToUtf8(*message, &length);
  pthread_mutex_lock(&queue.lock);
  queue.ended |= !text;
  if (text && queue.length + length <= sizeof queue.bytes) {
    memcpy(queue.bytes + queue.length, text, length);
    queue.length += length;
  }
  pthread_cond_broadcast(&queue.changed);
  pthread_mutex_unlock(&queue.lock);
}

static void handle_question(PP_Instance instance, void *data, const struct PP_Var *message,
                            struct PP_Var *answer) {
  (void)instance, (void)data, (void)message;
  char text[100];
  PP_Resource loader = loaders->Create(self);
  int32_t blocking = open_url(loader, "words.txt", PP_BlockUntilComplete());
  core->ReleaseResource(loader);
  snprintf(text, sizeof text, "on the loop's thread %d, blocking %s",
           (int)pthread_equal(pthread_self(), queue.thread), name_of(blocking));
  *answer = vars->VarFromUtf8(text, strlen(text));
}

static void handler_destroyed(PP_Instance instance, void *data) {
  (void)instance, (void)data;
  queue.destroyed++;
}

static void *run_loop(void *unused) {
  (void)unused;
  queue.thread = pthread_self();
  queue.loop = loops->Create(self);
  int32_t attached = loops->AttachToCurrentThread(queue.loop);
  int32_t twice = loops->AttachToCurrentThread(queue.loop);
  printf("attached: %s, again: %s\n", name_of(attached), name_of(twice));
  pthread_mutex_lock(&queue.lock);
  queue.ready = 1;
  pthread_cond_broadcast(&queue.changed);
  pthread_mutex_unlock(&queue.lock);
  printf("the loop ran: %s\n", name_of(loops->Run(queue.loop)));
  core->ReleaseResource(queue.loop);
  return NULL;
}

static ssize_t queue_read(void *cookie, char *bytes, size_t size) {
  (void)cookie;
  pthread_mutex_lock(&queue.lock);
  while (!queue.length && !queue.ended) {
    pthread_cond_wait(&queue.changed, &queue.lock);
  }
  size_t count = size < queue.length ? size : queue.length;
  memcpy(bytes, queue.bytes, count);
  queue.length -= count;
  memmove(queue.bytes, queue.bytes + count, queue.length);
  pthread_mutex_unlock(&queue.lock);
  return (ssize_t)count;
}

static void read_queue(void) {
  static const struct PPP_MessageHandler_0_2 handler = {handle_message, handle_question, handler_destroyed};
  static const cookie_io_functions_t functions = {queue_read, NULL, NULL, NULL};
  pthread_t thread;
  char line[200];
  pthread_create(&thread, NULL, run_loop, NULL);
  pthread_mutex_lock(&queue.lock);
  while (!queue.ready) {
    pthread_cond_wait(&queue.changed, &queue.lock);
  }
  pthread_mutex_unlock(&queue.lock);
  printf("handler: %s\n", name_of(messaging->RegisterMessageHandler(self, &queue, &handler, queue.loop)));
  fflush(stdout);
  FILE *messages = fopencookie(NULL, "r", functions);
  while (fgets(line, sizeof line, messages)) {
    printf("message %s", line);
  }
  fclose(messages);
  messaging->UnregisterMessageHandler(self);
  loops->PostQuit(queue.loop, PP_TRUE);
  pthread_join(thread, NULL);
  printf("handler destroyed %d\n", queue.destroyed);
}

// What a thread may not do.

static struct {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  int32_t result;
  int called, on_main_thread;
  PP_Resource loader;
} told = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static void tell(int32_t result) {
  pthread_mutex_lock(&told.lock);
  told.result = result;
  told.on_main_thread = core->IsMainThread();
  told.called = 1;
  pthread_cond_broadcast(&told.changed);
  pthread_mutex_unlock(&told.lock);
}

static void await_word(const char *of) {
  pthread_mutex_lock(&told.lock);
  while (!told.called) {
    pthread_cond_wait(&told.changed, &told.lock);
  }
  told.called = 0;
  printf("%s: %s, main thread %d\n", of, name_of(told.result), told.on_main_thread);
  pthread_mutex_unlock(&told.lock);
}

static void block_here(void *data, int32_t result) {
  (void)data, (void)result;
  tell(open_url(told.loader, "words.txt", PP_BlockUntilComplete()));
}

static void attach_here(void *data, int32_t result) {
  (void)result;
  tell(loops->AttachToCurrentThread(*(PP_Resource *)data));
}


/* On the thread whose loop was current when the function was called: there it may block, too. */
static void opened(void *data, int32_t result) {
  char bytes[6];
  (void)data;
  int32_t count = loaders->ReadResponseBody(told.loader, bytes, sizeof bytes, PP_BlockUntilComplete());
  printf("read by a callback: %.*s\n", count > 0 ? (int)count : 0, bytes);
  loops->PostQuit(loops->GetCurrent(), PP_TRUE);
  tell(result);
}

static void *loop_of_its_own(void *unused) {
  (void)unused;
  PP_Resource loop = loops->Create(self);
  printf("before it is attached: %s\n", name_of(loops->Run(loop)));
  loops->AttachToCurrentThread(loop);
  printf("with a loop: %s\n",
         name_of(open_url(told.loader, "words.txt", PP_MakeCompletionCallback(opened, NULL))));
  printf("the loop ran: %s\n", name_of(loops->Run(loop)));
  core->ReleaseResource(loop);
  return NULL;
}

static void break_rules(void) {
  PP_Resource loop = loops->Create(self);
  told.loader = loaders->Create(self);
  printf("main() runs on the main thread: %d\n", core->IsMainThread());
  printf("without a loop: %s\n",
         name_of(open_url(told.loader, "words.txt", PP_MakeCompletionCallback(opened, NULL))));
  printf("another's loop: %s\n", name_of(loops->Run(loops->GetForMainThread())));
  printf("another's loop is quit: %s\n", name_of(loops->PostQuit(loops->GetForMainThread(), PP_TRUE)));
  core->CallOnMainThread(0, PP_MakeCompletionCallback(block_here, NULL), 0);
  await_word("blocking");
  core->CallOnMainThread(0, PP_MakeCompletionCallback(attach_here, &loop), 0);
  await_word("attaching");
  pthread_t thread;
  pthread_create(&thread, NULL, loop_of_its_own, NULL);
  pthread_join(thread, NULL);
  await_word("opened");
  core->ReleaseResource(told.loader);
  core->ReleaseResource(loop);
}

int main(void) {
  char order[100];
  self = PSGetInstanceId();
  core = PSGetInterface(PPB_CORE_INTERFACE);
  loops = PSGetInterface(PPB_MESSAGELOOP_INTERFACE);
  messaging = PSGetInterface(PPB_MESSAGING_INTERFACE_1_2);
  loaders = PSGetInterface(PPB_URLLOADER_INTERFACE);
  requests = PSGetInterface(PPB_URLREQUESTINFO_INTERFACE);
  responses = PSGetInterface(PPB_URLRESPONSEINFO_INTERFACE);
  vars = PSGetInterface(PPB_VAR_INTERFACE);
  while (fgets(order, sizeof order, stdin)) {
    order[strcspn(order, "\n")] = 0;
    if (strncmp(order, "show ", 5) == 0) {
      show(order + 5);
    } else if (strcmp(order, "add up") == 0) {
      add_up_at_once();
    } else if (strcmp(order, "break rules") == 0) {
      break_rules();
    } else if (strcmp(order, "read messages") == 0) {
      read_queue();
    } else {
      fprintf(stderr, "unknown order %s\n", order);
    }
    fflush(stdout);
  }
  printf("%d orders are not there\n", feof(stdin) ? 0 : 1);
  return 7;
}
