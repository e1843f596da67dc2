/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Wu and Manber's search for several words at once: all words are looked at as if they had the
 * length of the shortest, and the pair of bytes at the end of that window says how far it may move.
 */
#include "parse/oom/landmarks.h"

#include <string.h>

#include "base/macros.h"

#define WINDOW 8

static const char *const words[] = {
	"oom-killer",
	"oom-kill:",
	"Mem-Info",
	"Mem-info",
	"allocation failure",
	"allocation stalls",
	"vmalloc error",
	"error: size",
	"due to memory",
	"Out of memory",
	"Out of Memory",
	"out of memory",
	"Killed process",
	"memory: usage",
	"active_anon:",
	"Active_anon:",
	"lowmem_reserve[",
	"systemd-oomd",
	"earlyoom",
	"mem avail:",
	"Show Memory",
	"total pagecache",
};
#define WORD_COUNT (COUNT_OF(words))

static size_t pair_at(const char *at)
{
	return (size_t)(unsigned char)at[0] << 8 | (unsigned char)at[1];
}

void oom_landmarks_prepare(struct oom_landmarks *landmarks)
{
	memset(landmarks->shift, WINDOW - 1, sizeof(landmarks->shift));
	for (size_t i = 0; i < WORD_COUNT; i++) {
		for (size_t at = 0; at + 2 <= WINDOW; at++) {
			uint8_t *shift = &landmarks->shift[pair_at(words[i] + at)];

			if (WINDOW - 2 - at < *shift)
				*shift = (uint8_t)(WINDOW - 2 - at);
		}
	}
}

static bool is_word(struct text text)
{
	for (size_t i = 0; i < WORD_COUNT; i++)
		if (text.at[0] == words[i][0] && text_starts(text, words[i]))
			return true;
	return false;
}

size_t oom_landmarks_find(const struct oom_landmarks *landmarks, struct text text)
{
	size_t at = 0;

	while (at + WINDOW <= text.length) {
		size_t shift = landmarks->shift[pair_at(text.at + at + WINDOW - 2)];

		if (shift > 0) {
			at += shift;
			continue;
		}
		if (is_word(text_of(text.at + at, text.length - at)))
			return at;
		at++;
	}
	return text.length;
}
