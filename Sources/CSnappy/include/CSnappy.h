/* Snappy behind functions in C: Swift imports no C++ here, and no exception may reach it. */
#ifndef LOGFERRY_CSNAPPY_H
#define LOGFERRY_CSNAPPY_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The block format, https://github.com/google/snappy/blob/main/format_description.txt: a varint of the length without
 * compression, then blocks of 64 KiB, each compressed for itself.
 */

/* So many bytes are compressed for themselves. */
#define LF_SNAPPY_BLOCK 65536

/*
 * Gives the next piece of what is to be compressed and sets `*bytes` to where it is; that has to stay as it is until the
 * next call. Pieces of a whole block each, the last one aside, are compressed where they lie; others are copied.
 */
typedef size_t (*lf_snappy_next)(void *context, const uint8_t **bytes);

/* The most bytes that `length` bytes take when they are compressed. */
size_t lf_snappy_room(size_t length);

/*
 * Compresses `length` bytes, below 2^32, which `next` gives piece by piece, to `out`, where there must be lf_snappy_room of
 * them. Returns how many bytes were written; 0 without memory, or if a piece was empty before all were given.
 */
size_t lf_snappy_compress(size_t length, lf_snappy_next next, void *context, uint8_t *out);

/* How many bytes a compressed text says that it is without compression; -1 if it does not begin as one. */
int64_t lf_snappy_length(const uint8_t *bytes, size_t count);

/* Decompresses a text to `out`, where there must be lf_snappy_length of it. 1, or 0 if it is not valid to its end. */
int lf_snappy_uncompress(const uint8_t *bytes, size_t count, uint8_t *out);

#ifdef __cplusplus
}
#endif

#endif
