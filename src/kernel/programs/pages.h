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
	unsigned int count;       /* in */
	unsigned int first;       /* in and out: the file where it goes on */
	unsigned int slots;       /* out: that were looked at */
	unsigned int has_charges; /* out: this kernel knows which cgroup pays for a page */
};

/* So many cgroups that pay for pages of a file are told apart. */
#define PAGES_CHARGES 8

struct pages_charge {
	unsigned long long cgroup; /* the address of its struct mem_cgroup */
	unsigned long long pages;
};

/* Counts are of base pages. */
struct pages_record {
	unsigned long long inode, number, superblock; /* in */
	unsigned long long cursor;                    /* the page where it goes on */
	unsigned long long pages, active, mapped, dirty, writeback, evicted;
	struct pages_charge charged[PAGES_CHARGES]; /* those behind the last one are zero */
	unsigned long long charged_elsewhere;       /* to more cgroups than these */
	unsigned int state;                         /* enum pages_state */
	unsigned int reserved;
};

#define PAGES_CGROUPS_A_CALL 256
/* NAME_MAX and NUL. */
#define PAGES_NAME 256

/* name_cgroups: fills in the map cgroups, whose addresses it is given. */
struct pages_cgroup_call {
	unsigned int count; /* in */
	unsigned int reserved;
};

/* Their directories; the parent of the root of the hierarchy is 0. */
struct pages_cgroup_record {
	unsigned long long cgroup; /* in: a struct mem_cgroup; 0: node says it */
	unsigned long long node;   /* in, and out: its struct kernfs_node; 0: it is gone */
	unsigned long long parent; /* out */
	unsigned long long id;     /* out: the number of its directory's inode */
	unsigned int is_removed;   /* out: its directory is no more; of a struct mem_cgroup alone */
	unsigned int reserved;
	char name[PAGES_NAME]; /* out; empty: the root */
};

#endif
