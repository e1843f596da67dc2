/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/process/statm.h"

#include "base/text.h"

enum status statm_parse(struct statm *statm, const char *text, size_t length)
{
	struct text rest = text_of(text, length);

	*statm = (struct statm){ 0 };
	if (!text_next_number(&rest, &statm->size) || !text_next_number(&rest, &statm->resident) ||
		!text_next_number(&rest, &statm->shared))
		return STATUS_MALFORMED;
	return STATUS_OK;
}
