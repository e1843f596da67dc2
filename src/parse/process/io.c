/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/process/io.h"

#include <stdbool.h>

#include "base/text.h"

enum status process_io_parse(struct process_io *io, const char *text, size_t length)
{
	struct text rest = text_of(text, length), line;
	bool passed = false, dirtied = false;

	*io = (struct process_io){ 0 };
	while (text_next_line(&rest, &line)) {
		struct text key = text_next_word(&line);

		if (text_equals(key, "wchar:"))
			passed = text_next_number(&line, &io->passed);
		else if (text_equals(key, "write_bytes:"))
			dirtied = text_next_number(&line, &io->dirtied);
	}
	return passed && dirtied ? STATUS_OK : STATUS_MALFORMED;
}
