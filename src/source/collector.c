/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/collector.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/event.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "base/worker.h"
#include "config.h"
#include "derive/cgroup/watch.h"
#include "derive/kernel/whole.h"
#include "derive/machine/derived_machine.h"
#include "parse/process/statm.h"
#include "source/cgroup/reader.h"
#include "source/kernel_memory/reader.h"
#include "source/own_programs.h"
#include "source/process/processes.h"
#include "source/process/threads.h"
#include "source/rights.h"
#include "source/system/system.h"

/* What a kept descriptor costs the kernel: struct file, seq_file and its page-sized buffer. */
#define DESCRIPTOR_BYTES 5120
/* Descriptors for everything else: terminal, libraries, the kept system files, one read at a time. */
#define DESCRIPTORS_SPARED 32
/* Kept descriptors may cost this part of MemTotal at the most, those of cgroups this one. */
#define DESCRIPTOR_SHARE 256
#define CGROUP_SHARE     2048
/* Of the descriptors that there may be, cgroups have one in so many once they are looked at. */
#define CGROUP_PART 4

/* A reading that takes longer is not waited for, and shown with the sample after it. */
#define WAIT_NS       (NS_PER_SECOND / 2)
#define BATCH_WAIT_NS (10 * NS_PER_SECOND)

/*
 * What it took to read all processes first, and after so many have ended, or had another row in one sample, what was
 * freed with those, goes back, ...
 */
#define TRIM_ROWS 500
/* ... so many samples later: until then the screen has let go of the samples that had them. */
#define TRIM_SAMPLES 3

/*
 * The thread that waits for a sample waits so long for a kernel that answers nothing; longer where samples follow
 * one another, since a machine that runs out of memory stands still for a while.
 */
#define PATIENCE_ONCE_NS (10 * NS_PER_SECOND)
#define PATIENCE_NS      (60 * NS_PER_SECOND)

struct collector {
	struct worker worker; /* its event is readable while latest is there */
	/* under the lock */
	struct feed_request request;
	pid_t *only, *visible; /* the copies that request points to */
	char *cgroup;
	bool urgent, failed, collecting;
	uint64_t since_ns, spent_ns; /* when the thread's processor time last moved, and that */
	uint64_t requests;           /* how often the request was replaced */
	struct message failure;
	struct sample *latest; /* published, not yet taken */
	/* the thread's own */
	struct kernel_root root;
	struct system_reader *system;
	struct processes *processes;
	struct cgroup_reader *cgroups; /* NULL until they are asked for */
	enum status without_cgroups;   /* why there is none although it was asked for */
	struct memcg_counters (*memcg_counters)(void);
	struct bpf_state bpf;         /* what of it does not change */
	uint64_t cgroups_ns;          /* when those were read that were watched last */
	struct kernel_reader *kernel; /* the same of kernel memory */
	uint64_t kernel_ns;
	size_t descriptors; /* that there may be */
	uint64_t number;
	struct sample *before; /* that rates are from; NULL: none yet */
	uint64_t trimmed;      /* of processes that ended: so many had when memory was given back */
	uint64_t trim_at;      /* the number of the sample after which that is to happen; 0: not */
	uint64_t trimmed_at;   /* ... and after which it happened last */
	bool renewed;          /* many rows were others in the last sample */
	bool others_hidden;
	char host[sizeof(((struct sample *)0)->host)];
	char release[sizeof(((struct sample *)0)->kernel)];
	char boot_id[37];
};

/* ---- requests ---- */

static pid_t *copy_pids(const pid_t *pids, size_t count)
{
	pid_t *copy = reallocarray(NULL, count + 1, sizeof(*copy));

	if (copy && pids && count)
		memcpy(copy, pids, count * sizeof(*copy));
	return copy;
}

/* Puts a copy of request in the place of the old one; the lock is held, or there is no other thread yet. */
static enum status replace_request(struct collector *collector, const struct feed_request *request)
{
	pid_t *only = copy_pids(request->only, request->only_count);
	pid_t *visible = copy_pids(request->visible, request->visible_count);

	char *cgroup = request->cgroup ? strdup(request->cgroup) : NULL;

	if (!only || !visible || (request->cgroup && !cgroup)) {
		free(only);
		free(visible);
		free(cgroup);
		return STATUS_NO_MEMORY;
	}
	free(collector->cgroup);
	collector->cgroup = cgroup;
	free(collector->only);
	free(collector->visible);
	collector->only = only;
	collector->visible = visible;
	collector->request = *request;
	collector->request.only = request->only ? only : NULL;
	collector->request.visible = visible;
	collector->request.cgroup = cgroup;
	collector->requests++;
	return STATUS_OK;
}

/* Whether the next sample is due at another time than it was.  The lock is held. */
static bool moves_due(const struct collector *collector, const struct feed_request *request)
{
	const struct feed_request *was = &collector->request;

	return request->delay < was->delay || request->delay > was->delay ||
	       request->paused != was->paused || request->once != was->once;
}

/* The thread sleeps on where there is nothing to do for it yet: what is visible moves with each refresh. */
static enum status feed_request(void *context, const struct feed_request *request, bool urgent)
{
	struct collector *collector = context;
	enum status status;
	bool wake;

	worker_lock(&collector->worker);
	if (request->cost & ~collector->request.cost)
		urgent = true;
	wake = urgent || moves_due(collector, request);
	status = replace_request(collector, request);
	collector->urgent |= urgent;
	if (wake)
		worker_wake(&collector->worker);
	worker_unlock(&collector->worker);
	return status;
}

/* ---- samples ---- */

/* Where it cannot be read it is what it was. */
static enum status measure_resident(const struct collector *collector, struct sample *sample)
{
	struct file_buffer buffer = { 0 };
	struct statm statm;
	enum status status = file_read(&buffer, collector->root.proc, "self/statm");

	if (status == STATUS_OK && statm_parse(&statm, buffer.text, buffer.length) == STATUS_OK)
		sample->own.resident = statm.resident * sample->system.page_size;
	else if (collector->before)
		sample->own.resident = collector->before->own.resident;
	file_buffer_free(&buffer);
	return status;
}

/* STATUS_NO_MEMORY. */
static enum status measure_self(struct collector *collector, struct sample *sample,
	const struct feed_request *request, uint64_t began_ns)
{
	enum status status = STATUS_OK;

	sample->own.descriptors = processes_open_fds(collector->processes);
	sample->own.descriptor_bytes = sample->own.descriptors * DESCRIPTOR_BYTES;
	if (sample->cgroups) {
		sample->own.descriptors += sample->cgroups->descriptors;
		sample->own.descriptor_bytes += sample->cgroups->descriptor_bytes;
	}
	sample->own.sweep = *processes_sweep(collector->processes);
	sample->own.bpf = collector->bpf;
	if (request->cost & COST_OWN)
		status = own_programs_read(&sample->own.bpf, &collector->root);
	sample->own.cpu_ns = clock_now_ns(CLOCK_THREAD_CPUTIME_ID) - began_ns;
	if (status != STATUS_NO_MEMORY)
		status = measure_resident(collector, sample);
	return status == STATUS_NO_MEMORY ? status : STATUS_OK;
}

static struct sample *begin_sample(struct collector *collector)
{
	const struct sample *before = collector->before;
	struct sample *sample = sample_new();

	if (!sample)
		return NULL;
	sample->number = ++collector->number;
	sample->monotonic_ns = clock_now_ns(CLOCK_MONOTONIC);
	sample->boottime_ns = clock_now_ns(CLOCK_BOOTTIME);
	sample->wall_ns = (int64_t)clock_now_ns(CLOCK_REALTIME);
	sample->interval_ns = before ? value_of(sample->monotonic_ns - before->monotonic_ns)
				     : value_missing(VALUE_PENDING);
	memcpy(sample->host, collector->host, sizeof(sample->host));
	memcpy(sample->kernel, collector->release, sizeof(sample->kernel));
	snprintf(sample->boot_id, sizeof(sample->boot_id), "%s", collector->boot_id);
	sample->others_hidden = collector->others_hidden;
	return sample;
}

static struct cgroup_limits cgroup_limits(const struct collector *collector)
{
	uint64_t total = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);

	return (struct cgroup_limits){ .descriptors = collector->descriptors / CGROUP_PART,
		.usage_files = (size_t)(total / CGROUP_SHARE / DESCRIPTOR_BYTES) };
}

static bool wants_all(const struct feed_request *request)
{
	return request->once || request->budget_percent >= 100;
}

/* Before system calls are filtered, for the programs that count are loaded then no more. */
static void open_cgroups(struct collector *collector, const struct feed_request *request)
{
	const struct cgroup_limits limits = cgroup_limits(collector);

	if (collector->cgroups || !(request->cost & COST_CGROUPS))
		return;
	collector->cgroups = cgroup_reader_new(collector->root.proc, "/var", &limits);
	collector->without_cgroups = collector->cgroups ? STATUS_OK : status_from_errno(errno);
	if (!collector->cgroups || !collector->memcg_counters)
		return;
	collector->without_cgroups =
		cgroup_reader_use(collector->cgroups, collector->memcg_counters());
	if (collector->without_cgroups == STATUS_OK)
		return;
	cgroup_reader_free(collector->cgroups);
	collector->cgroups = NULL;
}

/* Those that could not be read for another reason than a shortage are not in the sample. */
static enum status read_cgroups(struct collector *collector, struct sample *sample,
	const struct feed_request *request)
{
	bool all = wants_all(request), is_first = collector->cgroups_ns == 0;
	const struct cgroup_request wanted = { .once = request->once,
		.all = all,
		.path = request->cgroup,
		.visible = request->visible_cgroups,
		.visible_count = request->visible_cgroup_count,
		.budget_ns = is_first ? CGROUP_FIRST_BUDGET_NS : CGROUP_TURN_BUDGET_NS };
	enum status status;

	if (!(request->cost & COST_CGROUPS)) {
		cgroup_reader_free(collector->cgroups);
		collector->cgroups = NULL;
		collector->cgroups_ns = 0;
		return STATUS_OK;
	}
	status = collector->without_cgroups;
	if (collector->cgroups)
		status = cgroup_reader_read(&sample->cgroups, collector->cgroups, &wanted,
			all ? BATCH_WAIT_NS : WAIT_NS);
	if (status_is_shortage(status))
		return status;
	sample->without_cgroups = status == STATUS_OK ? VALUE_PENDING : value_state_of(status);
	if (!sample->cgroups || sample->cgroups->monotonic_ns == collector->cgroups_ns)
		return STATUS_OK;
	collector->cgroups_ns = sample->cgroups->monotonic_ns;
	return cgroups_watch(processes_history(collector->processes), sample->cgroups,
		request->visible_cgroups, request->visible_cgroup_count);
}

/*
 * The same of what the kernel uses itself; without what it is read from there is what meminfo has.
 * A shortage if memtop lacked for any of it: what is missing then is not what this kernel does not have.
 */
static enum status read_kernel(struct collector *collector, struct sample *sample,
	const struct feed_request *request)
{
	const struct kernel_memory *read;
	enum status status, lacked;

	if (!(request->cost & COST_KERNEL)) {
		kernel_reader_free(collector->kernel);
		collector->kernel = NULL;
		return STATUS_OK;
	}
	if (!collector->kernel)
		collector->kernel = kernel_reader_new(&collector->root);
	sample->kernel_read = collector->kernel
				      ? kernel_reader_read(collector->kernel,
						wants_all(request) ? BATCH_WAIT_NS : WAIT_NS)
				      : kernel_memory_unread(status_from_errno(errno));
	read = sample->kernel_read;
	if (!read)
		return STATUS_NO_MEMORY;
	status = kernel_take(sample, processes_history(collector->processes),
		read->monotonic_ns == collector->kernel_ns);
	collector->kernel_ns = read->monotonic_ns;
	lacked = kernel_memory_shortage(read);
	return lacked == STATUS_OK ? status : lacked;
}

/* STATUS_OK and a sample, or why there is none. */
static enum status make_sample(struct collector *collector, const struct feed_request *request,
	struct sample **out)
{
	uint64_t began_ns = clock_now_ns(CLOCK_THREAD_CPUTIME_ID);
	struct sample *sample = begin_sample(collector);
	enum status status;

	*out = NULL;
	if (!sample)
		return STATUS_NO_MEMORY;
	open_cgroups(collector, request);
	status = system_read(collector->system, sample, request);
	if (status == STATUS_OK)
		status = machine_derive(processes_history(collector->processes), sample,
			collector->before);
	if (status == STATUS_OK)
		status = processes_read(collector->processes, sample, request);
	if (status == STATUS_OK && request->cost & COST_THREADS)
		status = threads_read(sample, collector->before, &collector->root);
	if (status == STATUS_OK)
		status = read_cgroups(collector, sample, request);
	if (status == STATUS_OK)
		status = read_kernel(collector, sample, request);
	if (status == STATUS_OK)
		status = measure_self(collector, sample, request, began_ns);
	if (status != STATUS_OK) {
		sample_unref(sample);
		return status;
	}
	sample_unref(collector->before);
	collector->before = sample_ref(sample);
	*out = sample;
	return STATUS_OK;
}

/* Takes over the reference.  The lock is held. */
static void publish(struct collector *collector, struct sample *sample)
{
	sample_unref(collector->latest);
	collector->latest = sample;
	worker_ring(&collector->worker);
}

static void fail(struct collector *collector, enum status status)
{
	collector->failed = true;
	if (status == STATUS_ABSENT)
		message_set(&collector->failure,
			_("cannot list the processes in /proc: %s (is /proc mounted?)"),
			status_text(status));
	else if (status_is_shortage(status))
		message_set(&collector->failure, "%s", status_text(status));
	else
		message_set(&collector->failure, _("cannot list the processes in /proc: %s"),
			status_text(status));
	worker_ring(&collector->worker);
}

/* ---- the thread ---- */

/* Waits until the next sample is due.  The lock is held. */
static void wait_until_due(struct collector *collector, uint64_t began_ns)
{
	while (!collector->worker.cancelled && !collector->urgent) {
		const struct feed_request *request = &collector->request;
		bool on_demand = request->paused || request->once;

		if (!worker_wait(&collector->worker,
			    on_demand ? WORKER_FOREVER : began_ns + clock_ns_of(request->delay)))
			return;
	}
}

/* A copy of the request to work by while the lock is not held. */
struct work_order {
	struct feed_request request;
	pid_t *only, *visible;
	char *cgroup;
};

static enum status take_order(struct collector *collector, struct work_order *order)
{
	order->request = collector->request;
	order->only = copy_pids(collector->request.only, collector->request.only_count);
	order->visible = copy_pids(collector->request.visible, collector->request.visible_count);
	order->request.only = collector->request.only ? order->only : NULL;
	order->request.visible = order->visible;
	order->cgroup = collector->cgroup ? strdup(collector->cgroup) : NULL;
	order->request.cgroup = order->cgroup;
	collector->urgent = false;
	return order->only && order->visible && (order->cgroup || !collector->cgroup)
		       ? STATUS_OK
		       : STATUS_NO_MEMORY;
}

static void free_all(void *context)
{
	struct collector *collector = context;

	sample_unref(collector->latest);
	sample_unref(collector->before);
	processes_free(collector->processes);
	cgroup_reader_free(collector->cgroups);
	kernel_reader_free(collector->kernel);
	system_reader_free(collector->system);
	kernel_root_close(&collector->root);
	free(collector->only);
	free(collector->visible);
	free(collector->cgroup);
	free(collector);
}

/*
 * Rows of many were others, as where all trends become known at once, and are so no more.  Where that comes again
 * and again, their memory is wanted again, too.
 */
static bool have_come_to_rest(const struct collector *collector, bool were_renewed)
{
	return were_renewed && !collector->renewed &&
	       collector->number >= 2 * collector->trimmed_at;
}

/*
 * Rows, series and samples of many sizes leave free pieces between those that live on, and malloc gives
 * back the end of its heap alone.  The lock is held on both ends: it is let go only where there is something
 * to do, for the thread that was just told of a sample wants it, and would wake this thread once more.
 */
static void give_back(struct collector *collector)
{
	uint64_t ended = processes_ended(collector->processes);
	bool were_renewed = collector->renewed;

	collector->renewed = processes_renewed(collector->processes) >= TRIM_ROWS;
	if (!collector->trim_at && (ended - collector->trimmed >= TRIM_ROWS ||
					   have_come_to_rest(collector, were_renewed)))
		collector->trim_at = collector->number + TRIM_SAMPLES;
	if (!collector->trim_at || collector->number < collector->trim_at)
		return;
#ifdef HAVE_MALLOC_TRIM
	worker_unlock(&collector->worker);
	malloc_trim(0);
	worker_lock(&collector->worker);
#endif
	collector->trimmed = ended;
	collector->trimmed_at = collector->number;
	collector->trim_at = 0;
}

/* One sample, made without the lock and published under it.  The lock is held on both ends. */
static void collect_one(struct collector *collector)
{
	struct work_order order = { 0 };
	struct sample *sample = NULL;
	enum status status = take_order(collector, &order);

	collector->collecting = true;
	worker_unlock(&collector->worker);
	if (status == STATUS_OK)
		status = make_sample(collector, &order.request, &sample);
	free(order.only);
	free(order.visible);
	free(order.cgroup);
	worker_lock(&collector->worker);
	collector->collecting = false;
	/*
	 * Short of memory or descriptors there is no sample this time; the next one may succeed.  Where
	 * there never was one, it is not known that it is waited for.
	 */
	if (status == STATUS_OK)
		publish(collector, sample);
	else if (collector->request.patient && collector->before && status_is_shortage(status))
		return;
	else
		fail(collector, status);
}

static void run(void *context)
{
	struct collector *collector = context;

	worker_lock(&collector->worker);
	while (!collector->worker.cancelled && !collector->failed) {
		uint64_t began_ns = clock_now_ns(CLOCK_MONOTONIC);

		collect_one(collector);
		give_back(collector);
		wait_until_due(collector, began_ns);
	}
	worker_unlock(&collector->worker);
}

/* ---- life ---- */

/* Raises the soft limit on descriptors to the hard one and says how many may be kept. */
static size_t descriptors_to_keep(size_t *most)
{
	uint64_t total = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);
	size_t share = (size_t)(total / DESCRIPTOR_SHARE / DESCRIPTOR_BYTES);
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return 0;
	if (limit.rlim_cur < limit.rlim_max) {
		rlim_t before = limit.rlim_cur;

		limit.rlim_cur = limit.rlim_max;
		if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
			limit.rlim_cur = before;
	}
	if (limit.rlim_cur <= DESCRIPTORS_SPARED)
		return 0;
	*most = limit.rlim_cur - DESCRIPTORS_SPARED;
	return min_size(*most - *most / CGROUP_PART, share);
}

/*
 * With hidepid=2, or 4, even the first process of a PID namespace cannot be seen by others.  If it can, and
 * it is another user's, so can all; one's own says nothing about those of others.
 */
static bool others_are_hidden(const struct kernel_root *root)
{
	struct rights rights = { 0 };
	struct stat first;

	rights_read_sight(&rights, root);
	if (value_or(rights.hidepid, 0) < 2 || rights.held & RIGHTS_BIT(CAP_SYS_PTRACE))
		return false;
	return fstatat(root->proc, "1", &first, 0) != 0 || first.st_uid == rights.uid;
}

/* The one line of a file of /proc, cut at size; as it was where there is no such file.  Or a shortage. */
static enum status read_line(char *line, size_t size, const struct kernel_root *root,
	const char *path)
{
	struct file_buffer buffer = { 0 };
	enum status status = file_read(&buffer, root->proc, path);

	if (status == STATUS_OK) {
		struct text rest = text_of(buffer.text, buffer.length);
		struct text first = text_next_field(&rest, '\n');

		snprintf(line, size, "%.*s", (int)first.length, first.at);
	}
	file_buffer_free(&buffer);
	return status_is_shortage(status) ? status : STATUS_OK;
}

/* By /proc rather than uname(2): it may be that of another machine (--root). */
static enum status read_names(struct collector *collector)
{
	const struct kernel_root *root = &collector->root;
	enum status status;

	snprintf(collector->host, sizeof(collector->host), "?");
	snprintf(collector->release, sizeof(collector->release), "?");
	status = read_line(collector->host, sizeof(collector->host), root, "sys/kernel/hostname");
	if (status == STATUS_OK)
		status = read_line(collector->release, sizeof(collector->release), root,
			"sys/kernel/osrelease");
	if (status == STATUS_OK)
		status = read_line(collector->boot_id, sizeof(collector->boot_id), root,
			"sys/kernel/random/boot_id");
	return status;
}

/*
 * An empty directory where /proc is to be mounted can be opened, too.  With subset=pid it has self
 * alone (proc(5)), a copy of another machine's (--root) has meminfo alone.
 */
static enum status open_root(struct kernel_root *root)
{
	enum status status = kernel_root_open(root, "/proc", "/sys");
	struct stat self;

	if (status == STATUS_OK && fstatat(root->proc, "self", &self, AT_SYMLINK_NOFOLLOW) != 0 &&
		fstatat(root->proc, "meminfo", &self, AT_SYMLINK_NOFOLLOW) != 0)
		status = status_from_errno(errno);
	return status;
}

static enum status open_sources(struct collector *collector, struct collector_ports ports,
	struct message *message)
{
	const struct feed_request *request = &collector->request;
	bool named = request->ready && (processes_cost(request) & COST_STATUS);
	enum status status = open_root(&collector->root);

	if (status == STATUS_OK)
		status = processes_new(&collector->processes, &collector->root, ports.retained,
			descriptors_to_keep(&collector->descriptors),
			named ? users_place_before_ready() : USERS_HERE);
	if (status != STATUS_OK) {
		message_set(message,
			status == STATUS_ABSENT ? _("cannot read /proc: %s (is it mounted?)")
						: _("cannot read /proc: %s"),
			status_text(status));
		return status;
	}
	collector->system = system_reader_new(&collector->root);
	collector->others_hidden = others_are_hidden(&collector->root);
	status = collector->system ? read_names(collector) : STATUS_NO_MEMORY;
	if (status != STATUS_OK)
		message_set(message, _("cannot start the collector: %s"), status_text(status));
	return status;
}

/* Takes the sweep over, whether there is a table to use it or not. */
static void hand_over(struct collector *collector, struct sweep sweep)
{
	if (collector && collector->processes)
		processes_use(collector->processes, sweep);
	else if (sweep.free)
		sweep.free(sweep.context);
}

static enum status start(struct collector *collector, struct message *message)
{
	enum status status = worker_start(&collector->worker, run, 0);

	if (status != STATUS_OK)
		message_set(message, _("cannot start the collector's thread: %s"),
			status_text(status));
	return status;
}

enum status collector_new(struct collector **out, const struct feed_request *request,
	struct collector_ports ports, struct message *message)
{
	struct collector *collector = calloc(1, sizeof(*collector));
	enum status status;

	*out = NULL;
	if (!collector) {
		hand_over(NULL, ports.sweep);
		return STATUS_NO_MEMORY;
	}
	collector->root = (struct kernel_root){ -1, -1 };
	collector->trim_at = TRIM_SAMPLES;
	status = worker_init(&collector->worker, free_all, collector, -1);
	if (status != STATUS_OK)
		message_set(message, _("cannot start the collector: %s"), strerror(errno));
	if (status == STATUS_OK)
		status = replace_request(collector, request);
	if (status == STATUS_OK)
		status = open_sources(collector, ports, message);
	hand_over(collector, ports.sweep);
	collector->memcg_counters = ports.memcg_counters;
	collector->bpf = ports.bpf;
	if (status == STATUS_OK)
		status = start(collector, message);
	if (status != STATUS_OK) {
		worker_leave(&collector->worker);
		return status;
	}
	if (request->once)
		processes_prepare(collector->processes);
	*out = collector;
	return STATUS_OK;
}

void collector_free(struct collector *collector)
{
	if (collector)
		worker_leave(&collector->worker);
}

/* ---- the feed ---- */

static struct sample *take_latest(struct collector *collector)
{
	struct sample *sample = collector->latest;

	event_hush(collector->worker.event);
	collector->latest = NULL;
	return sample;
}

static struct sample *feed_take(void *context)
{
	struct collector *collector = context;
	struct sample *sample;

	worker_lock(&collector->worker);
	sample = take_latest(collector);
	worker_unlock(&collector->worker);
	return sample;
}

/* Whether the sample that is being made uses no processor time for so long.  The lock is held. */
static bool hangs(struct collector *collector)
{
	uint64_t now_ns = clock_now_ns(CLOCK_MONOTONIC);
	uint64_t spent_ns = worker_cpu_ns(&collector->worker);

	if (!collector->collecting || collector->since_ns == 0 || spent_ns != collector->spent_ns)
		collector->since_ns = now_ns;
	collector->spent_ns = spent_ns;
	return now_ns - collector->since_ns >=
	       (collector->request.once ? PATIENCE_ONCE_NS : PATIENCE_NS);
}

/* The lock is held. */
static void fail_if_it_hangs(struct collector *collector)
{
	if (collector->latest || collector->failed || !hangs(collector))
		return;
	collector->failed = true;
	message_set(&collector->failure,
		_("the kernel does not answer: a file of /proc or /sys did not answer in time"));
	worker_ring(&collector->worker);
}

static void feed_check(void *context)
{
	struct collector *collector = context;

	worker_lock(&collector->worker);
	fail_if_it_hangs(collector);
	worker_unlock(&collector->worker);
}

static struct sample *feed_wait(void *context, struct message *message)
{
	struct collector *collector = context;
	struct sample *sample;

	worker_lock(&collector->worker);
	while (!collector->latest && !collector->failed) {
		worker_wait(&collector->worker, clock_now_ns(CLOCK_MONOTONIC) + NS_PER_SECOND / 4);
		fail_if_it_hangs(collector);
	}
	sample = take_latest(collector);
	/* The sample may have hushed what the failure behind it rang. */
	if (sample && collector->failed)
		worker_ring(&collector->worker);
	if (!sample && message)
		*message = collector->failure;
	worker_unlock(&collector->worker);
	return sample;
}

static bool feed_failed(void *context, struct message *message)
{
	struct collector *collector = context;
	bool failed;

	worker_lock(&collector->worker);
	failed = collector->failed && !collector->latest;
	if (failed)
		*message = collector->failure;
	worker_unlock(&collector->worker);
	return failed;
}

const char *collector_boot_id(const struct collector *collector)
{
	return collector->boot_id;
}

struct feed collector_feed(struct collector *collector)
{
	return (struct feed){
		.context = collector,
		.descriptor = collector->worker.event,
		.history = processes_history(collector->processes),
		.take = feed_take,
		.wait = feed_wait,
		.check = feed_check,
		.failed = feed_failed,
		.request = feed_request,
	};
}
