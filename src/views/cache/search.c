/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/cache/search.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/apart/asked.h"
#include "base/i18n.h"
#include "base/macros.h"

/* ---- figures ---- */

static void put_figures(struct document *document, const struct cache_search *search)
{
	static const struct label bytes = { "found_names_bytes", NULL,
		N_("--find-names: pages of files whose names were found in directories; they count as named."),
		UNIT_BYTES };
	static const struct label count = { "found_names_count", NULL,
		N_("--find-names: how many files that are."), UNIT_COUNT };
	static const struct label end = { "search_end", NULL,
		N_("--find-names: why it ended: all_found; all_read: no directory is left that it can open; deadline; stopped; unanswered; not_mounted; failed; null: there was no search."),
		UNIT_TEXT };
	static const struct label seconds = { "search_seconds", NULL,
		N_("--find-names: how long it took."), UNIT_INTERVAL };
	static const struct label read = { "search_directories", NULL,
		N_("--find-names: directories that were read."), UNIT_COUNT };
	static const struct label denied = { "search_denied", NULL,
		N_("--find-names: directories that could not be read."), UNIT_COUNT };
	static const struct label hidden = { "search_hidden", NULL,
		N_("--find-names: directories and files that a mount hides."), UNIT_COUNT };
	static const struct label left_out = { "search_left_out", NULL,
		N_("--find-names: directories with too long a path, or more than memory was set aside for."),
		UNIT_COUNT };
	const struct cache_search nothing = { .count = 0 };
	const struct cache_search_place sums = cache_search_sums(search ? search : &nothing);
	const struct value none = value_missing(VALUE_NOT_ASKED);

	document_figure(document, &bytes, search ? value_of(sums.found_bytes) : none);
	document_figure(document, &count, search ? value_of(sums.found) : none);
	document_datum(document, &end,
		search ? datum_of_string(cache_search_end_keys[sums.end]) : datum_none());
	document_figure(document, &seconds, search ? value_of(search->spent_ns) : none);
	document_figure(document, &read, search ? value_of(sums.counts.read) : none);
	document_figure(document, &denied, search ? value_of(sums.counts.denied) : none);
	document_figure(document, &hidden, search ? value_of(sums.counts.hidden) : none);
	document_figure(document, &left_out, search ? value_of(sums.counts.left_out) : none);
}

/* ---- sentences ---- */

static void say_found(struct document *document, const struct cache_search *search)
{
	const struct cache_search_place sums = cache_search_sums(search);
	char found[UNITS_SIZE], bytes[UNITS_SIZE];

	if (sums.count == 0) {
		document_line(document, EMPHASIS_NOTE,
			_("The kernel has dropped the name of no file: no directory was read."));
		return;
	}
	units_bytes(found, sums.found_bytes, SCALE_AUTO);
	units_bytes(bytes, sums.bytes, SCALE_AUTO);
	document_say(document, EMPHASIS_NOTE,
		ngettext(
			"The search read %llu directory in %.1f s and found the names of %zu of %zu files (%s of %s).",
			"The search read %llu directories in %.1f s and found the names of %zu of %zu files (%s of %s).",
			(unsigned long)sums.counts.read),
		(unsigned long long)sums.counts.read, (double)search->spent_ns / 1e9, sums.found,
		sums.count, found, bytes);
}

static const char *const reasons[CACHE_SEARCH_ENDS] = {
	[CACHE_SEARCH_READ] = N_("every directory that can be read was read"),
	[CACHE_SEARCH_STOPPED] = N_("the search was stopped"),
	[CACHE_SEARCH_DEADLINE] = N_("the time was up"),
	[CACHE_SEARCH_UNANSWERED] = N_("the file system does not answer"),
	[CACHE_SEARCH_NOT_MOUNTED] = N_(
		"it is not mounted where this process sees it, or only in parts that cannot be read"),
	[CACHE_SEARCH_FAILED] = N_("the search failed"),
};

static void say_unread(struct document *document, const struct cache_search_counts *counts)
{
	const struct {
		uint64_t count;
		const char *one, *many;
	} lines[] = {
		{ counts->hidden, NP_("A mount hides %llu directory or file.",
					  "Mounts hide %llu directories and files.") },
		{ counts->denied, NP_("%llu directory could not be read.",
					  "%llu directories could not be read.") },
		{ counts->left_out,
			NP_("%llu directory was left out: too long a path, or too many at once.",
				"%llu directories were left out: too long a path, or too many at once.") },
	};

	for (size_t i = 0; i < COUNT_OF(lines); i++)
		if (lines[i].count > 0)
			document_say(document, EMPHASIS_FINE,
				ngettext(lines[i].one, lines[i].many,
					(unsigned long)lines[i].count),
				(unsigned long long)lines[i].count);
}

static void say_missing(struct document *document, const struct cache_search_place *place)
{
	char bytes[UNITS_SIZE], mount[ASKED_MOUNT_SIZE];
	struct message reason;

	if (place->found == place->count || !reasons[place->end])
		return;
	message_set(&reason, "%s", _(reasons[place->end]));
	if (place->end == CACHE_SEARCH_UNANSWERED && place->mount_count > 0) {
		asked_mount_name(mount, text_of_string(place->type),
			text_of_string(place->mounts[0].point));
		asked_mount_add(&reason, mount);
	}
	units_bytes(bytes, place->bytes - place->found_bytes, SCALE_AUTO);
	document_say(document, EMPHASIS_FINE,
		ngettext("%s %u:%u: %zu file with %s has no name still: %s.",
			"%s %u:%u: %zu files with %s have no name still: %s.",
			(unsigned long)(place->count - place->found)),
		place->type, place->major, place->minor, place->count - place->found, bytes,
		reason.text);
	if (place->mount_count > 0 && strcmp(place->mounts[0].root, "/") != 0)
		document_line(document, EMPHASIS_FINE,
			_("Only a part of it is mounted here: the rest was not searched."));
	say_unread(document, &place->counts);
}

void cache_put_search(struct document *document, const struct cache_search *search)
{
	char bytes[UNITS_SIZE];

	put_figures(document, search);
	if (!search)
		return;
	say_found(document, search);
	for (size_t i = 0; i < search->count; i++)
		say_missing(document, &search->places[i]);
	if (search->rest_files == 0)
		return;
	units_bytes(bytes, search->rest_bytes, SCALE_AUTO);
	document_say(document, EMPHASIS_FINE,
		ngettext("%llu smaller file with %s was not searched for: only its sum is kept.",
			"%llu smaller files with %s were not searched for: only their sums are kept.",
			(unsigned long)search->rest_files),
		(unsigned long long)search->rest_files, bytes);
}
