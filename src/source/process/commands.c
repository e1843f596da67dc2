/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/process/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/shared.h"

#define LENGTH_MOST ((size_t)256 << 10)
#define PIECE       4096

/* The end of what was there may be beyond what is wanted. */
static enum status read_arguments(struct file_buffer *buffer, int descriptor)
{
	buffer->length = 0;
	while (buffer->length < LENGTH_MOST) {
		char *text =
			array_reserve(buffer->text, &buffer->capacity, buffer->length + PIECE, 1);
		ssize_t got;

		if (!text)
			return STATUS_NO_MEMORY;
		buffer->text = text;
		got = read(descriptor, text + buffer->length, PIECE);
		if (got < 0 && errno != EINTR)
			return status_from_errno(errno);
		if (got == 0)
			break;
		if (got > 0)
			buffer->length += (size_t)got;
		/* The kernel gives as much as there is room for. */
		if (got > 0 && got < PIECE)
			break;
	}
	return STATUS_OK;
}

/* Arguments end with NUL; so does what a program wrote over them, many times. */
static void join(struct file_buffer *buffer)
{
	while (buffer->length && buffer->text[buffer->length - 1] == '\0')
		buffer->length--;
	for (char *at = buffer->text, *end = at + buffer->length;
		at < end && (at = memchr(at, '\0', (size_t)(end - at))); at++)
		*at = ' ';
}

/*
 * Where texts lie, each behind the others: with an allocation for each the thread that reads them would wait
 * for malloc()'s lock, and make those wait that read anything else meanwhile.
 */
struct texts_room {
	size_t used, size; /* known to the thread alone */
	char bytes[];
};

/* So much behind what there is, for the thread to fill; NULL: no memory. */
static char *place_for(struct errand_reader *reader, size_t length)
{
	struct texts_room *room = reader->room;

	if (!room || room->size - room->used < length) {
		size_t size = length < PIECE ? PIECE : length;

		room = shared_new(sizeof(*room) + size, NULL);
		if (!room)
			return NULL;
		room->size = size;
		shared_unref(reader->room);
		reader->room = room;
	}
	room->used += length;
	return room->bytes + room->used - length;
}

static void read_command(void *context, struct errand_reader *reader)
{
	struct command *command = context;
	struct file_buffer *buffer = &reader->buffer;
	char path[32];
	int descriptor;

	snprintf(path, sizeof(path), "%d/cmdline", (int)command->item.pid);
	descriptor = file_open(reader->root.proc, path, O_RDONLY);
	if (descriptor < 0) {
		command->item.status = status_from_errno(errno);
		return;
	}
	command->item.status = read_arguments(buffer, descriptor);
	close(descriptor);
	if (command->item.status != STATUS_OK)
		return;
	join(buffer);
	if (buffer->length == 0)
		return;
	command->text = place_for(reader, buffer->length);
	if (!command->text) {
		command->item.status = STATUS_NO_MEMORY;
		return;
	}
	memcpy(command->text, buffer->text, buffer->length);
	command->length = buffer->length;
	command->room = shared_ref(reader->room);
}

static void drop_command(void *context)
{
	shared_unref(((struct command *)context)->room);
}

/* Without memory or descriptors for one of them none is known for certain. */
static enum status shortage(const struct commands *commands)
{
	for (size_t i = 0; i < commands->count; i++) {
		enum status status = commands->list[i].item.status;

		if (status_is_shortage(status))
			return status;
	}
	return STATUS_OK;
}

enum status commands_end(struct commands *commands)
{
	struct errands *errands = commands->errands;

	if (!errands)
		return commands->status;
	commands->errands = NULL;
	commands->status = errands_end(errands, &commands->begun);
	if (commands->status == STATUS_OK)
		commands->status = shortage(commands);
	return commands->status;
}

static void drop_all(struct commands *commands)
{
	(void)commands_end(commands);
	for (size_t i = 0; i < commands->count; i++)
		drop_command(&commands->list[i]);
	commands->count = 0;
	commands->status = STATUS_OK;
}

enum status commands_begin(struct commands *commands, struct errands *errands, const pid_t *pids,
	size_t count)
{
	static const struct errand_kind kind = { .item_size = sizeof(struct command),
		.read = read_command,
		.drop = drop_command,
		.own_here = true };
	struct command *list;

	drop_all(commands);
	list = array_reserve(commands->list, &commands->capacity, count + 1, sizeof(*list));
	if (!list)
		return STATUS_NO_MEMORY;
	commands->list = list;
	for (size_t i = 0; i < count; i++)
		list[i] = (struct command){ .item.pid = pids[i] };
	commands->count = count;
	commands->errands = errands;
	commands->begun = errands_begin(errands, &kind, list, count, NULL);
	return STATUS_OK;
}

enum status commands_read(struct commands *commands, struct errands *errands, const pid_t *pids,
	size_t count)
{
	enum status status = commands_begin(commands, errands, pids, count);

	return status == STATUS_OK ? commands_end(commands) : status;
}

const struct command *commands_find(const struct commands *commands, pid_t pid)
{
	size_t at;

	LOWER_BOUND(at, commands->count, commands->list[at].item.pid < pid);
	return at < commands->count && commands->list[at].item.pid == pid ? &commands->list[at]
									  : NULL;
}

void commands_free(struct commands *commands)
{
	drop_all(commands);
	free(commands->list);
	*commands = (struct commands){ 0 };
}
