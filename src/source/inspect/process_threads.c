/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/inspect/process_threads.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "parse/process/fdinfo.h"
#include "parse/process/syscall.h"
#include "source/file.h"
#include "source/inspect/thread_registers.h"

#define THREADS_MOST     4096u
#define DESCRIPTORS_MOST 65536u
#define WORDS_MOST       (1u << 20)

/* Calls take for each entry of a directory below /proc/PID that is a number. */
static enum status each_number(int directory, const char *name,
	enum status (*take)(void *context, int directory, const char *number), void *context)
{
	int entries = file_open(directory, name, O_RDONLY | O_DIRECTORY);
	DIR *list = entries < 0 ? NULL : fdopendir(entries);
	enum status status = STATUS_OK;
	const struct dirent *entry;

	if (!list) {
		status = status_from_errno(errno);
		if (entries >= 0)
			close(entries);
		return status;
	}
	while (status == STATUS_OK && (entry = readdir(list)))
		if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9')
			status = take(context, entries, entry->d_name);
	closedir(list);
	return status;
}

/* ---- threads ---- */

struct reading {
	struct thread_list *threads;
	struct file_buffer buffer;
};

/* STATUS_OK or a shortage. */
static enum status read_name(struct reading *reading, int directory, const char *number,
	struct thread_state *thread)
{
	char path[64];
	struct text rest, line;
	enum status status;

	snprintf(path, sizeof(path), "%s/comm", number);
	status = file_read(&reading->buffer, directory, path);
	if (status != STATUS_OK)
		return status_is_shortage(status) ? status : STATUS_OK;
	rest = text_of(reading->buffer.text, reading->buffer.length);
	if (text_next_line(&rest, &line))
		snprintf(thread->name, sizeof(thread->name), "%.*s", (int)line.length, line.at);
	return STATUS_OK;
}

static void take_state(struct thread_state *thread, const struct syscall_state *state)
{
	thread->running = state->running;
	thread->stack_pointer = state->stack_pointer;
	if (!state->waits)
		return;
	memcpy(thread->words, state->arguments, sizeof(state->arguments));
	thread->word_count = SYSCALL_ARGUMENTS;
}

/* A thread that ended meanwhile holds nothing any more. */
static enum status take_thread(void *context, int directory, const char *number)
{
	struct reading *reading = context;
	struct thread_list *threads = reading->threads;
	struct thread_state thread = { .tid = 0 }, *grown;
	uint64_t tid = 0;
	struct syscall_state state = { .running = true };
	enum status status;
	char path[64];

	if (threads->count >= THREADS_MOST) {
		threads->cut = true;
		return STATUS_OK;
	}
	text_to_number(text_of_string(number), &tid);
	thread.tid = (pid_t)tid;
	snprintf(path, sizeof(path), "%s/syscall", number);
	status = file_read(&reading->buffer, directory, path);
	if (status == STATUS_DENIED || status_is_shortage(status))
		return status;
	if (status == STATUS_GONE || status == STATUS_ABSENT)
		return STATUS_OK;
	if (status == STATUS_OK &&
		syscall_parse(&state, reading->buffer.text, reading->buffer.length) != STATUS_OK)
		state.running = true;
	take_state(&thread, &state);
	status = read_name(reading, directory, number, &thread);
	if (status != STATUS_OK)
		return status;
	grown = array_reserve(threads->rows, &threads->capacity, threads->count + 1,
		sizeof(*threads->rows));
	if (!grown)
		return STATUS_NO_MEMORY;
	threads->rows = grown;
	threads->rows[threads->count++] = thread;
	return STATUS_OK;
}

enum status process_threads_read(struct thread_list *threads, int directory)
{
	struct reading reading = { .threads = threads };
	enum status status;

	*threads = (struct thread_list){ 0 };
	status = each_number(directory, "task", take_thread, &reading);
	if (status == STATUS_OK)
		thread_registers_sample(threads);
	file_buffer_free(&reading.buffer);
	return status;
}

/* ---- epoll ---- */

struct epolling {
	struct word_list *words;
	struct file_buffer buffer;
	int directory; /* /proc/PID */
	unsigned descriptors;
};

static enum status add_word(struct word_list *words, uint64_t word)
{
	uint64_t *grown;

	if (words->count >= WORDS_MOST) {
		words->cut = true;
		return STATUS_OK;
	}
	grown = array_reserve(words->words, &words->capacity, words->count + 1,
		sizeof(*words->words));
	if (!grown)
		return STATUS_NO_MEMORY;
	words->words = grown;
	words->words[words->count++] = word;
	return STATUS_OK;
}

static enum status take_set(struct epolling *epolling, const char *number)
{
	struct text rest, line;
	enum status status;
	char path[64];

	snprintf(path, sizeof(path), "fdinfo/%s", number);
	status = file_read(&epolling->buffer, epolling->directory, path);
	if (status != STATUS_OK)
		return status_is_shortage(status) ? status : STATUS_OK;
	rest = text_of(epolling->buffer.text, epolling->buffer.length);
	while (text_next_line(&rest, &line)) {
		uint64_t data;

		if (fdinfo_parse_epoll(line, &data) && add_word(epolling->words, data) != STATUS_OK)
			return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}

/* The link's text is made from memory: no file system is asked. */
static enum status take_descriptor(void *context, int directory, const char *number)
{
	static const char epoll[] = "anon_inode:[eventpoll]";
	struct epolling *epolling = context;
	char link[sizeof(epoll)];

	if (epolling->descriptors++ >= DESCRIPTORS_MOST) {
		epolling->words->cut = true;
		return STATUS_OK;
	}
	if (readlinkat(directory, number, link, sizeof(link)) != sizeof(epoll) - 1 ||
		memcmp(link, epoll, sizeof(epoll) - 1) != 0)
		return STATUS_OK;
	return take_set(epolling, number);
}

enum status process_epoll_read(struct word_list *words, int directory)
{
	struct epolling epolling = { .words = words, .directory = directory };
	enum status status;

	*words = (struct word_list){ 0 };
	status = each_number(directory, "fd", take_descriptor, &epolling);
	file_buffer_free(&epolling.buffer);
	return status;
}
