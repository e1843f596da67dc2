/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/pasted/kind.h"

#include "base/i18n.h"
#include "base/macros.h"

#define ASK_MEMINFO N_("ask for: cat /proc/meminfo")

const struct pasted_row pasted_rows[PASTED_KIND_COUNT] = {
	[PASTED_MEMINFO] = { "meminfo", N_("a meminfo"), ASK_MEMINFO },
	[PASTED_OTHER] = { "other", N_("some other text"), ASK_MEMINFO },
	[PASTED_NODE_EXPORTER] = { "node_exporter", N_("metrics of node_exporter"), ASK_MEMINFO },
	[PASTED_NODE_MEMINFO] = { "node meminfo", N_("the meminfo of NUMA nodes"),
		N_("it lacks swap, Buffers and MemAvailable; ask for: cat /proc/meminfo") },
	[PASTED_MEMORY_STAT] = { "memory.stat", N_("memory.stat of a control group"),
		N_("it lacks the limit; ask for: cat memory.current memory.max beside it, and for the "
		   "machine's: cat /proc/meminfo") },
	[PASTED_VMSTAT_S] = { "vmstat -s", N_("output of vmstat -s"), ASK_MEMINFO },
	[PASTED_FREE] = { "free", N_("output of free"), ASK_MEMINFO },
	[PASTED_TOP] = { "top", N_("output of top"), ASK_MEMINFO },
	[PASTED_SLABTOP] = { "slabtop", N_("output of slabtop"), ASK_MEMINFO },
	[PASTED_SLABINFO] = { "slabinfo", N_("slabinfo of a kernel"), ASK_MEMINFO },
	[PASTED_SMAPS] = { "smaps", N_("smaps of one process"),
		N_("for a process: memtop process PID; for the machine ask for: cat /proc/meminfo") },
	[PASTED_STATUS] = { "status", N_("the status of one process"),
		N_("for a process: memtop process PID; for the machine ask for: cat /proc/meminfo") },
	[PASTED_MAPS] = { "maps", N_("the maps of one process"),
		N_("for a process: memtop process PID; for the machine ask for: cat /proc/meminfo") },
	[PASTED_NUMASTAT] = { "numastat", N_("output of numastat"), ASK_MEMINFO },
	[PASTED_ZONEINFO] = { "zoneinfo", N_("zoneinfo of a kernel"), ASK_MEMINFO },
	[PASTED_BUDDYINFO] = { "buddyinfo", N_("buddyinfo of a kernel"), ASK_MEMINFO },
	[PASTED_VMSTAT_FILE] = { "proc_vmstat", N_("vmstat of a kernel"), ASK_MEMINFO },
	[PASTED_VMSTAT] = { "vmstat", N_("output of vmstat"), ASK_MEMINFO },
	[PASTED_SAR] = { "sar", N_("output of sar"), ASK_MEMINFO },
	[PASTED_PS] = { "ps", N_("output of ps"), ASK_MEMINFO },
	[PASTED_CONTAINERS] = { "containers", N_("output of a container tool"), ASK_MEMINFO },
};

#define WORDS_MAX 4

/* A line of that kind has all these words; ^ stands for its beginning. */
struct sign {
	enum pasted_kind kind;
	const char *words[WORDS_MAX];
};

static const struct sign signs[] = {
	{ PASTED_NODE_EXPORTER, { "node_memory_" } },
	{ PASTED_NODE_MEMINFO, { "Node ", " MemTotal:", "kB" } },
	{ PASTED_NODE_MEMINFO, { "Node ", " MemFree:", "kB" } },
	{ PASTED_NODE_MEMINFO, { "Node ", " FilePages:", "kB" } },
	{ PASTED_MEMORY_STAT, { "^slab_unreclaimable " } },
	{ PASTED_MEMORY_STAT, { "^kernel_stack " } },
	{ PASTED_MEMORY_STAT, { "^inactive_file " } },
	{ PASTED_MEMORY_STAT, { "^total_inactive_anon " } },
	{ PASTED_VMSTAT_S, { "total memory" } },
	{ PASTED_VMSTAT_S, { "used memory" } },
	{ PASTED_TOP, { "Mem", " total,", " free" } },
	{ PASTED_TOP, { "Mem:", " used,", " free,", " buff" } },
	{ PASTED_TOP, { "PID", "VIRT", "RES", "COMMAND" } },
	{ PASTED_SLABTOP, { "Active / Total Objects" } },
	{ PASTED_SLABTOP, { "OBJS", "ACTIVE", "USE" } },
	{ PASTED_SLABINFO, { "slabinfo - version" } },
	{ PASTED_SLABINFO, { "<active_objs>" } },
	{ PASTED_SMAPS, { "Pss:", "kB" } },
	{ PASTED_SMAPS, { "Private_Dirty:", "kB" } },
	{ PASTED_STATUS, { "VmRSS:", "kB" } },
	{ PASTED_STATUS, { "VmSize:", "kB" } },
	{ PASTED_STATUS, { "RssAnon:", "kB" } },
	{ PASTED_MAPS, { "-", " r-xp ", ":" } },
	{ PASTED_MAPS, { "-", " rw-p ", ":" } },
	{ PASTED_NUMASTAT, { "Per-node", "memory usage" } },
	{ PASTED_NUMASTAT, { "^numa_hit " } },
	{ PASTED_ZONEINFO, { "pages free " } },
	{ PASTED_ZONEINFO, { "per-node stats" } },
	{ PASTED_BUDDYINFO, { "Node", ", zone " } },
	{ PASTED_VMSTAT_FILE, { "^nr_free_pages " } },
	{ PASTED_VMSTAT_FILE, { "^nr_inactive_anon " } },
	{ PASTED_VMSTAT_FILE, { "^pgpgin " } },
	{ PASTED_VMSTAT_FILE, { "^pswpin " } },
	{ PASTED_VMSTAT, { "swpd", "free", "buff" } },
	{ PASTED_SAR, { "kbmemfree" } },
	{ PASTED_SAR, { "kbmemused" } },
	{ PASTED_SAR, { "kbswpfree" } },
	{ PASTED_SAR, { "pgpgin/s" } },
	{ PASTED_SAR, { "pswpin/s" } },
	{ PASTED_PS, { "PID", "VSZ", "RSS" } },
	{ PASTED_PS, { "PID", "RSS", "CMD" } },
	{ PASTED_PS, { "PID", "RSS", "COMMAND" } },
	{ PASTED_CONTAINERS, { "MEM USAGE / LIMIT" } },
	{ PASTED_CONTAINERS, { "CPU(cores)", "MEMORY(bytes)" } },
};

static bool has(struct text line, const char *word)
{
	size_t length = strlen(word);

	return line.length >= length && memmem(line.at, line.length, word, length) != NULL;
}

static bool shows(const struct sign *sign, struct text line)
{
	for (size_t i = 0; i < WORDS_MAX && sign->words[i]; i++) {
		const char *word = sign->words[i];

		if (word[0] == '^' ? !text_starts(line, word + 1) : !has(line, word))
			return false;
	}
	return true;
}

/* Without the marks of a quotation, and blanks. */
static struct text unquoted(struct text line)
{
	while (line.length > 0 && memchr("> |\t", line.at[0], 4))
		line = text_of(line.at + 1, line.length - 1);
	return line;
}

/* The kernel's names: what a tool translates for its users is found by pasted_free() instead. */
enum pasted_kind pasted_kind_of(struct text text)
{
	enum pasted_kind kind = PASTED_KIND_COUNT;
	struct text line;

	while (text_next_line(&text, &line)) {
		line = unquoted(line);
		for (size_t i = 0; i < COUNT_OF(signs); i++)
			if (signs[i].kind < kind && shows(&signs[i], line))
				kind = signs[i].kind;
	}
	return kind == PASTED_KIND_COUNT ? PASTED_OTHER : kind;
}
