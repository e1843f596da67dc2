/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/moment.h"

#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "base/messages.h"
#include "base/text.h"

#define DAY_SECONDS 86400
/* Of a time in seconds: some 292 years on either side of 1970 fit into nanoseconds. */
#define SECONDS_MOST UINT64_C(9000000000)

static int64_t unit_seconds(char unit)
{
	static const struct {
		char unit;
		int64_t seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', DAY_SECONDS },
		{ 'w', 7 * (int64_t)DAY_SECONDS } };

	for (size_t i = 0; i < COUNT_OF(units); i++)
		if (units[i].unit == unit)
			return units[i].seconds;
	return 0;
}

/* "90m", with or without a minus. */
static bool parse_ago(const char *word, uint64_t *seconds)
{
	size_t length;
	uint64_t n;

	word += *word == '-';
	length = strlen(word);
	if (length < 2 || !unit_seconds(word[length - 1]) ||
		!text_to_number(text_of(word, length - 1), &n) || n > SECONDS_MOST)
		return false;
	*seconds = n * (uint64_t)unit_seconds(word[length - 1]);
	return *seconds <= SECONDS_MOST;
}

bool moment_span(const char *word, uint64_t *seconds)
{
	return *word != '-' && parse_ago(word, seconds) && *seconds > 0;
}

bool moment_is_ago(const char *word)
{
	uint64_t seconds;

	return *word == '-' && parse_ago(word, &seconds);
}

/* Takes a number of just so many digits up to most off rest, and the separator behind it, if any. */
static bool take_part(struct text *rest, char separator, size_t digits, uint64_t most, int *out)
{
	struct text part = text_next_field(rest, separator);
	uint64_t n;

	if (part.length != digits || !text_to_number(part, &n) || n > most)
		return false;
	*out = (int)n;
	return true;
}

/* "14:05" or "14:05:10". */
static bool parse_clock(struct text text, struct tm *tm)
{
	tm->tm_sec = 0;
	if (!take_part(&text, ':', 2, 23, &tm->tm_hour))
		return false;
	if (text.length == 2)
		return take_part(&text, ':', 2, 59, &tm->tm_min);
	return take_part(&text, ':', 2, 59, &tm->tm_min) &&
	       take_part(&text, ':', 2, 60, &tm->tm_sec) && text.length == 0;
}

/* The later of the two times that a clock which is set back shows alike. */
static time_t seconds_of(const struct tm *tm)
{
	struct tm summer = *tm, winter = *tm;
	time_t a, b;

	summer.tm_isdst = 1;
	winter.tm_isdst = 0;
	a = mktime(&summer);
	b = mktime(&winter);
	/* Where it is the one, the other reading moves the hour. */
	if (summer.tm_hour == tm->tm_hour && winter.tm_hour == tm->tm_hour)
		return a > b ? a : b;
	return summer.tm_hour == tm->tm_hour && summer.tm_isdst == 1 ? a : b;
}

static int days_in(const struct tm *tm)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	const int year = tm->tm_year + 1900;
	const bool leaps = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[tm->tm_mon] + (leaps && tm->tm_mon == 1);
}

/* "2026-11-26". */
static bool parse_date(struct text text, struct tm *tm)
{
	if (!take_part(&text, '-', 4, 9999, &tm->tm_year) ||
		!take_part(&text, '-', 2, 12, &tm->tm_mon) ||
		!take_part(&text, '-', 2, 31, &tm->tm_mday) || text.length)
		return false;
	tm->tm_year -= 1900;
	tm->tm_mon -= 1;
	return tm->tm_year >= 70 && tm->tm_mon >= 0 && tm->tm_mday >= 1 &&
	       tm->tm_mday <= days_in(tm);
}

/* "yesterday", or a day of the week, today being seven days ago. */
static bool parse_day(struct text text, struct tm *tm)
{
	static const char *const days[] = { "sunday", "monday", "tuesday", "wednesday", "thursday",
		"friday", "saturday" };

	if (text.length == 9 && strncasecmp(text.at, "yesterday", 9) == 0) {
		tm->tm_mday--;
		return true;
	}
	for (int day = 0; day < 7; day++) {
		if ((text.length == 3 || text.length == strlen(days[day])) &&
			strncasecmp(text.at, days[day], text.length) == 0) {
			tm->tm_mday -= (tm->tm_wday + 6 - day) % 7 + 1;
			return true;
		}
	}
	return false;
}

/* A day, a time of day, or both with a T between them. */
static bool parse_calendar(const char *word, int64_t now, int64_t *seconds)
{
	struct text rest = text_of_string(word), day;
	time_t now_seconds = (time_t)now;
	struct tm tm;
	bool dated;

	if (!localtime_r(&now_seconds, &tm))
		return false;
	if (parse_clock(rest, &tm)) {
		*seconds = seconds_of(&tm);
		if (*seconds <= now)
			return true;
		tm.tm_mday--;
		*seconds = seconds_of(&tm);
		return true;
	}
	/* "tuesday" has a T, too: the one before a digit counts. */
	for (size_t i = 1; i + 1 < rest.length; i++)
		if ((rest.at[i] == 'T' || rest.at[i] == ' ') && rest.at[i + 1] >= '0' &&
			rest.at[i + 1] <= '9') {
			day = text_of(rest.at, i);
			rest = text_of(rest.at + i + 1, rest.length - i - 1);
			dated = parse_date(day, &tm) || parse_day(day, &tm);
			if (!dated || !parse_clock(rest, &tm))
				return false;
			*seconds = seconds_of(&tm);
			return true;
		}
	if (parse_date(rest, &tm))
		tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	else if (!parse_day(rest, &tm))
		return false;
	*seconds = seconds_of(&tm);
	return true;
}

/* "@1795819200" or "@1795819200.5". */
static bool parse_epoch(struct text text, int64_t *wall_ns)
{
	struct text whole = text_next_field(&text, '.');
	uint64_t seconds, part = 0;

	if (!text_to_number(whole, &seconds) || seconds > SECONDS_MOST)
		return false;
	if (text.length > 9 || (text.length > 0 && !text_to_number(text, &part)))
		return false;
	for (size_t i = text.length; i < 9; i++)
		part *= 10;
	*wall_ns = (int64_t)(seconds * NS_PER_SECOND + part);
	return true;
}

static bool parse(struct moment *moment, const char *word, int64_t now_ns)
{
	int64_t seconds;
	uint64_t ago;

	*moment = (struct moment){ MOMENT_TIME, now_ns };
	if (strcmp(word, "now") == 0)
		return true;
	if (strcmp(word, "boot") == 0 || strcmp(word, "start") == 0) {
		moment->kind = *word == 'b' ? MOMENT_BOOT : MOMENT_START;
		return true;
	}
	if (*word == '@')
		return parse_epoch(text_of_string(word + 1), &moment->wall_ns);
	if (parse_ago(word, &ago)) {
		moment->wall_ns = now_ns - (int64_t)ago * NS_PER_SECOND;
		return true;
	}
	if (!parse_calendar(word, now_ns / NS_PER_SECOND, &seconds))
		return false;
	/* To the end of that second: a sample a moment later bears the same time. */
	moment->wall_ns = seconds * NS_PER_SECOND + NS_PER_SECOND - 1;
	return true;
}

enum status moment_parse(struct moment *moment, const char *word, int64_t now_ns,
	struct message *message)
{
	if (parse(moment, word, now_ns))
		return STATUS_OK;
	message_set(message,
		_("'%s' is no time (such as now, 90m, 3d, 14:05, yesterday, mon, 2026-11-26T14:05, "
		  "@1795819200, boot, start)"),
		quoted_string(word).text);
	return STATUS_MALFORMED;
}
