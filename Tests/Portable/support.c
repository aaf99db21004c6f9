// What Swift's runtime calls, and neither the standard library for wasm32 nor wasi-libc has.

#include <stdint.h>

double strtod(const char *, char **);

const char *_swift_stdlib_strtod_clocale(const char *text, double *value) {
  char *end;
  *value = strtod(text, &end);
  return end;
}

uintptr_t __stack_chk_guard = 0x5BD1E995;

void __stack_chk_fail(void) { __builtin_trap(); }

/* The product of two numbers of 128 bits, of which the processor multiplies 64. */
__int128 __multi3(__int128 left, __int128 right) {
  uint64_t a = (uint64_t)left, b = (uint64_t)right;
  uint64_t a0 = (uint32_t)a, a1 = a >> 32, b0 = (uint32_t)b, b1 = b >> 32;
  uint64_t low = a0 * b0, middle = a1 * b0 + (low >> 32), other = a0 * b1 + (uint32_t)middle;
  uint64_t high = a1 * b1 + (middle >> 32) + (other >> 32);
  high += a * (uint64_t)(right >> 64) + (uint64_t)(left >> 64) * b;
  return (__int128)(((unsigned __int128)high << 64) | (other << 32 | (uint32_t)low));
}
