#include "CMaxMindDB.h"

#include <errno.h>
#include <maxminddb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

struct lf_mmdb {
    MMDB_s database;
};

struct lf_mmdb *lf_mmdb_open(const char *path, const char **error) {
    struct lf_mmdb *opened = calloc(1, sizeof *opened);
    if (opened == NULL) {
        *error = strerror(ENOMEM);
        return NULL;
    }
    errno = 0;
    int status = MMDB_open(path, MMDB_MODE_MMAP, &opened->database);
    if (status == MMDB_SUCCESS) return opened;
    int is_file = status == MMDB_FILE_OPEN_ERROR || status == MMDB_IO_ERROR;
    *error = is_file && errno != 0 ? strerror(errno) : MMDB_strerror(status);
    free(opened);
    return NULL;
}

void lf_mmdb_close(struct lf_mmdb *database) {
    MMDB_close(&database->database);
    free(database);
}

const char *lf_mmdb_type(const struct lf_mmdb *database) {
    const char *type = database->database.metadata.database_type;
    return type != NULL ? type : "";
}

int lf_mmdb_find(const struct lf_mmdb *database, const uint8_t *address, size_t length, uint32_t *record) {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } socket;
    memset(&socket, 0, sizeof socket);
    if (length == sizeof socket.v4.sin_addr) {
        socket.v4.sin_family = AF_INET;
        memcpy(&socket.v4.sin_addr, address, length);
    } else if (length == sizeof socket.v6.sin6_addr) {
        socket.v6.sin6_family = AF_INET6;
        memcpy(&socket.v6.sin6_addr, address, length);
    } else {
        return 0;
    }
    int status = MMDB_SUCCESS;
    MMDB_lookup_result_s found = MMDB_lookup_sockaddr(&database->database, &socket.any, &status);
    if (status != MMDB_SUCCESS || !found.found_entry) return 0;
    *record = found.entry.offset;
    return 1;
}

struct lf_mmdb_value lf_mmdb_value(const struct lf_mmdb *database, uint32_t record, const char *const *path) {
    struct lf_mmdb_value value = {LF_MMDB_NOTHING, NULL, 0, 0, 0};
    MMDB_entry_s entry = {&database->database, record};
    MMDB_entry_data_s data;
    if (MMDB_aget_value(&entry, &data, path) != MMDB_SUCCESS || !data.has_data) return value;
    switch (data.type) {
    case MMDB_DATA_TYPE_UTF8_STRING:
        value.kind = LF_MMDB_TEXT;
        value.text = data.utf8_string;
        value.length = data.data_size;
        break;
    case MMDB_DATA_TYPE_UINT16:
        value.kind = LF_MMDB_UNSIGNED;
        value.number = data.uint16;
        break;
    case MMDB_DATA_TYPE_UINT32:
        value.kind = LF_MMDB_UNSIGNED;
        value.number = data.uint32;
        break;
    case MMDB_DATA_TYPE_UINT64:
        value.kind = LF_MMDB_UNSIGNED;
        value.number = data.uint64;
        break;
    case MMDB_DATA_TYPE_DOUBLE:
        value.kind = LF_MMDB_DOUBLE;
        value.fraction = data.double_value;
        break;
    case MMDB_DATA_TYPE_FLOAT:
        value.kind = LF_MMDB_DOUBLE;
        value.fraction = data.float_value;
        break;
    default: break;
    }
    return value;
}
