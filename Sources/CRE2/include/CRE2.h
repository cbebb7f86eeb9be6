/* RE2 behind functions in C: Swift imports no C++ here, and no exception may reach it. */
#ifndef LOGFERRY_CRE2_H
#define LOGFERRY_CRE2_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A compiled expression. It never changes: any number of threads may match with it at once. */
struct lf_re2;

/* Why an expression cannot be compiled; RE2::ErrorCode without the numbers, which RE2 may change. */
enum lf_re2_error {
    LF_RE2_OK,
    LF_RE2_NO_MEMORY,
    LF_RE2_BAD_ESCAPE,
    LF_RE2_BAD_CLASS,
    LF_RE2_BAD_RANGE,
    LF_RE2_MISSING_BRACKET,
    LF_RE2_MISSING_PARENTHESIS,
    LF_RE2_UNEXPECTED_PARENTHESIS,
    LF_RE2_TRAILING_BACKSLASH,
    LF_RE2_REPEATS_NOTHING,
    LF_RE2_BAD_COUNT,
    LF_RE2_REPEATS_REPETITION,
    LF_RE2_BAD_GROUP,
    LF_RE2_BAD_UTF8,
    LF_RE2_BAD_NAME,
    LF_RE2_TOO_LARGE,
    LF_RE2_OTHER,
};

enum lf_re2_anchor { LF_RE2_ANYWHERE, LF_RE2_AT_START, LF_RE2_WHOLE };

/*
 * Compiles an expression in RE2's own syntax, https://github.com/google/re2/wiki/Syntax. What it takes when compiled,
 * with the states made while matching, is at most `max_memory` bytes. NULL after an error, which is then in `*error`,
 * with the offending part of the pattern, cut to `room` with its NUL, in `part`.
 */
struct lf_re2 *lf_re2_compile(const char *pattern, size_t length, int64_t max_memory, enum lf_re2_error *error,
                              char *part, size_t room);
void lf_re2_free(struct lf_re2 *expression);

/* How many groups there are, the whole match not counted. */
int lf_re2_groups(const struct lf_re2 *expression);
/* The name of a group from 1 on, good as long as the expression; NULL if it has none. */
const char *lf_re2_group_name(const struct lf_re2 *expression, int group, size_t *length);

/*
 * Looks for the leftmost match in text[start, end); what stands before and after that still counts for \b, but ^ and $
 * are the text's. `pairs` gets where the match and its first `count` - 1 groups start and end, -1 and -1 for a group
 * without a part in it. Returns 1 for a match, 0 for none (also without memory). No allocation below 65 groups.
 */
int lf_re2_match(const struct lf_re2 *expression, const char *text, size_t length, size_t start, size_t end,
                 enum lf_re2_anchor anchor, int32_t *pairs, int count);

/* memmem(3), which Swift does not see: the first place of `part` in a text, NULL if there is none. */
const void *lf_find(const void *text, size_t length, const void *part, size_t part_length);

#ifdef __cplusplus
}
#endif

#endif
