#include "print.h"

static int word = 5;
static long long wide = 1ll << 40;
static unsigned char byte = 250;

void atomics(void) {
  print_int(__sync_fetch_and_add(&word, 7)); print_int(__sync_add_and_fetch(&wide, 3)); print_int(__sync_fetch_and_sub(&byte, 251));
  print_int(__sync_bool_compare_and_swap(&word, 12, 100)); print_int(__sync_val_compare_and_swap(&wide, 1, 2));
  print_int(__atomic_exchange_n(&word, -1, __ATOMIC_SEQ_CST)); print_int(__atomic_or_fetch(&byte, 0x40, __ATOMIC_ACQ_REL));
  print_int(__atomic_fetch_and(&wide, 0xff, __ATOMIC_RELAXED)); print_int(__atomic_load_n(&wide, __ATOMIC_ACQUIRE));
  __sync_synchronize();
  __atomic_store_n(&word, 77, __ATOMIC_RELEASE);
  print_int(word);
  line();
}
