/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of real processes, the test's own children, against what their files in /proc say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <pwd.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/compiler/sanitizer.h"
#include "base/macros.h"
#include "derive/process/columns.h"
#include "derive/process/derived_row.h"
#include "source/process/processes.h"
#include "source/process/users.h"
#include "support/child.h"
#include "support/fixture.h"
#include "support/pass_over.h"

#define MIB ((int64_t)1 << 20)
#define EVERYTHING                                                                                 \
	(COST_STATM | COST_STATUS | COST_STAT | COST_COMMAND | COST_CGROUP | COST_OOM |            \
		COST_ROLLUP | COST_PAGE_TABLES | COST_EVERY_SAMPLE)

/* What is read, and with what. */
struct reading {
	struct kernel_root root;
	struct processes *processes;
	struct sample *sample;
	uint64_t now_ns;
};

static int open_reading(void **state)
{
	struct reading *reading = calloc(1, sizeof(*reading));

	assert_non_null(reading);
	assert_int_equal(kernel_root_open(&reading->root, "/proc", "/sys"), STATUS_OK);
	assert_int_equal(processes_new(&reading->processes, &reading->root,
				 (struct retained_source){ 0 }, 1000, USERS_HERE),
		STATUS_OK);
	reading->now_ns = UINT64_C(1000000000);
	*state = reading;
	return 0;
}

static int close_reading(void **state)
{
	struct reading *reading = *state;

	sample_unref(reading->sample);
	processes_free(reading->processes);
	kernel_root_close(&reading->root);
	free(reading);
	return 0;
}

/* The next sample, a second after the one before. */
static const struct sample *read_next(struct reading *reading, const struct feed_request *request)
{
	bool first = !reading->sample;

	sample_unref(reading->sample);
	reading->sample = sample_new();
	assert_non_null(reading->sample);
	reading->now_ns += UINT64_C(1000000000);
	reading->sample->monotonic_ns = reading->now_ns;
	reading->sample->system.page_size = (uint64_t)sysconf(_SC_PAGESIZE);
	reading->sample->interval_ns =
		first ? value_missing(VALUE_PENDING) : value_of(UINT64_C(1000000000));
	assert_int_equal(processes_read(reading->processes, reading->sample, request), STATUS_OK);
	return reading->sample;
}

static const struct row *read_one(struct reading *reading, pid_t pid, struct feed_request request)
{
	const struct row *row;

	request.delay = 1;
	request.only = &pid;
	request.only_count = 1;
	row = sample_find(read_next(reading, &request), pid);
	assert_non_null(row);
	return row;
}

static struct value figure(const struct reading *reading, const struct row *row, enum metric metric)
{
	return row_metric(row, metric, reading->now_ns);
}

/* ---- a process that has something of everything ---- */

static void *rest(void *unused)
{
	(void)unused;
	for (;;)
		pause();
	return NULL;
}

static void have_everything(void *unused)
{
	char *anonymous =
		mmap(NULL, 10 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *shared =
		mmap(NULL, 3 * MIB, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_t thread;

	(void)unused;
	if (anonymous == MAP_FAILED || shared == MAP_FAILED)
		_exit(1);
	memset(anonymous, 1, 10 * MIB);
	memset(shared, 1, 3 * MIB);
	/* The sanitizers make mlock() itself do nothing. */
	if (syscall(SYS_mlock, anonymous, 65536) != 0 || prctl(PR_SET_NAME, "every (thing)") != 0)
		_exit(1);
	for (int i = 0; i < 2; i++)
		if (pthread_create(&thread, NULL, rest, NULL) != 0)
			_exit(1);
}

static const struct {
	enum metric metric;
	unsigned cost;
	const char *file, *name;
} figures[] = {
	{ METRIC_SIZE, COST_STATUS, "status", "VmSize" },
	{ METRIC_SIZE, COST_STATM, "status", "VmSize" },
	{ METRIC_RSS, COST_STATUS, "status", "VmRSS" },
	{ METRIC_RSS, COST_STATM, "status", "VmRSS" },
	{ METRIC_ANONYMOUS, COST_STATUS, "status", "RssAnon" },
	{ METRIC_FILE, COST_STATUS, "status", "RssFile" },
	{ METRIC_SHARED, COST_STATUS, "status", "RssShmem" },
	{ METRIC_SWAP, COST_STATUS, "status", "VmSwap" },
	{ METRIC_LOCKED, COST_STATUS, "status", "VmLck" },
	{ METRIC_PAGE_TABLES, COST_PAGE_TABLES, "status", "VmPTE" },
	{ METRIC_THREADS, COST_STATUS, "status", "Threads" },
	{ METRIC_PSS, COST_ROLLUP, "smaps_rollup", "Pss" },
	{ METRIC_SWAP_PSS, COST_ROLLUP, "smaps_rollup", "SwapPss" },
};

/* The figure must be what the file says before and after it was read; the kernel may move it. */
static void compare(struct reading *reading, pid_t pid, size_t i, struct feed_request request)
{
	int64_t deadline = clock_ms() + 20000;
	uint64_t before, after;
	struct value value;

	request.cost = figures[i].cost;
	do {
		assert_true(proc_figure(&before, pid, figures[i].file, figures[i].name));
		value = figure(reading, read_one(reading, pid, request), figures[i].metric);
		assert_true(proc_figure(&after, pid, figures[i].file, figures[i].name));
	} while ((before != after || value_or(value, 0) != before) && clock_ms() < deadline);
	if (value.state != VALUE_OK || value_or(value, 0) != before)
		fail_msg("%s: %s is %llu, read as %llu in state %s", figures[i].file,
			figures[i].name, (unsigned long long)before, (unsigned long long)value.n,
			value_state_name(value.state));
}

static void figures_are_those_of_the_files(void **state)
{
	struct reading *reading = *state;
	struct child child;

	child_start(&child, have_everything, NULL);
	for (size_t i = 0; i < COUNT_OF(figures); i++) {
		compare(reading, child.pid, i, (struct feed_request){ .budget_percent = 100 });
		compare(reading, child.pid, i, (struct feed_request){ .once = true });
	}
	child_end(&child);
}

static void figures_are_not_small(void **state)
{
	struct reading *reading = *state;
	struct child child;
	const struct row *row;

	child_start(&child, have_everything, NULL);
	row = read_one(reading, child.pid,
		(struct feed_request){ .cost = EVERYTHING, .budget_percent = 100 });
	assert_true(row->metric[METRIC_ANONYMOUS] >= 10 * MIB);
	assert_true(row->metric[METRIC_SHARED] >= 3 * MIB);
	assert_true(row->metric[METRIC_USS] >= 13 * MIB);
	assert_true(row->metric[METRIC_PSS] >= row->metric[METRIC_USS]);
	assert_int_equal(row->metric[METRIC_LOCKED], 65536);
	assert_int_equal(row->metric[METRIC_THREADS], 3 + WITH_THREAD_SANITIZER);
	child_end(&child);
}

/* Whatever one column costs, no other may come out as a wrong 0 because of it. */
static void a_figure_not_asked_for_is_not_zero(void **state)
{
	static const unsigned costs[] = { COST_NONE, COST_STATM, COST_STATUS, COST_STAT,
		COST_COMMAND, COST_CGROUP, COST_OOM, COST_ROLLUP, COST_PAGE_TABLES,
		COST_STAT | COST_EVERY_SAMPLE };
	struct child child;

	(void)state;
	child_start(&child, have_everything, NULL);
	for (size_t i = 0; i < 2 * COUNT_OF(costs); i++) {
		struct reading *reading;
		const struct row *row;

		open_reading((void **)&reading);
		row = read_one(reading, child.pid,
			(struct feed_request){ .cost = costs[i / 2],
				.once = i % 2,
				.budget_percent = 100 });
		for (int metric = METRIC_SIZE; metric < METRIC_PAGE_TABLES + 1; metric++)
			if (metric != METRIC_SWAP && metric != METRIC_SWAP_PSS &&
				row->metric_state[metric] == VALUE_OK)
				assert_int_not_equal(row->metric[metric], 0);
		close_reading((void **)&reading);
	}
	child_end(&child);
}

static void a_process_is_identified(void **state)
{
	struct reading *reading = *state;
	struct passwd *user = getpwuid(getuid());
	const struct identity *identity;
	const struct row *row;
	struct child child;

	child_start(&child, have_everything, NULL);
	row = read_one(reading, child.pid, (struct feed_request){ .cost = EVERYTHING });
	identity = row->identity;
	assert_int_equal(row->ppid, getpid());
	assert_int_equal(row->state, 'S');
	assert_int_equal(identity->uid, getuid());
	if (user)
		assert_string_equal(identity->user, user->pw_name);
	assert_string_equal(identity->name, "every (thing)");
	assert_non_null(strstr(identity->command, "processes_test"));
	assert_int_equal(identity->start_ticks, start_ticks_of(child.pid));
	assert_false(identity->kernel_thread);
	child_end(&child);
}

static void exec_when_told_again(void *unused)
{
	static int calls;

	(void)unused;
	if (calls++ > 0)
		execl("/bin/sleep", "sleep", "1000", (char *)NULL);
}

/* The same process runs another program: what it is called may change without that, this does not. */
static void exec_is_seen(void **state)
{
	const struct feed_request request = { .cost = COST_STAT | COST_STATUS };
	struct reading *reading = *state;
	int64_t deadline = clock_ms() + 20000;
	struct child child;
	uint64_t program, start_ticks;
	const struct row *row;

	child_start(&child, exec_when_told_again, NULL);
	row = read_one(reading, child.pid, request);
	program = row->identity->program;
	start_ticks = row->identity->start_ticks;
	assert_true(program > 1);
	assert_true(read_one(reading, child.pid, request)->identity->program == program);
	assert_int_equal(write(child.line, "x", 1), 1);
	do {
		row = read_one(reading, child.pid, request);
	} while (row->identity->program == program && clock_ms() < deadline);
	assert_true(row->identity->program != program);
	assert_true(row->identity->start_ticks == start_ticks);
	child_end(&child);
}

static bool look_up_slowly(uid_t uid, char name[static USER_NAME_SIZE])
{
	const struct passwd *entry = getpwuid(uid);

	if (entry)
		snprintf(name, USER_NAME_SIZE, "%s", entry->pw_name);
	return entry;
}

static void check_names(struct users *users)
{
	assert_non_null(users);
	assert_string_equal(users_name(users, 0), "root");
	for (int again = 0; again < 2; again++) {
		for (uid_t uid = 70000; uid < 70100; uid += 3) {
			char number[16];

			snprintf(number, sizeof(number), "%u", (unsigned)uid);
			assert_string_equal(users_name(users, uid), number);
		}
		assert_string_equal(users_name(users, (uid_t)-1), "4294967295");
		assert_string_equal(users_name(users, 0), "root");
	}
	users_free(users);
}

static void users_are_named(void **state)
{
	const enum users_place place = *(enum users_place *)*state;

	check_names(users_new(place, NULL));
	check_names(users_new(place, look_up_slowly));
}

/* A directory service, of a child as well: odd users are answered at once, even ones once it is opened. */
struct service {
	atomic_bool open;
	atomic_int asked; /* by others than users_new() */
};
static struct service *service;

static bool ask_service(uid_t uid, char name[static USER_NAME_SIZE])
{
	if (uid != geteuid())
		atomic_fetch_add(&service->asked, 1);
	while (uid % 2 == 0 && uid != geteuid() && !atomic_load(&service->open))
		sched_yield();
	snprintf(name, USER_NAME_SIZE, "user%u", (unsigned)uid);
	return true;
}

/* One for all tests: who was left behind in an earlier one may ask it still. */
static void start_service(void)
{
	if (!service)
		service = mmap(NULL, sizeof(*service), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(service != MAP_FAILED);
	atomic_store(&service->open, false);
	atomic_store(&service->asked, 0);
}

/* The name, once it is the one that is wanted, or what there is after 20 s. */
static const char *name_in_time(struct users *users, uid_t uid, const char *wanted)
{
	int64_t deadline = clock_ms() + 20000;

	while (strcmp(users_name(users, uid), wanted) != 0 && clock_ms() < deadline)
		sched_yield();
	return users_name(users, uid);
}

static void a_directory_that_is_dead_holds_nothing_up(void **state)
{
	struct users *users;

	start_service();
	users = users_new(*(enum users_place *)*state, ask_service);
	assert_non_null(users);
	assert_string_equal(name_in_time(users, 10001, "user10001"), "user10001");
	for (int again = 0; again < 3; again++) {
		assert_string_equal(users_name(users, 10002), "10002");
		assert_string_equal(name_in_time(users, 10003, "user10003"), "user10003");
		assert_string_equal(users_name(users, 10004), "10004");
		assert_string_equal(users_name(users, 10001), "user10001");
	}
	/* Each was asked for once, though the answer did not come. */
	assert_int_equal(service->asked, 4);
	/* With all questions pending no other is begun. */
	for (uid_t uid = 10006; uid < 10040; uid += 2)
		users_name(users, uid);
	assert_int_equal(service->asked, 2 + USERS_PENDING);
	assert_string_equal(users_name(users, 10005), "10005");
	/* Once the service is back its answers are taken in. */
	atomic_store(&service->open, true);
	assert_string_equal(name_in_time(users, 10002, "user10002"), "user10002");
	assert_string_equal(name_in_time(users, 10005, "user10005"), "user10005");
	users_free(users);
}

static void a_question_is_left_behind(void **state)
{
	struct users *users;

	start_service();
	users = users_new(*(enum users_place *)*state, ask_service);
	assert_non_null(users);
	assert_string_equal(users_name(users, 10002), "10002");
	users_free(users);
	atomic_store(&service->open, true);
}

static void set_name(void *name)
{
	static int calls;

	if (prctl(PR_SET_NAME, ((char **)name)[calls % 2]) != 0)
		_exit(1);
	calls++;
}

static void a_new_name_is_seen(void **state)
{
	const char *names[] = { "first", "second" };
	struct feed_request request = { .cost = COST_STATUS, .once = true };
	struct reading *reading = *state;
	struct child child;

	child_start(&child, set_name, names);
	assert_string_equal(read_one(reading, child.pid, request)->identity->name, "first");
	child_go_on(&child);
	/* The slow rotation comes round to a single process with every sample. */
	request.once = false;
	assert_string_equal(read_one(reading, child.pid, request)->identity->name, "second");
	child_end(&child);
}

static void touch_more(void *unused)
{
	char *memory =
		mmap(NULL, 4 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)unused;
	if (memory == MAP_FAILED)
		_exit(1);
	memset(memory, 1, 4 * MIB);
}

static void growth_is_seen_in_the_next_sample(void **state)
{
	struct feed_request request = { .cost = COST_STATM | COST_STATUS };
	struct reading *reading = *state;
	struct child child;
	int64_t before;

	child_start(&child, touch_more, NULL);
	before = read_one(reading, child.pid, request)->metric[METRIC_ANONYMOUS];
	for (int i = 1; i <= 3; i++) {
		child_go_on(&child);
		assert_true(read_one(reading, child.pid, request)->metric[METRIC_ANONYMOUS] >=
			    before + i * 4 * MIB);
	}
	child_end(&child);
}

static void rates_need_a_second_sample(void **state)
{
	struct feed_request request = { .cost = COST_STAT | COST_EVERY_SAMPLE };
	struct reading *reading = *state;
	const struct row *row;
	struct child child;

	child_start(&child, touch_more, NULL);
	row = read_one(reading, child.pid, request);
	assert_int_equal(derived_value(row, DERIVED_FAULTS).state, VALUE_PENDING);
	assert_int_equal(derived_value(row, DERIVED_CPU).state, VALUE_PENDING);
	row = read_one(reading, child.pid, request);
	assert_int_equal(derived_value(row, DERIVED_CPU).state, VALUE_OK);
	assert_int_equal(derived_value(row, DERIVED_FAULTS).state, VALUE_OK);
	assert_int_equal(derived_value(row, DERIVED_FAULTS).n, 0);
	child_go_on(&child);
	/* 4 MiB are at least two faults (huge pages), in hundredths a second. */
	row = read_one(reading, child.pid, request);
	assert_true(derived_value(row, DERIVED_FAULTS).n >= 200);
	child_end(&child);
}

static void a_zombie_has_no_memory(void **state)
{
	struct reading *reading = *state;
	const struct row *row;
	struct child child;

	child_start(&child, NULL, NULL);
	child_kill(&child);
	for (int once = 0; once < 2; once++) {
		row = read_one(reading, child.pid,
			(struct feed_request){ .cost = EVERYTHING,
				.budget_percent = 100,
				.once = once });
		assert_int_equal(row->state, 'Z');
		assert_int_equal(figure(reading, row, METRIC_RSS).state, VALUE_ABSENT);
		assert_int_equal(figure(reading, row, METRIC_ANONYMOUS).state, VALUE_ABSENT);
		assert_int_equal(figure(reading, row, METRIC_PSS).state, VALUE_ABSENT);
		assert_int_equal(figure(reading, row, METRIC_PAGE_TABLES).state, VALUE_ABSENT);
	}
	child_reap(&child);
}

static void who_ended_is_no_row(void **state)
{
	struct feed_request request = { .delay = 1, .cost = COST_STATM | COST_COMMAND };
	struct reading *reading = *state;
	struct child first, second;

	child_start(&first, NULL, NULL);
	assert_non_null(sample_find(read_next(reading, &request), first.pid));
	child_end(&first);
	child_start(&second, NULL, NULL);
	read_next(reading, &request);
	assert_null(sample_find(reading->sample, first.pid));
	assert_non_null(sample_find(reading->sample, second.pid));
	child_end(&second);
}

static void samples_share_rows_at_rest(void **state)
{
	struct feed_request request = { .cost = COST_STATM | COST_STATUS | COST_COMMAND };
	struct reading *reading = *state;
	struct row *row;
	struct child child;

	child_start(&child, NULL, NULL);
	/* The second sample can tell rates; then nothing moves any more. */
	read_one(reading, child.pid, request);
	row = row_ref(read_one(reading, child.pid, request));
	assert_ptr_equal(read_one(reading, child.pid, request), row);
	assert_int_equal(row->references, 3);
	row_unref(row);
	child_end(&child);
}

/* An older sample must not change under its reader. */
static void an_older_sample_stays_as_it_was(void **state)
{
	struct feed_request request = { .cost = COST_STATM | COST_STATUS };
	struct reading *reading = *state;
	struct row *row;
	struct child child;
	uint64_t before;

	child_start(&child, touch_more, NULL);
	row = row_ref(read_one(reading, child.pid, request));
	before = row->metric[METRIC_ANONYMOUS];
	child_go_on(&child);
	assert_ptr_not_equal(read_one(reading, child.pid, request), row);
	assert_int_equal(row->metric[METRIC_ANONYMOUS], before);
	row_unref(row);
	child_end(&child);
}

static void rows_are_in_order(void **state)
{
	struct feed_request request = { .delay = 1, .cost = COST_STATM };
	struct reading *reading = *state;
	const struct sample *sample = read_next(reading, &request);

	assert_true(sample->row_count > 1);
	for (size_t i = 1; i < sample->row_count; i++)
		assert_true(sample->rows[i - 1]->pid < sample->rows[i]->pid);
	assert_non_null(sample_find(sample, getpid()));
}

static void kernel_threads_are_known_whatever_is_asked_for(void **state)
{
	static const unsigned costs[] = { COST_NONE, COST_STATM, COST_ROLLUP, COST_PAGE_TABLES,
		COST_COMMAND, COST_STATM | COST_ROLLUP, COST_OOM, EVERYTHING };
	size_t threads = SIZE_MAX;

	(void)state;
	if (access("/proc/2/comm", F_OK) != 0)
		PASS_OVER("a PID namespace without kernel threads");
	for (size_t i = 0; i < 2 * COUNT_OF(costs); i++) {
		struct reading *reading;
		const struct row *row;

		open_reading((void **)&reading);
		row = read_one(reading, 2,
			(struct feed_request){ .cost = costs[i / 2], .once = i % 2 });
		if (threads == SIZE_MAX)
			threads = row->identity->kernel_thread;
		if (row->identity->kernel_thread != threads ||
			reading->sample->kernel_threads != threads)
			fail_msg("cost %x, %s", costs[i / 2], i % 2 ? "once" : "again");
		close_reading((void **)&reading);
	}
}

/* ---- seen by others ---- */

struct other {
	pid_t pid;
	bool hidden;
};

/* What the user nobody sees of root's processes: sizes, but neither PSS nor page tables of status. */
static int look_as_nobody(void *argument)
{
	const struct other *other = argument;
	const unsigned budgets[] = { 100, 10 };

	for (size_t i = 0; i < COUNT_OF(budgets); i++) {
		struct feed_request request = { .delay = 1,
			.cost = EVERYTHING,
			.budget_percent = budgets[i] };
		struct reading *reading;
		const struct row *row;
		struct value pss;
		int64_t deadline = clock_ms() + 20000;

		open_reading((void **)&reading);
		do {
			row = sample_find(read_next(reading, &request), other->pid);
			CHECK(row != NULL);
			pss = figure(reading, row, METRIC_PSS);
		} while (pss.state == VALUE_PENDING && clock_ms() < deadline);
		CHECK(pss.state == VALUE_DENIED);
		CHECK(figure(reading, row, METRIC_USS).state == VALUE_DENIED);
		CHECK(figure(reading, row, METRIC_RSS).state ==
			(other->hidden ? VALUE_DENIED : VALUE_OK));
		row = sample_find(reading->sample, getpid());
		CHECK(row != NULL);
		do {
			pss = figure(reading, sample_find(read_next(reading, &request), getpid()),
				METRIC_PSS);
		} while (pss.state == VALUE_PENDING && clock_ms() < deadline);
		CHECK(value_known(pss) && pss.n > 0);
		close_reading((void **)&reading);
	}
	return 0;
}

static void assert_apart(const struct apart *apart, int (*body)(void *), void *argument)
{
	int result = run_apart(apart, body, argument);

	if (result < 0)
		PASS_OVER("namespaces take root");
	assert_int_equal(result, 0);
}

static void what_is_denied_is_not_zero(void **state)
{
	const struct apart nobody = { .uid = 65534 };
	struct other other;
	struct child child;

	(void)state;
	child_start(&child, have_everything, NULL);
	other = (struct other){ .pid = child.pid };
	assert_apart(&nobody, look_as_nobody, &other);
	child_end(&child);
}

static void what_hidepid_1_hides_is_not_zero(void **state)
{
	const struct apart nobody = { .proc_options = "hidepid=1", .uid = 65534 };
	struct other other;
	struct child child;

	(void)state;
	child_start(&child, have_everything, NULL);
	other = (struct other){ .pid = child.pid, .hidden = true };
	assert_apart(&nobody, look_as_nobody, &other);
	child_end(&child);
}

static int see_only_oneself(void *argument)
{
	const struct other *other = argument;
	struct feed_request request = { .delay = 1, .cost = EVERYTHING, .budget_percent = 100 };
	struct reading *reading;

	open_reading((void **)&reading);
	for (int i = 0; i < 3; i++) {
		read_next(reading, &request);
		CHECK(sample_find(reading->sample, other->pid) == NULL);
		CHECK(sample_find(reading->sample, getpid()) != NULL);
		CHECK(sample_find(reading->sample, 1) == NULL);
	}
	close_reading((void **)&reading);
	return 0;
}

static void what_hidepid_2_hides_is_not_there(void **state)
{
	const struct apart nobody = { .proc_options = "hidepid=2", .uid = 65534 };
	struct other other;
	struct child child;

	(void)state;
	child_start(&child, NULL, NULL);
	other = (struct other){ .pid = child.pid };
	assert_apart(&nobody, see_only_oneself, &other);
	child_end(&child);
}

/* ---- a PID that is used again ---- */

/* Starts a process that gets this PID, in a PID namespace where no other process forks. */
static bool give_pid(struct child *child, pid_t pid)
{
	FILE *file = fopen("/proc/sys/kernel/ns_last_pid", "w");

	if (!file || fprintf(file, "%d", (int)pid - 1) < 0 || fclose(file) != 0)
		return false;
	child_start(child, touch_more, NULL);
	return child->pid == pid;
}

/* The same, until its start differs from the earlier owner's: they count in ticks of 10 ms. */
static bool start_with_pid(struct child *child, pid_t pid, uint64_t not_ticks)
{
	int64_t deadline = clock_ms() + 20000;

	while (give_pid(child, pid)) {
		if (start_ticks_of(pid) != not_ticks)
			return true;
		child_end(child);
		if (clock_ms() > deadline)
			break;
	}
	return false;
}

static int reuse_a_pid(void *argument)
{
	static const size_t bounds[] = { 1000, 0 }; /* with descriptors kept, and without */

	(void)argument;
	for (size_t i = 0; i < COUNT_OF(bounds); i++) {
		struct feed_request request = { .cost = EVERYTHING & ~(unsigned)COST_ROLLUP };
		struct reading reading = { .now_ns = 1 };
		struct child first, second;
		const struct row *row;
		struct row *old;

		CHECK(kernel_root_open(&reading.root, "/proc", "/sys") == STATUS_OK);
		CHECK(processes_new(&reading.processes, &reading.root,
			      (struct retained_source){ 0 }, bounds[i], USERS_HERE) == STATUS_OK);
		child_start(&first, NULL, NULL);
		old = row_ref(read_one(&reading, first.pid, request));
		read_one(&reading, first.pid, request);
		child_end(&first);
		CHECK(start_with_pid(&second, first.pid, old->identity->start_ticks));
		row = read_one(&reading, second.pid, request);
		CHECK(row != old);
		CHECK(row->identity->start_ticks == start_ticks_of(second.pid));
		CHECK(row->metric[METRIC_RSS] >= 4 * MIB);
		CHECK(derived_value(row, DERIVED_CPU).state == VALUE_PENDING);
		row_unref(old);
		child_end(&second);
		sample_unref(reading.sample);
		processes_free(reading.processes);
		kernel_root_close(&reading.root);
	}
	return 0;
}

static void a_pid_used_again_inherits_nothing(void **state)
{
	const struct apart own_pids = { .proc_options = "hidepid=0", .own_pids = true };

	(void)state;
	assert_apart(&own_pids, reuse_a_pid, NULL);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, open_reading, close_reading)

int main(void)
{
	static enum users_place here = USERS_HERE, apart = USERS_APART;
	const struct CMUnitTest tests[] = {
		TEST(figures_are_those_of_the_files),
		TEST(figures_are_not_small),
		cmocka_unit_test(a_figure_not_asked_for_is_not_zero),
		TEST(a_process_is_identified),
		TEST(exec_is_seen),
		cmocka_unit_test_prestate(users_are_named, &here),
		cmocka_unit_test_prestate(users_are_named, &apart),
		cmocka_unit_test_prestate(a_directory_that_is_dead_holds_nothing_up, &here),
		cmocka_unit_test_prestate(a_directory_that_is_dead_holds_nothing_up, &apart),
		cmocka_unit_test_prestate(a_question_is_left_behind, &here),
		cmocka_unit_test_prestate(a_question_is_left_behind, &apart),
		TEST(a_new_name_is_seen),
		TEST(growth_is_seen_in_the_next_sample),
		TEST(rates_need_a_second_sample),
		TEST(a_zombie_has_no_memory),
		TEST(who_ended_is_no_row),
		TEST(samples_share_rows_at_rest),
		TEST(an_older_sample_stays_as_it_was),
		TEST(rows_are_in_order),
		cmocka_unit_test(kernel_threads_are_known_whatever_is_asked_for),
		cmocka_unit_test(what_is_denied_is_not_zero),
		cmocka_unit_test(what_hidepid_1_hides_is_not_zero),
		cmocka_unit_test(what_hidepid_2_hides_is_not_there),
		cmocka_unit_test(a_pid_used_again_inherits_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
