/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of texts that people paste: each rule where it just fires and where it just does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "findings/machine_rules.h"

struct judged {
	struct pasted pasted;
	struct evidence evidence;
	struct findings findings;
};

static void judge(struct judged *judged, const char *text)
{
	char *copy = strdup(text);

	assert_non_null(copy);
	if (pasted_parse(&judged->pasted, copy, strlen(copy)) != STATUS_OK)
		fail_msg("not read: %s", text);
	free(copy);
	evidence_of_pasted(&judged->evidence, &judged->pasted, judged->pasted.chosen);
	judged->findings.count = 0;
	machine_judge(&judged->findings, &judged->evidence);
}

static void release(struct judged *judged)
{
	pasted_free(&judged->pasted);
}

/* A rule, a text on which it fires, words that it then says, and a text on which it just does not. */
struct edge {
	const char *rule;
	enum severity severity;
	const char *fires, *says, *silent;
};

static void assert_fires(const struct edge *edge)
{
	const struct finding *finding;
	struct judged judged;
	char sentence[1024];

	judge(&judged, edge->fires);
	finding = findings_find(&judged.findings, edge->rule);
	if (!finding || finding->severity != edge->severity)
		fail_msg("%s does not fire as %s on\n%s", edge->rule, severity_name(edge->severity),
			edge->fires);
	finding_sentence(sentence, sizeof(sentence), finding, FOR_MACHINES);
	if (!strstr(sentence, edge->says))
		fail_msg("%s says: %s\nnot: %s", edge->rule, sentence, edge->says);
	release(&judged);
}

static void assert_silent(const struct edge *edge)
{
	struct judged judged;

	if (!edge->silent)
		return;
	judge(&judged, edge->silent);
	if (findings_find(&judged.findings, edge->rule))
		fail_msg("%s fires on\n%s", edge->rule, edge->silent);
	release(&judged);
}

/* 1 GiB that adds up but for a part that no line names. */
#define SHEET(free, more)                                                                          \
	"MemTotal: 1048576 kB\nMemFree: " free " kB\nBuffers: 0 kB\nCached: 0 kB\n"                \
	"SwapCached: 0 kB\nActive: 1 kB\nInactive: 0 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n"        \
	"Dirty: 0 kB\nWriteback: 0 kB\nAnonPages: 0 kB\n" more                                     \
	"PageTables: 0 kB\nCommitLimit: 9 kB\nCommitted_AS: 0 kB\nVmallocTotal: 9 kB\n"            \
	"VmallocUsed: 0 kB\nVmallocChunk: 0 kB\n"

#define HALF "MemTotal: 1000000 kB\nMemFree: 500000 kB\n"

static const struct edge edges[] = {
	/* Contradictions and their causes. */
	{ "not_a_kernel_view", SEVERITY_WARNING, "MemTotal: 1000 kB\nCached: 10 kB\nShmem: 21 kB\n",
		"Shmem is 21.0K, Cached is 10.0K",
		"MemTotal: 1000 kB\nCached: 10 kB\nShmem: 20 kB\n" },
	{ "not_a_kernel_view", SEVERITY_WARNING,
		"MemTotal: 1000 kB\nMemFree: 2000 kB\nMemAvailable: 2000 kB\nBuffers: 0 kB\n",
		"lxcfs",
		"MemTotal: 1000 kB\nMemFree: 1000 kB\nMemAvailable: 999 kB\nBuffers: 0 kB\n" },
	{ "not_a_kernel_view", SEVERITY_WARNING,
		"MemTotal: 1000 kB\nMemFree: 2000 kB\nCmaTotal: 9 kB\nCmaFree: 100 kB\n", "CMA",
		"MemTotal: 1000 kB\nMemFree: 100 kB\nCmaTotal: 90 kB\nCmaFree: 100 kB\n" },
	{ "not_a_kernel_view", SEVERITY_WARNING,
		"MemTotal: 9 kB\nMemFree: 5 kB\nBuffers: 0 kB\nCached: 0 kB\nActive: 0 kB\nInactive: 0 kB\n",
		"OpenVZ",
		"MemTotal: 9 kB\nMemFree: 9 kB\nBuffers: 0 kB\nCached: 0 kB\nActive: 0 kB\nInactive: 0 kB\n" },
	{ "not_a_kernel_view", SEVERITY_WARNING,
		"MemTotal: 9 kB\nSwapFree: 18446744073709551488 kB\n", "SwapFree fell below 0",
		"MemTotal: 9 kB\nDirty: 18446744073709551488 kB\n" },
	{ "not_a_kernel_view", SEVERITY_WARNING,
		SHEET("1048576", "Slab: 0 kB\nHugetlb: 10486 kB\n"), "the lines name",
		SHEET("1048576", "Slab: 0 kB\nHugetlb: 10485 kB\n") },
	{ "not_a_kernel_view", SEVERITY_NOTE,
		HALF "MemAvailable: 500009 kB\nBuffers: 0 kB\nCached: 9 kB\n", "looks like lxcfs",
		HALF "MemAvailable: 500008 kB\nBuffers: 0 kB\nCached: 9 kB\n" },
	/* Texts that lack lines: what is on none of them, and whose it may be. */
	{ "truncated", SEVERITY_NOTE,
		HALF "Buffers: 0 kB\nCached: 0 kB\nAnonPages: 0 kB\nSlab: 0 kB\n",
		"a pool of huge pages is the usual owner", NULL },
	{ "truncated", SEVERITY_NOTE,
		HALF
		"Buffers: 0 kB\nCached: 0 kB\nAnonPages: 0 kB\nSlab: 0 kB\nHugePages_Total: 0\n",
		"memory that no field names, or a pool of huge pages of another size", NULL },
	{ "truncated", SEVERITY_NOTE, HALF "Buffers: 0 kB\nCached: 0 kB\nSlab: 0 kB\n",
		"should be in it and is not.", NULL },
	/* The bars of a table. */
	{ "memory_short", SEVERITY_CRITICAL,
		"| Field | Value |\n|---|---|\n| MemTotal | 16303428 kB |\n| MemFree | 99 kB |\n"
		"| MemAvailable | 99 kB |\n| Cached | 9 kB |\n",
		"only 99.0K", NULL },
	/* Counters that wrapped. */
	{ "wrapped_counter", SEVERITY_WARNING, "MemFree: 1 kB\nDirty: 18446744073709550284 kB\n",
		"Dirty fell below 0", "MemFree: 1 kB\nDirty: 1125899906842624 kB\n" },
	{ "wrapped_counter", SEVERITY_WARNING,
		"MemFree: 1 kB\nNFS_Unstable: 18446744073709550284 kB\n",
		"stops every program that writes", NULL },
	{ "wrapped_counter", SEVERITY_NOTE, "MemFree: 1 kB\nCommitLimit: 737869762947802600 kB\n",
		"CommitLimit has an impossible value", NULL },
	{ "wrapped_counter", SEVERITY_NOTE, "MemFree: 1 kB\nCommitted_AS: 737869762947802600 kB\n",
		"Committed_AS has an impossible value", NULL },
	{ "wrapped_counter", SEVERITY_NOTE, "MemFree: 1 kB\nDirectMap1M: 18446744073709550284 kB\n",
		"DirectMap1M has an impossible value, near 2^64", NULL },
	/* Small boards. */
	{ "slab_unreclaimable", SEVERITY_WARNING,
		"MemTotal: 32768 kB\nMemFree: 9 kB\nSUnreclaim: 16384 kB\n", "16.0M (50%)",
		"MemTotal: 32768 kB\nMemFree: 9 kB\nSUnreclaim: 16380 kB\n" },
	{ "percpu_large", SEVERITY_WARNING, "MemTotal: 32768 kB\nMemFree: 9 kB\nPercpu: 8192 kB\n",
		"8.00M (25%)", "MemTotal: 32768 kB\nMemFree: 9 kB\nPercpu: 8188 kB\n" },
	{ "kernel_stacks", SEVERITY_WARNING,
		"MemTotal: 32768 kB\nMemFree: 9 kB\nKernelStack: 4096 kB\n",
		"16K on 64 bits and 8K on 32",
		"MemTotal: 32768 kB\nMemFree: 9 kB\nKernelStack: 4092 kB\n" },
	{ "unnamed_memory", SEVERITY_NOTE, SHEET("1006578", "Slab: 1 kB\n"), "41.0M",
		SHEET("1006582", "Slab: 1 kB\n") },
	/* Fragments. */
	{ "slab_unreclaimable", SEVERITY_NOTE, "Slab: 300000 kB\nSReclaimable: 37855 kB\n",
		"MemTotal, which would tell", "Slab: 300000 kB\nSReclaimable: 37856 kB\n" },
	{ "slab_unreclaimable", SEVERITY_NOTE, HALF "Slab: 60000 kB\nSReclaimable: 9949 kB\n",
		"(5.0%)", HALF "Slab: 60000 kB\nSReclaimable: 9951 kB\n" },
	{ "percpu_large", SEVERITY_NOTE, "Percpu: 262145 kB\n",
		"holds 256M:", "Percpu: 262144 kB\n" },
	{ "slab_reclaimable", SEVERITY_NOTE, "Slab: 300000 kB\nSReclaimable: 262145 kB\n",
		"256M are kernel objects", "Slab: 300000 kB\nSReclaimable: 262144 kB\n" },
	{ "hugepages_idle", SEVERITY_NOTE,
		"HugePages_Total: 200\nHugePages_Free: 129\nHugepagesize: 2048 kB\n",
		"258M is set aside",
		"HugePages_Total: 200\nHugePages_Free: 128\nHugepagesize: 2048 kB\n" },
	{ "hugepages_idle", SEVERITY_NOTE,
		"HugePages_Total: 257\nHugePages_Free: 129\nHugepagesize: 2048 kB\n",
		"258M is set aside",
		"HugePages_Total: 258\nHugePages_Free: 129\nHugepagesize: 2048 kB\n" },
	{ "swap_full", SEVERITY_WARNING, "SwapTotal: 1000 kB\nSwapFree: 99 kB\n", "901K of 1000K",
		"SwapTotal: 1000 kB\nSwapFree: 100 kB\n" },
	{ "cma_used", SEVERITY_NOTE, "CmaTotal: 100 kB\nCmaFree: 49 kB\n", "51.0K of the 100K",
		"CmaTotal: 100 kB\nCmaFree: 50 kB\n" },
	{ "commit_limit", SEVERITY_NOTE, "CommitLimit: 1000 kB\nCommitted_AS: 901 kB\n",
		"only with vm.overcommit_memory=2",
		"CommitLimit: 1000 kB\nCommitted_AS: 900 kB\n" },
	{ "commit_limit", SEVERITY_WARNING,
		"CommitLimit: 1000 kB\nCommitted_AS: 901 kB\nvm.overcommit_memory = 2\n",
		"soon allocations fail",
		"CommitLimit: 1000 kB\nCommitted_AS: 999 kB\nvm.overcommit_memory = 0\n" },
	{ "commit_limit", SEVERITY_CRITICAL,
		"CommitLimit: 1000 kB\nCommitted_AS: 981 kB\nvm.overcommit_memory = 2\n",
		"soon allocations fail", HALF "CommitLimit: 1000 kB\nCommitted_AS: 999 kB\n" },
	{ "cache_is_reclaimable", SEVERITY_OK, "MemTotal: 1000 kB\nMemAvailable: 100 kB\n",
		"100K (10%) of 1000K can be used", "MemTotal: 1000 kB\nMemAvailable: 99 kB\n" },
	{ "cache_is_reclaimable", SEVERITY_OK,
		"MemTotal: 1000 kB\nMemFree: 10 kB\nMemAvailable: 100 kB\n",
		"Only 10.0K is free, but 100K (10%) can be used", NULL },
	{ "truncated", SEVERITY_NOTE, "MemTotal: 1000 kB\nMemAvailable: 100 kB\n", "fragment",
		NULL },
	/* Who owns what no line names. */
	{ "unnamed_memory", SEVERITY_WARNING, SHEET("500000", "Slab: 0 kB\n"), "SLOB", NULL },
	{ "unnamed_memory", SEVERITY_WARNING,
		SHEET("500000", "Slab: 200000 kB\nSReclaimable: 200000 kB\nSUnreclaim: 0 kB\n"),
		"XFS", NULL },
	{ "unnamed_memory", SEVERITY_WARNING,
		SHEET("500000", "Slab: 9 kB\n") "HugePages_Total: 0\nHugePages_Free: 0\n"
						"HugePages_Rsvd: 0\nHugepagesize: 2048 kB\n",
		"huge pages of another size", NULL },
	{ "unnamed_memory", SEVERITY_WARNING, SHEET("500000", "Slab: 9 kB\n"),
		"a leak in the kernel", NULL },
	/* What newer kernels print. */
	{ "gpu_pool", SEVERITY_NOTE, "MemTotal: 1000000 kB\nGPUReclaim: 20051 kB\n", "(2.0%)",
		"MemTotal: 1000000 kB\nGPUReclaim: 20049 kB\n" },
	{ "gpu_pool", SEVERITY_NOTE, "MemTotal: 100000 kB\nGPUReclaim: 16384 kB\n", "16.0M",
		"MemTotal: 100000 kB\nGPUReclaim: 16380 kB\n" },
	{ "gpu_pool", SEVERITY_NOTE, "GPUReclaim: 262145 kB\n", "256M are free",
		"GPUReclaim: 262144 kB\n" },
	{ "gpu_memory", SEVERITY_NOTE, "MemTotal: 10000 kB\nGPUActive: 1002 kB\n", "(10%)",
		"MemTotal: 10000 kB\nGPUActive: 1000 kB\n" },
	{ "unaccepted", SEVERITY_NOTE, "MemTotal: 10000 kB\nUnaccepted: 502 kB\n", "(5.0%)",
		"MemTotal: 10000 kB\nUnaccepted: 500 kB\n" },
	{ "file_huge_pages", SEVERITY_NOTE, "MemTotal: 10000 kB\nFileHugePages: 2502 kB\n", "(25%)",
		"MemTotal: 10000 kB\nFileHugePages: 2500 kB\n" },
	{ "balloon", SEVERITY_NOTE, "MemTotal: 10000 kB\nBalloon: 502 kB\n", "502K (5.0%)",
		"MemTotal: 10000 kB\nBalloon: 500 kB\n" },
	/* Huge pages that old kernels do not count. */
	{ "hugepages_idle", SEVERITY_WARNING,
		SHEET("1040000", "Slab: 0 kB\n") "HugePages_Total: 2\nHugePages_Free: 2\n"
						 "HugePages_Rsvd: 0\nHugepagesize: 1048576 kB\n",
		"outside MemTotal",
		SHEET("1040000", "Slab: 0 kB\n") "HugePages_Total: 2\nHugePages_Free: 1\n"
						 "HugePages_Rsvd: 0\nHugepagesize: 1048576 kB\n" },
	/* What the text is. */
	{ "other_tool", SEVERITY_NOTE,
		"     16268680 K total memory\n       349408 K free memory\n      7750100 K swap cache\n",
		"vmstat -s", "MemTotal: 16268680 kB\nMemFree: 349408 kB\n" },
	{ "other_tool", SEVERITY_NOTE, "anon 4096\nfile 8192\nkernel_stack 1\ninactive_anon 5\n",
		"4.00K are its programs' own memory", NULL },
	{ "other_tool", SEVERITY_NOTE, "Node 0 MemTotal: 9 kB\nNode 0 MemFree: 5 kB\n", "NUMA",
		NULL },
	{ "other_tool", SEVERITY_NOTE,
		"total used free shared buffers cached\nMem: 132178760 105858612 26320148 0 720948 35920948\n"
		"Slab: 67326708 kB\n",
		"it is taken from free", NULL },
	{ "several_meminfos", SEVERITY_NOTE, HALF "MemTotal: 1000000 kB\nMemFree: 400000 kB\n",
		"of one machine (2). This is the last", HALF HALF },
	{ "several_meminfos", SEVERITY_NOTE, HALF "MemTotal: 2000000 kB\nMemFree: 400000 kB\n",
		"of several machines (2). This is the first", HALF },
};

static void each_rule_fires_at_its_edge(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(edges); i++) {
		assert_fires(&edges[i]);
		assert_silent(&edges[i]);
	}
}

/* Nothing is said of a figure that the text does not have. */
static void no_sentence_has_an_unknown_figure(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(edges); i++) {
		struct judged judged;
		char sentence[1024];

		judge(&judged, edges[i].fires);
		for (size_t k = 0; k < judged.findings.count; k++) {
			finding_sentence(sentence, sizeof(sentence), &judged.findings.rows[k],
				FOR_MACHINES);
			if (strstr(sentence, " - ") || strstr(sentence, "(-)") ||
				strchr(sentence, '{'))
				fail_msg("%s", sentence);
		}
		release(&judged);
	}
}

static void a_healthy_small_board_has_no_warning(void **state)
{
	struct judged judged;

	(void)state;
	judge(&judged,
		"MemTotal: 21748 kB\nMemFree: 2148 kB\nMemAvailable: 3256 kB\nBuffers: 1012 kB\n"
		"Cached: 2196 kB\nSwapCached: 0 kB\nActive: 3168 kB\nInactive: 656 kB\n"
		"AnonPages: 628 kB\nShmem: 32 kB\nSlab: 8416 kB\nSReclaimable: 984 kB\n"
		"SUnreclaim: 7432 kB\nKernelStack: 720 kB\nPageTables: 88 kB\n");
	for (size_t i = 0; i < judged.findings.count; i++)
		assert_true(judged.findings.rows[i].severity < SEVERITY_WARNING);
	release(&judged);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_fires_at_its_edge),
		cmocka_unit_test(no_sentence_has_an_unknown_figure),
		cmocka_unit_test(a_healthy_small_board_has_no_warning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
