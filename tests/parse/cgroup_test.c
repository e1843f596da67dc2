/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/macros.h"
#include "parse/system/cgroup.h"
#include "parse/system/cgroup_fields.h"
#include "parse/system/cgroup_name.h"
#include "parse/system/mounts.h"
#include "support/assert_value.h"

static const char mountinfo[] =
	"22 27 0:21 / /proc rw,relatime - proc proc rw\n"
	"garbage\n"
	"36 35 98:0 /mnt1 /mnt\\0402 rw,noatime master:1 shared:2 - ext3 /dev/root "
	"rw,errors=continue\n"
	"32 31 0:29 /docker/1 /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,memory_not\n"
	"35 31 0:32 /docker/a\\040b /sys/fs/cgroup/memory rw master:9 - cgroup cgroup rw,memory\n"
	"37 31 0:33 / /empty rw - tmpfs  rw,size=4k\n"
	"41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate\n";

static void mounts_are_taken_apart(void **state)
{
	struct text rest = text_of_string(mountinfo);
	struct mount mount;
	char point[32];

	(void)state;
	assert_true(mounts_next(&mount, &rest));
	assert_text(mount.point, "/proc");
	assert_true(mounts_next(&mount, &rest));
	assert_int_equal(mount.id, 36);
	assert_text(mount.root, "/mnt1");
	assert_text(mount.point, "/mnt\\0402");
	assert_text(mount.type, "ext3");
	assert_text(mount.source, "/dev/root");
	assert_text(mount.super_options, "rw,errors=continue");
	assert_int_equal(mounts_unescape(point, sizeof(point), mount.point), 6);
	assert_string_equal(point, "/mnt 2");
	assert_int_equal(mounts_unescape(point, 3, mount.point), 2);
	assert_true(mounts_next(&mount, &rest));
	assert_true(mounts_next(&mount, &rest));
	assert_true(mounts_next(&mount, &rest));
	assert_text(mount.source, "");
	assert_text(mount.super_options, "rw,size=4k");
	assert_true(mounts_next(&mount, &rest));
	assert_false(mounts_next(&mount, &rest));
}

static void a_mount_is_found_by_its_number(void **state)
{
	const struct text table = text_of_string(mountinfo);
	struct mount mount;

	(void)state;
	assert_true(mounts_find(&mount, table, 41));
	assert_text(mount.type, "cgroup2");
	assert_true(mounts_find(&mount, table, 36));
	assert_text(mount.point, "/mnt\\0402");
	assert_false(mounts_find(&mount, table, 4));
	assert_false(mounts_find(&mount, table, 29));
	assert_false(mounts_find(&mount, text_of("", 0), 36));
}

static void escapes_that_are_none_stay(void **state)
{
	char out[32];

	(void)state;
	mounts_unescape(out, sizeof(out), text_of_string("a\\04b\\777\\\\134\\"));
	assert_string_equal(out, "a\\04b\\777\\\\\\");
}

static void options_are_whole_words(void **state)
{
	struct text options = text_of_string("rw,memory,cpu");

	(void)state;
	assert_true(mounts_has_option(options, "memory"));
	assert_true(mounts_has_option(options, "cpu"));
	assert_false(mounts_has_option(options, "mem"));
	assert_false(mounts_has_option(text_of_string(""), "memory"));
}

static void the_memory_hierarchy_is_found(void **state)
{
	char mount[64], root[64];
	size_t length = sizeof(mountinfo) - 1;

	(void)state;
	assert_int_equal(cgroup_parse_mount(mount, root, sizeof(mount), 1, mountinfo, length),
		STATUS_OK);
	assert_string_equal(mount, "/sys/fs/cgroup/memory");
	assert_string_equal(root, "/docker/a b");
	assert_int_equal(cgroup_parse_mount(mount, root, sizeof(mount), 2, mountinfo, length),
		STATUS_OK);
	assert_string_equal(mount, "/sys/fs/cgroup/unified");
	assert_string_equal(root, "/");
	assert_int_equal(cgroup_parse_mount(mount, root, sizeof(mount), 2, mountinfo, 100),
		STATUS_ABSENT);
}

static void the_memory_controller_decides_the_version(void **state)
{
	static const char hybrid[] =
		"12:cpu,cpuacct:/x\n4:memory:/user.slice/a:b\n1:name=systemd:/\n0::/u\n";
	static const char unified[] = "0::/system.slice/web.service\n";
	struct text path;
	int version;

	(void)state;
	assert_int_equal(cgroup_parse_membership(&path, &version, hybrid, sizeof(hybrid) - 1),
		STATUS_OK);
	assert_int_equal(version, 1);
	assert_text(path, "/user.slice/a:b");
	assert_int_equal(cgroup_parse_membership(&path, &version, unified, sizeof(unified) - 1),
		STATUS_OK);
	assert_int_equal(version, 2);
	assert_text(path, "/system.slice/web.service");
	assert_int_equal(cgroup_parse_membership(&path, &version, "1:cpu:/\n", 8), STATUS_ABSENT);
	assert_int_equal(cgroup_parse_membership(&path, &version, "", 0), STATUS_ABSENT);
}

static void no_limit_is_absent(void **state)
{
	static const char *const none[] = {
		"max\n",
		"9223372036854771712\n",
		"9223372036854710272\n",
		"18446744073709551615\n",
		"8796093018112\n",
	};
	static const char *const bad[] = { "", "\n", "-1\n", "max1\n", "1 2\n",
		"99999999999999999999\n" };
	struct value limit;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(none); i++) {
		assert_int_equal(cgroup_parse_limit(&limit, none[i], strlen(none[i])), STATUS_OK);
		assert_absent(limit);
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_int_equal(cgroup_parse_limit(&limit, bad[i], strlen(bad[i])),
			STATUS_MALFORMED);
	assert_int_equal(cgroup_parse_limit(&limit, "536870912\n", 10), STATUS_OK);
	assert_value(limit, 536870912);
	assert_int_equal(cgroup_parse_limit(&limit, "0\n", 2), STATUS_OK);
	assert_value(limit, 0);
}

static void stat_of_v2_is_read(void **state)
{
	static const char text[] =
		"anon 1\nfile 2\nkernel 3\nkernel_stack 4\nshmem 5\ninactive_file 6\n"
		"active_file 7\nslab_reclaimable 8\nslab_unreclaimable 9\nslab 17\n"
		"workingset_refault_file 10\npgscan 11\npgsteal 12\n";
	struct cgroup_stat stat;

	(void)state;
	assert_int_equal(cgroup_parse_stat(&stat, 2, text, sizeof(text) - 1), STATUS_OK);
	assert_value(stat.anonymous, 1);
	assert_value(stat.file, 2);
	assert_value(stat.kernel, 3);
	assert_value(stat.shared, 5);
	assert_value(stat.inactive_file, 6);
	assert_value(stat.active_file, 7);
	assert_value(stat.slab_reclaimable, 8);
	assert_value(stat.slab_unreclaimable, 9);
	assert_value(stat.refault_file, 10);
	assert_value(stat.scan, 11);
	assert_value(stat.steal, 12);
	assert_absent(stat.allocation_stalls);
	assert_int_equal(cgroup_parse_stat(&stat, 2, "workingset_refault 13\n", 22), STATUS_OK);
	assert_value(stat.refault_file, 13);
}

static void stat_of_v1_counts_the_children(void **state)
{
	static const char text[] =
		"cache 1\nrss 2\nshmem 3\ninactive_file 4\nactive_file 5\n"
		"hierarchical_memory_limit 9223372036854771712\n"
		"total_cache 10\ntotal_rss 20\ntotal_shmem 30\ntotal_inactive_file 40\n"
		"total_active_file 50\ntotal_workingset_refault_file 60\n";
	struct cgroup_stat stat;

	(void)state;
	assert_int_equal(cgroup_parse_stat(&stat, 1, text, sizeof(text) - 1), STATUS_OK);
	assert_value(stat.file, 10);
	assert_value(stat.anonymous, 20);
	assert_value(stat.shared, 30);
	assert_value(stat.inactive_file, 40);
	assert_value(stat.active_file, 50);
	assert_value(stat.refault_file, 60);
	assert_absent(stat.slab_reclaimable);
	assert_value(stat.own_file, 1);
	assert_value(stat.own_anonymous, 2);
	assert_int_equal(cgroup_parse_stat(&stat, 1, text, 20), STATUS_OK);
	assert_value(stat.file, 1);
	assert_value(stat.anonymous, 2);
}

static void events_are_read(void **state)
{
	static const char text[] = "low 1\nhigh 2\nmax 3\noom 4\noom_kill 5\noom_group_kill 6\n";
	struct cgroup_events events;

	(void)state;
	assert_int_equal(cgroup_parse_events(&events, text, sizeof(text) - 1), STATUS_OK);
	assert_value(events.low, 1);
	assert_value(events.high, 2);
	assert_value(events.max, 3);
	assert_value(events.oom, 4);
	assert_value(events.oom_kill, 5);
	assert_int_equal(cgroup_parse_events(&events, "", 0), STATUS_MALFORMED);
	assert_absent(events.oom_kill);
}

static void descendants_are_counted(void **state)
{
	static const char text[] =
		"nr_descendants 412\nnr_subsys_memory 3\nnr_dying_descendants 31\n";
	struct value live, dying;

	(void)state;
	assert_int_equal(cgroup_parse_descendants(&live, &dying, text, sizeof(text) - 1),
		STATUS_OK);
	assert_value(live, 412);
	assert_value(dying, 31);
	assert_int_equal(cgroup_parse_descendants(&live, &dying, "x 1\n", 4), STATUS_MALFORMED);
	assert_absent(dying);
}

static void controllers_are_found(void **state)
{
	static const char text[] = "#subsys_name\thierarchy\tnum_cgroups\tenabled\n"
				   "memory_not\t1\t2\t1\nmemory\t4\t41\t1\n";
	static const char names[] = "cpu io memory pids\n",
			  others[] = "cpu io memory_not\nmemory\n";

	(void)state;
	assert_value(cgroup_parse_controller_count("memory", text, sizeof(text) - 1), 41);
	assert_absent(cgroup_parse_controller_count("pids", text, sizeof(text) - 1));
	assert_absent(cgroup_parse_controller_count("memory", "memory 4", 8));
	assert_true(cgroup_has_controller("memory", names, sizeof(names) - 1));
	assert_true(cgroup_has_controller("pids", names, sizeof(names) - 1));
	assert_false(cgroup_has_controller("memory", others, sizeof(others) - 1));
	assert_false(cgroup_has_controller("memory", "", 0));
}

static void fields_are_kept_as_they_come(void **state)
{
	static const char text[] = "anon 4096\nnew_field 7\nbad\nx -1\nlast 18446744073709551615";
	struct cgroup_fields fields;

	(void)state;
	assert_int_equal(cgroup_fields_parse(&fields, text, sizeof(text) - 1), STATUS_OK);
	assert_int_equal(fields.count, 3);
	assert_int_equal(fields.malformed, 2);
	assert_string_equal(fields.rows[1].name, "new_field");
	assert_true(fields.rows[2].n == UINT64_MAX);
	assert_value(cgroup_fields_get(&fields, "anon"), 4096);
	assert_absent(cgroup_fields_get(&fields, "ano"));
	cgroup_fields_free(&fields);
	assert_int_equal(cgroup_fields_parse(&fields, "", 0), STATUS_MALFORMED);
	cgroup_fields_free(&fields);
}

static void check_name(const char *name, const char *above, const char *printed)
{
	char out[80];

	cgroup_name_print(out, sizeof(out), text_of_string(name), text_of_string(above));
	assert_string_equal(out, printed);
}

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void names_say_who_made_a_cgroup(void **state)
{
	(void)state;
	check_name("docker-" ID ".scope", "system.slice", "docker 0123456789ab");
	check_name(ID, "docker", "docker 0123456789ab");
	check_name(ID, "elsewhere", ID);
	check_name("docker-short.scope", "system.slice", "docker-short.scope");
	check_name("libpod-" ID ".scope", "machine.slice", "podman 0123456789ab");
	check_name("cri-containerd-" ID ".scope", "x", "containerd 0123456789ab");
	check_name("crio-" ID ".scope", "x", "cri-o 0123456789ab");
	check_name("kubepods-burstable-pod12_ab.slice", "x", "pod 12-ab");
	check_name("pod12-ab", "besteffort", "pod 12-ab");
	check_name("podium", "elsewhere", "podium");
	check_name("lxc.payload.db", "", "lxc db");
	check_name("db", "lxc", "lxc db");
	check_name("user-1000.slice", "user.slice", "user 1000");
	check_name("session-3.scope", "user-1000.slice", "session 3");
	check_name("dev-disk\\x2dby.mount", "system.slice", "dev-disk-by.mount");
	check_name("a\\x00b\\x2", "", "a\\x00b\\x2");
}

static void runtimes_name_their_containers(void **state)
{
	static const char docker[] = "{\"ID\":\"Name\",\"x\":{\"a\":1},\"Name\":\"/web\"}";
	static const char podman[] = "\"id\": \"1\",\n \"names\" : [ \"db\", \"c\" ]";
	char out[64];

	(void)state;
	assert_text(cgroup_name_in_json("Name", docker, sizeof(docker) - 1), "web");
	assert_text(cgroup_name_in_json("names", podman, sizeof(podman) - 1), "db");
	assert_int_equal(cgroup_name_in_json("none", podman, sizeof(podman) - 1).length, 0);
	assert_int_equal(cgroup_name_in_json("a", "{\"a\":\"b", 7).length, 0);
	assert_true(cgroup_name_in_log(out, sizeof(out),
		text_of_string("web-7f_shop_nginx-" ID ".log"), text_of_string(ID)));
	assert_string_equal(out, "shop/web-7f (nginx)");
	assert_false(cgroup_name_in_log(out, sizeof(out), text_of_string("web_shop-" ID ".log"),
		text_of_string(ID)));
	assert_false(cgroup_name_in_log(out, sizeof(out), text_of_string(ID ".log"),
		text_of_string(ID)));
	assert_true(cgroup_name_in_pod(out, sizeof(out), text_of_string("shop_web-7f_12-ab"),
		text_of_string("12_ab")));
	assert_string_equal(out, "shop/web-7f");
	assert_false(cgroup_name_in_pod(out, sizeof(out), text_of_string("shop_web"),
		text_of_string("12_ab")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mounts_are_taken_apart),
		cmocka_unit_test(a_mount_is_found_by_its_number),
		cmocka_unit_test(escapes_that_are_none_stay),
		cmocka_unit_test(options_are_whole_words),
		cmocka_unit_test(the_memory_hierarchy_is_found),
		cmocka_unit_test(the_memory_controller_decides_the_version),
		cmocka_unit_test(no_limit_is_absent),
		cmocka_unit_test(stat_of_v2_is_read),
		cmocka_unit_test(stat_of_v1_counts_the_children),
		cmocka_unit_test(events_are_read),
		cmocka_unit_test(descendants_are_counted),
		cmocka_unit_test(controllers_are_found),
		cmocka_unit_test(names_say_who_made_a_cgroup),
		cmocka_unit_test(runtimes_name_their_containers),
		cmocka_unit_test(fields_are_kept_as_they_come),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
