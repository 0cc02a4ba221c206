// IMC's calls are system calls: trampolines at 0x10000 + 32 * number (spec/nacl.md 10 and 11).
#include <sys/nacl_imc_api.h>

int nacl_imc_errno;

#define CALL(number, ...) ((int (*)(__VA_ARGS__))(0x10000 + 32 * (number)))

static int result(int answer) {
  if (answer < 0) {
    nacl_imc_errno = -answer;
    return -1;
  }
  return answer;
}

int imc_makeboundsock(int pair[2]) {
  return result(CALL(60, int *)(pair));
}

int imc_accept(int bound_socket) {
  return result(CALL(61, int)(bound_socket));
}

int imc_connect(int capability) {
  return result(CALL(62, int)(capability));
}

int imc_sendmsg(int socket, const struct NaClAbiNaClImcMsgHdr *message, int flags) {
  return result(CALL(63, int, const struct NaClAbiNaClImcMsgHdr *, int)(socket, message, flags));
}

int imc_recvmsg(int socket, struct NaClAbiNaClImcMsgHdr *message, int flags) {
  return result(CALL(64, int, struct NaClAbiNaClImcMsgHdr *, int)(socket, message, flags));
}

int imc_mem_obj_create(size_t size) {
  return result(CALL(65, size_t)(size));
}

int imc_socketpair(int pair[2]) {
  return result(CALL(66, int *)(pair));
}
