/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/process/columns.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/messages.h"
#include "derive/process/derived_row.h"
#include "derive/trend.h"

/* Shorthands that keep one column on two lines. */
#define SIZE(width_) .width = (width_), .descending = true
#define SUM          .summable = true
#define DERIVED(id_) (METRIC_COUNT + DERIVED_##id_)

const struct column columns[COLUMN_COUNT] = {
	[COLUMN_PID] = { "pid", { "pid", N_("PID"), N_("The PID of the process."), UNIT_NONE },
		.width = 7, .metric = -1 },
	[COLUMN_PPID] = { "ppid", { "ppid", N_("PPID"), N_("The PID of its parent."), UNIT_NONE },
		.cost = COST_STATUS, .width = 7, .metric = -1 },
	[COLUMN_USER] = { "user",
		{ "user", N_("USER"), N_("The effective user, by name where it has one."),
			UNIT_TEXT },
		.cost = COST_STATUS, .width = 9, .metric = -1 },
	[COLUMN_SIZE] = { "virt",
		{ "virtual_bytes", N_("VIRT"),
			N_("Address space: what it reserved or mapped, touched or not. Not memory in use."),
			UNIT_BYTES },
		SIZE(6), SUM, .cost = COST_STATM, .metric = METRIC_SIZE },
	[COLUMN_RSS] = { "rss",
		{ "rss_bytes", N_("RSS"),
			N_("Resident memory: anonymous + file + shared pages in RAM. Pages that several "
			   "processes share are counted in each of them, in sums too; PSS is fairer."),
			UNIT_BYTES },
		SIZE(6), SUM, .cost = COST_STATM, .metric = METRIC_RSS },
	[COLUMN_ANONYMOUS] = { "anon",
		{ "anonymous_bytes", N_("ANON"),
			N_("Resident anonymous memory: heap, stacks, private data. The part that only swap or "
			   "the process itself can give back; a leak grows here."),
			UNIT_BYTES },
		SIZE(6), SUM, .cost = COST_STATUS, .metric = METRIC_ANONYMOUS },
	[COLUMN_FILE] = { "file",
		{ "file_bytes", N_("FILE"),
			N_("Resident pages of mapped files: program text, libraries, data files. The kernel "
			   "can drop and read them again."),
			UNIT_BYTES },
		SIZE(6), SUM, .cost = COST_STATUS, .metric = METRIC_FILE },
	[COLUMN_SHARED] = { "shared",
		{ "shared_bytes", N_("SHMEM"),
			N_("Resident shared memory: tmpfs, System V and POSIX segments, memfd, shared "
			   "anonymous mappings."),
			UNIT_BYTES },
		SIZE(6), SUM, .cost = COST_STATUS, .metric = METRIC_SHARED },
	[COLUMN_SWAP] = { "swap",
		{ "swap_bytes", N_("SWAP"),
			N_("Anonymous memory that is in swap (VmSwap); swapped shared memory is not in it."),
			UNIT_BYTES },
		SIZE(6), SUM, .cost = COST_STATUS, .metric = METRIC_SWAP },
	[COLUMN_PSS] = { "pss",
		{ "pss_bytes", N_("PSS"),
			N_("Proportional resident memory: each shared page divided by the number of its "
			   "users. Adds up over processes."),
			UNIT_BYTES },
		SIZE(6), SUM, .cost = COST_ROLLUP, .metric = METRIC_PSS },
	[COLUMN_USS] = { "uss",
		{ "uss_bytes", N_("USS"),
			N_("Unique resident memory: what this process alone has, and what "
			   "would be free if it ended."),
			UNIT_BYTES },
		SIZE(6), SUM, .cost = COST_ROLLUP, .metric = METRIC_USS },
	[COLUMN_SWAP_PSS] = { "swap_pss",
		{ "swap_pss_bytes", N_("SWPSS"), N_("Proportional share of swap."), UNIT_BYTES },
		SIZE(6), SUM, .cost = COST_ROLLUP, .metric = METRIC_SWAP_PSS },
	[COLUMN_RETAINED] = { "retained",
		{ "retained_bytes", N_("RETAIN"),
			N_("Free memory that glibc's malloc keeps instead of giving it back: "
			   "what malloc_trim(0) would return, the free ends of thread "
			   "arenas, and what fragmentation pins. Not a leak. Found by "
			   "walking the heap, so the figures come one after the other."),
			UNIT_BYTES },
		SIZE(6), SUM, .cost = COST_RETAINED, .metric = METRIC_RETAINED },
	[COLUMN_PAGE_TABLES] = { "pte",
		{ "page_table_bytes", N_("PTE"),
			N_("Page tables (VmPTE): kernel memory that maps this process."),
			UNIT_BYTES },
		SIZE(6), SUM, .cost = COST_PAGE_TABLES, .metric = METRIC_PAGE_TABLES },
	[COLUMN_LOCKED] = { "locked",
		{ "locked_bytes", N_("LOCKED"),
			N_("Memory locked by mlock (VmLck); it can be neither swapped nor dropped."),
			UNIT_BYTES },
		SIZE(6), SUM, .cost = COST_STATUS, .metric = METRIC_LOCKED },
	[COLUMN_FAULTS] = { "faults",
		{ "faults_per_second", N_("FLT/s"), N_("Page faults a second, minor and major."),
			UNIT_PER_SECOND },
		SUM, .cost = COST_STAT | COST_EVERY_SAMPLE, .width = 7, .descending = true,
		.metric = DERIVED(FAULTS) },
	[COLUMN_MAJOR_FAULTS] = { "majflt",
		{ "major_faults_per_second", N_("MAJ/s"),
			N_("Page faults a second that had to wait for a disk."), UNIT_PER_SECOND },
		SUM, .cost = COST_STAT | COST_EVERY_SAMPLE, .width = 7, .descending = true,
		.metric = DERIVED(MAJOR_FAULTS) },
	[COLUMN_MEMORY_PERCENT] = { "mem",
		{ "memory_percent", N_("%MEM"), N_("Resident memory as a share of MemTotal."),
			UNIT_PERCENT },
		SUM, .cost = COST_STATM, .width = 5, .descending = true, .metric = -1 },
	[COLUMN_CPU] = { "cpu",
		{ "cpu_percent", N_("%CPU"),
			N_("CPU time since the last sample; 100 is one CPU fully used."),
			UNIT_PERCENT },
		SUM, .cost = COST_STAT | COST_EVERY_SAMPLE, .width = 5, .descending = true,
		.metric = DERIVED(CPU) },
	[COLUMN_OOM_SCORE] = { "oom",
		{ "oom_score", N_("OOM"),
			N_("The kernel's score for the choice of a victim when memory runs out: the highest "
			   "is killed first."),
			UNIT_COUNT },
		.cost = COST_OOM, .width = 5, .descending = true, .metric = METRIC_OOM_SCORE },
	[COLUMN_OOM_ADJUST] = { "oom_adj",
		{ "oom_score_adj", N_("OADJ"),
			N_("What is added to that score: -1000 exempts the process, 1000 makes "
			   "it the first victim."),
			UNIT_INTEGER },
		.cost = COST_OOM, .width = 5, .descending = true, .metric = METRIC_OOM_ADJUST },
	[COLUMN_THREADS] = { "threads", { "threads", N_("THR"), N_("Threads."), UNIT_COUNT }, SUM,
		.cost = COST_STATUS, .width = 5, .descending = true, .metric = METRIC_THREADS },
	[COLUMN_GROWTH] = { "growth",
		{ "growth_bytes_per_minute", N_("+/min"),
			N_("How fast its own memory (anonymous, swapped and shared) grows a "
			   "minute: the median slope since memtop began to watch it."),
			UNIT_PACE },
		SIZE(7), SUM, .cost = COST_STATUS | COST_HISTORY, .metric = DERIVED(GROWTH) },
	[COLUMN_TREND] = { "trend",
		{ "trend", N_("TREND"),
			N_("The shape of that growth: flat, growing, step, plateau, sawtooth, "
			   "shrinking, or too_short to tell."),
			UNIT_TEXT },
		.cost = COST_STATUS | COST_HISTORY, .width = 9, .metric = -1 },
	[COLUMN_LEVELS] = { "history",
		{ "own_levels", N_("10 MIN"),
			N_("History of its own memory, over the last ten minutes or since "
			   "memtop began to watch it: ten steps from 1 (the lowest) to 8 "
			   "(the highest), the newest last."),
			UNIT_LEVELS },
		.cost = COST_STATUS | COST_HISTORY | COST_LEVELS, .width = 10, .descending = true,
		.metric = DERIVED(LEVELS) },
	[COLUMN_OWN] = { "own",
		{ "own_bytes", N_("OWN"),
			N_("Memory of its own, which growth and trend are about: anonymous, swapped, the shared "
			   "memory that grew with it, memfds that it holds without mapping them."),
			UNIT_BYTES },
		SIZE(6), SUM, .cost = COST_STATUS | COST_HISTORY, .metric = DERIVED(OWN) },
	[COLUMN_ROOM] = { "room",
		{ "room_bytes", N_("ROOM"),
			N_("What its cgroup and its resource limits still allow; looked up for "
			   "growing processes."),
			UNIT_BYTES },
		SIZE(6), .cost = COST_STATUS | COST_HISTORY, .metric = METRIC_ROOM },
	[COLUMN_START] = { "start",
		{ "start_time", N_("START"), N_("When the process started."), UNIT_TIME },
		.cost = COST_STAT, .width = 16, .metric = METRIC_START },
	[COLUMN_STATE] = { "state",
		{ "state", N_("S"),
			N_("R running, S sleeping, D waiting for a disk, T stopped, t traced, Z zombie, "
			   "I idle kernel thread."),
			UNIT_TEXT },
		.cost = COST_STAT | COST_EVERY_SAMPLE, .width = 1, .metric = -1 },
	[COLUMN_CGROUP] = { "cgroup",
		{ "cgroup", N_("CGROUP"), N_("The memory cgroup that it is charged to."),
			UNIT_TEXT },
		.cost = COST_CGROUP, .width = 24, .metric = -1 },
	[COLUMN_NAME] = { "name",
		{ "name", N_("NAME"), N_("The name of the program (comm), at most 15 bytes."),
			UNIT_TEXT },
		.cost = COST_STATUS, .width = 15, .metric = -1 },
	[COLUMN_COMMAND] = { "command",
		{ "command", N_("COMMAND"),
			N_("The program and its arguments; its name in brackets where there are none."),
			UNIT_TEXT },
		.cost = COST_COMMAND | COST_STATUS, .width = 20, .metric = -1 },
};

const struct column_list column_list_default = COLUMN_LIST_DEFAULT;

static struct value memory_percent(const struct row *row, const struct sample *sample)
{
	struct value rss = row_metric(row, METRIC_RSS, sample->monotonic_ns);
	struct value total = sample->system.meminfo.field[MEMINFO_MemTotal];

	if (!value_known(rss))
		return rss;
	if (!value_known(total) || total.n == 0)
		return value_missing(VALUE_ABSENT);
	rss.n = (int64_t)((double)rss.n * 10000.0 / (double)total.n + 0.5);
	return rss;
}

static struct value metric_value(int metric, const struct row *row, const struct sample *sample)
{
	if (metric < 0)
		return value_missing(VALUE_ABSENT);
	if (metric >= METRIC_COUNT)
		return derived_value(row, (enum derived_figure)(metric - METRIC_COUNT));
	return row_metric(row, (enum metric)metric, sample->monotonic_ns);
}

bool column_follows_row(enum column_id id)
{
	const int metric = columns[id].metric;

	return id != COLUMN_MEMORY_PERCENT &&
	       (metric < 0 || metric >= METRIC_COUNT || metric_budgeted((enum metric)metric) < 0);
}

struct value column_value(enum column_id id, const struct row *row, const struct sample *sample)
{
	switch (id) {
	case COLUMN_PID:
		return value_of(row->pid);
	case COLUMN_PPID:
		return value_of(row->ppid);
	case COLUMN_MEMORY_PERCENT:
		return memory_percent(row, sample);
	default:
		return metric_value(columns[id].metric, row, sample);
	}
}

size_t column_print(char out[static UNITS_SIZE], enum column_id id, struct value value,
	enum scale scale)
{
	return units_value(out, value, columns[id].label.unit, scale);
}

static const char *trend_key(const struct row *row)
{
	const struct value trend = derived_value(row, DERIVED_TREND);

	return trend.state == VALUE_OK && trend.n < TREND_COUNT ? trend_rows[trend.n].key : "";
}

struct text column_text(enum column_id id, const struct row *row, char buffer[static 8])
{
	const struct identity *identity = row->identity;

	switch (id) {
	case COLUMN_USER:
		return text_of_string(identity->user);
	case COLUMN_CGROUP:
		return text_of_string(identity->cgroup);
	case COLUMN_NAME:
		return text_of_string(identity->name);
	case COLUMN_COMMAND:
		return text_of(identity->command, identity->command_length);
	case COLUMN_TREND:
		return text_of_string(trend_key(row));
	case COLUMN_STATE:
		buffer[0] = row->state;
		buffer[1] = '\0';
		return text_of(buffer, row->state != 0);
	default:
		return text_of("", 0);
	}
}

static bool same_name(const char *name, struct text text)
{
	return strlen(name) == text.length && strncasecmp(name, text.at, text.length) == 0;
}

/* Names that columns had in earlier releases. */
static const struct {
	const char *name;
	enum column_id id;
} old_names[] = { { "kept", COLUMN_RETAINED } };

int column_find(struct text name)
{
	for (size_t i = 0; i < COUNT_OF(old_names); i++)
		if (same_name(old_names[i].name, name))
			return (int)old_names[i].id;
	for (int id = 0; id < COLUMN_COUNT; id++)
		if (same_name(columns[id].name, name) || same_name(columns[id].label.key, name))
			return id;
	return -1;
}

static bool list_has(const struct column_list *list, enum column_id id)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->ids[i] == id)
			return true;
	return false;
}

/* The last of the defaults takes the rest of a line: what is added stands before it. */
static void list_insert(struct column_list *list, enum column_id id, size_t place)
{
	for (size_t i = list->count; i > place; i--)
		list->ids[i] = list->ids[i - 1];
	list->ids[place] = id;
	list->count++;
}

/* As top, ps and the kernel call them. */
static const char *elsewhere(struct text name)
{
	static const struct {
		const char *there, *here;
	} names[] = {
		{ "comm", "name" },
		{ "cmd", "command" },
		{ "args", "command" },
		{ "cmdline", "command" },
		{ "res", "rss" },
		{ "mem", "rss" },
	};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (text_equals(name, names[i].there))
			return names[i].here;
	return NULL;
}

enum status column_unknown(struct text name, struct message *message)
{
	const char *names[COLUMN_COUNT], *close;

	for (int id = 0; id < COLUMN_COUNT; id++)
		names[id] = columns[id].name;
	close = elsewhere(name);
	if (!close)
		close = suggest(name, names, COLUMN_COUNT);
	if (close)
		message_set(message,
			_("there is no column '%s' (did you mean '%s'? memtop --list-columns shows all)"),
			quoted(name).text, close);
	else
		message_set(message, _("there is no column '%s' (memtop --list-columns shows all)"),
			quoted(name).text);
	return STATUS_MALFORMED;
}

enum status column_list_parse(struct column_list *list, const char *string, struct message *message)
{
	struct text rest = text_of_string(string);
	size_t behind = 0; /* columns that stay behind what is added */

	list->count = 0;
	if (text_starts(rest, "+")) {
		*list = column_list_default;
		behind = 1;
		rest = text_of(rest.at + 1, rest.length - 1);
	}
	while (rest.length) {
		struct text name = text_trim(text_next_field(&rest, ','));
		int id = column_find(name);

		if (id < 0)
			return column_unknown(name, message);
		if (!list_has(list, (enum column_id)id))
			list_insert(list, (enum column_id)id, list->count - behind);
	}
	if (list->count == 0) {
		message_set(message,
			_("the list of columns is empty (memtop --list-columns shows all)"));
		return STATUS_MALFORMED;
	}
	return STATUS_OK;
}

unsigned column_list_cost(const struct column_list *list, enum column_id sort)
{
	unsigned cost = columns[sort].cost;

	for (size_t i = 0; i < list->count; i++)
		cost |= columns[list->ids[i]].cost;
	return cost;
}
