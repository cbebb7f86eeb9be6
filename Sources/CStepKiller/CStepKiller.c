/* Why this file exists: a rotation has to survive a kill between any two of its steps, and those of the program as it is
   shipped are system calls. They are counted here, on their way to the C library. */

#define _GNU_SOURCE
#include "CStepKiller.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

/* A longer write is a piece of a copy: those in a row are one step. */
enum { piece_bytes = 100000 };

static atomic_long count;
static atomic_int is_in_copy;
static atomic_int has_begun;

static const char *setting(const char *name) {
    const char *value = getenv(name);
    return value ? value : "";
}

static int is_counted_thread(void) {
    char thread[17] = "";
    prctl(PR_GET_NAME, thread, 0, 0, 0);
    return strcmp(thread, setting(STEP_KILLER_THREAD)) == 0;
}

/* Takes note of a call that is about to be done by this thread, and ends the process if it is the one. */
static void step(const char *name, size_t length) {
    if (!is_counted_thread()) return;
    if (!atomic_load(&has_begun) && *setting(STEP_KILLER_BEGIN)) return;
    int was_in_copy = atomic_exchange(&is_in_copy, length >= piece_bytes);
    if (was_in_copy && length >= piece_bytes) return;
    long target = atol(setting(STEP_KILLER_AT));
    if (atomic_fetch_add(&count, 1) + 1 != target) return;
    char note[40] = "";
    strncat(note, name, 30);
    strcat(note, "\n");
    int notes = (int)syscall(
        SYS_openat, AT_FDCWD, setting(STEP_KILLER_NOTES), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (notes >= 0) syscall(SYS_write, notes, note, strlen(note));
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

/* The C library's own function of this name. */
#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define COUNTED(result, name, length, parameters, arguments)                                                           \
    result name parameters {                                                                                           \
        step(#name, length);                                                                                           \
        return NEXT(name) arguments;                                                                                   \
    }

COUNTED(ssize_t, write, n, (int fd, const void *b, size_t n), (fd, b, n))
COUNTED(ssize_t, writev, 0, (int fd, const struct iovec *v, int n), (fd, v, n))
COUNTED(ssize_t, pwrite, n, (int fd, const void *b, size_t n, off_t at), (fd, b, n, at))
COUNTED(int, fsync, 0, (int fd), (fd))
COUNTED(int, fdatasync, 0, (int fd), (fd))
COUNTED(int, fallocate, 0, (int fd, int mode, off_t at, off_t n), (fd, mode, at, n))
COUNTED(int, ftruncate, 0, (int fd, off_t n), (fd, n))
COUNTED(int, fchmod, 0, (int fd, mode_t mode), (fd, mode))
COUNTED(int, fchown, 0, (int fd, uid_t user, gid_t group), (fd, user, group))
COUNTED(int, futimens, 0, (int fd, const struct timespec times[2]), (fd, times))
COUNTED(int, rename, 0, (const char *from, const char *to), (from, to))
COUNTED(int, renameat2, 0, (int a, const char *from, int b, const char *to, unsigned f), (a, from, b, to, f))
COUNTED(int, link, 0, (const char *from, const char *to), (from, to))
COUNTED(int, unlink, 0, (const char *path), (path))
COUNTED(int, mkdir, 0, (const char *path, mode_t mode), (path, mode))

int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    if (flags & O_CREAT) {
        const char *begin = setting(STEP_KILLER_BEGIN);
        if (*begin && strstr(path, begin) && is_counted_thread()) atomic_store(&has_begun, 1);
        step("open", 0);
    }
    return NEXT(open)(path, flags, mode);
}
