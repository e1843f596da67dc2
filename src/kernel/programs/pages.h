/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the program of pages.bpf.c and its reader hand to each other. */
#ifndef MEMTOP_KERNEL_PROGRAMS_PAGES_H
#define MEMTOP_KERNEL_PROGRAMS_PAGES_H

#define PAGES_FILES_A_CALL 1024

/*
 * Slots of trees that a call looks at, in one file; no file is begun behind as many, so that a call is
 * over after twice of them: 65,536 pages, 7 ms.
 */
#define PAGES_SLOTS_A_FILE 32768

enum pages_state {
	PAGES_UNSEEN,
	PAGES_PARTLY, /* goes on at cursor */
	PAGES_DONE,
	PAGES_OTHER, /* the inode is another one by now */
};

/* count_pages: fills in the map files, whose inodes it is given. */
struct pages_call {
	unsigned int count; /* in */
	unsigned int first; /* in and out: the file where it goes on */
	unsigned int slots; /* out: that were looked at */
	unsigned int reserved;
};

/* Counts are of base pages. */
struct pages_record {
	unsigned long long inode, number, superblock; /* in */
	unsigned long long cursor;                    /* the page where it goes on */
	unsigned long long pages, active, mapped, dirty, writeback, evicted;
	unsigned int state; /* enum pages_state */
	unsigned int reserved;
};

#endif
