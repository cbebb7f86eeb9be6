#include "CCurl.h"

CURLcode lf_easy_set_long(CURL *easy, CURLoption option, long value) { return curl_easy_setopt(easy, option, value); }

CURLcode lf_easy_set_text(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

CURLcode lf_easy_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}

CURLcode lf_easy_set_body(CURL *easy, const void *bytes, size_t length) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
    return code == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_POSTFIELDS, bytes) : code;
}

CURLcode lf_easy_set_blob(CURL *easy, CURLoption option, const void *bytes, size_t length) {
    struct curl_blob blob = {.data = (void *)bytes, .len = length, .flags = CURL_BLOB_COPY};
    return curl_easy_setopt(easy, option, &blob);
}

CURLcode lf_easy_set_sink(CURL *easy, lf_body_callback callback, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
    return code == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, callback) : code;
}

CURLcode lf_easy_set_error_buffer(CURL *easy, char *buffer) {
    return curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, buffer);
}

CURLcode lf_easy_set_tag(CURL *easy, intptr_t tag) { return curl_easy_setopt(easy, CURLOPT_PRIVATE, (void *)tag); }

long lf_easy_status(CURL *easy) {
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

intptr_t lf_easy_tag(CURL *easy) {
    char *tag = NULL;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &tag);
    return (intptr_t)tag;
}

int64_t lf_easy_retry_after(CURL *easy) {
    curl_off_t seconds = 0;
    curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &seconds);
    return seconds;
}

const char *lf_easy_redirect(CURL *easy) {
    char *url = NULL;
    curl_easy_getinfo(easy, CURLINFO_REDIRECT_URL, &url);
    return url;
}

int64_t lf_easy_total_microseconds(CURL *easy) {
    curl_off_t microseconds = 0;
    curl_easy_getinfo(easy, CURLINFO_TOTAL_TIME_T, &microseconds);
    return microseconds;
}

static int count_headers(CURL *easy, curl_infotype type, char *bytes, size_t length, void *counter) {
    (void)easy;
    (void)bytes;
    if (type == CURLINFO_HEADER_OUT) *(int64_t *)counter += (int64_t)length;
    return 0;
}

CURLcode lf_easy_count_headers(CURL *easy, int64_t *counter) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, count_headers);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_DEBUGDATA, counter);
    /* The function above takes the place of what verbose would print. */
    return code == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L) : code;
}

int64_t lf_easy_sent_body(CURL *easy) {
    curl_off_t body = 0;
    curl_easy_getinfo(easy, CURLINFO_SIZE_UPLOAD_T, &body);
    return (int64_t)body;
}

CURL *lf_multi_next_done(CURLM *multi, CURLcode *result) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE) continue;
        *result = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}
