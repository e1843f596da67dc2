/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The keys of the view that help was asked for from, the views, and what stands for the unknown. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/units.h"
#include "document/kernel/way.h"
#include "ui/session/input.h"
#include "ui/session/session.h"
#include "ui/session/timeline.h"
#include "ui/views/help_words.h"
#include "ui/views/views.h"
#include "ui/widgets/wrap.h"

struct help_line {
	enum style style;
	char key[64];
	char text[256];
};

/* More than there are actions, views and marks. */
#define HELP_LINES 160

/* From so many columns on there are two beside each other; the keys take so many of each. */
#define TWO_FROM   100
#define KEYS_ONE   20
#define KEYS_TWO   12
#define SHOWN_MOST (HELP_LINES * 4)

/* Below that, from so many columns and lines on, all keys stand on the first page, each with a word or two. */
#define WORDS_FROM    79
#define WORDS_LINES   12
#define WORDS_BESIDE  3
#define WORDS_COLUMNS 12

/* Of the first page. */
struct help_word {
	char key[WORDS_COLUMNS + 1];
	const char *word; /* translated */
};

/* A line on screen: of a help line, or of the rest of its text. */
struct shown_line {
	const struct help_line *line;
	struct text text;
	bool first;
};

struct help {
	struct table table;
	struct help_line lines[HELP_LINES];
	size_t count;
	size_t own_cost; /* the line that changes with every sample */
	/* As they are shown at this width. */
	struct shown_line shown[SHOWN_MOST];
	size_t shown_count, rows;
	size_t page; /* the lines of a column of two; 0: there is one */
	struct help_word words[ACTION_COUNT];
	size_t word_count, word_rows; /* word_rows is 0 where they are not shown */
};

static void add_line(struct help *help, enum style style, const char *key, const char *text)
{
	struct help_line *line = &help->lines[help->count];

	if (help->count == HELP_LINES)
		return;
	line->style = style;
	snprintf(line->key, sizeof(line->key), "%s", key);
	snprintf(line->text, sizeof(line->text), "%s", text);
	help->count++;
}

static void add_heading(struct help *help, const char *title)
{
	if (help->count > 0)
		add_line(help, STYLE_NORMAL, "", "");
	add_line(help, STYLE_STRONG, title, "");
}

static void key_names(char *out, size_t size, const uint32_t *keys, size_t count)
{
	size_t length = 0;

	out[0] = '\0';
	for (size_t i = 0; i < count && length < size; i++) {
		char name[INPUT_NAME_SIZE];
		const char *shown = input_name(name, keys[i]);

		/* Names such as Space are words; a key's own character is not. */
		if (shown[1])
			shown = _(shown);
		length +=
			(size_t)snprintf(out + length, size - length, "%s%s", i ? " " : "", shown);
	}
}

/* As many of its keys as there is room for. */
static void add_word(struct help *help, enum action_id id, const uint32_t *keys, size_t count)
{
	struct help_word *word = &help->words[help->word_count];
	char names[64];

	if (!help_words[id])
		return;
	do
		key_names(names, sizeof(names), keys, count);
	while (strlen(names) >= WORDS_COLUMNS && --count > 0);
	snprintf(word->key, sizeof(word->key), "%.*s", WORDS_COLUMNS, names);
	word->word = _(help_words[id]);
	help->word_count++;
}

static bool is_everywhere(enum action_id id)
{
	return key_row_of(session_keys, id) || key_row_of(timeline_keys, id);
}

/* Those that only this view has come first; they need no more than one heading. */
static void add_section(struct help *help, const struct ui *ui, enum section section, bool own)
{
	bool titled = own;

	for (int id = 0; id < ACTION_COUNT; id++) {
		uint32_t keys[ACTION_KEYS];
		size_t count;
		const struct key_row *row = session_key_row(ui, (enum action_id)id, keys, &count);
		char names[64];

		if (!row || count == 0 || !session_offers(ui, (enum action_id)id) ||
			action_rows[id].section != section || id == ACTION_VIEW ||
			own == is_everywhere((enum action_id)id))
			continue;
		if (!titled)
			add_heading(help, _(action_sections[section]));
		titled = true;
		key_names(names, sizeof(names), keys, count);
		add_line(help, STYLE_NORMAL, names, _(key_row_help(row)));
		add_word(help, (enum action_id)id, keys, count);
	}
}

static void add_keys(struct help *help, const struct ui *ui)
{
	/* What the view is there for comes before how one moves in it. */
	static const enum section own[] = { SECTION_ACT, SECTION_SCREEN, SECTION_ARRANGE,
		SECTION_FIND, SECTION_ADJUST, SECTION_MOVE };
	size_t before;

	add_heading(help, _("In this view"));
	before = help->count;
	for (size_t i = 0; i < COUNT_OF(own); i++)
		add_section(help, ui, own[i], true);
	/* A view without keys of its own. */
	if (help->count == before)
		help->count = 0;
	for (int section = 0; section < SECTION_COUNT; section++)
		add_section(help, ui, (enum section)section, false);
}

static void add_mouse(struct help *help)
{
	add_heading(help, _("Mouse"));
	add_line(help, STYLE_NORMAL, _("click"),
		_("on a row, a tab, a key; on a heading: sort by it; on + or -: fold"));
	add_line(help, STYLE_NORMAL, _("in a menu"),
		_("to an item; again: take it; outside: close the menu"));
	add_line(help, STYLE_NORMAL, _("double click"),
		_("look into the row; in the set-up: change it"));
	add_line(help, STYLE_NORMAL, _("wheel"), _("three lines up or down"));
	add_line(help, STYLE_NORMAL, _("Shift"), _("hold it to select text in the terminal"));
}

static void add_views(struct help *help, const struct ui *ui)
{
	char digit[2] = "";

	add_heading(help, _("Views"));
	for (int id = 0; id < VIEW_COUNT; id++) {
		char text[256];

		if (!session_offers_view(ui, id))
			continue;
		digit[0] = digit_of_view(id);
		snprintf(text, sizeof(text), _("%s: %s"), _(view_rows[id].title),
			_(view_rows[id].help));
		add_line(help, STYLE_NORMAL, digit, text);
	}
}

/* What stands where a figure is not known: the same marks in all views. */
static void add_marks(struct help *help)
{
	static const struct {
		enum value_state state;
		const char *text;
	} marks[] = {
		{ VALUE_ABSENT, N_("this kernel or process has no such thing") },
		{ VALUE_DENIED, N_("not permitted: run memtop as root, or as the owner") },
		{ VALUE_UNANSWERED, N_("not asked: a file system that may never answer knows it") },
		{ VALUE_TOO_LARGE,
			N_("not examined: too large (the setting inspect_limit allows more)") },
		{ VALUE_FAILED, N_("reading it failed") },
		{ VALUE_PENDING, N_("not yet known: needs another sample, or its turn") },
	};

	add_heading(help, _("No figure"));
	for (size_t i = 0; i < COUNT_OF(marks); i++)
		add_line(help, STYLE_NORMAL, units_placeholder(marks[i].state), _(marks[i].text));
	add_line(help, STYLE_NORMAL, _("blank"), _("the process ended while it was read"));
	add_line(help, STYLE_NORMAL, _("dim"), _("read earlier: its turn will come again"));
}

/* A memory tool counts itself: the lines that change with every sample. */
static void show_own_cost(struct help *help, const struct ui *ui)
{
	const struct own_cost *own = &ui->sample->own;
	struct help_line *line = &help->lines[help->own_cost];
	char kernel[UNITS_SIZE], resident[UNITS_SIZE];
	struct message sweep, programs;

	units_bytes(resident, own->resident, SCALE_AUTO);
	units_bytes(kernel, own->descriptor_bytes + own->sweep.kernel_bytes, SCALE_AUTO);
	snprintf(line[0].text, sizeof(line[0].text), "%s", resident);
	snprintf(line[1].text, sizeof(line[1].text), _("about %s for %llu descriptors kept open"),
		kernel, (unsigned long long)own->descriptors);
	snprintf(line[2].text, sizeof(line[2].text), _("%.1f ms to make the last sample"),
		(double)own->cpu_ns / 1e6);
	kernel_sweep_say(&sweep, &own->sweep);
	snprintf(line[3].text, sizeof(line[3].text), "%.250s", sweep.text);
	kernel_bpf_say(&programs, &own->bpf);
	snprintf(line[4].text, sizeof(line[4].text), "%.250s", programs.text);
}

static void help_take(void *state, struct ui *ui)
{
	show_own_cost(state, ui);
}

static void help_want(void *state, const struct ui *ui, struct feed_request *request)
{
	(void)state, (void)ui;
	request->cost |= COST_OWN;
}

static enum status help_open(void **state, struct ui *ui, const char *argument,
	struct message *message)
{
	struct help *help = calloc(1, sizeof(*help));

	(void)argument;
	if (!help) {
		message_set(message, "%s", status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	add_keys(help, ui);
	add_views(help, ui);
	add_mouse(help);
	add_marks(help);
	add_heading(help, _("Own cost"));
	help->own_cost = help->count;
	add_line(help, STYLE_NORMAL, _("resident"), "");
	add_line(help, STYLE_NORMAL, _("kernel"), "");
	add_line(help, STYLE_NORMAL, _("CPU"), "");
	add_line(help, STYLE_NORMAL, _("figures from"), "");
	add_line(help, STYLE_NORMAL, _("BPF programs"), "");
	*state = help;
	return STATUS_OK;
}

static void help_close(void *state)
{
	free(state);
}

/* ---- how it is shown ---- */

static void show_line(struct help *help, const struct help_line *line, int width)
{
	struct text rest = text_of_string(line->text);
	bool first = true;

	do {
		struct text text = wrap_next(&rest, width);

		if (help->shown_count == SHOWN_MOST)
			return;
		help->shown[help->shown_count++] = (struct shown_line){ line, text, first };
		first = false;
	} while (rest.length > 0);
}

/* What does not fit at the end of a column begins the next one; a heading stands above something. */
static void fill_column(struct help *help, const struct help_line *line, int width)
{
	static const struct help_line nothing = { .style = STYLE_NORMAL };
	size_t at = help->shown_count % help->page;
	size_t lines = (size_t)max_int(wrap_lines(line->text, width), 1) + !line->text[0];

	if (at == 0 || at + lines <= help->page)
		return;
	for (; at < help->page && help->shown_count < SHOWN_MOST; at++)
		help->shown[help->shown_count++] =
			(struct shown_line){ &nothing, text_of_string(""), true };
}

/* Pages of two columns, so that the first page has what stands first. */
static size_t rows_of(const struct help *help)
{
	size_t a_page = 2 * help->page;
	size_t whole = help->page ? help->shown_count / a_page * help->page : help->shown_count;
	size_t rest = help->page ? help->shown_count % a_page : 0;

	return whole + min_size(rest, help->page);
}

static void lay_out(struct help *help, int width, size_t page)
{
	help->shown_count = 0;
	help->page = page;
	for (size_t i = 0; i < help->count; i++) {
		const struct help_line *line = &help->lines[i];
		bool blank = !line->key[0] && !line->text[0];

		if (page > 0 && !blank)
			fill_column(help, line, max_int(width, 1));
		if (page == 0 || !blank || help->shown_count % page > 0)
			show_line(help, line, max_int(width, 1));
	}
	help->rows = rows_of(help);
}

static void word_cell(const struct help *help, size_t row, size_t column, struct cell *cell)
{
	size_t at = row + column / 2 * help->word_rows;

	if (row >= help->word_rows || at >= help->word_count)
		return;
	cell->style = column % 2 == 0 ? STYLE_KEY : STYLE_NORMAL;
	cell->text = text_of_string(column % 2 == 0 ? help->words[at].key : help->words[at].word);
}

/* The words come first.  Columns 0 and 1 have the first half of each page, 2 and 3 the second. */
static void help_cell(void *context, size_t row, size_t column, struct cell *cell)
{
	const struct help *help = context;
	size_t words = help->word_rows ? help->word_rows + 1 : 0;
	const struct shown_line *shown;
	size_t at;

	if (row < words) {
		word_cell(help, row, column, cell);
		return;
	}
	row -= words;
	at = help->page ? row + row / help->page * help->page : row;
	at += column >= 2 ? help->page : 0;
	if (at >= help->shown_count || (words && column >= 2))
		return;
	shown = &help->shown[at];
	if (column % 2 == 0 && !shown->first)
		return;
	cell->spans = words && column == 1;
	cell->style = column % 2 == 0 && shown->line->text[0] ? STYLE_KEY : shown->line->style;
	cell->text = column % 2 == 0 ? text_of_string(shown->line->key) : shown->text;
}

/* At the end it stays at the end: what a sample tells there may take more lines than before. */
static void stay_at_end(struct help *help, size_t rows_before)
{
	struct table *table = &help->table;

	if (table->top == 0 || table->top + (size_t)table->height < rows_before ||
		help->rows <= rows_before)
		return;
	table->top += help->rows - rows_before;
	table->cursor = table->top;
}

/* How its columns stand beside each other: words and what they mean, keys and two texts, or one. */
static void set_columns(struct table_content *content, const struct help *help, int width)
{
	bool two = help->page > 0;
	int keys = two ? KEYS_TWO : KEYS_ONE, half = (width - 3) / 2;

	content->column_count = two ? 4 : 2;
	for (size_t i = 0; i < content->column_count; i++)
		content->columns[i] =
			(struct table_column){ .title = "", .width = i % 2 == 0 ? keys : 1 };
	if (two)
		content->columns[1].width = half - keys - 1;
	if (!help->word_rows)
		return;
	content->column_count = (size_t)WORDS_BESIDE * 2;
	for (size_t i = 0; i < content->column_count; i++)
		content->columns[i] = (struct table_column){ .title = "", .width = WORDS_COLUMNS };
}

static void lay_out_in(struct help *help, struct area area)
{
	bool two = area.width >= TWO_FROM;
	bool words = !two && area.width >= WORDS_FROM && area.height >= WORDS_LINES;
	int keys = two || words ? KEYS_TWO : KEYS_ONE;
	int half = two ? (area.width - 3) / 2 : area.width - 1;
	size_t before = help->rows;

	help->word_rows = words ? (help->word_count + WORDS_BESIDE - 1) / WORDS_BESIDE : 0;
	lay_out(help, half - keys - 2, two ? (size_t)max_int(area.height, 1) : 0);
	if (help->word_rows)
		help->rows += help->word_rows + 1;
	stay_at_end(help, before);
}

static void help_paint(void *state, struct ui *ui, struct area area)
{
	struct help *help = state;
	struct table_content content = {
		.context = help,
		.sorted = -1,
		.no_heading = true,
		.no_cursor = true,
		.cell = help_cell,
	};

	(void)ui;
	table_reset_widths(&help->table);
	if (area.height > 4) {
		int x = 1 + paint_text(area, 0, 1, STYLE_STRONG, _("memtop: help"));

		paint_text(area, 0, x + 4, STYLE_DIM, _("Esc goes back"));
		area = area_rows(area, 2, area.height);
	}
	lay_out_in(help, area);
	set_columns(&content, help, area.width);
	content.row_count = help->rows;
	table_paint(&help->table, &content, area_columns(area, 1, area.width));
}

static struct table *help_table(void *state, size_t *row_count, bool *no_cursor)
{
	struct help *help = state;

	*row_count = help->rows;
	*no_cursor = true;
	return &help->table;
}

const struct view help_view = {
	.open = help_open,
	.close = help_close,
	.take = help_take,
	.want = help_want,
	.paint = help_paint,
	.table = help_table,
};
