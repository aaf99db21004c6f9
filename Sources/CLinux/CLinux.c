#define _GNU_SOURCE
#include "include/CLinux.h"

#include <fcntl.h>
#include <ftw.h>
#include <linux/openat2.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int clinux_rename_no_replace(int from_directory, const char *from, int to_directory,
                             const char *to) {
  return renameat2(from_directory, from, to_directory, to, RENAME_NOREPLACE);
}

int clinux_open_below(int directory, const char *path, int flags) {
  struct open_how how = {.flags = (unsigned)flags, .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
  return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

int clinux_open_unnamed(const char *directory, unsigned int mode) {
  return open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, (mode_t)mode);
}

int clinux_open_memory(void) { return memfd_create("evpack", MFD_CLOEXEC); }

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

long clinux_send_descriptor(int socket, int descriptor, const void *bytes, unsigned long count) {
  struct iovec part = {(void *)bytes, count};
  _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof descriptor)] = {0};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control,
                           .msg_controllen = sizeof control};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof descriptor);
  memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  return sendmsg(socket, &message, MSG_NOSIGNAL);
}

long clinux_receive_descriptor(int socket, int *descriptor, void *bytes, unsigned long count) {
  struct iovec part = {bytes, count};
  _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof *descriptor)];
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control,
                           .msg_controllen = sizeof control};
  *descriptor = -1;
  long received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  struct cmsghdr *header = received < 0 ? NULL : CMSG_FIRSTHDR(&message);
  if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
    memcpy(descriptor, CMSG_DATA(header), sizeof *descriptor);
  return received;
}

int clinux_spawn_without(posix_spawn_file_actions_t *actions, int lowest) {
  return posix_spawn_file_actions_addclosefrom_np(actions, lowest);
}

void clinux_limit_memory(unsigned long bytes, unsigned long most) {
  struct rlimit before;
  // What an earlier file needed and freed would count against this one.
  if (getrlimit(RLIMIT_DATA, &before) == 0 && bytes < before.rlim_cur) malloc_trim(0);
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
  // A sanitizer maps terabytes for its own use.
  setrlimit(RLIMIT_DATA, &(struct rlimit){bytes, most});
#endif
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  setrlimit(RLIMIT_FSIZE, &(struct rlimit){0, 0});
}

void clinux_limit_data(unsigned long bytes) {
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
  setrlimit(RLIMIT_DATA, &(struct rlimit){bytes, bytes});
#endif
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
}

unsigned long clinux_raise_descriptor_limit(unsigned long wanted) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  if (limit.rlim_cur < wanted && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) (void)getrlimit(RLIMIT_NOFILE, &limit);
  }
  return limit.rlim_cur;
}

void clinux_limit_processor_time(unsigned int seconds) {
  struct rusage used;
  if (getrusage(RUSAGE_SELF, &used) != 0) return;
  rlim_t until = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + 1 + seconds;
  setrlimit(RLIMIT_CPU, &(struct rlimit){until, RLIM_INFINITY});
}

int clinux_synchronise_file_system(int descriptor) { return syncfs(descriptor); }

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *place) {
  (void)status, (void)type, (void)place;
  (void)remove(path);
  return 0;
}

void clinux_remove_tree(const char *path) {
  enum { open_folders = 16 };
  (void)nftw(path, remove_entry, open_folders, FTW_DEPTH | FTW_PHYS);
}

struct clinux_waits clinux_thread_waits(void) {
  struct rusage used;
  struct clinux_waits waits = {0, 0};
  if (getrusage(RUSAGE_THREAD, &used) == 0) {
    waits.blocks = used.ru_inblock;
    waits.switches = used.ru_nvcsw;
  }
  return waits;
}

void clinux_share_heaps(int most) { mallopt(M_ARENA_MAX, most); }
