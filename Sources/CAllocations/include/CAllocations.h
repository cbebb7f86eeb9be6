/* Counts what the program allocates: whatever links this has malloc(3) and its kin counted. */
#ifndef LOGFERRY_CALLOCATIONS_H
#define LOGFERRY_CALLOCATIONS_H

#include <stdint.h>

/* How often memory was allocated or moved since the start, by any thread. */
uint64_t lf_allocations(void);

#endif
