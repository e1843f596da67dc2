/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What systemd-oomd and earlyoom log. */
#include <string.h>

#include "base/units.h"
#include "parse/oom/parser.h"

/* "91.73%" in hundredths */
static bool read_percent(struct text word, uint64_t *n)
{
	uint64_t whole, fraction = 0;
	struct text digits;

	while (word.length > 0 && (word.at[0] == '(' || word.at[0] == ' '))
		word = text_of(word.at + 1, word.length - 1);
	digits = oom_text_between(word, "", "%),");
	/* Kernels with a fault in their account of pressure print figures far above 100. */
	if (!text_to_number(text_next_field(&digits, '.'), &whole) || whole > INT64_MAX / 101)
		return false;
	if (digits.length > 2)
		digits.length = 2;
	if (digits.length > 0 && !text_to_number(digits, &fraction))
		return false;
	*n = whole * 100 + (digits.length == 1 ? fraction * 10 : fraction);
	return true;
}

static struct value percent_of(struct text word)
{
	uint64_t n;

	return read_percent(word, &n) ? value_of(n) : value_missing(VALUE_ABSENT);
}

static struct value size_of(struct text word)
{
	uint64_t n;

	word = oom_text_between(word, word.length > 0 && word.at[0] == '(' ? "(" : "", ")");
	return units_parse_bytes(word, &n) ? value_of(n) : value_missing(VALUE_ABSENT);
}

static struct oom_userspace *need(struct oom_parser *parser, enum oom_killer killer)
{
	struct oom_report *report = oom_parser_report(parser);

	if (!report || report->userspace.killer != killer || report->userspace.acted)
		report = oom_parser_open(parser);
	if (!report)
		return NULL;
	report->form = OOM_FORM_USERSPACE;
	report->userspace.killer = killer;
	parser->now->seen |= OOM_SEEN_USERSPACE;
	return &report->userspace;
}

/* "(12.3G) / total (15.4G)" */
static void read_used(struct oom_words *words, struct value *used, struct value *total)
{
	*used = size_of(oom_words_take(words));
	if (oom_words_skip(words, "/ total"))
		*total = size_of(oom_words_take(words));
}

static void read_oomd_reason(struct oom_words *words, struct oom_userspace *user)
{
	if (oom_words_skip(words, "memory pressure for")) {
		user->reason = OOM_REASON_PRESSURE;
		user->group = oom_words_take(words);
		if (oom_words_skip(words, "being"))
			user->percent = percent_of(oom_words_take(words));
		if (oom_words_skip(words, ">"))
			user->limit = percent_of(oom_words_take(words));
		if (oom_words_skip(words, "for >"))
			user->duration = oom_words_take(words);
		return;
	}
	if (oom_words_skip(words, "memory used")) {
		user->reason = OOM_REASON_MEMORY;
		read_used(words, &user->memory_used, &user->memory_total);
		oom_words_skip(words, "and");
	}
	if (oom_words_skip(words, "swap used")) {
		if (user->reason == OOM_REASON_NONE)
			user->reason = OOM_REASON_SWAP;
		read_used(words, &user->swap_used, &user->swap_total);
	}
	if (oom_words_skip(words, "being more than"))
		user->limit = percent_of(oom_words_take(words));
}

/* "Killed /system.slice/x.service due to memory pressure for /system.slice being 91.73% > 50.00%" */
static bool take_oomd_kill(struct oom_parser *parser)
{
	struct oom_words words = parser->words;
	struct oom_userspace *user;
	struct text target;

	oom_words_take(&words);
	target = oom_words_take(&words);
	if (target.length == 0 || target.at[0] != '/' || !oom_words_skip(&words, "due to"))
		return false;
	user = need(parser, OOM_KILLER_SYSTEMD_OOMD);
	if (!user)
		return true;
	user->acted = true;
	user->target = target;
	read_oomd_reason(&words, user);
	for (size_t i = 0; i < user->candidate_count; i++) {
		if (user->candidates[i].path.length == target.length &&
			memcmp(user->candidates[i].path.at, target.at, target.length) == 0) {
			user->target_bytes = user->candidates[i].bytes;
			user->target_pressure = user->candidates[i].pressure;
		}
	}
	parser->words = words;
	return true;
}

/* "Path: /a", "Pressure: Avg10: 93.66 ...", "Current Memory Usage: 276.9M" of one candidate */
static bool take_candidate(struct oom_parser *parser)
{
	struct oom_words words = parser->words;
	struct oom_report *report = oom_parser_report(parser);
	struct oom_userspace *user =
		report && report->form == OOM_FORM_USERSPACE ? &report->userspace : NULL;

	if (oom_words_skip(&words, "Considered")) {
		if (oom_words_take(&words).length == 0 ||
			!oom_words_skip(&words, "cgroups for killing,"))
			return false;
		need(parser, OOM_KILLER_SYSTEMD_OOMD);
	} else if (!user) {
		return false;
	} else if (oom_words_skip(&words, "Path:")) {
		if (user->candidate_count == OOM_CANDIDATES)
			return false;
		user->candidates[user->candidate_count].path = oom_words_take(&words);
		OOM_ABSENT(&user->candidates[user->candidate_count], bytes, pressure);
		user->candidate_count++;
	} else if (user->candidate_count == 0) {
		return false;
	} else if (oom_words_skip(&words, "Pressure: Avg10:")) {
		user->candidates[user->candidate_count - 1].pressure =
			percent_of(oom_words_take(&words));
	} else if (oom_words_skip(&words, "Current Memory Usage:")) {
		user->candidates[user->candidate_count - 1].bytes = size_of(oom_words_take(&words));
	} else {
		return false;
	}
	parser->words = words;
	return true;
}

bool oom_take_oomd(struct oom_parser *parser)
{
	if (text_equals(oom_words_peek(&parser->words), "Killed"))
		return take_oomd_kill(parser);
	return take_candidate(parser);
}

static void skip_percent_sign(struct oom_words *words)
{
	if (text_starts(oom_words_peek(words), "%"))
		oom_words_take(words);
}

/* "56 of 15881 MiB ( 0.35%)," */
static bool read_part(struct oom_words *words, struct value *part, struct value *total,
	struct value *percent)
{
	struct text word;
	uint64_t n, of;

	if (!text_to_number(oom_words_take(words), &n) || !oom_words_skip(words, "of") ||
		!text_to_number(oom_words_take(words), &of) || !oom_words_skip(words, "MiB"))
		return false;
	if (n > UINT64_MAX >> 20 || of > UINT64_MAX >> 20)
		return false;
	*part = value_of(n << 20);
	*total = value_of(of << 20);
	word = oom_words_take(words);
	*percent = percent_of(text_equals(word, "(") ? oom_words_take(words) : word);
	skip_percent_sign(words); /* "(5 %)", "(5) %": to 1.2 */
	return true;
}

/* "<= min 10 %,": to 1.2 */
static void read_old_limit(struct oom_words *words, struct value *limit)
{
	if (!oom_words_skip(words, "<= min"))
		return;
	*limit = percent_of(oom_words_take(words));
	skip_percent_sign(words);
}

/* "mem avail:    56 of 15881 MiB ( 0.35%), swap free: 2555 of 4095 MiB (62.38%)" */
static bool take_reading(struct oom_parser *parser)
{
	struct oom_words words = parser->words;
	struct oom_userspace reading = { .acted = false }, *user;

	if (!oom_words_skip(&words, "mem avail:") ||
		!read_part(&words, &reading.memory_free, &reading.memory_total,
			&reading.memory_percent))
		return false;
	user = need(parser, OOM_KILLER_EARLYOOM);
	if (!user)
		return true;
	user->memory_free = reading.memory_free;
	user->memory_total = reading.memory_total;
	user->memory_percent = reading.memory_percent;
	read_old_limit(&words, &user->memory_limit);
	if (oom_words_skip(&words, "swap free:") &&
		read_part(&words, &reading.swap_free, &reading.swap_total, &reading.swap_percent)) {
		user->swap_free = reading.swap_free;
		user->swap_total = reading.swap_total;
		user->swap_percent = reading.swap_percent;
		read_old_limit(&words, &user->swap_limit);
	}
	parser->words = words;
	return true;
}

/* "mem <=  4.00% and swap <= 10.00%", "mem  4.00%, swap 10.00%" */
static void read_limits(struct oom_words *words, struct value *memory, struct value *swap)
{
	if (oom_words_skip(words, "mem")) {
		oom_words_skip(words, "<=");
		*memory = percent_of(oom_words_take(words));
	}
	oom_words_skip(words, "and");
	if (oom_words_skip(words, "swap")) {
		oom_words_skip(words, "<=");
		*swap = percent_of(oom_words_take(words));
	}
}

static bool take_limits(struct oom_parser *parser)
{
	struct oom_words words = parser->words;
	struct oom_userspace *user;
	bool term = oom_words_skip(&words, "sending SIGTERM when") ||
		    oom_words_skip(&words, "low memory! at or below SIGTERM limits:");

	if (!term && !oom_words_skip(&words, "SIGKILL when") &&
		!oom_words_skip(&words, "low memory! at or below SIGKILL limits:"))
		return false;
	user = need(parser, OOM_KILLER_EARLYOOM);
	if (!user)
		return true;
	if (term)
		read_limits(&words, &user->memory_limit, &user->swap_limit);
	else
		read_limits(&words, &user->memory_kill_limit, &user->swap_kill_limit);
	parser->words = words;
	return true;
}

/* What it did, and to which task; NULL: no memory. */
static struct oom_userspace *acts_on(struct oom_parser *parser, enum oom_killer killer,
	uint64_t pid)
{
	struct oom_userspace *user = need(parser, killer);

	if (user) {
		user->acted = true;
		user->pid = value_of(pid);
	}
	return user;
}

/* 'sending SIGTERM to process 1234 uid 1000 "firefox": badness 639, VmRSS 1234 MiB' */
static bool take_signal(struct oom_parser *parser)
{
	struct oom_words words = parser->words;
	struct oom_userspace *user;
	struct text line;
	uint64_t pid, mib;
	size_t quote;

	if ((!oom_words_skip(&words, "sending SIGTERM to process") &&
		    !oom_words_skip(&words, "sending SIGKILL to process")) ||
		!text_to_number(oom_words_take(&words), &pid))
		return false;
	user = acts_on(parser, OOM_KILLER_EARLYOOM, pid);
	if (!user)
		return true;
	line = oom_words_take_line(&words);
	quote = oom_text_find(line, "\"");
	user->target = oom_text_between(text_of(line.at + quote, line.length - quote), "\"", "\"");
	quote = oom_text_find(line, "VmRSS ");
	line = text_of(line.at + quote, line.length - quote);
	if (text_to_number(oom_text_between(line, "VmRSS ", " "), &mib) && mib <= UINT64_MAX >> 20)
		user->target_bytes = value_of(mib << 20);
	parser->words = words;
	return true;
}

/* "Killing process 1234 chrome": to 1.1 */
static bool take_old_kill(struct oom_parser *parser)
{
	const struct oom_report *report = oom_parser_report(parser);
	struct oom_words words = parser->words;
	struct oom_userspace *user;
	uint64_t pid;

	if (!report || report->userspace.killer != OOM_KILLER_EARLYOOM ||
		!oom_words_skip(&words, "Killing process") ||
		!text_to_number(oom_words_take(&words), &pid))
		return false;
	user = acts_on(parser, OOM_KILLER_EARLYOOM, pid);
	if (!user)
		return true;
	user->target = oom_words_take_line(&words);
	parser->words = words;
	return true;
}

bool oom_take_earlyoom(struct oom_parser *parser)
{
	return take_reading(parser) || take_limits(parser) || take_signal(parser) ||
	       take_old_kill(parser);
}
