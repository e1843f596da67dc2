/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The screen fed with made-up samples: for states that no real machine has on demand.
 *
 *	fake_screen [WORD]...
 *
 * WORDs: rows=N processes (12); log=FILE for signals and saved settings; filter=EXPRESSION,
 * user=NAME, columns=LIST; locale=DIRECTORY of translations; readonly; no-color; theme=NAME; directory=PATH (where
 * reports go); no-psi, no-swap,
 * hidepid, cgroup, huge, zram, denied, pending, stale; weird (names that none should have),
 * ids (commands in hexadecimal digits), paths (a program far down), long (commands of 128 KiB), growing (another order in every sample), shrinking (a process fewer
 * from the second sample on), later (once Z was typed twice every process has 1 MiB more, one process
 * is new, and 64 MiB of free memory have become applications'), waiting (no sample before Z was typed), leaking
 * (PID 10 grows by 64 MiB a minute, 200 of the 300 MiB of PID 9 are retained by malloc), mouse, crash (SIGSEGV at the second sample), old (no MemAvailable), still
 * (one sample only, but for requests), processors (two of them, and a load), heap=KIND (the view heap, see fake/heap.h), oom=STATE (what
 * the kernel's log gives: a text of tests/fixtures/oom, "denied", "absent", "none"), probe=KIND (the
 * view probe, see fake/probe.h), cache=KIND (the view cache, see fake/cache.h), pipes (the view kernel: 2 GiB
 * lie in pipes).
 */
#include <libintl.h>
#include <locale.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/apart/named_file.h"
#include "base/event.h"
#include "base/macros.h"
#include "cli/commands.h"
#include "config/rows.h"
#include "derive/machine/watched.h"
#include "derive/kernel/whole.h"
#include "derive/trend.h"
#include "derive/process/growth.h"
#include "derive/thread_row.h"
#include "ports/feed.h"
#include "parse/oom/oom.h"
#include "screen/fake/cache.h"
#include "screen/fake/heap.h"
#include "screen/fake/probe.h"
#include "support/derived_set.h"
#include "support/fixture.h"
#include "ui/session/ui.h"

#define MIB (UINT64_C(1) << 20)
#define GIB (UINT64_C(1) << 30)

struct fake {
	char **words;
	int word_count;
	int timer;
	uint64_t number;
	bool later; /* than the moment at which an urgent sample was asked for */
	struct sample *previous;
	struct history *history;
	struct feed_request request;
};

static const char *word_value(const struct fake *fake, const char *name)
{
	size_t length = strlen(name);

	for (int i = 0; i < fake->word_count; i++) {
		if (strncmp(fake->words[i], name, length) == 0 && fake->words[i][length] == '=')
			return fake->words[i] + length + 1;
	}
	return NULL;
}

static bool has_word(const struct fake *fake, const char *word)
{
	for (int i = 0; i < fake->word_count; i++) {
		if (strcmp(fake->words[i], word) == 0)
			return true;
	}
	return false;
}

static void write_log(const struct fake *fake, const char *format, long a, long b, long c)
{
	const char *path = word_value(fake, "log");
	FILE *log = path ? fopen(path, "ae") : NULL;

	if (!log)
		return;
	if (a >= 0)
		fprintf(log, "signal %ld to %ld started %ld\n", a, b, c);
	else if (format)
		fprintf(log, "%s\n", format);
	fclose(log);
}

/* ---- the sample ---- */

struct person {
	const char *name, *user, *command;
	pid_t parent;
	size_t length;
};

#define PERSON(name, user, command, parent)                                                        \
	{                                                                                          \
		name, user, command, parent, sizeof(command) - 1                                   \
	}

/* PIDs 1, 2 ... in this order; then worker after worker. */
static const struct person people[] = {
	PERSON("init", "root", "/sbin/init splash", 0),
	PERSON("kthreadd", "root", "[kthreadd]", 0),
	PERSON("kswapd0", "root", "[kswapd0]", 2),
	PERSON("sshd", "root", "sshd: /usr/sbin/sshd -D", 1),
	PERSON("bash", "alice", "-bash", 4),
	PERSON("vim", "alice", "vim notes.txt", 5),
	PERSON("nginx", "www", "nginx: master process", 1),
	PERSON("nginx", "www", "nginx: worker 1", 7),
	PERSON("nginx", "www", "nginx: worker 2", 7),
};

static const struct person weird[] = {
	PERSON("a\033[2Jb", "root", "a\033[2Jb\n\tsecond line\x7f", 1),
	PERSON("中文程序", "root", "中文程序 --参数=值 tail", 1),
	PERSON("bad\xff\xfe", "root", "bad\xff\xfe\xc3(utf8 tail", 1),
	PERSON("bidi", "root", "x\u202egnp.exe", 1),
	PERSON("combining", "root", "e\u0301te\u0301 tail", 1),
	PERSON("", "root", "", 1),
};

#define PEOPLE (COUNT_OF(people))
#define WEIRD  (COUNT_OF(weird))

/* A command as long as the kernel lets it be: "long aaaa ... end". */
static struct person long_person(void)
{
	static char command[128 * 1024];
	struct person person = { "long", "bob", command, 1, sizeof(command) };

	memset(command, 'a', sizeof(command));
	memcpy(command, "long ", 5);
	memcpy(command + sizeof(command) - 4, " end", 4);
	return person;
}

static struct person person_at(const struct fake *fake, size_t i)
{
	struct person worker = PERSON("worker", "bob", "worker --threads 4 --queue default", 1);

	if (has_word(fake, "long") && i >= PEOPLE)
		return long_person();

	if (i < PEOPLE)
		return people[i];
	if (has_word(fake, "paths"))
		return (struct person)PERSON("python3", "bob",
			"/opt/versions/3.11.7/bin/python3 serve.py", 1);
	if (has_word(fake, "ids"))
		return (struct person)PERSON("runc", "root", "65b9e16b0fa35b9c62573bf375366efa", 1);
	if (has_word(fake, "weird") && i - PEOPLE < WEIRD)
		return weird[i - PEOPLE];
	return worker;
}

static uint64_t resident(const struct fake *fake, size_t i, size_t count)
{
	if (i == 1 || i == 2)
		return 0;
	if (fake->later)
		return (count - i) * MIB; /* the newcomer at the end makes one more for each */
	if (has_word(fake, "growing"))    /* another one is the largest each time */
		return ((i + fake->number) % count + 1) * MIB;
	return (count - i) * MIB;
}

static void set_figures(const struct fake *fake, struct row *row, size_t i, size_t count)
{
	uint64_t bytes = resident(fake, i, count);
	enum value_state expensive = has_word(fake, "denied")    ? VALUE_DENIED
				     : has_word(fake, "pending") ? VALUE_PENDING
								 : VALUE_OK;

	for (int metric = 0; metric < METRIC_COUNT; metric++)
		row_set(row, (enum metric)metric, value_of(bytes / (unsigned)(metric + 1)));
	for (int figure = 0; figure < DERIVED_COUNT; figure++)
		derived_set(row, (enum derived_figure)figure,
			value_of(bytes / (unsigned)(METRIC_COUNT + figure + 1)));
	row_set(row, METRIC_RSS, value_of(bytes));
	row_set(row, METRIC_START, value_of(1700000000 + i));
	row_set(row, METRIC_OOM_ADJUST, value_of(-500));
	row_set(row, METRIC_THREADS, value_of(i + 1));
	derived_set(row, DERIVED_TREND, value_of(i % TREND_COUNT));
	derived_set(row, DERIVED_CPU, value_of(100 * i));
	for (int metric = METRIC_PSS; metric <= METRIC_SWAP_PSS; metric++)
		row_set(row, (enum metric)metric,
			expensive == VALUE_OK ? value_of(bytes / 2) : value_missing(expensive));
	derived_set(row, DERIVED_LEVELS, value_of(1112345678));
	row_set(row, METRIC_ROOM, value_missing(VALUE_ABSENT));
	row->derived->trend_since_ns = 1;
	if (has_word(fake, "leaking") && i == 9)
		derived_set(row, DERIVED_GROWTH, value_of(64 * MIB));
	if (has_word(fake, "leaking") && i == 8) {
		row_set(row, METRIC_RSS, value_of(300 * MIB));
		row_set(row, METRIC_RETAINED, value_of(200 * MIB));
	}
	row->state = 'S';
	row->budgeted_ns[BUDGETED_ROLLUP] = has_word(fake, "stale") ? 1 : fake->number * 1000000000;
}

static struct row *make_row(const struct fake *fake, size_t i, size_t count)
{
	struct person person = person_at(fake, i);
	struct identity_source source = {
		.uid = (uid_t)(strcmp(person.user, "root") == 0 ? 0 : 1000),
		.kernel_thread = person.command[0] == '[',
		.start_ticks = 1000 + i,
		.user = person.user,
		.name = person.name,
		.cgroup = "/user.slice",
		.command = person.command,
		.command_length = person.length,
	};
	struct identity *identity = identity_new(&source);
	struct row *row = row_new((pid_t)(i + 1), person.parent, identity);

	identity_unref(identity);
	set_figures(fake, row, i, count);
	return row;
}

static void set_system(const struct fake *fake, struct system_sample *system)
{
	static const struct {
		enum meminfo_field field;
		uint64_t bytes;
	} fields[] = {
		{ MEMINFO_MemTotal, 16 * GIB },
		{ MEMINFO_MemFree, 1 * GIB },
		{ MEMINFO_MemAvailable, 10 * GIB },
		{ MEMINFO_Buffers, 256 * MIB },
		{ MEMINFO_Cached, 9 * GIB },
		{ MEMINFO_SwapCached, 0 },
		{ MEMINFO_AnonPages, 4 * GIB },
		{ MEMINFO_Shmem, 512 * MIB },
		{ MEMINFO_KReclaimable, 512 * MIB },
		{ MEMINFO_SUnreclaim, 512 * MIB },
		{ MEMINFO_PageTables, 64 * MIB },
		{ MEMINFO_Hugepagesize, 2 * MIB },
	};
	uint64_t swap = has_word(fake, "no-swap") ? 0 : 8 * GIB;

	for (size_t i = 0; i < COUNT_OF(fields); i++)
		system->meminfo.field[fields[i].field] = value_of(fields[i].bytes);
	if (fake->later) {
		system->meminfo.field[MEMINFO_MemFree].n -= 64 * MIB;
		system->meminfo.field[MEMINFO_MemAvailable].n -= 64 * MIB;
		system->meminfo.field[MEMINFO_AnonPages].n += 64 * MIB;
	}
	if (has_word(fake, "old"))
		system->meminfo.field[MEMINFO_MemAvailable] = value_missing(VALUE_ABSENT);
	system->meminfo.field[MEMINFO_SwapTotal] = value_of(swap);
	system->meminfo.field[MEMINFO_SwapFree] = value_of(swap / 2);
	if (has_word(fake, "huge")) {
		system->meminfo.field[MEMINFO_HugePages_Total] = value_of(256);
		system->meminfo.field[MEMINFO_HugePages_Free] = value_of(128);
		system->meminfo.field[MEMINFO_Hugetlb] = value_of(512 * MIB);
	}
	system->page_size = 4096;
	system->uptime = value_of(41 * 86400);
}

static void set_rates(const struct fake *fake, struct system_sample *system)
{
	enum value_state state =
		fake->number == 1 || has_word(fake, "pending") ? VALUE_PENDING : VALUE_OK;
	struct derived_machine *derived = derived_machine_edit(system);
	struct value *rates = (struct value *)&derived->rates;

	for (size_t i = 0; i < sizeof(derived->rates) / sizeof(*rates); i++)
		rates[i] = (struct value){ .n = 0, .state = state };
	for (int i = 0; i < VMSTAT_COUNT; i++)
		system->vmstat.counter[i] = value_of(0);
	if (word_value(fake, "oom"))
		system->vmstat.counter[VMSTAT_OOM_KILL] = value_of(3);
	values_fill(&system->psi, sizeof(system->psi), VALUE_ABSENT);
	if (has_word(fake, "no-psi"))
		return;
	system->psi.some.average_10 = value_of(25);
	system->psi.full.average_10 = value_of(0);
}

static void set_extras(const struct fake *fake, struct system_sample *system)
{
	if (has_word(fake, "zram")) {
		system->compressed.zram_original = value_of(2 * GIB);
		system->compressed.zram_used = value_of(512 * MIB);
	}
	if (!has_word(fake, "cgroup"))
		return;
	system->cgroup.version = 2;
	snprintf(system->cgroup.path, sizeof(system->cgroup.path), "/box");
	system->cgroup.limit = value_of(256 * MIB);
	system->cgroup.usage = value_of(103 * MIB);
	system->cgroup.file = value_of(40 * MIB);
}

static void set_processors(const struct fake *fake, struct system_sample *system)
{
	struct derived_machine *derived = derived_machine_edit(system);

	if (!has_word(fake, "processors") || !derived)
		return;
	derived->processors = (struct processor_use){ .all = value_of(3700),
		.each = { value_of(380), value_of(9960) },
		.count = 2 };
	system->processors.number[1] = 1;
	system->load = (struct load){ { value_of(45), value_of(1230), value_of(10007) },
		value_of(2), value_of(321) };
}

static size_t row_count(const struct fake *fake)
{
	const char *rows = word_value(fake, "rows");
	size_t count = rows ? strtoul(rows, NULL, 10) : 12;

	if (has_word(fake, "weird"))
		count = PEOPLE + WEIRD;
	if (has_word(fake, "shrinking") && fake->number > 1)
		count -= 1;
	if (fake->later)
		count += 1;
	return count;
}

/* Rows are shared with the sample before where nothing in them changes. */
static struct row *share_row(const struct fake *fake, size_t i, size_t count)
{
	if (fake->previous && !has_word(fake, "growing") && !fake->later &&
		i < fake->previous->row_count)
		return row_ref(fake->previous->rows[i]);
	return make_row(fake, i, count);
}

/* Trends on rows are made up; what views ask the history for follows from the rows. */
static void remember(const struct fake *fake, const struct row *row, uint64_t now_ns)
{
	const struct history_key key = history_of_row(row);

	history_add(fake->history, &key, HISTORY_OWN, now_ns, value_or(growth_own(row), 0));
}

static void put_pipes(struct sample *sample)
{
	struct kernel_memory *memory = kernel_memory_new();
	struct kernel_item *item =
		memory ? kernel_memory_add(memory, KERNEL_PIPE, text_of("", 0)) : NULL;

	if (item) {
		item->place = KERNEL_UNCOUNTED;
		item->bytes = value_of(2 * GIB);
		item->objects = value_of(2048);
		kernel_item_own(item, 8, "nginx", value_of(2 * GIB));
		sample->kernel_memory = kernel_whole(memory, sample);
	}
	kernel_memory_unref(memory);
}

/* TIDs 501, 502 ... of the first nginx, on top of it. */
static void put_threads(const struct fake *fake, struct sample *sample)
{
	static const char *const names[] = { "accept", "log", "pool-0", "pool-1" };
	const struct row *process = sample_find(sample, 7);

	if (!(fake->request.cost & COST_THREADS))
		return;
	sample->threads = calloc(COUNT_OF(names), sizeof(struct row *));
	for (size_t i = 0; i < COUNT_OF(names); i++)
		sample->threads[sample->thread_count++] =
			thread_row(&(struct thread_reading){ .tid = (pid_t)(501 + i),
					   .process = process,
					   .name = text_of_string(names[i]),
					   .state = 'S',
					   .start_ticks = 2000 + i },
				NULL, 0);
}

static struct sample *make_sample(struct fake *fake)
{
	struct sample *sample = sample_new();

	fake->number++;
	sample->number = fake->number;
	sample->monotonic_ns = fake->number * 1000000000;
	sample->wall_ns = 1700000000 * INT64_C(1000000000) + (int64_t)sample->monotonic_ns;
	snprintf(sample->host, sizeof(sample->host), "web-07");
	snprintf(sample->kernel, sizeof(sample->kernel), "6.1.0");
	set_system(fake, &sample->system);
	set_rates(fake, &sample->system);
	set_extras(fake, &sample->system);
	set_processors(fake, &sample->system);
	sample->others_hidden = has_word(fake, "hidepid");
	sample->row_count = row_count(fake);
	sample->rows = calloc(sample->row_count, sizeof(*sample->rows));
	for (size_t i = 0; i < sample->row_count; i++)
		sample->rows[i] = share_row(fake, i, sample->row_count);
	for (size_t i = 0; i < sample->row_count; i++)
		remember(fake, sample->rows[i], sample->monotonic_ns);
	put_threads(fake, sample);
	machine_add(fake->history, sample);
	sample->own = (struct own_cost){ 3 * MIB, 12, 60 * 1024, 1500000,
		{ .reason = SWEEP_SETTING },
		{ .is_told = true, .use = BPF_VIEWS, .refusal = { .kind = KERNEL_NO_RIGHTS } } };
	if (fake->request.cost & COST_KERNEL && has_word(fake, "pipes"))
		put_pipes(sample);
	sample_unref(fake->previous);
	fake->previous = sample_ref(sample);
	return sample;
}

/* ---- feed and actions ---- */

static void set_timer(const struct fake *fake, long first_ms)
{
	long interval = has_word(fake, "still") ? 0 : 100 * 1000000;
	struct itimerspec times = { .it_value = { .tv_nsec = first_ms * 1000000 },
		.it_interval = { .tv_nsec = interval } };

	timerfd_settime(fake->timer, 0, &times, NULL);
}

static struct sample *take(void *context)
{
	struct fake *fake = context;
	uint64_t ticks;

	if (read(fake->timer, &ticks, sizeof(ticks)) != (ssize_t)sizeof(ticks))
		return NULL;
	if (fake->number == 1 && has_word(fake, "crash"))
		raise(SIGSEGV);
	return make_sample(fake);
}

static enum status request(void *context, const struct feed_request *wanted, bool urgent)
{
	struct fake *fake = context;

	fake->later |= urgent && has_word(fake, "later");
	fake->request = *wanted;
	if (wanted->paused != has_word(fake, "waiting"))
		timerfd_settime(fake->timer, 0, &(struct itimerspec){ 0 }, NULL);
	else
		set_timer(fake, 1);
	return STATUS_OK;
}

static enum status send_signal(void *context, pid_t pid, uint64_t start_ticks, int number,
	struct message *message)
{
	write_log(context, NULL, number, pid, (long)start_ticks);
	if (pid == 1) {
		message_set(message, "1 init: not permitted");
		return STATUS_DENIED;
	}
	return STATUS_OK;
}

static enum status save_settings(void *context, const struct settings *settings,
	struct message *message)
{
	char line[256];

	snprintf(line, sizeof(line), "saved delay %g columns %zu sort %s", settings->delay,
		settings->columns.count, columns[settings->sort].name);
	write_log(context, line, -1, 0, 0);
	message_set(message, "saved to /nowhere");
	return STATUS_OK;
}

static enum status write_report(void *context, const struct report_request *request,
	struct message *message)
{
	char *text = NULL;
	size_t length = 0;
	enum status status;

	(void)context;
	if (!request->path)
		return report_text(request, request->text, request->length, message);
	status = report_text(request, &text, &length, message);
	if (status == STATUS_OK)
		status = named_file_create(request->path, text, length, message);
	if (status == STATUS_OK)
		message_set(message, "saved as %s", request->path);
	free(text);
	return status;
}

/* The kernel's log: a text of the fixtures, or why there is none. */
struct fake_log {
	const char *state;
	int event;
	struct kernel_log port;
};

/* All other sources are missing, as in a recording. */
struct fake_sources {
	struct heap_feed heap;
	struct fake_log log;
	struct prober prober;
	struct cache_feed cache;
};

static const struct heap_feed *give_heap(void *context, struct message *message)
{
	const struct fake_sources *sources = context;

	(void)message;
	return &sources->heap;
}

static void look_at_log(void *context)
{
	const struct fake_log *log = context;

	event_ring(log->event);
}

static bool take_log(void *context, struct kernel_log_reading *reading)
{
	const struct fake_log *log = context;
	char path[256];
	size_t length;
	char *text;

	event_hush(log->event);
	*reading = (struct kernel_log_reading){ .status = STATUS_OK };
	if (strcmp(log->state, "denied") == 0)
		reading->status = STATUS_DENIED;
	else if (strcmp(log->state, "absent") == 0)
		reading->status = STATUS_ABSENT;
	else if (strcmp(log->state, "none") != 0) {
		snprintf(path, sizeof(path), "oom/%s.txt", log->state);
		text = fixture_read(path, &length);
		oom_parse(&reading->reports, text, length);
		free(text);
	}
	return true;
}

static const struct prober *give_prober(void *context, struct message *message)
{
	const struct fake_sources *sources = context;

	(void)message;
	return &sources->prober;
}

static const struct cache_feed *give_cache(void *context, struct message *message)
{
	const struct fake_sources *sources = context;

	(void)message;
	return &sources->cache;
}

static const struct kernel_log *give_log(void *context, struct message *message)
{
	const struct fake_sources *sources = context;

	(void)message;
	return &sources->log.port;
}

/* A record whose file system has died. */
static bool say_nothing(void *context, struct message *message)
{
	(void)context, (void)message;
	return false;
}

static void say_hangs(void *context, struct message *message)
{
	(void)context;
	message_set(message, "/mnt/x/record: no answer in time (FUSE mount /mnt/x)");
}

static enum timeline_wait hang(void *context)
{
	(void)context;
	return TIMELINE_HANGS;
}

static const struct timeline_about *know_nothing(void *context)
{
	(void)context;
	return NULL;
}

static const struct timeline dead_record = {
	.said = say_nothing, .waits = hang, .say_hangs = say_hangs, .about = know_nothing
};

int main(int count, char **words)
{
	struct fake fake = { .words = words + 1, .word_count = count - 1 };
	struct feed feed = { .context = &fake, .take = take, .request = request };
	struct actions actions = { .context = &fake,
		.send_signal = send_signal,
		.save_settings = save_settings,
		.write_report = write_report };
	struct ui_setup setup = { .feed = &feed,
		.actions = &actions,
		.settings = settings_default };
	struct message message = { "" };
	struct fake_heap fake_heap;
	struct fake_probe fake_probe;
	struct fake_cache fake_cache;
	struct fake_sources fake_sources = { .log = { .state = NULL } };
	const struct sources sources = { .context = &fake_sources,
		.heap = give_heap,
		.prober = give_prober,
		.cache = give_cache,
		.kernel_log = give_log };
	enum status status;
	const char *list;

	feed.history = fake.history = history_new();
	setlocale(LC_ALL, "");
	textdomain("memtop");
	if (word_value(&fake, "locale"))
		bindtextdomain("memtop", word_value(&fake, "locale"));
	setenv("TZ", "UTC", 1);
	fake.timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	feed.descriptor = fake.timer;
	set_timer(&fake, 1);
	actions.readonly = has_word(&fake, "readonly");
	setup.no_color = has_word(&fake, "no-color");
	if (has_word(&fake, "dead-record"))
		setup.timeline = &dead_record;
	setup.settings.mouse = has_word(&fake, "mouse");
	setup.filter = word_value(&fake, "filter");
	setup.user = word_value(&fake, "user");
	fake_sources.heap = fake_heap_feed(&fake_heap, word_value(&fake, "heap"));
	fake_sources.log = (struct fake_log){ .state = word_value(&fake, "oom"),
		.event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) };
	fake_sources.log.port = (struct kernel_log){ .context = &fake_sources.log,
		.descriptor = fake_sources.log.event,
		.look = look_at_log,
		.take = take_log };
	if (fake_sources.log.state)
		setup.sources = &sources;
	fake_sources.prober = fake_prober(&fake_probe, word_value(&fake, "probe"));
	if (fake_probe.kind) {
		setup.view = VIEW_PROBE;
		setup.sources = &sources;
	}
	fake_sources.cache = fake_cache_feed(&fake_cache, word_value(&fake, "cache"));
	if (fake_cache.kind)
		setup.sources = &sources;
	if (fake_heap.kind) {
		setup.view = VIEW_HEAP;
		setup.argument = "1001";
		setup.sources = &sources;
	}
	if (word_value(&fake, "directory") && chdir(word_value(&fake, "directory")) != 0)
		return 2;
	if (word_value(&fake, "theme") &&
		setting_read(&setting_rows[SETTING_COLOR], &setup.settings,
			word_value(&fake, "theme"), &message) != STATUS_OK)
		return 2;
	list = word_value(&fake, "columns");
	if (list && column_list_parse(&setup.settings.columns, list, &message) != STATUS_OK)
		return 2;
	status = ui_run(&setup, &message);
	sample_unref(fake.previous);
	history_unref(fake.history);
	if (status != STATUS_OK)
		fprintf(stderr, "fake_screen: %s\n", message.text);
	return status == STATUS_OK ? 0 : 1;
}
