#include "include/CPictures.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

static void *open_library(const char *const *names) {
  for (; *names; names++) {
    void *library = dlopen(*names, RTLD_LAZY | RTLD_LOCAL);
    if (library) return library;
  }
  return NULL;
}

#define FIND(library, name) \
  if (!(name = (__typeof__(name))dlsym(library, #name))) return cpictures_no_library

struct memory {
  const unsigned char *bytes;
  size_t count, place;
};

static int begin(struct cpictures_picture *picture, long width, long height, size_t most) {
  if (width <= 0 || height <= 0) return cpictures_damaged;
  if ((size_t)width > most / (size_t)height) return cpictures_too_large;
  picture->width = (int)width;
  picture->height = (int)height;
  picture->pixels = malloc((size_t)width * (size_t)height * sizeof *picture->pixels);
  return picture->pixels ? cpictures_well : cpictures_too_large;
}

static uint32_t on_white(unsigned value, unsigned alpha) { return value + (255 - alpha); }

// MARK: PNG (cairo-png.c)

static int read_png(void *closure, unsigned char *data, unsigned int length) {
  struct memory *memory = closure;
  if (length > memory->count - memory->place) return 10;  // CAIRO_STATUS_READ_ERROR
  memcpy(data, memory->bytes + memory->place, length);
  memory->place += length;
  return 0;
}

int cpictures_png(const void *bytes, size_t count, size_t most, struct cpictures_picture *picture) {
  void *(*cairo_image_surface_create_from_png_stream)(int (*)(void *, unsigned char *, unsigned),
                                                      void *);
  int (*cairo_surface_status)(void *);
  unsigned char *(*cairo_image_surface_get_data)(void *);
  int (*cairo_image_surface_get_width)(void *);
  int (*cairo_image_surface_get_height)(void *);
  int (*cairo_image_surface_get_stride)(void *);
  int (*cairo_image_surface_get_format)(void *);
  void (*cairo_surface_destroy)(void *);
  void *library = open_library((const char *const[]){"libcairo.so.2", NULL});
  if (!library) return cpictures_no_library;
  FIND(library, cairo_image_surface_create_from_png_stream);
  FIND(library, cairo_surface_status);
  FIND(library, cairo_image_surface_get_data);
  FIND(library, cairo_image_surface_get_width);
  FIND(library, cairo_image_surface_get_height);
  FIND(library, cairo_image_surface_get_stride);
  FIND(library, cairo_image_surface_get_format);
  FIND(library, cairo_surface_destroy);
  const unsigned char *file = bytes;
  if (count < 33) return cpictures_damaged;
  uint64_t width = (uint64_t)file[16] << 24 | file[17] << 16 | file[18] << 8 | file[19];
  uint64_t height = (uint64_t)file[20] << 24 | file[21] << 16 | file[22] << 8 | file[23];
  if (width * height > most) return cpictures_too_large;
  struct memory memory = {bytes, count, 0};
  void *surface = cairo_image_surface_create_from_png_stream(read_png, &memory);
  int result = cpictures_damaged;
  // CAIRO_FORMAT_ARGB32 is 0, RGB24 is 1.
  if (cairo_surface_status(surface) == 0 && cairo_image_surface_get_format(surface) <= 1) {
    int has_alpha = cairo_image_surface_get_format(surface) == 0;
    result = begin(picture, cairo_image_surface_get_width(surface),
                   cairo_image_surface_get_height(surface), most);
    const unsigned char *data = cairo_image_surface_get_data(surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    for (int y = 0; result == cpictures_well && y < picture->height; y++) {
      const uint32_t *row = (const uint32_t *)(data + stride * (size_t)y);
      for (int x = 0; x < picture->width; x++) {
        // Colours are multiplied by alpha already.
        uint32_t pixel = row[x], alpha = has_alpha ? pixel >> 24 : 255;
        picture->pixels[(size_t)y * (size_t)picture->width + (size_t)x] =
            on_white(pixel >> 16 & 255, alpha) | on_white(pixel >> 8 & 255, alpha) << 8 |
            on_white(pixel & 255, alpha) << 16;
      }
    }
  }
  cairo_surface_destroy(surface);
  return result;
}

// MARK: TIFF (tiffio.h)

static long read_tiff(void *handle, void *data, long length) {
  struct memory *memory = handle;
  if (length < 0 || memory->place >= memory->count) return 0;
  size_t rest = memory->count - memory->place, wanted = (size_t)length;
  if (wanted > rest) wanted = rest;
  memcpy(data, memory->bytes + memory->place, wanted);
  memory->place += wanted;
  return (long)wanted;
}

static long write_tiff(void *handle, void *data, long length) {
  (void)handle, (void)data, (void)length;
  return 0;
}

static uint64_t seek_tiff(void *handle, uint64_t offset, int whence) {
  struct memory *memory = handle;
  uint64_t base = whence == 0 ? 0 : whence == 1 ? memory->place : memory->count;
  memory->place = (size_t)(base + offset);
  return memory->place;
}

static int close_tiff(void *handle) {
  (void)handle;
  return 0;
}

static uint64_t size_tiff(void *handle) { return ((struct memory *)handle)->count; }

/// Opens a TIFF; page -1 counts its pages into *pages, another one is read into the picture.
static int tiff(const void *bytes, size_t count, int page, size_t most, int *pages,
                struct cpictures_picture *picture) {
  void *(*TIFFClientOpen)(const char *, const char *, void *, long (*)(void *, void *, long),
                          long (*)(void *, void *, long), uint64_t (*)(void *, uint64_t, int),
                          int (*)(void *), uint64_t (*)(void *), void *, void *);
  void (*TIFFClose)(void *);
  void *(*TIFFSetErrorHandler)(void *);
  void *(*TIFFSetWarningHandler)(void *);
  int (*TIFFReadDirectory)(void *);
  int (*TIFFGetField)(void *, uint32_t, ...);
  int (*TIFFReadRGBAImageOriented)(void *, uint32_t, uint32_t, uint32_t *, int, int);
  void *library = open_library((const char *const[]){"libtiff.so.6", "libtiff.so.5", NULL});
  if (!library) return cpictures_no_library;
  FIND(library, TIFFClientOpen);
  FIND(library, TIFFClose);
  FIND(library, TIFFSetErrorHandler);
  FIND(library, TIFFSetWarningHandler);
  FIND(library, TIFFReadDirectory);
  FIND(library, TIFFGetField);
  FIND(library, TIFFReadRGBAImageOriented);
  TIFFSetErrorHandler(NULL);
  TIFFSetWarningHandler(NULL);
  struct memory memory = {bytes, count, 0};
  // m: not mapped, since the bytes are in memory already.
  void *file = TIFFClientOpen("", "rm", &memory, read_tiff, write_tiff, seek_tiff, close_tiff,
                              size_tiff, NULL, NULL);
  if (!file) return cpictures_damaged;
  enum { most_pages = 2000, image_width = 256, image_length = 257 };
  int result = cpictures_damaged, index = 0;
  if (page < 0) {
    do index++;
    while (index < most_pages && TIFFReadDirectory(file));
    *pages = index;
    result = cpictures_well;
  } else {
    while (index < page && TIFFReadDirectory(file)) index++;
    uint32_t width = 0, height = 0;
    if (index == page && TIFFGetField(file, image_width, &width) &&
        TIFFGetField(file, image_length, &height) && width < 1u << 24 && height < 1u << 24) {
      result = begin(picture, (long)width, (long)height, most);
      // ORIENTATION_TOPLEFT; 1 stops at the first error.
      if (result == cpictures_well &&
          !TIFFReadRGBAImageOriented(file, width, height, picture->pixels, 1, 1)) {
        free(picture->pixels);
        picture->pixels = NULL;
        result = cpictures_damaged;
      }
    }
  }
  TIFFClose(file);
  return result;
}

int cpictures_tiff_pages(const void *bytes, size_t count) {
  int pages = -1;
  int result = tiff(bytes, count, -1, 0, &pages, NULL);
  return result == cpictures_well ? pages : result == cpictures_no_library ? -2 : -1;
}

int cpictures_tiff(const void *bytes, size_t count, int page, size_t most,
                   struct cpictures_picture *picture) {
  return tiff(bytes, count, page, most, NULL, picture);
}

// MARK: HEIC (heif.h)

struct heif_error {
  int code, subcode;
  const char *message;
};

int cpictures_heic(const void *bytes, size_t count, size_t most,
                   struct cpictures_picture *picture) {
  void *(*heif_context_alloc)(void);
  void (*heif_context_free)(void *);
  struct heif_error (*heif_context_read_from_memory_without_copy)(void *, const void *, size_t,
                                                                  const void *);
  struct heif_error (*heif_context_get_primary_image_handle)(void *, void **);
  void (*heif_image_handle_release)(void *);
  int (*heif_image_handle_get_width)(void *);
  int (*heif_image_handle_get_height)(void *);
  struct heif_error (*heif_decode_image)(void *, void **, int, int, void *);
  int (*heif_image_get_width)(void *, int);
  int (*heif_image_get_height)(void *, int);
  const uint8_t *(*heif_image_get_plane_readonly)(void *, int, int *);
  void (*heif_image_release)(void *);
  void *library = open_library((const char *const[]){"libheif.so.1", NULL});
  if (!library) return cpictures_no_library;
  FIND(library, heif_context_alloc);
  FIND(library, heif_context_free);
  FIND(library, heif_context_read_from_memory_without_copy);
  FIND(library, heif_context_get_primary_image_handle);
  FIND(library, heif_image_handle_release);
  FIND(library, heif_image_handle_get_width);
  FIND(library, heif_image_handle_get_height);
  FIND(library, heif_decode_image);
  FIND(library, heif_image_get_width);
  FIND(library, heif_image_get_height);
  FIND(library, heif_image_get_plane_readonly);
  FIND(library, heif_image_release);
  enum { colours_rgb = 1, chroma_interleaved_rgb = 10, channel_interleaved = 10 };
  void *context = heif_context_alloc(), *handle = NULL, *image = NULL;
  int result = cpictures_damaged;
  if (context &&
      heif_context_read_from_memory_without_copy(context, bytes, count, NULL).code == 0 &&
      heif_context_get_primary_image_handle(context, &handle).code == 0) {
    uint64_t width = (uint64_t)heif_image_handle_get_width(handle);
    uint64_t height = (uint64_t)heif_image_handle_get_height(handle);
    if (width * height > most)
      result = cpictures_too_large;
    else if (heif_decode_image(handle, &image, colours_rgb, chroma_interleaved_rgb, NULL).code == 0) {
      int stride = 0;
      const uint8_t *plane = heif_image_get_plane_readonly(image, channel_interleaved, &stride);
      if (plane)
        result = begin(picture, heif_image_get_width(image, channel_interleaved),
                       heif_image_get_height(image, channel_interleaved), most);
      for (int y = 0; result == cpictures_well && y < picture->height; y++)
        for (int x = 0; x < picture->width; x++) {
          const uint8_t *pixel = plane + (size_t)y * (size_t)stride + (size_t)x * 3;
          picture->pixels[(size_t)y * (size_t)picture->width + (size_t)x] =
              pixel[0] | (uint32_t)pixel[1] << 8 | (uint32_t)pixel[2] << 16;
        }
    }
  }
  if (image) heif_image_release(image);
  if (handle) heif_image_handle_release(handle);
  if (context) heif_context_free(context);
  return result;
}

// MARK: WebP (decode.h)

int cpictures_webp(const void *bytes, size_t count, size_t most,
                   struct cpictures_picture *picture) {
  int (*WebPGetInfo)(const uint8_t *, size_t, int *, int *);
  uint8_t *(*WebPDecodeRGBA)(const uint8_t *, size_t, int *, int *);
  void (*WebPFree)(void *);
  void *library = open_library((const char *const[]){"libwebp.so.7", "libwebp.so.6", NULL});
  if (!library) return cpictures_no_library;
  FIND(library, WebPGetInfo);
  FIND(library, WebPDecodeRGBA);
  FIND(library, WebPFree);
  int width = 0, height = 0;
  if (!WebPGetInfo(bytes, count, &width, &height)) return cpictures_damaged;
  if ((uint64_t)width * (uint64_t)height > most) return cpictures_too_large;
  uint8_t *decoded = WebPDecodeRGBA(bytes, count, &width, &height);
  if (!decoded) return cpictures_damaged;
  int result = begin(picture, width, height, most);
  for (size_t i = 0; result == cpictures_well && i < (size_t)width * (size_t)height; i++) {
    const uint8_t *pixel = decoded + i * 4;
    unsigned alpha = pixel[3];
    picture->pixels[i] = on_white(pixel[0] * alpha / 255, alpha) |
                         on_white(pixel[1] * alpha / 255, alpha) << 8 |
                         on_white(pixel[2] * alpha / 255, alpha) << 16;
  }
  WebPFree(decoded);
  return result;
}

// MARK: JPEG (turbojpeg.h of libjpeg-turbo 2.1)

typedef void *tjhandle;
enum { TJPF_RGB = 0, TJPF_RGBX = 2, TJPF_GRAY = 6 };
enum { TJSAMP_420 = 2, TJSAMP_GRAY = 3 };
enum { TJCS_RGB = 0, TJCS_YCbCr = 1, TJCS_GRAY = 2 };
enum { TJFLAG_STOPONWARNING = 8192, TJFLAG_LIMITSCANS = 32768 };

// What print at 150 dpi does not show.
static const int quality = 80;

struct turbojpeg {
  tjhandle (*tjInitCompress)(void);
  tjhandle (*tjInitDecompress)(void);
  int (*tjDestroy)(tjhandle);
  void (*tjFree)(unsigned char *);
  int (*tjCompress2)(tjhandle, const unsigned char *, int, int, int, int, unsigned char **,
                     unsigned long *, int, int, int);
  int (*tjDecompressHeader3)(tjhandle, const unsigned char *, unsigned long, int *, int *, int *,
                             int *);
  int (*tjDecompress2)(tjhandle, const unsigned char *, unsigned long, unsigned char *, int, int,
                       int, int, int);
};

static int find_turbojpeg(struct turbojpeg *turbo) {
  void *library = open_library((const char *const[]){"libturbojpeg.so.0", NULL});
  if (!library) return cpictures_no_library;
#define OF_TURBO(name) \
  if (!(turbo->name = (__typeof__(turbo->name))dlsym(library, #name))) return cpictures_no_library
  OF_TURBO(tjInitCompress);
  OF_TURBO(tjInitDecompress);
  OF_TURBO(tjDestroy);
  OF_TURBO(tjFree);
  OF_TURBO(tjCompress2);
  OF_TURBO(tjDecompressHeader3);
  OF_TURBO(tjDecompress2);
  return cpictures_well;
}

static int compress(const struct turbojpeg *turbo, const unsigned char *pixels, int width,
                    int height, int format, unsigned char **bytes, size_t *count) {
  tjhandle handle = turbo->tjInitCompress();
  if (!handle) return cpictures_too_large;
  unsigned char *made = NULL;
  unsigned long length = 0;
  int failed = turbo->tjCompress2(handle, pixels, width, 0, height, format, &made, &length,
                                  format == TJPF_GRAY ? TJSAMP_GRAY : TJSAMP_420, quality, 0);
  turbo->tjDestroy(handle);
  *bytes = failed ? NULL : malloc(length ? length : 1);
  if (*bytes) memcpy(*bytes, made, *count = length);
  if (made) turbo->tjFree(made);
  return *bytes ? cpictures_well : cpictures_too_large;
}

int cpictures_jpeg(const struct cpictures_picture *picture, unsigned char **bytes, size_t *count) {
  struct turbojpeg turbo;
  if (find_turbojpeg(&turbo) != cpictures_well) return cpictures_no_library;
  return compress(&turbo, (const unsigned char *)picture->pixels, picture->width, picture->height,
                  TJPF_RGBX, bytes, count);
}

int cpictures_smaller_jpeg(const void *bytes, size_t count, int longer, int shorter, size_t most,
                           unsigned char **smaller, size_t *smaller_count, int *width,
                           int *height) {
  struct turbojpeg turbo;
  if (find_turbojpeg(&turbo) != cpictures_well) return cpictures_no_library;
  tjhandle handle = turbo.tjInitDecompress();
  if (!handle) return cpictures_too_large;
  int result = cpictures_damaged, wide, high, sampling, colours;
  unsigned char *pixels = NULL;
  if (turbo.tjDecompressHeader3(handle, bytes, count, &wide, &high, &sampling, &colours)) goto end;
  if (colours != TJCS_RGB && colours != TJCS_YCbCr && colours != TJCS_GRAY) goto end;
  if (wide <= 0 || high <= 0) goto end;
  int eighths = 1;
  for (; eighths < 8; eighths++) {
    long most_of = ((long)(wide > high ? wide : high) * eighths + 7) / 8;
    long least_of = ((long)(wide > high ? high : wide) * eighths + 7) / 8;
    if (most_of >= longer && least_of >= shorter) break;
  }
  if (eighths == 8) goto end;
  // TJSCALED of turbojpeg.h.
  *width = (int)(((long)wide * eighths + 7) / 8);
  *height = (int)(((long)high * eighths + 7) / 8);
  if ((size_t)*width > most / (size_t)*height) {
    result = cpictures_too_large;
    goto end;
  }
  int format = colours == TJCS_GRAY ? TJPF_GRAY : TJPF_RGB;
  int samples = format == TJPF_GRAY ? 1 : 3;
  pixels = malloc((size_t)*width * (size_t)*height * samples);
  if (!pixels) {
    result = cpictures_too_large;
    goto end;
  }
  if (turbo.tjDecompress2(handle, bytes, count, pixels, *width, 0, *height, format,
                          TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS))
    goto end;
  result = compress(&turbo, pixels, *width, *height, format, smaller, smaller_count);
  if (result == cpictures_well && *smaller_count >= count) {
    free(*smaller);
    *smaller = NULL;
    result = cpictures_damaged;
  }
end:
  free(pixels);
  turbo.tjDestroy(handle);
  return result;
}
