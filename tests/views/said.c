/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/said.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

char *said(struct document *document, enum format format)
{
	const struct batch batch = { .format = format };
	struct message message = { "" };
	struct sink sink;
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	assert_non_null(document);
	sink_open(&sink, file);
	render(&sink, document, &batch, true);
	assert_int_equal(sink_flush(&sink, &message), STATUS_OK);
	sink_close(&sink);
	document_free(document);
	fclose(file);
	return text;
}

json_t *said_to_programs(struct document *document)
{
	char *text = said(document, FORMAT_JSON);
	json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

	if (!json)
		fail_msg("no JSON: %s", text);
	free(text);
	return json;
}
