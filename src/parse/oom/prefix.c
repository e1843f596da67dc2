/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/oom/prefix.h"

/* No prefix is longer; it bounds the work on a line that has none. */
#define PREFIX_MAX 120
#define SECOND_US  UINT64_C(1000000)

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	/* Names of months in other languages are UTF-8. */
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static void drop(struct text *text, size_t count)
{
	text->at += count;
	text->length -= count;
}

static size_t blanks(struct text text, size_t at)
{
	while (at < text.length && (text.at[at] == ' ' || text.at[at] == '\t'))
		at++;
	return at;
}

static size_t digits(struct text text, size_t at)
{
	while (at < text.length && is_digit(text.at[at]))
		at++;
	return at;
}

struct text oom_prefix_unquote(struct text text)
{
	size_t quoted = 0;

	for (size_t i = 0; i < text.length; i++) {
		char c = text.at[i];

		if (c == '>')
			quoted = i + 1;
		else if (c != ' ' && c != '\t' && c != '|')
			break;
	}
	drop(&text, quoted);
	return text;
}

static uint64_t number_of(struct text text)
{
	uint64_t n = 0;

	return text_to_number(text, &n) ? n : 0;
}

/* "1400.080118" in microseconds. */
static bool read_seconds(struct text text, uint64_t *us)
{
	size_t point = digits(text, 0), end = digits(text, point + 1), fraction = 0;

	if (point == 0 || point > 12 || point + 1 >= text.length || text.at[point] != '.' ||
		end != text.length)
		return false;
	for (size_t i = 0; i < 6; i++)
		fraction = fraction * 10 +
			   (point + 1 + i < end ? (size_t)(text.at[point + 1 + i] - '0') : 0);
	*us = number_of(text_of(text.at, point)) * SECOND_US + fraction;
	return true;
}

/* "03:54:03" anywhere in text: where it begins; text.length if nowhere. */
static size_t find_clock(struct text text)
{
	for (size_t at = 0; at + 8 <= text.length; at++) {
		const char *c = text.at + at;

		if (c[2] == ':' && c[5] == ':' && is_digit(c[0]) && is_digit(c[1]) &&
			is_digit(c[3]) && is_digit(c[4]) && is_digit(c[6]) && is_digit(c[7]))
			return at;
	}
	return text.length;
}

static uint64_t clock_us(const char *c)
{
	uint64_t seconds = 0;

	for (size_t i = 0; i < 8; i += 3)
		seconds = seconds * 60 + (uint64_t)(c[i] - '0') * 10 + (uint64_t)(c[i + 1] - '0');
	return seconds * SECOND_US;
}

static void set_time(struct oom_line *line, uint64_t us)
{
	line->stamped = true;
	if (!value_known(line->time_us))
		line->time_us = value_of(us);
}

/* "<4>" */
static size_t level_length(struct text text)
{
	size_t end = digits(text, 1);

	if (text.length < 3 || text.at[0] != '<' || end == 1 || end > 4 || end >= text.length)
		return 0;
	return text.at[end] == '>' ? end + 1 : 0;
}

static bool take_level(struct oom_line *line)
{
	size_t length = level_length(line->text);

	drop(&line->text, length);
	line->stamped = line->stamped || length > 0;
	return length > 0;
}

static bool has_minutes(struct text text)
{
	for (size_t i = 2; i + 2 < text.length; i++)
		if (text.at[i] == ':' && is_digit(text.at[i - 1]) && is_digit(text.at[i + 1]))
			return true;
	return false;
}

/* What stands in square brackets: a time, or a caller behind one.  Task rows and addresses do not. */
static bool take_bracket(struct oom_line *line)
{
	struct text text = line->text, inside;
	size_t limit = text.length < 48 ? text.length : 48, clock;
	const char *end = text.length > 2 && text.at[0] == '[' ? memchr(text.at, ']', limit) : NULL;
	uint64_t us;

	if (!end)
		return false;
	inside = text_trim(text_of(text.at + 1, (size_t)(end - text.at) - 1));
	if (inside.length < 2)
		return false;
	clock = find_clock(inside);
	if (read_seconds(inside, &us))
		set_time(line, us);
	else if (clock < inside.length)
		set_time(line, clock_us(inside.at + clock));
	else if (line->stamped && (inside.at[0] == 'T' || inside.at[0] == 'C') &&
		 digits(inside, 1) == inside.length)
		line->caller = inside;
	else if (inside.at[0] == '+' || (is_letter(inside.at[0]) && has_minutes(inside)))
		line->stamped = true;
	else
		return false;
	drop(&line->text, (size_t)(end - text.at) + 1);
	return true;
}

/* "4,SEQ,USEC,-,caller=T1;" of /dev/kmsg */
static bool take_kmsg(struct oom_line *line)
{
	static const char word[] = "caller=";
	struct text text = line->text, fields, field;
	size_t limit = text.length < PREFIX_MAX ? text.length : PREFIX_MAX, end = digits(text, 0);
	const char *semicolon;

	if (end == 0 || end >= text.length || text.at[end] != ',')
		return false;
	semicolon = memchr(text.at, ';', limit);
	if (!semicolon)
		return false;
	fields = text_of(text.at, (size_t)(semicolon - text.at));
	for (size_t i = 0; fields.length > 0; i++) {
		field = text_next_field(&fields, ',');
		if (i < 3 && digits(field, 0) != field.length)
			return false;
		if (i == 2)
			set_time(line, number_of(field));
		if (text_starts(field, word))
			line->caller = text_of(field.at + 7, field.length - 7);
	}
	drop(&line->text, (size_t)(semicolon - text.at) + 1);
	return true;
}

/* "kern  :warn  : " of dmesg -x */
static bool take_facility(struct oom_line *line)
{
	struct text text = line->text;
	size_t at = 4;

	if (!text_starts(text, "kern"))
		return false;
	at = blanks(text, at);
	if (at >= text.length || text.at[at] != ':')
		return false;
	for (at++; at < text.length && is_letter(text.at[at]); at++)
		;
	at = blanks(text, at);
	if (at >= text.length || text.at[at] != ':')
		return false;
	drop(&line->text, at + 1);
	line->stamped = true;
	return true;
}

/* Whether word is the "kernel:" or "name[123]:" of a program that logs. */
static bool is_tag(struct text word)
{
	size_t at;

	if (word.length < 2 || word.at[word.length - 1] != ':')
		return false;
	if (text_equals(word, "kernel:"))
		return true;
	if (word.at[word.length - 2] != ']')
		return false;
	for (at = word.length - 2; at > 0 && is_digit(word.at[at - 1]); at--)
		;
	return at > 0 && at < word.length - 2 && word.at[at - 1] == '[';
}

/* "host1 kernel: ", "kernel: " */
static bool take_tag(struct oom_line *line, bool host_allowed)
{
	struct text rest = line->text, word = text_next_word(&rest);

	if (!is_tag(word)) {
		struct text second = text_next_word(&rest);

		if (!host_allowed || word.length == 0 || word.at[word.length - 1] == ':' ||
			!is_tag(second))
			return false;
		word = second;
	}
	line->tag = text_of(word.at, word.length - 1);
	line->text = rest;
	return true;
}

/* The length of ".123456+02:00", "Z" behind a time. */
static size_t zone_length(struct text text)
{
	size_t at = 0;

	if (at < text.length && (text.at[at] == '.' || text.at[at] == ','))
		at = digits(text, at + 1);
	if (at < text.length && text.at[at] == 'Z')
		return at + 1;
	if (at + 4 < text.length && (text.at[at] == '+' || text.at[at] == '-') &&
		is_digit(text.at[at + 1]))
		for (at++; at < text.length && (is_digit(text.at[at]) || text.at[at] == ':'); at++)
			;
	return at;
}

/* At most four words in front of a time: "Mar 17", "2025-08-12T", "mars 27 2025". */
static bool is_date(struct text text)
{
	size_t words = 0;

	while (text_next_word(&text).length > 0)
		words++;
	return words <= 4;
}

/* "Jul 15 23:44:32 host1 kernel: " and its like in other languages and forms. */
static bool take_syslog(struct oom_line *line)
{
	struct text text = line->text;
	struct text head = text_of(text.at, text.length < 44 ? text.length : 44);
	size_t clock = find_clock(head), end = clock + 8;

	if (clock == head.length || !is_date(text_of(text.at, clock)))
		return false;
	for (size_t i = 0; i < clock; i++)
		if (text.at[i] == '[' || text.at[i] == '=' || text.at[i] == '(')
			return false;
	set_time(line, clock_us(text.at + clock));
	drop(&line->text, end);
	drop(&line->text, zone_length(line->text));
	take_tag(line, true);
	return true;
}

void oom_prefix_strip(struct oom_line *line)
{
	bool taken = true;

	for (int i = 0; taken && i < 8; i++) {
		drop(&line->text, blanks(line->text, 0));
		taken = take_level(line) || take_bracket(line) || take_kmsg(line) ||
			take_facility(line) || take_tag(line, line->stamped) ||
			(line->tag.length == 0 && take_syslog(line));
	}
}

/* Whether "[   34.423940] " begins at at. */
static bool is_stamp(struct text text, size_t at)
{
	size_t start = blanks(text, at + 1), point = digits(text, start), end;

	if (point == start || point + 4 >= text.length || text.at[point] != '.')
		return false;
	end = digits(text, point + 1);
	return end >= point + 4 && end < text.length && text.at[end] == ']';
}

/* The beginning of the word in front of end. */
static size_t word_before(struct text text, size_t end)
{
	while (end > 0 && text.at[end - 1] == ' ')
		end--;
	while (end > 0 && text.at[end - 1] != ' ')
		end--;
	return end;
}

/* The beginning of "Mar 17 01:33:13 host1" in front of the " kernel: " at end; end if it is none. */
static size_t syslog_start(struct text text, size_t end)
{
	size_t host = word_before(text, end), clock = word_before(text, host), day, month;

	if (clock >= host || find_clock(text_of(text.at + clock, host - clock)) != 0)
		return end;
	day = word_before(text, clock);
	month = word_before(text, day);
	if (day < clock && is_digit(text.at[day]) && digits(text, day) <= day + 2 && month < day &&
		is_letter(text.at[month]))
		return month;
	return clock;
}

static size_t next_syslog(struct text text)
{
	static const char word[] = " kernel: ";
	size_t at = 1;

	while (at < text.length) {
		const char *found = memmem(text.at + at, text.length - at, word, sizeof(word) - 1);
		size_t end, start;

		if (!found)
			break;
		end = (size_t)(found - text.at);
		start = syslog_start(text, end);
		if (start < end && start > 0)
			return start;
		at = end + 1;
	}
	return text.length;
}

size_t oom_prefix_next(struct text text)
{
	size_t at = 1, syslog = next_syslog(text);

	while (at < syslog) {
		const char *found = memchr(text.at + at, '[', syslog - at);

		if (!found)
			break;
		at = (size_t)(found - text.at);
		if (is_stamp(text, at))
			return at;
		at++;
	}
	return syslog;
}
