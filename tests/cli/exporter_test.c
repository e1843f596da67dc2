/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file of metrics: whole or not at all, whatever reads, writes or is killed meanwhile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

#include "base/messages.h"
#include "cli/export/exporter.h"

#define READERS 200
/* Each reader looks so often, and the writer goes on until all have. */
#ifndef LOOKS
#define LOOKS 50
#endif
#define LINES 400

struct place {
	char directory[64], path[96], new_path[96];
};

static int make_place(void **state)
{
	static const char *const roots[] = { "/dev/shm", "/tmp" };
	struct place *place = calloc(1, sizeof(*place));

	for (size_t i = 0; i < 2; i++) {
		snprintf(place->directory, sizeof(place->directory), "%s/memtop-export.XXXXXX",
			roots[i]);
		if (mkdtemp(place->directory))
			break;
	}
	snprintf(place->path, sizeof(place->path), "%s/memtop.prom", place->directory);
	snprintf(place->new_path, sizeof(place->new_path), "%s/memtop.prom.new", place->directory);
	*state = place;
	return 0;
}

static int remove_place(void **state)
{
	struct place *place = *state;

	unlink(place->path);
	unlink(place->new_path);
	rmdir(place->directory);
	free(place);
	return 0;
}

static enum status replace(const struct place *place, const char *text, struct message *message)
{
	*message = (struct message){ "" };
	return exporter_replace(place->directory, "memtop.prom", text, strlen(text), message);
}

static void assert_file(const struct place *place, const char *wanted)
{
	char text[128] = "";
	FILE *file = fopen(place->path, "re");

	assert_non_null(file);
	assert_true(fread(text, 1, sizeof(text) - 1, file) < sizeof(text));
	fclose(file);
	assert_string_equal(text, wanted);
}

/* Version n of the file: its number on so many lines, all of its own length. */
static size_t make_version(char *out, unsigned n)
{
	size_t length = 0;

	for (unsigned line = 0; line < LINES + n % 100; line++)
		length += (size_t)sprintf(out + length, "%u\n", n);
	return length;
}

static bool is_whole(const char *path)
{
	static char text[16384], wanted[16384];
	int descriptor = open(path, O_RDONLY | O_CLOEXEC);
	size_t length = 0;
	ssize_t got;

	if (descriptor < 0)
		return false;
	/* In small pieces, so that a file that changed under the reader would show. */
	while (length + 512 < sizeof(text) && (got = read(descriptor, text + length, 512)) > 0)
		length += (size_t)got;
	close(descriptor);
	text[length] = '\0';
	return make_version(wanted, (unsigned)strtoul(text, NULL, 10)) == length &&
	       memcmp(text, wanted, length) == 0;
}

static void start_reader(const char *path)
{
	pid_t parent = getpid();

	if (fork() != 0)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(2);
	for (int i = 0; i < LOOKS; i++)
		if (!is_whole(path))
			_exit(1);
	_exit(0);
}

static void no_reader_sees_half_a_file(void **state)
{
	const struct place *place = *state;
	char *text = malloc(16384);
	struct message message;
	int ended = 0, status;
	unsigned writes = 0;

	while (ended < READERS) {
		size_t length = make_version(text, writes);

		assert_int_equal(
			exporter_replace(place->directory, "memtop.prom", text, length, &message),
			STATUS_OK);
		/* All of them are there from the first file on. */
		for (int i = 0; i < READERS && writes == 0; i++)
			start_reader(place->path);
		writes++;
		while (waitpid(-1, &status, WNOHANG) > 0) {
			ended++;
			assert_true(WIFEXITED(status));
			assert_int_equal(WEXITSTATUS(status), 0);
		}
	}
	printf("# %d readers, %u writes\n", READERS, writes);
	free(text);
}

static void every_user_may_read_it(void **state)
{
	const struct place *place = *state;
	mode_t before = umask(077);
	struct message message;
	struct stat stat_;

	assert_int_equal(replace(place, "a\n", &message), STATUS_OK);
	umask(before);
	assert_int_equal(stat(place->path, &stat_), 0);
	assert_int_equal(stat_.st_mode & 0777, 0644);
	assert_int_not_equal(access(place->new_path, F_OK), 0);
}

/* As when it was killed while it wrote. */
static void what_was_left_behind_is_written_over(void **state)
{
	const struct place *place = *state;
	struct message message;
	FILE *file = fopen(place->new_path, "we");

	assert_non_null(file);
	fputs("half of a file, and longer than the next\n", file);
	fclose(file);
	assert_int_equal(replace(place, "whole\n", &message), STATUS_OK);
	assert_file(place, "whole\n");
}

static void two_do_not_write_at_once(void **state)
{
	const struct place *place = *state;
	struct message message;
	int other;

	assert_int_equal(replace(place, "first\n", &message), STATUS_OK);
	other = open(place->new_path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	assert_int_equal(flock(other, LOCK_EX), 0);
	assert_int_equal(replace(place, "second\n", &message), STATUS_REFUSED);
	assert_non_null(strstr(message.text, "another program writes it"));
	assert_file(place, "first\n");
	close(other);
	assert_int_equal(replace(place, "second\n", &message), STATUS_OK);
	assert_file(place, "second\n");
}

static void no_link_is_followed(void **state)
{
	const struct place *place = *state;
	struct message message;

	assert_int_equal(replace(place, "mine\n", &message), STATUS_OK);
	assert_int_equal(symlink("memtop.prom", place->new_path), 0);
	assert_int_equal(replace(place, "theirs\n", &message), STATUS_FAILED);
	assert_file(place, "mine\n");
}

static void a_directory_that_is_missing_is_named(void **state)
{
	struct message message = { "" };
	struct exporter *exporter;

	(void)state;
	assert_int_equal(exporter_open(&exporter, "/nonexistent/memtop", &message), STATUS_FAILED);
	assert_string_equal(message.text, "/nonexistent/memtop: No such file or directory");
	exporter_free(exporter);
	exporter_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(no_reader_sees_half_a_file, make_place,
			remove_place),
		cmocka_unit_test_setup_teardown(every_user_may_read_it, make_place, remove_place),
		cmocka_unit_test_setup_teardown(what_was_left_behind_is_written_over, make_place,
			remove_place),
		cmocka_unit_test_setup_teardown(two_do_not_write_at_once, make_place, remove_place),
		cmocka_unit_test_setup_teardown(no_link_is_followed, make_place, remove_place),
		cmocka_unit_test(a_directory_that_is_missing_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
