#include "CCrypto.h"

#include <openssl/evp.h>

bool lf_md5(const void *bytes, size_t length, unsigned char digest[16]) {
    unsigned int size = 0;
    return EVP_Digest(bytes, length, digest, &size, EVP_md5(), NULL) == 1 && size == 16;
}
