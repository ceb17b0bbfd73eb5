/* What a power cut leaves: preloaded into a node, this notes what was ever synced, so that a test can take away the rest
 * after a kill (tests/src/power_cut.rs). A kill alone loses nothing: the page cache stays.
 *
 * One line an event, in the file that LOST_WRITES_JOURNAL names; fields are separated by tabs:
 *   S inode size          the file is on the disk up to this size
 *   D path                the folder is on the disk: what was renamed in it stays renamed
 *   U inode               the file is gone; its number may come again
 *   R from to saved       renamed; what stood there before has another link, `saved`, or `-`
 * Nothing is really synced: that would only take time.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void note(const char *line, int length) {
    static int journal = -1;
    const char *path = getenv("LOST_WRITES_JOURNAL");
    if (path == NULL || length <= 0 || length >= 3 * PATH_MAX) return;
    if (journal < 0) journal = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    /* One write a line: lines of several threads do not mix. */
    if (journal >= 0) syscall(SYS_write, journal, line, (size_t)length);
}

static int synced(int fd) {
    struct stat found;
    char line[3 * PATH_MAX], path[PATH_MAX], link[64];
    if (fstat(fd, &found) != 0) return syscall(SYS_fsync, fd);
    if (S_ISDIR(found.st_mode)) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t length = readlink(link, path, sizeof path - 1);
        if (length < 0) return syscall(SYS_fsync, fd);
        path[length] = 0;
        note(line, snprintf(line, sizeof line, "D\t%s\n", path));
    } else if (S_ISREG(found.st_mode)) {
        note(line, snprintf(line, sizeof line, "S\t%lu\t%lld\n", (unsigned long)found.st_ino, (long long)found.st_size));
    } else {
        return syscall(SYS_fsync, fd);
    }
    return 0;
}

int fsync(int fd) { return synced(fd); }
int fdatasync(int fd) { return synced(fd); }

int unlinkat(int folder, const char *path, int flags) {
    struct stat found;
    char line[64];
    int known = !(flags & AT_REMOVEDIR) && fstatat(folder, path, &found, AT_SYMLINK_NOFOLLOW) == 0;
    int result = (int)syscall(SYS_unlinkat, folder, path, flags);
    if (result == 0 && known && found.st_nlink == 1)
        note(line, snprintf(line, sizeof line, "U\t%lu\n", (unsigned long)found.st_ino));
    return result;
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }

int rename(const char *from, const char *to) {
    static int saved_count = 0;
    char line[3 * PATH_MAX], saved[PATH_MAX] = "-";
    struct stat found;
    const char *journal = getenv("LOST_WRITES_JOURNAL");
    if (journal != NULL && lstat(to, &found) == 0 && S_ISREG(found.st_mode)) {
        snprintf(saved, sizeof saved, "%s.%d.%d", journal, (int)getpid(), __sync_add_and_fetch(&saved_count, 1));
        if (linkat(AT_FDCWD, to, AT_FDCWD, saved, 0) != 0) strcpy(saved, "-");
    }
    int result = (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    if (result == 0) note(line, snprintf(line, sizeof line, "R\t%s\t%s\t%s\n", from, to, saved));
    return result;
}
