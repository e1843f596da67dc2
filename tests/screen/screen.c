/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "screen/screen.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <vterm.h>

/* Generous: a loaded machine is no reason to fail.  SCREEN_DEADLINE shortens it. */
#define DEADLINE_SECONDS 90

/* Without output for so long, a painting is taken to be complete. */
#define QUIET_MS 15

struct screen {
	VTerm *terminal;
	VTermScreen *cells;
	int master;
	pid_t pid;
	int status; /* of waitpid(), once ended */
	bool ended, closed;
	int rows, columns;
	struct termios first_modes;
	char *output;
	size_t length, room;
	char line[4096];
};

static const char *program_path(const char *variable, const char *name, char *path, size_t size)
{
	const char *given = getenv(variable), *build = getenv("abs_top_builddir");

	if (given)
		return given;
	snprintf(path, size, "%s/%s", build ? build : ".", name);
	return path;
}

const char *screen_memtop(void)
{
	static char path[4096];

	return program_path("MEMTOP", "memtop", path, sizeof(path));
}

const char *screen_fake(void)
{
	static char path[4096];

	return program_path("FAKE_SCREEN", "tests/screen/fake/fake_screen", path, sizeof(path));
}

static void set_environment(const char *const *environment)
{
	for (size_t i = 0; i < SCREEN_ENVIRONMENT && environment[i]; i++) {
		char name[256];
		const char *equals = strchr(environment[i], '=');

		snprintf(name, sizeof(name), "%.*s",
			equals ? (int)(equals - environment[i]) : (int)strlen(environment[i]),
			environment[i]);
		if (equals)
			setenv(name, equals + 1, 1);
		else
			unsetenv(name);
	}
}

/* A shell that runs the tests in the background has SIGINT ignored, and so would the program. */
static void default_signals(void)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void run_program(const struct screen_options *options)
{
	char *arguments[SCREEN_ARGUMENTS + 2] = { (char *)(uintptr_t)options->program };

	for (size_t i = 0; i < SCREEN_ARGUMENTS && options->arguments[i]; i++)
		arguments[i + 1] = (char *)(uintptr_t)options->arguments[i];
	/* Crashes are part of the tests; their core files are of no use. */
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
	setenv("TERM", "xterm-256color", 1);
	unsetenv("NO_COLOR");
	unsetenv("LINES");
	unsetenv("COLUMNS");
	/* Whatever the user of this machine has set up is none of the tests' business. */
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	set_environment(options->environment);
	default_signals();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	execv(options->program, arguments);
	perror(options->program);
	_exit(127);
}

/* The program waits for the modes to be looked at before it is started. */
static void wait_for_go(int go)
{
	char byte;

	while (read(go, &byte, 1) < 0 && errno == EINTR)
		;
	close(go);
}

/*
 * A terminal without content.  libvterm 0.1 writes out of bounds when a wide character comes to a
 * terminal of one column, and when a terminal is made smaller: it never is, it is replaced.
 */
static void new_terminal(struct screen *screen, int rows, int columns)
{
	screen->rows = rows;
	screen->columns = columns;
	if (screen->terminal)
		vterm_free(screen->terminal);
	screen->terminal = vterm_new(rows, columns > 1 ? columns : 2);
	assert_non_null(screen->terminal);
	vterm_set_utf8(screen->terminal, 1);
	screen->cells = vterm_obtain_screen(screen->terminal);
	vterm_screen_enable_altscreen(screen->cells, 1);
	vterm_screen_reset(screen->cells, 1);
}

struct screen *screen_start(const struct screen_options *options)
{
	struct screen *screen = calloc(1, sizeof(*screen));
	struct winsize size = { .ws_row = (unsigned short)options->rows,
		.ws_col = (unsigned short)options->columns };
	int go[2];

	assert_non_null(screen);
	assert_int_equal(pipe2(go, O_CLOEXEC), 0);
	new_terminal(screen, options->rows, options->columns);
	screen->pid = forkpty(&screen->master, NULL, NULL, &size);
	assert_true(screen->pid >= 0);
	if (screen->pid == 0) {
		close(go[1]);
		wait_for_go(go[0]);
		run_program(options);
	}
	fcntl(screen->master, F_SETFD, FD_CLOEXEC);
	fcntl(screen->master, F_SETFL, O_NONBLOCK);
	assert_int_equal(tcgetattr(screen->master, &screen->first_modes), 0);
	close(go[0]);
	close(go[1]);
	return screen;
}

struct screen *screen_start_fake(int rows, int columns, const char *const *words)
{
	struct screen_options options = { .rows = rows,
		.columns = columns,
		.program = screen_fake() };
	struct screen *screen;

	for (size_t i = 0; words && words[i]; i++)
		options.arguments[i] = words[i];
	screen = screen_start(&options);
	screen_wait(screen, "F10Quit");
	screen_wait(screen, "PID");
	return screen;
}

void screen_quit(struct screen *screen)
{
	int status;

	screen_type(screen, "q");
	status = screen_end(screen);
	if (status != 0)
		screen_dump(screen); /* what it ended with stands there */
	assert_int_equal(status, 0);
	screen_assert_restored(screen);
	screen_free(screen);
}

static void keep_output(struct screen *screen, const char *bytes, size_t length)
{
	if (screen->length + length + 1 > screen->room) {
		screen->room = (screen->length + length + 1) * 2;
		screen->output = realloc(screen->output, screen->room);
		assert_non_null(screen->output);
	}
	memcpy(screen->output + screen->length, bytes, length);
	screen->length += length;
	screen->output[screen->length] = '\0';
}

/* Returns what the last read() did. */
static ssize_t read_all(struct screen *screen)
{
	char bytes[65536];
	ssize_t count;

	while ((count = read(screen->master, bytes, sizeof(bytes))) > 0) {
		keep_output(screen, bytes, (size_t)count);
		vterm_input_write(screen->terminal, bytes, (size_t)count);
	}
	return count;
}

static bool is_closed(ssize_t count)
{
	return count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR);
}

/*
 * Reads what there is; false when there is nothing more to come.  n_tty_read() (Linux 6.18) looks for bytes
 * first and asks afterwards whether the other side is closed: a child that writes and ends between the two has
 * bytes behind the first EIO.
 */
static bool drain(struct screen *screen)
{
	if (is_closed(read_all(screen)) && is_closed(read_all(screen)))
		screen->closed = true;
	return !screen->closed;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double deadline_from_now(void)
{
	const char *given = getenv("SCREEN_DEADLINE");

	return now() + (given ? strtod(given, NULL) : DEADLINE_SECONDS);
}

static bool has_ended(struct screen *screen)
{
	if (!screen->ended && waitpid(screen->pid, &screen->status, WNOHANG) == screen->pid)
		screen->ended = true;
	return screen->ended;
}

/*
 * A painting may come in several pieces: reads on until no more comes for a moment, so that what is
 * asserted next is not seen half painted.
 */
static void read_painting(struct screen *screen)
{
	struct pollfd polled = { .fd = screen->master, .events = POLLIN };

	while (!screen->closed && poll(&polled, 1, QUIET_MS) > 0)
		drain(screen);
}

void screen_wait_for(struct screen *screen, bool (*condition)(struct screen *screen, void *context),
	void *context, const char *what)
{
	double deadline = deadline_from_now();
	struct pollfd polled = { .fd = screen->master, .events = POLLIN };

	for (;;) {
		/* Asked before the condition: what is over then cannot bring it about any more. */
		bool over = has_ended(screen) && !drain(screen);

		drain(screen);
		if (condition(screen, context)) {
			read_painting(screen);
			return;
		}
		if (over || now() > deadline) {
			screen_dump(screen);
			fail_msg("waited in vain for: %s", what);
		}
		/* Conditions that do not show on the terminal are looked at again after a while. */
		poll(&polled, screen->closed ? 0 : 1, 20);
	}
}

static bool is_shown(struct screen *screen, void *text)
{
	return screen_has(screen, text);
}

static bool is_gone(struct screen *screen, void *text)
{
	return !screen_has(screen, text);
}

void screen_wait(struct screen *screen, const char *text)
{
	screen_wait_for(screen, is_shown, (void *)(uintptr_t)text, text);
}

void screen_wait_gone(struct screen *screen, const char *text)
{
	screen_wait_for(screen, is_gone, (void *)(uintptr_t)text, text);
}

static bool is_stopped(struct screen *screen, void *context)
{
	int status;

	(void)context;
	return waitpid(screen->pid, &status, WNOHANG | WUNTRACED) == screen->pid &&
	       WIFSTOPPED(status);
}

void screen_wait_stopped(struct screen *screen)
{
	screen_wait_for(screen, is_stopped, NULL, "the program to stop");
}

static bool ended_and_read(struct screen *screen, void *context)
{
	(void)context;
	return has_ended(screen) && screen->closed;
}

int screen_end(struct screen *screen)
{
	int status;

	screen_wait_for(screen, ended_and_read, NULL, "the end of the program");
	status = screen->status;
	return WIFSIGNALED(status) ? 256 + WTERMSIG(status) : WEXITSTATUS(status);
}

void screen_free(struct screen *screen)
{
	if (!screen->ended) {
		kill(screen->pid, SIGKILL);
		waitpid(screen->pid, NULL, 0);
	}
	if (screen->master >= 0)
		close(screen->master);
	vterm_free(screen->terminal);
	free(screen->output);
	free(screen);
}

pid_t screen_pid(const struct screen *screen)
{
	return screen->pid;
}

void screen_type(struct screen *screen, const char *keys)
{
	size_t length = strlen(keys);

	assert_int_equal(write(screen->master, keys, length), (ssize_t)length);
}

void screen_overwrite(struct screen *screen, const char *bytes)
{
	drain(screen);
	vterm_input_write(screen->terminal, bytes, strlen(bytes));
}

void screen_resize(struct screen *screen, int rows, int columns)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns };

	drain(screen);
	new_terminal(screen, rows, columns);
	assert_int_equal(ioctl(screen->master, TIOCSWINSZ, &size), 0);
}

void screen_claim(struct screen *screen, int rows, int columns)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns };

	assert_int_equal(ioctl(screen->master, TIOCSWINSZ, &size), 0);
}

void screen_kill(struct screen *screen, int signal_number)
{
	assert_int_equal(kill(screen->pid, signal_number), 0);
}

void screen_hang_up(struct screen *screen)
{
	close(screen->master);
	screen->master = -1;
	screen->closed = true;
}

/* ---- reading the screen ---- */

static size_t append_code(char *out, uint32_t code)
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xc0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char)(0xe0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 0x3f));
		out[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | code >> 18);
	out[1] = (char)(0x80 | (code >> 12 & 0x3f));
	out[2] = (char)(0x80 | (code >> 6 & 0x3f));
	out[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

static int color_number(const VTermColor *color, bool own)
{
	return own || !VTERM_COLOR_IS_INDEXED(color) ? -1 : color->indexed.idx;
}

struct screen_cell screen_cell(const struct screen *screen, int row, int column)
{
	VTermScreenCell raw;
	struct screen_cell cell = { .width = 0 };
	size_t length = 0;

	if (!vterm_screen_get_cell(screen->cells, (VTermPos){ row, column }, &raw))
		return cell;
	for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && raw.chars[i]; i++) {
		if (raw.chars[i] != UINT32_MAX)
			length += append_code(cell.text + length, raw.chars[i]);
	}
	cell.text[length] = '\0';
	cell.width = raw.width;
	cell.bold = raw.attrs.bold;
	cell.reverse = raw.attrs.reverse;
	cell.underline = raw.attrs.underline != 0;
	cell.colored = !VTERM_COLOR_IS_DEFAULT_FG(&raw.fg);
	cell.color = color_number(&raw.fg, VTERM_COLOR_IS_DEFAULT_FG(&raw.fg));
	cell.ground = color_number(&raw.bg, VTERM_COLOR_IS_DEFAULT_BG(&raw.bg));
	return cell;
}

/* The text of a row, and for each of its bytes the column. */
static size_t read_row(const struct screen *screen, int row, char *out, size_t size, int *columns)
{
	size_t length = 0;

	for (int column = 0; column < screen->columns && length + 40 < size;) {
		struct screen_cell cell = screen_cell(screen, row, column);
		const char *text = cell.text[0] ? cell.text : " ";
		size_t bytes = strlen(text);

		memcpy(out + length, text, bytes);
		for (size_t i = 0; columns && i < bytes; i++)
			columns[length + i] = column;
		length += bytes;
		column += cell.width > 0 ? cell.width : 1;
	}
	while (length > 0 && out[length - 1] == ' ')
		length--;
	out[length] = '\0';
	return length;
}

const char *screen_row(struct screen *screen, int row)
{
	read_row(screen, row, screen->line, sizeof(screen->line), NULL);
	return screen->line;
}

bool screen_find_from(const struct screen *screen, int first, const char *text, int *row,
	int *column)
{
	for (int y = first; y < screen->rows; y++) {
		char line[4096];
		int columns[4096];
		const char *at;

		read_row(screen, y, line, sizeof(line), columns);
		at = strstr(line, text);
		if (!at)
			continue;
		if (row)
			*row = y;
		if (column)
			*column = columns[at - line];
		return true;
	}
	return false;
}

bool screen_find(const struct screen *screen, const char *text, int *row, int *column)
{
	return screen_find_from(screen, 0, text, row, column);
}

bool screen_has(const struct screen *screen, const char *text)
{
	return screen_find(screen, text, NULL, NULL);
}

const char *screen_output(const struct screen *screen, size_t *length)
{
	*length = screen->length;
	return screen->output ? screen->output : "";
}

struct termios screen_first_modes(const struct screen *screen)
{
	return screen->first_modes;
}

struct termios screen_modes(const struct screen *screen)
{
	struct termios modes;

	assert_int_equal(tcgetattr(screen->master, &modes), 0);
	return modes;
}

static const char *last_of(const char *output, const char *sequence)
{
	const char *last = NULL;

	for (const char *at = strstr(output, sequence); at; at = strstr(at + 1, sequence))
		last = at;
	return last;
}

void screen_assert_restored(struct screen *screen)
{
	struct termios modes = screen_modes(screen);
	const char *output = screen->output ? screen->output : "";
	const char *enter = last_of(output, "\033[?1049h"), *leave = last_of(output, "\033[?1049l");
	const char *hide = last_of(output, "\033[?25l"), *show = last_of(output, "\033[?25h");

	assert_int_equal(modes.c_lflag, screen->first_modes.c_lflag);
	assert_int_equal(modes.c_iflag, screen->first_modes.c_iflag);
	assert_int_equal(modes.c_oflag, screen->first_modes.c_oflag);
	assert_true(!enter || (leave && leave > enter));
	assert_true(!hide || (show && show > hide));
}

void screen_dump(const struct screen *screen)
{
	fprintf(stderr, "# ---- screen %dx%d ----\n", screen->columns, screen->rows);
	for (int y = 0; y < screen->rows; y++) {
		char line[4096];

		read_row(screen, y, line, sizeof(line), NULL);
		fprintf(stderr, "# %s\n", line);
	}
}
