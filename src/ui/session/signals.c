/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/session/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/macros.h"

#define ALTERNATE_STACK_SIZE ((size_t)64 * 1024)

/* All that handlers share with the loop. */
static volatile sig_atomic_t came[EVENT_COUNT];
static volatile sig_atomic_t ending;
static volatile sig_atomic_t wake_descriptor = -1;

/*
 * A handler is handed nothing, so what a crash has to write lies here, a byte an element: the bytes
 * for the terminal, and its modes.
 */
static volatile sig_atomic_t restore_descriptor;
static volatile sig_atomic_t restore_length; /* 0: nothing to restore */
static volatile sig_atomic_t restore_bytes[SIGNALS_RESTORE_SIZE];
static volatile sig_atomic_t restore_modes[sizeof(struct termios)];

static void wake_up(enum signal_event event)
{
	int saved = errno;

	came[event] = 1;
	if (wake_descriptor >= 0 && write(wake_descriptor, "", 1) < 0)
		errno = saved; /* full: it is readable already */
	errno = saved;
}

static void on_resize(int number)
{
	(void)number;
	wake_up(EVENT_RESIZE);
}

static void on_stop(int number)
{
	(void)number;
	wake_up(EVENT_STOP);
}

static void on_continue(int number)
{
	(void)number;
	wake_up(EVENT_CONTINUE);
}

static void on_end(int number)
{
	ending = number;
	wake_up(EVENT_END);
}

static void load(unsigned char *bytes, const volatile sig_atomic_t *from, size_t count)
{
	for (size_t i = 0; i < count; i++)
		bytes[i] = (unsigned char)from[i];
}

static void store(volatile sig_atomic_t *to, const unsigned char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		to[i] = bytes[i];
}

static void restore_terminal(void)
{
	unsigned char bytes[SIGNALS_RESTORE_SIZE];
	struct termios modes;
	size_t length = (size_t)restore_length;

	restore_length = 0;
	if (length == 0)
		return;
	load(bytes, restore_bytes, length);
	load((unsigned char *)&modes, restore_modes, sizeof(modes));
	/* If the terminal is gone there is nowhere to say it. */
	if (write(restore_descriptor, bytes, length) >= 0)
		tcsetattr(restore_descriptor, TCSANOW, &modes);
}

/* Only what signal-safety(7) allows. */
static void on_crash(int number)
{
	restore_terminal();
	signal(number, SIG_DFL);
	raise(number);
}

static const struct {
	int number;
	void (*handler)(int number);
	int flags;
} caught[] = {
	{ SIGWINCH, on_resize, SA_RESTART },
	{ SIGTSTP, on_stop, SA_RESTART },
	{ SIGCONT, on_continue, SA_RESTART },
	{ SIGINT, on_end, SA_RESTART },
	{ SIGTERM, on_end, SA_RESTART },
	{ SIGHUP, on_end, SA_RESTART },
	{ SIGQUIT, on_end, SA_RESTART },
	{ SIGSEGV, on_crash, SA_ONSTACK | SA_NODEFER },
	{ SIGBUS, on_crash, SA_ONSTACK | SA_NODEFER },
	{ SIGABRT, on_crash, SA_ONSTACK | SA_NODEFER },
	{ SIGFPE, on_crash, SA_ONSTACK | SA_NODEFER },
	{ SIGILL, on_crash, SA_ONSTACK | SA_NODEFER },
};

#define CAUGHT_COUNT (COUNT_OF(caught))
_Static_assert(CAUGHT_COUNT <= SIGNALS_MAXIMUM, "struct signals has no room for all signals");

static void catch_signal(struct sigaction *earlier, size_t i)
{
	struct sigaction action = { .sa_handler = caught[i].handler, .sa_flags = caught[i].flags };

	sigemptyset(&action.sa_mask);
	sigaction(caught[i].number, NULL, earlier);
	/* What a parent had ignored, as nohup does, stays ignored. */
	if (caught[i].handler != on_end || earlier->sa_handler != SIG_IGN)
		sigaction(caught[i].number, &action, NULL);
}

/* A stack overflow leaves no room on the stack for its own handler. */
static void use_alternate_stack(struct signals *signals)
{
	stack_t stack = { .ss_size = ALTERNATE_STACK_SIZE };

	signals->alternate_stack = malloc(ALTERNATE_STACK_SIZE);
	stack.ss_sp = signals->alternate_stack;
	if (stack.ss_sp)
		sigaltstack(&stack, NULL);
}

enum status signals_start(struct signals *signals, struct message *message)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
		message_set(message, _("a pipe for signals: %s"), strerror(errno));
		return STATUS_FAILED;
	}
	signals->descriptor = ends[0];
	signals->wake = ends[1];
	wake_descriptor = ends[1];
	use_alternate_stack(signals);
	for (size_t i = 0; i < CAUGHT_COUNT; i++)
		catch_signal(&signals->earlier[i], i);
	return STATUS_OK;
}

void signals_stop(struct signals *signals)
{
	stack_t none = { .ss_flags = SS_DISABLE };

	for (size_t i = 0; i < CAUGHT_COUNT; i++)
		sigaction(caught[i].number, &signals->earlier[i], NULL);
	wake_descriptor = -1;
	sigaltstack(&none, NULL);
	free(signals->alternate_stack);
	close(signals->descriptor);
	close(signals->wake);
}

unsigned signals_take(const struct signals *signals)
{
	char waste[64];
	unsigned events = 0;

	while (read(signals->descriptor, waste, sizeof(waste)) > 0)
		; /* the bytes only wake the loop */
	for (int i = 0; i < EVENT_COUNT; i++) {
		if (!came[i])
			continue;
		/* Only what was seen: one that comes in between is for the next time. */
		came[i] = 0;
		events |= 1u << i;
	}
	return events;
}

int signals_ending(void)
{
	return ending;
}

/* To this thread, so that it has taken effect on the process when raise() returns. */
static void raise_default(int number)
{
	struct sigaction plain = { .sa_handler = SIG_DFL }, earlier;

	sigaction(number, &plain, &earlier);
	raise(number);
	sigaction(number, &earlier, NULL);
}

void signals_stop_process(void)
{
	raise_default(SIGTSTP);
}

void signals_raise(int number)
{
	raise_default(number);
}

void signals_arm_restore(int descriptor, const char *bytes, size_t length,
	const struct termios *modes)
{
	restore_length = 0;
	if (length == 0 || length > SIGNALS_RESTORE_SIZE)
		return;
	restore_descriptor = descriptor;
	store(restore_bytes, (const unsigned char *)bytes, length);
	store(restore_modes, (const unsigned char *)modes, sizeof(*modes));
	restore_length = (sig_atomic_t)length;
}
