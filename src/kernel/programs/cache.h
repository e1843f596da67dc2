/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the programs of cache.bpf.c and their reader hand to each other.  Addresses are the kernel's;
 * whatever stands there may be gone by the next call, so every call asks whether it is still what it
 * was.
 */
#ifndef MEMTOP_KERNEL_PROGRAMS_CACHE_H
#define MEMTOP_KERNEL_PROGRAMS_CACHE_H

/* As the kernel has it: 255 bytes and NUL. */
#define CACHE_NAME 256

/*
 * A call sees at most so many: the kernel frees no inode as long as one lasts, so it must be short.
 * That many inodes take 0.3 ms, as many names 1 ms.
 */
#define CACHE_SUPERBLOCKS_A_CALL 512
#define CACHE_INODES_A_CALL      2000
#define CACHE_NAMES_A_CALL       1024

enum cache_end {
	CACHE_MORE, /* the call was over before the list was */
	CACHE_DONE,
	CACHE_LOST, /* where it stood is on the list no more */
	CACHE_GONE, /* the superblock is no more */
	CACHE_LATE, /* it takes too long; of programs never */
};

/* list_superblocks: fills the map superblocks. */
struct cache_superblock_call {
	unsigned long long cursor; /* in and out: where to go on; 0: at the beginning */
	unsigned long long first;  /* out, and in again */
	unsigned int count;        /* out */
	unsigned int end;          /* out: enum cache_end */
};

struct cache_superblock_record {
	unsigned long long address, magic;
	unsigned int device; /* of the kernel: 12 bits major, 20 minor */
	char type[32];
};

/* list_inodes: fills the map inodes with those of a superblock that have pages, in memory or in swap. */
struct cache_inode_call {
	unsigned long long superblock; /* in */
	/* In and out: the inode to look at next, 0: the first; and what it must be. */
	unsigned long long cursor, number;
	unsigned int generation;
	unsigned int limit; /* in: inodes to look at */
	/* Out: */
	unsigned int visited, count;
	unsigned int end;   /* enum cache_end */
	unsigned int calls; /* in and out; not of programs: so many before */
};

struct cache_inode_record {
	unsigned long long inode, number, pages, size;
	unsigned long long swapped;        /* pages of tmpfs */
	unsigned long long dentry, parent; /* 0: it has no name */
	unsigned int mode, links;
	unsigned int device; /* of a device special file */
	unsigned int reserved;
	char name[CACHE_NAME];
};

/* name_dentries: fills in the map dentries, whose addresses it is given. */
struct cache_name_call {
	unsigned int count; /* in */
	unsigned int reserved;
};

struct cache_name_record {
	unsigned long long dentry;             /* in */
	unsigned long long parent, superblock; /* out; itself: it is a root */
	char name[CACHE_NAME];
};

/* find_place: where a descriptor of the caller leads, or its root. */
#define CACHE_ROOT (~0u)

struct cache_place_call {
	unsigned int descriptor; /* in; or CACHE_ROOT */
	unsigned int reserved;
	unsigned long long inode, dentry, superblock; /* out; 0: nowhere */
};

/*
 * list_layers: fills the map layers with what a file or directory of an overlay is made of, the upper one first,
 * which may be none (0).  Where that stands is of the module overlay, which may not be loaded when a program
 * is: so the reader says it (fs/overlayfs/ovl_entry.h).
 */
#define CACHE_LAYERS_MOST 501 /* a mount has 500 lower ones at the most */

struct cache_layer_form {
	unsigned int inode, upper,
		flags;      /* offsets in struct ovl_inode; inode: of its struct inode */
	unsigned int entry; /* of the pointer to struct ovl_entry in it ... */
	unsigned int is_entry_of_dentry;  /* ... or, up to 6.4, it is the dentry's d_fsdata */
	unsigned int lower_count, lowers; /* in struct ovl_entry */
	unsigned int path, path_dentry;   /* size of struct ovl_path, and the offset in it */
};

struct cache_layer_call {
	unsigned long long dentry; /* in */
	unsigned long long flags;  /* out: of struct ovl_inode */
	struct cache_layer_form form;
	unsigned int count; /* out */
	unsigned int mode;  /* out: of the inode */
	unsigned int reserved;
};

struct cache_layer_record {
	unsigned long long inode, dentry, superblock, magic;
};

#endif
