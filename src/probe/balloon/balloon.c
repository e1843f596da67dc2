/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The balloon: holds memory for the pressure probe.  See balloon.h for how it is spoken to. */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "config.h"
#include "probe/balloon/balloon.h"

/* A piece of memory starts with this, so that holding more needs no other memory. */
struct piece {
	struct piece *next;
	size_t size;
};

struct balloon {
	struct piece *pieces;
	uint64_t touched, wanted; /* bytes; wanted > touched while a GROW is under way */
	uint64_t random;
	size_t page_size;
	timer_t silence;
	bool quit;
};

static void answer(const struct balloon *balloon, enum balloon_word word, int error)
{
	struct balloon_reply reply = { .word = (uint32_t)word,
		.error = error,
		.touched = balloon->touched };
	struct pollfd room = { .fd = STDOUT_FILENO, .events = POLLOUT };

	while (write(STDOUT_FILENO, &reply, sizeof(reply)) < 0) {
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN || word == BALLOON_TOUCHED)
			return;
		poll(&room, 1, -1);
	}
}

/* Fills with xorshift64 (Marsaglia 2003): neither zram nor zswap can make it smaller. */
static void fill(uint64_t *words, size_t count, uint64_t *state)
{
	uint64_t x = *state;

	for (size_t i = 0; i < count; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		words[i] = x;
	}
	*state = x;
}

/*
 * Private, because shared memory would be charged to Cached, the figure under observation; small
 * pages, because huge ones make the kernel compact and stall early; locked as far as is allowed, or
 * its own pages, which are not used, are what the kernel swaps out first: a guard would take it for
 * another process's.  Returns 0 or an errno value.
 */
static int grow_by_piece(struct balloon *balloon)
{
	uint64_t rest = balloon->wanted - balloon->touched;
	size_t size = rest < BALLOON_PIECE ? (size_t)rest : BALLOON_PIECE;
	struct piece *piece =
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (piece == MAP_FAILED)
		return errno;
	madvise(piece, size, MADV_NOHUGEPAGE);
	madvise(piece, size, MADV_DONTDUMP);
	mlock2(piece, size, MLOCK_ONFAULT);
	fill((uint64_t *)(void *)piece, size / sizeof(uint64_t), &balloon->random);
	piece->next = balloon->pieces;
	piece->size = size;
	balloon->pieces = piece;
	balloon->touched += size;
	return 0;
}

static void grow(struct balloon *balloon)
{
	int error = grow_by_piece(balloon);

	if (error != 0) {
		balloon->wanted = balloon->touched;
		answer(balloon, BALLOON_FAILED, error);
	} else if (balloon->touched >= balloon->wanted) {
		answer(balloon, BALLOON_GROWN, 0);
	} else {
		answer(balloon, BALLOON_TOUCHED, 0);
	}
}

static void release(struct balloon *balloon)
{
	while (balloon->pieces) {
		struct piece *piece = balloon->pieces;

		balloon->pieces = piece->next;
		munmap(piece, piece->size);
	}
	balloon->touched = 0;
	balloon->wanted = 0;
	answer(balloon, BALLOON_RELEASED, 0);
}

static void listen_again(const struct balloon *balloon)
{
	struct itimerspec silence = { .it_value = { BALLOON_SILENCE_MS / 1000,
					      BALLOON_SILENCE_MS % 1000 * 1000000L } };

	timer_settime(balloon->silence, 0, &silence, NULL);
}

static void obey(struct balloon *balloon, const struct balloon_command *command)
{
	uint64_t room = SIZE_MAX - balloon->wanted - balloon->page_size;
	uint64_t bytes = min_u64(command->bytes, room);

	switch ((enum balloon_verb)command->verb) {
	case BALLOON_BEAT:
		break;
	case BALLOON_GROW:
		bytes += balloon->page_size - 1;
		balloon->wanted += bytes - bytes % balloon->page_size;
		break;
	case BALLOON_RELEASE:
		release(balloon);
		break;
	case BALLOON_QUIT:
		balloon->quit = true;
		break;
	}
}

/* Hears one command, if there is one or there is nothing else to do. */
static void hear(struct balloon *balloon)
{
	struct pollfd commands = { .fd = STDIN_FILENO, .events = POLLIN };
	struct balloon_command command;
	ssize_t got;

	if (poll(&commands, 1, balloon->touched < balloon->wanted ? 0 : -1) <= 0)
		return;
	got = read(STDIN_FILENO, &command, sizeof(command));
	if (got < 0 && errno == EINTR)
		return;
	if (got != (ssize_t)sizeof(command)) {
		balloon->quit = true;
		return;
	}
	listen_again(balloon);
	obey(balloon, &command);
}

/*
 * SIGKILL, not a signal of our own handling: it also ends a process that is stopped, or stuck in
 * the kernel's reclaim in the middle of a page fault.
 */
static bool make_killer(timer_t *timer, time_t seconds)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL };
	struct itimerspec limit = { .it_value = { .tv_sec = seconds } };

	return timer_create(CLOCK_MONOTONIC, &event, timer) == 0 &&
	       timer_settime(*timer, 0, &limit, NULL) == 0;
}

/* First victim of the out-of-memory killer, before any other process.  Returns 0 or an errno value. */
static int volunteer(void)
{
	static const char most[] = "1000";
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
	int error = 0;

	if (fd < 0)
		return errno;
	if (write(fd, most, sizeof(most) - 1) != (ssize_t)(sizeof(most) - 1))
		error = errno;
	close(fd);
	return error;
}

/* Everything that makes the memory come back by itself; before the first byte is taken. */
static bool prepare(struct balloon *balloon, pid_t parent, time_t seconds)
{
	struct rlimit no_core = { 0, 0 };
	timer_t limit;

	setsid(); /* Ctrl-Z and Ctrl-C at the terminal are the supervisor's business */
	prctl(PR_SET_NAME, BALLOON_NAME);
	setrlimit(RLIMIT_CORE, &no_core);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		return false;
	if (!make_killer(&limit, seconds) || !make_killer(&balloon->silence, 1))
		return false;
	listen_again(balloon);
	return fcntl(STDOUT_FILENO, F_SETFL, O_NONBLOCK) == 0;
}

static bool whole_number(const char *string, long max, long *n)
{
	char *end;

	errno = 0;
	*n = strtol(string, &end, 10);
	return errno == 0 && end != string && *end == '\0' && *n > 0 && *n <= max;
}

static int explain(void)
{
	setlocale(LC_ALL, "");
	bindtextdomain(PACKAGE, LOCALEDIR);
	textdomain(PACKAGE);
	fputs(_("memtop-balloon: memtop starts this program for its pressure probe, and speaks to it "
		"through pipes; it does nothing by itself (run memtop -b probe)\n"),
		stderr);
	return 2;
}

int balloon_main(int argc, char **argv)
{
	struct balloon balloon = { .page_size = (size_t)sysconf(_SC_PAGESIZE) };
	struct timespec now;
	long parent, seconds;

	if (argc != 3 || !whole_number(argv[1], INT32_MAX, &parent) ||
		!whole_number(argv[2], BALLOON_MAX_SECONDS, &seconds))
		return explain();
	clock_gettime(CLOCK_MONOTONIC, &now);
	balloon.random = ((uint64_t)now.tv_nsec << 32 | (uint64_t)getpid()) | 1;
	if (!prepare(&balloon, (pid_t)parent, (time_t)seconds))
		return 1;
	answer(&balloon, BALLOON_READY, volunteer());
	while (!balloon.quit) {
		hear(&balloon);
		if (balloon.touched < balloon.wanted && !balloon.quit)
			grow(&balloon);
	}
	return 0;
}
