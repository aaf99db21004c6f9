#pragma once
#include <stddef.h>
#include <stdint.h>

/// A decoded picture on white paper: red in the lowest byte of each pixel, row by row from the top.
struct cpictures_picture {
  int width, height;
  uint32_t *pixels;
};

enum {
  cpictures_well = 0,
  cpictures_damaged = 1,
  cpictures_too_large = 2,
  /// The library is not installed.
  cpictures_no_library = 3,
};

/// Decode a file in memory by the library that is loaded for it: cairo (which reads PNG), libtiff,
/// libheif, libwebp. Each returns one of the values above; the pixels are the caller's, to be freed.
int cpictures_png(const void *bytes, size_t count, size_t most, struct cpictures_picture *picture);
int cpictures_heic(const void *bytes, size_t count, size_t most, struct cpictures_picture *picture);
int cpictures_webp(const void *bytes, size_t count, size_t most, struct cpictures_picture *picture);

/// The pages of a TIFF, -1 where it is none, and one of them.
int cpictures_tiff_pages(const void *bytes, size_t count);
int cpictures_tiff(const void *bytes, size_t count, int page, size_t most,
                   struct cpictures_picture *picture);
