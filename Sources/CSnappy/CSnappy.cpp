#include "CSnappy.h"

#include <snappy-sinksource.h>
#include <snappy.h>

#include <algorithm>

namespace {

/* What Snappy reads from, piece by piece. */
class Pieces final : public snappy::Source {
public:
    Pieces(size_t length, lf_snappy_next next, void *context) : left_(length), next_(next), context_(context) {}

    size_t Available() const override { return left_; }

    const char *Peek(size_t *length) override {
        if (count_ == 0 && left_ > 0) pull();
        *length = count_;
        return bytes_;
    }

    void Skip(size_t count) override {
        bytes_ += count;
        count_ -= count;
        left_ -= count;
    }

    bool is_short() const { return is_short_; }

private:
    size_t left_;
    lf_snappy_next next_;
    void *context_;
    const char *bytes_ = nullptr;
    size_t count_ = 0;
    bool is_short_ = false;

    void pull() {
        const uint8_t *bytes = nullptr;
        if (!is_short_) count_ = std::min(next_(context_, &bytes), left_);
        bytes_ = reinterpret_cast<const char *>(bytes);
        if (count_ > 0) return;
        // Snappy would ask for ever. What comes of this is thrown away.
        static const char nothing[4096] = {};
        is_short_ = true;
        bytes_ = nothing;
        count_ = std::min(sizeof nothing, left_);
    }
};

}  // namespace

size_t lf_snappy_room(size_t length) { return snappy::MaxCompressedLength(length); }

size_t lf_snappy_compress(size_t length, lf_snappy_next next, void *context, uint8_t *out) {
    try {
        Pieces pieces(length, next, context);
        snappy::UncheckedByteArraySink sink(reinterpret_cast<char *>(out));
        size_t written = snappy::Compress(&pieces, &sink);
        return pieces.is_short() ? 0 : written;
    } catch (...) {
        return 0;
    }
}

int64_t lf_snappy_length(const uint8_t *bytes, size_t count) {
    size_t length = 0;
    if (!snappy::GetUncompressedLength(reinterpret_cast<const char *>(bytes), count, &length)) return -1;
    return static_cast<int64_t>(length);
}

int lf_snappy_uncompress(const uint8_t *bytes, size_t count, uint8_t *out) {
    try {
        return snappy::RawUncompress(reinterpret_cast<const char *>(bytes), count, reinterpret_cast<char *>(out));
    } catch (...) {
        return 0;
    }
}
