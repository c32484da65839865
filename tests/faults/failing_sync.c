/* A disk that fails: fsync and fdatasync answer EIO once in ROUNDS_TEST_SYNC_FAILS calls (on average) while the file named by
   ROUNDS_TEST_SYNC_FLAG exists. Preloaded into PostgreSQL by tests/faults/disk.py. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int fails(void)
{
    static unsigned seed = 0;
    static pid_t owner = 0;
    const char* flag = getenv("ROUNDS_TEST_SYNC_FLAG");
    const char* one_in = getenv("ROUNDS_TEST_SYNC_FAILS");
    if (flag == NULL || one_in == NULL || access(flag, F_OK) != 0) return 0;
    if (owner != getpid()) { /* each forked backend throws its own dice */
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        owner = getpid();
        seed = (unsigned)owner ^ (unsigned)now.tv_nsec;
    }
    return rand_r(&seed) % (unsigned)atoi(one_in) == 0;
}

int fsync(int file)
{
    if (fails()) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(SYS_fsync, file);
}

int fdatasync(int file)
{
    if (fails()) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(SYS_fdatasync, file);
}
