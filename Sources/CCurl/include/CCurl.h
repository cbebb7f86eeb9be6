/* libcurl's multi interface; its variadic calls behind typed functions. See libcurl-multi(3). */
#ifndef LOGFERRY_CCURL_H
#define LOGFERRY_CCURL_H

#include <curl/curl.h>
#include <stddef.h>
#include <stdint.h>

/* Called with each piece of a response's body; returns size * count, see CURLOPT_WRITEFUNCTION(3). */
typedef size_t (*lf_body_callback)(char *bytes, size_t size, size_t count, void *context);

CURLcode lf_easy_set_long(CURL *easy, CURLoption option, long value);
CURLcode lf_easy_set_text(CURL *easy, CURLoption option, const char *value);
CURLcode lf_easy_set_list(CURL *easy, CURLoption option, struct curl_slist *value);
/* The body is not copied and must stay until the transfer ends. */
CURLcode lf_easy_set_body(CURL *easy, const void *bytes, size_t length);
/* Contents of a file that libcurl would else read by itself; copied. */
CURLcode lf_easy_set_blob(CURL *easy, CURLoption option, const void *bytes, size_t length);
CURLcode lf_easy_set_sink(CURL *easy, lf_body_callback callback, void *context);
CURLcode lf_easy_set_error_buffer(CURL *easy, char *buffer);
CURLcode lf_easy_set_tag(CURL *easy, intptr_t tag);

long lf_easy_status(CURL *easy);
intptr_t lf_easy_tag(CURL *easy);
/* Seconds of a Retry-After header, 0 without one. */
int64_t lf_easy_retry_after(CURL *easy);
/* Where a redirect leads, NULL if there was none; valid as long as the handle. */
const char *lf_easy_redirect(CURL *easy);
int64_t lf_easy_total_microseconds(CURL *easy);
/*
 * Adds the bytes of request headers that are sent to `*counter`, which must stay until the transfer ends.
 * CURLINFO_REQUEST_SIZE(3) does not tell: some versions add what went in one packet with the headers.
 */
CURLcode lf_easy_count_headers(CURL *easy, int64_t *counter);
/* Bytes of request body that were sent. */
int64_t lf_easy_sent_body(CURL *easy);

/* The next transfer that ended, NULL if none; its result in `*result`. */
CURL *lf_multi_next_done(CURLM *multi, CURLcode *result);

#endif
