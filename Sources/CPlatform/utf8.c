/* Whether a line is UTF-8 (RFC 3629): nearly all of them are ASCII, and that is told 32 bytes at a step. */
#include "CPlatform.h"

#include <string.h>

static const uint64_t highs = 0x8080808080808080ull;

static inline uint64_t word_at(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* How many bytes before the first that is not ASCII are told in one step: at least as many as this says. */
static size_t ascii_prefix(const uint8_t *bytes, size_t count) {
    size_t at = 0;
    for (; count - at >= 32; at += 32) {
        uint64_t all = word_at(bytes + at) | word_at(bytes + at + 8) | word_at(bytes + at + 16) | word_at(bytes + at + 24);
        if ((all & highs) != 0) break;
    }
    for (; count - at >= 8; at += 8)
        if ((word_at(bytes + at) & highs) != 0) return at;
    if (count < 8) {
        for (; at < count; at++)
            if (bytes[at] >= 0x80) return at;
        return count;
    }
    /* Those that are left, and some of those before once more. */
    return (word_at(bytes + count - 8) & highs) == 0 ? count : at;
}

size_t lf_stray_bytes(const uint8_t *bytes, size_t count) {
    size_t stray = 0;
    for (size_t at = ascii_prefix(bytes, count); at < count;) {
        if (bytes[at] < 0x80) {
            /* Text in other scripts has spaces and digits in it, so a step must not cost much. */
            at += count - at >= 8 && (word_at(bytes + at) & highs) == 0 ? 8 : 1;
            continue;
        }
        size_t length = lf_utf8_length(bytes + at, count - at);
        stray += length == 0;
        at += length == 0 ? 1 : length;
    }
    return stray;
}
