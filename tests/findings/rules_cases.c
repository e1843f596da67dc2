/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules_cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "made_heaps.h"

/* ---- what figures alone do not say ---- */

static void set_foreign(struct world *world, bool fires)
{
	world->machine.origin.kind = fires ? ORIGIN_FOREIGN : ORIGIN_KERNEL;
}

static void set_wsl1(struct world *world, bool fires)
{
	world->machine.origin.kind = fires ? ORIGIN_WSL1 : ORIGIN_FRAGMENT;
}

static void set_truncated(struct world *world, bool fires)
{
	world->machine.system = NULL;
	world->machine.origin.complete = !fires;
}

static void set_other_tool(struct world *world, bool fires)
{
	world->meminfo.tool = fires ? PASTED_MEMORY_STAT : PASTED_MEMINFO;
}

static void set_several(struct world *world, bool fires)
{
	world->machine.place.count = fires ? 2 : 1;
}

static void set_wrapped(struct world *world, bool fires)
{
	world->machine.origin.wrapped = fires ? MEMINFO_Slab : -1;
}

static void set_kernel_thread(struct world *world, bool fires)
{
	world->detail.kernel_thread = fires;
}

static void set_zombie(struct world *world, bool fires)
{
	world->detail.process_state = fires ? 'Z' : 'S';
}

static void set_denied(struct world *world, bool fires)
{
	world->detail.smaps_status = STATUS_DENIED;
	world->detail.denied_to_root = !fires;
}

static void set_denied_to_root(struct world *world, bool fires)
{
	world->detail.smaps_status = fires ? STATUS_DENIED : STATUS_GONE;
	world->detail.denied_to_root = true;
}

static void set_unanswered(struct world *world, bool fires)
{
	world->detail.smaps_status = fires ? STATUS_UNANSWERED : STATUS_DENIED;
}

static void set_not_examined(struct world *world, bool fires)
{
	world->detail.smaps_status = fires ? STATUS_TOO_LARGE : STATUS_UNANSWERED;
}

static void set_trend(struct world *world, enum trend trend, double moved)
{
	world->process.trend = (struct trend_finding){ .trend = trend, .moved_bytes = moved };
}

static void set_growing(struct world *world, bool fires)
{
	set_trend(world, fires ? TREND_GROWING : TREND_PLATEAU, 1);
}

static void set_beside(struct world *world, bool fires)
{
	set_trend(world, TREND_GROWING, 1);
	world->process.trend.bytes_per_minute = 1000;
	world->process.heap.trend = (struct trend_finding){ .trend = TREND_FLAT,
		.bound_bytes_per_minute = fires ? 500 : 501 };
}

static void set_inside(struct world *world, bool fires)
{
	set_trend(world, TREND_FLAT, 0);
	world->process.trend.bound_bytes_per_minute = 1000;
	world->process.heap.trend = (struct trend_finding){ .trend = TREND_GROWING,
		.bytes_per_minute = fires ? 1001 : 1000 };
}

/* What does not grow has grown in no part. */
static void set_grown(struct world *world, bool fires)
{
	set_trend(world, fires ? TREND_PLATEAU : TREND_SAWTOOTH, 1);
}

static void set_deleted(struct world *world, bool fires)
{
	world->detail.summary.deleted_mapped = value_of(fires ? 0 : 1);
}

static void set_deleted_mapped(struct world *world, bool fires)
{
	set_deleted(world, !fires);
}

static void set_runtime(struct world *world, const char *file, bool library)
{
	static struct detail_mapping mapping;
	static char name[64];

	snprintf(name, sizeof(name), "/usr/%s", file);
	mapping = (struct detail_mapping){ .kind = library ? KIND_LIBRARY : KIND_EXECUTABLE };
	world->detail.mappings = &mapping;
	world->detail.mapping_count = 1;
	world->detail.strings = (struct string_pool){ .block = name, .length = sizeof(name) };
}

static void set_java(struct world *world, bool fires)
{
	set_runtime(world, fires ? "libjvm.so" : "libjava.so", true);
}

static void set_python(struct world *world, bool fires)
{
	set_runtime(world, fires ? "python3.11" : "pythonic", false);
}

static void set_node(struct world *world, bool fires)
{
	set_runtime(world, fires ? "node" : "node_exporter", false);
}

static void set_redis(struct world *world, bool fires)
{
	set_runtime(world, fires ? "redis-server" : "redis-cli", false);
}

static void set_go(struct world *world, bool fires)
{
	set_runtime(world, "anything", true);
	world->detail.mappings->kind = KIND_ANONYMOUS;
	world->detail.mappings->start = fires ? 0xc000000000 : 0xe9b3580000;
}

static void set_step(struct world *world, bool fires)
{
	set_trend(world, TREND_STEP, fires ? 1 : 0);
}

static void set_step_before(struct world *world, bool fires)
{
	set_trend(world, TREND_STEP, fires ? 0 : 1);
}

static void set_plateau(struct world *world, bool fires)
{
	set_trend(world, TREND_PLATEAU, fires ? 1 : 0);
}

static void set_plateau_before(struct world *world, bool fires)
{
	set_trend(world, TREND_PLATEAU, fires ? 0 : 1);
}

static void set_sawtooth(struct world *world, bool fires)
{
	set_trend(world, fires ? TREND_SAWTOOTH : TREND_STEP, 1);
}

static void set_shrinking(struct world *world, bool fires)
{
	set_trend(world, fires ? TREND_SHRINKING : TREND_FLAT, -1);
}

static void set_flat(struct world *world, bool fires)
{
	set_trend(world, fires ? TREND_FLAT : TREND_PLATEAU, 0);
}

static void set_too_short(struct world *world, bool fires)
{
	set_trend(world, fires ? TREND_TOO_SHORT : TREND_FLAT, 0);
}

static void set_heap_growing(struct world *world, bool fires)
{
	world->process.heap.trend.trend = fires ? TREND_GROWING : TREND_TOO_SHORT;
}

static void set_heap_steady(struct world *world, bool fires)
{
	world->process.heap.trend.trend = fires ? TREND_SAWTOOTH : TREND_STEP;
}

static void set_pools(struct world *world, bool fires)
{
	made_other_heap(&world->report, HEAP_PYTHON, fires);
}

static void set_counters(struct world *world, bool fires)
{
	made_other_heap(&world->report, HEAP_HOTSPOT, fires);
}

static void set_go_counts(struct world *world, bool fires)
{
	made_other_heap(&world->report, HEAP_GO, fires);
}

static void set_java_growing(struct world *world, bool fires)
{
	made_other_heap(&world->report, HEAP_HOTSPOT, true);
	world->process.heap.other_trend.trend = fires ? TREND_GROWING : TREND_STEP;
}

static void set_in_place(struct world *world, bool fires)
{
	made_other_heap(&world->report, HEAP_MUSL, fires);
	world->report.allocator = HEAP_MUSL;
	world->report.confidence = HEAP_REFUSED;
	world->report.reason = HEAP_REASON_OTHER_ALLOCATOR;
}

static void set_heap_grew(struct world *world, bool fires)
{
	world->process.heap.trend =
		(struct trend_finding){ .trend = TREND_PLATEAU, .moved_bytes = fires ? 1 : -1 };
}

static void set_heap_unsure(struct world *world, bool fires)
{
	world->report.confidence = fires ? HEAP_APPROXIMATE : HEAP_OK;
}

static void set_heap_refused(struct world *world, bool fires)
{
	world->report.confidence = fires ? HEAP_REFUSED : HEAP_APPROXIMATE;
}

static void set_same_word(struct world *world, bool fires)
{
	world->report.word = fires ? sizeof(void *) : sizeof(void *) / 2;
}

static void set_leaks_refused(struct world *world, bool fires)
{
	world->leaks.confidence = fires ? HEAP_REFUSED : HEAP_APPROXIMATE;
}

static void set_leaks_unsure(struct world *world, bool fires)
{
	world->leaks.confidence = fires ? HEAP_APPROXIMATE : HEAP_OK;
}

static void set_leaks_undecided(struct world *world, bool fires)
{
	world->leaks.undecided_bytes = fires;
}

static void set_searched_unsure(struct world *world, bool fires)
{
	world->search.unreachable_bytes = 4096;
	world->search.lost_bytes = !fires;
}

static void set_searched_none(struct world *world, bool fires)
{
	world->search.unreachable_bytes = !fires;
}

static void set_unsearched(struct world *world, bool fires)
{
	set_trend(world, TREND_GROWING, 1);
	world->process.heap.report = NULL;
	world->process.search.search = fires ? NULL : &world->search;
}

/* One look alone says nothing. */
static void set_leaks_none(struct world *world, bool fires)
{
	world->leaks.looks = fires ? 2 : 1;
}

static void set_holder(struct world *world, bool grows)
{
	world->leaks.holders = &world->holder;
	world->leaks.holder_count = 1;
	world->leaks.since_ns = value_of(60000000000);
	world->holder = (struct leak_holder){ .type = LEAK_NO_TYPE,
		.growth_bytes = value_of(grows ? 65536 : 65535) };
}

static void set_leaks_growing(struct world *world, bool fires)
{
	set_holder(world, fires);
}

static void set_leaks_held(struct world *world, bool fires)
{
	set_holder(world, !fires);
	world->holder.bytes = 1 << 20;
}

const struct rule_case rule_cases[] = {
	{ "leaks_refused", NULL, NULL, set_leaks_refused },
	{ "searched_unsure", NULL, NULL, set_searched_unsure },
	{ "searched_none", NULL, NULL, set_searched_none },
	{ "leaks_unsure", NULL, NULL, set_leaks_unsure },
	{ "leaks_undecided", NULL, NULL, set_leaks_undecided },
	{ "leaks_none", NULL, NULL, set_leaks_none },
	{ "leaks_growing", NULL, NULL, set_leaks_growing },
	{ "leaks_held", NULL, NULL, set_leaks_held },
	{ "commit_limit", "overcommit_mode=2", "overcommit_mode=1", NULL },
	{ "low_memory_exhausted", "high_free=5001", "high_free=5000", NULL },
	{ "not_a_kernel_view", NULL, NULL, set_foreign },
	{ "slab_unreclaimable", "MemTotal=10000", NULL, NULL },
	{ "percpu_large", "MemTotal=10000", NULL, NULL },
	{ "gpu_pool", "MemTotal=10000", NULL, NULL },
	{ "hugepages_idle", "idle_pages=5001", "idle_pages=5000", NULL },
	{ "memory_low", NULL, "available=499", NULL },
	{ "wsl1", NULL, NULL, set_wsl1 },
	{ "truncated", NULL, NULL, set_truncated },
	{ "other_tool", NULL, NULL, set_other_tool },
	{ "several_meminfos", NULL, NULL, set_several },
	{ "wrapped_counter", NULL, NULL, set_wrapped },
	{ "cma_used", "MemTotal=10000 CmaTotal=501", "CmaTotal=500", NULL },
	{ "hugepages_taken", "HugePages_Total=1", "HugePages_Total=0", NULL },
	{ "swap_used", NULL, "swap_used=9001", NULL },
	{ "memory_reserved", "MemTotal=4294967296", "MemTotal=4294967297", NULL },
	{ "cache_is_reclaimable", "available=1000 MemFree=1 cache=1", "available=999", NULL },

	{ "processes_grow", "pace=1000 time=86400", "pace=1000 time=86399", NULL },
	{ "growing", "time=86400", NULL, set_growing },
	{ "growing_beside_heap", NULL, NULL, set_beside },
	{ "growing_inside", NULL, NULL, set_inside },
	{ "growing_unsearched", NULL, NULL, set_unsearched },
	{ "growth_is_in", "grown_in_all=1048577", "grown_in_all=1048576", set_grown },
	{ "process/lazy_free", NULL, "lazy_free=16777217/168000000", NULL },
	{ "deleted_files", NULL, NULL, set_deleted },
	{ "deleted_mapped_files", NULL, NULL, set_deleted_mapped },
	{ "runtime_java", NULL, NULL, set_java },
	{ "runtime_python", NULL, NULL, set_python },
	{ "runtime_go", NULL, NULL, set_go },
	{ "runtime_node", NULL, NULL, set_node },
	{ "runtime_redis", NULL, NULL, set_redis },
	{ "step", NULL, NULL, set_step },
	{ "step_before", NULL, NULL, set_step_before },
	{ "swapped", NULL, "swap=16777217/168000000", NULL },
	{ "process/page_tables", NULL, "page_tables=67108865/1345000000", NULL },
	{ "heap_retained", NULL, "retained=67108865/268500000", NULL },
	{ "locked", NULL, "locked=67108865/268500000", NULL },
	{ "kernel_thread", NULL, NULL, set_kernel_thread },
	{ "zombie", NULL, NULL, set_zombie },
	{ "not_permitted", NULL, NULL, set_denied },
	{ "not_permitted_to_root", NULL, NULL, set_denied_to_root },
	{ "unanswered", NULL, NULL, set_unanswered },
	{ "not_examined", NULL, NULL, set_not_examined },
	{ "plateau", NULL, NULL, set_plateau },
	{ "plateau_before", NULL, NULL, set_plateau_before },
	{ "sawtooth", NULL, NULL, set_sawtooth },
	{ "shrinking", NULL, NULL, set_shrinking },
	{ "flat", NULL, NULL, set_flat },
	{ "shares", NULL, "shared=67108864/200000000", NULL },
	{ "shares_most", "shared_name:/a", "shared_name:", NULL },
	{ "too_short", NULL, NULL, set_too_short },

	{ "heap_growing", NULL, NULL, set_heap_growing },
	{ "heap_kept", NULL, "heap_retained=1048577/2100000", NULL },
	{ "heap_java_growing", NULL, NULL, set_java_growing },
	{ "heap_java", NULL, NULL, set_counters },
	{ "heap_python", NULL, NULL, set_pools },
	{ "heap_go", NULL, NULL, set_go_counts },
	{ "heap_in_place", NULL, NULL, set_in_place },
	{ "heap_unsure", NULL, NULL, set_heap_unsure },
	{ "heap_refused", NULL, NULL, set_heap_refused },
	{ "heap_held", "heap_retained=1048575", "heap_retained=1048576/2000000", NULL },
	{ "heap_steady", NULL, NULL, set_heap_steady },
	{ "heap_grew", NULL, NULL, set_heap_grew },
	{ "heap_small_share", "anonymous=16777216", "anonymous=16777215", NULL },
	{ "heap_mapped", NULL, "heap_mapped=1048577/21000000", NULL },
	{ "heap_shared", NULL, "heap_trimmable_shared=1048577/21000000", NULL },
	{ "heap_trim", NULL, "heap_trimmable=1048577/21000000", NULL },
	{ "heap_trim_by_debugger", "waits_in=34", "heap_trimmable=1048577/21000000",
		set_same_word },
	{ "heap_pinned_top", "main_top=1249", "main_top=1250", NULL },
	{ "heap_large_top", "top_of_heap=5000", "top_of_heap=4999", NULL },
	{ "heap_thread_tops", NULL, "heap_thread_tops=1048577/21000000", NULL },
	{ "heap_fragmented", NULL, "heap_pinned=1048577/21000000", NULL },
	{ "heap_jemalloc_free", NULL, "jemalloc_free=1048577/21000000", NULL },
	{ "heap_tcmalloc_free", NULL, "tcmalloc_free=1048577/21000000", NULL },
	{ "heap_mimalloc_free", NULL, "mimalloc_free=1048577/21000000", NULL },
	{ "heap_small_chunks", "heap_small_chunks=2500", "heap_small_chunks=2499", NULL },
	{ "heap_containers", NULL, "heap_retained=1048577/2100000", NULL },

	{ "node_full", "free_node_left=2501", "free_node_left=2500", NULL },
	{ "node_without_processors_full", "free_node_left=2501", "free_node_left=2500", NULL },

	{ "cgroup_frozen", "high_rate=1 reclaimable=499", "reclaimable=500", NULL },
	{ "cgroup_frozen", "high_rate=1 reclaimable=499", "high_rate=0", NULL },
	{ "cgroup_tmpfs_stays", "oom_kills=1", "oom_kills=0", NULL },
	{ "cgroup_killed_before", "new_kills=0", "new_kills=1", NULL },
	{ "cgroup_parent_binds", "binding_cgroup:/a room=49 own_room=100",
		"binding_cgroup:/a room=50 own_room=100", NULL },
	{ "cgroup_parent_binds", "binding_cgroup:/a room=49 own_room=100", "room=49 own_room=100",
		NULL },
	{ "cgroup_parent_binds", "binding_cgroup:/a room=49 own_room=100",
		"binding_cgroup:/a own_room=100", NULL },
	{ "cgroup_parent_binds", "binding_cgroup:/a room=49 own_room=100",
		"binding_cgroup:/a room=49", NULL },
	{ "cgroups_dying", "live=1000", NULL, NULL },
	{ "kernel_cache_large", "cache_name:a", "suspect_cache:a", NULL },
	{ "cgroup_cache_only", "unreclaimable=4999", "unreclaimable=5000", NULL },
	{ NULL, NULL, NULL, NULL },
};
