/**
 * System calls that an interpreter with files, threads, child processes and a loopback needs. Everything else fails with EPERM: what
 * mounts, traces, loads, tunes, keeps keys, makes namespaces, talks to the hypervisor (vsock), queues behind the kernel's back
 * (io_uring) or leaves something behind for others (System V and POSIX IPC).
 */
const ALLOWED: Readonly<Record<string, string>> = {
  files: `read write pread64 pwrite64 readv writev preadv pwritev preadv2 pwritev2 open creat openat openat2 close close_range lseek
    stat fstat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat getdents getdents64 getcwd chdir fchdir mkdir mkdirat
    rmdir unlink unlinkat rename renameat renameat2 link linkat symlink symlinkat chmod fchmod fchmodat utimensat utimes utime futimesat
    ftruncate truncate fallocate fadvise64 fsync fdatasync flock fcntl dup dup2 dup3 pipe pipe2 ioctl umask statfs fstatfs sendfile
    copy_file_range splice readahead getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr`,
  memory: 'mmap munmap mprotect mremap madvise brk msync membarrier pkey_alloc pkey_free pkey_mprotect',
  processes: `fork vfork execve exit exit_group wait4 waitid futex set_robust_list get_robust_list set_tid_address gettid getpid getppid
    getpgid getpgrp setpgid getsid setsid sched_yield sched_getaffinity sched_setaffinity sched_getparam sched_getscheduler
    sched_get_priority_max sched_get_priority_min getpriority rseq arch_prctl prctl prlimit64 getrlimit setrlimit getrusage restart_syscall`,
  signals: `kill tgkill tkill rt_sigaction rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigpending rt_sigtimedwait rt_sigqueueinfo
    rt_tgsigqueueinfo sigaltstack pause`,
  time: `clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getitimer setitimer alarm timer_create timer_settime
    timer_gettime timer_delete timer_getoverrun timerfd_create timerfd_settime timerfd_gettime`,
  events: `poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_wait epoll_pwait epoll_pwait2 eventfd eventfd2
    signalfd signalfd4 inotify_init inotify_init1 inotify_add_watch inotify_rm_watch`,
  identity: 'getuid geteuid getgid getegid getgroups getresuid getresgid capget uname sysinfo getrandom getcpu',
  sockets: `socketpair bind connect listen accept accept4 getsockname getpeername getsockopt setsockopt sendto recvfrom sendmsg recvmsg
    sendmmsg recvmmsg shutdown`,
};

const AF_UNIX = 1;
const INTERNET = [2, 10];
/** Whatever the kind of socket asks for, TCP, UDP: not ICMP, which needs no capability everywhere. */
const PROTOCOLS = [0, 6, 17];
/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET. */
const NAMESPACE_FLAGS = 0x7e020000;
const ENOSYS = 38;

const ARCHITECTURES: Readonly<Record<string, string>> = {
  x86_64: 'SCMP_ARCH_X86_64',
  amd64: 'SCMP_ARCH_X86_64',
  aarch64: 'SCMP_ARCH_AARCH64',
  arm64: 'SCMP_ARCH_AARCH64',
};

/** The profile for the engine's architecture, as it takes it; null where there is none. Only native calls: 32-bit ones end the process. */
export function seccompProfile(architecture: string): string | null {
  const native = ARCHITECTURES[architecture];
  if (native === undefined) return null;
  const allow = 'SCMP_ACT_ALLOW';
  const equal = (index: number, value: number) => ({ index, value, valueTwo: 0, op: 'SCMP_CMP_EQ' });
  return JSON.stringify({
    defaultAction: 'SCMP_ACT_ERRNO',
    architectures: [native],
    syscalls: [
      { names: Object.values(ALLOWED).flatMap((list) => list.split(/\s+/)), action: allow, args: [] },
      { names: ['socket'], action: allow, args: [equal(0, AF_UNIX)] },
      ...INTERNET.flatMap((family) => PROTOCOLS.map((protocol) => ({ names: ['socket'], action: allow, args: [equal(0, family), equal(2, protocol)] }))),
      { names: ['clone'], action: allow, args: [{ index: 0, value: NAMESPACE_FLAGS, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }] },
      // Its flags lie in memory, where no filter sees them: "there is no such call", and libraries take clone.
      { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: ENOSYS, args: [] },
    ],
  });
}
