/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A configuration file of any user's: no crash, a message for each failure, settings that last. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/rows.h"
#include "config/text.h"
#include "support/fuzz.h"

/* What was understood, saved and read again, is the same. */
static void check_round_trip(const struct settings *settings)
{
	struct settings again = settings_default;
	struct message message = { "" };
	char *first = NULL, *second = NULL;
	size_t first_length, second_length;
	FILE *file = open_memstream(&first, &first_length);

	settings_write(settings, file);
	fclose(file);
	file = open_memstream(&second, &second_length);
	first = realloc(first, first_length + 1);
	if (config_text_parse(&again, first, first_length, "saved", &message) != STATUS_OK)
		abort();
	settings_write(&again, file);
	fclose(file);
	free(first);
	file = open_memstream(&first, &first_length);
	settings_write(settings, file);
	fclose(file);
	if (first_length != second_length || memcmp(first, second, first_length) != 0)
		abort();
	free(first);
	free(second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct settings settings = settings_default;
	struct message message = { "" };
	char *text = malloc(size + 1);

	if (!text)
		return 0;
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	if (config_text_parse(&settings, text, size, "file", &message) == STATUS_OK)
		check_round_trip(&settings);
	else if (!message.text[0])
		abort();
	free(text);
	return 0;
}
