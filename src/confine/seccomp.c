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

#include "base/compiler/sanitizer.h"
#include "base/macros.h"

/* The same number on every machine; in headers since 6.5, and in the tables of some libcs later. */
#define CACHESTAT 451

/* Allowed whatever their arguments are. */
static const uint32_t allowed[] = {
	/* files that are open, and what there is to know of others */
	__NR_read,
	__NR_readv,
	__NR_pread64,
	__NR_preadv,
	__NR_write,
	__NR_writev,
	__NR_lseek,
	__NR_close,
	__NR_dup,
	__NR_dup3,
	__NR_statx,
	__NR_statfs,
	__NR_fstatfs,
#ifdef __NR_ustat /* not on machines whose ABI is young */
	__NR_ustat,
#endif
	__NR_faccessat,
	__NR_readlinkat,
	__NR_getdents64,
	__NR_getcwd,
	__NR_fadvise64,
	/* waiting */
	__NR_ppoll,
	__NR_pselect6,
	__NR_epoll_create1,
	__NR_epoll_ctl,
	__NR_epoll_pwait,
	__NR_eventfd2,
	__NR_pipe2,
	__NR_signalfd4,
	__NR_timerfd_create,
	__NR_timerfd_settime,
	__NR_nanosleep,
	__NR_clock_nanosleep,
	__NR_futex,
	__NR_restart_syscall,
	__NR_sched_yield,
	__NR_wait4,
	__NR_waitid,
	/* memory of its own; a memfd is memory */
	__NR_brk,
	__NR_mmap,
	__NR_mremap,
	__NR_munmap,
	__NR_mprotect,
	__NR_madvise,
	__NR_mincore,
	__NR_membarrier,
	__NR_memfd_create,
	__NR_get_mempolicy,
	__NR_set_mempolicy,
	/* threads and signals of its own */
	__NR_exit,
	__NR_exit_group,
	__NR_set_robust_list,
	__NR_get_robust_list,
	__NR_set_tid_address,
	__NR_rt_sigaction,
	__NR_rt_sigprocmask,
	__NR_rt_sigreturn,
	__NR_rt_sigpending,
	__NR_rt_sigsuspend,
	__NR_rt_sigtimedwait,
	__NR_sigaltstack,
	__NR_setitimer,
	/* what there is to know of itself and the machine */
	__NR_getpgid,
	__NR_getpid,
	__NR_getppid,
	__NR_gettid,
	__NR_getuid,
	__NR_geteuid,
	__NR_getgid,
	__NR_getegid,
	__NR_getresuid,
	__NR_getresgid,
	__NR_getgroups,
	__NR_getpgid,
	__NR_getsid,
	__NR_capget,
	__NR_uname,
	__NR_sysinfo,
	__NR_getrusage,
	__NR_times,
	__NR_gettimeofday,
	__NR_clock_gettime,
	__NR_clock_getres,
	__NR_getrandom,
	__NR_getcpu,
	__NR_sched_getaffinity,
	__NR_sched_getparam,
	__NR_sched_getscheduler,
	__NR_getpriority,
	/* other processes, for reading alone */
	__NR_process_vm_readv,
/* What is newer than the oldest headers that memtop is built with, or than some machines. */
#ifdef __NR_rseq
	__NR_rseq,
#endif
#ifdef __NR_pidfd_open
	__NR_pidfd_open,
#endif
#ifdef __NR_faccessat2
	__NR_faccessat2,
#endif
#ifdef __NR_close_range
	__NR_close_range,
#endif
	CACHESTAT,
#ifdef __NR_preadv2
	__NR_preadv2,
#endif
#ifdef __NR_fstat
	__NR_fstat,
#endif
#ifdef __NR_newfstatat
	__NR_newfstatat,
#endif
#ifdef __NR_getrlimit
	__NR_getrlimit,
#endif
#ifdef __x86_64__
	__NR_stat,
	__NR_lstat,
	__NR_access,
	__NR_readlink,
	__NR_getdents,
	__NR_dup2,
	__NR_poll,
	__NR_select,
	__NR_epoll_wait,
	__NR_pipe,
	__NR_pause,
	__NR_alarm,
	__NR_getpgrp,
	__NR_time,
	__NR_arch_prctl,
#endif
#if WITH_ADDRESS_SANITIZER
	/* The search for leaks at the end stops all threads from a process of its own. */
	__NR_clone,
	__NR_ptrace,
	__NR_prctl,
	__NR_personality,
#endif
};

/* Allowed where (argument & mask) == value, of the lower 32 bits, which are all that counts. */
static const struct restricted {
	uint32_t call;
	unsigned argument;
	uint32_t mask, value;
} restricted[] = {
#define READS (O_ACCMODE | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY))
	{ __NR_openat, 2, READS, O_RDONLY },
#ifdef __NR_open
	{ __NR_open, 1, READS, O_RDONLY },
#endif
/* Threads, and no processes. */
#ifdef __s390__
	{ __NR_clone, 1, CLONE_THREAD, CLONE_THREAD },
#else
	{ __NR_clone, 0, CLONE_THREAD, CLONE_THREAD },
#endif
	/* Whether it is a terminal, and how large; how a process ended (PIDFD_GET_INFO, any size). */
	{ __NR_ioctl, 1, UINT32_MAX, TCGETS },
	{ __NR_ioctl, 1, UINT32_MAX, TIOCGWINSZ },
	{ __NR_ioctl, 1, 0xffff, 0xff0b },
	/* Where a process has pages: PAGEMAP_SCAN of Linux 6.7, of 96 bytes; its flags are 0 here. */
	{ __NR_ioctl, 1, UINT32_MAX, _IOC(_IOC_READ | _IOC_WRITE, 'f', 16, 96) },
	{ __NR_fcntl, 1, UINT32_MAX, F_DUPFD },
	{ __NR_fcntl, 1, UINT32_MAX, F_DUPFD_CLOEXEC },
	{ __NR_fcntl, 1, UINT32_MAX, F_GETFD },
	{ __NR_fcntl, 1, UINT32_MAX, F_SETFD },
	{ __NR_fcntl, 1, UINT32_MAX, F_GETFL },
	{ __NR_fcntl, 1, UINT32_MAX, F_SETFL },
	{ __NR_prctl, 0, UINT32_MAX, PR_SET_NAME },
	{ __NR_prctl, 0, UINT32_MAX, PR_CAPBSET_READ },
	/* Limits of its own. */
	{ __NR_prlimit64, 0, UINT32_MAX, 0 },
};

/* The same where programs are run that were loaded before: bpf(2) by its command. */
static const struct restricted bpf_commands[] = {
	{ __NR_bpf, 0, UINT32_MAX, BPF_PROG_TEST_RUN },
	{ __NR_bpf, 0, UINT32_MAX, BPF_LINK_CREATE },
	{ __NR_bpf, 0, UINT32_MAX, BPF_ITER_CREATE },
};

/* What pipes, sockets and memfds of others are asked: linux/pipe_fs_i.h, SO_MEMINFO and its kin. */
static const struct restricted of_descriptors[] = {
	{ __NR_ioctl, 1, UINT32_MAX, FIONREAD },
	{ __NR_fcntl, 1, UINT32_MAX, F_GETPIPE_SZ },
	{ __NR_fcntl, 1, UINT32_MAX, F_GET_SEALS },
	{ __NR_getsockopt, 1, UINT32_MAX, SOL_SOCKET },
#ifdef __NR_pidfd_getfd
	{ __NR_pidfd_getfd, 2, UINT32_MAX, 0 },
#endif
};

/* Allowed where they are for itself: how abort() and a stop by the user end. */
static const uint32_t to_itself[] = { __NR_kill, __NR_tgkill };

/* Fails as on a kernel that has not got it: what it asks for cannot be seen, and libc has other ways. */
static const uint32_t unknown[] = {
#ifdef __NR_clone3
	__NR_clone3,
#endif
};

static const uint32_t files_of_other_roots[] = {
#ifdef __NR_openat2
	__NR_openat2,
#endif
};

/* What is answered to one call: where on is NULL whatever its arguments are, else where they are as it says. */
struct call_rule {
	uint32_t call, action;
	const struct restricted *on;
};

#define RULES_MOST                                                                                 \
	(COUNT_OF(allowed) + COUNT_OF(unknown) + COUNT_OF(files_of_other_roots) +                  \
		COUNT_OF(restricted) + COUNT_OF(bpf_commands) + COUNT_OF(of_descriptors) +         \
		COUNT_OF(to_itself))

struct call_rules {
	struct call_rule at[RULES_MOST]; /* sorted by their call */
	size_t count;
	struct restricted own[COUNT_OF(to_itself)];
};

/*
 * Calls from first to that of the next range, which are answered alike.  The program finds the range of a call by
 * halves: the kernel runs it for each call that there is when it is installed, to know which it need not ask again.
 */
struct call_range {
	uint32_t first, action; /* of those without rules */
	const struct call_rule *rules;
	size_t rule_count;
};

/* Each rule begins a range, and behind it there may be a gap. */
#define RANGES_MOST (2 * RULES_MOST + 1)

struct call_ranges {
	struct call_range at[RANGES_MOST];
	size_t count;
};

#define FORBIDDEN    (SECCOMP_RET_ERRNO | EPERM)
#define HEAD_SIZE    4
#define RULE_SIZE    4
#define PROGRAM_SIZE (HEAD_SIZE + RULES_MOST * RULE_SIZE + RANGES_MOST * 3)

struct filter_program {
	struct sock_filter at[PROGRAM_SIZE];
	unsigned short length;
};

static void add(struct filter_program *program, struct sock_filter instruction)
{
	program->at[program->length++] = instruction;
}

static void load(struct filter_program *program, size_t offset)
{
	add(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset));
}

static void answer(struct filter_program *program, uint32_t action)
{
	add(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action));
}

/* Goes on with the next instruction where they are equal, else passes over as many. */
static void unless_equal(struct filter_program *program, uint32_t value, uint8_t pass_over)
{
	add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, pass_over));
}

static void add_rule(struct filter_program *program, const struct call_rule *rule)
{
	size_t low_half = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0;

	load(program, offsetof(struct seccomp_data, args) + 8 * rule->on->argument + low_half);
	add(program, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, rule->on->mask));
	unless_equal(program, rule->on->value, 1);
	answer(program, rule->action);
}

/* A jump by a condition passes over so many at the most. */
#define JUMP_MOST 255

/* Of what add_ranges() adds. */
static size_t size_of_ranges(const struct call_range *ranges, size_t count)
{
	size_t half = count / 2, lower;

	if (count == 1)
		return ranges->rule_count * RULE_SIZE + 1;
	lower = size_of_ranges(ranges, half);
	return (lower > JUMP_MOST ? 2 : 1) + lower + size_of_ranges(ranges + half, count - half);
}

/* Passes over the lower half, of so many instructions, from this call on. */
static void pass_over_from(struct filter_program *program, uint32_t call, size_t lower)
{
	bool far = lower > JUMP_MOST;

	add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, call,
			     far ? 0 : (uint8_t)lower, far ? 1 : 0));
	if (far)
		add(program, (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, (uint32_t)lower));
}

/* The depth is that of the halves: 9 for 300 ranges. */
static void add_ranges(struct filter_program *program, const struct call_range *ranges,
	size_t count)
{
	size_t half = count / 2;

	if (count == 1) {
		for (size_t i = 0; i < ranges->rule_count; i++)
			add_rule(program, &ranges->rules[i]);
		answer(program, ranges->rule_count ? FORBIDDEN : ranges->action);
		return;
	}
	pass_over_from(program, ranges[half].first, size_of_ranges(ranges, half));
	add_ranges(program, ranges, half);
	add_ranges(program, ranges + half, count - half);
}

/* Where the one before is answered in the same way it goes on. */
static void add_range(struct call_ranges *ranges, struct call_range range)
{
	const struct call_range *last = ranges->count ? &ranges->at[ranges->count - 1] : NULL;

	if (!last || last->rule_count || range.rule_count || last->action != range.action)
		ranges->at[ranges->count++] = range;
}

/* What has no rule is forbidden. */
static void make_ranges(struct call_ranges *ranges, const struct call_rules *rules)
{
	uint32_t next = 0; /* the first call that no range has yet */

	ranges->count = 0;
	for (size_t i = 0, end; i < rules->count; i = end) {
		const struct call_rule *rule = &rules->at[i];

		for (end = i + 1; end < rules->count && rules->at[end].call == rule->call;)
			end++;
		if (rule->call > next)
			add_range(ranges,
				(struct call_range){ .first = next, .action = FORBIDDEN });
		add_range(ranges, (struct call_range){ .first = rule->call,
					  .action = rule->action,
					  .rules = rule,
					  .rule_count = rule->on ? end - i : 0 });
		next = rule->call + 1;
	}
	add_range(ranges, (struct call_range){ .first = next, .action = FORBIDDEN });
}

static void put_all(struct call_rules *rules, const uint32_t *calls, size_t count, uint32_t action)
{
	for (size_t i = 0; i < count; i++)
		rules->at[rules->count++] =
			(struct call_rule){ .call = calls[i], .action = action };
}

static void put_restricted(struct call_rules *rules, const struct restricted *entries, size_t count)
{
	for (size_t i = 0; i < count; i++)
		rules->at[rules->count++] = (struct call_rule){
			.call = entries[i].call,
			.action = SECCOMP_RET_ALLOW,
			.on = &entries[i],
		};
}

/* What holds whatever the arguments are stands first. */
static int compare_rules(const void *a, const void *b)
{
	const struct call_rule *one = a, *other = b;

	if (one->call != other->call)
		return one->call < other->call ? -1 : 1;
	return (one->on != NULL) - (other->on != NULL);
}

static void make_rules(struct call_rules *rules, unsigned needs)
{
	rules->count = 0;
	put_all(rules, allowed, COUNT_OF(allowed), SECCOMP_RET_ALLOW);
	put_all(rules, unknown, COUNT_OF(unknown), SECCOMP_RET_ERRNO | ENOSYS);
	put_all(rules, files_of_other_roots, COUNT_OF(files_of_other_roots),
		needs & CONFINE_OTHER_ROOTS ? SECCOMP_RET_ALLOW : SECCOMP_RET_ERRNO | ENOSYS);
	put_restricted(rules, restricted, COUNT_OF(restricted));
	if (needs & CONFINE_RUN_BPF)
		put_restricted(rules, bpf_commands, COUNT_OF(bpf_commands));
	if (needs & CONFINE_OTHER_DESCRIPTORS)
		put_restricted(rules, of_descriptors, COUNT_OF(of_descriptors));
	for (size_t i = 0; i < COUNT_OF(to_itself); i++)
		rules->own[i] =
			(struct restricted){ to_itself[i], 0, UINT32_MAX, (uint32_t)getpid() };
	put_restricted(rules, rules->own, COUNT_OF(to_itself));
	qsort(rules->at, rules->count, sizeof(rules->at[0]), compare_rules);
}

static void write_program(struct filter_program *program, unsigned needs)
{
	struct call_ranges ranges;
	struct call_rules rules;

	make_rules(&rules, needs);
	make_ranges(&ranges, &rules);
	program->length = 0;
	load(program, offsetof(struct seccomp_data, arch));
	add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0));
	answer(program, FORBIDDEN);
	load(program, offsetof(struct seccomp_data, nr));
	add_ranges(program, ranges.at, ranges.count);
}

/* It makes calls of its own, for what it reports and to be asked by a debugger. */
static bool under_valgrind(void)
{
	const char *preloaded = getenv("LD_PRELOAD");

	return preloaded && strstr(preloaded, "/vgpreload_");
}

enum status confine_to_reading(unsigned needs)
{
	struct filter_program program;
	struct sock_fprog handed = { .filter = program.at };

	if (under_valgrind())
		return STATUS_ABSENT;
	write_program(&program, needs);
	handed.len = program.length;
	/* Threads that began before are filtered as well: those that look up names. */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
		syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC,
			&handed) != 0)
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

bool confine_is_whole(void)
{
#if defined(MACHINE) && !WITH_ADDRESS_SANITIZER
	return true;
#else
	return false;
#endif
}
