// Records what a process does to files: every write, every sync, every change of a name, and every
// answer to a request, in the order in which they happened.
//
// Loaded before the C library's (LD_PRELOAD), it lies below SQLite and the intake log alike. Calls
// that change files are made one at a time, so the order of the records is theirs. A sync has two
// records, where it begins and where it has ended: what was written before the first is on disk
// from the second on. An answer is recorded before it is given to the socket: whatever the process
// waited for before it answered is recorded before.
//
// TENURE_TRACE names the file of records, made beforehand as long as it may grow; TENURE_TRACE_ROOT
// a folder on the file system that is watched. One process at a time may write to a trace.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind {
  CREATE = 1, UNLINK, RENAME, LINK, WRITE, TRUNCATE, SYNC_BEGIN, SYNC_END, ANSWER, MKDIR, UNKNOWN
};

struct record {
  uint32_t kind, length;
  uint64_t first, second, third;
};

struct head {
  uint64_t used, size, syncs;
};

static struct head *trace;
static dev_t device;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void stop(const char *why) {
  dprintf(2, "record: %s\n", why);
  syscall(SYS_exit_group, 71);
}

static void begin(void) {
  const char *path = getenv("TENURE_TRACE"), *root = getenv("TENURE_TRACE_ROOT");
  struct stat found;
  if (!path || !root || syscall(SYS_newfstatat, AT_FDCWD, root, &found, 0)) return;
  device = found.st_dev;
  int file = syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
  if (file < 0 || syscall(SYS_newfstatat, AT_FDCWD, path, &found, 0)) stop("no trace");
  void *bytes = (void *)syscall(
    SYS_mmap, NULL, found.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  syscall(SYS_close, file);
  if (bytes == MAP_FAILED) stop("the trace cannot be mapped");
  trace = bytes;
  trace->size = found.st_size;
  if (!trace->used) trace->used = sizeof(struct head);
}

static void enter(void) {
  pthread_once(&once, begin);
  pthread_mutex_lock(&lock);
}

static void leave(void) {
  int kept = errno;
  pthread_mutex_unlock(&lock);
  errno = kept;
}

// Adds a record; the bytes are put in by whoever asked for it, before anybody else adds one.
static struct record *add(
  enum kind kind, uint64_t first, uint64_t second, uint64_t third, const void *bytes, size_t length
) {
  if (!trace) return NULL;
  int kept = errno;
  size_t whole = sizeof(struct record) + ((length + 7) & ~(size_t)7);
  if (trace->used + whole > trace->size) stop("the trace is full");
  struct record *record = (struct record *)((char *)trace + trace->used);
  *record = (struct record){kind, length, first, second, third};
  if (bytes) memcpy(record + 1, bytes, length);
  __atomic_store_n(&trace->used, trace->used + whole, __ATOMIC_RELEASE);
  errno = kept;
  return record;
}

static void unknown(const char *call) { add(UNKNOWN, 0, 0, 0, call, strlen(call)); }

// Whether a descriptor is of a file that is watched.
static int is_watched(int file, struct stat *found) {
  int kept = errno;
  int is = trace && !syscall(SYS_fstat, file, found)
    && (S_ISREG(found->st_mode) || S_ISDIR(found->st_mode)) && found->st_dev == device;
  errno = kept;
  return is;
}

// Finds the folder that a name stands in, and the name in it; 0 where there is none.
static uint64_t parent(int folder, const char *path, char name[NAME_MAX + 1]) {
  char first[PATH_MAX], second[PATH_MAX];
  struct stat found;
  if (!trace || !path || strlen(path) >= PATH_MAX) return 0;
  strcpy(first, path);
  strcpy(second, path);
  snprintf(name, NAME_MAX + 1, "%s", basename(first));
  int kept = errno;
  int failed = syscall(SYS_newfstatat, folder, dirname(second), &found, 0);
  errno = kept;
  return failed || found.st_dev != device ? 0 : found.st_ino;
}

static int exists(int folder, const char *path, struct stat *found) {
  int kept = errno;
  int failed = syscall(SYS_newfstatat, folder, path, found, AT_SYMLINK_NOFOLLOW);
  errno = kept;
  return !failed;
}

// Opening, and making files.

static int open_at(int folder, const char *path, int flags, mode_t mode) {
  char name[NAME_MAX + 1];
  struct stat found;
  enter();
  uint64_t in = flags & (O_CREAT | O_TRUNC) ? parent(folder, path, name) : 0;
  int was = in && exists(folder, path, &found);
  int file = syscall(SYS_openat, folder, path, flags, mode);
  if (file >= 0 && trace && (flags & O_TMPFILE) == O_TMPFILE) unknown("O_TMPFILE");
  if (file >= 0 && in && is_watched(file, &found)) {
    if (!was) add(CREATE, in, found.st_ino, 0, name, strlen(name));
    else if (flags & O_TRUNC) add(TRUNCATE, found.st_ino, 0, 0, NULL, 0);
  }
  leave();
  return file;
}

static int takes_mode(int flags) {
  return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE;
}

#define MODE(flags, mode) \
  mode_t mode = 0; \
  if (takes_mode(flags)) { \
    va_list rest; \
    va_start(rest, flags); \
    mode = va_arg(rest, mode_t); \
    va_end(rest); \
  }

int open(const char *path, int flags, ...) {
  MODE(flags, mode)
  return open_at(AT_FDCWD, path, flags, mode);
}
int open64(const char *path, int flags, ...) {
  MODE(flags, mode)
  return open_at(AT_FDCWD, path, flags, mode);
}
int openat(int folder, const char *path, int flags, ...) {
  MODE(flags, mode)
  return open_at(folder, path, flags, mode);
}
int openat64(int folder, const char *path, int flags, ...) {
  MODE(flags, mode)
  return open_at(folder, path, flags, mode);
}
int __open_2(const char *path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int __openat_2(int folder, const char *path, int flags) { return open_at(folder, path, flags, 0); }
int __openat64_2(int folder, const char *path, int flags) {
  return open_at(folder, path, flags, 0);
}
int creat(const char *path, mode_t mode) {
  return open_at(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

int mkstemp(char *path) {
  static unsigned number;
  size_t length = strlen(path);
  for (int try = 0; try < 1000 && length >= 6; try++) {
    snprintf(path + length - 6, 7, "%06x", (getpid() * 1000 + number++) & 0xffffff);
    int file = open_at(AT_FDCWD, path, O_RDWR | O_CREAT | O_EXCL, 0600);
    if (file >= 0 || errno != EEXIST) return file;
  }
  errno = EINVAL;
  return -1;
}
int mkstemp64(char *path) { return mkstemp(path); }

// Writing.

static ssize_t write_all(int file, const struct iovec *parts, int count, off_t at) {
  struct stat found;
  struct record *record = NULL;
  size_t length = 0;
  enter();
  for (int part = 0; part < count; part++) length += parts[part].iov_len;
  if (is_watched(file, &found) && S_ISREG(found.st_mode)) {
    int flags = syscall(SYS_fcntl, file, F_GETFL);
    off_t place = flags & O_APPEND ? found.st_size
      : at >= 0 ? at : (off_t)syscall(SYS_lseek, file, 0, SEEK_CUR);
    record = add(WRITE, found.st_ino, place, 0, NULL, length);
    char *target = (char *)(record + 1);
    for (int part = 0; part < count; part++) {
      memcpy(target, parts[part].iov_base, parts[part].iov_len);
      target += parts[part].iov_len;
    }
  }
  ssize_t written;
  if (at >= 0) written = count == 1
    ? syscall(SYS_pwrite64, file, parts->iov_base, parts->iov_len, at)
    : syscall(SYS_pwritev, file, parts, count, at, 0);
  else written = count == 1
    ? syscall(SYS_write, file, parts->iov_base, parts->iov_len)
    : syscall(SYS_writev, file, parts, count);
  // The room stays; the length says how much of it was written.
  if (record && written != (ssize_t)length) record->third = length - (written < 0 ? 0 : written);
  leave();
  return written;
}

// Records the answer to a request, if these bytes begin one.
static void answer(int file, const void *bytes, size_t length) {
  struct sockaddr_storage peer;
  socklen_t size = sizeof peer;
  struct stat found;
  if (length < 12 || memcmp(bytes, "HTTP/1.1 ", 9) || syscall(SYS_fstat, file, &found)
      || !S_ISSOCK(found.st_mode) || syscall(SYS_getpeername, file, &peer, &size)) return;
  int port = peer.ss_family == AF_INET6
    ? ntohs(((struct sockaddr_in6 *)&peer)->sin6_port)
    : ntohs(((struct sockaddr_in *)&peer)->sin_port);
  enter();
  add(ANSWER, port, atoi((const char *)bytes + 9), 0, NULL, 0);
  leave();
}

ssize_t write(int file, const void *bytes, size_t length) {
  answer(file, bytes, length);
  return write_all(file, &(struct iovec){(void *)bytes, length}, 1, -1);
}
ssize_t writev(int file, const struct iovec *parts, int count) {
  if (count > 0) answer(file, parts->iov_base, parts->iov_len);
  return write_all(file, parts, count, -1);
}
ssize_t pwrite(int file, const void *bytes, size_t length, off_t at) {
  return write_all(file, &(struct iovec){(void *)bytes, length}, 1, at);
}
ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t at) {
  return pwrite(file, bytes, length, at);
}
ssize_t pwritev(int file, const struct iovec *parts, int count, off_t at) {
  return write_all(file, parts, count, at);
}
ssize_t pwritev64(int file, const struct iovec *parts, int count, off64_t at) {
  return write_all(file, parts, count, at);
}
ssize_t send(int file, const void *bytes, size_t length, int flags) {
  answer(file, bytes, length);
  return syscall(SYS_sendto, file, bytes, length, flags, NULL, 0);
}
ssize_t sendto(
  int file, const void *bytes, size_t length, int flags, const struct sockaddr *to, socklen_t size
) {
  answer(file, bytes, length);
  return syscall(SYS_sendto, file, bytes, length, flags, to, size);
}
ssize_t sendmsg(int file, const struct msghdr *message, int flags) {
  if (message->msg_iovlen) answer(file, message->msg_iov->iov_base, message->msg_iov->iov_len);
  return syscall(SYS_sendmsg, file, message, flags);
}

static int cut(int file, off_t length) {
  struct stat found;
  enter();
  int watched = is_watched(file, &found);
  int result = syscall(SYS_ftruncate, file, length);
  if (!result && watched) add(TRUNCATE, found.st_ino, length, 0, NULL, 0);
  leave();
  return result;
}
int ftruncate(int file, off_t length) { return cut(file, length); }
int ftruncate64(int file, off64_t length) { return cut(file, length); }

// What is not modelled is named where it would change a file, and ends the run.

#define REFUSED(call, file) \
  struct stat found; \
  enter(); \
  if (is_watched(file, &found)) unknown(call); \
  leave();

int fallocate(int file, int mode, off_t at, off_t length) {
  REFUSED("fallocate", file)
  return syscall(SYS_fallocate, file, mode, at, length);
}
int fallocate64(int file, int mode, off64_t at, off64_t length) {
  return fallocate(file, mode, at, length);
}
int posix_fallocate(int file, off_t at, off_t length) {
  return fallocate(file, 0, at, length) ? errno : 0;
}
int posix_fallocate64(int file, off64_t at, off64_t length) {
  return posix_fallocate(file, at, length);
}
int truncate(const char *path, off_t length) {
  int file = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CLOEXEC, 0);
  if (file < 0) return -1;
  int result = cut(file, length);
  syscall(SYS_close, file);
  return result;
}
int truncate64(const char *path, off64_t length) { return truncate(path, length); }
ssize_t pwritev2(int file, const struct iovec *parts, int count, off_t at, int flags) {
  REFUSED("pwritev2", file)
  return syscall(SYS_pwritev2, file, parts, count, at, 0, flags);
}
ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *place, size_t size, unsigned flags) {
  REFUSED("copy_file_range", to)
  return syscall(SYS_copy_file_range, from, at, to, place, size, flags);
}
ssize_t sendfile(int to, int from, off_t *at, size_t size) {
  REFUSED("sendfile", to)
  return syscall(SYS_sendfile, to, from, at, size);
}
ssize_t sendfile64(int to, int from, off64_t *at, size_t size) {
  return sendfile(to, from, at, size);
}

// Syncing.

static int sync_one(int call, int file) {
  struct stat found;
  enter();
  int watched = is_watched(file, &found);
  uint64_t number = watched ? ++trace->syncs : 0;
  if (watched) add(SYNC_BEGIN, found.st_ino, number, call == SYS_fdatasync, NULL, 0);
  leave();
  int result = syscall(call, file);
  enter();
  if (watched && !result) {
    add(SYNC_END, found.st_ino, number, call == SYS_fdatasync, NULL, 0);
  }
  leave();
  return result;
}
int fsync(int file) { return sync_one(SYS_fsync, file); }
int fdatasync(int file) { return sync_one(SYS_fdatasync, file); }
// It waits for the data of a part, not for what is needed to find it: nothing is promised.
int sync_file_range(int file, off64_t at, off64_t length, unsigned flags) {
  return syscall(SYS_sync_file_range, file, at, length, flags);
}

// Names.

static int unlink_at(int folder, const char *path, int flags) {
  char name[NAME_MAX + 1];
  enter();
  uint64_t in = parent(folder, path, name);
  int result = syscall(SYS_unlinkat, folder, path, flags);
  if (!result && in) add(UNLINK, in, 0, 0, name, strlen(name));
  leave();
  return result;
}
int unlink(const char *path) { return unlink_at(AT_FDCWD, path, 0); }
int unlinkat(int folder, const char *path, int flags) { return unlink_at(folder, path, flags); }
int rmdir(const char *path) { return unlink_at(AT_FDCWD, path, AT_REMOVEDIR); }
int remove(const char *path) {
  int result = unlink_at(AT_FDCWD, path, 0);
  return result && errno == EISDIR ? rmdir(path) : result;
}

static int rename_at(int from, const char *old, int to, const char *path, unsigned flags) {
  char first[NAME_MAX + 1], second[NAME_MAX + 1], names[2 * NAME_MAX + 2];
  enter();
  uint64_t in = parent(from, old, first), out = parent(to, path, second);
  int result = syscall(SYS_renameat2, from, old, to, path, flags);
  if (!result && (in || out)) {
    int length = snprintf(names, sizeof names, "%s/%s", first, second);
    if (flags) unknown("renameat2 with flags");
    add(RENAME, in, out, 0, names, length);
  }
  leave();
  return result;
}
int rename(const char *old, const char *path) {
  return rename_at(AT_FDCWD, old, AT_FDCWD, path, 0);
}
int renameat(int from, const char *old, int to, const char *path) {
  return rename_at(from, old, to, path, 0);
}
int renameat2(int from, const char *old, int to, const char *path, unsigned flags) {
  return rename_at(from, old, to, path, flags);
}

static int link_at(int from, const char *old, int to, const char *path, int flags) {
  char name[NAME_MAX + 1];
  struct stat found;
  enter();
  uint64_t in = parent(to, path, name);
  int result = syscall(SYS_linkat, from, old, to, path, flags);
  if (!result && in && exists(to, path, &found)) {
    add(LINK, in, found.st_ino, 0, name, strlen(name));
  }
  leave();
  return result;
}
int link(const char *old, const char *path) { return link_at(AT_FDCWD, old, AT_FDCWD, path, 0); }
int linkat(int from, const char *old, int to, const char *path, int flags) {
  return link_at(from, old, to, path, flags);
}

static int make_folder(int folder, const char *path, mode_t mode) {
  char name[NAME_MAX + 1];
  struct stat found;
  enter();
  uint64_t in = parent(folder, path, name);
  int result = syscall(SYS_mkdirat, folder, path, mode);
  if (!result && in && exists(folder, path, &found)) {
    add(MKDIR, in, found.st_ino, 0, name, strlen(name));
  }
  leave();
  return result;
}
int mkdir(const char *path, mode_t mode) { return make_folder(AT_FDCWD, path, mode); }
int mkdirat(int folder, const char *path, mode_t mode) { return make_folder(folder, path, mode); }
