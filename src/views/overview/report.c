/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/overview/report.h"

#include "base/i18n.h"
#include "base/macros.h"
#include "views/overview/overview.h"
#include "views/process/glance.h"

/* So many processes take most of what programs take. */
#define PROCESSES_MOST 20

static size_t largest(pid_t pids[static PROCESSES_MOST], struct sample *sample,
	const struct arrangement *by_size)
{
	struct arranged arranged;
	size_t count = 0;

	if (arrange(&arranged, sample, by_size) == STATUS_OK)
		for (; count < PROCESSES_MOST && count < arranged.count; count++)
			pids[count] = arranged.lines[count].row->pid;
	arranged_free(&arranged);
	return count;
}

struct document *overview_report(struct sample *sample)
{
	static const struct column_list list = {
		.ids = { COLUMN_PID, COLUMN_RSS, COLUMN_ANONYMOUS, COLUMN_FILE, COLUMN_SHARED,
			COLUMN_SWAP, COLUMN_RETAINED, COLUMN_GROWTH, COLUMN_COMMAND },
		.count = 9
	};
	struct arrangement arrangement = { .sort = COLUMN_RSS, .descending = true };
	struct message message = { "" };
	pid_t pids[PROCESSES_MOST];

	arrangement.pid_count = largest(pids, sample, &arrangement);
	arrangement.pids = pids;
	return overview_document(sample,
		&(struct overview_request){ .arrangement = &arrangement, .columns = &list },
		&message);
}

static void put_figures(struct document *document, const struct sample *sample,
	const struct row *row)
{
	for (int id = 0; id < COLUMN_COUNT; id++) {
		struct value value = column_value((enum column_id)id, row, sample);

		if (columns[id].label.unit != UNIT_TEXT && value_known(value))
			document_figure(document, &columns[id].label, value);
	}
}

struct document *process_row_report(const struct sample *sample, const struct row *row,
	struct history *history, const struct search_evidence *search)
{
	struct document *document = document_new();
	const struct identity *identity = row->identity;
	void *command;

	if (!document)
		return NULL;
	document_read_from(document, "stat+status+statm");
	document_say(document, EMPHASIS_STRONG, _("process %d  %s"), (int)row->pid, identity->name);
	command = document_copy(document, identity->command, identity->command_length);
	if (command)
		document_datum(document, &columns[COLUMN_COMMAND].label,
			datum_of_bytes(text_of(command, identity->command_length)));
	process_glance_findings(document, sample, row, history, search);
	put_figures(document, sample, row);
	return document;
}
