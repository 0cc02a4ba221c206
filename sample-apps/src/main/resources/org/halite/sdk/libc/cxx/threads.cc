// std::thread and what goes with it, on pthreads.
#include <cerrno>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <unistd.h>

namespace std {

thread::_State::~_State() = default;

namespace {

void *run(void *argument) {
  unique_ptr<thread::_State> state(static_cast<thread::_State *>(argument));
  state->_M_run();
  return nullptr;
}

} // namespace

void thread::_M_start_thread(_State_ptr state, void (*)()) {
  int error = pthread_create(&_M_id._M_thread, nullptr, run, state.get());
  if (error) {
    __throw_system_error(error);
  }
  state.release();
}

void thread::join() {
  int error = joinable() ? pthread_join(_M_id._M_thread, nullptr) : EINVAL;
  if (error) {
    __throw_system_error(error);
  }
  _M_id = id();
}

void thread::detach() {
  int error = joinable() ? pthread_detach(_M_id._M_thread) : EINVAL;
  if (error) {
    __throw_system_error(error);
  }
  _M_id = id();
}

unsigned thread::hardware_concurrency() noexcept {
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  return processors > 0 ? static_cast<unsigned>(processors) : 0;
}

namespace this_thread {
void __sleep_for(chrono::seconds seconds, chrono::nanoseconds rest) {
  timespec wanted = {static_cast<time_t>(seconds.count()), static_cast<long>(rest.count())};
  nanosleep(&wanted, nullptr);
}
} // namespace this_thread

condition_variable::condition_variable() noexcept = default;
condition_variable::~condition_variable() noexcept = default;

void condition_variable::wait(unique_lock<mutex> &lock) {
  pthread_cond_wait(_M_cond.native_handle(), lock.mutex()->native_handle());
}

void condition_variable::notify_one() noexcept {
  pthread_cond_signal(_M_cond.native_handle());
}

void condition_variable::notify_all() noexcept {
  pthread_cond_broadcast(_M_cond.native_handle());
}

namespace chrono {
inline namespace _V2 {

namespace {
nanoseconds read(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return seconds(now.tv_sec) + nanoseconds(now.tv_nsec);
}
} // namespace

system_clock::time_point system_clock::now() noexcept {
  return time_point(duration_cast<system_clock::duration>(read(CLOCK_REALTIME)));
}

steady_clock::time_point steady_clock::now() noexcept {
  return time_point(read(CLOCK_MONOTONIC));
}

} // namespace _V2
} // namespace chrono
} // namespace std
