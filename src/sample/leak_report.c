/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/leak_report.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"

void leak_search_take(struct leak_search *search, const struct leak_report *report)
{
	search->in_use_bytes = report->in_use_bytes;
	search->unreachable_bytes = report->unreachable_bytes;
	search->lost_bytes = report->proven_bytes + report->outside_bytes;
	search->lost_components = report->proven_components + report->outside_components;
}

void leak_report_free(struct leak_report *report)
{
	for (size_t i = 0; i < report->type_count; i++)
		free(report->types[i].name);
	for (size_t i = 0; i < report->holder_count; i++) {
		free(report->holders[i].object);
		free(report->holders[i].symbol);
		free(report->holders[i].thread);
	}
	free(report->types);
	free(report->holders);
	report->types = NULL;
	report->holders = NULL;
	report->type_count = report->holder_count = 0;
}

const char *leak_type_kind_name(enum leak_type_kind kind)
{
	static const char *const names[LEAK_TYPE_KINDS] = { "class", "container", "python", "text",
		"pointers", "data" };

	return names[kind];
}

const char *leak_holder_kind_name(enum leak_holder_kind kind)
{
	static const char *const names[LEAK_HOLDER_KINDS] = { "data", "memory", "kernel", "heap",
		"tls", "stack", "call" };

	return names[kind];
}

const char *leak_unseen_name(enum leak_unseen unseen)
{
	static const char *const names[LEAK_UNSEEN_KINDS] = { NULL, "swapped", "unread" };

	return names[unseen];
}

const char *leak_generic_name(enum leak_generic generic)
{
	static const char *const names[LEAK_GENERICS] = {
		[LEAK_GENERIC_TEXT] = N_("text"),
		[LEAK_GENERIC_POINTERS] = N_("pointers, half of it or more"),
		[LEAK_GENERIC_DATA_32] = N_("data of up to 32 bytes"),
		[LEAK_GENERIC_DATA_64] = N_("data of up to 64 bytes"),
		[LEAK_GENERIC_DATA_128] = N_("data of up to 128 bytes"),
		[LEAK_GENERIC_DATA_1K] = N_("data of up to 1 KiB"),
		[LEAK_GENERIC_DATA_16K] = N_("data of up to 16 KiB"),
		[LEAK_GENERIC_DATA_128K] = N_("data of up to 128 KiB"),
		[LEAK_GENERIC_DATA_MORE] = N_("data of more than 128 KiB"),
	};

	return names[generic];
}

enum leak_generic leak_generic_of_size(uint64_t chunk_bytes)
{
	static const uint64_t most[] = { 32, 64, 128, 1024, 16384, 131072 };

	for (size_t i = 0; i < COUNT_OF(most); i++)
		if (chunk_bytes <= most[i])
			return (enum leak_generic)(LEAK_GENERIC_DATA_32 + i);
	return LEAK_GENERIC_DATA_MORE;
}

/* ---- growth ---- */

static struct value gain(uint64_t now, uint64_t before)
{
	return value_of((int64_t)(now - before));
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_holder(const struct leak_holder *a, const struct leak_holder *b)
{
	return a->kind == b->kind && same_text(a->object, b->object) &&
	       same_text(a->symbol, b->symbol) && value_or(a->tid, 0) == value_or(b->tid, 0) &&
	       value_or(a->offset, 0) == value_or(b->offset, 0);
}

static uint64_t bytes_of_type(const struct leak_report *report, const struct leak_type *type)
{
	for (size_t i = 0; i < report->type_count; i++) {
		const struct leak_type *its = &report->types[i];

		if (its->kind == type->kind && strcmp(its->name, type->name) == 0)
			return its->bytes;
	}
	return 0;
}

static uint64_t bytes_of_holder(const struct leak_report *report, const struct leak_holder *holder)
{
	for (size_t i = 0; i < report->holder_count; i++)
		if (same_holder(&report->holders[i], holder))
			return report->holders[i].bytes;
	return 0;
}

void leak_report_compare(struct leak_report *report, const struct leak_report *before,
	uint64_t since_ns)
{
	report->since_ns = value_of((int64_t)since_ns);
	for (size_t i = 0; i < report->type_count; i++) {
		struct leak_type *type = &report->types[i];

		type->growth_bytes = gain(type->bytes, bytes_of_type(before, type));
	}
	for (size_t i = 0; i < report->holder_count; i++) {
		struct leak_holder *holder = &report->holders[i];

		holder->growth_bytes = gain(holder->bytes, bytes_of_holder(before, holder));
	}
}
