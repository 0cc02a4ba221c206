/* g++'s own configuration, without what newlib does not have. */
#include_next <bits/c++config.h>
#undef _GLIBCXX_HAVE_TIMESPEC_GET
#undef _GLIBCXX_USE_PTHREAD_COND_CLOCKWAIT
#undef _GLIBCXX_USE_PTHREAD_MUTEX_CLOCKLOCK
#undef _GLIBCXX_USE_PTHREAD_RWLOCK_CLOCKLOCK
