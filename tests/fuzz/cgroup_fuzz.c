/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"
#include "parse/system/cgroup.h"
#include "parse/system/cgroup_fields.h"
#include "parse/system/cgroup_name.h"
#include "parse/system/mounts.h"
#include "parse/system/node.h"
#include "support/fuzz.h"

static void check_mounts(const char *text, size_t size)
{
	struct text rest = text_of(text, size);
	struct mount mount;
	char point[40];

	while (mounts_next(&mount, &rest)) {
		CHECK(lies_within(mount.root, text, size) && lies_within(mount.point, text, size));
		CHECK(lies_within(mount.type, text, size) && lies_within(mount.source, text, size));
		CHECK(mount.super_options.length > 0);
		CHECK(mounts_unescape(point, sizeof(point), mount.point) <= mount.point.length);
		mounts_has_option(mount.super_options, "memory");
	}
}

static void check_stat(int version, const char *text, size_t size)
{
	struct cgroup_stat stat;

	if (cgroup_parse_stat(&stat, version, text, size) == STATUS_MALFORMED)
		CHECK(!value_known(stat.anonymous) && !value_known(stat.file));
}

static void check_fields(const char *text, size_t size)
{
	struct cgroup_fields fields;
	enum status status = cgroup_fields_parse(&fields, text, size);

	CHECK((status == STATUS_OK) == (fields.count > 0));
	CHECK(fields.count <= CGROUP_FIELDS_MOST);
	for (size_t i = 0; i < fields.count; i++) {
		CHECK(strlen(fields.rows[i].name) - 1 < CGROUP_FIELD_NAME_MOST);
		CHECK(value_known(cgroup_fields_get(&fields, fields.rows[i].name)));
	}
	cgroup_fields_free(&fields);
}

static void check_names(const char *text, size_t size)
{
	struct text whole = text_of(text, size), name = text_next_field(&whole, '/');
	struct cgroup_name parsed = cgroup_name_parse(name, whole);
	char out[40];

	CHECK(parsed.id.length == 0 || lies_within(parsed.id, text, size));
	CHECK(cgroup_name_print(out, sizeof(out), name, whole) < sizeof(out));
	CHECK(strlen(out) < sizeof(out));
	CHECK(lies_within(cgroup_name_in_json("Name", text, size), text, size) ||
		cgroup_name_in_json("Name", text, size).length == 0);
	cgroup_name_in_log(out, sizeof(out), name, whole);
	cgroup_name_in_pod(out, sizeof(out), name, whole);
}

/* By node, ascending, each once. */
static void check_nodes(struct memory_nodes *nodes, enum status status)
{
	CHECK(status != STATUS_OK || nodes->count <= NODES_MOST);
	for (size_t i = 0; i < nodes->count; i++) {
		CHECK(nodes->nodes[i].id < NODES_MOST);
		CHECK(i == 0 || nodes->nodes[i - 1].id < nodes->nodes[i].id);
		for (int figure = 0; figure < NODE_FIGURES; figure++)
			CHECK(nodes->nodes[i].figure[figure].state != VALUE_OK ||
				figure == NODE_FILE || nodes->nodes[i].figure[figure].n >= 0);
	}
	memory_nodes_free(nodes);
}

static void check_node_files(const char *text, size_t size)
{
	struct memory_nodes nodes;
	struct memory_node node;
	enum status status = nodes_parse_list(&nodes, text, size);

	check_nodes(&nodes, status);
	for (int version = 1; version <= 2; version++) {
		status = nodes_parse_numa_stat(&nodes, version, 4096, text, size);
		check_nodes(&nodes, status);
	}
	status = nodes_parse_numa_maps(&nodes, text, size);
	check_nodes(&nodes, status);
	if (node_parse_meminfo(&node, text, size) == STATUS_OK)
		CHECK(value_known(node.figure[NODE_TOTAL]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	char mount[16], root[16];
	struct cgroup_events events;
	struct value limit, live, dying;
	struct text path;
	int version;

	check_mounts(text, size);
	check_fields(text, size);
	check_names(text, size);
	check_node_files(text, size);
	check_stat(1, text, size);
	check_stat(2, text, size);
	if (cgroup_parse_membership(&path, &version, text, size) == STATUS_OK)
		CHECK(path.at[0] == '/' && lies_within(path, text, size) &&
			(version == 1 || version == 2));
	for (version = 1; version <= 2; version++) {
		if (cgroup_parse_mount(mount, root, sizeof(mount), version, text, size) ==
			STATUS_OK)
			CHECK(strlen(mount) < sizeof(mount) && strlen(root) < sizeof(root));
	}
	if (cgroup_parse_limit(&limit, text, size) == STATUS_MALFORMED)
		CHECK(!value_known(limit));
	cgroup_parse_events(&events, text, size);
	if (cgroup_parse_descendants(&live, &dying, text, size) == STATUS_MALFORMED)
		CHECK(!value_known(live) && !value_known(dying));
	cgroup_parse_controller_count("memory", text, size);
	cgroup_has_controller("memory", text, size);
	return 0;
}
