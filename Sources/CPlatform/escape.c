/* The inside of a JSON string (RFC 8259, section 7), 64 bytes at a look and eight at a step: a line of JSON has a quote in
   every seven, so walking from one to the next costs a mispredicted branch each. */
#include "CPlatform.h"
#include "blocks.h"

#include <string.h>

#if defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#include <arm_neon.h>
#endif

/* What stands for an ASCII byte: at most six bytes, and how many in the last. */
static uint8_t texts[128][8];
/* For each set of marks where the bytes of a step come from, a backslash in front of each marked one: the ninth is one. */
static uint8_t places[256][16] __attribute__((aligned(64)));

typedef size_t escaper(const uint8_t *, size_t, size_t, size_t, int, uint8_t **, size_t *);
static escaper *best = lf_escape_portably;

/* Bytes of which some need more than a backslash. Those from `stop` on start nothing here; returns where it ended. */
__attribute__((noinline)) static size_t escape_mixed(
    const uint8_t *text, size_t at, size_t stop, size_t end, uint64_t marks, uint8_t **place, size_t *replaced) {
    uint8_t *out = *place;
    size_t start = at;
    while (at < stop) {
        uint64_t rest = marks >> (at - start);
        size_t next = rest ? at + (size_t)__builtin_ctzll(rest) : stop;
        memcpy(out, text + at, next - at);
        out += next - at;
        at = next;
        if (at == stop) break;
        if (text[at] < 0x80) {
            memcpy(out, texts[text[at]], 8);
            out += texts[text[at]][7];
            at++;
            continue;
        }
        size_t length = lf_utf8_length(text + at, end - at);
        memcpy(out, length ? (const void *)(text + at) : "\xEF\xBF\xBD", length ? length : 3);
        out += length ? length : 3;
        at += length ? length : 1;
        *replaced += length == 0;
    }
    *place = out;
    return at;
}

/* Bytes of which the marked ones take a backslash. */
static inline uint8_t *escape_each(const uint8_t *text, size_t count, uint64_t marks, uint8_t *out) {
    for (size_t at = 0; at < count; at++) {
        *out = '\\';
        out += marks >> at & 1;
        *out++ = text[at];
    }
    return out;
}

#if defined(LF_X86)
LF_AVX2 static inline uint8_t *escape_step(const uint8_t *text, unsigned marks, uint8_t *out) {
    __m128i step = _mm_or_si128(_mm_loadl_epi64((const __m128i *)text), _mm_set_epi64x('\\', 0));
    _mm_storeu_si128((__m128i *)out, _mm_shuffle_epi8(step, _mm_load_si128((const __m128i *)places[marks])));
    return out + 8 + (unsigned)__builtin_popcount(marks);
}
#elif defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define LF_AVX2
static inline uint8_t *escape_step(const uint8_t *text, unsigned marks, uint8_t *out) {
    vst1q_u8(out, vqtbl1q_u8(vcombine_u8(vld1_u8(text), vcreate_u8('\\')), vld1q_u8(places[marks])));
    return out + 8 + (unsigned)__builtin_popcount(marks);
}
#endif

#if defined(LF_AVX2)
LF_AVX2 static inline uint8_t *escape_by_shuffling(
    const uint8_t *text, size_t count, uint64_t marks, uint8_t *out) {
    if (count == 64) {
        for (size_t at = 0; at < 64; at += 8) out = escape_step(text + at, (uint8_t)(marks >> at), out);
        return out;
    }
    size_t at = 0;
    for (; at + 8 <= count; at += 8) out = escape_step(text + at, (uint8_t)(marks >> at), out);
    if (at == count) return out;
    return escape_step(text + at, (uint8_t)(marks >> at), out) - (8 - (count - at));
}
#endif

/* One look after the other. `marker` and `plainly` are those of one processor, so that both become part of the loop. */
#define LF_ESCAPER(name, attributes, marker, plainly)                                                                   \
    attributes static size_t name(                                                                                     \
        const uint8_t *text, size_t at, size_t stop, size_t end, int is_padded, uint8_t **place, size_t *replaced) {   \
        uint8_t *out = *place, last[64];                                                                               \
        while (at < stop) {                                                                                            \
            size_t count = stop - at < 64 ? stop - at : 64;                                                            \
            const uint8_t *block = text + at;                                                                          \
            if (count < 64 && !is_padded) {                                                                            \
                memset(last, ' ', sizeof last);                                                                        \
                block = memcpy(last, block, count);                                                                    \
            }                                                                                                          \
            uint64_t special, others, all = ~(uint64_t)0 >> (64 - count);                                              \
            /* Another processor may have filled it: the memory is asked for some blocks ahead. */                     \
            __builtin_prefetch(block + 512);                                                                           \
            marker(block, &special, &others);                                                                          \
            special &= all;                                                                                            \
            if ((others & all) == 0) {                                                                                 \
                out = plainly(block, count, special, out);                                                             \
                at += count;                                                                                           \
            } else {                                                                                                   \
                *place = out;                                                                                          \
                at = escape_mixed(text, at, at + count, end, special | (others & all), place, replaced);               \
                out = *place;                                                                                          \
            }                                                                                                          \
        }                                                                                                              \
        *place = out;                                                                                                  \
        return at;                                                                                                     \
    }

LF_ESCAPER(escape_portably, , lf_mark64, escape_each)
#if defined(LF_X86)
LF_ESCAPER(escape_by_avx2, LF_AVX2, lf_mark64_by_avx2, escape_by_shuffling)
#elif defined(LF_AVX2)
LF_ESCAPER(escape_by_neon, , lf_mark64, escape_by_shuffling)
#endif

__attribute__((constructor)) static void prepare(void) {
    for (unsigned marks = 0; marks < 256; marks++) {
        unsigned length = 0;
        for (unsigned at = 0; at < 8; at++) {
            if (marks >> at & 1) places[marks][length++] = 8;
            places[marks][length++] = (uint8_t)at;
        }
    }
    static const char digits[] = "0123456789abcdef", *letters = "\"\"\\\\\nn\tt\rr";
    for (unsigned byte = 0; byte < 128; byte++) {
        const uint8_t long_text[8] = {'\\', 'u', '0', '0', (uint8_t)digits[byte >> 4], (uint8_t)digits[byte & 15], 0, 6};
        if (byte < 0x20) memcpy(texts[byte], long_text, 8);
        else texts[byte][0] = (uint8_t)byte, texts[byte][7] = 1;
    }
    for (const char *pair = letters; *pair; pair += 2) {
        const uint8_t short_text[8] = {'\\', (uint8_t)pair[1], 0, 0, 0, 0, 0, 2};
        memcpy(texts[(unsigned)pair[0]], short_text, 8);
    }
#if defined(LF_X86)
    if (lf_has_avx2()) best = escape_by_avx2;
#elif defined(LF_AVX2)
    best = escape_by_neon;
#endif
}

size_t lf_escape(
    const uint8_t *text, size_t at, size_t stop, size_t end, int is_padded, uint8_t **place, size_t *replaced) {
    return best(text, at, stop, end, is_padded, place, replaced);
}

size_t lf_escape_portably(
    const uint8_t *text, size_t at, size_t stop, size_t end, int is_padded, uint8_t **place, size_t *replaced) {
    return escape_portably(text, at, stop, end, is_padded, place, replaced);
}
