/* One pass over a chunk's bytes for all who look for quotes, escapes and line ends in it. */
#include "CPlatform.h"
#include "blocks.h"

#include <string.h>

#if defined(LF_X86)
LF_AVX2 static size_t mark_by_avx2(const uint8_t *bytes, size_t count, uint64_t *special) {
    size_t at = 0;
    uint64_t others;
    for (; at + 64 <= count; at += 64) lf_mark64_by_avx2(bytes + at, special + at / 64, &others);
    return at;
}
#endif

void lf_mark_bytes(const uint8_t *bytes, size_t count, uint64_t *special) {
    size_t at = 0;
    uint64_t others;
#if defined(LF_X86)
    if (lf_has_avx2()) at = mark_by_avx2(bytes, count, special);
#endif
    for (; at + 64 <= count; at += 64) lf_mark64(bytes + at, special + at / 64, &others);
    uint8_t rest[64];
    memset(rest, ' ', sizeof rest);
    memcpy(rest, bytes + at, count - at);
    lf_mark64(rest, special + at / 64, &others);
}
