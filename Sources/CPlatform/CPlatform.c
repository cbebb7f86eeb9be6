#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

static int64_t nanoseconds(struct statx_timestamp t) {
    return (int64_t)t.tv_sec * 1000000000 + (int64_t)t.tv_nsec;
}

static void fill(const struct statx *from, struct lf_status *to) {
    to->device = makedev(from->stx_dev_major, from->stx_dev_minor);
    to->inode = from->stx_ino;
    to->size = (int64_t)from->stx_size;
    to->birth_ns = (from->stx_mask & STATX_BTIME) ? nanoseconds(from->stx_btime) : 0;
    to->modified_ns = nanoseconds(from->stx_mtime);
    to->links = from->stx_nlink;
    to->mode = from->stx_mode;
    to->uid = from->stx_uid;
    to->gid = from->stx_gid;
}

int lf_status_of_descriptor(int descriptor, struct lf_status *status) {
    struct statx s;
    if (statx(descriptor, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME, &s) != 0) return -1;
    fill(&s, status);
    return 0;
}

int lf_status_of_path(const char *path, int follow, struct lf_status *status) {
    struct statx s;
    int flags = follow ? 0 : AT_SYMLINK_NOFOLLOW;
    if (statx(AT_FDCWD, path, flags, STATX_BASIC_STATS | STATX_BTIME, &s) != 0) return -1;
    fill(&s, status);
    return 0;
}

int lf_open(const char *path, int flags, unsigned int mode) { return open(path, flags, mode); }

int lf_preallocate(int descriptor, int64_t length) { return posix_fallocate(descriptor, 0, length); }

int lf_collapse(int descriptor, int64_t length) {
    return fallocate(descriptor, FALLOC_FL_COLLAPSE_RANGE, 0, length);
}

int lf_set_modified(int descriptor, int64_t nanoseconds) {
    int64_t seconds = nanoseconds / 1000000000, rest = nanoseconds % 1000000000;
    if (rest < 0) {
        seconds--;
        rest += 1000000000;
    }
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = seconds, .tv_nsec = rest}};
    return futimens(descriptor, times);
}

int lf_rename_to_new(const char *from, const char *to) {
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

int lf_space_at(const char *path, struct lf_space *space) {
    struct statvfs s;
    if (statvfs(path, &s) != 0) return -1;
    space->free = (int64_t)s.f_bavail * (int64_t)s.f_frsize;
    space->capacity = (int64_t)s.f_blocks * (int64_t)s.f_frsize;
    space->block = (int64_t)s.f_bsize;
    return 0;
}

int64_t lf_seek_data(int descriptor, int64_t offset) { return lseek(descriptor, offset, SEEK_DATA); }

int lf_is_being_written(int descriptor) {
    /* A lease that is broken while it is held sends a signal, by default one that kills. This one is ignored. */
    if (fcntl(descriptor, F_SETSIG, SIGURG) != 0) return -1;
    if (fcntl(descriptor, F_SETLEASE, F_RDLCK) == 0) {
        fcntl(descriptor, F_SETLEASE, F_UNLCK);
        return 0;
    }
    return errno == EAGAIN ? 1 : -1;
}

int64_t lf_filesystem_type(const char *path) {
    struct statfs s;
    if (statfs(path, &s) != 0) return -1;
    return (int64_t)(uint32_t)s.f_type;
}

int lf_event_counter(int nonblocking) { return eventfd(0, EFD_CLOEXEC | (nonblocking ? EFD_NONBLOCK : 0)); }

int lf_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

void lf_return_freed_memory(void) { mallopt(M_MMAP_THRESHOLD, 512 << 10); }

void lf_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

int lf_spawn_closing_from(posix_spawn_file_actions_t *actions, int first)
{
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}
