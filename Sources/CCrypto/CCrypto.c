#include "CCrypto.h"

#include <openssl/evp.h>

bool lf_md5(const void *bytes, size_t length, unsigned char digest[16]) {
    return lf_digest(LF_MD5, bytes, length, digest) == 16;
}

size_t lf_digest(lf_digest_algorithm algorithm, const void *bytes, size_t length, void *digest) {
    const EVP_MD *kind = NULL;
    switch (algorithm) {
    case LF_MD5: kind = EVP_md5(); break;
    case LF_SHA1: kind = EVP_sha1(); break;
    case LF_SHA2_256: kind = EVP_sha256(); break;
    case LF_SHA2_512: kind = EVP_sha512(); break;
    case LF_SHA3_256: kind = EVP_sha3_256(); break;
    }
    unsigned int size = 0;
    if (kind == NULL || EVP_MD_size(kind) > 64 || EVP_Digest(bytes, length, digest, &size, kind, NULL) != 1) return 0;
    return size;
}
