#include "CISAL.h"

#include <isa-l/crc64.h>
#include <isa-l/igzip_lib.h>
#include <stdlib.h>

struct lf_gzip {
    struct isal_zstream stream;
    int level;
    uint32_t buffer_size;
    uint8_t *buffer;
};

static uint32_t buffer_size(int level) {
    switch (level) {
    case 1: return ISAL_DEF_LVL1_DEFAULT;
    case 2: return ISAL_DEF_LVL2_DEFAULT;
    case 3: return ISAL_DEF_LVL3_DEFAULT;
    default: return 0;
    }
}

struct lf_gzip *lf_gzip_create(int level) {
    struct lf_gzip *gzip = malloc(sizeof *gzip);
    if (gzip == NULL) return NULL;
    gzip->level = level;
    gzip->buffer_size = buffer_size(level);
    gzip->buffer = gzip->buffer_size == 0 ? NULL : malloc(gzip->buffer_size);
    if (gzip->buffer_size != 0 && gzip->buffer == NULL) {
        free(gzip);
        return NULL;
    }
    lf_gzip_reset(gzip);
    return gzip;
}

void lf_gzip_free(struct lf_gzip *gzip) {
    if (gzip == NULL) return;
    free(gzip->buffer);
    free(gzip);
}

void lf_gzip_reset(struct lf_gzip *gzip) {
    isal_deflate_init(&gzip->stream);
    gzip->stream.level = (uint32_t)gzip->level;
    gzip->stream.level_buf = gzip->buffer;
    gzip->stream.level_buf_size = gzip->buffer_size;
    gzip->stream.gzip_flag = IGZIP_GZIP;
    gzip->stream.flush = NO_FLUSH;
}

ptrdiff_t lf_gzip_write(struct lf_gzip *gzip, const void *input, size_t length, size_t *consumed, void *output,
                        size_t room, int finish) {
    const size_t most = 1u << 30;
    uint32_t in = (uint32_t)(length < most ? length : most);
    uint32_t out = (uint32_t)(room < most ? room : most);
    gzip->stream.next_in = (uint8_t *)input;
    gzip->stream.avail_in = in;
    gzip->stream.next_out = output;
    gzip->stream.avail_out = out;
    gzip->stream.end_of_stream = finish != 0;
    if (isal_deflate(&gzip->stream) != COMP_OK) return -1;
    *consumed = in - gzip->stream.avail_in;
    return (ptrdiff_t)(out - gzip->stream.avail_out);
}

int lf_gzip_is_finished(const struct lf_gzip *gzip) {
    return gzip->stream.internal_state.state == ZSTATE_END;
}

uint64_t lf_crc64(const void *bytes, size_t length) { return crc64_ecma_refl(0, bytes, length); }
