/* The inside of a JSON string (RFC 8259, section 7), eight bytes at a step: a line of JSON has a quote in every seven, so
   walking from one to the next costs a mispredicted branch each. */
#include "CPlatform.h"

#include <string.h>

#if defined(__x86_64__)
#include <tmmintrin.h>
#define SHUFFLING __attribute__((target("ssse3,popcnt")))
#elif defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#include <arm_neon.h>
#define SHUFFLING
#endif

/* Up to where none of `others` is, looked at by words: `end`, or the start of a word, or `at`. */
static size_t plain_end(size_t at, size_t end, const uint64_t *others) {
    size_t word = at / 64, last = (end - 1) / 64;
    uint64_t behind = ~(uint64_t)0 >> (63 - (end - 1) % 64);
    uint64_t found = others[word] & ~(uint64_t)0 << at % 64;
    while (word < last && found == 0) found = others[++word];
    if (word == last && (found & behind) == 0) return end;
    return word == at / 64 ? at : word * 64;
}

/* The marks of the eight bytes from `at` on. */
static inline unsigned marks_of(size_t at, const uint64_t *marks) {
    uint16_t two;
    memcpy(&two, (const uint8_t *)marks + at / 8, 2);
    return (unsigned)two >> at % 8 & 0xff;
}

#if defined(SHUFFLING)
/* For each set of marks where the bytes of a step come from, a backslash in front of each marked one: the ninth is one. */
static uint8_t places[256][16] __attribute__((aligned(64)));
static int can_shuffle;

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
    can_shuffle = __builtin_cpu_supports("ssse3") && __builtin_cpu_supports("popcnt");
#else
    can_shuffle = 1;
#endif
}

/* Eight bytes, of which those with a bit in `marks` are escaped. */
SHUFFLING static inline uint8_t *escape_step(const uint8_t *text, unsigned marks, uint8_t *out) {
#if defined(__x86_64__)
    __m128i step = _mm_or_si128(_mm_loadl_epi64((const __m128i *)text), _mm_set_epi64x('\\', 0));
    __m128i from = _mm_load_si128((const __m128i *)places[marks]);
    _mm_storeu_si128((__m128i *)out, _mm_shuffle_epi8(step, from));
#else
    vst1q_u8(out, vqtbl1q_u8(vcombine_u8(vld1_u8(text), vcreate_u8('\\')), vld1q_u8(places[marks])));
#endif
    return out + 8 + (unsigned)__builtin_popcount(marks);
}

SHUFFLING static uint8_t *escape_by_shuffling(
    const uint8_t *text, size_t at, size_t end, const uint64_t *special, uint8_t *out) {
    for (; at + 8 <= end; at += 8) out = escape_step(text + at, marks_of(at, special), out);
    if (at == end) return out;
    unsigned count = (unsigned)(end - at);
    return escape_step(text + at, marks_of(at, special) & ((1u << count) - 1), out) - (8 - count);
}
#endif

static uint8_t *escape_each(
    const uint8_t *text, size_t at, size_t end, const uint64_t *special, uint8_t *out) {
    for (; at < end; at++) {
        *out = '\\';
        out += special[at / 64] >> at % 64 & 1;
        *out++ = text[at];
    }
    return out;
}

size_t lf_escape(
    const uint8_t *text, size_t at, size_t end, const uint64_t *special, const uint64_t *others, uint8_t **place) {
#if defined(SHUFFLING)
    if (!can_shuffle) return lf_escape_portably(text, at, end, special, others, place);
    end = plain_end(at, end, others);
    *place = escape_by_shuffling(text, at, end, special, *place);
    return end;
#else
    return lf_escape_portably(text, at, end, special, others, place);
#endif
}

size_t lf_escape_portably(
    const uint8_t *text, size_t at, size_t end, const uint64_t *special, const uint64_t *others, uint8_t **place) {
    end = plain_end(at, end, others);
    *place = escape_each(text, at, end, special, *place);
    return end;
}
