/* Digests of libcrypto (OpenSSL), see EVP_Digest(3), without its headers, which are large. */
#ifndef LOGFERRY_CCRYPTO_H
#define LOGFERRY_CCRYPTO_H

#include <stdbool.h>
#include <stddef.h>

/* The MD5 of some bytes; false where the system forbids MD5. */
bool lf_md5(const void *bytes, size_t length, unsigned char digest[16]);

#endif
