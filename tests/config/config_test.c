/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/macros.h"
#include "config/file.h"
#include "config/rows.h"
#include "support/made_tree.h"
#include "support/pass_over.h"

/* A home of its own for each test. */
struct home {
	struct made_tree tree;
	char file[128];
};

static int make_home(void **state)
{
	struct home *home = calloc(1, sizeof(*home));
	char directory[128];

	if (!home)
		return -1;
	tree_make(&home->tree);
	snprintf(directory, sizeof(directory), "%s/memtop", home->tree.path);
	mkdir(directory, 0700);
	snprintf(home->file, sizeof(home->file), "%s/memtop/memtoprc", home->tree.path);
	setenv("XDG_CONFIG_HOME", home->tree.path, 1);
	*state = home;
	return 0;
}

static int remove_home(void **state)
{
	struct home *home = *state;

	tree_remove(&home->tree);
	free(home);
	return 0;
}

static void write_bytes(const char *path, const void *bytes, size_t length)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

static void write_file(const char *path, const char *text)
{
	write_bytes(path, text, strlen(text));
}

static size_t read_file(const char *path, char *out, size_t size)
{
	FILE *file = fopen(path, "r");
	size_t length;

	assert_non_null(file);
	length = fread(out, 1, size - 1, file);
	out[length] = '\0';
	fclose(file);
	return length;
}

static void assert_same_settings(const struct settings *a, const struct settings *b)
{
	assert_true(a->delay == b->delay);
	assert_int_equal(a->columns.count, b->columns.count);
	for (size_t i = 0; i < a->columns.count; i++)
		assert_int_equal(a->columns.ids[i], b->columns.ids[i]);
	assert_int_equal(a->meters.count, b->meters.count);
	for (size_t i = 0; i < a->meters.count; i++)
		assert_int_equal(a->meters.ids[i], b->meters.ids[i]);
	assert_int_equal(a->sort, b->sort);
	assert_int_equal(a->descending, b->descending);
	assert_int_equal(a->shape, b->shape);
	assert_int_equal(a->kernel_threads, b->kernel_threads);
	assert_int_equal(a->threads, b->threads);
	assert_int_equal(a->system_scale, b->system_scale);
	assert_int_equal(a->process_scale, b->process_scale);
	assert_int_equal(a->theme, b->theme);
	assert_int_equal(a->mouse, b->mouse);
	assert_int_equal(a->detail_pane, b->detail_pane);
	assert_int_equal(a->budget_percent, b->budget_percent);
	assert_int_equal(a->inspect_limit, b->inspect_limit);
	assert_int_equal(a->bpf, b->bpf);
}

/* Loading what stands in the file fails, says said, and changes no setting. */
static void assert_refused(const char *said)
{
	struct settings settings = settings_default;
	struct message message = { "" };
	enum status status = config_load(&settings, &message);

	if (status == STATUS_OK || status == STATUS_ABSENT || !strstr(message.text, said))
		fail_msg("status %d, message '%s', wanted '%s'", status, message.text, said);
	for (const char *c = message.text; *c; c++)
		assert_true((unsigned char)*c >= 0x20 && *c != 0x7f);
	assert_same_settings(&settings, &settings_default);
}

static const struct settings unusual = {
	.delay = 0.25,
	.meters = { .ids = { METER_PAST, METER_MACHINE, METER_FINDINGS }, .count = 3 },
	.columns = { .ids = { COLUMN_PID, COLUMN_PSS, COLUMN_OOM_ADJUST, COLUMN_NAME },
		.count = 4 },
	.sort = COLUMN_PSS,
	.descending = false,
	.shape = SHAPE_PROGRAMS,
	.kernel_threads = true,
	.threads = true,
	.system_scale = SCALE_GIB,
	.process_scale = SCALE_BYTES,
	.theme = THEME_LIGHT,
	.mouse = false,
	.detail_pane = false,
	.budget_percent = 35,
	.inspect_limit = 3,
	.bpf = BPF_OFF,
};

static void what_is_saved_is_loaded_again(void **state)
{
	struct settings settings = settings_default;
	struct message message = { "" };
	struct home *home = *state;
	struct stat stat_of;

	assert_int_equal(config_save(&unusual, &message), STATUS_OK);
	assert_non_null(strstr(message.text, home->file));
	assert_int_equal(stat(home->file, &stat_of), 0);
	assert_int_equal(stat_of.st_mode & 07777, 0600);
	assert_int_equal(config_load(&settings, &message), STATUS_OK);
	assert_same_settings(&settings, &unusual);
}

static void saving_makes_the_directories(void **state)
{
	struct settings settings = settings_default;
	struct message message = { "" };
	struct home *home = *state;
	char path[128];
	struct stat stat_of;

	unsetenv("XDG_CONFIG_HOME");
	setenv("HOME", home->tree.path, 1);
	assert_int_equal(config_load(&settings, &message), STATUS_ABSENT);
	assert_string_equal(message.text, "");
	assert_int_equal(config_save(&unusual, &message), STATUS_OK);
	snprintf(path, sizeof(path), "%s/.config/memtop", home->tree.path);
	assert_int_equal(stat(path, &stat_of), 0);
	assert_int_equal(stat_of.st_mode & 07777, 0700);
	assert_int_equal(config_load(&settings, &message), STATUS_OK);
	assert_same_settings(&settings, &unusual);
}

static void saving_leaves_no_other_file(void **state)
{
	struct message message = { "" };
	struct home *home = *state;
	char path[128];
	DIR *directory;
	int entries = 0;

	for (int i = 0; i < 3; i++)
		assert_int_equal(config_save(&unusual, &message), STATUS_OK);
	snprintf(path, sizeof(path), "%s/memtop", home->tree.path);
	directory = opendir(path);
	assert_non_null(directory);
	while (readdir(directory))
		entries++;
	closedir(directory);
	assert_int_equal(entries, 3); /* ".", ".." and memtoprc */
}

static void some_settings_are_enough(void **state)
{
	struct settings settings = settings_default, expected = settings_default;
	struct message message = { "" };
	struct home *home = *state;

	write_file(home->file,
		"# mine ${HOME}\n\n  # and = so\r\ndelay=3 # \"\n  sort = 'swap'# so\nmouse = off");
	expected.delay = 3;
	expected.sort = COLUMN_SWAP;
	expected.mouse = false;
	assert_int_equal(config_load(&settings, &message), STATUS_OK);
	assert_same_settings(&settings, &expected);
	/* A meter that is named twice stands once. */
	write_file(home->file, "meters = ' past, machine,past'");
	expected = settings = settings_default;
	expected.meters = (struct meter_list){ { METER_PAST, METER_MACHINE }, 2 };
	assert_int_equal(config_load(&settings, &message), STATUS_OK);
	assert_same_settings(&settings, &expected);
	write_file(home->file, "");
	settings = settings_default;
	assert_int_equal(config_load(&settings, &message), STATUS_OK);
	assert_same_settings(&settings, &settings_default);
}

static void errors_have_their_line(void **state)
{
	static const struct {
		const char *text, *said;
	} cases[] = {
		{ "delay = 1\ndelay = nan\n", "line 2: delay: 'nan'" },
		{ "delay = 0\n", "line 1: delay: '0'" },
		{ "\n\ncolumns = \"pid,rrs\"\n", "line 3: columns: there is no column 'rrs'" },
		{ "columns = \"\"\n", "line 1: columns: it has no value (take the line out" },
		{ "meters = \"\"\n", "line 1: meters: it has no value" },
		{ "sort = # pid\n", "line 1: sort: it has no value" },
		{ "mouse = ''\n", "line 1: mouse: it has no value" },
		{ "user=\n",
			"line 1: there is no setting 'user': take the line out, or name one of "
			"delay, meters," },
		{ "meters = machine,cpu\n", "line 1: meters: 'cpu' is none of these: machine" },
		{ "sort = up\n", "line 1: sort: there is no column 'up'" },
		{ "# a\n# b\ncolor = perhaps\n", "line 3: color: 'perhaps'" },
		{ "shape = cube\n", "line 1: shape: 'cube' is none of these: list, tree" },
		{ "system_unit = q\n", "line 1: system_unit:" },
		{ "budget_percent = 0\n",
			"line 1: budget_percent: '0' is not a number from 1 to 100" },
		{ "budget_percent = 99999999999999999999\n", "line 1: budget_percent:" },
		{ "delay = 1\nnonsense = 1\n",
			"line 2: there is no setting 'nonsense': take the line out, or name one of "
			"delay, meters," },
		{ "delay\n", "line" },
		{ "delay = {1, 2}\n", "line 1:" },
		{ "= = =\n", "line 1: a name is missing in front of '=' (try delay = 2)" },
		{ "delay 5\n", "line 1: this is not of the form NAME = VALUE (try delay = 2)" },
		{ "section {\n\tdelay = 1\n}\n", "line 1:" },
		{ "include(\"/etc/passwd\")\n", "line 1:" },
		{ "mouse = off\nsort = \"${HOME}\"\n",
			"line 2: sort: there is no column '${HOME}'" },
		{ "# \"\n\nsort = \"#\" # x\n", "line 3: sort: there is no column '#'" },
		{ "sort = '#\\'#'\n", "line 1: sort: there is no column '#\\'" },
		{ "\nsort = \"\\", "line 2: the quote is not closed" },
		{ "sort = \"never ended\n\"", "line 1: the quote is not closed" },
		{ "sort = \"pid\" \"rss\"\n", "line 1: there is something after the value" },
		{ "delay = 1 2\n", "line 1: delay: '1 2' is not a number of seconds" },
		{ "delay =\n", "line 1: delay: it has no value" },
		{ "delay = 1\n/* no comment */\n", "line 2: this is not of the form NAME = VALUE" },
		{ "delai = 1\n", "line 1: there is no setting 'delai' (did you mean 'delay'?)" },
		{ "process_unit = q", "line 1: process_unit: 'q' is none of these: auto, k, m," },
		{ "sort = \"\x1b]0;title\x07\"\n", "line 1: sort: there is no column" },
		{ "\x1b[31m = 1\n", "line 1:" },
		{ "\xff\xfe\x80 = 1\n", "line 1:" },
	};
	struct home *home = *state;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		write_file(home->file, cases[i].text);
		assert_refused(cases[i].said);
		assert_refused(home->file);
	}
}

static void assert_save_refused(const char *said)
{
	struct message message = { "" };
	enum status status = config_save(&unusual, &message);

	if (status == STATUS_OK || !strstr(message.text, said))
		fail_msg("status %d, message '%s', wanted '%s'", status, message.text, said);
}

static void a_broken_file_is_never_overwritten(void **state)
{
	const char *text = "delay = 1\ncolumns = everything\n";
	struct home *home = *state;
	char now[128];

	write_file(home->file, text);
	assert_save_refused("line 2");
	assert_save_refused("not overwritten");
	read_file(home->file, now, sizeof(now));
	assert_string_equal(now, text);
}

static void what_is_no_file_is_refused_without_waiting(void **state)
{
	struct home *home = *state;

	assert_int_equal(mkfifo(home->file, 0600), 0);
	assert_refused("not an ordinary file");
	assert_save_refused("not overwritten");
	unlink(home->file);
	assert_int_equal(mkdir(home->file, 0700), 0);
	assert_refused("not an ordinary file");
	assert_save_refused("not overwritten");
	rmdir(home->file);
	assert_int_equal(symlink("/dev/zero", home->file), 0);
	assert_refused("not an ordinary file");
	unlink(home->file);
	assert_int_equal(symlink("memtoprc", home->file), 0);
	assert_refused(home->file);
}

static void large_and_binary_files_are_refused(void **state)
{
	static char bytes[200000];
	struct home *home = *state;

	memset(bytes, '#', sizeof(bytes));
	write_bytes(home->file, bytes, sizeof(bytes));
	assert_refused("larger than 64 KiB");
	memset(bytes, '{', 65000);
	write_bytes(home->file, bytes, 65000);
	assert_refused("line 1");
	memset(bytes, '"', 65000);
	write_bytes(home->file, bytes, 64999);
	assert_refused("line 1");
	write_bytes(home->file, "mouse = off\n\0sort = pss\n", 23);
	assert_refused("line 2: this is not text");
	for (size_t i = 0; i < 65000; i++)
		bytes[i] = (char)(i * 7919 >> 3);
	write_bytes(home->file, bytes, 65000);
	assert_refused("line");
}

static void a_symbolic_link_is_followed(void **state)
{
	struct settings settings = settings_default;
	struct message message = { "" };
	struct home *home = *state;
	struct stat stat_of;
	char real[128];

	snprintf(real, sizeof(real), "%s", home->file);
	snprintf(strrchr(real, '/'), sizeof("/dotfile"), "/dotfile");
	write_file(real, "mouse = off\n");
	assert_int_equal(symlink("dotfile", home->file), 0);
	assert_int_equal(config_load(&settings, &message), STATUS_OK);
	assert_false(settings.mouse);
	assert_int_equal(config_save(&unusual, &message), STATUS_OK);
	assert_int_equal(lstat(home->file, &stat_of), 0);
	assert_true(S_ISLNK(stat_of.st_mode));
	assert_int_equal(lstat(real, &stat_of), 0);
	assert_true(S_ISREG(stat_of.st_mode));
	assert_int_equal(config_load(&settings, &message), STATUS_OK);
	assert_same_settings(&settings, &unusual);
	unlink(real);
	assert_int_equal(config_load(&settings, &message), STATUS_ABSENT);
	assert_save_refused("link to nothing");
}

static void a_link_out_of_the_directory_is_not_written(void **state)
{
	struct settings settings = settings_default;
	struct message message = { "" };
	struct home *home = *state;
	char real[128];

	snprintf(real, sizeof(real), "%s/dotfile", home->tree.path);
	write_file(real, "mouse = off\n");
	assert_int_equal(symlink("../dotfile", home->file), 0);
	assert_int_equal(config_load(&settings, &message), STATUS_OK);
	assert_false(settings.mouse);
	assert_save_refused("link out of its directory");
	unlink(real);
}

static void a_directory_open_to_others_is_not_written(void **state)
{
	struct home *home = *state;
	char directory[128];

	snprintf(directory, sizeof(directory), "%s/memtop", home->tree.path);
	assert_int_equal(chmod(directory, 0777), 0);
	assert_save_refused("not yours alone");
	assert_int_equal(chmod(directory, 0770), 0);
	assert_save_refused("not yours alone");
	assert_int_equal(access(home->file, F_OK), -1);
}

static void another_users_file_is_left_alone(void **state)
{
	struct home *home = *state;

	if (geteuid() != 0)
		PASS_OVER("only root can give a file away");
	write_file(home->file, "mouse = off\n");
	assert_int_equal(chown(home->file, 12345, 12345), 0);
	assert_refused("belongs to another user");
	assert_save_refused("not overwritten");
	unlink(home->file);
	assert_int_equal(chown(home->tree.path, 12345, 12345), 0);
	assert_save_refused("not yours alone");
}

static void without_a_home_nothing_is_read_or_saved(void **state)
{
	struct settings settings = settings_default;
	struct message message = { "" };

	(void)state;
	setenv("XDG_CONFIG_HOME", "relative/path", 1);
	unsetenv("HOME");
	assert_int_equal(config_load(&settings, &message), STATUS_ABSENT);
	assert_save_refused("HOME");
}

/* What is said of a default in words is the default. */
static void the_help_tells_the_default_delay(void **state)
{
	char *text = NULL, said[64];
	size_t length;
	FILE *file = open_memstream(&text, &length);

	(void)state;
	settings_write(&settings_default, file);
	fclose(file);
	snprintf(said, sizeof(said), "(default %.1f)\ndelay = %.1f\n", settings_default.delay,
		settings_default.delay);
	assert_non_null(strstr(text, said));
	free(text);
}

/* Each setting of the set-up screen goes through all its choices there and back. */
static void settings_are_stepped_and_shown(void **state)
{
	(void)state;
	for (int i = 0; i < SETTING_COUNT; i++) {
		const struct setting_row *row = &setting_rows[i];
		struct settings settings = settings_default;
		char before[64], after[64], back[64];

		if (!row->title)
			continue;
		setting_show(row, &settings, before, sizeof(before));
		setting_step(row, &settings, 1);
		setting_show(row, &settings, after, sizeof(after));
		setting_step(row, &settings, -1);
		setting_show(row, &settings, back, sizeof(back));
		assert_string_not_equal(before, after);
		assert_string_equal(before, back);
	}
}

static void numbers_stop_at_their_ends(void **state)
{
	const struct setting_row *budget = &setting_rows[SETTING_BUDGET];
	const struct setting_row *delay = &setting_rows[SETTING_DELAY];
	struct settings settings = settings_default;

	(void)state;
	for (int i = 0; i < 200; i++)
		setting_step(budget, &settings, 1);
	assert_int_equal(settings.budget_percent, budget->most);
	for (int i = 0; i < 200; i++)
		setting_step(budget, &settings, -1);
	assert_int_equal(settings.budget_percent, budget->least);
	setting_step(budget, &settings, 1);
	assert_int_equal(settings.budget_percent, budget->least + 1);
	for (int i = 0; i < 200; i++)
		setting_step(delay, &settings, 1);
	assert_true(settings.delay == 60);
	for (int i = 0; i < 200; i++)
		setting_step(delay, &settings, -1);
	assert_true(settings.delay == 0.1);
	settings.delay = 1.2; /* between two choices */
	setting_step(delay, &settings, 1);
	assert_true(settings.delay == 1.5);
	settings.delay = 1.2;
	setting_step(delay, &settings, -1);
	assert_true(settings.delay == 1);
}

#define HOME_TEST(name) cmocka_unit_test_setup_teardown(name, make_home, remove_home)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(what_is_saved_is_loaded_again),
		HOME_TEST(saving_makes_the_directories),
		HOME_TEST(saving_leaves_no_other_file),
		HOME_TEST(some_settings_are_enough),
		HOME_TEST(errors_have_their_line),
		HOME_TEST(a_broken_file_is_never_overwritten),
		HOME_TEST(what_is_no_file_is_refused_without_waiting),
		HOME_TEST(large_and_binary_files_are_refused),
		HOME_TEST(a_symbolic_link_is_followed),
		HOME_TEST(a_link_out_of_the_directory_is_not_written),
		HOME_TEST(a_directory_open_to_others_is_not_written),
		HOME_TEST(another_users_file_is_left_alone),
		HOME_TEST(without_a_home_nothing_is_read_or_saved),
		cmocka_unit_test(the_help_tells_the_default_delay),
		cmocka_unit_test(settings_are_stepped_and_shown),
		cmocka_unit_test(numbers_stop_at_their_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
