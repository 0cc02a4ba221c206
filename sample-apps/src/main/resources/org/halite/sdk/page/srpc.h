// What the parts of libsrpc know of each other.
#include <nacl/nacl_srpc.h>
#include <sys/nacl_imc_api.h>

enum { SRPC_DESCRIPTORS = 8, SRPC_MOST = 64 << 20 };

/* A message, or the part of one that was gone through. */
struct srpc_message {
  char *bytes;
  uint32_t length;
  uint32_t room;
  uint32_t at;
  int descriptors[SRPC_DESCRIPTORS];
  uint32_t descriptor_count;
  uint32_t descriptor_at;
};

/* Makes room for so many bytes; 0 when there is none. */
int __srpc_reserve(struct srpc_message *message, uint32_t length);

/* One whole message; 0 when the other end is gone or breaks the protocol. */
int __srpc_receive(int socket, struct srpc_message *message);
int __srpc_send(int socket, const struct srpc_message *message);

/* Memory of one call, given back all at once; NULL when there is none. */
void *__srpc_allocate(size_t size);
void __srpc_release(void);
