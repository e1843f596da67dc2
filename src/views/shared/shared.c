/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/shared/shared.h"

#include "base/i18n.h"
#include "derive/shared.h"
#include "document/kernel/way.h"
#include "findings/put.h"
#include "findings/looks/shared_rules.h"
#include "views/shared/parts.h"

static const struct label shmem = { "shmem_bytes", NULL, N_("Shmem of /proc/meminfo."),
	UNIT_BYTES };
static const struct label named = { "named_bytes", NULL,
	N_("How much of Shmem is in the objects below."), UNIT_BYTES };
static const struct label share = { "named_percent", NULL,
	N_("The part of Shmem that this is: what the way covers."), UNIT_PERCENT };
static const struct label hidden = { "hidden_bytes", NULL,
	N_("How much of Shmem was not found: sent through a socket and not yet received, below "
	   "another mount, or a driver's."),
	UNIT_BYTES };
static const struct label undecided = { "undecided_bytes", NULL,
	N_("In objects of which this way cannot tell what is in memory and what in swap."),
	UNIT_BYTES };
static const struct label hugetlb = { "hugetlb_bytes", NULL,
	N_("In huge pages, which are not in Shmem."), UNIT_BYTES };
static const struct label secret = { "secret_bytes", NULL,
	N_("In secret memory (memfd_secret), which is not in Shmem."), UNIT_BYTES };
static const struct label dmabuf = { "dmabuf_bytes", NULL,
	N_("In buffers of drivers (dma-buf), which may be counted nowhere."), UNIT_BYTES };
static const struct label orphaned = { "orphaned_bytes", NULL,
	N_("In objects that no process maps or has open, and whose creator has ended."),
	UNIT_BYTES };
static const struct label deleted = { "deleted_bytes", NULL,
	N_("In deleted files and segments that a process still holds."), UNIT_BYTES };
static const struct label processes = { "processes", NULL,
	N_("How many processes were looked "
	   "at."),
	UNIT_COUNT };
static const struct label denied = { "processes_denied", NULL,
	N_("How many processes may not be seen completely."), UNIT_COUNT };
static const struct label some_hidden = { "processes_hidden", NULL,
	N_("Whether there may be processes that /proc does not show here (hidepid, or another PID namespace)."),
	UNIT_BOOL };
static const struct label unanswered = { "processes_unanswered", NULL,
	N_("How many processes did not answer."), UNIT_COUNT };

struct size {
	char text[UNITS_SIZE];
};

static struct size size_of(struct value bytes)
{
	struct size size;

	units_value(size.text, bytes, UNIT_BYTES, SCALE_AUTO);
	return size;
}

static void put_figures(struct document *document, const struct shared_report *report,
	const struct shared_sums *sums)
{
	kernel_way_put(document, report->method, &report->refusal);
	document_figure(document, &shmem, report->shmem);
	document_figure(document, &named, sums->named);
	document_figure(document, &share, value_share(sums->named, report->shmem));
	document_figure(document, &hidden, sums->hidden);
	document_figure(document, &undecided, sums->undecided);
	document_figure(document, &hugetlb, sums->hugetlb);
	document_figure(document, &secret, sums->secret);
	document_figure(document, &dmabuf, sums->dmabuf);
	document_figure(document, &orphaned, sums->orphaned);
	document_figure(document, &deleted, sums->deleted);
	document_figure(document, &processes, value_of(report->processes));
	document_figure(document, &denied, value_of(report->denied));
	document_figure(document, &unanswered, value_of(report->unanswered));
	document_figure(document, &some_hidden, value_of(report->some_hidden));
}

static void say_sums(struct document *document, const struct shared_report *report,
	const struct shared_sums *sums)
{
	struct value part = value_share(sums->named, report->shmem);
	struct size percent;

	units_value(percent.text, part, UNIT_PERCENT, SCALE_AUTO);
	document_say(document, EMPHASIS_STRONG,
		_("Shared %s = %s%% of Shmem   huge pages %s   secret %s   orphaned %s"),
		size_of(sums->named).text, percent.text, size_of(sums->hugetlb).text,
		size_of(sums->secret).text, size_of(sums->orphaned).text);
	if (value_or(sums->hidden, 0) > 0)
		document_say(document, EMPHASIS_NONE,
			report->method != KERNEL_BY_CANDIDATES
				? _("%s of Shmem was added during the look.")
				: _("Hidden %s: sent through a socket and not yet received, below another mount, or a driver's."),
			size_of(sums->hidden).text);
	if (value_or(sums->undecided, 0) > 0)
		document_say(document, EMPHASIS_NONE,
			_("Of %s more this way cannot tell what is in memory and what in swap."),
			size_of(sums->undecided).text);
}

/* What else was asked, and why not the kernel's own lists. */
static void say_way(struct document *document, const struct shared_report *report)
{
	struct message reason;

	kernel_refusal_say(&reason, &report->refusal);
	if (report->method != KERNEL_BY_BPF && reason.text[0])
		document_say(document, EMPHASIS_NONE,
			_("The kernel's lists cannot be read. %s So the mounts of tmpfs, System V and what processes have open or mapped are asked."),
			reason.text);
}

/* What no path leads to is known by its free pages. */
static void say_covered(struct document *document, const struct shared_report *report)
{
	for (size_t i = 0; i < report->mount_count; i++) {
		const struct shared_mount *mount = &report->mounts[i];
		const char *name = string_pool_at(&report->strings, mount->point);

		if (name[0] && name[0] != '/')
			document_say(document, EMPHASIS_NOTE,
				_("%s, the tmpfs below all mounts, where an initramfs was kept, holds at least %s: its files are not seen."),
				name, size_of(mount->used).text);
	}
}

/* What was not seen, and so is missing below. */
static void say_limits(struct document *document, const struct shared_report *report)
{
	if (report->denied > 0)
		document_say(document, EMPHASIS_NOTE,
			ngettext(
				"Of %llu process not all may be seen: who holds what is not complete.",
				"Of %llu processes not all may be seen: who holds what is not complete.",
				(unsigned long)report->denied),
			(unsigned long long)report->denied);
	if (report->some_hidden)
		document_line(document, EMPHASIS_NOTE,
			_("/proc does not show all processes here: others may hold what is listed, and more."));
	if (report->unanswered > 0)
		document_say(document, EMPHASIS_NOTE,
			ngettext("%llu process did not answer, and is left out.",
				"%llu processes did not answer, and are left out.",
				(unsigned long)report->unanswered),
			(unsigned long long)report->unanswered);
}

static void put_findings(struct document *document, const struct shared_report *report)
{
	struct findings findings = { .count = 0 };
	struct shared_evidence evidence;

	shared_evidence_of(&evidence, report);
	findings_judge(&findings, &(struct facts){ &shared_subject, { .shared = &evidence } });
	findings_put(document, &findings, true);
}

struct document *shared_document(const struct shared_report *report,
	const struct shared_report *mark)
{
	struct document *document = document_new();
	struct shared_sums sums;

	if (!document)
		return NULL;
	sums = shared_sums(report);
	document_schema(document);
	document_time(document, report->wall_ns);
	document_read_from(document, "sysvipc/shm+mountinfo+fd+maps");
	put_figures(document, report, &sums);
	say_sums(document, report, &sums);
	say_way(document, report);
	say_covered(document, report);
	say_limits(document, report);
	put_findings(document, report);
	shared_put_objects(document, report, mark);
	return document;
}

struct document *shared_specimen(void)
{
	static const struct shared_report nothing = { .method = KERNEL_BY_CANDIDATES };

	return shared_document(&nothing, NULL);
}
