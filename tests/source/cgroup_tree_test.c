/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reader of memory cgroups, of both versions, in trees that the test makes, bad ones among them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/macros.h"
#include "source/cgroup/names.h"
#include "source/cgroup/reader.h"
#include "support/assert_value.h"
#include "support/made_tree.h"
#include "support/scarce.h"

#define SECONDS(n) ((uint64_t)(n)*1000000000)

struct tree_test {
	struct made_tree proc, mount, var;
	int proc_directory;
	struct cgroup_limits limits;
	struct cgroup_reader *reader;
	struct cgroups *cgroups;
};

static int set_up(void **state)
{
	struct tree_test *test = calloc(1, sizeof(*test));

	assert_non_null(test);
	tree_make(&test->proc);
	tree_make(&test->mount);
	tree_make(&test->var);
	test->proc_directory = open(test->proc.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(test->proc_directory >= 0);
	test->limits = (struct cgroup_limits){ .descriptors = 100, .usage_files = 50 };
	*state = test;
	return 0;
}

static int tear_down(void **state)
{
	struct tree_test *test = *state;

	cgroups_unref(test->cgroups);
	cgroup_reader_free(test->reader);
	close(test->proc_directory);
	tree_remove(&test->proc);
	tree_remove(&test->mount);
	tree_remove(&test->var);
	free(test);
	return 0;
}

static void mount_hierarchy(const struct tree_test *test, int version, const char *shown_root)
{
	char text[512];

	snprintf(text, sizeof(text), "31 22 0:27 %s %s rw,nosuid - %s\n", shown_root,
		test->mount.path,
		version == 1 ? "cgroup cgroup rw,memory" : "cgroup2 cgroup2 rw,nsdelegate");
	tree_write(&test->proc, "self/mountinfo", text);
	if (version == 1)
		tree_write(&test->mount, "cgroup.sane_behavior", "0\n");
	else
		tree_write(&test->mount, "cgroup.controllers", "cpuset cpu io memory pids\n");
}

static const struct cgroups *read_with(struct tree_test *test, const struct cgroup_request *request)
{
	if (!test->reader)
		test->reader =
			cgroup_reader_new(test->proc_directory, test->var.path, &test->limits);
	assert_non_null(test->reader);
	cgroups_unref(test->cgroups);
	assert_int_equal(cgroup_reader_read(&test->cgroups, test->reader, request, SECONDS(60)),
		STATUS_OK);
	assert_non_null(test->cgroups);
	return test->cgroups;
}

static const struct cgroups *read_all(struct tree_test *test)
{
	return read_with(test, &(struct cgroup_request){ .all = true });
}

/* The node of that path; there must be one. */
static const struct cgroup *at(const struct tree_test *test, const char *path)
{
	for (size_t i = 0; i < test->cgroups->count; i++)
		if (strcmp(test->cgroups->nodes[i].cgroup->identity->path, path) == 0)
			return test->cgroups->nodes[i].cgroup;
	fail_msg("no cgroup %s", path);
	return NULL;
}

static bool exists(const struct tree_test *test, const char *path)
{
	for (size_t i = 0; i < test->cgroups->count; i++)
		if (strcmp(test->cgroups->nodes[i].cgroup->identity->path, path) == 0)
			return true;
	return false;
}

static void version_2_is_read(void **state)
{
	struct tree_test *test = *state;
	const struct cgroup *web;

	mount_hierarchy(test, 2, "/");
	tree_write(&test->mount, "cgroup.stat", "nr_descendants 1\nnr_dying_descendants 31\n");
	tree_write(&test->mount, "web/memory.current", "104857600\n");
	tree_write(&test->mount, "web/memory.max", "max\n");
	tree_write(&test->mount, "web/memory.high", "209715200\n");
	tree_write(&test->mount, "web/memory.low", "0\n");
	tree_write(&test->mount, "web/memory.peak", "114857600\n");
	tree_write(&test->mount, "web/memory.swap.current", "4096\n");
	tree_write(&test->mount, "web/memory.stat",
		"anon 100\nfile 200\nkernel 300\nshmem 50\ninactive_file 60\nactive_file 70\n"
		"slab_reclaimable 80\nslab_unreclaimable 90\n");
	tree_write(&test->mount, "web/memory.events",
		"low 1\nhigh 2\nmax 3\noom 4\noom_kill 5\noom_group_kill 6\n");
	tree_write(&test->mount, "web/memory.pressure",
		"some avg10=1.50 avg60=0.00 avg300=0.00 total=7\n"
		"full avg10=0.25 avg60=0.00 avg300=0.00 total=8\n");
	read_all(test);
	assert_int_equal(test->cgroups->trouble, CGROUP_FINE);
	assert_int_equal(test->cgroups->version, 2);
	assert_int_equal(test->cgroups->count, 2);
	assert_false(test->cgroups->is_part);
	assert_value(test->cgroups->dying, 31);
	/* The root of v2 has no memory.current: that is no 0. */
	assert_absent(cgroup_value(at(test, "/"), CGROUP_USAGE));
	web = at(test, "/web");
	assert_string_equal(web->identity->name, "web");
	assert_value(cgroup_value(web, CGROUP_USAGE), 104857600);
	assert_absent(cgroup_value(web, CGROUP_LIMIT));
	assert_value(cgroup_value(web, CGROUP_HIGH), 209715200);
	assert_value(cgroup_value(web, CGROUP_LOW), 0);
	assert_absent(cgroup_value(web, CGROUP_MIN));
	assert_value(cgroup_value(web, CGROUP_PEAK), 114857600);
	assert_value(cgroup_value(web, CGROUP_SWAP), 4096);
	assert_value(cgroup_value(web, CGROUP_KERNEL), 300);
	assert_value(cgroup_value(web, CGROUP_SLAB_UNRECLAIMABLE), 90);
	assert_value(cgroup_value(web, CGROUP_EVENTS_OOM_KILL), 5);
	assert_value(cgroup_value(web, CGROUP_EVENTS_MAX), 3);
	assert_value(cgroup_value(web, CGROUP_PRESSURE_SOME), 150);
	assert_value(cgroup_value(web, CGROUP_PRESSURE_FULL), 25);
}

/* Without swap accounting v1 has no memsw files, and no swap in memory.stat. */
static void version_1_is_read(void **state)
{
	struct tree_test *test = *state;
	const struct cgroup *web;

	mount_hierarchy(test, 1, "/");
	tree_write(&test->proc, "cgroups",
		"#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t2\t9\t1\nmemory\t4\t41\t1\n");
	tree_write(&test->mount, "web/memory.usage_in_bytes", "1000\n");
	tree_write(&test->mount, "web/memory.limit_in_bytes", "9223372036854771712\n");
	tree_write(&test->mount, "web/memory.failcnt", "7\n");
	tree_write(&test->mount, "web/memory.oom_control",
		"oom_kill_disable 0\nunder_oom 1\noom_kill 3\n");
	tree_write(&test->mount, "web/memory.kmem.usage_in_bytes", "55\n");
	tree_write(&test->mount, "web/memory.stat",
		"cache 1\nrss 2\nhierarchical_memory_limit 2048\n"
		"total_cache 200\ntotal_rss 100\ntotal_shmem 50\n"
		"total_inactive_file 60\ntotal_active_file 70\n");
	read_all(test);
	assert_int_equal(test->cgroups->version, 1);
	assert_false(test->cgroups->is_part);
	assert_value(test->cgroups->dying, 39);
	web = at(test, "/web");
	assert_value(cgroup_value(web, CGROUP_USAGE), 1000);
	assert_absent(cgroup_value(web, CGROUP_LIMIT));
	assert_value(cgroup_value(web, CGROUP_HIERARCHICAL_LIMIT), 2048);
	assert_value(cgroup_value(web, CGROUP_FILE), 200);
	assert_value(cgroup_value(web, CGROUP_EVENTS_MAX), 7);
	assert_value(cgroup_value(web, CGROUP_EVENTS_OOM_KILL), 3);
	assert_value(cgroup_value(web, CGROUP_UNDER_OOM), 1);
	assert_value(cgroup_value(web, CGROUP_KMEM), 55);
	assert_absent(cgroup_value(web, CGROUP_SWAP));
	assert_absent(cgroup_value(web, CGROUP_SWAP_LIMIT));
	assert_absent(cgroup_value(web, CGROUP_PRESSURE_FULL));
}

static void trouble_is_told(void **state)
{
	struct tree_test *test = *state;

	tree_write(&test->proc, "self/mountinfo", "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
	assert_int_equal(read_all(test)->trouble, CGROUP_NOT_MOUNTED);
	assert_int_equal(test->cgroups->count, 0);
	mount_hierarchy(test, 2, "/");
	tree_write(&test->mount, "cgroup.controllers", "cpu memory_not\n");
	assert_int_equal(read_all(test)->trouble, CGROUP_NO_CONTROLLER);
	tree_write(&test->proc, "self/mountinfo",
		"31 22 0:27 / /nowhere/at/all rw - cgroup2 cgroup2 rw\n");
	assert_int_equal(read_all(test)->trouble, CGROUP_CANNOT_BE_READ);
	assert_int_equal(test->cgroups->status, STATUS_ABSENT);
}

/* All of it is there, or it is said what memtop lacked, at whatever open() that is; the next reading has all. */
static void no_cgroup_is_lost_for_want_of_descriptors(void **state)
{
	const struct cgroup_request request = { .all = true };
	struct tree_test *test = *state;
	enum status status = STATUS_NO_DESCRIPTORS;
	struct rlimit was;
	rlim_t more = 0;

	mount_hierarchy(test, 2, "/");
	tree_write(&test->mount, "a/memory.current", "1\n");
	tree_write(&test->mount, "a/b/memory.current", "2\n");
	test->reader = cgroup_reader_new(test->proc_directory, test->var.path, &test->limits);
	assert_non_null(test->reader);
	for (; status != STATUS_OK; more++) {
		was = scarce_descriptors(more);
		status = cgroup_reader_read(&test->cgroups, test->reader, &request, SECONDS(60));
		enough_descriptors(was);
		assert_int_equal(status, test->cgroups ? STATUS_OK : STATUS_NO_DESCRIPTORS);
	}
	/* One for a file, and one for each directory besides. */
	assert_in_range(more, 3, 20);
	assert_int_equal(test->cgroups->count, 3);
	assert_value(cgroup_value(at(test, "/a"), CGROUP_USAGE), 1);
	assert_value(cgroup_value(at(test, "/a/b"), CGROUP_USAGE), 2);
}

static void no_name_is_lost_for_want_of_descriptors(void **state)
{
	static const char id[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	struct tree_test *test = *state;
	int var = open(test->var.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char path[128], name[128], *label;
	struct rlimit was;

	assert_true(var >= 0);
	snprintf(name, sizeof(name), "docker-%s.scope", id);
	snprintf(path, sizeof(path), "lib/docker/containers/%s/config.v2.json", id);
	tree_write(&test->var, path, "{\"Name\":\"/web\"}");
	was = scarce_descriptors(0);
	assert_int_equal(cgroup_label(&label, var, text_of_string(name), text_of_string("")),
		STATUS_NO_DESCRIPTORS);
	enough_descriptors(was);
	assert_null(label);
	assert_int_equal(cgroup_label(&label, var, text_of_string(name), text_of_string("")),
		STATUS_OK);
	assert_string_equal(label, "docker web");
	free(label);
	close(var);
}

/* A list that cannot be read is not one that this kernel does not have. */
static void a_list_of_controllers_that_fails_is_no_absence(void **state)
{
	struct tree_test *test = *state;

	mount_hierarchy(test, 1, "/");
	tree_write(&test->proc, "cgroups/is_a_directory", "");
	tree_write(&test->mount, "web/memory.usage_in_bytes", "1000\n");
	read_all(test);
	assert_int_equal(test->cgroups->dying.state, VALUE_FAILED);
}

static void a_container_knows_that_it_sees_a_part(void **state)
{
	struct tree_test *test = *state;

	/* A namespace of its own: the path is /, but roots have no memory.current. */
	mount_hierarchy(test, 2, "/");
	tree_write(&test->mount, "memory.current", "4096\n");
	assert_true(read_all(test)->is_part);
	assert_value(cgroup_value(at(test, "/"), CGROUP_USAGE), 4096);
	mount_hierarchy(test, 2, "/docker/c0ffee");
	assert_true(read_all(test)->is_part);
	assert_string_equal(test->cgroups->mount_root, "/docker/c0ffee");
}

static void the_tree_stands_in_preorder(void **state)
{
	struct tree_test *test = *state;
	static const char *const paths[] = { "/", "/a", "/a/b", "/a/b/c", "/a/d", "/e" };
	static const size_t parents[] = { CGROUP_NO_PARENT, 0, 1, 2, 1, 0 },
			    ends[] = { 6, 5, 4, 4, 5, 6 };

	mount_hierarchy(test, 2, "/");
	tree_write(&test->mount, "e/memory.current", "1\n");
	tree_write(&test->mount, "a/d/memory.current", "1\n");
	tree_write(&test->mount, "a/b/c/memory.current", "1\n");
	read_all(test);
	assert_int_equal(test->cgroups->count, COUNT_OF(paths));
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		assert_string_equal(test->cgroups->nodes[i].cgroup->identity->path, paths[i]);
		assert_int_equal(test->cgroups->nodes[i].parent, parents[i]);
		assert_int_equal(test->cgroups->nodes[i].end, ends[i]);
	}
}

static void what_comes_and_goes_is_seen(void **state)
{
	struct tree_test *test = *state;
	char path[512];
	uint64_t id;

	/* A kept file of a cgroup that is gone says so; one of another file system can still be read. */
	test->limits.usage_files = 0;
	mount_hierarchy(test, 2, "/");
	tree_write(&test->mount, "a/memory.current", "1\n");
	tree_write(&test->mount, "b/memory.current", "2\n");
	read_all(test);
	id = at(test, "/b")->id;
	tree_write(&test->mount, "a/new/memory.current", "3\n");
	read_all(test);
	assert_value(cgroup_value(at(test, "/a/new"), CGROUP_USAGE), 3);
	assert_int_equal(at(test, "/b")->id, id);
	/* One goes and one comes: as many as before. */
	snprintf(path, sizeof(path), "%s/b/memory.current", test->mount.path);
	unlink(path);
	snprintf(path, sizeof(path), "%s/b", test->mount.path);
	assert_int_equal(rmdir(path), 0);
	tree_write(&test->mount, "c/memory.current", "4\n");
	read_all(test);
	read_all(test);
	assert_false(exists(test, "/b"));
	assert_value(cgroup_value(at(test, "/c"), CGROUP_USAGE), 4);
	assert_int_equal(test->cgroups->count, 4);
}

/* A storm: each reading finds another set, and none of them twice. */
static void a_storm_of_cgroups_is_survived(void **state)
{
	struct tree_test *test = *state;
	char name[64], path[512];

	mount_hierarchy(test, 2, "/");
	for (int round = 0; round < 30; round++) {
		for (int i = 0; i < 100; i++) {
			snprintf(name, sizeof(name), "r%d-%d/memory.current", round, i);
			tree_write(&test->mount, name, "1\n");
			if (round == 0)
				continue;
			snprintf(path, sizeof(path), "%s/r%d-%d/memory.current", test->mount.path,
				round - 1, i);
			unlink(path);
			*strrchr(path, '/') = '\0';
			rmdir(path);
		}
		read_all(test);
		read_all(test);
		assert_int_equal(test->cgroups->count, 101);
		assert_true(test->cgroups->descriptors <= test->limits.descriptors + 1);
	}
}

static void names_of_any_bytes_stay_apart(void **state)
{
	struct tree_test *test = *state;

	mount_hierarchy(test, 2, "/");
	tree_write(&test->mount, "a\nb/memory.current", "1\n");
	tree_write(&test->mount, "a\033[31mb/memory.current", "2\n");
	tree_write(&test->mount, "a\\x2db/memory.current", "3\n");
	tree_write(&test->mount, "\377\376/memory.current", "4\n");
	read_all(test);
	assert_value(cgroup_value(at(test, "/a\nb"), CGROUP_USAGE), 1);
	assert_value(cgroup_value(at(test, "/a\033[31mb"), CGROUP_USAGE), 2);
	assert_value(cgroup_value(at(test, "/a\\x2db"), CGROUP_USAGE), 3);
	assert_value(cgroup_value(at(test, "/\377\376"), CGROUP_USAGE), 4);
}

static void links_are_not_followed(void **state)
{
	struct tree_test *test = *state;
	char path[512];

	mount_hierarchy(test, 2, "/");
	tree_write(&test->mount, "a/memory.current", "1\n");
	snprintf(path, sizeof(path), "%s/a/loop", test->mount.path);
	assert_int_equal(symlink("..", path), 0);
	read_all(test);
	assert_int_equal(test->cgroups->count, 2);
	unlink(path);
}

/* 200 levels, and a path longer than any that the kernel takes at once. */
static void a_deep_path_is_read(struct tree_test *test)
{
	enum { LEVELS = 200 };
	int directories[LEVELS + 1], file;
	char name[48];
	const struct cgroup_node *deepest;

	mount_hierarchy(test, 2, "/");
	directories[0] = open(test->mount.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (int i = 0; i < LEVELS; i++) {
		snprintf(name, sizeof(name), "level-%03d-abcdefghijklmnop", i);
		assert_int_equal(mkdirat(directories[i], name, 0755), 0);
		directories[i + 1] =
			openat(directories[i], name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		assert_true(directories[i + 1] >= 0);
	}
	file = openat(directories[LEVELS], "memory.current", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	assert_int_equal(write(file, "77\n", 3), 3);
	close(file);
	for (int reading = 0; reading < 2; reading++) {
		read_all(test);
		assert_int_equal(test->cgroups->count, LEVELS + 1);
		deepest = &test->cgroups->nodes[LEVELS];
		assert_int_equal(deepest->depth, LEVELS);
		assert_true(strlen(deepest->cgroup->identity->path) > 4096);
		assert_value(cgroup_value(deepest->cgroup, CGROUP_USAGE), 77);
	}
	unlinkat(directories[LEVELS], "memory.current", 0);
	for (int i = LEVELS; i-- > 0;) {
		close(directories[i + 1]);
		snprintf(name, sizeof(name), "level-%03d-abcdefghijklmnop", i);
		assert_int_equal(unlinkat(directories[i], name, AT_REMOVEDIR), 0);
	}
	close(directories[0]);
}

static void depth_and_length_have_no_bound(void **state)
{
	a_deep_path_is_read(*state);
}

static void nor_have_they_without_descriptors(void **state)
{
	struct tree_test *test = *state;

	test->limits = (struct cgroup_limits){ 0 };
	a_deep_path_is_read(test);
	assert_int_equal(test->cgroups->descriptors, 1);
}

static void what_is_denied_is_counted(void **state)
{
	struct tree_test *test = *state;
	char path[512];
	bool is_root = geteuid() == 0;

	mount_hierarchy(test, 2, "/");
	tree_write(&test->mount, "open/memory.current", "1\n");
	tree_write(&test->mount, "shut/inner/memory.current", "2\n");
	tree_write(&test->mount, "shut/memory.current", "3\n");
	snprintf(path, sizeof(path), "%s/shut", test->mount.path);
	assert_int_equal(chmod(path, 0), 0);
	/* The mode stops root only once it has become another user; the trees are open to all. */
	if (is_root) {
		assert_int_equal(chmod(test->mount.path, 0755), 0);
		assert_int_equal(chmod(test->proc.path, 0755), 0);
		assert_int_equal(seteuid(65534), 0);
	}
	read_all(test);
	if (is_root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(chmod(path, 0755), 0);
	assert_int_equal(test->cgroups->count, 3);
	assert_int_equal(test->cgroups->denied, 1);
	assert_int_equal(cgroup_value(at(test, "/shut"), CGROUP_USAGE).state, VALUE_DENIED);
	assert_value(cgroup_value(at(test, "/open"), CGROUP_USAGE), 1);
}

/* All else is read where usage moved, or where it is shown; the rest waits for its turn. */
static void only_what_moved_is_read_anew(void **state)
{
	struct tree_test *test = *state;
	struct cgroup_request request = { .budget_ns = SECONDS(1) };

	mount_hierarchy(test, 2, "/");
	tree_write(&test->mount, "still/memory.current", "1\n");
	tree_write(&test->mount, "still/memory.max", "100\n");
	tree_write(&test->mount, "moves/memory.current", "1\n");
	tree_write(&test->mount, "moves/memory.max", "100\n");
	read_with(test, &request);
	assert_value(cgroup_value(at(test, "/still"), CGROUP_LIMIT), 100);
	tree_write(&test->mount, "still/memory.max", "200\n");
	tree_write(&test->mount, "moves/memory.max", "200\n");
	tree_write(&test->mount, "moves/memory.current", "2\n");
	read_with(test, &request);
	assert_value(cgroup_value(at(test, "/still"), CGROUP_LIMIT), 100);
	assert_value(cgroup_value(at(test, "/moves"), CGROUP_LIMIT), 200);
	request.visible = &(uint64_t){ at(test, "/still")->id };
	request.visible_count = 1;
	read_with(test, &request);
	assert_value(cgroup_value(at(test, "/still"), CGROUP_LIMIT), 200);
}

/* Nothing of it was read yet: that is no 0, and not "none". */
static void without_a_budget_the_rest_is_pending(void **state)
{
	struct tree_test *test = *state;

	mount_hierarchy(test, 2, "/");
	tree_write(&test->mount, "a/memory.current", "1\n");
	tree_write(&test->mount, "a/memory.max", "100\n");
	read_with(test, &(struct cgroup_request){ .budget_ns = 0 });
	assert_value(cgroup_value(at(test, "/a"), CGROUP_USAGE), 1);
	assert_int_equal(cgroup_value(at(test, "/a"), CGROUP_LIMIT).state, VALUE_PENDING);
}

static void events_are_told_with_those_before(void **state)
{
	struct tree_test *test = *state;
	const struct cgroup *cgroup;

	mount_hierarchy(test, 2, "/");
	tree_write(&test->mount, "a/memory.current", "1\n");
	tree_write(&test->mount, "a/memory.events", "low 0\nhigh 5\nmax 0\noom 0\noom_kill 1\n");
	read_all(test);
	assert_int_equal(at(test, "/a")->before.ns, 0);
	tree_write(&test->mount, "a/memory.events", "low 0\nhigh 9\nmax 0\noom 0\noom_kill 2\n");
	read_all(test);
	cgroup = at(test, "/a");
	assert_int_equal(cgroup->before.high, 5);
	assert_true(cgroup->before.ns > 0 && cgroup->before.ns < cgroup->events_ns);
	assert_int_equal(cgroup->first.oom_kill, 1);
	/* At rest again: nothing was counted since. */
	read_all(test);
	assert_int_equal(at(test, "/a")->before.high, 9);
	assert_int_equal(at(test, "/a")->first.oom_kill, 1);
}

#define ID  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ID2 "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ID3 "2123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* What runtimes leave on disk names containers; a link in its place does not. */
static void containers_have_the_names_of_their_runtimes(void **state)
{
	struct tree_test *test = *state;
	char path[512];

	mount_hierarchy(test, 2, "/");
	tree_write(&test->mount, "system.slice/docker-" ID ".scope/memory.current", "1\n");
	tree_write(&test->mount, "machine.slice/libpod-" ID2 ".scope/memory.current", "1\n");
	tree_write(&test->mount, "kubepods/burstable/podab-1/" ID2 "/memory.current", "1\n");
	tree_write(&test->mount, "plain/memory.current", "1\n");
	tree_write(&test->var, "lib/docker/containers/" ID "/config.v2.json",
		"{\"ID\":\"" ID "\",\"Path\":\"sh\",\"Name\":\"/web\"}");
	tree_write(&test->var, "lib/containers/storage/overlay-containers/containers.json",
		"[{\"id\":\"" ID "\",\"names\":[\"other\"]},{\"id\":\"" ID2
		"\",\"names\":[\"db\"]}]");
	read_all(test);
	assert_string_equal(at(test, "/system.slice/docker-" ID ".scope")->identity->label,
		"docker web");
	assert_string_equal(at(test, "/machine.slice/libpod-" ID2 ".scope")->identity->label,
		"podman db");
	assert_string_equal(at(test, "/kubepods/burstable/podab-1/" ID2)->identity->label,
		"containerd 1123456789ab");
	assert_string_equal(at(test, "/kubepods/burstable/podab-1")->identity->label, "pod ab-1");
	assert_null(at(test, "/plain")->identity->label);
	cgroup_reader_free(test->reader);
	test->reader = NULL;
	tree_write(&test->var, "log/pods/shop_web-7f_ab-1/x", "");
	tree_write(&test->var, "log/containers/web-7f_shop_nginx-" ID2 ".log", "");
	snprintf(path, sizeof(path), "%s/lib/docker/containers/" ID "/config.v2.json",
		test->var.path);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	read_all(test);
	assert_string_equal(at(test, "/system.slice/docker-" ID ".scope")->identity->label,
		"docker 0123456789ab");
	assert_string_equal(at(test, "/kubepods/burstable/podab-1")->identity->label,
		"pod shop/web-7f");
	assert_string_equal(at(test, "/kubepods/burstable/podab-1/" ID2)->identity->label,
		"containerd shop/web-7f (nginx)");
	unlink(path);
}

/* Where there are no logs, the configuration that the runtime gave it tells. */
static void configurations_of_containers_name_them(void **state)
{
	struct tree_test *test = *state;
	char path[512];

	mount_hierarchy(test, 2, "/");
	tree_write(&test->mount, "a/cri-containerd-" ID ".scope/memory.current", "1\n");
	tree_write(&test->mount, "a/crio-" ID3 ".scope/memory.current", "1\n");
	tree_write(&test->mount, "b/cri-containerd-" ID2 ".scope/memory.current", "1\n");
	tree_write(&test->var,
		"run/containerd/io.containerd.runtime.v2.task/k8s.io/" ID "/config.json",
		"{\"annotations\":{\"io.kubernetes.cri.sandbox-name\":\"web-7f\","
		"\"io.kubernetes.cri.container-name\":\"nginx\","
		"\"io.kubernetes.cri.sandbox-namespace\":\"shop\"}}");
	tree_write(&test->var,
		"run/containerd/io.containerd.runtime.v2.task/default/" ID2 "/config.json",
		"{\"annotations\":{\"nerdctl/name\":\"cache\"}}");
	tree_write(&test->var,
		"run/containers/storage/overlay-containers/" ID3 "/userdata/config.json",
		"{\"annotations\":{\"io.kubernetes.pod.name\":\"db-0\","
		"\"io.kubernetes.pod.namespace\":\"shop\"}}");
	read_all(test);
	assert_string_equal(at(test, "/a/cri-containerd-" ID ".scope")->identity->label,
		"containerd shop/web-7f (nginx)");
	assert_string_equal(at(test, "/b/cri-containerd-" ID2 ".scope")->identity->label,
		"containerd cache");
	/* A pod's sandbox has no container's name. */
	assert_string_equal(at(test, "/a/crio-" ID3 ".scope")->identity->label, "cri-o shop/db-0");
	/* What stands in the file's place is not followed. */
	cgroup_reader_free(test->reader);
	test->reader = NULL;
	snprintf(path, sizeof(path),
		"%s/run/containers/storage/overlay-containers/" ID3 "/userdata/config.json",
		test->var.path);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	read_all(test);
	assert_string_equal(at(test, "/a/crio-" ID3 ".scope")->identity->label,
		"cri-o 2123456789ab");
	unlink(path);
}

/* A v1 kernel booted without swap accounting has no such files and lines: that is not 0. */
static void without_swap_accounting_swap_is_unknown(void **state)
{
	struct tree_test *test = *state;
	const struct cgroup *cgroup;

	mount_hierarchy(test, 1, "/");
	tree_write(&test->mount, "a/memory.usage_in_bytes", "100\n");
	tree_write(&test->mount, "a/memory.stat",
		"cache 1\nrss 2\nhierarchical_memory_limit 9223372036854771712\n"
		"total_cache 10\ntotal_rss 20\n");
	tree_write(&test->mount, "a/memory.limit_in_bytes", "9223372036854771712\n");
	read_all(test);
	cgroup = at(test, "/a");
	assert_absent(cgroup_value(cgroup, CGROUP_SWAP));
	assert_absent(cgroup_value(cgroup, CGROUP_SWAP_LIMIT));
	assert_absent(cgroup_value(cgroup, CGROUP_LIMIT));
	assert_value(cgroup_value(cgroup, CGROUP_OWN_PAGES), 3);
}

static void one_is_looked_into(void **state)
{
	struct tree_test *test = *state;

	mount_hierarchy(test, 2, "/");
	tree_write(&test->mount, "a/memory.current", "1\n");
	tree_write(&test->mount, "a/memory.stat", "anon 5\nnew 6\n");
	tree_write(&test->mount, "a/memory.numa_stat", "anon N0=5\nfile N0=0\n");
	read_with(test, &(struct cgroup_request){ .path = "/a" });
	/* One node has all of it: that says nothing. */
	assert_int_equal(test->cgroups->by_node.count, 0);
	tree_write(&test->mount, "a/memory.numa_stat", "anon N0=5 N1=7\nfile N0=0 N1=3\n");
	read_with(test, &(struct cgroup_request){ .path = "/a" });
	assert_int_equal(test->cgroups->by_node.count, 2);
	assert_value(test->cgroups->by_node.nodes[1].figure[NODE_TOTAL], 10);
	assert_int_equal(test->cgroups->fields_of, at(test, "/a")->id);
	assert_value(cgroup_fields_get(&test->cgroups->fields, "new"), 6);
	read_with(test, &(struct cgroup_request){ .path = "/b" });
	assert_int_equal(test->cgroups->fields_of, 0);
	assert_int_equal(test->cgroups->fields.count, 0);
}

static void who_is_read_once_keeps_no_file_open(void **state)
{
	struct tree_test *test = *state;

	mount_hierarchy(test, 2, "/");
	tree_write(&test->mount, "a/memory.current", "1\n");
	read_with(test, &(struct cgroup_request){ .all = true });
	assert_true(test->cgroups->descriptor_bytes >= 5120);
	cgroup_reader_free(test->reader);
	test->reader = NULL;
	read_with(test, &(struct cgroup_request){ .all = true, .once = true });
	assert_true(test->cgroups->descriptor_bytes < 5120);
}

#define TREE_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TREE_TEST(version_2_is_read),
		TREE_TEST(version_1_is_read),
		TREE_TEST(a_list_of_controllers_that_fails_is_no_absence),
		TREE_TEST(trouble_is_told),
		TREE_TEST(no_cgroup_is_lost_for_want_of_descriptors),
		TREE_TEST(no_name_is_lost_for_want_of_descriptors),
		TREE_TEST(a_container_knows_that_it_sees_a_part),
		TREE_TEST(the_tree_stands_in_preorder),
		TREE_TEST(what_comes_and_goes_is_seen),
		TREE_TEST(a_storm_of_cgroups_is_survived),
		TREE_TEST(names_of_any_bytes_stay_apart),
		TREE_TEST(links_are_not_followed),
		TREE_TEST(depth_and_length_have_no_bound),
		TREE_TEST(nor_have_they_without_descriptors),
		TREE_TEST(what_is_denied_is_counted),
		TREE_TEST(only_what_moved_is_read_anew),
		TREE_TEST(without_a_budget_the_rest_is_pending),
		TREE_TEST(events_are_told_with_those_before),
		TREE_TEST(containers_have_the_names_of_their_runtimes),
		TREE_TEST(configurations_of_containers_name_them),
		TREE_TEST(without_swap_accounting_swap_is_unknown),
		TREE_TEST(one_is_looked_into),
		TREE_TEST(who_is_read_once_keeps_no_file_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
