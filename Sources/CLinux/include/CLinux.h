#pragma once
#include <locale.h>
#include <spawn.h>

/// Renames `from` to `to` and fails with EEXIST where `to` exists (renameat2(2), RENAME_NOREPLACE).
/// Swift's Glibc module is built without _GNU_SOURCE and lacks the call.
int clinux_rename_no_replace(int from_directory, const char *from, int to_directory, const char *to);

/// Opens a file below a folder in one call, through no symbolic link (openat2(2), which glibc has no
/// function for). ENOSYS before Linux 5.6.
int clinux_open_below(int directory, const char *path, int flags);

/// O_TMPFILE, which Swift's Glibc module lacks for the same reason (open(2)).
int clinux_open_unnamed(const char *directory, unsigned int mode);

/// A new file in memory, without a name (memfd_create(2), which Swift's Glibc module lacks as well).
int clinux_open_memory(void);

/// Gives the unnamed file `descriptor` the name `to`; fails with EEXIST where it exists (linkat(2)).
int clinux_link_unnamed(int descriptor, int to_directory, const char *to);

/// A C.UTF-8 locale for the calling thread alone (uselocale(3)); libarchive 3.6.2 crashes on
/// names that are not ASCII in the "C" locale. Returns 0 where the locale is not installed.
int clinux_use_utf8_locale(void);

/// Asks the kernel to start writing a range to the disk, without waiting (sync_file_range(2)), so
/// that the disk works while the processor hashes. A hint: its result does not matter.
void clinux_start_writeback(int descriptor, long long offset, long long count);

/// Sends bytes and an open file over a Unix socket (unix(7), SCM_RIGHTS; cmsg(3) has only macros).
/// Returns what sendmsg(2) does; a peer that has gone is EPIPE, never a signal.
long clinux_send_descriptor(int socket, int descriptor, const void *bytes, unsigned long count);

/// Receives what clinux_send_descriptor sent; `*descriptor` is -1 where no file came along.
/// Returns what recvmsg(2) does: 0 when the peer has gone.
long clinux_receive_descriptor(int socket, int *descriptor, void *bytes, unsigned long count);

/// Has a program that is started begin without the descriptors from `lowest` on: those of a server's
/// sockets are not all closed by themselves (posix_spawn_file_actions_addclosefrom_np(3), which
/// Swift's Glibc module lacks).
int clinux_spawn_without(posix_spawn_file_actions_t *actions, int lowest);

/// Limits this process (setrlimit(2), whose constants are an enumeration that Swift can't use):
/// bytes of memory of its own, which it can't raise above `most`, no core file, nothing written.
void clinux_limit_memory(unsigned long bytes, unsigned long most);

/// As clinux_limit_memory, for a process that writes files which it was given.
void clinux_limit_data(unsigned long bytes);

/// Lets this process have `wanted` descriptors, or as many as it may (setrlimit(2), RLIMIT_NOFILE).
/// Returns how many it may have now.
unsigned long clinux_raise_descriptor_limit(unsigned long wanted);

/// From now on the process may use `seconds` more of a processor, then SIGXCPU ends it.
void clinux_limit_processor_time(unsigned int seconds);

/// Waits until all of the file system that `descriptor` lies in is on the disk (syncfs(2)).
int clinux_synchronise_file_system(int descriptor);

/// Removes a folder and all that is in it, never through a link (nftw(3), FTW_PHYS). What can't be
/// removed stays.
void clinux_remove_tree(const char *path);

/// How often the calling thread has waited: for blocks of a disk, and for anything (getrusage(2),
/// RUSAGE_THREAD, which Swift's Glibc module lacks).
struct clinux_waits {
  long blocks;
  long switches;
};
struct clinux_waits clinux_thread_waits(void);

/// Has threads share so many heaps instead of having eight each processor (mallopt(3), M_ARENA_MAX).
void clinux_share_heaps(int most);
