/* Digests of libcrypto (OpenSSL), see EVP_Digest(3), without its headers, which are large; and hashes of passwords, see
   crypt(3), of libcrypt. */
#ifndef LOGFERRY_CCRYPTO_H
#define LOGFERRY_CCRYPTO_H

#include <stdbool.h>
#include <stddef.h>

/* The MD5 of some bytes; false where the system forbids MD5. */
bool lf_md5(const void *bytes, size_t length, unsigned char digest[16]);

typedef enum { LF_MD5, LF_SHA1, LF_SHA2_256, LF_SHA2_512, LF_SHA3_256 } lf_digest_algorithm;

/* A digest of some bytes, of at most 64 bytes; returns its length, 0 where the system does not have it. */
size_t lf_digest(lf_digest_algorithm algorithm, const void *bytes, size_t length, void *digest);

/* Whether a password is the one that a hash of crypt(5) was made of. Takes as long as the hash asks for, and as long for
   another password as for the right one. */
bool lf_password_matches(const char *password, const char *hash);

#endif
