/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings/figures.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "base/text.h"
#include "base/units.h"
#include "base/utf8.h"

static struct value pages(const struct system_sample *system, struct value count)
{
	if (value_known(count))
		count.n *= system->page_size;
	return count;
}

struct value share_of(struct value a, struct value b)
{
	if (!value_known(a) || !value_known(b) || b.n == 0)
		return value_missing(VALUE_ABSENT);
	return value_of((uint64_t)((double)a.n / (double)b.n * 10000.0 + 0.5));
}

static struct value field(const struct evidence *evidence, enum meminfo_field id)
{
	return evidence->meminfo->field[id];
}

static struct value available(const struct evidence *evidence)
{
	return evidence->available_known ? value_of(evidence->available.bytes)
					 : value_missing(VALUE_ABSENT);
}

static struct value available_error(const struct evidence *evidence)
{
	return evidence->available_known ? value_of(evidence->available.error)
					 : value_missing(VALUE_ABSENT);
}

/* File pages that can be dropped. */
static struct value cache(const struct evidence *evidence)
{
	if (!evidence->available_known)
		return value_missing(VALUE_ABSENT);
	if (evidence->available.file > 0)
		return value_of(evidence->available.file);
	return value_add(field(evidence, MEMINFO_Active_file),
		field(evidence, MEMINFO_Inactive_file));
}

static struct value reclaimable(const struct evidence *evidence)
{
	struct value all = field(evidence, MEMINFO_KReclaimable);

	return value_known(all) ? all : field(evidence, MEMINFO_SReclaimable);
}

static struct value unnamed(const struct evidence *evidence)
{
	return evidence->balance.state == BALANCE_OK ? evidence->balance.term[TERM_UNNAMED]
						     : value_missing(VALUE_ABSENT);
}

static struct value swap_used(const struct evidence *evidence)
{
	return value_subtract(field(evidence, MEMINFO_SwapTotal),
		field(evidence, MEMINFO_SwapFree));
}

/* Huge pages of the default size that are neither used nor promised. */
static struct value idle_pool(const struct evidence *evidence)
{
	struct value idle = value_subtract(field(evidence, MEMINFO_HugePages_Free),
		field(evidence, MEMINFO_HugePages_Rsvd));
	struct value size = field(evidence, MEMINFO_Hugepagesize);

	/* HugePages_Rsvd came with 2.6.17. */
	if (!value_known(field(evidence, MEMINFO_HugePages_Rsvd)))
		idle = field(evidence, MEMINFO_HugePages_Free);
	if (!value_known(idle) || !value_known(size))
		return value_missing(VALUE_ABSENT);
	return __builtin_mul_overflow(idle.n, size.n, &idle.n) ? value_missing(VALUE_ABSENT) : idle;
}

static struct value pool(const struct evidence *evidence)
{
	return balance_huge_pool(evidence->meminfo);
}

static struct value cma_used(const struct evidence *evidence)
{
	return value_subtract(field(evidence, MEMINFO_CmaTotal), field(evidence, MEMINFO_CmaFree));
}

static struct value dirty(const struct evidence *evidence)
{
	return value_add(field(evidence, MEMINFO_Dirty), field(evidence, MEMINFO_Writeback));
}

/* Neither free nor cache nor slab nor AnonPages: what is left where lines are missing. */
static struct value not_named(const struct evidence *evidence)
{
	static const enum meminfo_field named[] = { MEMINFO_MemFree, MEMINFO_Buffers,
		MEMINFO_Cached, MEMINFO_AnonPages, MEMINFO_Slab, MEMINFO_PageTables };
	struct value left = field(evidence, MEMINFO_MemTotal);

	for (size_t i = 0; i < COUNT_OF(named); i++)
		left = value_subtract(left, value_of(value_or(field(evidence, named[i]), 0)));
	return left;
}

/* Committed_AS under either of its names. */
static struct value promised(const struct evidence *evidence)
{
	struct value value = field(evidence, MEMINFO_Committed_AS);

	return value_known(value) ? value : field(evidence, MEMINFO_Committed_AS_blank);
}

/*
 * On kernels without Shmem.  tmpfs counts as promised memory, so what is promised beyond what
 * programs hold and cannot be more than Cached is at least suspicious.
 */
static struct value shared_guess(const struct evidence *evidence)
{
	struct value cached = field(evidence, MEMINFO_Cached);
	struct value programs = not_named(evidence), rest;

	if (evidence->balance.state == BALANCE_OK &&
		value_known(evidence->balance.term[TERM_ANONYMOUS]))
		programs = evidence->balance.term[TERM_ANONYMOUS];
	rest = value_subtract(value_subtract(promised(evidence), programs), swap_used(evidence));
	if (!value_known(rest) || !value_known(cached))
		return value_missing(VALUE_ABSENT);
	return rest.n < cached.n ? rest : cached;
}

/* What looks like cache, but is not available: shared memory, where the line for it is missing. */
static struct value pinned(const struct evidence *evidence)
{
	struct value cache_and_free = value_add(field(evidence, MEMINFO_MemFree),
		value_add(field(evidence, MEMINFO_Buffers), field(evidence, MEMINFO_Cached)));

	return value_subtract(cache_and_free, field(evidence, MEMINFO_MemAvailable));
}

/* Anonymous pages that MADV_FREE put on the file lists, 4.12+. */
static struct value lazy_free(const struct evidence *evidence)
{
	struct value lists = value_add(field(evidence, MEMINFO_Active_file),
		field(evidence, MEMINFO_Inactive_file));
	struct value cached = value_add(field(evidence, MEMINFO_Buffers),
		value_subtract(field(evidence, MEMINFO_Cached), field(evidence, MEMINFO_Shmem)));

	return value_subtract(lists, cached);
}

/* The next power of two from MemTotal up: what a small machine is likely to be fitted with. */
static struct value fitted(const struct evidence *evidence)
{
	struct value total = field(evidence, MEMINFO_MemTotal);
	uint64_t size = 1;

	if (!value_known(total) || total.n > (uint64_t)1 << 62)
		return value_missing(VALUE_ABSENT);
	while (size < total.n)
		size *= 2;
	return value_of(size);
}

static struct value reserved(const struct evidence *evidence)
{
	return value_subtract(fitted(evidence), field(evidence, MEMINFO_MemTotal));
}

static struct value ram_and_swap(const struct evidence *evidence)
{
	return value_add(field(evidence, MEMINFO_MemTotal), field(evidence, MEMINFO_SwapTotal));
}

/* A sample's figure, absent for a saved file. */
#define FROM_SAMPLE(name, expression)                                                              \
	static struct value name(const struct evidence *evidence)                                  \
	{                                                                                          \
		const struct system_sample *system = evidence->system;                             \
                                                                                                   \
		return system ? (expression) : value_missing(VALUE_ABSENT);                        \
	}

FROM_SAMPLE(psi_some, system->psi.some.average_10)
FROM_SAMPLE(psi_full, system->psi.full.average_10)
FROM_SAMPLE(swap_in, system->rates.swap_in)
FROM_SAMPLE(swap_out, system->rates.swap_out)
FROM_SAMPLE(refault, pages(system, system->rates.refault_file))
FROM_SAMPLE(stalls, system->rates.allocation_stalls)
FROM_SAMPLE(oom_new, system->rates.oom_kills)
FROM_SAMPLE(oom_total, system->vmstat.counter[VMSTAT_OOM_KILL])
FROM_SAMPLE(cgroup_limit, system->cgroup.limit)
FROM_SAMPLE(cgroup_used, value_subtract(system->cgroup.usage, system->cgroup.file))
FROM_SAMPLE(zram_data, system->compressed.zram_original)
FROM_SAMPLE(zram_used, system->compressed.zram_used)
FROM_SAMPLE(dirty_limit, pages(system, system->vmstat.counter[VMSTAT_DIRTY_THRESHOLD]))
FROM_SAMPLE(dirty_background,
	pages(system, system->vmstat.counter[VMSTAT_DIRTY_BACKGROUND_THRESHOLD]))

static struct value sockets(const struct evidence *evidence)
{
	return evidence->system_extras.sockets;
}

static struct value arc(const struct evidence *evidence)
{
	return evidence->system_extras.arc;
}

enum figure_form {
	FORM_BYTES,
	FORM_COUNT,
	FORM_PERCENT, /* in hundredths */
	FORM_RATE,    /* bytes, hundredths a second */
	FORM_EVENTS,  /* hundredths a second */
};

/* What sentences may name besides fields. */
static const struct figure {
	const char *name;
	struct value (*get)(const struct evidence *evidence);
	enum figure_form form;
	enum meminfo_field base; /* of its share */
} figures[] = {
	{ "available", available, FORM_BYTES, MEMINFO_MemTotal },
	{ "available_error", available_error, FORM_BYTES, MEMINFO_MemTotal },
	{ "cache", cache, FORM_BYTES, MEMINFO_MemTotal },
	{ "reclaimable", reclaimable, FORM_BYTES, MEMINFO_MemTotal },
	{ "unnamed", unnamed, FORM_BYTES, MEMINFO_MemTotal },
	{ "swap_used", swap_used, FORM_BYTES, MEMINFO_SwapTotal },
	{ "idle_pool", idle_pool, FORM_BYTES, MEMINFO_MemTotal },
	{ "pool", pool, FORM_BYTES, MEMINFO_MemTotal },
	{ "cma_used", cma_used, FORM_BYTES, MEMINFO_CmaTotal },
	{ "dirty", dirty, FORM_BYTES, MEMINFO_MemTotal },
	{ "not_named", not_named, FORM_BYTES, MEMINFO_MemTotal },
	{ "promised", promised, FORM_BYTES, MEMINFO_MemTotal },
	{ "shared_guess", shared_guess, FORM_BYTES, MEMINFO_MemTotal },
	{ "pinned", pinned, FORM_BYTES, MEMINFO_MemTotal },
	{ "lazy_free", lazy_free, FORM_BYTES, MEMINFO_MemTotal },
	{ "fitted", fitted, FORM_BYTES, MEMINFO_MemTotal },
	{ "reserved", reserved, FORM_BYTES, MEMINFO_MemTotal },
	{ "ram_and_swap", ram_and_swap, FORM_BYTES, MEMINFO_MemTotal },
	{ "psi_some", psi_some, FORM_PERCENT, MEMINFO_MemTotal },
	{ "psi_full", psi_full, FORM_PERCENT, MEMINFO_MemTotal },
	{ "swap_in", swap_in, FORM_RATE, MEMINFO_MemTotal },
	{ "swap_out", swap_out, FORM_RATE, MEMINFO_MemTotal },
	{ "refault", refault, FORM_RATE, MEMINFO_MemTotal },
	{ "stalls", stalls, FORM_EVENTS, MEMINFO_MemTotal },
	{ "oom_new", oom_new, FORM_COUNT, MEMINFO_MemTotal },
	{ "oom_total", oom_total, FORM_COUNT, MEMINFO_MemTotal },
	{ "cgroup_limit", cgroup_limit, FORM_BYTES, MEMINFO_MemTotal },
	{ "cgroup_used", cgroup_used, FORM_BYTES, MEMINFO_MemTotal },
	{ "zram_data", zram_data, FORM_BYTES, MEMINFO_SwapTotal },
	{ "zram_used", zram_used, FORM_BYTES, MEMINFO_MemTotal },
	{ "dirty_limit", dirty_limit, FORM_BYTES, MEMINFO_MemTotal },
	{ "dirty_background", dirty_background, FORM_BYTES, MEMINFO_MemTotal },
	{ "sockets", sockets, FORM_BYTES, MEMINFO_MemTotal },
	{ "arc", arc, FORM_BYTES, MEMINFO_MemTotal },
};

static const struct figure *figure_find(struct text name)
{
	for (size_t i = 0; i < COUNT_OF(figures); i++)
		if (text_equals(name, figures[i].name))
			return &figures[i];
	return NULL;
}

struct value figures_get(const struct evidence *evidence, const char *name)
{
	const struct figure *figure = figure_find(text_of_string(name));
	int id = meminfo_field_find(name, strlen(name));

	if (figure)
		return figure->get(evidence);
	return id >= 0 ? evidence->meminfo->field[id] : value_missing(VALUE_ABSENT);
}

size_t figures_percent(char out[static UNITS_SIZE], struct value hundredths)
{
	unsigned tenths = (unsigned)((hundredths.n + 5) / 10);

	/* By hand: printf would take the locale's decimal point. */
	if (!value_known(hundredths))
		return (size_t)snprintf(out, UNITS_SIZE, "-");
	if (tenths < 100)
		return (size_t)snprintf(out, UNITS_SIZE, "%u.%u%%", tenths / 10, tenths % 10);
	return (size_t)snprintf(out, UNITS_SIZE, "%" PRIu64 "%%", (hundredths.n + 50) / 100);
}

static size_t write_form(char out[static UNITS_SIZE], struct value value, enum figure_form form)
{
	if (form == FORM_PERCENT)
		return figures_percent(out, value);
	if (value_known(value) && (form == FORM_RATE || form == FORM_EVENTS))
		value.n /= 100;
	return units_value(out, value,
		form == FORM_BYTES || form == FORM_RATE ? UNIT_BYTES : UNIT_COUNT, SCALE_AUTO);
}

/* The figure of that name, or 0 if there is none. */
static size_t write_figure(char out[static UNITS_SIZE], struct text name,
	const struct evidence *evidence)
{
	bool share = name.length > 0 && name.at[name.length - 1] == '%';
	struct text bare = text_of(name.at, name.length - share);
	const struct figure *figure = figure_find(bare);
	int id = figure ? -1 : meminfo_field_find(bare.at, bare.length);
	enum meminfo_field base = figure ? figure->base : MEMINFO_MemTotal;
	struct value value;

	if (!figure && id < 0)
		return 0;
	value = figure ? figure->get(evidence) : evidence->meminfo->field[id];
	if (share)
		return figures_percent(out, share_of(value, evidence->meminfo->field[base]));
	if (figure)
		return write_form(out, value, figure->form);
	return write_form(out, value,
		meminfo_field_is_bytes((enum meminfo_field)id) ? FORM_BYTES : FORM_COUNT);
}

#define WORD_SIZE 512

/*
 * Text figures: the first missing field, the cgroup with the limit, whose name somebody else
 * chose.  0 if name is none of them.
 */
static size_t write_word(char out[static WORD_SIZE], struct text name,
	const struct evidence *evidence)
{
	const char *word = "";

	if (text_equals(name, "missing") && evidence->origin.missing >= 0)
		word = meminfo_field_name((enum meminfo_field)evidence->origin.missing);
	else if (text_equals(name, "cgroup") && evidence->system)
		word = evidence->system->cgroup.path;
	utf8_printable(out, WORD_SIZE, word, strlen(word), false);
	return strlen(out);
}

struct sink {
	char *out;
	size_t size, length;
};

static void put(struct sink *sink, struct text text)
{
	for (size_t i = 0; i < text.length; i++, sink->length++)
		if (sink->length + 1 < sink->size)
			sink->out[sink->length] = text.at[i];
}

/* Puts what stands for {name}; false if nobody knows that name. */
static bool put_figure(struct sink *sink, struct text name, const struct evidence *evidence)
{
	char word[WORD_SIZE];
	size_t length = write_word(word, name, evidence);

	if (length == 0)
		length = write_figure(word, name, evidence);
	put(sink, text_of(word, length));
	return length > 0;
}

size_t figures_fill(char *out, size_t size, const char *sentence, const struct evidence *evidence)
{
	struct sink sink = { out, size, 0 };
	struct text rest = text_of_string(sentence);

	while (rest.length > 0) {
		const char *close = *rest.at == '{' ? memchr(rest.at, '}', rest.length) : NULL;
		size_t taken = close ? (size_t)(close - rest.at) + 1 : 1;

		if (!close || !put_figure(&sink, text_of(rest.at + 1, taken - 2), evidence)) {
			taken = 1;
			put(&sink, text_of(rest.at, taken));
		}
		rest = text_of(rest.at + taken, rest.length - taken);
	}
	if (size > 0)
		out[sink.length < size ? sink.length : size - 1] = '\0';
	return sink.length;
}
