/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the programs of census.bpf.c and their reader hand to each other. */
#ifndef MEMTOP_KERNEL_PROGRAMS_CENSUS_H
#define MEMTOP_KERNEL_PROGRAMS_CENSUS_H

/* A call sees so many pages: 0.2 ms. */
#define CENSUS_PAGES_A_CALL 8192

/* What a page of RAM is; in the order of sample/kernel/census.h. */
enum census_page {
	PAGE_FREE,
	PAGE_SLAB,
	PAGE_LARGE_KMALLOC,
	PAGE_TABLE,
	PAGE_HUGETLB,
	PAGE_ZSMALLOC,
	PAGE_OFFLINE,
	PAGE_ANONYMOUS,
	PAGE_FILE,
	PAGE_RESERVED,
	PAGE_KERNEL_CHARGED,
	PAGE_KERNEL,
	PAGE_KINDS
};

/* find_page: the page in which the first of this program's executable is. */
struct census_page_call {
	unsigned long long page; /* out: the address of its struct page; 0: it was not found */
	unsigned long long size; /* out: of a struct page */
	unsigned int untold; /* out: kinds that this kernel does not tell from others, a bit each */
	unsigned int reserved;
};

/*
 * count_pages: adds to the map counts, and for each cgroup that pays for pages of the kernel to the map
 * charged, of which a cgroup has one of a few places by its address.
 */
#define CENSUS_CHARGED_PLACES 4096
struct census_charge {
	unsigned long long cgroup; /* the address of its struct mem_cgroup; 0: the place is free */
	unsigned long long pages;
};

struct census_count_call {
	unsigned long long base;  /* in: the address of the struct page with the number 0 */
	unsigned long long first; /* in: a number */
	unsigned int count;       /* in */
	unsigned int unseen;      /* out: pages that could not be read */
};

/* list_pipes writes one for each descriptor of a pipe that holds pages. */
struct census_pipe_record {
	unsigned long long pipe; /* its address, which names it among all */
	unsigned int pages;      /* that it owns: no page of a file that was spliced into it */
	int pid;
	char name[16];
};

#endif
