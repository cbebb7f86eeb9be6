/* libFuzzer as a library: https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library */
#ifndef LOGFERRY_CFUZZER_H
#define LOGFERRY_CFUZZER_H

#include <stddef.h>
#include <stdint.h>

/* Takes its options out of the arguments and calls back with inputs until it has seen enough. */
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));

#endif
