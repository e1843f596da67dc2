/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "oom_made.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "support/random.h"

#define ORDERS 11
#define ZONES  4

static const char *const zone_names[ZONES] = { "DMA", "DMA32", "Normal", "Movable" };

struct made_zone {
	bool exists;
	uint64_t managed, free, cma, min, reserve[ZONES];
	uint64_t blocks[ORDERS];
};

struct made {
	FILE *out;
	uint64_t seed;
	uint64_t page;            /* kB */
	uint64_t total, reserved; /* pages; what the zones manage, and what they do not */
	uint64_t anon, file, shmem, slab, slab_unreclaimable, tables, swap;
	struct made_zone zones[ZONES];
	unsigned order;
	int form;
	const char *constraint; /* of what ends a process */
};

static uint64_t below(struct made *made, uint64_t most)
{
	return random_below(&made->seed, most);
}

/* True one time in so many. */
static bool rarely(struct made *made, uint64_t times)
{
	return below(made, times) == 0;
}

/* So many hundredths of all pages, at times a page more or less. */
static uint64_t part(struct made *made, uint64_t hundredths)
{
	uint64_t pages = made->total * hundredths / 100;

	if (rarely(made, 6))
		pages += below(made, 2) ? 1 : pages > 0 ? UINT64_MAX : 0;
	return pages;
}

/* One of those at which something is said to be much, or none. */
static uint64_t some_part(struct made *made)
{
	static const uint64_t hundredths[] = { 0, 0, 0, 1, 2, 5, 10, 15, 20, 25, 33, 40, 50, 60,
		75 };

	return part(made, hundredths[below(made, COUNT_OF(hundredths))]);
}

/* Free pages, in blocks that are at most of an order. */
static void make_blocks(struct made *made, struct made_zone *zone)
{
	uint64_t left = zone->free;
	int order = (int)below(made, ORDERS);

	for (; order >= 0; order--) {
		uint64_t size = UINT64_C(1) << order, count = left / size;

		if (order > 0 && count > 2 && rarely(made, 2))
			count -= 2;
		zone->blocks[order] = count;
		left -= count * size;
	}
}

static void make_zone(struct made *made, size_t i, uint64_t managed)
{
	static const uint64_t frees[] = { 0, 0, 1, 2, 5, 10, 50 };
	struct made_zone *zone = &made->zones[i];
	uint64_t reserve = 0;

	zone->exists = true;
	zone->managed = managed;
	zone->min = managed * (rarely(made, 4) ? 6 : 1) / 100;
	zone->free = rarely(made, 3) ? zone->min + below(made, 3) - (zone->min > 0)
				     : managed * frees[below(made, COUNT_OF(frees))] / 100;
	if (zone->free > managed)
		zone->free = managed;
	zone->cma = rarely(made, 5) ? zone->free / (1 + below(made, 3)) : 0;
	for (size_t above = i + 1; above < ZONES; above++)
		zone->reserve[above] = reserve += rarely(made, 3) ? managed / 100 : 0;
	make_blocks(made, zone);
}

static void make_zones(struct made *made)
{
	uint64_t low = rarely(made, 2) ? made->total / 100 : 0;
	uint64_t dma32 = rarely(made, 2) ? made->total / 4 : 0;
	uint64_t movable = rarely(made, 5) ? made->total / 5 : 0;

	if (low)
		make_zone(made, 0, rarely(made, 5) ? 0 : low);
	if (dma32)
		make_zone(made, 1, dma32);
	make_zone(made, 2, made->total - low - dma32 - movable);
	if (movable)
		make_zone(made, 3, movable);
}

static uint64_t sum_free(const struct made *made)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < ZONES; i++)
		sum += made->zones[i].free;
	return sum;
}

/* All that is held is no more than there is, in most cases. */
static void make_holders(struct made *made)
{
	made->slab = some_part(made) / 2;
	made->slab_unreclaimable = made->slab / (1 + below(made, 3));
	made->tables = rarely(made, 3) ? part(made, 5) : part(made, 1);
	made->file = rarely(made, 2) ? 0 : some_part(made) / 5;
	made->shmem = rarely(made, 3) ? some_part(made) / 4 : 0;
	made->anon = some_part(made);
	if (rarely(made, 2)) {
		uint64_t held =
			made->slab + made->tables + made->file + made->shmem + sum_free(made);

		made->anon = held < made->total ? made->total - held : 0;
	}
	made->swap = rarely(made, 2) ? 0 : part(made, 50);
}

/* ---- the text ---- */

static void print_request(struct made *made)
{
	static const char *const masks[] = { "0xcc0(GFP_KERNEL)", "0xcc0(GFP_KERNEL)",
		"0x140dca(GFP_HIGHUSER_MOVABLE|__GFP_COMP|__GFP_ZERO)", "0xa20(GFP_ATOMIC)",
		"0xcc4(GFP_KERNEL|GFP_DMA32)", "0x40c40(GFP_NOFS|__GFP_COMP)", "0x0()" };
	const char *mask = masks[below(made, COUNT_OF(masks))];

	made->order = rarely(made, 2) ? 0 : (unsigned)below(made, 6);
	made->form = (int)below(made, 8);
	if (made->form == 0)
		return;
	if (made->form == 1 && rarely(made, 4))
		fprintf(made->out, "asker: vmalloc: allocation failure: %llu bytes, mode:%s\n",
			(unsigned long long)(made->total * made->page), mask);
	else if (made->form == 1)
		fprintf(made->out,
			"asker: page allocation failure: order:%u, mode:%s, nodemask=(null),cpuset=/,mems_allowed=0\n",
			made->order, mask);
	else if (made->form == 2)
		fprintf(made->out,
			"asker: vmalloc error: size %llu, page order %u, failed to allocate pages, mode:%s, nodemask=(null),cpuset=/,mems_allowed=0\n",
			(unsigned long long)some_part(made) * made->page * 1024, made->order, mask);
	else
		fprintf(made->out,
			"asker invoked oom-killer: gfp_mask=%s, order=%u, oom_score_adj=0\n", mask,
			made->order);
	fprintf(made->out, "CPU: 0 PID: 90 Comm: asker Not tainted 6.1.0 #1\n");
}

static void print_size(struct made *made, const char *name, uint64_t pages)
{
	fprintf(made->out, " %s:%llukB", name, (unsigned long long)(pages * made->page));
}

static void print_sums(struct made *made)
{
	if (rarely(made, 12))
		return;
	fprintf(made->out, "Mem-Info:\nactive_anon:%llu inactive_anon:0 isolated_anon:0\n",
		(unsigned long long)(made->anon + made->shmem));
	fprintf(made->out, " active_file:%llu inactive_file:0 isolated_file:0\n",
		(unsigned long long)made->file);
	fprintf(made->out, " unevictable:0 dirty:0 writeback:0\n");
	fprintf(made->out, " slab_reclaimable:%llu slab_unreclaimable:%llu\n",
		(unsigned long long)(made->slab - made->slab_unreclaimable),
		(unsigned long long)made->slab_unreclaimable);
	fprintf(made->out, " mapped:0 shmem:%llu pagetables:%llu bounce:0\n",
		(unsigned long long)made->shmem, (unsigned long long)made->tables);
	if (!rarely(made, 8))
		fprintf(made->out, " free:%llu free_pcp:0 free_cma:0\n",
			(unsigned long long)sum_free(made));
	fprintf(made->out, "Node 0");
	print_size(made, "active_anon", made->anon + made->shmem);
	print_size(made, "active_file", made->file);
	print_size(made, "shmem", made->shmem);
	print_size(made, "kernel_stack", rarely(made, 4) ? part(made, 2) : 0);
	print_size(made, "pagetables", made->tables);
	fprintf(made->out, " all_unreclaimable? yes\n");
}

static void print_zone(struct made *made, size_t i)
{
	const struct made_zone *zone = &made->zones[i];
	uint64_t boost = rarely(made, 5) ? zone->min / 2 : 0;

	fprintf(made->out, "Node 0 %s", zone_names[i]);
	print_size(made, "free", zone->free);
	print_size(made, "boost", boost);
	print_size(made, "min", zone->min);
	print_size(made, "low", zone->min * 5 / 4);
	print_size(made, "high", zone->min * 3 / 2);
	print_size(made, "reserved_highatomic", rarely(made, 6) ? zone->free / 2 : 0);
	print_size(made, "active_anon", rarely(made, 3) ? zone->managed / 20 : zone->managed / 2);
	print_size(made, "inactive_anon", 0);
	if (!rarely(made, 12)) {
		print_size(made, "present", zone->managed);
		print_size(made, "managed", zone->managed);
	}
	print_size(made, "free_cma", zone->cma);
	fprintf(made->out, "\n");
	if (rarely(made, 10))
		return;
	fprintf(made->out, "lowmem_reserve[]:");
	for (size_t above = 0; above < ZONES; above++)
		if (made->zones[above].exists || above > 2)
			fprintf(made->out, " %llu", (unsigned long long)zone->reserve[above]);
	fprintf(made->out, "\n");
}

static void print_blocks(struct made *made, size_t i)
{
	const struct made_zone *zone = &made->zones[i];

	fprintf(made->out, "Node 0 %s:", zone_names[i]);
	for (int order = 0; order < ORDERS; order++)
		fprintf(made->out, " %llu*%dkB%s", (unsigned long long)zone->blocks[order],
			4 << order,
			zone->blocks[order] == 0 ? ""
			: rarely(made, 6)        ? " (H)"
						 : " (UM)");
	fprintf(made->out, " = %llukB\n", (unsigned long long)(zone->free * made->page));
}

static void print_zones(struct made *made)
{
	bool cut = rarely(made, 12);

	for (size_t i = 0; i < ZONES; i++)
		if (made->zones[i].exists && !(i == 2 && cut))
			print_zone(made, i);
	for (size_t i = 0; i < ZONES; i++)
		if (made->zones[i].exists && !(i == 2 && rarely(made, 10)))
			print_blocks(made, i);
}

static void print_rest(struct made *made)
{
	uint64_t left = made->swap / (rarely(made, 3) ? 2 : rarely(made, 2) ? 100 : 101);

	uint64_t huge = part(made, 30), idle = part(made, rarely(made, 2) ? 25 : 5);

	if (rarely(made, 6))
		fprintf(made->out,
			"Node 0 hugepages_total=%llu hugepages_free=%llu hugepages_surp=0 hugepages_size=4kB\n",
			(unsigned long long)huge, (unsigned long long)idle);
	if (rarely(made, 12))
		return;
	fprintf(made->out, "%llu total pagecache pages\n",
		(unsigned long long)(made->file + made->shmem));
	if (!rarely(made, 8))
		fprintf(made->out,
			"%llu pages in swap cache\nFree swap  = %llukB\nTotal swap = %llukB\n",
			(unsigned long long)(rarely(made, 4) ? made->anon / 10 : 0),
			(unsigned long long)(left * made->page),
			(unsigned long long)(made->swap * made->page));
	fprintf(made->out, "%llu pages RAM\n%llu pages HighMem/MovableOnly\n%llu pages reserved\n",
		(unsigned long long)(made->total + made->reserved),
		(unsigned long long)made->zones[3].managed, (unsigned long long)made->reserved);
}

static void print_slabs(struct made *made)
{
	if (!rarely(made, 4))
		return;
	fprintf(made->out,
		"Unreclaimable slab info:\nName                      Used          Total\n");
	for (uint64_t i = below(made, 3) + 1; i > 0; i--)
		fprintf(made->out, "cache-%llu %lluKB %lluKB\n", (unsigned long long)i,
			(unsigned long long)i, (unsigned long long)(below(made, 3) * 100 + i));
}

static void print_task(struct made *made, unsigned pid, const char *name, uint64_t resident,
	uint64_t swapped)
{
	fprintf(made->out, "[%7u]     0 %5u %8llu %8llu 4096 %8llu 0 %s\n", pid, pid,
		(unsigned long long)(resident + swapped), (unsigned long long)resident,
		(unsigned long long)swapped, name);
}

/* The second of some name, or of the same; the third has nothing. */
static void print_tasks(struct made *made, uint64_t big, uint64_t swapped)
{
	uint64_t second = rarely(made, 3) ? big : big / (1 + below(made, 4));

	if (rarely(made, 8))
		return;
	fprintf(made->out,
		"Tasks state (memory values in pages):\n[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name\n");
	print_task(made, 100, "big", big, swapped);
	if (!rarely(made, 4))
		print_task(made, 101, rarely(made, 2) ? "big" : "next", second, 0);
	print_task(made, 102, "small", 1, rarely(made, 3) ? made->swap / 4 : 0);
}

static void print_bytes(struct made *made, const char *name, uint64_t pages)
{
	fprintf(made->out, "%s %llu\n", name, (unsigned long long)(pages * made->page * 1024));
}

static void print_usage(struct made *made, const char *name, uint64_t usage, uint64_t limit)
{
	fprintf(made->out, "%s: usage %llukB, limit %llukB, failcnt %d\n", name,
		(unsigned long long)(usage * made->page), (unsigned long long)(limit * made->page),
		rarely(made, 2));
}

/* Instead of what the machine has. */
static void print_cgroup(struct made *made)
{
	uint64_t limit = made->total / 2, shmem = limit / (1 + below(made, 4));

	print_usage(made, "memory", limit - below(made, 2), limit);
	if (!rarely(made, 3))
		print_usage(made, "swap", made->swap * 2 / (1 + below(made, 2)), made->swap * 2);
	fprintf(made->out, "Memory cgroup stats for /box:\n");
	print_bytes(made, "anon", limit / (1 + below(made, 3)));
	print_bytes(made, "file", limit / 4);
	print_bytes(made, "kernel_stack", limit / 100);
	print_bytes(made, "pagetables", limit / 100);
	print_bytes(made, "shmem", shmem + below(made, 2));
	print_bytes(made, "slab", limit / 10 * below(made, 4));
}

static bool is_of_cgroup(const struct made *made)
{
	return made->form > 2 && strcmp(made->constraint, "MEMCG") == 0;
}

static void print_kill(struct made *made, uint64_t big, uint64_t swapped)
{
	bool of_cgroup = is_of_cgroup(made);
	uint64_t files = rarely(made, 4) ? big : 0;

	if (made->form < 3)
		return;
	fprintf(made->out,
		"oom-kill:constraint=CONSTRAINT_%s,nodemask=(null),cpuset=/,mems_allowed=0,%s,task_memcg=/box,task=big,pid=100,uid=0\n",
		made->constraint, of_cgroup ? "oom_memcg=/box" : "global_oom");
	if (rarely(made, 6))
		return;
	fprintf(made->out,
		"%s: Killed process 100 (big) total-vm:%llukB, anon-rss:%llukB, file-rss:0kB, shmem-rss:%llukB, UID:0 pgtables:4kB oom_score_adj:0\n",
		of_cgroup ? "Memory cgroup out of memory" : "Out of memory",
		(unsigned long long)((big + swapped) * made->page),
		(unsigned long long)((big - files) * made->page),
		(unsigned long long)(files * made->page));
}

/* Of a text that was cut, or lost a line. */
static void print_damaged(struct made *made, const char *text, FILE *out)
{
	size_t lines = 0, i = 0, from = 0, to, lost;
	const char *line;

	for (line = text; *line; line += strcspn(line, "\n") + 1)
		lines++;
	to = rarely(made, 8) ? below(made, lines) : lines;
	if (rarely(made, 12))
		from = below(made, lines / 2);
	lost = rarely(made, 2) ? below(made, lines) : lines;
	for (line = text; *line; line += strcspn(line, "\n") + 1, i++)
		if (i >= from && i < to && i != lost)
			fprintf(out, "%.*s\n", (int)strcspn(line, "\n"), line);
}

static void print_whole(struct made *made)
{
	uint64_t big = rarely(made, 3) ? part(made, 5) : some_part(made);
	uint64_t swapped = rarely(made, 3) ? made->swap / 2 : 0;

	print_request(made);
	if (is_of_cgroup(made)) {
		print_cgroup(made);
	} else {
		print_sums(made);
		print_zones(made);
		print_rest(made);
		print_slabs(made);
	}
	print_tasks(made, big, swapped);
	print_kill(made, big, swapped);
}

char *oom_made(uint64_t number, size_t *length)
{
	static const char *const constraints[] = { "NONE", "NONE", "NONE", "NONE", "NONE", "MEMCG",
		"CPUSET", "MEMORY_POLICY" };
	static const uint64_t totals[] = { 2000, 25600, 128000, 2560000 };
	struct made made = { .seed = number };
	char *whole = NULL, *text = NULL;
	FILE *out;

	made.out = open_memstream(&whole, length);
	made.page = rarely(&made, 5) ? 64 : 4;
	made.constraint = constraints[below(&made, COUNT_OF(constraints))];
	made.total = totals[below(&made, COUNT_OF(totals))];
	made.reserved = rarely(&made, 4) ? made.total / 4 : rarely(&made, 3) ? made.total / 3 : 0;
	make_zones(&made);
	make_holders(&made);
	print_whole(&made);
	fclose(made.out);
	out = open_memstream(&text, length);
	if (rarely(&made, 3))
		print_damaged(&made, whole, out);
	else
		fputs(whole, out);
	fclose(out);
	free(whole);
	return text;
}
