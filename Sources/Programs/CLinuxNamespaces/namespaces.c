#ifdef __linux__
#define _GNU_SOURCE
#include "CLinuxNamespaces.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int put(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return -1;
    ssize_t written = write(file, text, strlen(text));
    int reason = errno;
    close(file);
    errno = reason;
    return written < 0 ? -1 : 0;
}

static void close_from(unsigned int first) { syscall(SYS_close_range, first, ~0U, 0); }

static void default_signals(void) {
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

// Steps of the node's start, in order; the child tells the number of the one that failed.
static const char *const steps[] = {
    "fork", "unshare(user)", "write uid_map", "unshare(net, mount, pid, ipc, uts)", "fork inside",
    "mount / private", "mount /proc", "open /dev/null", "exec",
};

struct report {
    int step; // -1: started
    int reason;
    pid_t process;
};

static void tell(int pipe, int step, pid_t process) {
    struct report report = {step, errno, process};
    ssize_t written = write(pipe, &report, sizeof report);
    (void)written;
}

static void node(const char *program, char *const arguments[], char *const variables[], int control, int report) {
    // With --mount-proc's order: private first, so that nothing of this reaches the host.
    if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) return tell(report, 5, 0);
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) != 0) return tell(report, 6, 0);
    int null = open("/dev/null", O_RDWR);
    if (null < 0) return tell(report, 7, 0);
    // Out of the way of 0 to 4 first.
    int high_control = fcntl(control, F_DUPFD, 10), high_report = fcntl(report, F_DUPFD_CLOEXEC, 10);
    dup2(null, 0);
    dup2(null, 1);
    dup2(high_control, 3);
    dup2(high_report, 4);
    fcntl(4, F_SETFD, FD_CLOEXEC);
    close_from(5);
    setsid();
    execve(program, arguments, variables);
    tell(4, 8, 0);
}

pid_t lanyard_start_node(const char *program, char *const arguments[], char *const variables[], int control,
                         int with_user, const char **step) {
    int pipes[2];
    *step = "pipe";
    if (pipe2(pipes, O_CLOEXEC) != 0) return -1;
    uid_t user = getuid();
    gid_t group = getgid();
    pid_t first = fork();
    if (first == 0) {
        default_signals();
        if (with_user) {
            char map[64];
            if (unshare(CLONE_NEWUSER) != 0) { tell(pipes[1], 1, 0); _exit(1); }
            put("/proc/self/setgroups", "deny");
            snprintf(map, sizeof map, "0 %u 1", user);
            int failed = put("/proc/self/uid_map", map);
            snprintf(map, sizeof map, "0 %u 1", group);
            if (failed || put("/proc/self/gid_map", map) != 0) { tell(pipes[1], 2, 0); _exit(1); }
        }
        if (unshare(CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS) != 0) {
            tell(pipes[1], 3, 0);
            _exit(1);
        }
        pid_t inner = fork();
        if (inner == 0) {
            node(program, arguments, variables, control, pipes[1]);
            _exit(1);
        }
        tell(pipes[1], inner < 0 ? 4 : -1, inner);
        _exit(0);
    }
    int reason = errno;
    close(pipes[1]);
    if (first < 0) {
        close(pipes[0]);
        *step = steps[0];
        errno = reason;
        return -1;
    }
    // The pipe ends when the program has started, or when everything has failed.
    struct report report;
    pid_t process = -1;
    int failure = 0;
    reason = EIO;
    *step = "start";
    for (;;) {
        ssize_t count = read(pipes[0], &report, sizeof report);
        if (count < 0 && errno == EINTR) continue;
        if (count != sizeof report) break;
        if (report.step < 0) { process = report.process; continue; }
        failure = 1;
        *step = steps[report.step];
        reason = report.reason;
    }
    close(pipes[0]);
    while (waitpid(first, NULL, 0) < 0 && errno == EINTR) {}
    if (failure || process < 0) {
        errno = reason;
        return -1;
    }
    return process;
}

static int enter(pid_t process, const char *const *kinds) {
    int files[8], count = 0;
    for (; kinds[count] && count < 8; count++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/ns/%s", process, kinds[count]);
        files[count] = open(path, O_RDONLY | O_CLOEXEC);
        if (files[count] < 0) return -1;
    }
    for (int index = 0; index < count; index++)
        if (setns(files[index], 0) != 0) return -1;
    return 0;
}

static int shares_user_namespace(pid_t process) {
    char own[128], theirs[128], path[64];
    snprintf(path, sizeof path, "/proc/%d/ns/user", process);
    ssize_t own_length = readlink("/proc/self/ns/user", own, sizeof own);
    ssize_t their_length = readlink(path, theirs, sizeof theirs);
    return own_length > 0 && own_length == their_length && memcmp(own, theirs, (size_t)own_length) == 0;
}

static void give_up_capabilities(const struct lanyard_spawn *how) {
    for (int capability = 0; capability < 64; capability++) prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    // Without a right to it (a user namespace that denies setgroups) the groups stay as they are.
    if (setgroups(how->group_count, how->groups) != 0 && errno != EPERM && errno != EINVAL) _exit(126);
    if (setresgid(how->group, how->group, how->group) != 0) _exit(126);
    if (setresuid(how->user, how->user, how->user) != 0) _exit(126);
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[2];
    memset(none, 0, sizeof none);
    if (syscall(SYS_capset, &header, none) != 0) _exit(126);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) _exit(126);
}

static int exit_status(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

pid_t lanyard_spawn(const struct lanyard_spawn *how) {
    pid_t parent = getpid();
    pid_t child = fork();
    if (child != 0) return child;
    default_signals();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
    setsid();
    int high[8];
    int count = how->descriptor_count > 8 ? 8 : how->descriptor_count;
    for (int index = 0; index < count; index++) high[index] = fcntl(how->descriptors[index], F_DUPFD, 20);
    for (int index = 0; index < count; index++) dup2(high[index], index);
    close_from((unsigned)count);
    // First, since the control groups are those of the caller's mounts.
    for (char *const *group = how->control_groups; *group; group++) {
        if (put(*group, "0") == 0) continue;
        dprintf(2, "control group %s: %s\n", *group, strerror(errno));
        _exit(126);
    }
    if (how->enter) {
        static const char *const kinds[] = {"user", "ipc", "uts", "pid", "mnt", NULL};
        if (enter(how->enter, shares_user_namespace(how->enter) ? kinds + 1 : kinds) != 0) _exit(126);
    }
    if (how->terminal) ioctl(0, TIOCSCTTY, 0);
    if (how->directory && chdir(how->directory) != 0) _exit(127);
    if (how->enter) {
        // Only a child is inside the process namespace; this process hands its end on.
        pid_t inner = fork();
        if (inner < 0) _exit(126);
        if (inner > 0) {
            int status = 0;
            close_from(0);
            while (waitpid(inner, &status, 0) < 0 && errno == EINTR) {}
            _exit(exit_status(status));
        }
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    }
    if (how->restricted) give_up_capabilities(how);
    execvpe(how->arguments[0], how->arguments, how->variables);
    const char *words[] = {"exec ", how->arguments[0], ": ", strerror(errno), "\n"};
    for (int index = 0; index < 5; index++) {
        ssize_t written = write(2, words[index], strlen(words[index]));
        (void)written;
    }
    _exit(127);
}

int lanyard_run_inside(pid_t process, char *const arguments[], char *const variables[]) {
    pid_t child = fork();
    if (child < 0) return -1;
    if (child == 0) {
        static const char *const kinds[] = {"user", "net", "ipc", "uts", "pid", "mnt", NULL};
        if (enter(process, shares_user_namespace(process) ? kinds + 1 : kinds) != 0) { perror("lanyard: entering the node"); _exit(126); }
        pid_t inner = fork();
        if (inner < 0) _exit(126);
        if (inner > 0) {
            int status = 0;
            while (waitpid(inner, &status, 0) < 0 && errno == EINTR) {}
            _exit(exit_status(status));
        }
        default_signals();
        execvpe(arguments[0], arguments, variables);
        perror(arguments[0]);
        _exit(127);
    }
    // Ctrl-C is for the program inside.
    signal(SIGINT, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    return exit_status(status);
}

ssize_t lanyard_send(int socket, const void *bytes, size_t count, const int *descriptors, int descriptor_count) {
    char control[CMSG_SPACE(8 * sizeof(int))];
    struct iovec part = {(void *)bytes, count};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptor_count > 8) { errno = EINVAL; return -1; }
    if (descriptor_count > 0) {
        memset(control, 0, sizeof control);
        message.msg_control = control;
        message.msg_controllen = CMSG_SPACE((size_t)descriptor_count * sizeof(int));
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN((size_t)descriptor_count * sizeof(int));
        memcpy(CMSG_DATA(header), descriptors, (size_t)descriptor_count * sizeof(int));
    }
    ssize_t sent;
    do sent = sendmsg(socket, &message, MSG_NOSIGNAL); while (sent < 0 && errno == EINTR);
    return sent;
}

ssize_t lanyard_receive(int socket, void *bytes, size_t count, int *descriptors, int *descriptor_count) {
    char control[CMSG_SPACE(8 * sizeof(int))];
    struct iovec part = {bytes, count};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t received;
    do received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC); while (received < 0 && errno == EINTR);
    *descriptor_count = 0;
    if (received < 0) return received;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        int found = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        memcpy(descriptors, CMSG_DATA(header), (size_t)found * sizeof(int));
        *descriptor_count = found;
    }
    return received;
}

int lanyard_loopback_up(void) {
    int file = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (file < 0) return -1;
    struct ifreq request;
    memset(&request, 0, sizeof request);
    strcpy(request.ifr_name, "lo");
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    int result = ioctl(file, SIOCSIFFLAGS, &request);
    int reason = errno;
    close(file);
    errno = reason;
    return result;
}

int lanyard_add_address(unsigned int address, const char *label) {
    int file = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (file < 0) return -1;
    struct ifreq request;
    memset(&request, 0, sizeof request);
    snprintf(request.ifr_name, sizeof request.ifr_name, "lo:%.9s", label);
    struct sockaddr_in value = {.sin_family = AF_INET, .sin_addr = {address}};
    memcpy(&request.ifr_addr, &value, sizeof value);
    int result = ioctl(file, SIOCSIFADDR, &request);
    if (result == 0) {
        value.sin_addr.s_addr = 0xFFFFFFFFu;
        memcpy(&request.ifr_netmask, &value, sizeof value);
        result = ioctl(file, SIOCSIFNETMASK, &request);
    }
    int reason = errno;
    close(file);
    errno = reason;
    return result;
}

int lanyard_child_signals(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0) return -1;
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int lanyard_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int lanyard_terminal(int ends[2]) {
    char name[128];
    ends[0] = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (ends[0] < 0) return -1;
    if (grantpt(ends[0]) == 0 && unlockpt(ends[0]) == 0 && ptsname_r(ends[0], name, sizeof name) == 0) {
        ends[1] = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
        if (ends[1] >= 0) return 0;
    }
    int reason = errno;
    close(ends[0]);
    errno = reason;
    return -1;
}

int lanyard_mount_memory(const char *path, const char *options) {
    return mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, options);
}

int lanyard_unmount(const char *path) { return umount2(path, MNT_DETACH); }

int lanyard_memory_file(void) { return memfd_create("lanyard", MFD_CLOEXEC); }
#endif
