/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/process/grown_name.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

/* What mappings of one name have, now and earlier. */
struct share {
	const char *name;
	bool is_now; /* the name stands in the newer detail */
	int64_t grown;
};

static int compare_names(const void *left, const void *right)
{
	return strcmp(((const struct share *)left)->name, ((const struct share *)right)->name);
}

/* Those without a name, of which there may be very many, are added up at once. */
static size_t collect(struct share *shares, struct share *nameless,
	const struct process_detail *detail, enum detail_kind kind, bool is_now)
{
	size_t count = 0;

	for (size_t i = 0; i < detail->mapping_count; i++) {
		const struct detail_mapping *mapping = &detail->mappings[i];
		int64_t bytes =
			(int64_t)(mapping->figure[MAPPING_RSS] + mapping->figure[MAPPING_SWAP]);
		const char *name = detail_string(detail, mapping->name);

		if (mapping->kind != kind)
			continue;
		bytes = is_now ? bytes : -bytes;
		if (*name)
			shares[count++] = (struct share){ name, is_now, bytes };
		else
			nameless->grown += bytes;
	}
	return count;
}

/* Adds up those of one name, which stand together, from first on; returns where the next begin. */
static size_t join(struct share *sum, const struct share *shares, size_t first, size_t count)
{
	size_t next = first + 1;

	*sum = shares[first];
	for (; next < count && strcmp(shares[next].name, sum->name) == 0; next++) {
		sum->grown += shares[next].grown;
		if (shares[next].is_now) {
			sum->name = shares[next].name;
			sum->is_now = true;
		}
	}
	return next;
}

const char *grown_name(const struct process_detail *now, const struct process_detail *earlier,
	enum detail_kind kind)
{
	struct share most = { .name = "" }, sum; /* at first those without a name */
	struct share *shares =
		array_new(now->mapping_count + earlier->mapping_count, sizeof(*shares));
	size_t count;

	if (!shares)
		return NULL;
	count = collect(shares, &most, now, kind, true);
	count += collect(shares + count, &most, earlier, kind, false);
	qsort(shares, count, sizeof(*shares), compare_names);
	for (size_t first = 0; first < count;) {
		first = join(&sum, shares, first, count);
		if (sum.is_now && sum.grown > most.grown)
			most = sum;
	}
	free(shares);
	return most.grown > 0 && *most.name ? most.name : NULL;
}
