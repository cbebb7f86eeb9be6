#define _GNU_SOURCE
#include "CCrypto.h"

#include <crypt.h>
#include <stdlib.h>
#include <string.h>

bool lf_password_matches(const char *password, const char *hash) {
    /* 32 KiB: too much for the stack of a thread that somebody else made. */
    struct crypt_data *data = calloc(1, sizeof *data);
    if (data == NULL) return false;
    const char *made = crypt_r(password, hash, data);
    /* A hash that is not understood gives "*0" or "*1", never itself. */
    size_t length = strlen(hash);
    unsigned char difference = made == NULL || strlen(made) != length;
    if (!difference) {
        for (size_t i = 0; i < length; i++) difference |= (unsigned char)(made[i] ^ hash[i]);
    }
    explicit_bzero(data, sizeof *data);
    free(data);
    return !difference;
}
