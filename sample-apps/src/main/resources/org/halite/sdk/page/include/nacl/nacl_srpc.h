/* Methods that others call: halite srpc, org.halite.sandbox, other modules (spec/nacl.md 19).
   Link with -lsrpc. */
#ifndef HALITE_NACL_SRPC_H
#define HALITE_NACL_SRPC_H
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

#define NACL_SRPC_MAX_ARGS 128

typedef enum NaClSrpcArgType {
  NACL_SRPC_ARG_TYPE_INVALID = 'X',
  NACL_SRPC_ARG_TYPE_BOOL = 'b',
  NACL_SRPC_ARG_TYPE_CHAR_ARRAY = 'C',
  NACL_SRPC_ARG_TYPE_DOUBLE = 'd',
  NACL_SRPC_ARG_TYPE_DOUBLE_ARRAY = 'D',
  NACL_SRPC_ARG_TYPE_HANDLE = 'h',
  NACL_SRPC_ARG_TYPE_INT = 'i',
  NACL_SRPC_ARG_TYPE_INT_ARRAY = 'I',
  NACL_SRPC_ARG_TYPE_LONG = 'l',
  NACL_SRPC_ARG_TYPE_LONG_ARRAY = 'L',
  NACL_SRPC_ARG_TYPE_STRING = 's'
} NaClSrpcArgType;

typedef enum NaClSrpcError {
  NACL_SRPC_RESULT_OK = 256,
  NACL_SRPC_RESULT_BREAK = 257,
  NACL_SRPC_RESULT_MESSAGE_TRUNCATED = 258,
  NACL_SRPC_RESULT_NO_MEMORY = 259,
  NACL_SRPC_RESULT_PROTOCOL_MISMATCH = 260,
  NACL_SRPC_RESULT_BAD_RPC_NUMBER = 261,
  NACL_SRPC_RESULT_BAD_ARG_TYPE = 262,
  NACL_SRPC_RESULT_TOO_FEW_ARGS = 263,
  NACL_SRPC_RESULT_TOO_MANY_ARGS = 264,
  NACL_SRPC_RESULT_IN_ARG_TYPE_MISMATCH = 265,
  NACL_SRPC_RESULT_OUT_ARG_TYPE_MISMATCH = 266,
  NACL_SRPC_RESULT_INTERNAL = 267,
  NACL_SRPC_RESULT_APP_ERROR = 268
} NaClSrpcError;

/* A value. Arrays have u.count elements; of a result u.count is the room there is at first, and the
   method makes it less if it gives less. A string result is set to text that lives on. */
typedef struct NaClSrpcArg {
  NaClSrpcArgType tag;
  uint32_t reserved_pad;
  union {
    int bval;
    double dval;
    int hval;
    int32_t ival;
    int64_t lval;
    uint32_t count;
  } u;
  union {
    void *oval;
    char *carr;
    double *darr;
    int32_t *iarr;
    int64_t *larr;
    char *str;
  } arrays;
} NaClSrpcArg;

typedef struct NaClSrpcRpc {
  uint32_t rpc_number;
  NaClSrpcError result;
} NaClSrpcRpc;

/* Called once by each method, when its results are there. */
typedef struct NaClSrpcClosure {
  void (*Run)(struct NaClSrpcClosure *self);
} NaClSrpcClosure;

/* Values end with a null pointer. */
typedef void (*NaClSrpcMethod)(NaClSrpcRpc *rpc, NaClSrpcArg **inputs, NaClSrpcArg **results,
                               NaClSrpcClosure *done);

/* "name:inputs:results", a letter for each value; a table ends with {NULL, NULL}. */
struct NaClSrpcHandlerDesc {
  const char *entry_fmt;
  NaClSrpcMethod handler;
};

/* 1 when the module can be called. */
int NaClSrpcModuleInit(void);
void NaClSrpcModuleFini(void);

/* Serves one client until it is gone; 1 when there was one. */
int NaClSrpcAcceptClientConnection(const struct NaClSrpcHandlerDesc *methods);

/* Serves whoever is at the other end of a connected socket, until it is gone. */
void NaClSrpcServerLoop(int socket, const struct NaClSrpcHandlerDesc *methods);

#ifdef __cplusplus
}
#endif
#endif
