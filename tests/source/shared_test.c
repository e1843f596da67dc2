/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Objects of shared memory: each kind is found once, with its size and its holders. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/wire/shared_inodes.h"
#include "derive/shared.h"
#include "source/duplicate.h"
#include "source/shared/gather.h"
#include "source/shared/reader.h"
#include "support/child.h"
#include "support/pass_over.h"
#include "support/shared_objects.h"

#define PATIENCE_MS 60000

struct state {
	struct objects objects;
	bool started;
	struct shared_report report;    /* without the kernel's lists */
	struct shared_report by_kernel; /* with them, if they can be had */
};

static void look(struct shared_report *report, const struct kernel_inodes *inodes)
{
	struct message message = { "" };
	struct shared_reader *reader;
	struct shared_feed feed;
	struct pollfd ready;

	assert_int_equal(shared_reader_new(&reader, inodes, &message), STATUS_OK);
	feed = shared_reader_feed(reader);
	assert_false(feed.take(feed.context, report));
	assert_true(feed.look(feed.context));
	ready = (struct pollfd){ .fd = feed.descriptor, .events = POLLIN };
	assert_int_equal(poll(&ready, 1, PATIENCE_MS), 1);
	assert_true(feed.take(feed.context, report));
	shared_reader_free(reader);
	assert_int_equal(report->status, STATUS_OK);
}

static int set_up(void **context)
{
	static struct state state;
	struct kernel_inodes inodes;

	*context = &state;
	state.started = objects_start(&state.objects);
	if (state.started) {
		inodes = shared_inodes_new(true, true);
		look(&state.report, NULL);
		look(&state.by_kernel, &inodes);
	}
	return 0;
}

static int tear_down(void **context)
{
	struct state *state = *context;

	objects_end(&state->objects);
	shared_report_free(&state->report);
	shared_report_free(&state->by_kernel);
	return 0;
}

static bool has_user(const struct shared_report *report, struct shared_span span, pid_t pid)
{
	for (size_t i = 0; i < span.count; i++)
		if (report->users[span.first + i].pid == pid)
			return true;
	return false;
}

/* The one object of that kind and size, its name beginning so, that the process uses; or none does. */
static const struct shared_object *find(const struct shared_report *report, enum shared_kind kind,
	enum object object, const char *name, pid_t pid)
{
	const struct shared_object *found = NULL;

	for (size_t i = 0; i < report->count; i++) {
		const struct shared_object *row = &report->objects[i];
		const char *called = string_pool_at(&report->strings, row->name);

		if (row->kind != kind || row->is_rest || strncmp(called, name, strlen(name)) != 0 ||
			(uint64_t)row->allocated.n != OBJECT_BYTES(object) ||
			(pid && !has_user(report, row->mapped_by, pid) &&
				!has_user(report, row->open_by, pid)))
			continue;
		if (pid) /* another run of this test may have the same */
			assert_null(found);
		found = row;
	}
	if (!found)
		fail_msg("no %s of %d MiB is called %s", shared_kind_names[kind], object, name);
	assert_true(value_known(found->allocated));
	return found;
}

#define OBJECTS_OR_RETURN(state)                                                                   \
	if (!(state)->started)                                                                     \
	PASS_OVER("namespaces cannot be made here")

/* Whether descriptors of that process can be duplicated here. */
static bool tells_seals(pid_t pid)
{
	struct duplicate_from from = { pid, DUPLICATE_UNKNOWN };
	int descriptor = duplicate_descriptor(&from, 0);

	duplicate_end(&from);
	if (descriptor >= 0)
		close(descriptor);
	return descriptor >= 0;
}

static void memfds_are_found_by_descriptor_or_mapping(void **context)
{
	const struct state *state = *context;
	const struct shared_report *report = &state->report;
	const struct shared_object *object;
	pid_t pid = state->objects.pid;

	OBJECTS_OR_RETURN(state);
	object = find(report, SHARED_MEMFD, MEMFD_OPEN, "memfd:one_open", pid);
	assert_true(has_user(report, object->open_by, pid));
	assert_int_equal(object->open_by.count, 1);
	assert_int_equal(object->mapped_by.count, 0);
	assert_int_equal(object->size.n, OBJECT_BYTES(MEMFD_OPEN));
	if (tells_seals(pid)) {
		assert_true(value_known(object->sealed));
		assert_int_equal(object->sealed.n, 0);
		object = find(report, SHARED_MEMFD, MEMFD_SEALED, "memfd:two_sealed", pid);
		assert_int_equal(object->sealed.n, 1);
	}
	find(report, SHARED_MEMFD, MEMFD_SEALED, "memfd:two_sealed", pid);
	object = find(report, SHARED_MEMFD, MEMFD_MAPPED, "memfd:four_mapped", pid);
	assert_int_equal(object->sealed.state, VALUE_NOT_ASKED); /* a mapping does not tell */
	assert_true(has_user(report, object->mapped_by, pid));
	assert_int_equal(object->mapped_by.count, 1);
	assert_int_equal(object->open_by.count, 0);
	assert_int_equal(object->orphaned.n, 0);
}

static void a_file_in_dev_shm_that_none_has_is_orphaned(void **context)
{
	const struct state *state = *context;
	const struct shared_report *report = &state->report;
	const struct shared_object *object;
	char command[128];

	OBJECTS_OR_RETURN(state);
	object = find(report, SHARED_POSIX, POSIX_FILE, "/dev/shm/five", 0);
	assert_false(object->deleted);
	assert_int_equal(object->mapped_by.count + object->open_by.count, 0);
	if (report->denied + report->unanswered > 0 || report->some_hidden)
		PASS_OVER("not all processes may be seen");
	assert_int_equal(object->orphaned.n, 1);
	assert_true(shared_free_command(command, sizeof(command), report, object) > 0);
	assert_string_equal(command, "rm /dev/shm/five");
}

static void files_without_a_name_are_their_holders(void **context)
{
	const struct state *state = *context;
	const struct shared_report *report = &state->report;
	const struct shared_object *object;
	pid_t pid = state->objects.pid;

	OBJECTS_OR_RETURN(state);
	object = find(report, SHARED_POSIX, POSIX_MAPPED, "/dev/shm/six", pid);
	assert_true(object->deleted);
	assert_true(has_user(report, object->mapped_by, pid));
	object = find(report, SHARED_POSIX, TMPFS_DELETED, "/dev/shm/eleven", pid);
	assert_true(object->deleted);
	assert_true(has_user(report, object->open_by, pid));
	object = find(report, SHARED_TMPFS, TMPFS_NAMELESS, "/dev/shm/#", pid);
	assert_true(object->deleted);
}

static void segments_have_their_creator(void **context)
{
	const struct state *state = *context;
	const struct shared_report *report = &state->report;
	const struct shared_object *object;
	pid_t pid = state->objects.pid;
	char command[128], wanted[64];

	OBJECTS_OR_RETURN(state);
	object = find(report, SHARED_SYSV, SYSV_ATTACHED, "shmid ", pid);
	assert_true(object->has_creator && object->creator_lives);
	assert_int_equal(object->creator.pid, pid);
	assert_int_equal(object->attached.n, 1);
	assert_false(object->deleted);
	assert_int_equal(object->orphaned.n, 0);
	object = find(report, SHARED_SYSV, SYSV_REMOVED, "shmid ", pid);
	assert_true(object->deleted);
	object = find(report, SHARED_SYSV, SYSV_ORPHAN, "shmid ", 0);
	assert_true(object->has_creator && !object->creator_lives);
	assert_int_equal(object->orphaned.n, 1);
	assert_true(shared_free_command(command, sizeof(command), report, object) > 0);
	snprintf(wanted, sizeof(wanted), "ipcrm -m %d", state->objects.orphan);
	assert_string_equal(command, wanted);
}

static void shared_anonymous_memory_is_found(void **context)
{
	const struct state *state = *context;

	OBJECTS_OR_RETURN(state);
	find(&state->report, SHARED_ANONYMOUS, ANONYMOUS, "/dev/zero", state->objects.pid);
}

static void a_tmpfs_of_another_namespace_is_walked(void **context)
{
	const struct state *state = *context;
	const struct shared_report *report = &state->report;
	const struct shared_object *object;

	OBJECTS_OR_RETURN(state);
	object = find(report, SHARED_TMPFS, TMPFS_ELSEWHERE, "/mnt/thirteen", 0);
	assert_int_not_equal(object->mount, SHARED_NO_MOUNT);
	assert_string_equal(string_pool_at(&report->strings, report->mounts[object->mount].point),
		"/mnt");
	assert_int_equal(report->mounts[object->mount].pid, state->objects.elsewhere);
	assert_int_equal(object->orphaned.n, 0);
}

/* A memtop in another PID namespace sees only some, and claims of nothing that it is orphaned. */
static void in_another_namespace_nothing_is_said_to_be_orphaned(void **context)
{
	const struct state *state = *context;
	int status;
	pid_t pid;

	OBJECTS_OR_RETURN(state);
	pid = fork();
	if (pid == 0) {
		struct shared_report report = { 0 };
		const struct shared_object *object;

		if (unshare(CLONE_NEWPID | CLONE_NEWNS) != 0)
			_exit(77);
		pid = fork();
		if (pid != 0)
			_exit(waitpid(pid, &status, 0) == pid && WIFEXITED(status)
					? WEXITSTATUS(status)
					: 99);
		if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
			mount("proc", "/proc", "proc", 0, NULL) != 0)
			_exit(77);
		look(&report, NULL);
		object = find(&report, SHARED_POSIX, POSIX_FILE, "/dev/shm/five", 0);
		_exit(report.some_hidden && object->orphaned.state == VALUE_DENIED ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77)
		PASS_OVER("no namespace of PIDs can be made here");
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void secret_memory_has_its_holder(void **context)
{
	const struct state *state = *context;
	const struct shared_report *report = &state->report;
	bool found = false;

	OBJECTS_OR_RETURN(state);
	if (!state->objects.has_secret)
		PASS_OVER("no secret memory");
	for (size_t i = 0; i < report->count; i++)
		found |= report->objects[i].kind == SHARED_SECRET &&
			 report->objects[i].size.n == 1 << 20 &&
			 has_user(report, report->objects[i].open_by, state->objects.pid) &&
			 (!value_known(report->objects[i].present) ||
				 report->objects[i].present.n == 1 << 20);
	assert_true(found);
}

/* Thirteen of thirteen, and each once: what the kernel lists is what else was seen of it. */
static void the_kernels_lists_have_all(void **context)
{
	const struct state *state = *context;
	const struct shared_report *report = &state->by_kernel;
	const struct shared_object *object;
	pid_t pid = state->objects.pid;

	OBJECTS_OR_RETURN(state);
	if (report->method != KERNEL_BY_BPF)
		PASS_OVER(kernel_refusal_names[report->refusal.kind]);
	find(report, SHARED_MEMFD, MEMFD_OPEN, "memfd:one_open", pid);
	find(report, SHARED_MEMFD, MEMFD_SEALED, "memfd:two_sealed", pid);
	object = find(report, SHARED_MEMFD, MEMFD_IN_FLIGHT, "memfd:three_in_flight", 0);
	assert_int_equal(object->mapped_by.count + object->open_by.count, 0);
	assert_int_equal(object->present.n, OBJECT_BYTES(MEMFD_IN_FLIGHT));
	find(report, SHARED_MEMFD, MEMFD_MAPPED, "memfd:four_mapped", pid);
	find(report, SHARED_POSIX, POSIX_FILE, "/dev/shm/five", 0);
	find(report, SHARED_POSIX, POSIX_MAPPED, "/dev/shm/six", pid);
	find(report, SHARED_SYSV, SYSV_ATTACHED, "shmid ", pid);
	object = find(report, SHARED_SYSV, SYSV_ORPHAN, "shmid ", 0);
	assert_int_equal(object->orphaned.n, 1);
	find(report, SHARED_SYSV, SYSV_REMOVED, "shmid ", pid);
	find(report, SHARED_ANONYMOUS, ANONYMOUS, "/dev/zero", pid);
	find(report, SHARED_POSIX, TMPFS_DELETED, "/dev/shm/eleven", pid);
	find(report, SHARED_TMPFS, TMPFS_NAMELESS, "/dev/shm/#", pid);
	find(report, SHARED_TMPFS, TMPFS_ELSEWHERE, "/mnt/thirteen", 0);
}

/* What was in flight is hidden from a search of processes and mounts. */
static void what_is_in_flight_is_hidden_otherwise(void **context)
{
	const struct state *state = *context;

	OBJECTS_OR_RETURN(state);
	for (size_t i = 0; i < state->report.count; i++)
		assert_string_not_equal(
			string_pool_at(&state->report.strings, state->report.objects[i].name),
			"memfd:three_in_flight");
}

/* The command is one for a shell, and frees that object and no other. */
static void what_is_orphaned_goes_by_its_command(void **context)
{
	struct state *state = *context;
	const struct shared_object *object;
	struct shared_report after = { .count = 0 };
	char command[128];

	OBJECTS_OR_RETURN(state);
	object = find(&state->report, SHARED_SYSV, SYSV_ORPHAN, "shmid ", 0);
	assert_true(shared_free_command(command, sizeof(command), &state->report, object) > 0);
	if (system("command -v ipcrm >/dev/null 2>&1") != 0)
		PASS_OVER("no ipcrm");
	assert_int_equal(system(command), 0);
	look(&after, NULL);
	for (size_t i = 0; i < after.count; i++)
		assert_false(after.objects[i].kind == SHARED_SYSV &&
			     (uint64_t)after.objects[i].allocated.n == OBJECT_BYTES(SYSV_ORPHAN));
	find(&after, SHARED_SYSV, SYSV_ATTACHED, "shmid ", state->objects.pid);
	shared_report_free(&after);
}

/* Objects come and go while it is looked: no more is held against it than that each counts once. */
static void no_object_is_there_twice(void **context)
{
	const struct state *state = *context;
	const struct shared_report *report = &state->by_kernel;

	OBJECTS_OR_RETURN(state);
	for (size_t i = 0; i < report->count; i++)
		for (size_t j = i + 1; j < report->count; j++)
			assert_false(report->objects[i].inode == report->objects[j].inode &&
				     report->objects[i].device == report->objects[j].device &&
				     report->objects[i].kind == report->objects[j].kind &&
				     report->objects[i].kind != SHARED_SYSV);
}

/* Of so many pages is the only segment of an IPC namespace, whose shmid is 0, and so is its inode's number. */
#define PAGES_FIRST 41

static void hold_first_segment(void *size)
{
	int id = unshare(CLONE_NEWIPC) == 0
			 ? shmget(IPC_PRIVATE, *(const size_t *)size, IPC_CREAT | 0600)
			 : -1;
	char *at = id == 0 ? shmat(id, NULL, 0) : (void *)-1;

	if (at != (void *)-1)
		memset(at, 1, *(const size_t *)size);
}

static void the_first_segment_of_a_namespace_has_its_holder(void **context)
{
	size_t size = PAGES_FIRST * (size_t)sysconf(_SC_PAGESIZE);
	struct shared_report report = { .count = 0 };
	bool found = false;
	struct child child;
	char path[64];

	(void)context;
	if (geteuid() != 0)
		PASS_OVER("namespaces cannot be made here");
	child_start(&child, hold_first_segment, &size);
	snprintf(path, sizeof(path), "grep -q SYSV /proc/%d/maps", (int)child.pid);
	if (system(path) != 0) {
		child_end(&child);
		PASS_OVER("IPC namespaces cannot be made here");
	}
	look(&report, NULL);
	for (size_t i = 0; i < report.count; i++) {
		const struct shared_object *object = &report.objects[i];

		found |= object->kind == SHARED_SYSV && (uint64_t)object->size.n == size &&
			 has_user(&report, object->mapped_by, child.pid);
	}
	child_end(&child);
	shared_report_free(&report);
	assert_true(found);
}

/* So many processes map the same pages, each by a mapping of its own in the tree of the file. */
#define MAPPERS    40
#define PAGES_MANY 37

static pid_t start_mapper(void)
{
	pid_t parent = getpid(), pid = fork();

	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (getppid() == parent)
		pause();
	_exit(0);
}

static size_t mappers_seen(const struct shared_report *report, const pid_t *pids, size_t size)
{
	size_t most = 0;

	for (size_t i = 0; i < report->count; i++) {
		const struct shared_object *object = &report->objects[i];
		size_t found = 0;

		for (size_t j = 0; j <= MAPPERS; j++)
			found += has_user(report, object->mapped_by, pids[j]);
		if (object->kind == SHARED_ANONYMOUS && (uint64_t)object->size.n == size &&
			found > most)
			most = found;
	}
	return most;
}

static void each_of_many_who_map_it_is_found(void **context)
{
	const size_t size = PAGES_MANY * (size_t)sysconf(_SC_PAGESIZE);
	char *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct shared_report report = { .count = 0 };
	struct kernel_inodes inodes = shared_inodes_new(true, true);
	pid_t pids[MAPPERS + 1];
	size_t seen;

	(void)context;
	assert_ptr_not_equal(pages, MAP_FAILED);
	memset(pages, 1, size);
	for (size_t i = 0; i < MAPPERS; i++)
		pids[i] = start_mapper();
	pids[MAPPERS] = getpid();
	look(&report, &inodes);
	seen = mappers_seen(&report, pids, size);
	for (size_t i = 0; i < MAPPERS; i++) {
		kill(pids[i], SIGKILL);
		waitpid(pids[i], NULL, 0);
	}
	munmap(pages, size);
	shared_report_free(&report);
	assert_int_equal(seen, MAPPERS + 1);
}

/* The kernel says how much of a file is in swap, and that alone says it of one that is there as a whole. */
static void what_is_in_swap_is_told_by_the_kernel(void **context)
{
	struct place_set places = { .kernel = { .devices = { makedev(0, 9) }, .count = 1 } };
	struct cache_superblock superblock = { .minor = 9, .content = CACHE_OF_TMPFS };
	struct cache_file files[] = { { .inode = 64,
					      .number = 5,
					      .cached_bytes = 4096,
					      .swapped_bytes = 12288,
					      .size_bytes = 20480,
					      .directory = CACHE_NONE,
					      .name = CACHE_NONE },
		{ .inode = 128,
			.number = 6,
			.swapped_bytes = 8192,
			.size_bytes = 8192,
			.directory = CACHE_NONE,
			.name = CACHE_NONE } };
	struct cache_report inodes = { .superblocks = &superblock,
		.superblock_count = 1,
		.files = files,
		.file_count = 2 };
	struct shared_report report = { .method = KERNEL_BY_BPF,
		.shmem = value_of(4096),
		.total = value_of(1 << 30),
		.swap_used = value_of(1 << 20) };

	(void)context;
	gather(&report, &(struct gathered_objects){ .places = &places, .inodes = &inodes });
	assert_int_equal(report.status, STATUS_OK);
	assert_int_equal(report.count, 2);
	assert_int_equal(report.objects[0].allocated.n, 16384);
	assert_int_equal(report.objects[0].present.n, 4096);
	assert_int_equal(report.objects[0].swap.n, 12288);
	assert_int_equal(report.objects[1].present.n, 0);
	assert_int_equal(report.objects[1].swap.n, 8192);
	shared_report_free(&report);
}

/* A memfd that two processes map or have open; swap is in use, and the kernel's lists cannot be had. */
static void gather_memfd(struct shared_report *report, enum kernel_refusal_kind refusal,
	struct value sealed)
{
	struct place_set places = { .kernel = { .devices = { makedev(0, 9) }, .count = 1 } };
	struct shared_use uses[] = {
		{ .kind = SHARED_MEMFD, .device = makedev(0, 9), .inode = 5, .is_mapped = true },
		{ .kind = SHARED_MEMFD,
			.device = makedev(0, 9),
			.inode = 5,
			.is_followed = true,
			.size = 4096,
			.bytes = value_of(4096),
			.sealed = sealed },
	};
	struct shared_holder holders[] = {
		{ .item.pid = 7, .uses = &uses[0], .count = 1 },
		{ .item.pid = 8, .uses = &uses[1], .count = 1 },
	};

	uses[0].name = string_pool_add(&holders[0].names, text_of_string("/memfd:x"));
	uses[1].name = string_pool_add(&holders[1].names, text_of_string("/memfd:x"));
	*report = (struct shared_report){ .method = KERNEL_BY_CANDIDATES,
		.refusal.kind = refusal,
		.shmem = value_of(4096),
		.total = value_of(1 << 30),
		.swap_used = value_of(1 << 20) };
	gather(report, &(struct gathered_objects){ .places = &places,
			       .holders = holders,
			       .holder_count = 2 });
	assert_int_equal(report->status, STATUS_OK);
	assert_int_equal(report->count, 1);
	string_pool_free(&holders[0].names);
	string_pool_free(&holders[1].names);
}

static void what_was_not_seen_is_not_said_to_be_absent(void **context)
{
	struct shared_report report;

	(void)context;
	gather_memfd(&report, KERNEL_NO_RIGHTS, value_missing(VALUE_DENIED));
	assert_int_equal(report.objects[0].present.state, VALUE_DENIED);
	assert_int_equal(report.objects[0].swap.state, VALUE_DENIED);
	assert_int_equal(report.objects[0].sealed.state, VALUE_DENIED);
	assert_int_equal(report.objects[0].attached.state, VALUE_ABSENT);
	shared_report_free(&report);
	gather_memfd(&report, KERNEL_SWITCHED_OFF, value_missing(VALUE_NOT_ASKED));
	assert_int_equal(report.objects[0].swap.state, VALUE_NOT_ASKED);
	assert_int_equal(report.objects[0].sealed.state, VALUE_NOT_ASKED);
	shared_report_free(&report);
	gather_memfd(&report, KERNEL_NO_BPF, value_of(1));
	assert_int_equal(report.objects[0].swap.state, VALUE_ABSENT);
	assert_int_equal(report.objects[0].sealed.n, 1);
	shared_report_free(&report);
}

/* As by /proc/kcore where no program can be loaded. */
static enum status read_by_kcore(void *context, struct cache_report *report,
	struct kernel_shmem_users *users, const atomic_bool *cancelled)
{
	(void)context, (void)users, (void)cancelled;
	report->method = KERNEL_BY_KCORE;
	report->refusal.kind = KERNEL_SWITCHED_OFF;
	return STATUS_OK;
}

static void the_way_and_why_no_better_one_are_told(void **context)
{
	const struct kernel_inodes inodes = { .read = read_by_kcore };
	struct shared_report report = { .count = 0 };

	(void)context;
	look(&report, &inodes);
	assert_int_equal(report.method, KERNEL_BY_KCORE);
	assert_int_equal(report.refusal.kind, KERNEL_SWITCHED_OFF);
	shared_report_free(&report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memfds_are_found_by_descriptor_or_mapping),
		cmocka_unit_test(a_file_in_dev_shm_that_none_has_is_orphaned),
		cmocka_unit_test(in_another_namespace_nothing_is_said_to_be_orphaned),
		cmocka_unit_test(files_without_a_name_are_their_holders),
		cmocka_unit_test(segments_have_their_creator),
		cmocka_unit_test(shared_anonymous_memory_is_found),
		cmocka_unit_test(a_tmpfs_of_another_namespace_is_walked),
		cmocka_unit_test(secret_memory_has_its_holder),
		cmocka_unit_test(the_kernels_lists_have_all),
		cmocka_unit_test(what_is_in_flight_is_hidden_otherwise),
		cmocka_unit_test(what_is_orphaned_goes_by_its_command),
		cmocka_unit_test(no_object_is_there_twice),
		cmocka_unit_test(the_first_segment_of_a_namespace_has_its_holder),
		cmocka_unit_test(each_of_many_who_map_it_is_found),
		cmocka_unit_test(what_is_in_swap_is_told_by_the_kernel),
		cmocka_unit_test(what_was_not_seen_is_not_said_to_be_absent),
		cmocka_unit_test(the_way_and_why_no_better_one_are_told),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
