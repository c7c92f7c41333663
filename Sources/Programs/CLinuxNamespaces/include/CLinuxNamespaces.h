#ifndef C_LINUX_NAMESPACES_H
#define C_LINUX_NAMESPACES_H

// What Swift's Glibc module lacks: namespaces, fork, file descriptors in messages. Every function returns -1 and sets
// errno if it fails, unless it says otherwise. Linux only.

#include <stddef.h>
#include <sys/types.h>

/// Starts `program` (with the arguments and variables given, null-terminated) as the first process of new network,
/// mount, process, IPC and host-name namespaces, inside a new user namespace too if `with_user` is not 0.
///
/// The program gets `control` as descriptor 3, /dev/null as 0 and 1, this process's standard error as 2, and no other.
/// It is no child of the caller. Returns its process id, as the caller sees it; on failure `*step` says what failed.
pid_t lanyard_start_node(const char *program, char *const arguments[], char *const variables[], int control,
                         int with_user, const char **step);

/// How a process is started by `lanyard_spawn`.
struct lanyard_spawn {
    char *const *arguments; // the first is the program's path
    char *const *variables;
    const char *directory; // NULL: the caller's
    char *const *control_groups; // the cgroup.procs of the control groups that it and its children are in
    const int *descriptors; // become 0, 1, 2, … in this order
    int descriptor_count;
    pid_t enter; // 0, or a process whose mount, process, IPC and host-name namespaces are entered first
    int terminal; // not 0: descriptor 0 becomes the controlling terminal
    int restricted; // not 0: all capabilities are given up, for ever
    uid_t user; // with restricted
    gid_t group;
    const gid_t *groups;
    int group_count;
};

/// Starts a child in a session of its own that is killed if the caller ends. Returns its process id.
/// What fails in the child ends it with status 127, or 126 if it could not enter the namespaces.
pid_t lanyard_spawn(const struct lanyard_spawn *how);

/// Runs a program inside the namespaces of a process (its user namespace too), and returns its exit status, or 128 and
/// the signal that ended it.
int lanyard_run_inside(pid_t process, char *const arguments[], char *const variables[]);

/// Sends bytes and at most 8 descriptors in one message.
ssize_t lanyard_send(int socket, const void *bytes, size_t count, const int *descriptors, int descriptor_count);

/// Receives bytes and at most 8 descriptors, closed on exec.
ssize_t lanyard_receive(int socket, void *bytes, size_t count, int *descriptors, int *descriptor_count);

/// Sets the loopback device up.
int lanyard_loopback_up(void);

/// Gives the loopback device an IPv4 address (network byte order) under a label of at most 9 characters.
int lanyard_add_address(unsigned int address, const char *label);

/// A descriptor that is readable once a child has ended; SIGCHLD is blocked.
int lanyard_child_signals(void);

/// A pipe, closed on exec: the end to read, then the end to write.
int lanyard_pipe(int ends[2]);

/// A pseudo-terminal, closed on exec: its main end, then the other.
int lanyard_terminal(int ends[2]);

/// Mounts a tmpfs on a directory, in the caller's mount namespace; options are those of `mount -t tmpfs -o`.
int lanyard_mount_memory(const char *path, const char *options);

/// Unmounts what is mounted on a directory, once nothing uses it any more.
int lanyard_unmount(const char *path);

/// A file in memory, closed on exec.
int lanyard_memory_file(void);

#endif
