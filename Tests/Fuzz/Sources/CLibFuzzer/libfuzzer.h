#include <stddef.h>
#include <stdint.h>

// https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library
int LLVMFuzzerRunDriver(int *count, char ***arguments,
                        int (*test)(const uint8_t *input, size_t length));

// Changes an input by the search's own means; gives its new length.
size_t LLVMFuzzerMutate(uint8_t *input, size_t length, size_t limit);
