/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A process's name and arguments in all formats: what is printed is valid UTF-8 without control
 * characters, JSON parses and has the bytes again, and a row stays one line.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "render/batch.h"
#include "views/overview/overview.h"
#include "support/fuzz.h"

static struct sample *make_sample(const char *command, size_t length)
{
	struct identity_source source = { .user = "u",
		.name = command,
		.cgroup = command,
		.command = command,
		.command_length = length };
	struct sample *sample = sample_new();
	struct identity *identity = identity_new(&source);

	sample->rows = calloc(1, sizeof(*sample->rows));
	sample->rows[0] = row_new(1, 0, identity);
	sample->row_count = 1;
	identity_unref(identity);
	snprintf(sample->system.cgroup.path, sizeof(sample->system.cgroup.path), "%s", command);
	sample->system.cgroup.version = 2;
	return sample;
}

static struct sample *wait_for_sample(void *context, struct message *message)
{
	(void)message;
	return sample_ref(context);
}

static void check_harmless(const char *text, size_t left)
{
	while (left) {
		uint32_t code;
		size_t taken = utf8_decode(text, left, &code);

		if (code != '\n' && (code == UINT32_MAX || utf8_columns(code) < 0))
			abort();
		text += taken;
		left -= taken;
	}
}

static void check_json(const char *text, size_t length, const char *command, size_t command_length)
{
	json_t *json = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
	const json_t *row = json_array_get(json_object_get(json, "processes"), 0);
	const json_t *value = json_object_get(row, "command");
	char *valid = malloc(3 * command_length + 1);
	size_t valid_length = utf8_valid(valid, command, command_length);

	if (!json || (command_length &&
			     (json_string_length(value) != valid_length ||
				     memcmp(json_string_value(value), valid, valid_length) != 0)))
		abort();
	free(valid);
	json_decref(json);
}

static void check_lines(const char *text, size_t length, int wanted)
{
	int lines = 0;

	for (size_t i = 0; i < length; i++)
		lines += text[i] == '\n';
	if (lines != wanted)
		abort();
}

static struct document *make(const void *context, struct sample *sample, struct message *message)
{
	const struct batch *batch = context;
	const struct overview_request request = { .arrangement = &batch->arrangement,
		.columns = &batch->columns };

	return overview_document(sample, &request, message);
}

static void try_format(struct sample *sample, const struct batch *batch, const char *command,
	size_t command_length)
{
	const struct document_maker maker = { batch, make };
	struct feed feed = { .context = sample, .descriptor = -1, .wait = wait_for_sample };
	struct message message;
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	if (batch_run(batch, &feed, file, &maker,
		    (struct batch_count){ .printed = batch->iterations }, &message) != STATUS_OK)
		abort();
	fclose(file);
	check_harmless(text, length);
	if (batch->format == FORMAT_JSON)
		check_json(text, length, command, command_length);
	if (batch->format == FORMAT_JSON || batch->format == FORMAT_CSV)
		check_lines(text, length, batch->format == FORMAT_JSON ? 1 : 2);
	free(text);
}

/* The first byte chooses a width and a character set. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct batch batch = { .iterations = 1,
		.columns = { .ids = { COLUMN_PID, COLUMN_CGROUP, COLUMN_NAME, COLUMN_COMMAND },
			.count = 4 } };
	struct sample *sample;
	char *command;

	if (size == 0)
		return 0;
	command = calloc(size, 1);
	memcpy(command, data + 1, size - 1);
	batch.width = data[0] & 0x7f;
	batch.ascii = data[0] >> 7;
	sample = make_sample(command, size - 1);
	for (int format = 0; format < FORMAT_COUNT; format++) {
		batch.format = (enum format)format;
		try_format(sample, &batch, command, size - 1);
	}
	sample_unref(sample);
	free(command);
	return 0;
}
