/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/macros.h"
#include "derive/machine/derived_machine.h"
#include "derive/kernel/whole.h"
#include "derive/machine/watched.h"
#include "store/cgroups/rows.h"
#include "store/identity.h"

/* A process of the frame before, and what was made of it. */
struct known {
	int64_t id;
	int64_t code[FRAME_CODES];
	struct series_spread spread;
	struct row *row;
	uint64_t frame; /* in which it was last */
	bool rests;     /* it was in the one before, and had the same figures */
	UT_hash_handle hh;
};

/* Counters that a frame which is passed must have. */
enum { SEGMENT_COUNTERS = 3 };

struct replay {
	struct database *database;
	struct history *history;
	struct cgroup_rows *cgroups;
	struct text_cache *texts;
	struct known *processes; /* by id */
	struct known **recent;   /* those of the last frame, by id */
	size_t count;
	struct known **order; /* the same by PID, which are unique */
	size_t ordered;
	uint64_t frame;
	int64_t boot;
	struct sample about;   /* what the boot has: host, kernel, boot_id, page size */
	struct sample *before; /* the sample before, NULL at first */
	struct bytes text;
	/* The template that each file had last; 0: none yet. */
	struct {
		int64_t id;
		struct bytes text;
	} templates[SYSTEM_FILE_COUNT];
	/* The numbers of the file of counters of the sample before, unless it has that already; template 0. */
	int64_t late_template;
	struct numbers late;
	/* Where in its template they are, SIZE_MAX: nowhere; and which template that is, 0: none yet. */
	size_t segment_slots[SEGMENT_COUNTERS];
	int64_t segment_template;
	bool passing; /* of this frame no sample is wanted */
	bool trends;  /* rows of samples have theirs */
};

/* ---- life ---- */

static void forget(struct replay *replay, struct known *known)
{
	HASH_DEL(replay->processes, known); /* NOLINT(clang-analyzer-unix.Malloc) */
	row_unref(known->row);
	free(known);
}

static void forget_all(struct replay *replay)
{
	struct known *known, *next;

	replay->late_template = 0;
	HASH_ITER(hh, replay->processes, known, next)
	forget(replay, known);
	cgroup_rows_forget(replay->cgroups);
	replay->count = replay->ordered = 0;
	sample_unref(replay->before);
	replay->before = NULL;
}

void replay_free(struct replay *replay)
{
	if (!replay)
		return;
	if (replay->cgroups)
		forget_all(replay);
	cgroup_rows_free(replay->cgroups);
	text_cache_free(replay->texts);
	history_unref(replay->history);
	bytes_free(&replay->text);
	numbers_free(&replay->late);
	for (int file = 0; file < SYSTEM_FILE_COUNT; file++)
		bytes_free(&replay->templates[file].text);
	free(replay->recent);
	free(replay->order);
	free(replay);
}

struct replay *replay_new(struct database *database, bool trends)
{
	struct replay *replay = calloc(1, sizeof(*replay));

	if (!replay)
		return NULL;
	replay->history = history_new();
	replay->cgroups = cgroup_rows_new(database);
	replay->texts = text_cache_new();
	if (!replay->history || !replay->cgroups || !replay->texts) {
		replay_free(replay);
		return NULL;
	}
	replay->database = database;
	replay->trends = trends;
	return replay;
}

const struct sample *replay_last(const struct replay *replay)
{
	return replay->before;
}

struct history *replay_history(const struct replay *replay)
{
	return replay->history;
}

/* ---- the boot ---- */

static void copy(char *out, size_t size, struct text text)
{
	snprintf(out, size, "%.*s", (int)text.length, text.at);
}

#define PAGE_SIZE_USUAL 4096

static enum status load_boot(struct replay *replay, int64_t boot, struct message *message)
{
	struct query query = database_query(replay->database,
		"SELECT boot_id, host, kernel, page_size FROM boot WHERE id = ?1");

	enum status status;

	query_bind(&query, 1, boot);
	replay->about = (struct sample){ .boot_id = "" };
	replay->boot = boot;
	if (query_row(&query)) {
		struct sample *about = &replay->about;

		copy(about->boot_id, sizeof(about->boot_id), query_bytes(&query, 0));
		copy(about->host, sizeof(about->host), query_bytes(&query, 1));
		copy(about->kernel, sizeof(about->kernel), query_bytes(&query, 2));
		about->system.page_size = (uint64_t)query_number(&query, 3);
	}
	status = query_end(&query, message);
	/* Where its page is damaged samples go on without what it says. */
	if (status == STATUS_MALFORMED)
		replay->about.system.page_size = PAGE_SIZE_USUAL;
	return status == STATUS_MALFORMED ? STATUS_OK : status;
}

/* Nothing that was seen before a reboot says anything of what came after. */
static enum status enter_boot(struct replay *replay, int64_t boot, struct message *message)
{
	if (boot == replay->boot)
		return STATUS_OK;
	forget_all(replay);
	history_unref(replay->history);
	replay->history = history_new();
	return replay->history ? load_boot(replay, boot, message) : STATUS_NO_MEMORY;
}

/* ---- the machine ---- */

static enum status load_text(struct replay *replay, const char *sql, int64_t id, struct bytes *out,
	struct message *message)
{
	struct query query = database_query(replay->database, sql);
	bool found;
	enum status status;

	bytes_clear(out);
	query_bind(&query, 1, id);
	found = query_row(&query);
	if (found)
		bytes_put(out, query_bytes(&query, 0).at, query_bytes(&query, 0).length);
	status = query_end(&query, message);
	if (status == STATUS_OK && out->failed)
		return STATUS_NO_MEMORY;
	return status == STATUS_OK && !found ? STATUS_MALFORMED : status;
}

/* The template of a file, which is usually the one that it had before. */
static enum status load_template(struct replay *replay, enum system_file file, int64_t id,
	struct message *message)
{
	enum status status;

	if (replay->templates[file].id == id)
		return STATUS_OK;
	replay->templates[file].id = 0;
	status = load_text(replay, "SELECT value FROM template WHERE id = ?1", id,
		&replay->templates[file].text, message);
	if (status == STATUS_OK)
		replay->templates[file].id = id;
	return status;
}

/* What of the machine others need that follow: how much is available, and the counters. */
#define PASSED_FILES (1u << SYSTEM_MEMINFO | 1u << SYSTEM_ZONEINFO | 1u << SYSTEM_VMSTAT)

/* Of processes what history_take() follows. */
#define CODE(id) (UINT64_C(1) << (id))
#define PASSED_CODES                                                                               \
	(CODE(METRIC_ANONYMOUS) | CODE(METRIC_SWAP) | CODE(METRIC_SHARED) |                        \
		CODE(METRIC_HELD_SHMEM) | CODE(METRIC_SHMEM_GROWN) | CODE(METRIC_LAZY_FREE) |      \
		CODE(FRAME_LAZY_FREE_NOW))
const struct frame_part replay_passed_part = {
	.codes = PASSED_CODES | FOLD_SPREADS,
	.files = PASSED_FILES,
};

static bool is_passed(const struct replay *replay, enum system_file file)
{
	return replay->passing && !(PASSED_FILES >> file & 1);
}

/* Of the kernel's own memory a record has the slab caches; the rest stands in meminfo. */
static enum status take_slabs(struct sample *sample, const struct bytes *text)
{
	sample->kernel_read = kernel_memory_new();
	if (!sample->kernel_read)
		return STATUS_NO_MEMORY;
	sample->kernel_read->monotonic_ns = sample->monotonic_ns;
	return kernel_memory_take_slabs(sample->kernel_read, (const char *)text->at, text->length,
		sample->system.page_size);
}

static enum status render_file(struct replay *replay, enum system_file file, int64_t template,
	const int64_t *numbers, size_t count, struct message *message)
{
	enum status status = load_template(replay, file, template, message);

	bytes_clear(&replay->text);
	if (status == STATUS_OK)
		status = template_render(&replay->text,
			text_of((const char *)replay->templates[file].text.at,
				replay->templates[file].text.length),
			numbers, count);
	return status;
}

/* The counters that segments are made of, beside meminfo: a history of them needs these of each frame. */
static const struct {
	const char *key;
	enum vmstat_counter counter;
} of_segments[SEGMENT_COUNTERS] = {
	{ "nr_isolated_anon", VMSTAT_ISOLATED_ANON },
	{ "nr_isolated_file", VMSTAT_ISOLATED_FILE },
	{ "nr_zspages", VMSTAT_ZSMALLOC },
};

static void take_segment_counters(const struct replay *replay, struct system_sample *system,
	const int64_t *numbers, size_t count)
{
	values_fill(system->vmstat.counter, sizeof(system->vmstat.counter), VALUE_ABSENT);
	for (int i = 0; i < SEGMENT_COUNTERS; i++)
		if (replay->segment_slots[i] < count)
			system->vmstat.counter[of_segments[i].counter] =
				value_of(numbers[replay->segment_slots[i]]);
}

/* What the sample before was not given when it was passed. */
static enum status take_late(struct replay *replay, struct message *message)
{
	enum status status, read = STATUS_OK;

	if (!replay->late_template || !replay->before)
		return STATUS_OK;
	status = render_file(replay, SYSTEM_VMSTAT, replay->late_template, replay->late.at,
		replay->late.count, message);
	replay->late_template = 0;
	if (status == STATUS_MALFORMED) {
		read = STATUS_FAILED;
		status = STATUS_OK;
	}
	if (status == STATUS_OK)
		status = system_take(&replay->before->system, SYSTEM_VMSTAT, read,
			(const char *)replay->text.at, replay->text.length);
	return status;
}

/* Counters have 190 lines, and of a frame that is passed most of them matter only if the next one is wanted. */
static enum status take_counters(struct replay *replay, struct sample *sample,
	const struct frame *frame, const int64_t *numbers, struct message *message)
{
	const int64_t id = frame->shape.template[SYSTEM_VMSTAT];
	const size_t count = frame->shape.count[SYSTEM_VMSTAT];
	enum status status = load_template(replay, SYSTEM_VMSTAT, id, message);
	const struct bytes *template = &replay->templates[SYSTEM_VMSTAT].text;

	if (status != STATUS_OK)
		return status;
	for (int i = 0; i < SEGMENT_COUNTERS && replay->segment_template != id; i++)
		replay->segment_slots[i] = template_find(
			text_of((const char *)template->at, template->length), of_segments[i].key);
	replay->segment_template = id;
	take_segment_counters(replay, &sample->system, numbers, count);
	replay->late_template = id;
	replay->late.count = 0;
	for (size_t i = 0; i < count; i++)
		numbers_add(&replay->late, numbers[i]);
	return replay->late.failed ? STATUS_NO_MEMORY : STATUS_OK;
}

static enum status take_file(struct replay *replay, struct sample *sample, enum system_file file,
	const struct frame *frame, const int64_t *numbers, struct message *message)
{
	int64_t id = frame->shape.template[file];
	struct bytes *text = &replay->text;
	enum status status = STATUS_OK, read = STATUS_OK;

	bytes_clear(text);
	if (is_passed(replay, file))
		return STATUS_OK;
	if (id <= 0) {
		read = id < -STATUS_NOT_RECORDED ? STATUS_FAILED : (enum status)(-id);
	} else if (file == SYSTEM_VMSTAT && replay->passing) {
		status = take_counters(replay, sample, frame, numbers, message);
		if (status == STATUS_OK)
			return STATUS_OK;
	} else {
		status = render_file(replay, file, id, numbers, frame->shape.count[file], message);
	}
	if (status == STATUS_MALFORMED) {
		read = STATUS_FAILED; /* this file's text is damaged, and no other's */
		status = STATUS_OK;
	}
	if (status == STATUS_OK)
		status = system_take(&sample->system, file, read, (const char *)text->at,
			text->length);
	if (status == STATUS_OK && read == STATUS_OK && file == SYSTEM_SLABINFO)
		status = take_slabs(sample, text);
	return status;
}

static void take_numbers(struct sample *sample, const struct frame *frame)
{
	struct system_sample *system = &sample->system;
	struct own_cost *own = &sample->own;

#define NUMBER(id) frame_at(frame, FRAME_##id)
#define VALUE(id)  frame_value(frame_at(frame, FRAME_##id))
	sample->number = (uint64_t)NUMBER(NUMBER);
	sample->monotonic_ns = (uint64_t)NUMBER(MONOTONIC);
	sample->boottime_ns = (uint64_t)number_plus(NUMBER(MONOTONIC), NUMBER(BOOTTIME));
	sample->wall_ns = frame_wall_ns(frame);
	sample->others_hidden = NUMBER(OTHERS_HIDDEN) != 0;
	system->cgroup.version = (int)NUMBER(CGROUP_VERSION);
	system->cgroup.limit = VALUE(CGROUP_LIMIT);
	system->cgroup.usage = VALUE(CGROUP_USAGE);
	system->cgroup.file = VALUE(CGROUP_FILE);
	system->compressed.zram_original = VALUE(ZRAM_ORIGINAL);
	system->compressed.zram_used = VALUE(ZRAM_USED);
	system->system_extras.overcommit_mode = VALUE(OVERCOMMIT_MODE);
	system->system_extras.arc = VALUE(ARC);
	*own = (struct own_cost){ (uint64_t)NUMBER(OWN_RESIDENT), (uint64_t)NUMBER(OWN_DESCRIPTORS),
		(uint64_t)NUMBER(OWN_DESCRIPTOR_BYTES), (uint64_t)NUMBER(OWN_CPU),
		{ .reason = SWEEP_UNTOLD }, { .is_told = false } };
#undef VALUE
#undef NUMBER
}

/* NULL where what is there is not earlier, or sample began the recording. */
static const struct sample *sample_before(const struct replay *replay, const struct sample *sample)
{
	const struct sample *before = sample->number > 1 ? replay->before : NULL;

	return before && before->monotonic_ns < sample->monotonic_ns ? before : NULL;
}

static enum status derive_machine(struct replay *replay, struct sample *sample)
{
	const struct sample *before = sample_before(replay, sample);

	sample->interval_ns = before ? value_of(sample->monotonic_ns - before->monotonic_ns)
				     : value_missing(VALUE_PENDING);
	if (!replay->passing)
		return machine_derive(replay->history, sample, before);
	return machine_add(replay->history, sample);
}

static enum status take_machine(struct replay *replay, struct sample *sample,
	const struct frame *frame, struct message *message)
{
	const int64_t *numbers = frame->numbers.at + FRAME_NUMBERS;
	struct cgroup_use *cgroup = &sample->system.cgroup;
	enum status status = STATUS_OK;

	memcpy(sample->boot_id, replay->about.boot_id, sizeof(sample->boot_id));
	memcpy(sample->host, replay->about.host, sizeof(sample->host));
	memcpy(sample->kernel, replay->about.kernel, sizeof(sample->kernel));
	sample->system.page_size = replay->about.system.page_size;
	take_numbers(sample, frame);
	for (int file = 0; file < SYSTEM_FILE_COUNT && status == STATUS_OK; file++) {
		status = take_file(replay, sample, (enum system_file)file, frame, numbers, message);
		numbers += frame->shape.count[file];
	}
	if (status == STATUS_OK && cgroup->version) {
		status = load_text(replay, "SELECT value FROM text WHERE id = ?1",
			frame_at(frame, FRAME_CGROUP_PATH), &replay->text, message);
		if (status == STATUS_OK)
			copy(cgroup->path, sizeof(cgroup->path),
				text_of((const char *)replay->text.at, replay->text.length));
	}
	return status == STATUS_MALFORMED ? STATUS_OK : status;
}

/* ---- processes ---- */

/* What was not asked when it was recorded cannot be asked any more. */
static struct value recorded_value(int64_t code)
{
	struct value value = frame_value(code);

	return value.state == VALUE_NOT_ASKED ? value_missing(VALUE_NOT_RECORDED) : value;
}

#define ALL_CODES ((CODE(FRAME_CODES)) - 1)

/* The lowest of some codes, which are not none; it goes. */
static inline int next_code(uint64_t *codes)
{
	const int code = __builtin_ctzll(*codes);

	*codes &= *codes - 1;
	return code;
}

/* One by one they would be a third of all that is done for a process that rests. */
static bool passed_as_it_was(const int64_t a[static FRAME_CODES],
	const int64_t b[static FRAME_CODES])
{
	return !((a[METRIC_ANONYMOUS] ^ b[METRIC_ANONYMOUS]) | (a[METRIC_SWAP] ^ b[METRIC_SWAP]) |
		 (a[METRIC_SHARED] ^ b[METRIC_SHARED]) |
		 (a[METRIC_HELD_SHMEM] ^ b[METRIC_HELD_SHMEM]) |
		 (a[METRIC_SHMEM_GROWN] ^ b[METRIC_SHMEM_GROWN]) |
		 (a[METRIC_LAZY_FREE] ^ b[METRIC_LAZY_FREE]) |
		 (a[FRAME_LAZY_FREE_NOW] ^ b[FRAME_LAZY_FREE_NOW]));
}

/* Which codes of those that the frame has are not as they were. */
static uint64_t moved_codes(const struct known *known, const struct frame_process *process,
	uint64_t has)
{
	uint64_t moved = 0;

	/* As nearly all are, of what is passed and of what is wanted. */
	if (has == PASSED_CODES && passed_as_it_was(known->code, process->code))
		return 0;
	if (has == ALL_CODES && memcmp(known->code, process->code, sizeof(known->code)) == 0)
		return 0;
	while (has) {
		const int code = next_code(&has);

		moved |= (uint64_t)(known->code[code] != process->code[code]) << code;
	}
	return moved;
}

/* What the frame lacks stays as it was, or is nothing at first, until there is one that has it. */
static enum status update_row(struct known *known, const struct frame_process *process,
	uint64_t moved)
{
	uint64_t metrics = moved & (CODE(METRIC_COUNT) - 1);
	struct row *row;

	while (metrics) {
		const enum metric metric = (enum metric)next_code(&metrics);

		if (!row_change(&known->row, metric, recorded_value(process->code[metric])))
			return STATUS_NO_MEMORY;
	}
	if (moved & (CODE(FRAME_PARENT) | CODE(FRAME_STATE))) {
		row = row_edit(&known->row);
		if (!row)
			return STATUS_NO_MEMORY;
		row->ppid = (pid_t)process->code[FRAME_PARENT];
		row->state = (char)process->code[FRAME_STATE];
	}
	while (moved) {
		const int code = next_code(&moved);

		known->code[code] = process->code[code];
	}
	return STATUS_OK;
}

/* Of a frame that was not thinned all do. */
static bool stands_alone(const struct series_spread *spread)
{
	return !(spread->least | spread->mean | spread->most);
}

static enum status begin_process(struct replay *replay, int64_t id, struct known **out,
	struct message *message)
{
	struct known *known = calloc(1, sizeof(*known));
	struct identity *identity = NULL;
	pid_t pid = 0;
	enum status status =
		known ? identity_load(replay->database, replay->texts, id, &identity, &pid, message)
		      : STATUS_NO_MEMORY;

	if (status == STATUS_OK)
		known->row = row_new(pid, 0, identity);
	identity_unref(identity);
	if (status == STATUS_OK && !known->row)
		status = STATUS_NO_MEMORY;
	if (status != STATUS_OK) {
		free(known);
		return status;
	}
	known->id = id;
	HASH_ADD(hh, replay->processes, id, sizeof(known->id), known);
	if (!hash_has(known)) {
		row_unref(known->row);
		free(known);
		return STATUS_NO_MEMORY;
	}
	*out = known;
	return STATUS_OK;
}

/* Frame after frame they are the same, in the same order. */
static struct known *find_known(const struct replay *replay, int64_t id, size_t *at)
{
	struct known *known;

	while (*at < replay->count && replay->recent[*at]->id < id)
		++*at;
	if (*at < replay->count && replay->recent[*at]->id == id)
		return replay->recent[*at];
	HASH_FIND(hh, replay->processes, &id, sizeof(id), known);
	return known;
}

/* STATUS_ABSENT: its identity is lost. */
static enum status take_process(struct replay *replay, const struct frame_process *process,
	const struct frame *frame, struct known **out, size_t *at, struct message *message)
{
	struct known *known = find_known(replay, process->id, at);
	enum status status = STATUS_OK;
	bool begun = !known;
	uint64_t moved;

	if (begun)
		status = begin_process(replay, process->id, &known, message);
	if (status != STATUS_OK)
		return status;
	known->spread = (struct series_spread){ process->spread[FRAME_SPREAD_LEAST],
		process->spread[FRAME_SPREAD_MEAN], process->spread[FRAME_SPREAD_MOST] };
	moved = begun ? ALL_CODES : moved_codes(known, process, ~frame->lacks & ALL_CODES);
	known->rests = !begun && !moved && stands_alone(&known->spread) &&
		       known->frame + 1 == replay->frame;
	if (moved)
		status = update_row(known, process, moved);
	if (status == STATUS_OK && process->code[FRAME_LAZY_FREE_NOW] == 1 &&
		!row_edit(&known->row))
		status = STATUS_NO_MEMORY;
	if (status != STATUS_OK)
		return status;
	if (process->code[FRAME_LAZY_FREE_NOW] == 1)
		known->row->budgeted_ns[BUDGETED_LAZY_FREE] =
			(uint64_t)frame_at(frame, FRAME_MONOTONIC);
	known->frame = replay->frame;
	*out = known;
	return STATUS_OK;
}

static int by_pid(const void *a, const void *b)
{
	return COMPARE((*(struct known *const *)a)->row->pid,
		(*(struct known *const *)b)->row->pid);
}

/* Where an identity is damaged two may have one PID: the second is left out, as one that is lost. */
static size_t drop_doubles(struct known **order, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (kept == 0 || order[kept - 1]->row->pid != order[i]->row->pid)
			order[kept++] = order[i];
	return kept;
}

static void forget_ended(struct replay *replay)
{
	struct known *known, *next;

	HASH_ITER(hh, replay->processes, known, next)
	{
		if (known->frame != replay->frame)
			forget(replay, known);
	}
}

/* The processes of the frame; only where others began or ended is there anything to sort. */
static enum status take_processes(struct replay *replay, const struct frame *frame,
	struct message *message)
{
	struct known **now = reallocarray(NULL, frame->process_count + 1, sizeof(struct known *));
	struct known **order;
	size_t count = 0, at = 0;
	bool same;

	if (!now)
		return STATUS_NO_MEMORY;
	replay->frame++;
	for (size_t i = cgroup_rows_count(frame); i < frame->process_count; i++) {
		enum status status = take_process(replay, &frame->processes[i], frame, &now[count],
			&at, message);

		if (status == STATUS_OK) {
			count++;
		} else if (status != STATUS_ABSENT) {
			free(now);
			return status;
		}
	}
	same = replay->order && count == replay->count &&
	       memcmp(now, replay->recent, count * sizeof(struct known *)) == 0;
	free(replay->recent);
	replay->recent = now;
	replay->count = count;
	if (same)
		return STATUS_OK;
	forget_ended(replay);
	order = reallocarray(replay->order, count + 1, sizeof(struct known *));
	if (!order) {
		replay->count = replay->ordered = 0;
		return STATUS_NO_MEMORY;
	}
	replay->order = order;
	memcpy(order, now, count * sizeof(struct known *));
	qsort(order, count, sizeof(struct known *), by_pid);
	replay->ordered = drop_doubles(order, count);
	return STATUS_OK;
}

/* What history_take() is given of each row. */
struct taken {
	struct row **rows;
	bool *rests;
	struct series_spread *spreads; /* NULL: all stand for themselves */
};

static void taken_free(struct taken *taken)
{
	free(taken->rows);
	free(taken->rests);
	free(taken->spreads);
}

static enum status taken_begin(const struct replay *replay, struct taken *taken)
{
	const size_t count = replay->ordered;
	bool thinned = false;

	for (size_t i = 0; i < count; i++)
		thinned |= !stands_alone(&replay->order[i]->spread);
	taken->rows = reallocarray(NULL, count + 1, sizeof(*taken->rows));
	taken->rests = reallocarray(NULL, count + 1, sizeof(*taken->rests));
	taken->spreads = thinned ? reallocarray(NULL, count + 1, sizeof(*taken->spreads)) : NULL;
	if (!taken->rows || !taken->rests || (thinned && !taken->spreads)) {
		taken_free(taken);
		return STATUS_NO_MEMORY;
	}
	for (size_t i = 0; i < count; i++) {
		taken->rows[i] = replay->order[i]->row;
		taken->rests[i] = replay->order[i]->rests;
		if (thinned)
			taken->spreads[i] = replay->order[i]->spread;
	}
	return STATUS_OK;
}

static void give_rows(const struct taken *taken, size_t count, struct sample *sample)
{
	for (size_t i = 0; i < count; i++) {
		taken->rows[i] = row_ref(taken->rows[i]);
		sample->kernel_threads += taken->rows[i]->identity->kernel_thread;
	}
	sample->rows = taken->rows;
	sample->row_count = count;
}

/* Rates of processes need counters that were read for every sample; the record has none. */
static enum status derive(struct replay *replay, struct sample *sample)
{
	const size_t count = replay->ordered;
	struct history_step step = { .now_ns = sample->monotonic_ns,
		.shmem = sample->system.meminfo.field[MEMINFO_Shmem],
		.recorded = true,
		.growth = true,
		.levels = true,
		.more = replay->passing || !replay->trends,
		.all = true };
	struct taken taken;
	enum status status = taken_begin(replay, &taken);

	if (status != STATUS_OK)
		return status;
	step.rests = taken.rests;
	step.spreads = taken.spreads;
	status = history_take(replay->history, taken.rows, count, &step);
	for (size_t i = 0; i < count; i++)
		replay->order[i]->row = taken.rows[i];
	if (!replay->passing) {
		give_rows(&taken, count, sample);
		taken.rows = NULL;
	}
	taken_free(&taken);
	return status;
}

static enum status make_sample(struct replay *replay, const struct frame *frame, int64_t boot,
	struct sample **out, struct message *message)
{
	enum status status = enter_boot(replay, boot, message);
	struct sample *sample = status == STATUS_OK ? sample_new() : NULL;

	*out = NULL;
	if (!sample)
		return status == STATUS_OK ? STATUS_NO_MEMORY : status;
	sample->recorded = true;
	sample->system.of_files = true;
	status = take_machine(replay, sample, frame, message);
	if (status == STATUS_OK)
		status = derive_machine(replay, sample);
	if (status == STATUS_OK)
		status = take_processes(replay, frame, message);
	if (status == STATUS_OK)
		status = cgroup_rows_take(replay->cgroups, frame, sample, replay->history,
			!replay->passing && replay->trends, message);
	if (status == STATUS_OK)
		status = derive(replay, sample);
	if (status == STATUS_OK && !replay->passing)
		status = kernel_take(sample, replay->history, false);
	if (status == STATUS_OK)
		*out = sample;
	else
		sample_unref(sample);
	return status;
}

enum status replay_frame(struct replay *replay, const struct frame *frame, int64_t boot,
	struct sample **out, struct message *message)
{
	enum status status = take_late(replay, message);

	replay->passing = false;
	if (status == STATUS_OK)
		status = make_sample(replay, frame, boot, out, message);
	replay->late_template = 0;
	if (status != STATUS_OK)
		return status;
	sample_unref(replay->before);
	replay->before = sample_ref(*out);
	return STATUS_OK;
}

enum status replay_pass(struct replay *replay, const struct frame *frame, int64_t boot,
	struct message *message)
{
	struct sample *sample;
	enum status status;

	replay->passing = true;
	replay->late_template = 0;
	status = make_sample(replay, frame, boot, &sample, message);
	if (status != STATUS_OK)
		return status;
	sample_unref(replay->before);
	replay->before = sample;
	return STATUS_OK;
}
