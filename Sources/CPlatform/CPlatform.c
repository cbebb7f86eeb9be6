#define _GNU_SOURCE
#include "CPlatform.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

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

int lf_event_counter(int nonblocking) { return eventfd(0, EFD_CLOEXEC | (nonblocking ? EFD_NONBLOCK : 0)); }

void lf_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }
