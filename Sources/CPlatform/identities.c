/* The calling thread alone takes another user's part: the kernel keeps credentials a thread, the C library a process. */
#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(SYS_setresuid32)
#define SETRESUID SYS_setresuid32
#define SETRESGID SYS_setresgid32
#define SETGROUPS SYS_setgroups32
#else
#define SETRESUID SYS_setresuid
#define SETRESGID SYS_setresgid
#define SETGROUPS SYS_setgroups
#endif

/* What the thread is when it plays no part. */
static _Thread_local struct {
    uid_t user;
    gid_t group;
    gid_t *others;
    int count;
    int is_known;
    /* It could not be itself again when it should. */
    int is_lost;
} self;

static int know_self(void) {
    if (self.is_known) return 0;
    int count = getgroups(0, NULL);
    if (count < 0) return errno;
    self.others = calloc((size_t)count + 1, sizeof(gid_t));
    if (!self.others) return ENOMEM;
    self.count = getgroups(count, self.others);
    if (self.count < 0) {
        free(self.others);
        return errno;
    }
    self.user = getuid();
    self.group = getgid();
    self.is_known = 1;
    return 0;
}

int lf_take_identity(uint32_t user, uint32_t group, int is_real) {
    int code = know_self();
    if (code != 0) return code;
    /* The groups first: the user may not. */
    gid_t only = group, real_group = is_real ? group : (gid_t)-1;
    uid_t real_user = is_real ? user : (uid_t)-1;
    if (syscall(SETGROUPS, 1, &only) == 0 && syscall(SETRESGID, real_group, (gid_t)group, (gid_t)-1) == 0
        && syscall(SETRESUID, real_user, (uid_t)user, (uid_t)-1) == 0)
        return 0;
    code = errno;
    lf_give_identity_back();
    return code;
}

static int give_back(void) {
    if (!self.is_known) return 0;
    if (syscall(SETRESUID, self.user, self.user, (uid_t)-1) != 0) return errno;
    if (syscall(SETRESGID, self.group, self.group, (gid_t)-1) != 0) return errno;
    /* Who could not change them still has them. */
    if (syscall(SETGROUPS, self.count, self.others) != 0 && errno != EPERM) return errno;
    return 0;
}

int lf_give_identity_back(void) {
    int code = give_back();
    self.is_lost = code != 0;
    return code;
}

int lf_recover_identity(void) { return self.is_lost ? lf_give_identity_back() : 0; }

int lf_user_number(const char *name, uint32_t *number) {
    struct passwd entry, *found = NULL;
    size_t size = 1 << 16;
    char *room = malloc(size);
    if (!room) return ENOMEM;
    int code = getpwnam_r(name, &entry, room, size, &found);
    if (found) *number = entry.pw_uid;
    free(room);
    return found ? 0 : code ? code : ENOENT;
}

int lf_group_number(const char *name, uint32_t *number) {
    struct group entry, *found = NULL;
    /* A group may have thousands of members. */
    for (size_t size = 1 << 16; size <= 1 << 24; size *= 4) {
        char *room = malloc(size);
        if (!room) return ENOMEM;
        int code = getgrnam_r(name, &entry, room, size, &found);
        if (found) *number = entry.gr_gid;
        free(room);
        if (code != ERANGE) return found ? 0 : code ? code : ENOENT;
    }
    return ERANGE;
}
