#define _GNU_SOURCE
#include "include/CLinux.h"

#include <fcntl.h>
#include <iconv.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int clinux_rename_no_replace(int from_directory, const char *from, int to_directory,
                             const char *to) {
  return renameat2(from_directory, from, to_directory, to, RENAME_NOREPLACE);
}

int clinux_open_unnamed(const char *directory, unsigned int mode) {
  return open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, (mode_t)mode);
}

int clinux_link_unnamed(int descriptor, int to_directory, const char *to) {
  char path[40];
  snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
  return linkat(AT_FDCWD, path, to_directory, to, AT_SYMLINK_FOLLOW);
}

int clinux_use_utf8_locale(void) {
  static _Thread_local locale_t own;
  if (!own) own = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  if (!own) return 0;
  uselocale(own);
  return 1;
}

void clinux_start_writeback(int descriptor, long long offset, long long count) {
  (void)sync_file_range(descriptor, offset, count, SYNC_FILE_RANGE_WRITE);
}

long clinux_decode_gb18030(const char *bytes, unsigned long count, char *text, unsigned long room) {
  iconv_t converter = iconv_open("UTF-8", "GB18030");
  if (converter == (iconv_t)-1) return -1;
  char *from = (char *)bytes, *to = text;
  size_t left = count, space = room;
  size_t result = iconv(converter, &from, &left, &to, &space);
  iconv_close(converter);
  return result == (size_t)-1 || left ? -1 : (long)(room - space);
}
