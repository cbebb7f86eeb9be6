/* ISA-L behind functions: its structures hold tables too large for Swift to import. */
#ifndef LOGFERRY_CISAL_H
#define LOGFERRY_CISAL_H

#include <stddef.h>
#include <stdint.h>

struct lf_gzip;

/* A gzip (RFC 1952) compressor at `level` 0 to 3; NULL without memory. */
struct lf_gzip *lf_gzip_create(int level);
void lf_gzip_free(struct lf_gzip *gzip);

/* Starts a new gzip member. */
void lf_gzip_reset(struct lf_gzip *gzip);

/*
 * Compresses `input`, or finishes the member with `finish` not 0, into `output`. `*consumed` is how much
 * of the input was taken. Returns the bytes written, -1 after an error. Call again with the rest while
 * input is left, or, when finishing, until lf_gzip_is_finished.
 */
ptrdiff_t lf_gzip_write(struct lf_gzip *gzip, const void *input, size_t length, size_t *consumed, void *output,
                        size_t room, int finish);
int lf_gzip_is_finished(const struct lf_gzip *gzip);

/* CRC-64 of ECMA-182, reflected. */
uint64_t lf_crc64(const void *bytes, size_t length);

#endif
