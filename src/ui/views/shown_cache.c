/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/views/shown_cache.h"

#include <stdlib.h>

struct shown_cache *shown_cache_new(struct cache_news *news)
{
	struct shown_cache *shown = malloc(sizeof(*shown));

	if (shown)
		*shown = (struct shown_cache){ .references = 1, .report = news->report };
	else
		cache_report_free(&news->report);
	return shown;
}

void shown_cache_release(void *context)
{
	struct shown_cache *shown = context;

	if (!shown || --shown->references > 0)
		return;
	cache_report_free(&shown->report);
	free(shown);
}

void shown_cache_hold(struct shown_cache *shown, struct document *document)
{
	if (!shown || !document)
		return;
	shown->references++;
	document_hold(document, shown, shown_cache_release);
}
