/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/inspect/co_mappers.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/array.h"
#include "base/clock.h"
#include "derive/process/sharing.h"
#include "source/process/all_pids.h"

#define BUDGET_NS   (NS_PER_SECOND / 10)
#define GOOD_FOR_NS (30 * NS_PER_SECOND)

/* Of the maps of one process so much is read: some 10,000 mappings. */
#define MAPS_MOST ((size_t)1 << 20)
#define PIECE     ((size_t)64 << 10)

/* What is looked for, for the thread that reads the maps of others. */
struct search {
	struct shared_item items[SHARING_ITEMS];
	size_t item_count;
	uint64_t until_ns;
	char program[PATH_MAX]; /* the executable's path */
};

/* One of the others. */
struct other {
	struct errand_item item; /* STATUS_OK: looked at, as far as it goes */
	bool found, at_least;
};

/* Looks through whole lines; *used becomes what is left behind them. */
static bool has_item(const struct search *search, char *buffer, size_t *used, bool same_program)
{
	struct text rest = text_of(buffer, *used), line;
	struct mapping mapping;

	while (rest.length && memchr(rest.at, '\n', rest.length)) {
		text_next_line(&rest, &line);
		if (maps_parse_line(&mapping, line) &&
			sharing_has(search->items, search->item_count, &mapping, same_program))
			return true;
	}
	memmove(buffer, rest.at, rest.length);
	*used = rest.length;
	return false;
}

static void look_through(const struct search *search, struct other *other, char *buffer,
	int descriptor, bool same_program)
{
	size_t used = 0, whole = 0;
	ssize_t got;

	while (used < PIECE && whole < MAPS_MOST && !other->found) {
		got = read(descriptor, buffer + used, PIECE - used);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return;
		used += (size_t)got;
		whole += (size_t)got;
		other->found = has_item(search, buffer, &used, same_program);
	}
	other->at_least = !other->found;
}

static bool runs_same_program(const struct search *search, int proc, pid_t pid)
{
	char path[32], target[PATH_MAX];
	ssize_t length;

	snprintf(path, sizeof(path), "%d/exe", (int)pid);
	length = readlinkat(proc, path, target, sizeof(target));
	return length > 0 && sharing_same_program(search->program, text_of(target, (size_t)length));
}

static void look_at(void *context, struct errand_reader *reader)
{
	const struct search *search = reader->context;
	struct file_buffer *buffer = &reader->buffer;
	struct other *other = context;
	char path[32], *text = array_reserve(buffer->text, &buffer->capacity, PIECE, 1);
	int descriptor;

	other->item.status = STATUS_OK;
	other->at_least = true;
	if (!text)
		return;
	buffer->text = text;
	if (clock_now_ns(CLOCK_MONOTONIC) > search->until_ns)
		return;
	snprintf(path, sizeof(path), "%d/maps", (int)other->item.pid);
	descriptor = file_open(reader->root.proc, path, O_RDONLY);
	other->at_least = descriptor < 0 && (errno == EACCES || errno == EPERM);
	if (descriptor < 0)
		return;
	look_through(search, other, text, descriptor,
		runs_same_program(search, reader->root.proc, other->item.pid));
	close(descriptor);
}

/* All processes but one: the number of them, and *others is the caller's to free. */
static enum status list_others(struct other **others, size_t *count, const struct kernel_root *root,
	pid_t but)
{
	size_t listed = 0;
	pid_t *pids;
	enum status status = all_pids_list(&pids, &listed, root);

	*others = status == STATUS_OK ? calloc(listed + 1, sizeof(**others)) : NULL;
	if (status == STATUS_OK && !*others)
		status = STATUS_NO_MEMORY;
	for (size_t i = 0; i < listed && status == STATUS_OK; i++)
		if (pids[i] != but)
			(*others)[(*count)++].item.pid = pids[i];
	free(pids);
	return status;
}

static enum status search_all(struct co_mappers *last, const struct search *search,
	struct errands *errands)
{
	static const struct errand_kind kind = { .item_size = sizeof(struct other),
		.context_size = sizeof(struct search),
		.read = look_at };
	struct other *others = NULL;
	size_t count = 0;
	uint64_t found = 0;
	enum status status = list_others(&others, &count, errands->root, last->pid);

	if (status == STATUS_OK)
		status = errands_read(errands, &kind, others, count, search);
	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		found += others[i].found;
		last->at_least |= others[i].at_least || others[i].item.status != STATUS_OK;
	}
	last->count = value_of(found);
	free(others);
	return status;
}

static void count_anew(struct co_mappers *last, struct search *search, struct errands *errands,
	const struct process_detail *detail)
{
	enum status status;

	*last = (struct co_mappers){ .pid = detail->pid,
		.start_ticks = detail->start_ticks,
		.counted_ns = clock_now_ns(CLOCK_MONOTONIC) };
	search->until_ns = last->counted_ns + BUDGET_NS;
	snprintf(search->program, sizeof(search->program), "%s",
		detail_string(detail, detail->executable));
	status = search_all(last, search, errands);
	if (status != STATUS_OK)
		last->count = value_missing(value_state_of(status));
}

void co_mappers_count(struct co_mappers *last, struct errands *errands,
	struct process_detail *detail)
{
	struct search search = { .item_count = 0 };

	if (!sharing_items(detail, search.items, &search.item_count))
		detail->summary.co_mappers = value_missing(VALUE_NO_MEMORY);
	else if (detail->smaps_status != STATUS_OK)
		detail->summary.co_mappers = value_missing(value_state_of(detail->smaps_status));
	else if (search.item_count == 0 && detail->mapping_count > 0)
		detail->summary.co_mappers = value_of(0);
	if (search.item_count == 0)
		return;
	if (last->pid != detail->pid || last->start_ticks != detail->start_ticks ||
		clock_now_ns(CLOCK_MONOTONIC) - last->counted_ns > GOOD_FOR_NS)
		count_anew(last, &search, errands, detail);
	detail->shared_name = detail->mappings[search.items[0].mapping].name;
	detail->summary.co_mappers = last->count;
	detail->summary.co_mappers_at_least = last->at_least;
}
