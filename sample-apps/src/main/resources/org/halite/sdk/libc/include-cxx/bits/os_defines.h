/* What g++'s own headers must know of the system (they include this file). */
#ifndef _GLIBCXX_OS_DEFINES
#define _GLIBCXX_OS_DEFINES 1
/* Threads are always there: no weak references to ask whether they are. */
#define _GLIBCXX_GTHREAD_USE_WEAK 0
#endif
