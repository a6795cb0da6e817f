/* What a fuzz target offers, to libFuzzer and to replay.c. */
#ifndef WMILOG_TESTS_FUZZ_TARGET_H
#define WMILOG_TESTS_FUZZ_TARGET_H
#include <stddef.h>
#include <stdint.h>

/* Runs the target over one input; returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#endif
