/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/pattern.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* One group that is open: what stands in it, the last of it apart, which a repetition would copy. */
struct group {
	size_t before, last;
};

struct reading {
	const char *at;
	struct group open[PATTERN_MOST + 2];
	size_t depth;
};

static size_t product(size_t size, size_t times)
{
	return size > 0 && times > 2 * PATTERN_MOST / size ? 2 * PATTERN_MOST : size * times;
}

/* Past a class, whose ']' may stand first in it, and stands in [:alpha:]. */
static const char *class_end(const char *at)
{
	at++;
	at += *at == '^';
	at += *at == ']';
	for (; *at && *at != ']'; at++) {
		const char kind = at[1];
		const char close[] = { kind, ']', '\0' };
		const char *end =
			*at == '[' && kind && strchr(":.=", kind) ? strstr(at + 2, close) : NULL;

		if (end)
			at = end + 1;
	}
	return *at ? at + 1 : at;
}

/* Takes "{m}", "{m,}" or "{m,n}": how many copies it makes; 0, and nothing is taken, if it is none of them. */
static size_t take_interval(const char **at)
{
	char *end = NULL;
	const bool has_least = isdigit((unsigned char)(*at)[1]);
	size_t most = has_least ? strtoul(*at + 1, &end, 10) : 0;
	const char *rest = has_least ? end : *at + 1;

	if (*rest == ',') {
		rest++;
		if (isdigit((unsigned char)*rest)) {
			most = strtoul(rest, &end, 10);
			rest = end;
		} else {
			most = most < PATTERN_MOST ? most + 1 : most;
		}
	} else if (!has_least) {
		return 0;
	}
	if (*rest != '}')
		return 0;
	*at = rest + 1;
	return most > 0 ? most : 1;
}

static void put(struct reading *reading, size_t size)
{
	struct group *group = &reading->open[reading->depth];

	group->before += group->last;
	group->last = size;
}

static void begin_group(struct reading *reading)
{
	put(reading, 0);
	reading->open[++reading->depth] = (struct group){ 0 };
}

static void end_group(struct reading *reading)
{
	const struct group *group = &reading->open[reading->depth--];

	reading->open[reading->depth].last = group->before + group->last + 1;
}

/* A character, a class, or what stands for one. */
static void take_single(struct reading *reading)
{
	if (*reading->at == '[')
		reading->at = class_end(reading->at);
	else
		reading->at += *reading->at == '\\' && reading->at[1] ? 2 : 1;
	put(reading, 1);
}

static void take_next(struct reading *reading)
{
	struct group *group = &reading->open[reading->depth];
	size_t times = 0;

	if (*reading->at == '+') {
		times = 2;
		reading->at++;
	} else if (*reading->at == '{') {
		times = take_interval(&reading->at);
	}
	if (times > 0) {
		group->last = product(group->last, times);
	} else if (*reading->at == '(') {
		reading->at++;
		begin_group(reading);
	} else if (*reading->at == ')' && reading->depth > 0) {
		reading->at++;
		end_group(reading);
	} else if (*reading->at) {
		take_single(reading);
	}
}

size_t pattern_size(const char *pattern)
{
	struct reading reading = { .at = pattern };
	size_t size = 0;

	while (*reading.at && size <= PATTERN_MOST) {
		take_next(&reading);
		size = reading.depth;
		for (size_t i = 0; i <= reading.depth; i++)
			size += reading.open[i].before + reading.open[i].last;
	}
	return size;
}

bool pattern_refers_back(const char *pattern)
{
	while (*pattern) {
		if (*pattern == '[') {
			pattern = class_end(pattern);
		} else if (*pattern == '\\' && pattern[1]) {
			if (pattern[1] >= '1' && pattern[1] <= '9')
				return true;
			pattern += 2;
		} else {
			pattern++;
		}
	}
	return false;
}
