/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/names/search.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/apart/child.h"
#include "base/clock.h"
#include "source/names/directories.h"

#define PATIENCE_NS (5 * NS_PER_SECOND)

/* A child tells how far it is as often as that. */
#define PROGRESS_NS (NS_PER_SECOND / 10)

enum letter_kind { CANDIDATE, PROGRESS, END };

/* What the child sends; a candidate with its descriptor. */
struct letter {
	enum letter_kind kind;
	enum cache_search_end end;
	struct cache_search_counts counts;
	uint64_t number;
	char path[INSIDE_SIZE];
};

/* ---- the child ---- */

struct sender {
	struct cache_search_place *place;
	struct letter letter;
	int socket;
	uint64_t told_ns;
};

static bool send_letter(struct sender *sender, enum letter_kind kind, int descriptor)
{
	sender->letter.kind = kind;
	sender->letter.counts = sender->place->counts;
	return child_send(sender->socket, &sender->letter, sizeof(sender->letter), descriptor);
}

static bool send_candidate(void *context, uint64_t number, const char *path, int descriptor)
{
	struct sender *sender = context;
	size_t length = strlen(path);

	sender->letter.number = number;
	memcpy(sender->letter.path, path, length + 1);
	return send_letter(sender, CANDIDATE, descriptor);
}

static bool send_progress(void *context, const struct cache_search_counts *counts)
{
	struct sender *sender = context;
	uint64_t now_ns = clock_now_ns(CLOCK_MONOTONIC);

	(void)counts;
	if (now_ns - sender->told_ns < PROGRESS_NS)
		return true;
	sender->told_ns = now_ns;
	return send_letter(sender, PROGRESS, -1);
}

/* The child has a copy of all memory, and the place in it. */
static void run_child(void *context, int socket)
{
	struct sender sender = { .place = context, .socket = socket };
	const struct directories_listener listener = { &sender, send_candidate, send_progress };

	sender.letter.end = directories_read(sender.place, &listener);
	(void)send_letter(&sender, END, -1);
}

/* ---- the caller ---- */

static enum status take_candidate(struct cache_search_place *place, struct cache_names *names,
	const struct names_request *request, const struct letter *letter, int descriptor)
{
	struct cache_name name = { .number = letter->number,
		.major = place->major,
		.minor = place->minor };

	if (descriptor < 0)
		return STATUS_OK;
	name.inode = request->inode_of(request->context, descriptor);
	if (!cache_search_confirm(place, letter->number, name.inode))
		return STATUS_OK;
	return cache_names_keep(names, &name, letter->path);
}

static enum status take(struct cache_search_place *place, struct cache_names *names,
	const struct names_request *request, const struct letter *letter, int descriptor)
{
	enum status status = STATUS_OK;

	place->counts = letter->counts;
	if (letter->kind == CANDIDATE)
		status = take_candidate(place, names, request, letter, descriptor);
	if (letter->kind == END)
		place->end = letter->end;
	if (place->found == place->count)
		place->end = CACHE_SEARCH_FOUND;
	else if (atomic_load(request->cancelled))
		place->end = CACHE_SEARCH_STOPPED;
	else if (place->end == CACHE_SEARCH_NONE &&
		 clock_now_ns(CLOCK_MONOTONIC) >= request->until_ns)
		place->end = CACHE_SEARCH_DEADLINE;
	request->progress(request->context, place);
	return status;
}

static enum cache_search_end end_of(enum status heard)
{
	return heard == STATUS_UNANSWERED ? CACHE_SEARCH_UNANSWERED : CACHE_SEARCH_FAILED;
}

static enum status listen(struct cache_search_place *place, struct cache_names *names,
	const struct names_request *request, struct child *child)
{
	enum status status = STATUS_OK;
	struct letter letter;

	while (status == STATUS_OK && place->end == CACHE_SEARCH_NONE) {
		int descriptor;
		enum status heard =
			child_receive(child, &letter, sizeof(letter), &descriptor, PATIENCE_NS);

		if (heard == STATUS_OK)
			status = take(place, names, request, &letter, descriptor);
		else
			place->end = end_of(heard);
		if (descriptor >= 0)
			close(descriptor);
	}
	return status;
}

enum status names_search(struct cache_search_place *place, struct cache_names *names,
	const struct names_request *request)
{
	struct child child;
	enum status status;

	if (atomic_load(request->cancelled))
		place->end = CACHE_SEARCH_STOPPED;
	else if (clock_now_ns(CLOCK_MONOTONIC) >= request->until_ns)
		place->end = CACHE_SEARCH_DEADLINE;
	else if (place->mount_count == 0)
		place->end = CACHE_SEARCH_NOT_MOUNTED;
	if (place->end != CACHE_SEARCH_NONE)
		return STATUS_OK;
	status = child_begin(&child, run_child, place);
	if (status == STATUS_OK)
		status = listen(place, names, request, &child);
	else
		place->end = CACHE_SEARCH_FAILED;
	child_leave(&child);
	return status;
}
