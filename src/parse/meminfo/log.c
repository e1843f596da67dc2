/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/meminfo/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/array.h"
#include "base/macros.h"

/* A line that is longer tells no time. */
#define LINE_MOST 256
/* 2001 to 2100: other numbers are no seconds since 1970. */
#define SECONDS_LEAST INT64_C(1000000000)
#define SECONDS_MOST  INT64_C(4102444800)

/* ---- times ---- */

/* What follows a time: "Z", "UTC", "GMT", "+0100", "+01:00"; false: nothing that says a zone. */
static bool zone_of(const char *at, int64_t *east)
{
	unsigned hours, minutes;
	char sign;

	while (*at == ' ' || *at == '.' || *at == ',' || (*at >= '0' && *at <= '9'))
		at++;
	*east = 0;
	if (*at == 'Z' || strncmp(at, "UTC", 3) == 0 || strncmp(at, "GMT", 3) == 0)
		return true;
	if (sscanf(at, "%c%2u:%2u", &sign, &hours, &minutes) != 3 &&
		sscanf(at, "%c%2u%2u", &sign, &hours, &minutes) != 3)
		return false;
	if ((sign != '+' && sign != '-') || hours > 14 || minutes > 59)
		return false;
	*east = (int64_t)(hours * 60 + minutes) * 60 * (sign == '+' ? 1 : -1);
	return true;
}

static bool finish(struct tm *broken, const char *rest, int64_t *seconds)
{
	int64_t east;

	broken->tm_isdst = -1;
	if (zone_of(rest, &east))
		*seconds = (int64_t)timegm(broken) - east;
	else
		*seconds = (int64_t)mktime(broken);
	return *seconds >= SECONDS_LEAST && *seconds < SECONDS_MOST;
}

static bool month_of(const char *name, int *month)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int i = 0; i < 12; i++)
		if (strncmp(months + (size_t)i * 3, name, 3) == 0) {
			*month = i;
			return true;
		}
	return false;
}

/* "2026-11-26 14:05:01" or with T between, wherever it stands. */
static bool take_iso(const char *line, int64_t *seconds)
{
	for (const char *at = line; *at; at++) {
		struct tm broken = { .tm_year = 0 };
		int length = 0;

		if (*at < '1' || *at > '2' || (at > line && at[-1] >= '0' && at[-1] <= '9'))
			continue;
		if (sscanf(at, "%4d-%2d-%2d%*1[T ]%2d:%2d%n", &broken.tm_year, &broken.tm_mon,
			    &broken.tm_mday, &broken.tm_hour, &broken.tm_min, &length) != 5 ||
			length == 0)
			continue;
		at += length;
		if (*at == ':' && sscanf(at, ":%2d%n", &broken.tm_sec, &length) == 1)
			at += length;
		broken.tm_year -= 1900;
		broken.tm_mon--;
		return finish(&broken, at, seconds);
	}
	return false;
}

/* "Thu Nov 26 14:05:01 UTC 2026" and "Thu Nov 26 02:05:01 PM UTC 2026". */
static bool take_date(const char *at, int64_t *seconds)
{
	struct tm broken = { .tm_year = 0 };
	char month[4] = "", words[3][8] = { "", "", "" };
	int count = sscanf(at, "%3s %2d %2d:%2d:%2d %7s %7s %7s", month, &broken.tm_mday,
		&broken.tm_hour, &broken.tm_min, &broken.tm_sec, words[0], words[1], words[2]);
	const char *zone = words[0];

	if (count < 6 || !month_of(month, &broken.tm_mon))
		return false;
	if (strcmp(words[0], "PM") == 0 || strcmp(words[0], "AM") == 0) {
		broken.tm_hour = broken.tm_hour % 12 + (words[0][0] == 'P' ? 12 : 0);
		zone = words[1];
	}
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strlen(words[i]) == 4 && strspn(words[i], "0123456789") == 4)
			broken.tm_year = (int)strtol(words[i], NULL, 10) - 1900;
	return broken.tm_year > 0 && finish(&broken, *zone >= 'A' ? zone : "", seconds);
}

/* "Thu, 26 Nov 2026 14:05:01 +0100", and "Thu 26 Nov 2026 02:05:01 PM UTC". */
static bool take_mail_date(const char *at, int64_t *seconds)
{
	struct tm broken = { .tm_year = 0 };
	char month[4] = "";
	int length = 0;

	if (sscanf(at, "%2d %3s %4d %2d:%2d:%2d%n", &broken.tm_mday, month, &broken.tm_year,
		    &broken.tm_hour, &broken.tm_min, &broken.tm_sec, &length) != 6 ||
		length == 0 || !month_of(month, &broken.tm_mon))
		return false;
	broken.tm_year -= 1900;
	at += length;
	if (strncmp(at, " PM", 3) == 0 || strncmp(at, " AM", 3) == 0) {
		broken.tm_hour = broken.tm_hour % 12 + (at[1] == 'P' ? 12 : 0);
		at += 3;
	}
	return finish(&broken, at, seconds);
}

/* A line of nothing but seconds since 1970, with an @ or a fraction or without. */
static bool take_seconds(const char *line, int64_t *seconds)
{
	char *end;

	line += strspn(line, " \t#=@");
	*seconds = strtoll(line, &end, 10);
	if (*end == '.')
		end += 1 + strspn(end + 1, "0123456789");
	return end[strspn(end, " \t\r=#")] == '\0' && *seconds >= SECONDS_LEAST &&
	       *seconds < SECONDS_MOST;
}

bool meminfo_log_time(struct text line, int64_t *seconds)
{
	char copy[LINE_MOST];

	if (line.length >= sizeof(copy) || memchr(line.at, '\0', line.length))
		return false;
	memcpy(copy, line.at, line.length);
	copy[line.length] = '\0';
	if (take_seconds(copy, seconds) || take_iso(copy, seconds))
		return true;
	for (const char *at = copy; *at; at++) {
		if (at > copy && at[-1] != ' ' && at[-1] != '\t')
			continue;
		if (take_date(at, seconds) || take_mail_date(at, seconds))
			return true;
	}
	return false;
}

/* ---- the text ---- */

void meminfo_log_free(struct meminfo_log *log)
{
	free(log->entries);
	*log = (struct meminfo_log){ .entries = NULL };
}

static bool begins(struct text line)
{
	return line.length > 9 && memcmp(line.at, "MemTotal:", 9) == 0;
}

/* "Name:   n kB"; what is none ends a meminfo. */
static bool belongs(struct text line)
{
	const char *colon = memchr(line.at, ':', line.length);

	return colon && colon > line.at && !memchr(line.at, ' ', (size_t)(colon - line.at)) &&
	       (size_t)(colon - line.at) + 1 < line.length && colon[1] == ' ';
}

static enum status add(struct meminfo_log *log, size_t *capacity, int64_t seconds, const char *at)
{
	struct meminfo_log_entry *grown =
		array_reserve(log->entries, capacity, log->count + 1, sizeof(*grown));

	if (!grown)
		return STATUS_NO_MEMORY;
	log->entries = grown;
	grown[log->count++] = (struct meminfo_log_entry){ seconds, text_of(at, 0) };
	return STATUS_OK;
}

static size_t lines_of(struct text text)
{
	struct text line;
	size_t count = 0;

	while (text_next_line(&text, &line))
		count++;
	return count;
}

static bool ends_with(struct text text, const char *end)
{
	const size_t length = strlen(end);

	return text.length >= length && memcmp(text.at + text.length - length, end, length) == 0;
}

/* The last one that a log was cut in, or that cron still writes: what it lacks would seem to have been 0. */
static bool is_cut(const struct meminfo_log *log, struct text text)
{
	const struct text last = log->entries[log->count - 1].text;
	const struct text before = log->entries[log->count - 2].text;

	const char *end = last.at + last.length;
	const size_t behind = (size_t)(text.at + text.length - end);

	/* Half a name is no line of it. */
	if (behind > 0 && memchr(end, '\n', behind))
		return false;
	return lines_of(last) < lines_of(before) ||
	       (!ends_with(last, "\n") && !ends_with(last, " kB"));
}

enum status meminfo_log_parse(struct meminfo_log *log, struct text text)
{
	struct text rest = text, line;
	int64_t seconds = 0, told;
	size_t capacity = 0;
	bool inside = false;
	enum status status = STATUS_OK;

	*log = (struct meminfo_log){ .entries = NULL };
	while (status == STATUS_OK && text_next_line(&rest, &line)) {
		if (begins(line)) {
			inside = seconds != 0;
			log->without_time += !inside;
			if (inside)
				status = add(log, &capacity, seconds, line.at);
			seconds = 0;
		} else if (!belongs(line)) {
			inside = false;
			if (meminfo_log_time(line, &told))
				seconds = told;
		}
		if (status == STATUS_OK && inside) {
			struct text *entry = &log->entries[log->count - 1].text;

			entry->length = (size_t)(rest.at - entry->at);
		}
	}
	if (log->count > 1 && is_cut(log, text))
		log->count--;
	if (status == STATUS_OK && log->count + log->without_time == 0)
		return STATUS_ABSENT;
	return status;
}
