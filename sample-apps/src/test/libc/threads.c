// Threads, what they wait on, and what each has for itself.
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { THREADS = 6, ROUNDS = 20000 };

static __thread int own = 40;
static __thread char own_room[3000];
static __thread double aligned __attribute__((aligned(64)));

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static long counter;
static int turn;
static char order[THREADS + 1];
static pthread_key_t key;
static int destroyed;
static sem_t semaphore;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int times_once;
static pthread_barrier_t barrier;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;

static void destroy(void *value) {
  pthread_mutex_lock(&mutex);
  destroyed += *(int *)value;
  pthread_mutex_unlock(&mutex);
  free(value);
}

static void count_once(void) {
  times_once++;
}

static void *work(void *argument) {
  int number = (int)(long)argument;
  int *value = malloc(sizeof *value);
  *value = number;
  pthread_setspecific(key, value);
  pthread_once(&once, count_once);
  own += number;
  aligned += number;
  memset(own_room, number, sizeof own_room);
  for (int i = 0; i < ROUNDS; i++) {
    pthread_mutex_lock(&mutex);
    counter++;
    pthread_mutex_unlock(&mutex);
    free(malloc((size_t)(i & 1023) + 1));
  }
  pthread_barrier_wait(&barrier);
  pthread_rwlock_rdlock(&rwlock);
  pthread_rwlock_unlock(&rwlock);
  pthread_mutex_lock(&mutex);
  while (turn != number) {
    pthread_cond_wait(&changed, &mutex);
  }
  order[number] = (char)('a' + number);
  turn++;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&mutex);
  printf("%c", 'A'); // through the stream of all threads, which outlives this one
  errno = number;
  sem_post(&semaphore);
  int right = own == 40 + number && own_room[2999] == number && aligned == number
      && errno == number && ((size_t)&aligned & 63) == 0;
  return (void *)(long)(right ? number * 10 : -1);
}

static void *ends_early(void *argument) {
  pthread_exit(argument);
}

/* A compare, a thread's own variable, and the flags of the compare. */
static int flags_survive(int a, int b) {
  int answer;
  int pointer;
  __asm__("cmpl %3, %2\n\tmovl %%fs:0, %k1\n\tsetl %b0\n\tmovzbl %b0, %0\n\t"
          "jno 1f\n\torl $2, %0\n1:"
          : "=&q"(answer), "=&r"(pointer) : "r"(a), "r"(b) : "cc");
  return answer;
}

int main(void) {
  pthread_t threads[THREADS];
  pthread_key_create(&key, destroy);
  sem_init(&semaphore, 0, 0);
  pthread_barrier_init(&barrier, NULL, THREADS);
  pthread_rwlock_wrlock(&rwlock);
  for (long i = 0; i < THREADS; i++) {
    printf("%d", pthread_create(&threads[i], NULL, work, (void *)i));
  }
  pthread_rwlock_unlock(&rwlock);
  for (int i = 0; i < THREADS; i++) {
    sem_wait(&semaphore);
  }
  for (int i = 0; i < THREADS; i++) {
    void *result;
    pthread_join(threads[i], &result);
    printf(" %d", (int)(long)result);
  }
  printf("\n%ld %s %d %d %d\n", counter, order, destroyed, times_once, own);
  pthread_t last;
  void *result;
  // More threads, one after the other, than there is room for at once.
  for (int i = 0; i < 3000; i++) {
    pthread_create(&last, NULL, ends_early, "early");
    pthread_join(last, &result);
  }
  printf("%s\n", (char *)result);
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_nsec += 30000000;
  if (until.tv_nsec >= 1000000000) {
    until.tv_nsec -= 1000000000;
    until.tv_sec++;
  }
  pthread_mutex_lock(&mutex);
  int waited;
  do {
    waited = pthread_cond_timedwait(&changed, &mutex, &until);
  } while (waited == 0);
  pthread_mutex_unlock(&mutex);
  printf("%d %d\n", waited == ETIMEDOUT, sem_trywait(&semaphore) == -1 && errno == EAGAIN);
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_t recursive;
  pthread_mutex_init(&recursive, &attributes);
  printf("%d%d%d\n", pthread_mutex_lock(&recursive), pthread_mutex_lock(&recursive),
         pthread_mutex_unlock(&recursive) + pthread_mutex_unlock(&recursive));
  printf("%d %d %d %d\n", flags_survive(1, 2), flags_survive(2, 1),
         flags_survive(-2147483647 - 1, 1), flags_survive(2147483647, -1));
  return 0;
}
