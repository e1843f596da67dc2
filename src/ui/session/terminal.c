/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/session/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <libintl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "base/apart/named_file.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "config.h"
#include "ui/session/signals.h"
#include "ui/canvas/canvas.h"
#include "ui/canvas/ncurses.h"
#include "ui/widgets/themes.h"

/* Whatever the terminal says: ncurses keeps three cells of 28 bytes for each of its own, 48 MiB for all these. */
#define ROWS_MOST    600
#define COLUMNS_MOST 1000

/* How long a lone Esc may be the beginning of a key's sequence, in milliseconds. */
#define ESCAPE_DELAY 25

/* How soon a second click makes a double one: the usual time of desktops. */
#define DOUBLE_CLICK_NS (UINT64_C(2) * NS_PER_SECOND / 5)

/* How long an answer of the terminal is expected; how long leaving waits for one. */
#define ANSWER_NS (UINT64_C(2) * NS_PER_SECOND)
#define LEAVE_NS  (UINT64_C(1) * NS_PER_SECOND / 5)

/* The bytes of a sequence follow one another faster than this. */
#define SEQUENCE_NS (NS_PER_SECOND / 2)

static const struct {
	int curses;
	uint32_t code;
} curses_keys[] = {
	{ KEY_UP, INPUT_UP },
	{ KEY_DOWN, INPUT_DOWN },
	{ KEY_LEFT, INPUT_LEFT },
	{ KEY_RIGHT, INPUT_RIGHT },
	{ KEY_PPAGE, INPUT_PAGE_UP },
	{ KEY_NPAGE, INPUT_PAGE_DOWN },
	{ KEY_HOME, INPUT_HOME },
	{ KEY_END, INPUT_END },
	{ KEY_BACKSPACE, INPUT_BACKSPACE },
	{ KEY_DC, INPUT_DELETE },
	{ KEY_SR, INPUT_SHIFT_UP },
	{ KEY_SF, INPUT_SHIFT_DOWN },
	{ KEY_F(15), INPUT_SHIFT_F3 },
	{ KEY_BTAB, INPUT_SHIFT_TAB },
	{ KEY_ENTER, INPUT_RETURN },
};

/*
 * What terminals send whatever TERM says: consoles and multiplexers with another terminal's
 * description are common.
 */
static const struct {
	const char *sequence;
	int key;
} common_sequences[] = {
	{ "\033[A", KEY_UP },
	{ "\033[B", KEY_DOWN },
	{ "\033[C", KEY_RIGHT },
	{ "\033[D", KEY_LEFT },
	{ "\033OA", KEY_UP },
	{ "\033OB", KEY_DOWN },
	{ "\033OC", KEY_RIGHT },
	{ "\033OD", KEY_LEFT },
	{ "\033[H", KEY_HOME },
	{ "\033[F", KEY_END },
	{ "\033OH", KEY_HOME },
	{ "\033OF", KEY_END },
	{ "\033[1~", KEY_HOME },
	{ "\033[4~", KEY_END },
	{ "\033[7~", KEY_HOME },
	{ "\033[8~", KEY_END },
	{ "\033[5~", KEY_PPAGE },
	{ "\033[6~", KEY_NPAGE },
	{ "\033[3~", KEY_DC },
	{ "\033[Z", KEY_BTAB },
	{ "\033[1;2A", KEY_SR },
	{ "\033[1;2B", KEY_SF },
	{ "\033OP", KEY_F(1) },
	{ "\033OQ", KEY_F(2) },
	{ "\033OR", KEY_F(3) },
	{ "\033OS", KEY_F(4) },
	{ "\033[11~", KEY_F(1) },
	{ "\033[12~", KEY_F(2) },
	{ "\033[13~", KEY_F(3) },
	{ "\033[14~", KEY_F(4) },
	{ "\033[15~", KEY_F(5) },
	{ "\033[17~", KEY_F(6) },
	{ "\033[18~", KEY_F(7) },
	{ "\033[19~", KEY_F(8) },
	{ "\033[20~", KEY_F(9) },
	{ "\033[21~", KEY_F(10) },
	{ "\033[1;2R", KEY_F(15) },
	/* Linux's console, whose F1 ends like no other's. */
	{ "\033[[A", KEY_F(1) },
	{ "\033[[B", KEY_F(2) },
	{ "\033[[C", KEY_F(3) },
	{ "\033[[D", KEY_F(4) },
	{ "\033[[E", KEY_F(5) },
};

/* The capabilities that undo what curses sets up, in the order in which they are sent. */
static const char *const restoring_capabilities[] = { "BD", "sgr0", "oc", "rmkx", "cnorm",
	"rmcup" };
/* curses itself sends these for the mouse, without a capability of their own. */
static const char mouse_off[] = "\033[?1006l\033[?1000l";

/* Appends a capability's string without its padding ($<5>). */
static size_t append_capability(char *bytes, size_t length, const char *string)
{
	while (*string && length < SIGNALS_RESTORE_SIZE) {
		if (string[0] == '$' && string[1] == '<') {
			string += strcspn(string, ">");
			string += *string == '>';
			continue;
		}
		bytes[length++] = *string++;
	}
	return length;
}

/* The last line, emptied, for the shell's prompt where there is no second screen. */
static size_t append_last_line(const struct curses *curses, char *bytes, size_t length)
{
	const char *move = curses->tigetstr("cup"), *erase;

	if (!move || move == (const char *)-1)
		return length;
	move = curses->tparm(move, (long)*curses->LINES - 1, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
	length = move ? append_capability(bytes, length, move) : length;
	erase = curses->tigetstr("el");
	return erase && erase != (const char *)-1 ? append_capability(bytes, length, erase)
						  : length;
}

/* What a crash has to send: computed now, because then nothing may be computed. */
static void arm_restore(const struct terminal *terminal, bool mouse)
{
	char bytes[SIGNALS_RESTORE_SIZE];
	size_t length = append_last_line(terminal->curses, bytes, 0);

	if (mouse)
		length = append_capability(bytes, length, mouse_off);
	for (size_t i = 0; i < COUNT_OF(restoring_capabilities); i++) {
		const char *string = terminal->curses->tigetstr(restoring_capabilities[i]);

		if (string && string != (const char *)-1)
			length = append_capability(bytes, length, string);
	}
	length = append_capability(bytes, length, "\r\n");
	signals_arm_restore(STDOUT_FILENO, bytes, length, &terminal->modes);
}

/* Whether the terminal description can do what a full screen needs. */
static bool terminal_usable(const struct curses *curses)
{
	const char *move = curses->tigetstr("cup");
	const char *clear = curses->tigetstr("clear");

	return move && move != (const char *)-1 && clear && clear != (const char *)-1 &&
	       curses->tigetflag("gn") != 1 && curses->tigetflag("hc") != 1;
}

static bool described(const struct curses *curses, const char *name)
{
	int result;

	return name && *name && curses->setupterm(name, STDOUT_FILENO, &result) == OK;
}

/*
 * newterm() prints nothing and does not exit, but it accepts terminals that cannot move the cursor
 * and complains of others on its own, so the description is looked at first.  *known becomes the
 * name of what describes the terminal.
 */
static enum status check_term(const struct curses *curses, const char **known,
	struct message *message)
{
	const char *name = getenv("TERM");
	bool found = described(curses, name), usable;

	*known = found ? name : UNKNOWN_TERMINAL;
	found = found || described(curses, UNKNOWN_TERMINAL);
	if (!found && (!name || !*name)) {
		message_set(message, _("TERM is not set: set it to the name of your terminal, "
				       "or use -b, which needs no terminal"));
		return STATUS_FAILED;
	}
	if (!found) {
		message_set(message,
			_("TERM=%s: no such terminal is known here: set TERM to the name of "
			  "your terminal, such as xterm, or use -b, which needs no terminal"),
			name);
		return STATUS_FAILED;
	}
	usable = terminal_usable(curses);
	/* newterm() reads the description anew, and would leave this one behind. */
	curses->del_curterm(curses->set_curterm(NULL));
	if (!usable) {
		message_set(message,
			_("TERM=%s: this terminal cannot move its cursor: set TERM to the name "
			  "of your terminal, such as xterm, or use -b, which needs no terminal"),
			name);
		return STATUS_FAILED;
	}
	return STATUS_OK;
}

/* Keys come from standard input, or from the terminal itself where that is a file or a pipe. */
static enum status open_keyboard(struct terminal *terminal, struct message *message)
{
	terminal->keyboard = isatty(STDIN_FILENO) ? stdin : fopen("/dev/tty", "r+e");
	if (!isatty(STDOUT_FILENO) || !terminal->keyboard ||
		tcgetattr(fileno(terminal->keyboard), &terminal->modes) != 0) {
		message_set(message, _("there is no terminal here: use -b, which needs none"));
		return STATUS_FAILED;
	}
	terminal->descriptor = fileno(terminal->keyboard);
	return STATUS_OK;
}

static void close_keyboard(struct terminal *terminal)
{
	if (terminal->keyboard && terminal->keyboard != stdin)
		fclose(terminal->keyboard);
	terminal->keyboard = NULL;
}

/* Bracketed paste on ("BE") or off ("BD"), where the terminal's description knows of it. */
static void send_capability(const struct curses *curses, const char *name)
{
	const char *string = curses->tigetstr(name);

	if (string && string != (const char *)-1)
		curses->putp(string);
}

static void set_modes(const struct curses *curses)
{
	curses->cbreak();
	curses->noecho();
	curses->nonl();
	curses->intrflush(*curses->stdscr, FALSE);
	curses->keypad(*curses->stdscr, TRUE);
	curses->nodelay(*curses->stdscr, TRUE);
	curses->curs_set(0);
	curses->set_escdelay(ESCAPE_DELAY);
	send_capability(curses, "BE");
	for (size_t i = 0; i < COUNT_OF(common_sequences); i++) {
		if (curses->key_defined(common_sequences[i].sequence) <= 0)
			curses->define_key(common_sequences[i].sequence, common_sequences[i].key);
	}
}

/* Consoles and old terminals would print the question. */
static bool answers_questions(const struct curses *curses)
{
	static const char *const silent[] = { "linux", "vt", "ansi", "cons", "sun", "dumb" };
	const char *name = getenv("TERM");

	for (size_t i = 0; name && i < COUNT_OF(silent); i++)
		if (strncmp(name, silent[i], strlen(silent[i])) == 0)
			return false;
	return name && curses->has_colors();
}

/* Asks once, if the theme depends on it; nothing waits for the answer. */
static void ask_background(struct inquiry *inquiry, const struct curses *curses)
{
	bool depends = inquiry->theme == THEME_AUTO || inquiry->theme == THEME_COLOR_BLIND;

	if (!depends || inquiry->background != BACKGROUND_UNKNOWN || inquiry->asked_ns)
		return;
	inquiry->background = background_of_environment(getenv("COLORFGBG"));
	if (inquiry->background != BACKGROUND_UNKNOWN || !answers_questions(curses))
		return;
	curses->putp("\033]11;?\033\\");
	fflush(stdout);
	inquiry->asked_ns = clock_now_ns(CLOCK_MONOTONIC);
}

static void apply_theme(struct terminal *terminal)
{
	const struct curses *curses = terminal->curses;
	const struct inquiry *inquiry = &terminal->inquiry;

	terminal->look.palette = PALETTE_MONOCHROME;
	if (curses->has_colors())
		terminal->look.palette =
			palette_of(inquiry->theme, inquiry->background == BACKGROUND_LIGHT);
	if (terminal->look.palette != PALETTE_MONOCHROME)
		paint_set_colors(&terminal->look);
	curses->clearok(*curses->curscr, TRUE);
}

void terminal_set_theme(struct terminal *terminal, enum theme theme)
{
	terminal->inquiry.theme = theme;
	ask_background(&terminal->inquiry, terminal->curses);
	apply_theme(terminal);
}

void terminal_mouse(const struct terminal *terminal, bool on)
{
	const struct curses *curses = terminal->curses;
	const mmask_t wanted = BUTTON1_PRESSED | BUTTON1_CLICKED | BUTTON1_DOUBLE_CLICKED |
			       BUTTON3_PRESSED | BUTTON3_CLICKED | BUTTON4_PRESSED |
			       BUTTON5_PRESSED;

	curses->mousemask(on ? wanted : 0, NULL);
	curses->mouseinterval(0);
	arm_restore(terminal, on);
}

/* What the environment or the terminal says of one side. */
static long said_side(const char *variable, int size)
{
	const char *given = getenv(variable);
	long wanted = given ? strtol(given, NULL, 10) : 0;

	return wanted > 0 ? wanted : size;
}

/*
 * newterm() allocates what LINES, COLUMNS or the terminal say it is large, and where that is more
 * than a short holds, ncurses 6.4 crashes.
 */
static SCREEN *new_screen(const struct terminal *terminal, const char *known)
{
	const struct curses *curses = terminal->curses;
	struct winsize size = { 0 };
	long height, width;
	SCREEN *screen;

	ioctl(terminal->descriptor, TIOCGWINSZ, &size);
	height = said_side("LINES", size.ws_row);
	width = said_side("COLUMNS", size.ws_col);
	if (height <= ROWS_MOST && width <= COLUMNS_MOST)
		return curses->newterm(known, stdout, terminal->keyboard);
	curses->use_env(FALSE);
	screen = curses->newterm(known, stdout, terminal->keyboard);
	if (screen)
		curses->resizeterm(height < ROWS_MOST ? (int)height : ROWS_MOST,
			width < COLUMNS_MOST ? (int)width : COLUMNS_MOST);
	return screen;
}

/*
 * ncurses looks for the terminal's description in $TERMINFO and ~/.terminfo first, and would wait there for
 * a file system that does not answer.  What is returned is the HOME to be restored and freed, or NULL.
 */
static char *avoid_dead_descriptions(void)
{
	const char *place = getenv("TERMINFO"), *home = getenv("HOME");
	char path[PATH_MAX], *before;

	/* Anything else is the description itself ("hex:..."). */
	if (place && *place == '/' && named_file_answers(place, NULL) != STATUS_OK)
		unsetenv("TERMINFO");
	if (!home || snprintf(path, sizeof(path), "%s/.terminfo", home) >= PATH_MAX ||
		named_file_answers(path, NULL) == STATUS_OK)
		return NULL;
	before = strdup(home);
	if (before)
		setenv("HOME", "/", 1);
	return before;
}

static void restore_home(char *home)
{
	if (home)
		setenv("HOME", home, 1);
	free(home);
}

/* What curses lacked it forgets where it looks elsewhere behind that: another descriptor tells. */
static bool lacks_something(const struct terminal *terminal, enum status *lacked)
{
	int another;

	*lacked = status_from_errno(errno);
	if (status_is_shortage(*lacked))
		return true;
	another = fcntl(terminal->descriptor, F_DUPFD_CLOEXEC, 0);
	if (another >= 0)
		close(another);
	else
		*lacked = status_from_errno(errno);
	return status_is_shortage(*lacked);
}

static enum status set_up(struct terminal *terminal, struct message *message)
{
	const char *known = NULL;
	enum status status, lacked;

	errno = 0;
	status = check_term(terminal->curses, &known, message);
	if (status == STATUS_OK) {
		terminal->screen = new_screen(terminal, known);
		if (terminal->screen)
			return STATUS_OK;
		message_set(message, _("TERM=%s: the terminal cannot be set up"), known);
	}
	if (lacks_something(terminal, &lacked))
		message_set(message, "%s", status_text(lacked));
	return STATUS_FAILED;
}

static enum status load_curses(struct terminal *terminal, struct message *message)
{
	struct curses *curses = calloc(1, sizeof(*curses));

	terminal->look.curses = terminal->curses = curses;
	if (curses)
		return curses_open(curses, message) == STATUS_OK ? STATUS_OK : STATUS_FAILED;
	message_set(message, "%s", status_text(STATUS_NO_MEMORY));
	return STATUS_FAILED;
}

static void unload_curses(struct terminal *terminal)
{
	free(terminal->curses);
	terminal->look.curses = terminal->curses = NULL;
}

enum status terminal_open(struct terminal *terminal, enum theme theme, bool mouse,
	struct message *message)
{
	enum status status = open_keyboard(terminal, message);
	char *home = avoid_dead_descriptions();

	if (status == STATUS_OK)
		status = load_curses(terminal, message);
	if (status == STATUS_OK)
		status = set_up(terminal, message);
	restore_home(home);
	if (status != STATUS_OK)
		goto out;
	/* All text here is UTF-8 until it is painted, whatever the locale's encoding. */
	bind_textdomain_codeset(textdomain(NULL), "UTF-8");
	terminal->look.ascii = wcwidth(L'─') != 1;
	terminal->look.canvas = canvas_new();
	if (terminal->curses->has_colors()) {
		terminal->curses->start_color();
		terminal->curses->use_default_colors();
	}
	set_modes(terminal->curses);
	terminal_set_theme(terminal, theme);
	terminal_mouse(terminal, mouse);
out:
	if (status != STATUS_OK) {
		unload_curses(terminal);
		close_keyboard(terminal);
	}
	return status;
}

static void end_screen(const struct curses *curses)
{
	if (curses->isendwin())
		return;
	curses->move(*curses->LINES - 1, 0);
	curses->clrtoeol();
	curses->refresh();
	send_capability(curses, "BD");
	curses->endwin();
}

/* The shell is not to get an answer that it did not ask for. */
static void await_answer(struct terminal *terminal)
{
	struct inquiry *inquiry = &terminal->inquiry;
	struct pollfd polled = { .fd = terminal->descriptor, .events = POLLIN };
	struct input input;

	while (inquiry->asked_ns) {
		uint64_t waited = clock_now_ns(CLOCK_MONOTONIC) - inquiry->asked_ns;

		if (waited >= LEAVE_NS ||
			poll(&polled, 1, (int)((LEAVE_NS - waited) / 1000000) + 1) <= 0 ||
			!terminal_read(terminal, &input))
			return;
	}
}

void terminal_close(struct terminal *terminal)
{
	await_answer(terminal);
	end_screen(terminal->curses);
	tcsetattr(terminal->descriptor, TCSADRAIN, &terminal->modes);
	signals_arm_restore(-1, NULL, 0, NULL);
	terminal->curses->delscreen(terminal->screen);
	canvas_free(terminal->look.canvas);
	unload_curses(terminal);
	close_keyboard(terminal);
}

void terminal_leave(struct terminal *terminal)
{
	end_screen(terminal->curses);
	canvas_forget(terminal->look.canvas);
	tcsetattr(terminal->descriptor, TCSADRAIN, &terminal->modes);
}

void terminal_return(struct terminal *terminal)
{
	const struct curses *curses = terminal->curses;
	/* The program that had the terminal meanwhile may have left anything on it. */
	if (!curses->isendwin())
		curses->endwin();
	curses->reset_prog_mode();
	send_capability(curses, "BE");
	curses->clearok(*curses->curscr, TRUE);
	curses->refresh();
	terminal_resize(terminal);
}

void terminal_resize(struct terminal *terminal)
{
	const struct curses *curses = terminal->curses;
	struct winsize size;
	int height, width;

	if (ioctl(terminal->descriptor, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 ||
		size.ws_col == 0)
		return;
	height = min_int(size.ws_row, ROWS_MOST);
	width = min_int(size.ws_col, COLUMNS_MOST);
	if (height != *curses->LINES || width != *curses->COLS)
		curses->resizeterm(height, width);
	/* Larger and back at once looks unchanged here, but the terminal has dropped what was on it. */
	curses->clearok(*curses->curscr, TRUE);
	canvas_forget(terminal->look.canvas);
}

void terminal_repaint(const struct terminal *terminal)
{
	terminal->curses->clearok(*terminal->curses->curscr, TRUE);
}

/*
 * A click soon after one at the same place is the second of a double click, whichever way it came: curses
 * joins two that wait in its queue, and with an interval of its own it would hold every single one back.
 */
static uint32_t kind_of_click(struct last_click *last, const MEVENT *event)
{
	uint64_t now_ns = clock_now_ns(CLOCK_MONOTONIC);
	bool twice = (event->bstate & BUTTON1_DOUBLE_CLICKED) != 0 ||
		     (last->at_ns > 0 && now_ns - last->at_ns <= DOUBLE_CLICK_NS &&
			     last->y == event->y && last->x == event->x);

	*last = (struct last_click){ .at_ns = twice ? 0 : now_ns, .y = event->y, .x = event->x };
	return twice ? INPUT_DOUBLE_CLICK : INPUT_CLICK;
}

static bool read_mouse(struct terminal *terminal, struct input *input)
{
	MEVENT event;

	if (terminal->curses->getmouse(&event) != OK)
		return false;
	input->y = event.y;
	input->x = event.x;
	if (event.bstate & BUTTON4_PRESSED)
		input->code = INPUT_WHEEL_UP;
	else if (event.bstate & BUTTON5_PRESSED)
		input->code = INPUT_WHEEL_DOWN;
	else if (event.bstate & (BUTTON3_PRESSED | BUTTON3_CLICKED))
		input->code = INPUT_RIGHT_CLICK;
	else
		input->code = kind_of_click(&terminal->last_click, &event);
	return true;
}

/* INPUT_NONE for a key that means nothing here. */
static uint32_t translate_key(wint_t key)
{
	if (key > KEY_F0 && key <= KEY_F(10))
		return INPUT_F1 + (uint32_t)(key - KEY_F(1));
	for (size_t i = 0; i < COUNT_OF(curses_keys); i++) {
		if (key == (wint_t)curses_keys[i].curses)
			return curses_keys[i].code;
	}
	return INPUT_NONE;
}

static uint32_t translate_character(wint_t character)
{
	if (character == 0x7f || character == 0x08)
		return INPUT_BACKSPACE;
	if (character == '\n')
		return INPUT_RETURN;
	return character;
}

static bool is_expected(const struct inquiry *inquiry)
{
	return inquiry->asked_ns && clock_now_ns(CLOCK_MONOTONIC) - inquiry->asked_ns < ANSWER_NS;
}

/* What an escape and this byte begin (ECMA-48; SS3 as terminals send it). */
static enum sequence_kind sequence_of(wint_t byte)
{
	if (byte == '[')
		return SEQUENCE_CONTROL;
	if (byte == 'O')
		return SEQUENCE_KEY;
	return byte == 'P' || byte == 'X' || byte == ']' || byte == '^' || byte == '_'
		       ? SEQUENCE_STRING
		       : SEQUENCE_NONE;
}

/* Whether an escape begins a sequence, or the answer that is expected; takes its next byte then. */
static bool begins_sequence(struct terminal *terminal)
{
	const struct curses *curses = terminal->curses;
	wint_t next;
	int kind = curses->wget_wch(*curses->stdscr, &next);
	enum sequence_kind sequence = kind == OK ? sequence_of(next) : SEQUENCE_NONE;

	if (sequence == SEQUENCE_STRING && next == ']' && is_expected(&terminal->inquiry)) {
		terminal->inquiry.answering = true;
		return true;
	}
	if (sequence != SEQUENCE_NONE) {
		terminal->sequence = (struct sequence){ .kind = sequence,
			.last_ns = clock_now_ns(CLOCK_MONOTONIC) };
		return true;
	}
	if (kind == OK)
		curses->unget_wch((wchar_t)next);
	else if (kind == KEY_CODE_YES)
		curses->ungetch((int)next);
	return false;
}

/*
 * Whether a sequence goes on.  Its bytes come at once: what comes later is a key again, so that an
 * escape and a letter typed fast never swallow more.
 */
static bool goes_on(struct terminal *terminal)
{
	struct sequence *sequence = &terminal->sequence;
	uint64_t now = clock_now_ns(CLOCK_MONOTONIC);

	if (sequence->kind != SEQUENCE_NONE && now - sequence->last_ns > SEQUENCE_NS)
		sequence->kind = SEQUENCE_NONE;
	sequence->last_ns = now;
	return sequence->kind != SEQUENCE_NONE;
}

/* What is pasted lies between the sequences 200~ and 201~. */
static void take_control(struct terminal *terminal, wint_t byte)
{
	struct sequence *sequence = &terminal->sequence;

	if (byte >= '0' && byte <= '9') {
		sequence->number = (sequence->number * 10 + (byte - '0')) % 100000;
		return;
	}
	if (byte < 0x40 && byte >= 0x20) {
		sequence->number = 0;
		return;
	}
	sequence->kind = SEQUENCE_NONE;
	if (byte == '~' && sequence->number == 200)
		terminal->pasting = true;
	else if (byte == '~' && sequence->number == 201)
		terminal->pasting = false;
}

/*
 * A byte of a sequence that no key has: focus, another protocol for keys, an answer that was not asked
 * for.  All of it is taken, for its letters are no keys.
 */
static void take_sequence(struct terminal *terminal, wint_t byte)
{
	struct sequence *sequence = &terminal->sequence;

	if (sequence->kind == SEQUENCE_CONTROL)
		take_control(terminal, byte);
	else if (sequence->kind == SEQUENCE_KEY)
		sequence->kind = SEQUENCE_NONE;
	else if (byte == '\a')
		sequence->kind = SEQUENCE_NONE;
	else if (byte == INPUT_ESCAPE)
		sequence->kind = SEQUENCE_KEY; /* of ST: its backslash */
}

/* A byte of the answer, which ends in BEL or Esc and a backslash.  Returns whether it is complete. */
static bool take_answer(struct terminal *terminal, wint_t byte)
{
	struct inquiry *inquiry = &terminal->inquiry;

	if (byte >= 0x20 && byte < 0x7f && byte != '\\' &&
		inquiry->length < sizeof(inquiry->answer) - 1) {
		inquiry->answer[inquiry->length++] = (char)byte;
		return false;
	}
	if (byte == INPUT_ESCAPE)
		return false;
	inquiry->background = background_of_answer(inquiry->answer);
	inquiry->answering = false;
	inquiry->asked_ns = 0;
	apply_theme(terminal);
	return true;
}

/* Characters that are pasted are text and nothing else: no Return, no Escape. */
static uint32_t pasted_character(wint_t character)
{
	return character < 0x20 || character == 0x7f ? INPUT_NONE : character;
}

bool terminal_read(struct terminal *terminal, struct input *input)
{
	wint_t key;
	int kind = terminal->curses->wget_wch(*terminal->curses->stdscr, &key);

	*input = (struct input){ .code = INPUT_NONE, .pasted = terminal->pasting };
	if (kind == ERR)
		return false;
	if (kind == KEY_CODE_YES && key == KEY_MOUSE)
		return read_mouse(terminal, input);
	if (kind == KEY_CODE_YES) {
		input->code = translate_key(key);
	} else if (terminal->inquiry.answering && is_expected(&terminal->inquiry)) {
		input->recolored = take_answer(terminal, key);
	} else if (goes_on(terminal)) {
		take_sequence(terminal, key);
	} else if (key != INPUT_ESCAPE || !begins_sequence(terminal)) {
		input->code = terminal->pasting ? pasted_character(key) : translate_character(key);
	}
	return true;
}

void terminal_show(const struct terminal *terminal)
{
	terminal->curses->refresh();
}

bool terminal_copy(const struct terminal *terminal, const char *text, size_t length)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *at = (const unsigned char *)text;
	char *encoded = malloc(length / 3 * 4 + 5), *out = encoded;

	if (!encoded)
		return false;
	for (size_t i = 0; i < length; i += 3) {
		unsigned second = i + 1 < length ? at[i + 1] : 0;
		unsigned third = i + 2 < length ? at[i + 2] : 0;

		*out++ = digits[at[i] >> 2];
		*out++ = digits[(at[i] & 3) << 4 | second >> 4];
		*out++ = i + 1 < length ? digits[(second & 15) << 2 | third >> 6] : '=';
		*out++ = i + 2 < length ? digits[third & 63] : '=';
	}
	*out = '\0';
	terminal->curses->putp("\033]52;c;");
	terminal->curses->putp(encoded);
	terminal->curses->putp("\007");
	fflush(stdout);
	free(encoded);
	return true;
}

void terminal_show_cursor(struct area area, int y, int x)
{
	if (y >= 0 && y < area.height && x >= 0 && x < area.width) {
		area.look->curses->curs_set(1);
		canvas_cursor(area.look, area.y + y, area.x + x);
	}
}

void terminal_hide_cursor(const struct terminal *terminal)
{
	terminal->curses->curs_set(0);
}
