/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/inspect/co_mappers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "derive/process/sharing.h"

#define BUDGET_NS   (NS_PER_SECOND / 10)
#define GOOD_FOR_NS (30 * NS_PER_SECOND)

/* Of the maps of one process so much is read: some 10,000 mappings. */
#define MAPS_MOST ((size_t)1 << 20)
#define PIECE     ((size_t)64 << 10)

struct search {
	const struct kernel_root *root;
	struct shared_item items[SHARING_ITEMS];
	size_t item_count;
	const char *program; /* the executable's path */
	char *buffer;        /* PIECE bytes */
	uint64_t found;
	bool at_least;
};

/* Looks through whole lines; *used becomes what is left behind them. */
static bool has_item(const struct search *search, size_t *used, bool same_program)
{
	struct text rest = text_of(search->buffer, *used), line;
	struct mapping mapping;

	while (rest.length && memchr(rest.at, '\n', rest.length)) {
		text_next_line(&rest, &line);
		if (maps_parse_line(&mapping, line) &&
			sharing_has(search->items, search->item_count, &mapping, same_program))
			return true;
	}
	memmove(search->buffer, rest.at, rest.length);
	*used = rest.length;
	return false;
}

static bool maps_have_item(struct search *search, int descriptor, bool same_program)
{
	size_t used = 0, whole = 0;
	ssize_t got;

	while (used < PIECE && whole < MAPS_MOST) {
		got = read(descriptor, search->buffer + used, PIECE - used);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		used += (size_t)got;
		whole += (size_t)got;
		if (has_item(search, &used, same_program))
			return true;
	}
	search->at_least = true;
	return false;
}

static bool runs_same_program(const struct search *search, const char *pid)
{
	char path[32], target[PATH_MAX];
	ssize_t length;

	snprintf(path, sizeof(path), "%.16s/exe", pid);
	length = readlinkat(search->root->proc, path, target, sizeof(target));
	return length > 0 && sharing_same_program(search->program, text_of(target, (size_t)length));
}

static void look_at(struct search *search, const char *pid)
{
	char path[32];
	int descriptor;

	snprintf(path, sizeof(path), "%.16s/maps", pid);
	descriptor = openat(search->root->proc, path, O_RDONLY | O_CLOEXEC);
	if (descriptor < 0) {
		search->at_least |= errno == EACCES || errno == EPERM;
		return;
	}
	search->found += maps_have_item(search, descriptor, runs_same_program(search, pid));
	close(descriptor);
}

static DIR *open_processes(const struct kernel_root *root)
{
	int descriptor = openat(root->proc, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = descriptor < 0 ? NULL : fdopendir(descriptor);

	if (!directory && descriptor >= 0)
		close(descriptor);
	return directory;
}

static bool search_all(struct search *search, pid_t but)
{
	uint64_t until = clock_now_ns(CLOCK_MONOTONIC) + BUDGET_NS;
	DIR *directory = open_processes(search->root);
	struct dirent *entry;

	if (!directory)
		return false;
	while ((entry = readdir(directory))) {
		long pid = strtol(entry->d_name, NULL, 10);

		if (pid <= 0 || pid == (long)but)
			continue;
		if (clock_now_ns(CLOCK_MONOTONIC) > until) {
			search->at_least = true;
			break;
		}
		look_at(search, entry->d_name);
	}
	closedir(directory);
	return true;
}

static void count_anew(struct co_mappers *last, struct search *search,
	const struct process_detail *detail)
{
	*last = (struct co_mappers){ .pid = detail->pid,
		.start_ticks = detail->start_ticks,
		.counted_ns = clock_now_ns(CLOCK_MONOTONIC) };
	search->buffer = malloc(PIECE);
	if (!search->buffer)
		last->count = value_missing(VALUE_NO_MEMORY);
	else if (search_all(search, detail->pid))
		last->count = value_of(search->found);
	else
		last->count = value_missing(value_state_of(status_from_errno(errno)));
	last->at_least = search->at_least;
	free(search->buffer);
}

void co_mappers_count(struct co_mappers *last, struct process_detail *detail,
	const struct kernel_root *root)
{
	struct search search = { .root = root,
		.program = detail_string(detail, detail->executable) };

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
		count_anew(last, &search, detail);
	detail->shared_name = detail->mappings[search.items[0].mapping].name;
	detail->summary.co_mappers = last->count;
	detail->summary.co_mappers_at_least = last->at_least;
}
