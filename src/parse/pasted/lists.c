/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tools that print a name and a figure on each line. */
#include "parse/pasted/tools.h"
#include "base/macros.h"

static double number_or_below_0(struct text word)
{
	struct tool_number number;

	return tool_number(&number, word) ? tool_bytes(number, 'B') : -1;
}

/* --- vmstat -s --- */

static const struct {
	const char *name;
	enum meminfo_field field;
} vmstat_rows[] = {
	{ "total memory", MEMINFO_MemTotal },
	{ "active memory", MEMINFO_Active },
	{ "inactive memory", MEMINFO_Inactive },
	{ "free memory", MEMINFO_MemFree },
	{ "buffer memory", MEMINFO_Buffers },
	{ "swap cache", MEMINFO_Cached },
	{ "total swap", MEMINFO_SwapTotal },
	{ "free swap", MEMINFO_SwapFree },
};

/* "     16268680 K total memory", with -S also k, m and M. */
static int vmstat_field(double *bytes, struct text line)
{
	struct tool_number number;
	struct text unit;

	if (!tool_number(&number, text_next_word(&line)))
		return -1;
	unit = text_next_word(&line);
	if (unit.length != 1 || !memchr("KkMmB", unit.at[0], 5))
		return -1;
	*bytes = unit.at[0] == 'k'   ? number.n * 1000
		 : unit.at[0] == 'm' ? number.n * 1e6
				     : tool_bytes(number, unit.at[0]);
	for (size_t i = 0; i < COUNT_OF(vmstat_rows); i++)
		if (text_equals(text_trim(line), vmstat_rows[i].name))
			return (int)vmstat_rows[i].field;
	return -1;
}

bool vmstat_s_read(struct meminfo_store *store, struct text whole, struct text *rest)
{
	struct text line, before = *rest;
	uint32_t number = 0;
	double bytes;

	(void)whole;
	for (; text_next_line(rest, &line); before = *rest) {
		int field = vmstat_field(&bytes, tool_unquoted(line));

		number++;
		if (field == MEMINFO_MemTotal && store->seen[MEMINFO_MemTotal]) {
			*rest = before;
			break;
		}
		if (field >= 0)
			tool_put(store, (enum meminfo_field)field, bytes, number);
	}
	return store->seen[MEMINFO_MemTotal] && store->seen[MEMINFO_MemFree];
}

/* --- node_exporter --- */

/* "Active(anon)" is Active_anon there. */
static bool is_name_of(enum meminfo_field field, struct text name)
{
	const char *printed = meminfo_field_name(field);
	size_t at = 0;

	for (; *printed; printed++) {
		char c = *printed == '(' ? '_' : *printed;

		if (c == ')')
			continue;
		if (at == name.length || name.at[at] != c)
			return false;
		at++;
	}
	return at == name.length;
}

struct metric {
	int field;
	struct text labels; /* without the braces */
	double n;
};

/* "node_memory_MemTotal_bytes{instance="a"} 1.66e+10", before 0.16 without "_bytes". */
static bool parse_metric(struct metric *metric, struct text line)
{
	static const char prefix[] = "node_memory_", suffix[] = "_bytes";
	const char *found;
	struct text name;
	size_t end = 0;

	line = tool_unquoted(line);
	found = line.length > 0 && line.at[0] != '#'
			? memmem(line.at, line.length, prefix, sizeof(prefix) - 1)
			: NULL;
	if (!found || found > line.at + 1)
		return false;
	line = text_of(found + sizeof(prefix) - 1,
		(size_t)(line.at + line.length - found) - (sizeof(prefix) - 1));
	while (end < line.length && !memchr("{ \t=", line.at[end], 4))
		end++;
	name = text_of(line.at, end);
	line = text_of(line.at + end, line.length - end);
	metric->labels = text_of(line.at, 0);
	if (text_starts(line, "{")) {
		const char *close = memchr(line.at, '}', line.length);

		if (!close)
			return false;
		metric->labels = text_of(line.at + 1, (size_t)(close - line.at) - 1);
		line = text_of(close + 1, (size_t)(line.at + line.length - close) - 1);
	}
	if (name.length > sizeof(suffix) - 1 && memcmp(name.at + name.length - (sizeof(suffix) - 1),
							suffix, sizeof(suffix) - 1) == 0)
		name.length -= sizeof(suffix) - 1;
	metric->n = number_or_below_0(text_next_word(&line));
	metric->field = -1;
	for (int field = MEMINFO_MemTotal; field < MEMINFO_FIELD_COUNT && metric->field < 0;
		field++)
		if (is_name_of((enum meminfo_field)field, name))
			metric->field = field;
	return metric->field >= 0 && metric->n >= 0 && metric->n < TOOL_MAX;
}

static bool same_text(struct text a, struct text b)
{
	return a.length == b.length && memcmp(a.at, b.at, a.length) == 0;
}

/* Whether a line before this one has these labels: then its machine was read already. */
static bool is_known_machine(struct text before, struct text labels)
{
	struct metric metric;
	struct text line;

	while (text_next_line(&before, &line))
		if (parse_metric(&metric, line) && same_text(metric.labels, labels))
			return true;
	return false;
}

/* Lines of one set of labels belong to one machine, wherever they stand. */
bool node_exporter_read(struct meminfo_store *store, struct text whole, struct text *rest)
{
	struct metric first = { .field = -1 }, metric;
	struct text line, left;
	uint32_t number = 0;

	while (text_next_line(rest, &line))
		if (parse_metric(&first, line) &&
			!is_known_machine(text_of(whole.at, (size_t)(line.at - whole.at)),
				first.labels))
			break;
		else
			first.field = -1;
	if (first.field < 0)
		return false;
	for (left = whole; text_next_line(&left, &line); number++)
		if (parse_metric(&metric, line) && same_text(metric.labels, first.labels))
			tool_put(store, (enum meminfo_field)metric.field, metric.n, number + 1);
	return true;
}

/* --- /sys/devices/system/node/nodeN/meminfo --- */

#define NODES_MAX 1024

static bool parse_node_line(unsigned *node, struct text *name, double *n, struct text line)
{
	const char *start;
	struct text word;
	uint64_t number;

	/* grep puts the name of the file before it. */
	if (line.length > 0 && (start = memmem(line.at, line.length, "Node ", 5)))
		line = text_of(start, (size_t)(line.at + line.length - start));
	if (!text_equals(text_next_word(&line), "Node") || !text_next_number(&line, &number) ||
		number >= NODES_MAX)
		return false;
	*node = (unsigned)number;
	*name = text_next_word(&line);
	if (name->length < 2 || name->at[name->length - 1] != ':')
		return false;
	name->length--;
	word = text_next_word(&line);
	*n = number_or_below_0(word);
	if (text_equals(text_next_word(&line), "kB"))
		*n *= 1024;
	return *n >= 0;
}

static int node_field(struct text name)
{
	if (text_equals(name, "FilePages"))
		return MEMINFO_Cached;
	return meminfo_field_find(name.at, name.length);
}

struct node_sums {
	double sum[MEMINFO_FIELD_COUNT];
	unsigned nodes[MEMINFO_FIELD_COUNT]; /* how many nodes print it */
	uint32_t line[MEMINFO_FIELD_COUNT];
};

/* A field that not every node prints has no sum: the text lacks a part of it. */
static void put_sums(struct meminfo_store *store, const struct node_sums *sums, unsigned nodes)
{
	for (int field = MEMINFO_MemTotal; field < MEMINFO_FIELD_COUNT; field++)
		if (sums->nodes[field] == nodes)
			tool_put(store, (enum meminfo_field)field, sums->sum[field],
				sums->line[field]);
}

bool node_meminfo_read(struct meminfo_store *store, struct text whole, struct text *rest)
{
	struct node_sums sums = { .nodes = { 0 } };
	bool seen[NODES_MAX] = { false };
	unsigned nodes = 0, node;
	uint32_t number = 0;
	struct text line, name;
	double n;

	(void)whole;
	while (text_next_line(rest, &line)) {
		int field;

		number++;
		if (!parse_node_line(&node, &name, &n, line))
			continue;
		field = node_field(name);
		nodes += !seen[node];
		seen[node] = true;
		/* A second time, of the same node: another moment. */
		if (field < 0 || sums.nodes[field] >= nodes)
			continue;
		sums.sum[field] += n;
		sums.nodes[field]++;
		sums.line[field] = number;
	}
	if (nodes > 0)
		put_sums(store, &sums, nodes);
	return nodes > 0 && store->meminfo->entry_total > 0;
}

/* --- memory.stat --- */

static const struct {
	const char *name;
	enum meminfo_field field;
} stat_rows[] = {
	/* Version 2 */
	{ "anon", MEMINFO_AnonPages },
	{ "file", MEMINFO_Cached },
	{ "kernel_stack", MEMINFO_KernelStack },
	{ "pagetables", MEMINFO_PageTables },
	{ "sec_pagetables", MEMINFO_SecPageTables },
	{ "percpu", MEMINFO_Percpu },
	{ "vmalloc", MEMINFO_VmallocUsed },
	{ "shmem", MEMINFO_Shmem },
	{ "zswap", MEMINFO_Zswap },
	{ "zswapped", MEMINFO_Zswapped },
	{ "file_mapped", MEMINFO_Mapped },
	{ "file_dirty", MEMINFO_Dirty },
	{ "file_writeback", MEMINFO_Writeback },
	{ "swapcached", MEMINFO_SwapCached },
	{ "anon_thp", MEMINFO_AnonHugePages },
	{ "file_thp", MEMINFO_FileHugePages },
	{ "shmem_thp", MEMINFO_ShmemHugePages },
	{ "inactive_anon", MEMINFO_Inactive_anon },
	{ "active_anon", MEMINFO_Active_anon },
	{ "inactive_file", MEMINFO_Inactive_file },
	{ "active_file", MEMINFO_Active_file },
	{ "unevictable", MEMINFO_Unevictable },
	{ "slab_reclaimable", MEMINFO_SReclaimable },
	{ "slab_unreclaimable", MEMINFO_SUnreclaim },
	{ "slab", MEMINFO_Slab },
	/* Version 1 */
	{ "cache", MEMINFO_Cached },
	{ "rss", MEMINFO_AnonPages },
	{ "rss_huge", MEMINFO_AnonHugePages },
	{ "mapped_file", MEMINFO_Mapped },
	{ "dirty", MEMINFO_Dirty },
	{ "writeback", MEMINFO_Writeback },
};

/* Version 1 prints its own figures, then those of all below it as total_: these are wanted. */
static void put_stats(struct meminfo_store *store, struct text text, bool totals)
{
	static const char prefix[] = "total_";
	uint32_t number = 0;
	struct text line;

	while (text_next_line(&text, &line)) {
		struct text name, rest = tool_unquoted(line);
		double n;

		number++;
		name = text_next_word(&rest);
		n = number_or_below_0(text_next_word(&rest));
		if (totals != text_starts(name, prefix) || n < 0 || rest.length > 0)
			continue;
		if (totals)
			name = text_of(name.at + sizeof(prefix) - 1,
				name.length - (sizeof(prefix) - 1));
		for (size_t i = 0; i < COUNT_OF(stat_rows); i++)
			if (text_equals(name, stat_rows[i].name))
				tool_put(store, stat_rows[i].field, n, number);
	}
}

bool memory_stat_read(struct meminfo_store *store, struct text whole, struct text *rest)
{
	const bool *seen = store->seen;

	put_stats(store, *rest, true);
	put_stats(store, *rest, false);
	*rest = text_of(whole.at + whole.length, 0);
	/* Words such as "file 12" stand in many texts: only these together are of such a file. */
	return seen[MEMINFO_AnonPages] && seen[MEMINFO_Cached] &&
	       (seen[MEMINFO_Inactive_anon] || seen[MEMINFO_Inactive_file] || seen[MEMINFO_Mapped]);
}
