/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/probe_report.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"

const struct probe_mode_row probe_modes[PROBE_MODE_COUNT] = {
	[PROBE_PRESSURE] = { "pressure", NULL, true,
		N_("A small program, memtop-balloon, takes memory in small steps until the "
		   "kernel frees page cache for it.  Then it releases everything, and "
		   "memtop shows how much of that cache is free memory now."),
		N_("It proves how much cache the kernel frees when a program asks for memory."),
		N_("What was freed has to be read from disk again when a program needs it: it "
		   "does not come back by itself.") },
	[PROBE_FILE] = { "file", N_("FILE"), false,
		N_("The kernel is asked to drop one file from the page cache.  Nothing is put under "
		   "pressure, and nothing is written or lost."),
		N_("It proves that the pages of this one file can be freed at any time."),
		N_("The file has to be read from disk again when a program needs it.") },
	[PROBE_CGROUP] = { "cgroup", NULL, true,
		N_("A cgroup with a limit is made, a file is written in it so that it has "
		   "cache of its own, and the balloon grows against that cache.  No other "
		   "program's cache is touched."),
		N_("It proves that at a limit the kernel frees cache instead of killing."),
		N_("A file of the size of the cache is written to disk and deleted again.") },
	[PROBE_RECLAIM] = { "reclaim", N_("CGROUP"), true,
		N_("The kernel is asked, through memory.reclaim, to take memory back from one cgroup.  It "
		   "chooses what that cgroup used the longest time ago."),
		N_("It proves how much of that cgroup's memory the kernel frees on demand."),
		N_("The programs of that cgroup have to read again what they still need.") },
	[PROBE_DROP] = { "drop", NULL, false,
		N_("The kernel drops every clean page of the cache that is not mapped, of the whole "
		   "machine, at once.  Nothing is lost, but everything is slower for a while."),
		N_("It proves how much of the cache is clean and unmapped."),
		N_("Warning: everything that is still needed has to be read from disk again, "
		   "by all programs; use it last.") },
};

const char *const probe_outcome_keys[PROBE_OUTCOME_COUNT] = {
	[PROBE_PROVEN] = "proven",
	[PROBE_PARTLY] = "partly",
	[PROBE_NOT_PROVEN] = "not_proven",
	[PROBE_REFUSED] = "refused",
	[PROBE_ABORTED] = "aborted",
};

const char *const probe_phase_titles[PROBE_PHASE_COUNT] = {
	[PROBE_IDLE] = N_("not started"),
	[PROBE_STARTING] = N_("starting"),
	[PROBE_FILLING] = N_("taking memory"),
	[PROBE_RETURNING] = N_("memory is coming back"),
	[PROBE_WATCHING] = N_("counting what is read again"),
	[PROBE_DONE] = N_("done"),
};

int probe_exit_status(enum probe_outcome outcome)
{
	if (outcome == PROBE_PROVEN)
		return 0;
	return outcome == PROBE_REFUSED ? 4 : 3;
}

static bool parse_percent(unsigned *percent, struct text size)
{
	uint64_t n;

	if (size.length < 2 || size.at[size.length - 1] != '%')
		return false;
	if (!text_to_number(text_of(size.at, size.length - 1), &n) || n < 1 || n > 100)
		return false;
	*percent = (unsigned)n;
	return true;
}

enum status probe_parse_size(struct probe_request *request, struct text size,
	struct message *message)
{
	uint64_t bytes;
	unsigned percent;

	if (parse_percent(&percent, size)) {
		request->percent = percent;
		return STATUS_OK;
	}
	if (units_parse_bytes(size, &bytes) && bytes > 0) {
		request->bytes = bytes;
		return STATUS_OK;
	}
	message_set(message, _("probe: %.*s: not a size (say 512M, 2G, or 50%% of what is safe)"),
		(int)(size.length < 64 ? size.length : 64), size.at);
	return STATUS_MALFORMED;
}

static bool find_mode(enum probe_mode *mode, const char *word)
{
	for (size_t i = 0; i < PROBE_MODE_COUNT; i++) {
		if (strcmp(probe_modes[i].key, word) != 0)
			continue;
		*mode = (enum probe_mode)i;
		return true;
	}
	return false;
}

enum status probe_parse_words(struct probe_request *request, char *const *words, size_t count,
	struct message *message)
{
	const struct probe_mode_row *mode;
	size_t used = 0;

	if (count > 0 && find_mode(&request->mode, words[0]))
		used = 1;
	mode = &probe_modes[request->mode];
	if (mode->argument && used == count) {
		message_set(message, _("probe %s needs an argument: %s"), mode->key,
			_(mode->argument));
		return STATUS_MALFORMED;
	}
	if (mode->argument)
		request->target = words[used++];
	if (mode->takes_size && used < count &&
		probe_parse_size(request, text_of_string(words[used++]), message) != STATUS_OK)
		return STATUS_MALFORMED;
	if (used == count)
		return STATUS_OK;
	message_set(message, _("probe: '%s' is one argument too many"), words[used]);
	return STATUS_MALFORMED;
}

void probe_parse_way(struct probe_request *request, const char *way)
{
	for (size_t i = 0; i < PROBE_MODE_COUNT; i++) {
		size_t length = strlen(probe_modes[i].key);

		if (strncmp(probe_modes[i].key, way, length) != 0 || way[length] != ' ')
			continue;
		request->mode = (enum probe_mode)i;
		request->target = way + length + 1;
	}
}

struct figure {
	char text[UNITS_SIZE];
};

static struct figure figure(struct value bytes)
{
	struct figure figure;

	units_value(figure.text, bytes, UNIT_BYTES, SCALE_AUTO);
	return figure;
}

/* One sentence an outcome; the first %s is what was given up, the second what came back. */
static const char *const verdicts[PROBE_OUTCOME_COUNT] = {
	/* xgettext:c-format */
	[PROBE_PROVEN] =
		N_("Proven: %s of cache were freed on demand, and %s more are free now than "
		   "before."),
	/* xgettext:c-format */
	[PROBE_PARTLY] =
		N_("Partly proven: %s of cache were freed on demand and %s more are free now "
		   "than before, but the probe stopped early: %s."),
	/* xgettext:c-format */
	[PROBE_NOT_PROVEN] =
		N_("Not proven: %s of cache were freed and %s more are free now than before, "
		   "but %s."),
	/* xgettext:c-format */
	[PROBE_REFUSED] = N_("Not done: %s."),
	/* xgettext:c-format */
	[PROBE_ABORTED] = N_("Aborted: %s.  All memory was released; nothing is claimed."),
};

static const char *reason_of(const struct probe_report *report)
{
	return report->reason ? _(report->reason->text) : "";
}

void probe_verdict(char *out, size_t size, const struct probe_report *report)
{
	const char *reason = reason_of(report);
	char because[1024], detail[4 * sizeof(report->detail)];

	/* A path may be in it, and the sentence may go to a terminal. */
	utf8_printable(detail, sizeof(detail), report->detail, strlen(report->detail), 0);
	snprintf(because, sizeof(because), "%s%s%s%s", reason, *detail ? " (" : "", detail,
		*detail ? ")" : "");
	switch (report->outcome) {
	case PROBE_PROVEN:
	case PROBE_PARTLY:
	case PROBE_NOT_PROVEN:
		snprintf(out, size, _(verdicts[report->outcome]), figure(report->given_up).text,
			figure(report->returned).text, because);
		break;
	case PROBE_REFUSED:
	case PROBE_ABORTED:
		snprintf(out, size, _(verdicts[report->outcome]), because);
		break;
	case PROBE_OUTCOME_COUNT:
		*out = '\0';
		break;
	}
}

/* From the way that slows no other process to the one that slows all of them. */
static const enum probe_mode least_invasive_first[PROBE_MODE_COUNT] = { PROBE_PRESSURE,
	PROBE_CGROUP, PROBE_FILE, PROBE_RECLAIM, PROBE_DROP };

static bool can_be_done(const struct probe_way *way)
{
	return way->asked && !way->refusal;
}

enum probe_mode probe_way_offered(const struct probe_way *ways)
{
	for (size_t i = 0; i < PROBE_MODE_COUNT; i++)
		if (can_be_done(&ways[least_invasive_first[i]]))
			return least_invasive_first[i];
	return PROBE_MODE_COUNT;
}

/* Paths of cgroups may hold what a shell, or a terminal, takes for its own. */
static void quote_for_shell(char *out, size_t size, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "/._-+:@,%";
	char printable[4 * sizeof(((struct probe_way *)NULL)->target)];
	bool quote = word[strspn(word, plain)] != '\0';
	size_t at = 0;

	utf8_printable(printable, sizeof(printable), word, strlen(word), 0);
	if (!quote) {
		snprintf(out, size, "%s", printable);
		return;
	}
	at += (size_t)snprintf(out, size, "'");
	for (const char *c = printable; *c && at + 6 < size; c++)
		at += (size_t)snprintf(out + at, size - at, *c == '\'' ? "'\\''" : "%c", *c);
	snprintf(out + at, size - at, "'");
}

void probe_way_command(char *out, size_t size, const struct probe_way *ways, enum probe_mode mode,
	const char *argument)
{
	const struct probe_mode_row *row = &probe_modes[mode];
	char target[1100] = "";

	if (row->argument && ways[mode].target[0])
		quote_for_shell(target, sizeof(target), ways[mode].target);
	else if (row->argument)
		snprintf(target, sizeof(target), "%s", argument);
	snprintf(out, size, "memtop probe %s%s%s", row->key, target[0] ? " " : "", target);
}

bool probe_way_sentence(char *out, size_t size, const struct probe_way *ways, enum probe_mode mode,
	const struct probe_phrase *reason)
{
	const struct probe_mode_row *row = &probe_modes[mode];
	char command[1200];

	if (!ways[mode].asked || (reason && ways[mode].refusal == reason))
		return false;
	if (!can_be_done(&ways[mode])) {
		snprintf(out, size, _("%s cannot be done either: %s."), row->key,
			_(ways[mode].refusal->text));
		return true;
	}
	probe_way_command(command, sizeof(command), ways, mode,
		row->argument ? _(row->argument) : "");
	snprintf(out, size, _("%s can be done here: %s"), row->key, command);
	return true;
}

static void append(char *out, size_t size, const char *format, struct value bytes)
{
	size_t used = strlen(out);

	if (value_or(bytes, 0) > 0)
		snprintf(out + used, size - used, format, figure(bytes).text);
}

void probe_budget_sentence(char *out, size_t size, const struct probe_assessment *assessment)
{
	snprintf(out, size, _("At most %s can be asked for: %s are available"),
		figure(value_of(assessment->budget)).text, figure(assessment->available).text);
	append(out, size, _(", less %s that must stay"), assessment->floor);
	append(out, size, _(", less %s that programs have mapped"), assessment->mapped);
	append(out, size, _(", less %s that cgroups protect"), assessment->protected_groups);
	append(out, size, _(", within the %s that a cgroup leaves"), assessment->cgroup_room);
	append(out, size, _(", within half of the %s that can still be committed"),
		assessment->commit_room);
	append(out, size, _(", within the %s that ulimit leaves"), assessment->address_space);
	append(out, size, _("; %s is asked for"), value_of(assessment->requested));
	append(out, size, _(", of which free memory alone would provide %s"),
		value_of(assessment->from_free));
	snprintf(out + strlen(out), size - strlen(out), "%s", _("."));
}
