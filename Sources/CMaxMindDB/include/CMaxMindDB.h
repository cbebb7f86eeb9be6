/* libmaxminddb(3) without the unions and variadic calls that Swift does not see. */
#ifndef LOGFERRY_CMAXMINDDB_H
#define LOGFERRY_CMAXMINDDB_H

#include <stddef.h>
#include <stdint.h>

/* An open database. It is mapped: who replaces the file has to rename the new one into its place. */
struct lf_mmdb;

/* NULL after an error, of which `*error` is then the text, which lasts. */
struct lf_mmdb *lf_mmdb_open(const char *path, const char **error);
void lf_mmdb_close(struct lf_mmdb *database);

/* What the database says it is, such as "GeoLite2-City". */
const char *lf_mmdb_type(const struct lf_mmdb *database);

/* Finds the record of an address of 4 or 16 bytes in network order. Returns 1 if there is one, else 0. */
int lf_mmdb_find(const struct lf_mmdb *database, const uint8_t *address, size_t length, uint32_t *record);

enum lf_mmdb_kind { LF_MMDB_NOTHING, LF_MMDB_TEXT, LF_MMDB_UNSIGNED, LF_MMDB_DOUBLE };

struct lf_mmdb_value {
    enum lf_mmdb_kind kind;
    /* Of a text; good as long as the database, not ended by a NUL. */
    const char *text;
    size_t length;
    uint64_t number;
    double fraction;
};

/* The value at a path of a record: keys, and indexes of arrays as decimal text, ended by NULL. */
struct lf_mmdb_value lf_mmdb_value(const struct lf_mmdb *database, uint32_t record, const char *const *path);

#endif
