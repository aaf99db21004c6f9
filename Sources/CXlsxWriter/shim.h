#pragma once
#include <stdio.h>
#include <xlsxwriter.h>

// What the library prints goes to C's stream for errors; one at a time may exchange it.
static inline FILE *evpack_exchange_stderr(FILE *stream) {
  FILE *shown = stderr;
  stderr = stream;
  return shown;
}
