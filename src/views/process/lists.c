/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The environment, the open files, the threads and the locks of a process, on screen alone. */
#include "base/i18n.h"
#include "base/macros.h"
#include "document/node_lines.h"
#include "views/process/process.h"

enum { NUMBER, BYTES, STATE, SECONDS, NAME, RANGE, TEXT };

struct shown_list {
	const struct process_list *list;
	bool masked;
};

static void list_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct shown_list *shown = context;
	const struct process_list *list = shown->list;
	const struct list_item *item = &list->items[row];

	switch (id) {
	case NUMBER:
		if (value_known(item->number))
			out->value = item->number;
		else
			datum_set_bytes(out,
				text_of_string(string_pool_at(&list->texts, item->name)));
		break;
	case BYTES:
		out->value = item->bytes;
		if (item->bytes.state == VALUE_ABSENT)
			datum_set_bytes(out, text_of_string(""));
		break;
	case SECONDS:
		out->value = item->seconds;
		break;
	case STATE:
		out->buffer[0] = item->state;
		datum_set_bytes(out, text_of(out->buffer, item->state != '\0'));
		break;
	case NAME:
		datum_set_bytes(out, text_of_string(string_pool_at(&list->texts, item->name)));
		break;
	case RANGE:
		datum_set_bytes(out,
			text_of_string(item->range ? string_pool_at(&list->texts, item->range)
						   : _("all")));
		break;
	default:
		datum_set_bytes(out,
			text_of_string(
				shown->masked ? "***" : string_pool_at(&list->texts, item->text)));
	}
}

static const char *title_of(enum process_list_kind kind)
{
	static const char *const titles[LIST_KIND_COUNT] = {
		[LIST_ENVIRONMENT] = N_("Environment, as it was when the program was started"),
		[LIST_FILES] = N_("Working directory, program, and open files"),
		[LIST_THREADS] = N_("Threads"),
		[LIST_LOCKS] = N_("Locks that it holds on files"),
		[LIST_NODES] = N_("Its memory by node (numa_maps)"),
	};

	return titles[kind];
}

static void say_status(struct document *document, const struct process_list *list)
{
	if (list->status == STATUS_TOO_LARGE)
		document_say(document, EMPHASIS_WARNING, _("Only the first %zu of them."),
			list->count);
	else if (list->kind == LIST_LOCKS && list->status == STATUS_OK && list->count == 0)
		document_line(document, EMPHASIS_FAINT, _("It holds none."));
	else if (list->status != STATUS_OK)
		document_say(document, EMPHASIS_WARNING, _("They cannot be read: %s."),
			status_text(list->status));
}

static void put_list(struct document *document, const struct shown_list *shown)
{
	static const struct label descriptor = { NULL, N_("FD"),
		N_("The descriptor; cwd is the working directory, exe the program, root its root directory."),
		UNIT_NONE };
	static const struct label bytes = { NULL, N_("SIZE"),
		N_("What a deleted file takes: free only once it is closed."), UNIT_BYTES };
	static const struct label path = { NULL, N_("FILE"), N_("What the kernel calls it."),
		UNIT_TEXT };
	static const struct label variable = { NULL, N_("VARIABLE"), N_("Its name."), UNIT_TEXT };
	static const struct label value = { NULL, N_("VALUE"),
		N_("What the program was started with; it may have changed it since."), UNIT_TEXT };
	static const struct label tid = { NULL, N_("TID"), N_("The thread's number."), UNIT_NONE };
	static const struct label state = { NULL, N_("S"),
		N_("Its state: R runs, S sleeps, D waits for a disk, T is stopped, Z has ended."),
		UNIT_TEXT };
	static const struct label seconds = { NULL, N_("CPU TIME"),
		N_("How long processors have worked for it."), UNIT_DURATION };
	static const struct label name = { NULL, N_("THREAD"), N_("Its name."), UNIT_TEXT };
	static const struct label lock = { NULL, N_("LOCK"),
		N_("POSIX is by process and byte, FLOCK by open file; a READ lock lets others read."),
		UNIT_TEXT };
	static const struct label range = { NULL, N_("BYTES"),
		N_("Which bytes of the file are locked."), UNIT_TEXT };
	static const struct document_column columns[LIST_NODES][4] = {
		[LIST_ENVIRONMENT] = { { &variable, ON_SCREEN, 24, NAME },
			{ &value, ON_SCREEN, 1, TEXT } },
		[LIST_FILES] = { { &descriptor, ON_SCREEN, 5, NUMBER },
			{ &bytes, ON_SCREEN, 6, BYTES }, { &path, ON_SCREEN, 1, TEXT } },
		[LIST_THREADS] = { { &tid, ON_SCREEN, 7, NUMBER }, { &state, ON_SCREEN, 1, STATE },
			{ &seconds, ON_SCREEN, 8, SECONDS }, { &name, ON_SCREEN, 1, TEXT } },
		[LIST_LOCKS] = { { &descriptor, ON_SCREEN, 5, NUMBER },
			{ &lock, ON_SCREEN, 12, NAME }, { &range, ON_SCREEN, 22, RANGE },
			{ &path, ON_SCREEN, 1, TEXT } },
	};
	static const size_t counts[LIST_NODES] = { [LIST_ENVIRONMENT] = 2,
		[LIST_FILES] = 3,
		[LIST_THREADS] = 4,
		[LIST_LOCKS] = 4 };
	const struct process_list *list = shown->list;

	document_table(document, &(struct document_table){ .columns = columns[list->kind],
					 .column_count = counts[list->kind],
					 .context = shown,
					 .row_count = list->count,
					 .state = VALUE_OK,
					 .cell = list_cell,
					 .sorted = -1,
					 .is_main = true });
}

void process_put_list(struct document *document, const struct process_list *list, bool masked)
{
	const struct shown_list *shown =
		document_copy(document, &(struct shown_list){ list, masked }, sizeof(*shown));

	if (!shown)
		return;
	document_line(document, EMPHASIS_STRONG, _(title_of(list->kind)));
	if (masked)
		document_line(document, EMPHASIS_FAINT,
			_("Values are masked, since they may hold passwords: e shows them."));
	say_status(document, list);
	if (list->kind == LIST_NODES)
		document_node_table(document, &list->nodes);
	else
		put_list(document, shown);
}
