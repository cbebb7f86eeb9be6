/* A message must not end up in a file that happened to get a standard stream's number. */
#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

void lf_fill_descriptors(int first, int last) {
    for (int descriptor = first; descriptor <= last; descriptor++) {
        if (fcntl(descriptor, F_GETFD) != -1 || errno != EBADF) continue;
        int null = open("/dev/null", O_RDWR);
        if (null == -1 || null == descriptor) continue;
        dup2(null, descriptor);
        close(null);
    }
}

/* Before main: Swift's executor opens descriptors of its own on the way there. */
__attribute__((constructor)) static void fill_standard_streams(void) {
    lf_fill_descriptors(STDIN_FILENO, STDERR_FILENO);
}
