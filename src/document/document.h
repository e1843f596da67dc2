/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a view says, once, for the screen, text, JSON and CSV alike.
 *
 *	document = document_new();
 *	document_hold(document, sample_ref(sample), release_sample);
 *	document_figure(document, &labels[PID], value_of(pid));
 *	document_open(document, "swap", N_("Swap"));
 *	document_figure(document, &labels[SWAP_TOTAL], total);
 *	document_close(document);
 *	document_table(document, &table);
 *	... render_json(&sink, document); ...
 *	document_free(document);
 *
 * Figures, groups and tables are for all renderers.  A line is for people alone: it says again, in
 * words, figures that the document has for machines.  A table is never built: it is asked for rows
 * and cells as they are needed, so 100,000 of them cost no memory.
 *
 * A document refers to what it is about and holds references to it; nothing in it changes.  Without
 * memory a document fails once and for all, and document_status() says so.
 */
#ifndef MEMTOP_DOCUMENT_DOCUMENT_H
#define MEMTOP_DOCUMENT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/label.h"
#include "base/status.h"
#include "base/text.h"
#include "base/units.h"
#include "base/value.h"

struct row;

enum datum_kind {
	DATUM_VALUE,
	DATUM_BYTES,    /* a text of other programs: names, paths, commands */
	DATUM_WORD,     /* one of a few words of memtop's own */
	DATUM_WORDED,   /* a value that people read in words */
	DATUM_TABLE,    /* rows inside a cell, for machines alone */
	DATUM_NONE,     /* there is none, which is known: null without a reason */
	DATUM_LEFT_OUT, /* nothing that this row could have: JSON has no such member in it */
};

/* Room in a datum for a short text of its own. */
#define DATUM_BUFFER 160

/* What a figure or cell holds. */
struct datum {
	enum datum_kind kind;
	struct value value; /* DATUM_VALUE, DATUM_WORDED; for the others, its state alone */
	struct text
		text; /* DATUM_BYTES; DATUM_WORD: the word for machines; DATUM_WORDED: for people */
	const char *title; /* DATUM_WORD: N_(), the word for people */
	struct text lead;  /* DATUM_BYTES: before it, for people: branches of a tree */
	struct text tail;  /* DATUM_BYTES: behind it, for people */
	bool spans;        /* over the columns behind it, which have nothing in this row */
	bool faint;        /* on screen: it matters less than what stands beside it */
	struct text name;  /* on screen, strong: between lead and text */
	struct text stem;  /* on screen, strong: the part of text that says most */
	const struct document_table *table; /* DATUM_TABLE */
	char buffer[DATUM_BUFFER]; /* text and lead may point into it: such a datum is not copied */
};

static inline struct datum datum_of(struct value value)
{
	return (struct datum){ .kind = DATUM_VALUE, .value = value };
}

/* The bytes must last as long as the document. */
static inline struct datum datum_of_bytes(struct text text)
{
	return (struct datum){ .kind = DATUM_BYTES, .value = value_of(0), .text = text };
}

/* The same for a cell, which leaves its buffer alone. */
static inline void datum_set_bytes(struct datum *out, struct text text)
{
	out->kind = DATUM_BYTES;
	out->value = value_of(0);
	out->text = text;
}

static inline struct datum datum_of_string(const char *string)
{
	return datum_of_bytes(text_of_string(string));
}

static inline void datum_set_word(struct datum *out, const char *key, const char *title)
{
	out->kind = DATUM_WORD;
	out->value = value_of(0);
	out->text = text_of_string(key);
	out->title = title;
}

static inline struct datum datum_of_word(const char *key, const char *title)
{
	return (struct datum){ .kind = DATUM_WORD,
		.value = value_of(0),
		.text = text_of_string(key),
		.title = title };
}

/* What people read in place of the value, known or not, lasts as long as the document. */
static inline struct datum datum_worded(struct value value, const char *words)
{
	return (struct datum){ .kind = DATUM_WORDED,
		.value = value,
		.text = text_of_string(words) };
}

static inline struct datum datum_none(void)
{
	return (struct datum){ .kind = DATUM_NONE };
}

/* None where there is no string, or nothing in it. */
static inline struct datum datum_if_any(const char *string)
{
	return string && *string ? datum_of_string(string) : datum_none();
}

static inline struct datum datum_left_out(void)
{
	return (struct datum){ .kind = DATUM_LEFT_OUT, .value = value_missing(VALUE_GONE) };
}

static inline struct datum datum_missing(enum value_state state)
{
	return (struct datum){ .kind = DATUM_VALUE, .value = value_missing(state) };
}

/* Where a column is shown. */
enum column_place {
	IN_TEXT = 1 << 0,
	ON_SCREEN = 1 << 1,
	IN_JSON = 1 << 2,
	IN_CSV = 1 << 3,
	ASIDE = 1 << 4,      /* on screen: faint, beside what it explains */
	DIFFERENCE = 1 << 5, /* on screen: a plus before its title */
	FOR_PROGRAMS = IN_JSON | IN_CSV,
	EVERYWHERE = IN_TEXT | ON_SCREEN | FOR_PROGRAMS,
	SHOWN = IN_TEXT | ON_SCREEN,
};

/* A column's rank: on a narrow screen those with the highest go first; 0 stays.  Or'ed to places. */
#define DISPENSABLE(rank)      ((rank) << 8)
#define DISPENSABLE_OF(places) ((places) >> 8)
/* It goes wherever the last column lacks room, however wide the screen is. */
#define DISPENSABLE_FIRST 9

struct document_column {
	const struct label *label;
	unsigned places; /* enum column_place, or'ed */
	unsigned width;  /* in text and on screen; the last column takes what is left */
	unsigned id;     /* handed back to cell() */
};

enum emphasis {
	EMPHASIS_NONE,
	EMPHASIS_FAINT,
	EMPHASIS_STRONG,
	EMPHASIS_NOTE,
	EMPHASIS_FINE,
	EMPHASIS_WARNING,
	EMPHASIS_CRITICAL,
	EMPHASIS_MODE, /* how the view stands, which must not be overlooked: paused, against a mark */
};

/*
 * Rows that are fetched when they are needed.  Everything it points to lasts as long as the
 * document.
 */
struct document_table {
	const char *key; /* JSON: the member that holds the rows; NULL: only for people */
	const struct document_column *columns;
	size_t column_count;
	const void *context;
	size_t row_count;
	/* How the rows are missing; VALUE_OK where they are there. */
	enum value_state state;
	/* out is an absent value, its buffer free to be used. */
	void (*cell)(const void *context, size_t row, unsigned id, struct datum *out);
	/* What names a row from document to document; NULL: its index. */
	uint64_t (*row_key)(const void *context, size_t row);
	/*
	 * Whose texts are the same as long as this and the key are, from document to document, in the same
	 * columns; 0: they may be others.  NULL: always.
	 */
	uint64_t (*row_version)(const void *context, size_t row);
	/* How a row stands out on screen; NULL: no row does. */
	enum emphasis (*emphasis)(const void *context, size_t row);
	/* On screen: whether it is a heading or a blank line, where no cursor stays; NULL: no row is. */
	bool (*is_passed)(const void *context, size_t row);
	/*
	 * What there is to say of a row, as lines ended by LF of any bytes, cut to fit size: text
	 * has it below the row, the screen for the row under the cursor alone, so that it may say
	 * more.  Returns the length that the whole needs.  NULL: nothing.
	 */
	size_t (*describe)(const void *context, size_t row, enum column_place place, char *out,
		size_t size);
	/*
	 * The processes that a row stands for, the row's own first; NULL: no more.  Those are what is
	 * tagged, killed and looked into.  NULL in a table of other things.
	 */
	const struct row *(*process)(const void *context, size_t row, size_t member);
	/* Where rows can be threads: the process of one; NULL: it is there no more. */
	const struct row *(*process_of)(const void *context, const struct row *thread);
	/* The unit that a column's unit has in one row, where it is not the same in all; or NULL. */
	enum unit (*unit)(const void *context, size_t row, unsigned id);
	/* What a row is, where rows are figures and the like that are explained; or NULL. */
	const struct label *(*row_label)(const void *context, size_t row);
	/*
	 * JSON: objects inside a row, by name, NULL behind the last.  Neighbours whose keys begin with
	 * "NAME_" are their members, without that.  NULL: none.
	 */
	const char *const *groups;
	/*
	 * Tables as those in its cells are (DATUM_TABLE), each with the key of its column, NULL behind the
	 * last: for listings of figures.  NULL: none.
	 */
	const struct document_table *const *inner;
	bool is_list;   /* JSON: an array of what stands in its one column */
	bool is_record; /* JSON, inside a cell: the object that is its one row, null without a row */
	bool named_by_key; /* JSON: "unreadable" names rows by their keys, such as PIDs */
	bool hides_empty;  /* without a row people see no heading of it */
	bool is_plain;     /* lines to read: no headings, and on screen no cursor */
	bool is_main;      /* CSV prints it, or the cursor walks it; by default the first table */
	int sorted;        /* the id of the column that sorts, or -1 */
	bool ascending;
};

/* What a finding says; findings/ fills it, JSON writes all of it. */
struct document_finding {
	const char *rule, *severity, *view; /* view: NULL if none answers it */
	const char *sentence, *advice;      /* in English, for machines; advice may be "" */
	const char *said, *advised;         /* for people; no advice: NULL */
	const char *action;      /* what answers it, by the name of a key's action, or NULL */
	const char *explanation; /* for people: when the rule fires, and what it looks at */
	enum emphasis emphasis;
	bool closer; /* of the subject's own view: left out where there is no room for all of it */
	size_t figure_count;
	const struct document_finding_figure {
		const char *name;
		struct datum datum;
		enum unit unit;
	} * figures;
};

/* What a part is of: its colour. */
enum tint {
	TINT_NONE,
	TINT_FREE,
	TINT_APPLICATIONS,
	TINT_FILE,
	TINT_SHARED,
	TINT_HUGE,
	TINT_KERNEL,
	TINT_UNNAMED,
	TINT_SWAPPED,
	TINT_UNREAD,
};

/* Parts of a whole, side by side. */
struct document_part {
	const struct label *label;
	struct value value;
	char mark; /* what stands for it, in ASCII */
	enum tint tint;
	const char *field; /* of /proc/meminfo, which tells more of it; or NULL */
};

/*
 * A whole as a bar of its parts, one line, and below it what its parts are.  A part whose mark is a
 * blank is what nothing fills.
 */
struct document_gauge {
	const struct label *label;
	struct value whole; /* VALUE_NOT_ASKED: not shown */
	const char *said;   /* translated: beside the bar */
	enum emphasis emphasis;
	const struct label *said_of[3]; /* what that is about; NULL: no more */
	const struct document_part *parts;
	size_t part_count;
	bool has_legend;
};

/* One of the short things of a strip. */
struct document_item {
	const struct label *label; /* what it means, or NULL */
	const char *text;          /* translated, with its figure: "full 0.00%" */
	enum emphasis emphasis;
	bool right; /* on screen: at the right edge of the first line */
	bool spare; /* on screen: left out before it takes another line */
};

/* Short things side by side, on as many lines as they need. */
struct document_strip {
	const struct document_item *items;
	size_t count;
};

/*
 * How much a block matters where lines are few: lines with the lowest rank go first.  Those behind
 * the first are worth less by step; what is worth nothing is not shown.
 */
struct rank {
	int first, step;
};

/* A strip of this rank is for tall screens only, those that have graphs, too. */
#define RANK_TALL 15

/* A stretch of memory, from its start to its end. */
struct document_mark {
	size_t part; /* what most of it is */
	bool faint;  /* but not enough to say so aloud */
};

/* Where parts of a whole lie: marks that are made when they are needed, for as many as there is room. */
struct document_map {
	const void *context;
	/* Fills at most count marks; returns how many. */
	size_t (*marks)(const void *context, struct document_mark *marks, size_t count);
	const struct document_part *parts; /* those of which there is nothing are left out */
	size_t part_count;
	int rows;         /* on screen, at most */
	const char *line; /* translated: behind the parts; or NULL */
};

#define MAP_MARKS_MOST 1024

struct trend_point;

/* How one figure moved. */
struct document_curve {
	const struct label *label; /* NULL where there is only one: its graph has a title */
	char mark;                 /* in ASCII */
	enum tint tint;
	const struct trend_point *points;
	size_t count;
};

enum graph_kind {
	GRAPH_FILLED,  /* one curve, from its least to its most */
	GRAPH_STACKED, /* parts of a whole, the first at the bottom */
	GRAPH_LINES,   /* each for itself, the later ones in front */
};

/* How figures moved over time. */
struct document_graph {
	const char *title; /* translated; of several curves it stands in place of their names */
	const char *pace, *words; /* translated, of a single curve; pace may be NULL */
	enum emphasis emphasis;
	enum graph_kind kind;
	const struct document_curve *curves;
	size_t curve_count;
	bool since_start; /* time counts from the beginning, not back from now */
};

enum block_kind {
	BLOCK_OPEN, /* a group begins: an object of JSON, a section with a heading */
	BLOCK_CLOSE,
	BLOCK_FIGURE,
	BLOCK_LINE,
	BLOCK_FINDINGS, /* an array of findings */
	BLOCK_TABLE,
	BLOCK_GAUGE, /* these two for people alone */
	BLOCK_STRIP,
	BLOCK_MAP,   /* the same */
	BLOCK_GRAPH, /* on screen alone */
};

struct block {
	enum block_kind kind;
	const char *source; /* what it was read from, see document_read_from() */
	const char *key;    /* BLOCK_OPEN, BLOCK_FINDINGS; NULL: only for people */
	const char *title;  /* BLOCK_OPEN: N_(), or NULL */
	bool is_list;       /* BLOCK_OPEN: an array, whose groups are its objects */
	const struct label *label;
	struct datum datum;
	const char
		*line; /* BLOCK_LINE: in the user's language; raw bytes of others made printable */
	enum emphasis emphasis;
	unsigned places; /* BLOCK_FIGURE, BLOCK_STRIP: enum column_place, or'ed */
	const struct document_finding *findings;
	bool for_people; /* BLOCK_FINDINGS: people read them, too */
	size_t count;
	const struct document_table *table;
	const struct document_map *map;
	const struct document_graph *graph;
	const struct document_gauge *gauge;
	const struct document_strip *strip;
	struct rank rank, legend;
};

struct document;

struct document *document_new(void);           /* NULL: no memory */
void document_free(struct document *document); /* NULL is allowed */

/* There was no memory for what the caller makes the document of. */
void document_fail(struct document *document);

/* STATUS_NO_MEMORY if anything could not be added. */
enum status document_status(const struct document *document);

/* Calls release(object) when the document is freed, and never before: the caller may go on with it. */
void document_hold(struct document *document, void *object, void (*release)(void *object));

/* A copy of size bytes, or of a string, that lasts as long as the document.  NULL: no memory. */
void *document_copy(struct document *document, const void *bytes, size_t size);
const char *document_format(struct document *document, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Names the files that the blocks added from now on are read from, as --list-figures tells them:
 * "meminfo", "smaps+pagemap".  NULL: no file.  source lasts as long as the document.
 */
void document_read_from(struct document *document, const char *source);

/*
 * Groups nest.  Without a key a group is a section for people and no object, but in a list: an
 * array, in which each group is an object.
 */
void document_open(struct document *document, const char *key, const char *title);
void document_open_list(struct document *document, const char *key);
void document_close(struct document *document);

/* The schema of the JSON, alone: for what is about no single moment. */
void document_schema(struct document *document);

/* When it was, nanoseconds since 1970, for programs. */
void document_time(struct document *document, int64_t wall_ns);

/*
 * What every view begins with for programs: the schema of the JSON, when it was (nanoseconds since
 * 1970), and the nanoseconds that rates and differences are over.
 */
void document_begin(struct document *document, int64_t wall_ns, struct value interval_ns);
/* Says so of a sample that comes out of a record; of another one nothing. */
void document_recorded(struct document *document, bool recorded);

void document_figure(struct document *document, const struct label *label, struct value value);
void document_datum(struct document *document, const struct label *label, struct datum datum);

/* One that is shown in these places alone: enum column_place, or'ed. */
void document_place(struct document *document, unsigned places, const struct label *label,
	struct datum datum);

/* A line for people; line lasts as long as the document (document_format()). */
void document_line(struct document *document, enum emphasis emphasis, const char *line);

/* The same, formatted as by printf. */
void document_say(struct document *document, enum emphasis emphasis, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Findings, each copied by document_copy() or lasting as long as the document; for programs, and
 * for people if those are not told in other words.
 */
void document_findings(struct document *document, const struct document_finding *findings,
	size_t count, bool for_people);

/* The same that programs have already, for people alone: the few that they should read first. */
void document_headlines(struct document *document, const struct document_finding *findings,
	size_t count);

/* The table is copied. */
void document_table(struct document *document, const struct document_table *table);

/* Copied, with parts and items; what they refer to is not.  legend: the rank of the lines below. */
void document_gauge(struct document *document, const struct document_gauge *gauge, int rank,
	struct rank legend);
void document_strip(struct document *document, unsigned places, const struct document_strip *strip,
	struct rank rank);

/* Copied, with its parts, or curves and points. */
void document_map(struct document *document, const struct document_map *map);
void document_graph(struct document *document, const struct document_graph *graph);

/* For renderers: the blocks in their order. */
const struct block *document_blocks(const struct document *document, size_t *count);

/* Of the tables with a column there, the one that is_main, or the first; NULL if there is none. */
const struct document_table *document_main_table(const struct document *document,
	enum column_place place);

/* That of the groups, which NULL ends, whose member has that key: "events" of "events_low"; or NULL. */
const char *document_key_group(const char *key, const char *const *groups);

/* The object of its rows that has the column in JSON, or NULL. */
const char *table_group(const struct document_table *table, size_t column);

/* A cell; its unit. */
static inline void table_cell(const struct document_table *table, size_t row, size_t column,
	struct datum *out)
{
	out->kind = DATUM_VALUE;
	out->value = value_missing(VALUE_ABSENT);
	out->lead.length = out->tail.length = 0;
	out->faint = out->spans = false;
	out->name.length = out->stem.length = 0;
	table->cell(table->context, row, table->columns[column].id, out);
}

enum unit table_unit(const struct document_table *table, size_t row, size_t column);

#endif
