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

/// A JPEG of the pixels, or of a JPEG made smaller: by eighths, until its sides are no longer than
/// need be to have `longer` and `shorter` pixels at least. Both by libturbojpeg; the bytes are the
/// caller's, to be freed. A JPEG that would not become smaller gives cpictures_damaged.
int cpictures_jpeg(const struct cpictures_picture *picture, unsigned char **bytes, size_t *count);
int cpictures_smaller_jpeg(const void *bytes, size_t count, int longer, int shorter, size_t most,
                           unsigned char **smaller, size_t *smaller_count, int *width, int *height);

/// The pages of a TIFF, -1 where it is none, and one of them.
int cpictures_tiff_pages(const void *bytes, size_t count);
int cpictures_tiff(const void *bytes, size_t count, int page, size_t most,
                   struct cpictures_picture *picture);
