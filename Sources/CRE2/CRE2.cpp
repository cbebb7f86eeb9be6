#include "CRE2.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>

using re2::RE2;
using re2::StringPiece;

struct lf_re2 {
    RE2 expression;

    lf_re2(const StringPiece &pattern, const RE2::Options &options) : expression(pattern, options) {}
};

static lf_re2_error error_of(RE2::ErrorCode code) {
    switch (code) {
    case RE2::NoError: return LF_RE2_OK;
    case RE2::ErrorBadEscape: return LF_RE2_BAD_ESCAPE;
    case RE2::ErrorBadCharClass: return LF_RE2_BAD_CLASS;
    case RE2::ErrorBadCharRange: return LF_RE2_BAD_RANGE;
    case RE2::ErrorMissingBracket: return LF_RE2_MISSING_BRACKET;
    case RE2::ErrorMissingParen: return LF_RE2_MISSING_PARENTHESIS;
    case RE2::ErrorUnexpectedParen: return LF_RE2_UNEXPECTED_PARENTHESIS;
    case RE2::ErrorTrailingBackslash: return LF_RE2_TRAILING_BACKSLASH;
    case RE2::ErrorRepeatArgument: return LF_RE2_REPEATS_NOTHING;
    case RE2::ErrorRepeatSize: return LF_RE2_BAD_COUNT;
    case RE2::ErrorRepeatOp: return LF_RE2_REPEATS_REPETITION;
    case RE2::ErrorBadPerlOp: return LF_RE2_BAD_GROUP;
    case RE2::ErrorBadUTF8: return LF_RE2_BAD_UTF8;
    case RE2::ErrorBadNamedCapture: return LF_RE2_BAD_NAME;
    case RE2::ErrorPatternTooLarge: return LF_RE2_TOO_LARGE;
    default: return LF_RE2_OTHER;
    }
}

struct lf_re2 *lf_re2_compile(const char *pattern, size_t length, int64_t max_memory, enum lf_re2_error *error,
                              char *part, size_t room) {
    if (room > 0) part[0] = '\0';
    try {
        RE2::Options options;
        options.set_log_errors(false);
        options.set_max_mem(max_memory);
        auto compiled = std::make_unique<lf_re2>(StringPiece(pattern, length), options);
        *error = error_of(compiled->expression.error_code());
        if (*error == LF_RE2_OK) return compiled.release();
        const std::string &argument = compiled->expression.error_arg();
        if (room > 0) {
            size_t shown = std::min(argument.size(), room - 1);
            memcpy(part, argument.data(), shown);
            part[shown] = '\0';
        }
    } catch (...) {
        *error = LF_RE2_NO_MEMORY;
    }
    return nullptr;
}

void lf_re2_free(struct lf_re2 *expression) { delete expression; }

int lf_re2_groups(const struct lf_re2 *expression) { return expression->expression.NumberOfCapturingGroups(); }

const char *lf_re2_group_name(const struct lf_re2 *expression, int group, size_t *length) {
    try {
        const auto &names = expression->expression.CapturingGroupNames();
        auto found = names.find(group);
        if (found == names.end()) return nullptr;
        *length = found->second.size();
        return found->second.data();
    } catch (...) {
        return nullptr;
    }
}

static RE2::Anchor anchor_of(lf_re2_anchor anchor) {
    switch (anchor) {
    case LF_RE2_AT_START: return RE2::ANCHOR_START;
    case LF_RE2_WHOLE: return RE2::ANCHOR_BOTH;
    default: return RE2::UNANCHORED;
    }
}

int lf_re2_match(const struct lf_re2 *expression, const char *text, size_t length, size_t start, size_t end,
                 enum lf_re2_anchor anchor, int32_t *pairs, int count) {
    try {
        // With a null pointer RE2 cannot tell an empty group from one that is not set.
        const char *base = text != nullptr ? text : "";
        constexpr int usual = 65;
        alignas(StringPiece) unsigned char few[usual * sizeof(StringPiece)];
        std::unique_ptr<StringPiece[]> many;
        StringPiece *parts = reinterpret_cast<StringPiece *>(few);
        if (count > usual) {
            many = std::make_unique<StringPiece[]>(count);
            parts = many.get();
        } else {
            for (int group = 0; group < count; group++) new (parts + group) StringPiece();
        }
        if (!expression->expression.Match(StringPiece(base, length), start, end, anchor_of(anchor), parts, count))
            return 0;
        for (int group = 0; group < count; group++) {
            bool is_set = parts[group].data() != nullptr;
            int32_t from = is_set ? static_cast<int32_t>(parts[group].data() - base) : -1;
            pairs[2 * group] = from;
            pairs[2 * group + 1] = is_set ? from + static_cast<int32_t>(parts[group].size()) : -1;
        }
        return 1;
    } catch (...) {
        return 0;
    }
}

const void *lf_find(const void *text, size_t length, const void *part, size_t part_length) {
    return memmem(text, length, part, part_length);
}
