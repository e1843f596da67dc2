/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a process cannot do any more once it only reads, in each of its threads, and what it still can. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <pwd.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/pass_over.h"
#include "base/compiler/sanitizer.h"
#include "confine/confine.h"

/* Ends a child of the test that saw something else than it should; its status names the line. */
#define EXPECT(condition)                                                                          \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #condition,         \
				strerror(errno));                                                  \
			_exit(1);                                                                  \
		}                                                                                  \
	} while (0)
#define FORBIDDEN(call) EXPECT((errno = 0, (call) == -1) && errno == EPERM)

#define PASSED_OVER 77

/* Runs it in a process of its own, since nothing of it can be taken back.  False: no filters here. */
static bool in_child(void (*run)(void))
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		run();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == PASSED_OVER)
		return false;
	assert_int_equal(WEXITSTATUS(status), 0);
	return true;
}

static void only_read(void)
{
	if (confine_to_reading(0) != STATUS_OK)
		_exit(PASSED_OVER);
}

static void expect_no_writing(void)
{
	FORBIDDEN(open("/tmp/memtop-test-never", O_WRONLY | O_CREAT, 0600));
	FORBIDDEN(open("/dev/null", O_WRONLY));
	FORBIDDEN(open("/dev/null", O_RDWR));
	FORBIDDEN(open("/tmp", O_TMPFILE | O_RDWR, 0600));
	FORBIDDEN(open("/dev/null", O_RDONLY | O_TRUNC));
	FORBIDDEN(unlink("/tmp/memtop-test-never"));
	FORBIDDEN(rename("/tmp/memtop-test-never", "/tmp/memtop-test-never2"));
	FORBIDDEN(mkdir("/tmp/memtop-test-never", 0700));
	FORBIDDEN(chmod("/dev/null", 0666));
	FORBIDDEN(truncate("/dev/null", 0));
	FORBIDDEN(symlink("a", "/tmp/memtop-test-never"));
}

static void expect_no_others(void)
{
	char byte = 0;
	struct iovec here = { &byte, 1 }, there = { &byte, 1 };
	char *const arguments[] = { NULL };

	FORBIDDEN(execve("/bin/true", arguments, arguments));
/* The search for leaks of a sanitizer is allowed more: confine/seccomp.c. */
#if !WITH_ADDRESS_SANITIZER
	FORBIDDEN(fork());
	FORBIDDEN(prctl(PR_SET_DUMPABLE, 0));
#endif
	FORBIDDEN(kill(getppid(), 0));
	FORBIDDEN(process_vm_writev(getppid(), &here, 1, &there, 1, 0));
	FORBIDDEN(socket(AF_INET, SOCK_STREAM, 0));
	FORBIDDEN(socket(AF_UNIX, SOCK_STREAM, 0));
	FORBIDDEN(setpriority(0, 0, 5));
	/* A byte in the terminal's input would be typed. */
	FORBIDDEN(syscall(SYS_ioctl, STDIN_FILENO, 0x5412 /* TIOCSTI */, "x"));
#ifdef SYS_io_uring_setup
	FORBIDDEN(syscall(SYS_io_uring_setup, 1, NULL));
#endif
}

static void forbidden_calls(void)
{
	only_read();
	expect_no_writing();
	expect_no_others();
}

static void what_is_not_reading_is_forbidden(void **state)
{
	(void)state;
	if (!in_child(forbidden_calls))
		PASS_OVER("no filter of system calls here");
}

static void reading_calls(void)
{
	char text[64], *memory;
	int file;

	only_read();
	file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	EXPECT(file >= 0 && pread(file, text, sizeof(text), 0) > 0);
	EXPECT(close(file) == 0);
	EXPECT(kill(getpid(), 0) == 0);
	memory = malloc(32 << 20);
	EXPECT(memory != NULL);
	memset(memory, 1, 32 << 20);
	free(memory);
	EXPECT(write(STDOUT_FILENO, "", 0) == 0);
	/* Names that are in a file are found still. */
	EXPECT(getpwuid(0) != NULL);
}

static void reading_is_allowed(void **state)
{
	(void)state;
	if (!in_child(reading_calls))
		PASS_OVER("no filter of system calls here");
}

static void other_roots(void)
{
	static const struct open_how how = { .flags = O_RDONLY };

	if (confine_to_reading(CONFINE_OTHER_ROOTS) != STATUS_OK)
		_exit(PASSED_OVER);
	EXPECT(syscall(SYS_openat2, AT_FDCWD, "/proc/self/statm", &how, sizeof(how)) >= 0 ||
		errno == ENOSYS);
	FORBIDDEN(open("/dev/null", O_WRONLY));
	expect_no_others();
}

static void files_in_other_roots_can_be_read(void **state)
{
	(void)state;
	if (!in_child(other_roots))
		PASS_OVER("no filter of system calls here");
}

/* A pipe of its own stands for one of another process. */
static void other_descriptors(void)
{
	int ends[2], self, copy, queued = 0;

	EXPECT(pipe(ends) == 0 && write(ends[1], "abc", 3) == 3);
	self = (int)syscall(SYS_pidfd_open, getpid(), 0);
	if (self < 0 || confine_to_reading(CONFINE_OTHER_DESCRIPTORS) != STATUS_OK)
		_exit(PASSED_OVER);
	copy = (int)syscall(SYS_pidfd_getfd, self, ends[0], 0);
	EXPECT(copy >= 0);
	EXPECT(ioctl(copy, FIONREAD, &queued) == 0 && queued == 3);
	EXPECT(fcntl(copy, F_GETPIPE_SZ) > 0);
	FORBIDDEN(fcntl(ends[0], F_SETPIPE_SZ, 4096));
	FORBIDDEN(open("/dev/null", O_WRONLY));
	expect_no_others();
}

static void descriptors_of_others_can_be_asked(void **state)
{
	(void)state;
	if (!in_child(other_descriptors))
		PASS_OVER("no filter of system calls here, or no pidfds");
}

static sem_t confined;

static void *waits_and_tries(void *context)
{
	(void)context;
	sem_wait(&confined);
	FORBIDDEN(open("/dev/null", O_WRONLY));
	return NULL;
}

static void *tries(void *context)
{
	(void)context;
	FORBIDDEN(open("/dev/null", O_WRONLY));
	return NULL;
}

static void threads(void)
{
	pthread_t before, after;

	sem_init(&confined, 0, 0);
	EXPECT(pthread_create(&before, NULL, waits_and_tries, NULL) == 0);
	only_read();
	sem_post(&confined);
	EXPECT(pthread_create(&after, NULL, tries, NULL) == 0);
	EXPECT(pthread_join(before, NULL) == 0 && pthread_join(after, NULL) == 0);
}

static void threads_begun_before_and_after_are_confined(void **state)
{
	(void)state;
	if (!in_child(threads))
		PASS_OVER("no filter of system calls here");
}

static uint64_t held(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	EXPECT(syscall(SYS_capget, &header, data) == 0);
	EXPECT(data[0].inheritable == 0 && data[1].inheritable == 0);
	EXPECT(data[0].permitted == data[0].effective);
	return data[0].effective | (uint64_t)data[1].effective << 32;
}

static void dropped_capabilities(void)
{
	const uint64_t kept = 1u << CAP_SYS_PTRACE | 1u << CAP_KILL;

	confine_capabilities(kept);
	EXPECT(held() == kept);
	EXPECT(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
	EXPECT(prctl(PR_CAPBSET_READ, CAP_SYS_ADMIN) == 0);
	EXPECT(prctl(PR_CAPBSET_READ, CAP_KILL) == 1);
	/* A program that it starts has no more; one that is root gets what is left. */
	EXPECT(system("test $(sed -n 's/^CapEff:[^0-9a-f]*0*//p' /proc/self/status) = 80020") == 0);
}

static void capabilities_that_are_not_kept_are_gone(void **state)
{
	(void)state;
	if (geteuid() != 0 || prctl(PR_CAPBSET_READ, CAP_SYS_PTRACE) != 1)
		PASS_OVER("not root");
	in_child(dropped_capabilities);
}

static void none_to_drop(void)
{
	confine_capabilities(UINT64_MAX);
	EXPECT(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
}

static void who_keeps_all_loses_none(void **state)
{
	(void)state;
	in_child(none_to_drop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_reading_is_forbidden),
		cmocka_unit_test(reading_is_allowed),
		cmocka_unit_test(files_in_other_roots_can_be_read),
		cmocka_unit_test(descriptors_of_others_can_be_asked),
		cmocka_unit_test(threads_begun_before_and_after_are_confined),
		cmocka_unit_test(capabilities_that_are_not_kept_are_gone),
		cmocka_unit_test(who_keeps_all_loses_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
