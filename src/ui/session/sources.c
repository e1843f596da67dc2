/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a view wants beyond samples. */
#include "base/i18n.h"
#include "ui/session/session.h"

void session_say_missing(struct message *message)
{
	message_set(message, "%s",
		_("this asks the running kernel; neither a record nor another root has it"));
}

static const struct sources *sources_of(const struct ui *ui, struct message *message)
{
	static const struct sources no_sources;

	session_say_missing(message);
	return ui->setup->sources ? ui->setup->sources : &no_sources;
}

const struct inspect *session_inspect(const struct ui *ui, struct message *message)
{
	const struct sources *sources = sources_of(ui, message);

	return sources->inspect ? sources->inspect(sources->context, message) : NULL;
}

const struct cache_feed *session_cache(const struct ui *ui, struct message *message)
{
	const struct sources *sources = sources_of(ui, message);

	return sources->cache ? sources->cache(sources->context, message) : NULL;
}

const struct census_feed *session_census(const struct ui *ui, struct message *message)
{
	const struct sources *sources = sources_of(ui, message);

	return sources->census ? sources->census(sources->context, message) : NULL;
}

const struct leak_feed *session_leaks(const struct ui *ui, struct message *message)
{
	const struct sources *sources = sources_of(ui, message);

	return sources->leaks ? sources->leaks(sources->context, message) : NULL;
}

const struct heap_feed *session_heap(const struct ui *ui, struct message *message)
{
	const struct sources *sources = sources_of(ui, message);

	return sources->heap ? sources->heap(sources->context, message) : NULL;
}

const struct kernel_log *session_kernel_log(const struct ui *ui, struct message *message)
{
	const struct sources *sources = sources_of(ui, message);

	return sources->kernel_log ? sources->kernel_log(sources->context, message) : NULL;
}

const struct shared_feed *session_shared(const struct ui *ui, struct message *message)
{
	const struct sources *sources = sources_of(ui, message);

	return sources->shared ? sources->shared(sources->context, message) : NULL;
}

const struct prober *session_prober(struct ui *ui, struct message *message)
{
	const struct sources *sources = sources_of(ui, message);

	ui->prober = sources->prober ? sources->prober(sources->context, message) : NULL;
	return ui->prober;
}
