/* The inside of a JSON string (RFC 8259, section 7), eight bytes at a step: a line of JSON has a quote in every seven, so
   walking from one to the next costs a mispredicted branch each. */
#include "CPlatform.h"

#include <string.h>

#if defined(__x86_64__)
#include <tmmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

/* What a control character, a quote or a backslash is in a string. Returns how many bytes that is. */
static size_t escape_one(uint8_t byte, uint8_t *out) {
    static const char hexadecimal[] = "0123456789abcdef";
    out[0] = '\\';
    switch (byte) {
    case '"':
    case '\\': out[1] = byte; return 2;
    case '\n': out[1] = 'n'; return 2;
    case '\t': out[1] = 't'; return 2;
    case '\r': out[1] = 'r'; return 2;
    default:
        memcpy(out + 1, "u00", 3);
        out[4] = (uint8_t)hexadecimal[byte >> 4];
        out[5] = (uint8_t)hexadecimal[byte & 15];
        return 6;
    }
}

/* Up to eight bytes, of which those with a bit in `marks` are escaped. */
static size_t escape_each(const uint8_t *text, size_t count, unsigned marks, uint8_t *out) {
    size_t length = 0;
    for (size_t at = 0; at < count; at++) {
        if (marks >> at & 1) {
            length += escape_one(text[at], out + length);
        } else {
            out[length++] = text[at];
        }
    }
    return length;
}

#if defined(__x86_64__) || defined(__aarch64__)
/* For each set of marks where the bytes of a step come from, a backslash in front of each marked one: the ninth is one. */
static uint8_t places[256][16] __attribute__((aligned(64)));
static int has_shuffle;

__attribute__((constructor)) static void prepare(void) {
    for (unsigned marks = 0; marks < 256; marks++) {
        unsigned length = 0;
        for (unsigned at = 0; at < 8; at++) {
            if (marks >> at & 1) places[marks][length++] = 8;
            places[marks][length++] = (uint8_t)at;
        }
    }
#if defined(__x86_64__)
    __builtin_cpu_init();
    has_shuffle = __builtin_cpu_supports("ssse3") && __builtin_cpu_supports("popcnt");
#else
    has_shuffle = 1;
#endif
}

/* True if one of eight bytes is a control character. */
static inline int has_control(uint64_t bytes) {
    const uint64_t ones = 0x0101010101010101ull;
    return ((bytes - ones * 0x20) & ~bytes & ones * 0x80) != 0;
}

#if defined(__x86_64__)
__attribute__((target("ssse3")))
#endif
static inline void store_escaped(uint64_t bytes, unsigned marks, uint8_t *out) {
#if defined(__x86_64__)
    __m128i step = _mm_set_epi64x('\\', (long long)bytes);
    __m128i from = _mm_load_si128((const __m128i *)places[marks]);
    _mm_storeu_si128((__m128i *)out, _mm_shuffle_epi8(step, from));
#else
    uint8x16_t step = vcombine_u8(vcreate_u8(bytes), vcreate_u8('\\'));
    vst1q_u8(out, vqtbl1q_u8(step, vld1q_u8(places[marks])));
#endif
}

#if defined(__x86_64__)
__attribute__((target("ssse3,popcnt")))
#endif
static size_t escape_by_shuffling(
    const uint8_t *text, size_t at, size_t end, const uint64_t *special, const uint64_t *high, uint8_t **place) {
    uint8_t *out = *place;
    while (at < end && high[at / 64] == 0) {
        size_t stop = (at / 64 + 1) * 64;
        if (stop > end) stop = end;
        uint64_t marks = special[at / 64] >> (at & 63);
        while (at < stop) {
            size_t count = stop - at < 8 ? stop - at : 8;
            unsigned step = (unsigned)(marks & 0xff) & ((1u << count) - 1);
            uint64_t bytes;
            memcpy(&bytes, text + at, 8);
            if (step != 0 && has_control(bytes)) {
                out += escape_each(text + at, count, step, out);
            } else {
                store_escaped(bytes, step, out);
                out += count + (unsigned)__builtin_popcount(step);
            }
            marks >>= 8;
            at += count;
        }
    }
    *place = out;
    return at;
}
#endif

size_t lf_escape_ascii_portably(
    const uint8_t *text, size_t at, size_t end, const uint64_t *special, const uint64_t *high, uint8_t **place) {
    while (at < end && high[at / 64] == 0) {
        size_t stop = (at | 7) + 1 < end ? (at | 7) + 1 : end;
        *place += escape_each(text + at, stop - at, (unsigned)(special[at / 64] >> (at & 63)), *place);
        at = stop;
    }
    return at;
}

size_t lf_escape_ascii(
    const uint8_t *text, size_t at, size_t end, const uint64_t *special, const uint64_t *high, uint8_t **place) {
#if defined(__x86_64__) || defined(__aarch64__)
    if (has_shuffle) return escape_by_shuffling(text, at, end, special, high, place);
#endif
    return lf_escape_ascii_portably(text, at, end, special, high, place);
}
