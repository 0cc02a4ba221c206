/* IMC: sockets between threads of a module, and to whoever started it (spec/nacl.md 18). Each
   function returns -1 when it fails; nacl_imc_errno tells why. */
#ifndef HALITE_NACL_IMC_API_H
#define HALITE_NACL_IMC_API_H
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

#define NACL_ABI_IMC_IOVEC_MAX 256
#define NACL_ABI_IMC_DESC_MAX 8
#define NACL_ABI_IMC_USER_BYTES_MAX 131072
#define NACL_ABI_IMC_NONBLOCK 1
#define NACL_ABI_RECVMSG_DATA_TRUNCATED 1
#define NACL_ABI_RECVMSG_DESC_TRUNCATED 2

struct NaClAbiNaClImcMsgIoVec {
  void *base;
  size_t length;
};

struct NaClAbiNaClImcMsgHdr {
  struct NaClAbiNaClImcMsgIoVec *iov;
  size_t iov_length;
  int *descv;
  size_t desc_length;
  int flags;
};

#ifndef __cplusplus
#define NaClImcMsgIoVec NaClAbiNaClImcMsgIoVec
#define NaClImcMsgHdr NaClAbiNaClImcMsgHdr
#endif

/* pair[0] is a bound socket, pair[1] the capability to connect to it. */
int imc_makeboundsock(int pair[2]);
int imc_accept(int bound_socket);
int imc_connect(int capability);
/* The number of bytes. */
int imc_sendmsg(int socket, const struct NaClAbiNaClImcMsgHdr *message, int flags);
int imc_recvmsg(int socket, struct NaClAbiNaClImcMsgHdr *message, int flags);
/* Shared memory; the size is a multiple of 64 KiB. */
int imc_mem_obj_create(size_t size);
int imc_socketpair(int pair[2]);

/* The error number of this thread's last call that failed, or of another thread's if several fail. */
extern int nacl_imc_errno;

#ifdef __cplusplus
}
#endif
#endif
