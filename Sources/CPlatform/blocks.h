/* Looking at 64 bytes at once for those that matter to JSON, one bit a byte, the first in the lowest bit. */
#ifndef LOGFERRY_BLOCKS_H
#define LOGFERRY_BLOCKS_H

#include <stdint.h>

#if defined(__SSE2__)
#include <immintrin.h>
#define LF_X86 1
#define LF_AVX2 __attribute__((target("avx2,popcnt")))

static inline int lf_has_avx2(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt");
}

/* `special`: what cannot stand in a string as it is (below 0x20, '"', '\\'); `others`: those of them that a backslash in
   front does not make right (below 0x20), and all from 0x80 on. */
LF_AVX2 static inline void lf_mark64_by_avx2(const uint8_t *bytes, uint64_t *special, uint64_t *others) {
    const __m256i quote = _mm256_set1_epi8('"'), backslash = _mm256_set1_epi8('\\'), last = _mm256_set1_epi8(0x1f);
    uint64_t s[2], h[2];
    for (int half = 0; half < 2; half++) {
        __m256i v = _mm256_loadu_si256((const __m256i *)(bytes + 32 * half));
        __m256i control = _mm256_cmpeq_epi8(_mm256_min_epu8(v, last), v);
        __m256i either = _mm256_or_si256(_mm256_cmpeq_epi8(v, quote), _mm256_cmpeq_epi8(v, backslash));
        s[half] = (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(control, either));
        h[half] = (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(v, control));
    }
    *special = s[0] | s[1] << 32;
    *others = h[0] | h[1] << 32;
}

static inline void lf_mark64(const uint8_t *bytes, uint64_t *special, uint64_t *others) {
    const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'), last = _mm_set1_epi8(0x1f);
    uint64_t s = 0, h = 0;
    for (int part = 0; part < 4; part++) {
        __m128i v = _mm_loadu_si128((const __m128i *)(bytes + 16 * part));
        __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(v, last), v);
        __m128i either = _mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, backslash));
        s |= (uint64_t)(uint16_t)_mm_movemask_epi8(_mm_or_si128(control, either)) << (16 * part);
        h |= (uint64_t)(uint16_t)_mm_movemask_epi8(_mm_or_si128(v, control)) << (16 * part);
    }
    *special = s;
    *others = h;
}
#else
/* The high bit of each byte of `marks` as one bit each. */
static inline uint64_t lf_gather(uint64_t marks) { return ((marks >> 7) * 0x0102040810204080ull) >> 56; }

static inline void lf_mark64(const uint8_t *bytes, uint64_t *special, uint64_t *others) {
    const uint64_t low7 = 0x7f7f7f7f7f7f7f7full, ones = 0x0101010101010101ull, highs = 0x8080808080808080ull;
    uint64_t s = 0, h = 0;
    for (int part = 0; part < 8; part++) {
        uint64_t v = 0;
        for (int byte = 0; byte < 8; byte++) v |= (uint64_t)bytes[8 * part + byte] << (8 * byte);
        uint64_t quote = v ^ ones * '"', backslash = v ^ ones * '\\';
        /* Exact in every byte: no carry crosses from one to the next. */
        uint64_t not_control = ((v & low7) + ones * 0x60) | v;
        uint64_t not_quote = ((quote & low7) + low7) | quote;
        uint64_t not_backslash = ((backslash & low7) + low7) | backslash;
        s |= lf_gather(~(not_control & not_quote & not_backslash) & highs) << (8 * part);
        h |= lf_gather((v | ~not_control) & highs) << (8 * part);
    }
    *special = s;
    *others = h;
}
#endif
#endif
