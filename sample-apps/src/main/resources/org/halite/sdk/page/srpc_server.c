// Answers requests by a table of methods (spec/nacl.md 19.2 to 19.4).
#include <string.h>
#include <unistd.h>
#include "srpc.h"

enum {
  VERSION = 0xc0da0002, HEADER = 28, RECORD = 16, BOUND_SOCKET = 3, MOST_METHODS = 1000,
  MOST_DISCOVERY = 4000
};

/* By this text clients that look into the file know the form of the messages. */
__attribute__((used)) static const char form[] = "NaClSrpcMessageChannel";

struct call {
  NaClSrpcRpc rpc;
  NaClSrpcArg inputs[NACL_SRPC_MAX_ARGS], results[NACL_SRPC_MAX_ARGS];
  NaClSrpcArg *input_list[NACL_SRPC_MAX_ARGS + 1], *result_list[NACL_SRPC_MAX_ARGS + 1];
  uint32_t input_count, result_count;
};

static uint32_t take32(struct srpc_message *message) {
  uint32_t value;
  memcpy(&value, message->bytes + message->at, sizeof value);
  message->at += sizeof value;
  return value;
}

static int put(struct srpc_message *message, const void *bytes, uint32_t size) {
  if (size > SRPC_MOST - message->length || !__srpc_reserve(message, message->length + size)) {
    return 0;
  }
  memcpy(message->bytes + message->length, bytes, size);
  message->length += size;
  return 1;
}

static uint32_t element_size(int tag) {
  return tag == 'C' || tag == 's' ? 1 : tag == 'I' ? 4 : tag == 'D' || tag == 'L' ? 8 : 0;
}

static void record(struct srpc_message *message, NaClSrpcArg *value) {
  uint64_t payload;
  value->tag = (NaClSrpcArgType)take32(message);
  message->at += 4;
  memcpy(&payload, message->bytes + message->at, sizeof payload);
  message->at += 8;
  value->u.lval = 0;
  if (value->tag == 'd' || value->tag == 'l') {
    value->u.lval = (int64_t)payload;
  } else {
    value->u.ival = (int32_t)payload;
  }
  value->arrays.oval = NULL;
}

static const char *letters(const char *signature, uint32_t *length, char end) {
  const char *start = signature;
  while (*signature && *signature != end) {
    signature++;
  }
  *length = (uint32_t)(signature - start);
  return start;
}

static int agrees(const char *types, uint32_t length, const NaClSrpcArg *values, uint32_t count) {
  if (length != count) {
    return 0;
  }
  for (uint32_t i = 0; i < count; i++) {
    if ((char)values[i].tag != types[i] || values[i].tag > 127) {
      return 0;
    }
  }
  return 1;
}

/* Whether the values are those of the signature. */
static int fits(const char *signature, const struct call *call) {
  uint32_t name, in, out;
  letters(signature, &name, ':');
  if (signature[name] != ':') {
    return 0;
  }
  const char *inputs = letters(signature + name + 1, &in, ':');
  const char *results = letters(inputs[in] ? inputs + in + 1 : inputs + in, &out, ':');
  return agrees(inputs, in, call->inputs, call->input_count)
      && agrees(results, out, call->results, call->result_count);
}

/* Reads a request; 0 for one that no answer is due to. */
static int read_request(struct srpc_message *message, struct call *call, uint32_t *id) {
  if (message->length < HEADER || take32(message) != VERSION) {
    return 0;
  }
  *id = take32(message);
  if (take32(message) != 1) {
    return 0;
  }
  call->rpc.rpc_number = take32(message);
  message->at += 4;
  call->input_count = take32(message);
  call->result_count = take32(message);
  if (call->input_count > NACL_SRPC_MAX_ARGS || call->result_count > NACL_SRPC_MAX_ARGS
      || message->length - message->at < RECORD * (call->input_count + call->result_count)) {
    return 0;
  }
  for (uint32_t i = 0; i < call->result_count; i++) {
    record(message, &call->results[i]);
  }
  for (uint32_t i = 0; i < call->input_count; i++) {
    record(message, &call->inputs[i]);
  }
  for (uint32_t i = 0; i < call->input_count; i++) {
    NaClSrpcArg *value = &call->inputs[i];
    uint32_t size = element_size(value->tag);
    if (value->tag == 'h') {
      value->u.hval = message->descriptor_at < message->descriptor_count
                          ? message->descriptors[message->descriptor_at++]
                          : -1;
    }
    if (!size) {
      continue;
    }
    uint32_t count = value->u.count;
    if (count > (message->length - message->at) / size) {
      return 0;
    }
    // One more: strings end with a zero whatever was sent.
    char *copy = __srpc_allocate((size_t)count * size + 1);
    if (!copy) {
      return 0;
    }
    memcpy(copy, message->bytes + message->at, (size_t)count * size);
    message->at += count * size;
    value->arrays.oval = copy;
  }
  return 1;
}

/* Room for the arrays that the method gives. */
static int prepare(struct call *call) {
  for (uint32_t i = 0; i < call->result_count; i++) {
    NaClSrpcArg *value = &call->results[i];
    uint32_t size = element_size(value->tag);
    if (value->tag == 's') {
      value->u.count = 0;
    } else if (size) {
      if (value->u.count > SRPC_MOST / size) {
        return 0;
      }
      value->arrays.oval = __srpc_allocate((size_t)value->u.count * size + 1);
      if (!value->arrays.oval) {
        return 0;
      }
    } else {
      value->u.lval = value->tag == 'h' ? -1 : 0;
    }
  }
  return 1;
}

static int answer(int socket, struct srpc_message *message, struct call *call, uint32_t id) {
  int ok = call->rpc.result == NACL_SRPC_RESULT_OK || call->rpc.result == NACL_SRPC_RESULT_BREAK;
  uint32_t count = ok ? call->result_count : 0;
  uint32_t header[7] = {VERSION, id, 0, call->rpc.rpc_number, (uint32_t)call->rpc.result, count, 0};
  message->length = message->descriptor_count = 0;
  if (!put(message, header, sizeof header)) {
    return 0;
  }
  for (uint32_t i = 0; i < count; i++) {
    NaClSrpcArg *value = &call->results[i];
    uint32_t fields[4] = {(uint32_t)value->tag, 0, 0, 0};
    if (value->tag == 's') {
      value->u.count = value->arrays.str ? (uint32_t)strlen(value->arrays.str) + 1 : 1;
    }
    if (value->tag == 'h') {
      if (message->descriptor_count == SRPC_DESCRIPTORS) {
        return 0;
      }
      message->descriptors[message->descriptor_count++] = value->u.hval;
    } else if (value->tag == 'd' || value->tag == 'l') {
      memcpy(fields + 2, &value->u.lval, sizeof value->u.lval);
    } else {
      fields[2] = (uint32_t)value->u.ival;
    }
    if (!put(message, fields, sizeof fields)) {
      return 0;
    }
  }
  for (uint32_t i = 0; i < count; i++) {
    NaClSrpcArg *value = &call->results[i];
    uint32_t size = element_size(value->tag);
    const void *bytes = value->arrays.oval ? value->arrays.oval : "";
    if (size && !put(message, bytes, value->u.count * size)) {
      return 0;
    }
  }
  return __srpc_send(socket, message);
}

static int discovery(const struct NaClSrpcHandlerDesc *methods, struct call *call) {
  static const char itself[] = "service_discovery::C\n";
  if (!fits("service_discovery::C", call)) {
    return 0;
  }
  char *text = call->results[0].arrays.carr;
  uint32_t room = call->results[0].u.count < MOST_DISCOVERY ? call->results[0].u.count : MOST_DISCOVERY;
  uint32_t length = sizeof itself - 1;
  if (room <= length) {
    call->rpc.result = NACL_SRPC_RESULT_APP_ERROR;
    return 1;
  }
  memcpy(text, itself, length);
  for (; methods->entry_fmt; methods++) {
    uint32_t more = (uint32_t)strlen(methods->entry_fmt);
    if (more + 2 > room - length) {
      call->rpc.result = NACL_SRPC_RESULT_APP_ERROR;
      return 1;
    }
    memcpy(text + length, methods->entry_fmt, more);
    text[length + more] = '\n';
    length += more + 1;
  }
  text[length] = 0;
  call->results[0].u.count = length + 1;
  call->rpc.result = NACL_SRPC_RESULT_OK;
  return 1;
}

static void done(NaClSrpcClosure *self) {
  (void)self;
}

/* 0 when nobody answers: an unknown number, or values that are not the method's. */
static int invoke(const struct NaClSrpcHandlerDesc *methods, struct call *call) {
  uint32_t room[NACL_SRPC_MAX_ARGS];
  if (!prepare(call)) {
    call->rpc.result = NACL_SRPC_RESULT_NO_MEMORY;
    return 1;
  }
  if (call->rpc.rpc_number == 0) {
    return discovery(methods, call);
  }
  uint32_t count = 0;
  while (methods[count].entry_fmt && count < MOST_METHODS) {
    count++;
  }
  if (call->rpc.rpc_number > count || !fits(methods[call->rpc.rpc_number - 1].entry_fmt, call)) {
    return 0;
  }
  for (uint32_t i = 0; i < call->input_count; i++) {
    call->input_list[i] = &call->inputs[i];
  }
  call->input_list[call->input_count] = NULL;
  for (uint32_t i = 0; i < call->result_count; i++) {
    call->result_list[i] = &call->results[i];
    room[i] = call->results[i].u.count;
  }
  call->result_list[call->result_count] = NULL;
  NaClSrpcClosure closure = {done};
  call->rpc.result = NACL_SRPC_RESULT_OK;
  methods[call->rpc.rpc_number - 1].handler(&call->rpc, call->input_list, call->result_list, &closure);
  for (uint32_t i = 0; i < call->result_count; i++) {
    NaClSrpcArg *value = &call->results[i];
    if (value->tag != 's' && element_size(value->tag) && value->u.count > room[i]) {
      call->rpc.result = NACL_SRPC_RESULT_INTERNAL; // it wrote beyond what it was given
    }
  }
  return 1;
}

void NaClSrpcServerLoop(int socket, const struct NaClSrpcHandlerDesc *methods) {
  static struct srpc_message message;
  static struct call call;
  uint32_t id;
  while (__srpc_receive(socket, &message)) {
    int stop = 0;
    if (read_request(&message, &call, &id) && invoke(methods, &call)) {
      stop = call.rpc.result == NACL_SRPC_RESULT_BREAK || !answer(socket, &message, &call, id);
      if (call.rpc.result == NACL_SRPC_RESULT_BREAK) {
        answer(socket, &message, &call, id);
      }
    }
    __srpc_release();
    if (stop) {
      return;
    }
  }
}

int NaClSrpcModuleInit(void) {
  return 1;
}

void NaClSrpcModuleFini(void) {}

int NaClSrpcAcceptClientConnection(const struct NaClSrpcHandlerDesc *methods) {
  int socket = imc_accept(BOUND_SOCKET);
  if (socket < 0) {
    return 0;
  }
  NaClSrpcServerLoop(socket, methods);
  close(socket);
  return 1;
}
