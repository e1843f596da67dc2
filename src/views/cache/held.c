/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/cache/held.h"

#include "base/i18n.h"
#include "document/kernel/way.h"

/* Of the files that processes have open. */
static struct value held_count(const struct cache_report *report, uint64_t n)
{
	return cache_is_held(report) ? value_of(n) : value_missing(VALUE_NOT_ASKED);
}

void cache_put_held(struct document *document, const struct cache_report *report)
{
	static const struct label processes = { "processes", NULL,
		N_("By what processes have open: how many were looked at."), UNIT_COUNT };
	static const struct label denied = { "processes_denied", NULL,
		N_("By what processes have open: of how many that may not be seen, or not be asked."),
		UNIT_COUNT };
	static const struct label unanswered = { "processes_unanswered", NULL,
		N_("By what processes have open: how many did not answer."), UNIT_COUNT };
	static const struct label unasked = { "unasked_count", NULL,
		N_("By what processes have open: descriptors that were not asked, on file systems that may never answer, or whose mount is not seen here."),
		UNIT_COUNT };
	const struct cache_held *held = &report->held;

	document_figure(document, &processes, held_count(report, held->processes));
	document_figure(document, &denied, held_count(report, held->denied));
	document_figure(document, &unanswered, held_count(report, held->unanswered));
	document_figure(document, &unasked, held_count(report, held->unasked));
}

/* What the way lacks. */
static void say_unseen(struct document *document, const struct cache_held *held)
{
	if (held->denied > 0)
		document_say(document, EMPHASIS_NOTE,
			ngettext(
				"What %llu process has open may not be seen: that takes CAP_SYS_PTRACE (start memtop as root).",
				"What %llu processes have open may not be seen: that takes CAP_SYS_PTRACE (start memtop as root).",
				(unsigned long)held->denied),
			(unsigned long long)held->denied);
	if (held->some_hidden)
		document_line(document, EMPHASIS_NOTE,
			_("/proc does not show all processes here: there may be more files."));
	if (held->unanswered > 0)
		document_say(document, EMPHASIS_NOTE,
			ngettext("%llu process did not answer, and is left out.",
				"%llu processes did not answer, and are left out.",
				(unsigned long)held->unanswered),
			(unsigned long long)held->unanswered);
	if (held->unasked > 0)
		document_say(document, EMPHASIS_NOTE,
			ngettext(
				"%llu open file was not asked: its file system may never answer (FUSE, NFS), or its mount is not seen here.",
				"%llu open files were not asked: their file systems may never answer (FUSE, NFS), or their mounts are not seen here.",
				(unsigned long)held->unasked),
			(unsigned long long)held->unasked);
}

void cache_say_held(struct document *document, const struct cache_report *report)
{
	struct message reason;

	kernel_refusal_say_lists(&reason, &report->refusal);
	document_say(document, EMPHASIS_NOTE,
		_("The kernel's lists cannot be read. %s So the files that processes have open are asked. What is only mapped, as programs and libraries are, or what no process has open, is not among them: memtop cache PATH asks such a file."),
		reason.text);
	say_unseen(document, &report->held);
}
