// What compiled C++ calls: memory, initialisation of static objects, and failures, which end the
// program since there are no exceptions.
#include <cstdio>
#include <cstdlib>
#include <cstdarg>
#include <memory>
#include <new>
#include <pthread.h>

namespace {

[[noreturn]] void fail(const char *kind, const char *what) {
  std::fprintf(stderr, "terminate called after throwing %s: %s\n", kind, what);
  std::abort();
}

void *allocate(std::size_t size) {
  void *memory = std::malloc(size ? size : 1);
  if (!memory) {
    fail("std::bad_alloc", "out of memory");
  }
  return memory;
}

void *allocate(std::size_t size, std::align_val_t alignment) {
  std::size_t unit = static_cast<std::size_t>(alignment);
  void *memory = std::aligned_alloc(unit, (size + unit - 1) & -unit);
  if (!memory) {
    fail("std::bad_alloc", "out of memory");
  }
  return memory;
}

/* Static objects are made under one lock, which is recursive: making one may make another. */
pthread_mutex_t making = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

} // namespace

void *operator new(std::size_t size) { return allocate(size); }
void *operator new[](std::size_t size) { return allocate(size); }
void *operator new(std::size_t size, const std::nothrow_t &) noexcept { return std::malloc(size ? size : 1); }
void *operator new[](std::size_t size, const std::nothrow_t &) noexcept { return std::malloc(size ? size : 1); }
void *operator new(std::size_t size, std::align_val_t alignment) { return allocate(size, alignment); }
void *operator new[](std::size_t size, std::align_val_t alignment) { return allocate(size, alignment); }
void operator delete(void *memory) noexcept { std::free(memory); }
void operator delete[](void *memory) noexcept { std::free(memory); }
void operator delete(void *memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void *memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void *memory, const std::nothrow_t &) noexcept { std::free(memory); }
void operator delete[](void *memory, const std::nothrow_t &) noexcept { std::free(memory); }
void operator delete(void *memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void *memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void *memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void *memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace std {
const nothrow_t nothrow{};
/* Which deleter a shared_ptr has is asked by type, and there are no run-time types. */
bool _Sp_make_shared_tag::_S_eq(const type_info &) noexcept { return false; }
[[noreturn]] void terminate() noexcept { std::abort(); }
} // namespace std

extern "C" {

void *__dso_handle = nullptr;

[[noreturn]] void __cxa_pure_virtual() {
  fail("a call of a pure virtual function", "the object is not made yet, or is gone");
}

[[noreturn]] void __cxa_deleted_virtual() {
  fail("a call of a deleted virtual function", "it has no body");
}

/* The first byte of a guard says that the object is made. */
int __cxa_guard_acquire(long long *guard) {
  if (__atomic_load_n(reinterpret_cast<char *>(guard), __ATOMIC_ACQUIRE)) {
    return 0;
  }
  pthread_mutex_lock(&making);
  if (*reinterpret_cast<char *>(guard)) {
    pthread_mutex_unlock(&making);
    return 0;
  }
  return 1;
}

void __cxa_guard_release(long long *guard) {
  __atomic_store_n(reinterpret_cast<char *>(guard), 1, __ATOMIC_RELEASE);
  pthread_mutex_unlock(&making);
}

void __cxa_guard_abort(long long *) {
  pthread_mutex_unlock(&making);
}

} // extern "C"

namespace std {

[[noreturn]] void __throw_bad_exception() { fail("std::bad_exception", ""); }
[[noreturn]] void __throw_bad_alloc() { fail("std::bad_alloc", "out of memory"); }
[[noreturn]] void __throw_bad_array_new_length() { fail("std::bad_array_new_length", "too large"); }
[[noreturn]] void __throw_bad_cast() { fail("std::bad_cast", ""); }
[[noreturn]] void __throw_bad_typeid() { fail("std::bad_typeid", ""); }
[[noreturn]] void __throw_bad_function_call() { fail("std::bad_function_call", "it holds none"); }
[[noreturn]] void __throw_logic_error(const char *what) { fail("std::logic_error", what); }
[[noreturn]] void __throw_domain_error(const char *what) { fail("std::domain_error", what); }
[[noreturn]] void __throw_invalid_argument(const char *what) { fail("std::invalid_argument", what); }
[[noreturn]] void __throw_length_error(const char *what) { fail("std::length_error", what); }
[[noreturn]] void __throw_out_of_range(const char *what) { fail("std::out_of_range", what); }
[[noreturn]] void __throw_runtime_error(const char *what) { fail("std::runtime_error", what); }
[[noreturn]] void __throw_range_error(const char *what) { fail("std::range_error", what); }
[[noreturn]] void __throw_overflow_error(const char *what) { fail("std::overflow_error", what); }
[[noreturn]] void __throw_underflow_error(const char *what) { fail("std::underflow_error", what); }

[[noreturn]] void __throw_out_of_range_fmt(const char *format, ...) {
  char text[256];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  fail("std::out_of_range", text);
}

[[noreturn]] void __throw_system_error(int error) {
  char text[32];
  std::snprintf(text, sizeof text, "error %d", error);
  fail("std::system_error", text);
}

} // namespace std
