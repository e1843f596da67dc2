/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program on a terminal of its own, its screen read by libvterm.  Every wait has a deadline; one
 * that is missed fails the test and shows the screen as it was.
 *
 *	struct screen *screen = screen_start(&(struct screen_options){ .rows = 24, .columns = 80,
 *		.program = screen_memtop(), .arguments = { "-d", "1" } });
 *	screen_wait(screen, "F10Quit");
 *	screen_type(screen, "q");
 *	assert_int_equal(screen_end(screen), 0);
 */
#ifndef MEMTOP_TESTS_SCREEN_H
#define MEMTOP_TESTS_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

#define SCREEN_ARGUMENTS   16
#define SCREEN_ENVIRONMENT 8

struct screen_options {
	int rows, columns;
	const char *program;
	const char *arguments[SCREEN_ARGUMENTS];
	const char *environment[SCREEN_ENVIRONMENT]; /* "NAME=VALUE", or "NAME" to unset it */
};

struct screen;

/* The program under test, and the same screen fed with made-up samples. */
const char *screen_memtop(void);
const char *screen_fake(void);

struct screen *screen_start(const struct screen_options *options);

/* The screen with made-up samples, words (NULL at the end) as fake_screen takes them; painted. */
struct screen *screen_start_fake(int rows, int columns, const char *const *words);

/* Leaves by q, and fails unless the program ends well and the terminal is as it was.  Frees. */
void screen_quit(struct screen *screen);

/* Waits for the end of the program; its exit status, or 256 plus the signal that ended it. */
int screen_end(struct screen *screen);

/* Frees everything; kills the program if it still runs. */
void screen_free(struct screen *screen);

pid_t screen_pid(const struct screen *screen);
void screen_type(struct screen *screen, const char *keys);
/* Gives the terminal another size; its content is gone, as the program has to paint anew anyway. */
void screen_resize(struct screen *screen, int rows, int columns);
/* The terminal says that it is that large, and stays as it is. */
void screen_claim(struct screen *screen, int rows, int columns);
void screen_kill(struct screen *screen, int signal_number);
void screen_hang_up(struct screen *screen);

/* Writes to the terminal behind the program's back. */
void screen_overwrite(struct screen *screen, const char *bytes);

/* Waits until the text is on the screen, is not, or a condition holds. */
void screen_wait(struct screen *screen, const char *text);
void screen_wait_gone(struct screen *screen, const char *text);
void screen_wait_for(struct screen *screen, bool (*condition)(struct screen *screen, void *context),
	void *context, const char *what);

/* Waits until the program is stopped, or runs again: 'T' or anything else of /proc/PID/stat. */
void screen_wait_stopped(struct screen *screen);

bool screen_has(const struct screen *screen, const char *text);

/* Where a text stands; false if nowhere.  column counts cells. */
bool screen_find(const struct screen *screen, const char *text, int *row, int *column);

/* The same from a row on. */
bool screen_find_from(const struct screen *screen, int first, const char *text, int *row,
	int *column);

/* A row as UTF-8, without blanks at its end; valid until the next call. */
const char *screen_row(struct screen *screen, int row);

struct screen_cell {
	bool bold, reverse, underline;
	bool colored;      /* not the terminal's own foreground */
	int color, ground; /* by number, -1: the terminal's own */
	int width;
	char text[32];
};
struct screen_cell screen_cell(const struct screen *screen, int row, int column);

/* Everything that the program has written. */
const char *screen_output(const struct screen *screen, size_t *length);

/* The terminal's modes now, and as they were before the start. */
struct termios screen_modes(const struct screen *screen);
struct termios screen_first_modes(const struct screen *screen);

/* Fails unless the terminal is as it was: modes, second screen left, cursor visible. */
void screen_assert_restored(struct screen *screen);

/* Writes the screen to standard error, for looking at. */
void screen_dump(const struct screen *screen);

#endif
