/* What Swift's Glibc module does not import: system calls that need _GNU_SOURCE or are variadic, and iconv(3). */
#ifndef LOGFERRY_CPLATFORM_H
#define LOGFERRY_CPLATFORM_H

#include <iconv.h>
#include <semaphore.h>
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

/* Has the C library give memory of 512 KiB and more back to the kernel as soon as it is freed, see mallopt(3). */
void lf_return_freed_memory(void);

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

/* From here on a signal from 1 to 63 is noted, and the semaphore posted, in place of what it would do. A program that
   is started gets it as ever. -1 with errno. */
int lf_catch_signal(int number);
/* The semaphore, which must outlive the process's handlers. */
void lf_listen_for_signals(sem_t *semaphore);
/* Those that were noted since the last call, one bit each. */
uint64_t lf_take_caught_signals(void);

/* Names the calling thread, as ps -T and top -H show it. */
void lf_name_thread(const char *name);

/*
 * Marks bytes that cannot stand in a JSON string as they are (below 0x20, '"', '\\'), one bit each, the first in the lowest
 * bit of the first word. Bits beyond `count` are 0. There must be room for count/64 + 1 words.
 */
void lf_mark_bytes(const uint8_t *bytes, size_t count, uint64_t *special);

/*
 * Writes what starts in `text` from `at` up to `stop` as it stands in a JSON string, and moves `*place` behind it. A byte
 * that is not UTF-8 becomes U+FFFD and is counted in `*replaced`. Returns where it stopped: `stop`, or where the UTF-8
 * sequence ends that starts before it; the text goes on up to `end`. There must be room for six bytes a byte and 64 more;
 * with `is_padded`, 64 bytes behind `stop` must be readable, which saves a copy of the last ones.
 */
size_t lf_escape(
    const uint8_t *text, size_t at, size_t stop, size_t end, int is_padded, uint8_t **place, size_t *replaced);
/* The same on any processor. */
size_t lf_escape_portably(
    const uint8_t *text, size_t at, size_t stop, size_t end, int is_padded, uint8_t **place, size_t *replaced);

/*
 * The length of the well-formed UTF-8 sequence (RFC 3629, section 4) at `start`, 1 to 4 bytes; 0 if there is none within
 * the `available` bytes: a stray continuation, an overlong form, a surrogate, beyond U+10FFFF.
 */
static inline size_t lf_utf8_length(const uint8_t *start, size_t available) {
    if (available == 0) return 0;
    uint8_t first = start[0];
    if (first < 0x80) return 1;
    if (first < 0xC2 || first > 0xF4) return 0;
    size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (available < length) return 0;
    for (size_t at = 1; at < length; at++)
        if ((start[at] & 0xC0) != 0x80) return 0;
    uint8_t second = start[1];
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
    if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
    return length;
}

/* How many bytes belong to no such sequence. */
size_t lf_stray_bytes(const uint8_t *bytes, size_t count);

#endif
