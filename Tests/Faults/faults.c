// Makes a system call fail, or the process die, at a chosen moment (LD_PRELOAD).
//
// Calls on files below FAULT_ROOT are numbered as they come, from 1, over all threads and over the
// children of the process. FAULT_CALLS names a file of 128 KiB that takes the number, in eight
// bytes, and the name of each call in 32; it is shared memory, since a child may not write files.
//   FAULT_AT=N         the call that goes wrong
//   FAULT_KIND         error   the call fails, EIO where it reads and ENOSPC where it writes, and so
//                              do all later ones of its name: a broken or full disk stays one
//                      once    it fails, and later ones don't
//                      kill    SIGKILL before the call
//                      short   a read or write moves one byte and no more
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { none, failing, once, dying, cut_short };

static const char *root;
static size_t root_length;
static long at;
static enum kind kind;
static _Thread_local int inside;

enum { name_length = 32, most_calls = 4095 };

static char broken[name_length];
static struct {
  atomic_long count;
  char unused[name_length - sizeof(atomic_long)];
  char names[most_calls][name_length];
} *calls;

__attribute__((constructor)) static void begin(void) {
  root = getenv("FAULT_ROOT");
  if (!root) return;
  root_length = strlen(root);
  const char *text = getenv("FAULT_AT");
  at = text ? atol(text) : 0;
  text = getenv("FAULT_KIND");
  const char *names[] = {"", "error", "once", "kill", "short"};
  for (int i = 1; text && i < 5; i++)
    if (!strcmp(text, names[i])) kind = (enum kind)i;
  inside = 1;
  const char *numbers = getenv("FAULT_CALLS");
  int file = open(numbers ? numbers : "/dev/null", O_RDWR | O_CLOEXEC);
  void *memory = file < 0 ? MAP_FAILED : mmap(NULL, sizeof *calls, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory != MAP_FAILED) calls = memory;
  inside = 0;
}

static int below_root(const char *path) {
  return !strncmp(path, root, root_length) && (path[root_length] == '/' || !path[root_length]);
}

static int concerns(int directory, const char *path) {
  if (!calls || inside) return 0;
  char whole[PATH_MAX + 64], link[64];
  if (path && path[0] == '/') return below_root(path);
  if (directory == AT_FDCWD) {
    inside = 1;
    int in_root = getcwd(whole, sizeof whole) && below_root(whole);
    inside = 0;
    return in_root;
  }
  snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
  inside = 1;
  ssize_t length = readlink(link, whole, sizeof whole - 1);
  inside = 0;
  if (length < 0) return 0;
  whole[length] = 0;
  return below_root(whole);
}

// What is to happen to this call, which is counted.
static enum kind verdict(const char *name, int directory, const char *path) {
  int code = errno;
  int is_concerned = concerns(directory, path);
  errno = code;
  if (!is_concerned) return none;
  long number = atomic_fetch_add(&calls->count, 1) + 1;
  if (kind == failing && broken[0] && !strcmp(broken, name)) return failing;
  if (number <= most_calls) strncpy(calls->names[number - 1], name, name_length - 1);
  if (number != at) return none;
  if (kind == dying) kill(getpid(), SIGKILL);
  if (kind == failing) strncpy(broken, name, sizeof broken - 1);
  return kind;
}

#define REAL(name) static typeof(name) *real; if (!real) real = (typeof(name) *)dlsym(RTLD_NEXT, #name)
#define FAILS(what) (what == failing || what == once)

// A call that takes a path or works on a directory.
#define CALL(type, name, parameters, arguments, directory, path, code, failed)              \
  type name parameters {                                                                    \
    REAL(name);                                                                             \
    enum kind what = verdict(#name, directory, path);                                       \
    if (FAILS(what)) return errno = code, (type)failed;                                     \
    return real arguments;                                                     \
  }

CALL(int, mkdir, (const char *p, mode_t m), (p, m), AT_FDCWD, p, ENOSPC, -1)
CALL(int, mkdirat, (int d, const char *p, mode_t m), (d, p, m), d, p, ENOSPC, -1)
CALL(int, rmdir, (const char *p), (p), AT_FDCWD, p, EIO, -1)
CALL(int, unlink, (const char *p), (p), AT_FDCWD, p, EIO, -1)
CALL(int, unlinkat, (int d, const char *p, int f), (d, p, f), d, p, EIO, -1)
CALL(int, remove, (const char *p), (p), AT_FDCWD, p, EIO, -1)
CALL(int, rename, (const char *a, const char *b), (a, b), AT_FDCWD, b, EIO, -1)
CALL(int, renameat, (int c, const char *a, int d, const char *b), (c, a, d, b), d, b, EIO, -1)
CALL(int, renameat2, (int c, const char *a, int d, const char *b, unsigned f), (c, a, d, b, f), d, b, EIO, -1)
CALL(int, linkat, (int c, const char *a, int d, const char *b, int f), (c, a, d, b, f), d, b, ENOSPC, -1)
CALL(int, fsync, (int d), (d), d, NULL, EIO, -1)
CALL(int, fdatasync, (int d), (d), d, NULL, EIO, -1)
CALL(int, syncfs, (int d), (d), d, NULL, EIO, -1)
CALL(int, flock, (int d, int o), (d, o), d, NULL, ENOLCK, -1)
CALL(int, fchmod, (int d, mode_t m), (d, m), d, NULL, EIO, -1)
CALL(int, ftruncate, (int d, off_t n), (d, n), d, NULL, EIO, -1)
CALL(int, ftruncate64, (int d, off64_t n), (d, n), d, NULL, EIO, -1)
CALL(int, posix_fallocate, (int d, off_t o, off_t n), (d, o, n), d, NULL, 0, ENOSPC)
CALL(int, fallocate, (int d, int m, off_t o, off_t n), (d, m, o, n), d, NULL, ENOSPC, -1)
CALL(int, fstat, (int d, struct stat *s), (d, s), d, NULL, EIO, -1)
CALL(int, stat, (const char *p, struct stat *s), (p, s), AT_FDCWD, p, EIO, -1)
CALL(int, lstat, (const char *p, struct stat *s), (p, s), AT_FDCWD, p, EIO, -1)
CALL(int, fstatat, (int d, const char *p, struct stat *s, int f), (d, p, s, f), d, p, EIO, -1)
CALL(int, access, (const char *p, int m), (p, m), AT_FDCWD, p, EIO, -1)
CALL(DIR *, fdopendir, (int d), (d), d, NULL, EIO, 0)
CALL(DIR *, opendir, (const char *p), (p), AT_FDCWD, p, EIO, 0)

// readdir(3) tells an error by errno alone.
#define LISTING(type, name)                                       \
  type name(DIR *stream) {                                        \
    REAL(name);                                                   \
    enum kind what = verdict("readdir", dirfd(stream), NULL);     \
    if (FAILS(what)) return errno = EIO, (type)0;                 \
    return real(stream);                             \
  }
LISTING(struct dirent *, readdir)
LISTING(struct dirent64 *, readdir64)

#define OPENING(name, parameters, arguments, directory, path)                              \
  int name parameters {                                                                    \
    REAL(name);                                                                            \
    mode_t mode = 0;                                                                       \
    if (flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE) {                             \
      va_list list;                                                                        \
      va_start(list, flags);                                                               \
      mode = va_arg(list, mode_t);                                                         \
      va_end(list);                                                                        \
    }                                                                                      \
    int writes = flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE;                      \
    enum kind what = verdict(writes ? "create" : "open", directory, path);                 \
    if (FAILS(what)) return errno = writes ? ENOSPC : EIO, -1;                             \
    return real arguments;                                                    \
  }
OPENING(open, (const char *path, int flags, ...), (path, flags, mode), AT_FDCWD, path)
OPENING(open64, (const char *path, int flags, ...), (path, flags, mode), AT_FDCWD, path)
OPENING(openat, (int d, const char *path, int flags, ...), (d, path, flags, mode), d, path)
OPENING(openat64, (int d, const char *path, int flags, ...), (d, path, flags, mode), d, path)

// openat2(2) has no function of its own.
long syscall(long number, ...) {
  REAL(syscall);
  long a[6];
  va_list list;
  va_start(list, number);
  for (int i = 0; i < 6; i++) a[i] = va_arg(list, long);
  va_end(list);
  if (number == SYS_openat2 && FAILS(verdict("open", (int)a[0], (const char *)a[1])))
    return errno = EIO, -1;
  return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

#define MOVING(name, parameters, arguments, arguments_of_one, code)                        \
  ssize_t name parameters {                                                                \
    REAL(name);                                                                            \
    enum kind what = verdict(#name, d, NULL);                                              \
    if (FAILS(what)) return errno = code, -1;                                              \
    if (what == cut_short && n > 1) return real arguments_of_one;                          \
    return real arguments;                                                                 \
  }
MOVING(read, (int d, void *b, size_t n), (d, b, n), (d, b, 1), EIO)
MOVING(pread, (int d, void *b, size_t n, off_t o), (d, b, n, o), (d, b, 1, o), EIO)
MOVING(pread64, (int d, void *b, size_t n, off64_t o), (d, b, n, o), (d, b, 1, o), EIO)
MOVING(write, (int d, const void *b, size_t n), (d, b, n), (d, b, 1), ENOSPC)
MOVING(pwrite, (int d, const void *b, size_t n, off_t o), (d, b, n, o), (d, b, 1, o), ENOSPC)
MOVING(pwrite64, (int d, const void *b, size_t n, off64_t o), (d, b, n, o), (d, b, 1, o), ENOSPC)
MOVING(readv, (int d, const struct iovec *b, int n), (d, b, n), (d, b, 1), EIO)
MOVING(writev, (int d, const struct iovec *b, int n), (d, b, n), (d, b, 1), ENOSPC)
