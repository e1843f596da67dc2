/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/dictionary.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/macros.h"
#include "store/cgroups/writer.h"
#include "store/texts.h"
#include "store/identity.h"

/* A process whose identity has been recorded. */
struct recorded {
	pid_t pid;
	int64_t id;
	struct identity *identity;
	int64_t program; /* its first, second, ... since it began: exec(2) makes the next */
	int64_t seen;    /* the sequence of the last frame that has it */
	UT_hash_handle hh;
};

/* The template that a file had last. */
struct current {
	int64_t id;
	struct bytes template;
};

struct dictionary {
	struct database *database;
	enum command_lines lines;
	struct current current[SYSTEM_FILE_COUNT];
	struct recorded *processes; /* by PID */
	struct cgroup_writer *cgroups;
	char boot_id[37];
	int64_t boot;
};

struct dictionary *dictionary_new(struct database *database, enum command_lines lines)
{
	struct dictionary *dictionary = calloc(1, sizeof(*dictionary));

	if (!dictionary)
		return NULL;
	dictionary->cgroups = cgroup_writer_new(database);
	if (!dictionary->cgroups) {
		free(dictionary);
		return NULL;
	}
	dictionary->database = database;
	dictionary->lines = lines;
	return dictionary;
}

static void drop(struct dictionary *dictionary, struct recorded *recorded)
{
	HASH_DEL(dictionary->processes, recorded); /* NOLINT(clang-analyzer-unix.Malloc) */
	identity_unref(recorded->identity);
	free(recorded);
}

void dictionary_forget(struct dictionary *dictionary)
{
	struct recorded *recorded, *next;

	HASH_ITER(hh, dictionary->processes, recorded, next)
	drop(dictionary, recorded);
	cgroup_writer_forget(dictionary->cgroups);
	for (int file = 0; file < SYSTEM_FILE_COUNT; file++)
		bytes_clear(&dictionary->current[file].template);
	dictionary->boot = 0;
}

void dictionary_free(struct dictionary *dictionary)
{
	if (!dictionary)
		return;
	dictionary_forget(dictionary);
	for (int file = 0; file < SYSTEM_FILE_COUNT; file++)
		bytes_free(&dictionary->current[file].template);
	cgroup_writer_free(dictionary->cgroups);
	free(dictionary);
}

/* ---- boots ---- */

static enum status insert_boot(struct dictionary *dictionary, const struct sample *sample,
	struct message *message)
{
	struct query query = database_query(dictionary->database,
		"INSERT INTO boot(boot_id, host, kernel, page_size, first_wall_ns)"
		" VALUES(?1, ?2, ?3, ?4, ?5)");
	enum status status;

	query_bind_text(&query, 1, text_of_string(sample->boot_id));
	query_bind_text(&query, 2, text_of_string(sample->host));
	query_bind_text(&query, 3, text_of_string(sample->kernel));
	query_bind(&query, 4, (int64_t)sample->system.page_size);
	query_bind(&query, 5, sample->wall_ns);
	status = query_run(&query, message);
	dictionary->boot = database_last_id(dictionary->database);
	return status;
}

enum status dictionary_boot(struct dictionary *dictionary, const struct sample *sample,
	int64_t *boot, struct message *message)
{
	struct query query;
	enum status status = STATUS_OK;

	if (!dictionary->boot || strcmp(dictionary->boot_id, sample->boot_id) != 0) {
		dictionary->boot = 0;
		query = database_query(dictionary->database,
			"SELECT id FROM boot WHERE boot_id = ?1");
		query_bind_text(&query, 1, text_of_string(sample->boot_id));
		if (query_row(&query))
			dictionary->boot = query_number(&query, 0);
		status = query_end(&query, message);
		if (status == STATUS_OK && !dictionary->boot)
			status = insert_boot(dictionary, sample, message);
		memcpy(dictionary->boot_id, sample->boot_id, sizeof(dictionary->boot_id));
	}
	*boot = dictionary->boot;
	return status;
}

/* ---- identities ---- */

/* As much of it as may be recorded; the strings are the identity's. */
static struct identity_source allowed(const struct dictionary *dictionary,
	const struct identity *identity)
{
	struct identity_source source = { .uid = identity->uid,
		.kernel_thread = identity->kernel_thread,
		.start_ticks = identity->start_ticks,
		.user = identity->user,
		.name = identity->name,
		.cgroup = identity->cgroup,
		.command = identity->command,
		.command_length = identity->command_length,
		.command_state = identity->command_state };
	const char *blank = memchr(source.command, ' ', source.command_length);

	/* What stands for a command that cannot be read is memtop's own sentence. */
	if (source.command_state == VALUE_UNANSWERED)
		return source;
	if (dictionary->lines == COMMAND_LINES_PROGRAM && blank && !source.kernel_thread)
		source.command_length = (size_t)(blank - source.command);
	if (dictionary->lines == COMMAND_LINES_NONE) {
		source.command = identity->name;
		source.command_length = strlen(identity->name);
	}
	return source;
}

/* Which program it was when a recorder before this one saw it last. */
static enum status find_program(struct dictionary *dictionary, struct recorded *recorded,
	struct message *message)
{
	struct query query;

	if (recorded->program)
		return STATUS_OK;
	query = database_query(dictionary->database,
		"SELECT max(program) FROM process WHERE pid = ?1 AND start_ticks = ?2 AND boot = ?3");
	query_bind(&query, 1, recorded->pid);
	query_bind(&query, 2, (int64_t)recorded->identity->start_ticks);
	query_bind(&query, 3, dictionary->boot);
	recorded->program = 1;
	if (query_row(&query) && query_number(&query, 0) > 1)
		recorded->program = query_number(&query, 0);
	return query_end(&query, message);
}

static enum status record_identity(struct dictionary *dictionary, struct recorded *recorded,
	int64_t sequence, struct message *message)
{
	struct identity_source source = allowed(dictionary, recorded->identity);
	const struct text texts[] = { text_of_string(source.user), text_of_string(source.name),
		text_of(source.command, source.command_length), text_of_string(source.cgroup) };
	int64_t ids[COUNT_OF(texts)] = { 0 };
	struct query query;
	enum status status;

	status = find_program(dictionary, recorded, message);
	if (status != STATUS_OK)
		return status;
	source.program = (uint64_t)recorded->program;
	status = identity_find(dictionary->database, dictionary->boot, recorded->pid, &source,
		&recorded->id, message);
	if (status != STATUS_OK || recorded->id)
		return status;
	for (size_t i = 0; i < COUNT_OF(texts) && status == STATUS_OK; i++)
		status = text_find_or_add(dictionary->database, texts[i], &ids[i], message);
	if (status != STATUS_OK)
		return status;
	query = database_query(dictionary->database,
		"INSERT INTO process(boot, pid, start_ticks, uid, kernel_thread, user, name,"
		" command, cgroup, first_seq, command_state, program)"
		" VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)");
	query_bind(&query, 1, dictionary->boot);
	query_bind(&query, 2, recorded->pid);
	query_bind(&query, 3, (int64_t)source.start_ticks);
	query_bind(&query, 4, source.uid);
	query_bind(&query, 5, source.kernel_thread);
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		query_bind(&query, 6 + (int)i, ids[i]);
	query_bind(&query, 10, sequence);
	query_bind(&query, 11, (int64_t)source.command_state);
	query_bind(&query, 12, (int64_t)source.program);
	status = query_run(&query, message);
	recorded->id = database_last_id(dictionary->database);
	return status;
}

static struct recorded *recorded_of(struct dictionary *dictionary, pid_t pid)
{
	struct recorded *recorded;

	HASH_FIND(hh, dictionary->processes, &pid, sizeof(pid), recorded);
	if (recorded)
		return recorded;
	recorded = calloc(1, sizeof(*recorded));
	if (!recorded)
		return NULL;
	recorded->pid = pid;
	HASH_ADD(hh, dictionary->processes, pid, sizeof(pid), recorded);
	if (hash_has(recorded))
		return recorded;
	free(recorded);
	return NULL;
}

/* Its last frame is the one before; what is known of it is not needed any more. */
static enum status end(struct dictionary *dictionary, int64_t id, int64_t sequence,
	struct message *message)
{
	struct query query = database_query(dictionary->database,
		"UPDATE process SET last_seq = ?2 WHERE id = ?1");

	query_bind(&query, 1, id);
	query_bind(&query, 2, sequence);
	return query_run(&query, message);
}

static bool is_another_program(const struct identity *before, const struct identity *now)
{
	return before && before->start_ticks == now->start_ticks && before->program &&
	       now->program && before->program != now->program;
}

static enum status process_id(struct dictionary *dictionary, const struct row *row,
	int64_t sequence, int64_t *id, struct message *message)
{
	struct recorded *recorded = recorded_of(dictionary, row->pid);
	enum status status = STATUS_OK;

	if (!recorded)
		return STATUS_NO_MEMORY;
	if (recorded->identity != row->identity) {
		int64_t before = recorded->id;

		recorded->program += is_another_program(recorded->identity, row->identity);
		identity_unref(recorded->identity);
		recorded->identity = identity_ref(row->identity);
		status = record_identity(dictionary, recorded, sequence, message);
		if (status == STATUS_OK && before && before != recorded->id)
			status = end(dictionary, before, recorded->seen, message);
	}
	recorded->seen = sequence;
	*id = recorded->id;
	return status;
}

static enum status end_others(struct dictionary *dictionary, int64_t sequence,
	struct message *message)
{
	struct recorded *recorded, *next;
	enum status status = STATUS_OK;

	HASH_ITER(hh, dictionary->processes, recorded, next)
	{
		if (recorded->seen == sequence || status != STATUS_OK)
			continue;
		status = end(dictionary, recorded->id, recorded->seen, message);
		drop(dictionary, recorded);
	}
	return status;
}

/* ---- templates ---- */

static enum status template_id(struct dictionary *dictionary, enum system_file file,
	struct message *message)
{
	struct current *current = &dictionary->current[file];
	struct text text = text_of((const char *)current->template.at, current->template.length);
	struct query query = database_query(dictionary->database,
		"SELECT id FROM template WHERE hash = ?1 AND value = ?2 AND file = ?3");
	enum status status;

	current->id = 0;
	query_bind(&query, 1, text_hash(text));
	query_bind_text(&query, 2, text);
	query_bind_text(&query, 3, text_of_string(system_file_names[file]));
	if (query_row(&query))
		current->id = query_number(&query, 0);
	status = query_end(&query, message);
	if (status != STATUS_OK || current->id)
		return status;
	query = database_query(dictionary->database,
		"INSERT INTO template(hash, value, file) VALUES(?1, ?2, ?3)");
	query_bind(&query, 1, text_hash(text));
	query_bind_text(&query, 2, text);
	query_bind_text(&query, 3, text_of_string(system_file_names[file]));
	status = query_run(&query, message);
	current->id = database_last_id(dictionary->database);
	return status;
}

static enum status put_file(struct dictionary *dictionary, enum system_file file,
	const struct system_text *read, struct frame *frame, struct message *message)
{
	struct current *current = &dictionary->current[file];
	struct text text = text_of(read->text, read->length);
	size_t count = frame->numbers.count;
	enum status status = STATUS_OK;

	frame->shape.template[file] = -(int64_t)read->status;
	if (read->status != STATUS_OK)
		return STATUS_OK;
	if (current->template.length == 0 ||
		!template_match(
			text_of((const char *)current->template.at, current->template.length), text,
			&frame->numbers)) {
		struct bytes made = { 0 };

		template_make(&made, &frame->numbers, text,
			text_of((const char *)current->template.at, current->template.length));
		bytes_free(&current->template);
		current->template = made;
		status = made.failed ? STATUS_NO_MEMORY : template_id(dictionary, file, message);
	}
	frame->shape.template[file] = current->id;
	frame->shape.count[file] = frame->numbers.count - count;
	return status;
}

/* ---- frames ---- */

static void put_numbers(const struct sample *sample, int64_t sequence, int64_t path,
	struct numbers *numbers)
{
	const struct system_sample *system = &sample->system;
	const int64_t all[FRAME_NUMBERS] = {
		[FRAME_SEQUENCE] = sequence,
		[FRAME_NUMBER] = (int64_t)sample->number,
		[FRAME_MONOTONIC] = (int64_t)sample->monotonic_ns,
		[FRAME_BOOTTIME] = (int64_t)(sample->boottime_ns - sample->monotonic_ns),
		[FRAME_WALL] = number_minus(sample->wall_ns, (int64_t)sample->boottime_ns),
		[FRAME_OTHERS_HIDDEN] = sample->others_hidden,
		[FRAME_CGROUP_VERSION] = system->cgroup.version,
		[FRAME_CGROUP_PATH] = path,
		[FRAME_CGROUP_LIMIT] = frame_code(system->cgroup.limit),
		[FRAME_CGROUP_USAGE] = frame_code(system->cgroup.usage),
		[FRAME_CGROUP_FILE] = frame_code(system->cgroup.file),
		[FRAME_ZRAM_ORIGINAL] = frame_code(system->compressed.zram_original),
		[FRAME_ZRAM_USED] = frame_code(system->compressed.zram_used),
		[FRAME_OVERCOMMIT_MODE] = frame_code(system->system_extras.overcommit_mode),
		[FRAME_ARC] = frame_code(system->system_extras.arc),
		[FRAME_OWN_RESIDENT] = (int64_t)sample->own.resident,
		[FRAME_OWN_DESCRIPTORS] = (int64_t)sample->own.descriptors,
		[FRAME_OWN_DESCRIPTOR_BYTES] = (int64_t)sample->own.descriptor_bytes,
		[FRAME_OWN_CPU] = (int64_t)sample->own.cpu_ns,
	};

	for (size_t i = 0; i < FRAME_NUMBERS; i++)
		numbers_add(numbers, all[i]);
}

static enum status put_machine(struct dictionary *dictionary, const struct sample *sample,
	int64_t sequence, struct frame *frame, struct message *message)
{
	const struct cgroup_use *cgroup = &sample->system.cgroup;
	enum status status = STATUS_OK;
	int64_t path = 0;

	if (cgroup->version)
		status = text_find_or_add(dictionary->database, text_of_string(cgroup->path), &path,
			message);
	put_numbers(sample, sequence, path, &frame->numbers);
	for (int file = 0; file < SYSTEM_FILE_COUNT && status == STATUS_OK; file++)
		status = put_file(dictionary, (enum system_file)file,
			&sample->system.texts->file[file], frame, message);
	return status;
}

/* What is read under a budget is of other moments than the sample's. */
static bool is_recorded(enum metric metric)
{
	return metric != METRIC_PSS && metric != METRIC_USS && metric != METRIC_SWAP_PSS &&
	       metric != METRIC_RETAINED;
}

static struct value recorded(const struct row *row, enum metric metric)
{
	if (!is_recorded(metric))
		return value_missing(VALUE_NOT_ASKED);
	return (struct value){ .n = row->metric[metric],
		.state = (enum value_state)row->metric_state[metric] };
}

static void put_process(const struct row *row, int64_t id, uint64_t now_ns, struct frame *frame)
{
	struct frame_process *process = frame_add_process(frame);

	if (!process)
		return;
	process->id = id;
	for (int metric = 0; metric < METRIC_COUNT; metric++)
		process->code[metric] = frame_code(recorded(row, (enum metric)metric));
	process->code[FRAME_PARENT] = row->ppid;
	process->code[FRAME_STATE] = (unsigned char)row->state;
	process->code[FRAME_LAZY_FREE_NOW] = row->budgeted_ns[BUDGETED_LAZY_FREE] == now_ns;
}

static int by_id(const void *a, const void *b)
{
	const struct frame_process *x = a, *y = b;

	return COMPARE(x->id, y->id);
}

enum status dictionary_frame(struct dictionary *dictionary, const struct sample *sample,
	int64_t sequence, struct frame *frame, struct message *message)
{
	enum status status;
	int64_t id = 0;

	frame_clear(frame);
	status = put_machine(dictionary, sample, sequence, frame, message);
	for (size_t i = 0; i < sample->row_count && status == STATUS_OK; i++) {
		status = process_id(dictionary, sample->rows[i], sequence, &id, message);
		if (status == STATUS_OK)
			put_process(sample->rows[i], id, sample->monotonic_ns, frame);
	}
	if (status == STATUS_OK)
		status = end_others(dictionary, sequence, message);
	if (status == STATUS_OK)
		status = cgroup_writer_put(dictionary->cgroups, sample, dictionary->boot, sequence,
			frame, message);
	if (frame->process_count > 0)
		qsort(frame->processes, frame->process_count, sizeof(*frame->processes), by_id);
	if (status == STATUS_OK && (frame->failed || frame->numbers.failed))
		status = STATUS_NO_MEMORY;
	return status;
}
