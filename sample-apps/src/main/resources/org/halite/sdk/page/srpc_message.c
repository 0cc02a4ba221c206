// Messages of any size, in fragments over an IMC socket (spec/nacl.md 19.1).
#include <halite/irt.h>
#include <string.h>
#include "srpc.h"

enum { FRAGMENT = 65536, FIRST_HEADER = 16, LATER_HEADER = 8, GRAIN = 0x10000, CHUNK = 1 << 20 };

static struct nacl_irt_memory *memory(void) {
  static struct nacl_irt_memory table;
  if (!table.mmap) {
    __nacl_irt_query(NACL_IRT_MEMORY, &table, sizeof table);
  }
  return &table;
}

static void *pages(size_t size) {
  enum { READ_AND_WRITE = 3, PRIVATE_AND_ANONYMOUS = 0x22 };
  void *room = NULL;
  return memory()->mmap(&room, size, READ_AND_WRITE, PRIVATE_AND_ANONYMOUS, -1, 0) ? NULL : room;
}

static size_t whole(size_t size) {
  return (size + GRAIN - 1) & -(size_t)GRAIN;
}

/* The memory of calls: chunks, the newest first; the first chunk is kept. */
struct chunk {
  struct chunk *next;
  size_t size, used;
};
static struct chunk *chunks;

void *__srpc_allocate(size_t size) {
  size = (size + 15) & -(size_t)16;
  if (size > SRPC_MOST + CHUNK) {
    return NULL;
  }
  if (!chunks || chunks->size - chunks->used < size) {
    size_t wanted = whole(size + 64 > CHUNK ? size + 64 : CHUNK);
    struct chunk *made = pages(wanted);
    if (!made) {
      return NULL;
    }
    made->next = chunks;
    made->size = wanted;
    made->used = 32;
    chunks = made;
  }
  void *room = (char *)chunks + chunks->used;
  chunks->used += size;
  memset(room, 0, size);
  return room;
}

void __srpc_release(void) {
  while (chunks && chunks->next) {
    struct chunk *gone = chunks;
    chunks = gone->next;
    memory()->munmap(gone, gone->size);
  }
  if (chunks) {
    chunks->used = 32;
  }
}

int __srpc_reserve(struct srpc_message *message, uint32_t length) {
  if (length > SRPC_MOST) {
    return 0;
  }
  if (length <= message->room) {
    return 1;
  }
  size_t room = whole(length > 2 * message->room ? length : 2 * message->room);
  char *bytes = pages(room);
  if (!bytes) {
    return 0;
  }
  if (message->room) {
    memcpy(bytes, message->bytes, message->length);
    memory()->munmap(message->bytes, message->room);
  }
  message->bytes = bytes;
  message->room = (uint32_t)room;
  return 1;
}

int __srpc_receive(int socket, struct srpc_message *message) {
  static union {
    char bytes[NACL_ABI_IMC_USER_BYTES_MAX];
    uint32_t words[4];
  } packet;
  uint32_t total = 0, total_descriptors = 0;
  message->length = message->at = 0;
  message->descriptor_count = message->descriptor_at = 0;
  for (int first = 1; first || message->length < total
                      || message->descriptor_count < total_descriptors; first = 0) {
    int descriptors[SRPC_DESCRIPTORS];
    struct NaClAbiNaClImcMsgIoVec vector = {packet.bytes, sizeof packet.bytes};
    struct NaClAbiNaClImcMsgHdr header = {&vector, 1, descriptors, SRPC_DESCRIPTORS, 0};
    int got = imc_recvmsg(socket, &header, 0);
    uint32_t before = first ? FIRST_HEADER : LATER_HEADER;
    if (got < (int)before || header.flags) {
      return 0;
    }
    if (first) {
      total = packet.words[0];
      total_descriptors = packet.words[1];
    }
    uint32_t here = packet.words[before / 4 - 2], here_descriptors = packet.words[before / 4 - 1];
    if (total > SRPC_MOST || total_descriptors > SRPC_DESCRIPTORS || here != (uint32_t)got - before
        || here > total - message->length || here_descriptors != header.desc_length
        || here_descriptors > total_descriptors - message->descriptor_count
        || (!first && here + here_descriptors == 0)
        || !__srpc_reserve(message, message->length + here)) {
      return 0;
    }
    memcpy(message->bytes + message->length, packet.bytes + before, here);
    message->length += here;
    memcpy(message->descriptors + message->descriptor_count, descriptors,
           here_descriptors * sizeof *descriptors);
    message->descriptor_count += here_descriptors;
  }
  return 1;
}

int __srpc_send(int socket, const struct srpc_message *message) {
  uint32_t sent = 0;
  do {
    uint32_t here = message->length - sent > FRAGMENT ? FRAGMENT : message->length - sent;
    uint32_t descriptors = sent ? 0 : message->descriptor_count;
    uint32_t first[4] = {message->length, message->descriptor_count, here, descriptors};
    struct NaClAbiNaClImcMsgIoVec vectors[2] = {
        {sent ? first + 2 : first, sent ? LATER_HEADER : FIRST_HEADER},
        {message->bytes + sent, here}};
    struct NaClAbiNaClImcMsgHdr header = {
        vectors, 2, (int *)message->descriptors, descriptors, 0};
    if (imc_sendmsg(socket, &header, 0) < 0) {
      return 0;
    }
    sent += here;
  } while (sent < message->length);
  return 1;
}
