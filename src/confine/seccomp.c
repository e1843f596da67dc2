/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The filter of system calls for what only reads.  It names what is allowed: glibc, its name service
 * and gettext are read by, threads of memtop begin and end, memory and signals of its own are managed.
 * It is made without libseccomp, which crashes where there is no memory for one of its 2,000
 * allocations (2.5.4); this one takes none.
 */
#include "confine/confine.h"

#include <linux/audit.h>

/* The names below are those of machines of 64 bits; others have no filter. */
#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__) && defined(__LP64__)
#define MACHINE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define MACHINE AUDIT_ARCH_RISCV64
#elif defined(__s390x__)
#define MACHINE AUDIT_ARCH_S390X
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
#define MACHINE AUDIT_ARCH_PPC64LE
#endif

#ifdef MACHINE
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/macros.h"

#if defined(__SANITIZE_ADDRESS__)
#define WITH_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_SANITIZER 1
#endif
#endif

/* The same number on every machine; in headers since 6.5, and in the tables of some libcs later. */
#define CACHESTAT 451

/* Allowed whatever their arguments are. */
static const uint32_t allowed[] = {
	/* files that are open, and what there is to know of others */
	SYS_read,
	SYS_readv,
	SYS_pread64,
	SYS_preadv,
	SYS_write,
	SYS_writev,
	SYS_lseek,
	SYS_close,
	SYS_dup,
	SYS_dup3,
	SYS_statx,
	SYS_statfs,
	SYS_fstatfs,
	SYS_faccessat,
	SYS_readlinkat,
	SYS_getdents64,
	SYS_getcwd,
	SYS_fadvise64,
	/* waiting */
	SYS_ppoll,
	SYS_pselect6,
	SYS_epoll_create1,
	SYS_epoll_ctl,
	SYS_epoll_pwait,
	SYS_eventfd2,
	SYS_pipe2,
	SYS_signalfd4,
	SYS_timerfd_create,
	SYS_timerfd_settime,
	SYS_nanosleep,
	SYS_clock_nanosleep,
	SYS_futex,
	SYS_restart_syscall,
	SYS_sched_yield,
	SYS_wait4,
	SYS_waitid,
	/* memory of its own; a memfd is memory */
	SYS_brk,
	SYS_mmap,
	SYS_mremap,
	SYS_munmap,
	SYS_mprotect,
	SYS_madvise,
	SYS_mincore,
	SYS_membarrier,
	SYS_memfd_create,
	SYS_get_mempolicy,
	SYS_set_mempolicy,
	/* threads and signals of its own */
	SYS_exit,
	SYS_exit_group,
	SYS_set_robust_list,
	SYS_get_robust_list,
	SYS_set_tid_address,
	SYS_rt_sigaction,
	SYS_rt_sigprocmask,
	SYS_rt_sigreturn,
	SYS_rt_sigpending,
	SYS_rt_sigsuspend,
	SYS_rt_sigtimedwait,
	SYS_sigaltstack,
	SYS_setitimer,
	/* what there is to know of itself and the machine */
	SYS_getpid,
	SYS_getppid,
	SYS_gettid,
	SYS_getuid,
	SYS_geteuid,
	SYS_getgid,
	SYS_getegid,
	SYS_getresuid,
	SYS_getresgid,
	SYS_getgroups,
	SYS_getpgid,
	SYS_getsid,
	SYS_capget,
	SYS_uname,
	SYS_sysinfo,
	SYS_getrusage,
	SYS_times,
	SYS_gettimeofday,
	SYS_clock_gettime,
	SYS_clock_getres,
	SYS_getrandom,
	SYS_getcpu,
	SYS_sched_getaffinity,
	SYS_sched_getparam,
	SYS_sched_getscheduler,
	SYS_getpriority,
	/* other processes, for reading alone */
	SYS_process_vm_readv,
/* What is newer than the oldest headers that memtop is built with, or than some machines. */
#ifdef SYS_rseq
	SYS_rseq,
#endif
#ifdef SYS_pidfd_open
	SYS_pidfd_open,
#endif
#ifdef SYS_faccessat2
	SYS_faccessat2,
#endif
#ifdef SYS_close_range
	SYS_close_range,
#endif
	CACHESTAT,
#ifdef SYS_preadv2
	SYS_preadv2,
#endif
#ifdef SYS_fstat
	SYS_fstat,
#endif
#ifdef SYS_newfstatat
	SYS_newfstatat,
#endif
#ifdef SYS_getrlimit
	SYS_getrlimit,
#endif
#ifdef __x86_64__
	SYS_stat,
	SYS_lstat,
	SYS_access,
	SYS_readlink,
	SYS_getdents,
	SYS_dup2,
	SYS_poll,
	SYS_select,
	SYS_epoll_wait,
	SYS_pipe,
	SYS_pause,
	SYS_alarm,
	SYS_getpgrp,
	SYS_time,
	SYS_arch_prctl,
#endif
#ifdef WITH_SANITIZER
	/* The search for leaks at the end stops all threads from a process of its own. */
	SYS_clone,
	SYS_ptrace,
	SYS_prctl,
	SYS_personality,
#endif
};

/* Allowed where (argument & mask) == value, of the lower 32 bits, which are all that counts. */
static const struct restricted {
	uint32_t call;
	unsigned argument;
	uint32_t mask, value;
} restricted[] = {
#define READS (O_ACCMODE | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY))
	{ SYS_openat, 2, READS, O_RDONLY },
#ifdef SYS_open
	{ SYS_open, 1, READS, O_RDONLY },
#endif
/* Threads, and no processes. */
#ifdef __s390__
	{ SYS_clone, 1, CLONE_THREAD, CLONE_THREAD },
#else
	{ SYS_clone, 0, CLONE_THREAD, CLONE_THREAD },
#endif
	/* Whether it is a terminal, and how large; how a process ended (PIDFD_GET_INFO, any size). */
	{ SYS_ioctl, 1, UINT32_MAX, TCGETS },
	{ SYS_ioctl, 1, UINT32_MAX, TIOCGWINSZ },
	{ SYS_ioctl, 1, 0xffff, 0xff0b },
	{ SYS_fcntl, 1, UINT32_MAX, F_DUPFD },
	{ SYS_fcntl, 1, UINT32_MAX, F_DUPFD_CLOEXEC },
	{ SYS_fcntl, 1, UINT32_MAX, F_GETFD },
	{ SYS_fcntl, 1, UINT32_MAX, F_SETFD },
	{ SYS_fcntl, 1, UINT32_MAX, F_GETFL },
	{ SYS_fcntl, 1, UINT32_MAX, F_SETFL },
	{ SYS_prctl, 0, UINT32_MAX, PR_SET_NAME },
	{ SYS_prctl, 0, UINT32_MAX, PR_CAPBSET_READ },
	/* Limits of its own. */
	{ SYS_prlimit64, 0, UINT32_MAX, 0 },
};

/* The same where programs are run that were loaded before: bpf(2) by its command. */
static const struct restricted bpf_commands[] = {
	{ SYS_bpf, 0, UINT32_MAX, BPF_PROG_TEST_RUN },
	{ SYS_bpf, 0, UINT32_MAX, BPF_LINK_CREATE },
	{ SYS_bpf, 0, UINT32_MAX, BPF_ITER_CREATE },
};

/* What pipes, sockets and memfds of others are asked: linux/pipe_fs_i.h, SO_MEMINFO and its kin. */
static const struct restricted of_descriptors[] = {
	{ SYS_ioctl, 1, UINT32_MAX, FIONREAD },
	{ SYS_fcntl, 1, UINT32_MAX, F_GETPIPE_SZ },
	{ SYS_fcntl, 1, UINT32_MAX, F_GET_SEALS },
	{ SYS_getsockopt, 1, UINT32_MAX, SOL_SOCKET },
#ifdef SYS_pidfd_getfd
	{ SYS_pidfd_getfd, 2, UINT32_MAX, 0 },
#endif
};

/* Allowed where they are for itself: how abort() and a stop by the user end. */
static const uint32_t to_itself[] = { SYS_kill, SYS_tgkill };

/* Fails as on a kernel that has not got it: what it asks for cannot be seen, and libc has other ways. */
static const uint32_t unknown[] = {
#ifdef SYS_clone3
	SYS_clone3,
#endif
};

static const uint32_t files_of_other_roots[] = {
#ifdef SYS_openat2
	SYS_openat2,
#endif
};

/* Instructions of an entry that depends on an argument, and of one that does not. */
#define RESTRICTED_SIZE 6
#define PLAIN_SIZE      2
#define PROGRAM_SIZE                                                                               \
	(5 +                                                                                       \
		PLAIN_SIZE *                                                                       \
			(COUNT_OF(allowed) + COUNT_OF(unknown) + COUNT_OF(files_of_other_roots)) + \
		RESTRICTED_SIZE * (COUNT_OF(restricted) + COUNT_OF(bpf_commands) +                 \
					  COUNT_OF(of_descriptors) + COUNT_OF(to_itself)))

struct program {
	struct sock_filter at[PROGRAM_SIZE];
	unsigned short length;
};

static void add(struct program *program, struct sock_filter instruction)
{
	program->at[program->length++] = instruction;
}

static void load(struct program *program, size_t offset)
{
	add(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset));
}

/* Goes on with the next instruction where they are equal, else passes over as many. */
static void unless_equal(struct program *program, uint32_t value, uint8_t pass_over)
{
	add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, pass_over));
}

static void answer(struct program *program, uint32_t action)
{
	add(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action));
}

static void answer_all(struct program *program, const uint32_t *calls, size_t count,
	uint32_t action)
{
	for (size_t i = 0; i < count; i++) {
		unless_equal(program, calls[i], 1);
		answer(program, action);
	}
}

static void allow_restricted(struct program *program, const struct restricted *entry)
{
	size_t low_half = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0;

	unless_equal(program, entry->call, RESTRICTED_SIZE - 1);
	load(program, offsetof(struct seccomp_data, args) + 8 * entry->argument + low_half);
	add(program, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, entry->mask));
	unless_equal(program, entry->value, 1);
	answer(program, SECCOMP_RET_ALLOW);
	load(program, offsetof(struct seccomp_data, nr));
}

static void write_program(struct program *program, unsigned needs)
{
	program->length = 0;
	load(program, offsetof(struct seccomp_data, arch));
	add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0));
	answer(program, SECCOMP_RET_ERRNO | EPERM);
	load(program, offsetof(struct seccomp_data, nr));
	answer_all(program, allowed, COUNT_OF(allowed), SECCOMP_RET_ALLOW);
	answer_all(program, unknown, COUNT_OF(unknown), SECCOMP_RET_ERRNO | ENOSYS);
	answer_all(program, files_of_other_roots, COUNT_OF(files_of_other_roots),
		needs & CONFINE_OTHER_ROOTS ? SECCOMP_RET_ALLOW : SECCOMP_RET_ERRNO | ENOSYS);
	for (size_t i = 0; i < COUNT_OF(restricted); i++)
		allow_restricted(program, &restricted[i]);
	for (size_t i = 0; (needs & CONFINE_RUN_BPF) && i < COUNT_OF(bpf_commands); i++)
		allow_restricted(program, &bpf_commands[i]);
	for (size_t i = 0; (needs & CONFINE_OTHER_DESCRIPTORS) && i < COUNT_OF(of_descriptors); i++)
		allow_restricted(program, &of_descriptors[i]);
	for (size_t i = 0; i < COUNT_OF(to_itself); i++)
		allow_restricted(program,
			&(struct restricted){ to_itself[i], 0, UINT32_MAX, (uint32_t)getpid() });
	answer(program, SECCOMP_RET_ERRNO | EPERM);
}

/* It makes calls of its own, for what it reports and to be asked by a debugger. */
static bool under_valgrind(void)
{
	const char *preloaded = getenv("LD_PRELOAD");

	return preloaded && strstr(preloaded, "/vgpreload_");
}

enum status confine_to_reading(unsigned needs)
{
	struct program program;
	struct sock_fprog handed = { .filter = program.at };

	if (under_valgrind())
		return STATUS_ABSENT;
	write_program(&program, needs);
	handed.len = program.length;
	/* Threads that began before are filtered as well: those that look up names. */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
		syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &handed) !=
			0)
		return STATUS_ABSENT;
	return STATUS_OK;
}
#else
enum status confine_to_reading(unsigned needs)
{
	(void)needs;
	return STATUS_ABSENT;
}
#endif
