/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words by which a report is found in a text of any size, without reading all of it. */
#ifndef MEMTOP_PARSE_OOM_LANDMARKS_H
#define MEMTOP_PARSE_OOM_LANDMARKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* How far each pair of bytes allows to go on: filled once, used for any number of searches. */
struct oom_landmarks {
	uint8_t shift[1 << 16];
};

void oom_landmarks_prepare(struct oom_landmarks *landmarks);

/* The offset of the first landmark in text, its length where there is none. */
size_t oom_landmarks_find(const struct oom_landmarks *landmarks, struct text text);

#endif
