/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/process/hsperfdata.h"

#include <stdbool.h>
#include <string.h>

#include "base/macros.h"
#include "base/text.h"

/* src/hotspot/share/runtime/perfMemory.hpp of JDK 17: PerfDataPrologue, PerfDataEntry. */
#define PROLOGUE     32u
#define ENTRY        20u
#define MAGIC        0xcafec0c0u
#define MAJOR        2u
#define ENTRIES_MOST 8192u
#define GENERATIONS  2u
#define OLD          1u

struct perf_reader {
	const uint8_t *bytes;
	size_t length;
	bool big_endian;
	bool is_g1;         /* its generations share one limit, of which each may take all */
	bool is_generation; /* there are a young and an old one: not so in ZGC and Shenandoah */
	int64_t limit_most; /* of the generations */
};

static uint64_t number_at(const struct perf_reader *reader, size_t at, unsigned width)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < width; i++)
		n |= (uint64_t)reader->bytes[at + i]
		     << 8 * (reader->big_endian ? width - 1 - i : i);
	return n;
}

static void add(struct value *sum, int64_t n)
{
	int64_t total;

	if (n < 0 || __builtin_add_overflow(value_or(*sum, 0), n, &total))
		return;
	*sum = value_of(total);
}

/* ".generation.1.space.0.used" is of generation 1, ".space.0.used". */
static struct text of_generation(struct text name, unsigned *generation)
{
	static const char prefix[] = "sun.gc.generation.";
	size_t length = sizeof(prefix) - 1;

	if (!text_starts(name, prefix) || name.length < length + 2 || name.at[length] < '0' ||
		name.at[length] >= '0' + (int)GENERATIONS)
		return (struct text){ "", 0 };
	*generation = (unsigned)(name.at[length] - '0');
	return text_of(name.at + length + 1, name.length - length - 1);
}

static bool ends_with(struct text name, const char *end)
{
	size_t length = strlen(end);

	return name.length >= length && memcmp(name.at + name.length - length, end, length) == 0;
}

static void take_space(struct hsperfdata *data, struct perf_reader *reader, unsigned generation,
	struct text counter, int64_t n)
{
	reader->is_generation |= generation != OLD;
	if (ends_with(counter, ".used")) {
		add(&data->used, n);
		if (generation == OLD)
			add(&data->old_used, n);
	} else if (ends_with(counter, ".capacity") && !ends_with(counter, ".initCapacity")) {
		add(&data->committed, n);
	}
}

static void take_limit(struct hsperfdata *data, struct perf_reader *reader, int64_t n)
{
	add(&data->limit, n);
	if (n > reader->limit_most)
		reader->limit_most = n;
}

static void take(struct hsperfdata *data, struct perf_reader *reader, struct text name, int64_t n)
{
	unsigned generation = 0;
	struct text counter = of_generation(name, &generation);

	if (text_starts(counter, ".space."))
		take_space(data, reader, generation, counter, n);
	else if (text_equals(counter, ".maxCapacity"))
		take_limit(data, reader, n);
	else if (text_equals(name, "sun.gc.metaspace.used"))
		add(&data->metaspace_used, n);
	else if (text_starts(name, "sun.gc.collector.") && ends_with(name, ".invocations"))
		add(&data->collections, n);
}

static struct text text_until_nul(const uint8_t *bytes, size_t size)
{
	const char *at = (const char *)bytes;

	return text_of(at, strnlen(at, size));
}

/* The entry at `at`, of `size` bytes: u32 length, name offset, vector length, u8 type, 3 more, u32 data. */
static void take_entry(struct hsperfdata *data, struct perf_reader *reader, size_t at, size_t size)
{
	uint64_t offset = number_at(reader, at + 4, 4), value = number_at(reader, at + 16, 4);
	bool is_scalar = number_at(reader, at + 8, 4) == 0 && reader->bytes[at + 12] == 'J';
	struct text name;

	if (offset >= size || value + 8 > size) {
		data->malformed += is_scalar;
		return;
	}
	name = text_until_nul(reader->bytes + at + offset, size - (size_t)offset);
	if (is_scalar)
		take(data, reader, name, (int64_t)number_at(reader, at + (size_t)value, 8));
	else if (text_equals(name, "sun.gc.policy.name"))
		reader->is_g1 = text_starts(
			text_until_nul(reader->bytes + at + value, size - (size_t)value),
			"GarbageFirst");
}

static void clear(struct hsperfdata *data)
{
	*data = (struct hsperfdata){ 0 };
	data->used = data->old_used = data->committed = data->limit = data->metaspace_used =
		data->collections = value_missing(VALUE_ABSENT);
}

enum status hsperfdata_parse(struct hsperfdata *data, const uint8_t *bytes, size_t length)
{
	struct perf_reader reader = { .bytes = bytes, .length = length, .big_endian = true };
	uint64_t at, count;

	clear(data);
	if (length < PROLOGUE || number_at(&reader, 0, 4) != MAGIC || bytes[5] != MAJOR ||
		bytes[4] > 1)
		return STATUS_MALFORMED;
	reader.big_endian = bytes[4] == 0;
	at = number_at(&reader, 24, 4);
	count = number_at(&reader, 28, 4);
	for (uint64_t i = 0; i < count && i < ENTRIES_MOST; i++) {
		uint64_t size = at + ENTRY <= length ? number_at(&reader, (size_t)at, 4) : 0;

		if (size < ENTRY || size > length - at) {
			data->malformed++;
			break;
		}
		take_entry(data, &reader, (size_t)at, (size_t)size);
		at += size;
	}
	if (reader.is_g1)
		data->limit = value_of(reader.limit_most);
	if (!reader.is_generation)
		data->old_used = value_missing(VALUE_ABSENT);
	return STATUS_OK;
}
