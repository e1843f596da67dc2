/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/report.h"

#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "render/render.h"

#define SOURCES_MOST 32

static bool stands_before(const struct block *blocks, size_t end, const char *source)
{
	for (size_t i = 0; i < end; i++)
		if (blocks[i].source && strcmp(blocks[i].source, source) == 0)
			return true;
	return false;
}

/* The files that its figures are read from, each once. */
static void put_sources(struct sink *sink, const struct document *document, const char *bullet)
{
	size_t count, said = 0;
	const struct block *blocks = document_blocks(document, &count);

	for (size_t i = 0; i < count && said < SOURCES_MOST; i++) {
		if (!blocks[i].source || stands_before(blocks, i, blocks[i].source))
			continue;
		if (said++ == 0)
			sink_format(sink, "%s%s: ", bullet, _("Read from"));
		else
			sink_string(sink, ", ");
		sink_string(sink, blocks[i].source);
	}
	if (said > 0)
		sink_byte(sink, '\n');
}

static void put_head(struct sink *sink, const struct report *report,
	const struct document *document)
{
	const char *bullet = report->markdown ? "- " : "";

	sink_format(sink, report->markdown ? "# %s\n\n" : "%s\n\n", report->title);
	sink_format(sink, "%s%s\n%s%s\n%s%s\n", bullet, report->program, bullet, report->system,
		bullet, report->time);
	put_sources(sink, document, bullet);
	sink_format(sink, "%s%s\n", bullet,
		report->arguments ? _("Arguments of commands are in it.")
				  : _("Arguments of commands are left out."));
}

/* Every line stands behind four blanks, which is code in Markdown, whatever is in it. */
static void put_indented(struct sink *sink, const char *at, size_t length)
{
	const char *end = at + length;

	while (at < end) {
		const char *line = memchr(at, '\n', (size_t)(end - at));
		const char *next = line ? line + 1 : end;

		if (*at != '\n')
			sink_string(sink, "    ");
		sink_bytes(sink, at, (size_t)(next - at));
		at = next;
	}
}

void render_report(struct sink *sink, const struct report *report, const struct document *document,
	bool first)
{
	struct sink text;

	if (!document || document_status(document) != STATUS_OK) {
		sink_fail(sink, document ? document_status(document) : STATUS_NO_MEMORY);
		return;
	}
	if (first)
		put_head(sink, report, document);
	sink_byte(sink, '\n');
	sink_open(&text, NULL);
	render_text(&text, document,
		&(struct text_form){ .without_arguments = !report->arguments });
	if (text.status != STATUS_OK)
		sink_fail(sink, text.status);
	else if (report->markdown)
		put_indented(sink, text.at, text.length);
	else
		sink_bytes(sink, text.at, text.length);
	sink_close(&text);
}
