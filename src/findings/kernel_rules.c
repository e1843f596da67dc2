/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings/kernel_rules.h"

#include "base/i18n.h"
#include "base/macros.h"
#include "derive/kernel/derived_kernel.h"
#include "findings/figure.h"

/* ---- evidence ---- */

/* A cache that frees nothing is full: of a leak no object goes. */
#define IN_USE_PERCENT 95

static uint64_t bytes_of(const struct kernel_item *item)
{
	return item ? value_or(item->bytes, 0) : 0;
}

static const struct kernel_item *larger(const struct kernel_item *a, const struct kernel_item *b)
{
	return bytes_of(b) > bytes_of(a) ? b : a;
}

static bool is_full(const struct kernel_item *cache)
{
	uint64_t room = value_or(cache->room, 0);

	return room > 0 && value_or(cache->objects, 0) >= room / 100 * IN_USE_PERCENT;
}

static void consider(struct kernel_evidence *evidence, const struct kernel_item *item)
{
	const struct kernel_growth growth = kernel_item_growth(evidence->memory, item);

	/* Where slabinfo may not be read there is a sum of all caches, without objects: that is none. */
	if (item->kind == KERNEL_SLAB && item->reclaim == KERNEL_RECLAIM_NO &&
		value_known(item->objects)) {
		evidence->cache = larger(evidence->cache, item);
		if (is_full(item) && growth.trend != TREND_TOO_SHORT &&
			value_or(growth.pace, 0) > 0)
			evidence->suspect = larger(evidence->suspect, item);
	} else if (item->kind == KERNEL_PIPE) {
		evidence->pipes = item;
	} else if (item->kind == KERNEL_UNIX || item->kind == KERNEL_TCP ||
		   item->kind == KERNEL_UDP) {
		evidence->sockets = larger(evidence->sockets, item);
	}
}

void kernel_evidence_of(struct kernel_evidence *evidence, const struct sample *sample)
{
	*evidence = (struct kernel_evidence){ .memory = sample->kernel_memory,
		.memory_total = sample->system.meminfo.field[MEMINFO_MemTotal] };
	for (size_t i = 0; i < sample->kernel_memory->count; i++)
		consider(evidence, &sample->kernel_memory->items[i]);
}

/* ---- figures ---- */

static struct value size_of(const struct kernel_item *item)
{
	return item ? item->bytes : value_missing(VALUE_ABSENT);
}

static const char *owner_of(const struct kernel_item *item)
{
	return item && item->owner_count > 0 ? item->owners[0].name : NULL;
}

static struct value memory(const struct facts *facts)
{
	return facts->kernel->memory_total;
}

static struct value unnamed(const struct facts *facts)
{
	return derived_of_kernel(facts->kernel->memory)->unnamed;
}

static struct value suspect(const struct facts *facts)
{
	return size_of(facts->kernel->suspect);
}

static struct value suspect_pace(const struct facts *facts)
{
	return facts->kernel->suspect
		       ? kernel_item_growth(facts->kernel->memory, facts->kernel->suspect).pace
		       : value_missing(VALUE_ABSENT);
}

static struct value suspect_objects(const struct facts *facts)
{
	return facts->kernel->suspect ? facts->kernel->suspect->objects
				      : value_missing(VALUE_ABSENT);
}

static const char *suspect_cache(const struct facts *facts)
{
	return facts->kernel->suspect ? facts->kernel->suspect->name : NULL;
}

static struct value largest_cache(const struct facts *facts)
{
	return size_of(facts->kernel->cache);
}

static struct value largest_objects(const struct facts *facts)
{
	return facts->kernel->cache ? facts->kernel->cache->objects : value_missing(VALUE_ABSENT);
}

static const char *cache_name(const struct facts *facts)
{
	return facts->kernel->cache ? facts->kernel->cache->name : NULL;
}

/*
 * Caches that come with something that processes hold: fs/file_table.c, net/socket.c, fs/pipe.c,
 * kernel/fork.c, kernel/cred.c, security/selinux of 6.18.
 */
static const char *const without_owner = N_("no owner: the kernel or a driver has them");
static const struct {
	const char *cache, *what;
} origins[] = {
	{ "filp", N_("open files of processes") },
	{ "eventpoll_epi", N_("files that processes watch by epoll") },
	{ "sock_inode_cache", N_("sockets of processes") },
	{ "UNIX", N_("Unix sockets of processes") },
	{ "TCP", N_("TCP connections of processes") },
	{ "skbuff_head_cache", N_("packets in queues of sockets") },
	{ "task_struct", N_("threads") },
	{ "vm_area_struct", N_("mappings of processes") },
	{ "anon_vma", N_("mappings of processes") },
	{ "nf_conntrack", N_("connections that the firewall follows") },
	{ "cred_jar", N_("credentials, which threads and open files hold") },
	{ "mm_struct", N_("address spaces of processes") },
};

static const char *suspect_origin(const struct facts *facts)
{
	const struct kernel_item *cache = facts->kernel->suspect;

	for (size_t i = 0; cache && i < COUNT_OF(origins); i++)
		if (text_equals(text_of_string(origins[i].cache), cache->name))
			return origins[i].what;
	return without_owner;
}

static struct value pipes(const struct facts *facts)
{
	return size_of(facts->kernel->pipes);
}

static const char *pipe_holder(const struct facts *facts)
{
	return owner_of(facts->kernel->pipes);
}

static struct value sockets(const struct facts *facts)
{
	return size_of(facts->kernel->sockets);
}

static const char *socket_holder(const struct facts *facts)
{
	return owner_of(facts->kernel->sockets);
}

static const struct rule_figure figures[] = {
	FIGURE(BYTES, memory, "MemTotal"),
	FIGURE(BYTES, unnamed, N_("MemTotal and every line of the kernel view"), .whole = "memory"),
	FIGURE(BYTES, suspect, "slabinfo", .whole = "memory"),
	FIGURE(BYTES, suspect_pace, N_("the cache, watched"),
		.key = "suspect_growth_bytes_per_minute"),
	FIGURE(COUNT, suspect_objects, "slabinfo"),
	FIGURE_TEXT(suspect_cache, suspect_cache, "slabinfo"),
	FIGURE_WORDS(suspect_origin, suspect_origin, N_("the name of the cache")),
	FIGURE(BYTES, largest_cache, "slabinfo", .whole = "memory"),
	FIGURE(COUNT, largest_objects, "slabinfo"),
	FIGURE_TEXT(cache_name, cache_name, "slabinfo"),
	FIGURE(BYTES, pipes, "pidfd_getfd: FIONREAD", .whole = "memory"),
	FIGURE_TEXT(pipe_holder, pipe_holder, "fd"),
	FIGURE(BYTES, sockets, "net/sockstat; pidfd_getfd: SO_MEMINFO", .whole = "memory"),
	FIGURE_TEXT(socket_holder, socket_holder, "fd"),
	{ .name = NULL },
};

/* ---- rules ---- */

/* Who has most of it is known, or not. */
static struct judgement judge_held(const struct question *question)
{
	const struct rule *rule = question->rule;

	return (struct judgement){ question->level,
		facts_text(question->facts, rule->figures[0]) ? 0 : 1 };
}

/* One that grows is told by the rule for those. */
static struct judgement judge_cache(const struct question *question)
{
	return judged(!facts_text(question->facts, "suspect_cache"), question->level);
}

static const struct rule rules[] = {
	{ .name = "kernel_cache_grows",
		.measure = "suspect%",
		.figures = { "suspect_cache", "suspect_pace", "suspect_objects", "suspect_origin" },
		.warning = PERCENT(1),
		.condition = N_(
			"of a cache that nothing can take back, that grows, and is in use to 95%"),
		.sentences = { { .text = N_(
					 "The kernel's cache {suspect_cache} has grown to {suspect} and grows on, by {suspect_pace} a minute, and none of it can be taken back. Its {suspect_objects} objects are {suspect_origin}.") } },
		.view = "kernel" },
	{ .name = "kernel_unnamed",
		.measure = "unnamed%",
		.floor = MEBIBYTES(16),
		.note = PERCENT(4),
		.warning = PERCENT(10),
		.sentences = { { .text = N_("{unnamed} ({unnamed%}) is in use, is on no counter, "
					    "and belongs to nothing that the kernel view finds: "
					    "most likely a driver has it.") } },
		.view = "kernel" },
	{ .name = "kernel_pipes",
		.measure = "pipes%",
		.figures = { "pipe_holder" },
		.note = PERCENT(1),
		.warning = PERCENT(5),
		.judge = judge_held,
		.condition = N_("says whose it is, where that is known"),
		.sentences = { { .text = N_(
					 "{pipes} ({pipes%}) lies in pipes and was not read: {pipe_holder} holds most of it.") },
			{ .text = N_("{pipes} ({pipes%}) lies in pipes and was not read.") } },
		.view = "kernel" },
	{ .name = "kernel_sockets",
		.measure = "sockets%",
		.figures = { "socket_holder" },
		.note = PERCENT(1),
		.warning = PERCENT(5),
		.judge = judge_held,
		.condition = N_("says whose it is, where that is known"),
		.sentences = { { .text = N_(
					 "{sockets} ({sockets%}) lies in queues of sockets, not sent or not read: {socket_holder} holds most of it.") },
			{ .text = N_(
				  "{sockets} ({sockets%}) lies in queues of sockets, not sent or not read.") } },
		.view = "kernel" },
	{ .name = "kernel_cache_large",
		.measure = "largest_cache%",
		.figures = { "cache_name", "largest_objects", "suspect_cache" },
		.note = PERCENT(1),
		.judge = judge_cache,
		.condition = N_("only if none is seen to grow"),
		.sentences = { { .text = N_(
					 "The kernel's cache {cache_name} has {largest_objects} objects in {largest_cache} ({largest_cache%}) that nothing can take back; it is not seen to grow.") } },
		.view = "kernel" },
	{ .name = NULL },
};

const struct subject kernel_subject = { .name = "kernel", .rules = rules, .figures = figures };

void kernel_judge(struct findings *findings, struct kernel_evidence *evidence,
	const struct sample *sample)
{
	if (!sample->kernel_memory)
		return;
	kernel_evidence_of(evidence, sample);
	findings_judge(findings, &(struct facts){ &kernel_subject, { .kernel = evidence } });
}
