/* What Swift's Glibc module does not import: system calls that need _GNU_SOURCE or are variadic, and iconv(3). */
#ifndef LOGFERRY_CPLATFORM_H
#define LOGFERRY_CPLATFORM_H

#include <iconv.h>
#include <stddef.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/types.h>

/* What statx(2) tells of a file that logferry needs. Times are nanoseconds since the Unix epoch. */
struct lf_status {
    uint64_t device;
    uint64_t inode;
    int64_t size;
    int64_t birth_ns; /* 0 where the filesystem keeps none */
    int64_t modified_ns;
    uint64_t links;
    uint32_t mode;
    uint32_t uid;
    uint32_t gid;
};

/* Both return 0, or -1 with errno. The second follows symlinks if `follow` is not 0. */
int lf_status_of_descriptor(int descriptor, struct lf_status *status);
int lf_status_of_path(const char *path, int follow, struct lf_status *status);

int lf_open(const char *path, int flags, unsigned int mode);
/* Returns 0, or the errno value itself. */
int lf_preallocate(int descriptor, int64_t length);
/* Takes whole blocks out of the front of a file: fallocate(2), FALLOC_FL_COLLAPSE_RANGE. -1 with errno. */
int lf_collapse(int descriptor, int64_t length);
/* Sets the time of the last write and leaves that of the last access. -1 with errno. */
int lf_set_modified(int descriptor, int64_t nanoseconds);
/* renameat2(2), RENAME_NOREPLACE. -1 with errno. */
int lf_rename_to_new(const char *from, const char *to);
/* The offset of the next byte at or after `offset` that is in no hole. -1 with errno, ENXIO if there is none. */
int64_t lf_seek_data(int descriptor, int64_t offset);
/* 1 if some process has the file open for writing, 0 if none has, -1 with errno where the kernel gives no lease on
   it. A program that opens the file at that very moment waits for microseconds. */
int lf_is_being_written(int descriptor);
/* The f_type of statfs(2). -1 with errno. */
int64_t lf_filesystem_type(const char *path);

/* What statvfs(3) tells of a filesystem that logferry needs, in bytes. */
struct lf_space {
    int64_t free; /* for everybody */
    int64_t capacity;
    int64_t block;
};

/* 0, or -1 with errno. */
int lf_space_at(const char *path, struct lf_space *space);

/* A counter that read(2) waits for and write(2) raises, see eventfd(2); close-on-exec. -1 with errno. */
int lf_event_counter(int nonblocking);

/* pipe2(2), both ends close-on-exec. -1 with errno. */
int lf_pipe(int ends[2]);

/* Opens /dev/null as every descriptor from `first` to `last` that is closed, as the C library does with the standard
   streams of set-user-ID programs. Whatever links this has it done for 0 to 2 before main: a parent may have closed
   them, and the next file that is opened would be taken for standard error. */
void lf_fill_descriptors(int first, int last);

/* Adds to what posix_spawn(3) does in the new process: close every descriptor from `first` on. 0, or an errno value. */
int lf_spawn_closing_from(posix_spawn_file_actions_t *actions, int first);

/* Make the calling thread alone act as a user with one group, and as whoever it was again. If `is_real`, a program that is
   started meanwhile is that user for good. 0, or an errno value. */
int lf_take_identity(uint32_t user, uint32_t group, int is_real);
int lf_give_identity_back(void);
/* The same where that failed before; else there is nothing to do. */
int lf_recover_identity(void);

/* A name's number: getpwnam_r(3), getgrnam_r(3). 0, or an errno value, ENOENT if there is none. */
int lf_user_number(const char *name, uint32_t *number);
int lf_group_number(const char *name, uint32_t *number);

/* Names the calling thread, as ps -T and top -H show it. */
void lf_name_thread(const char *name);

/*
 * Marks bytes, one bit each, the first in the lowest bit of the first word: in `special` those that cannot
 * stand in a JSON string as they are (below 0x20, '"', '\\'), in `others` those of them that a backslash in front does not
 * make right (below 0x20) and all from 0x80 on. Bits beyond `count` are 0. Both must have room for count/64 + 1 words.
 */
void lf_mark_bytes(const uint8_t *bytes, size_t count, uint64_t *special, uint64_t *others);

/*
 * Writes bytes of a marked text as they stand in a JSON string, from `at` on, which is below `end`, up to `end` or to
 * the first word of 64 bytes that has some of `others` before `end`, and moves `*place` behind what was written. Returns where it stopped. There must be room for
 * two bytes a byte and 16 more, and 8 bytes behind `end` must be readable.
 */
size_t lf_escape(
    const uint8_t *text, size_t at, size_t end, const uint64_t *special, const uint64_t *others, uint8_t **place);
/* The same on any processor. */
size_t lf_escape_portably(
    const uint8_t *text, size_t at, size_t end, const uint64_t *special, const uint64_t *others, uint8_t **place);

#endif
