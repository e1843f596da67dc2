/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The search for names that the kernel has dropped: which inodes are wanted in which file systems, and what
 * was found.  source/names/ searches, cache_names_apply() puts names into a report.
 *
 *	status = cache_search_plan(&search, &report);
 *	... names_search(&search.places[i], ...) of each ...
 *	status = cache_names_apply(&search.names, &report);
 *	cache_search_free(&search);
 */
#ifndef MEMTOP_SAMPLE_KERNEL_CACHE_SEARCH_H
#define MEMTOP_SAMPLE_KERNEL_CACHE_SEARCH_H

#include "sample/kernel/cache_report.h"

/* ---- names that were found ---- */

struct cache_name {
	uint64_t inode, number; /* as in struct cache_file */
	uint32_t major, minor;  /* of its file system */
	uint32_t path;          /* from the root of the file system, in names: "/a/b" */
	bool is_stale;          /* the kernel had another name for it since */
};

/* Begins zeroed. */
struct cache_names {
	struct cache_name *rows;
	size_t count, room;
	bool is_sorted; /* by inode */
	struct string_pool names;
};
void cache_names_free(struct cache_names *names);

/* Copies the path; one that has no room is left out.  STATUS_NO_MEMORY. */
enum status cache_names_keep(struct cache_names *names, const struct cache_name *name,
	const char *path);

/* Adds the names of other to names, but for those of inodes that it has.  STATUS_NO_MEMORY. */
enum status cache_names_merge(struct cache_names *names, const struct cache_names *other);

/*
 * Names the files of a report that have none and are the same inodes; what the kernel names itself keeps
 * that name, which tells whether what was found still holds.  STATUS_NO_MEMORY: some may be named.
 */
enum status cache_names_apply(struct cache_names *names, struct cache_report *report);

/* ---- the search ---- */

struct cache_wanted {
	uint64_t number, inode; /* as in struct cache_file */
	uint64_t bytes;
	bool is_found;
};

enum cache_search_end {
	CACHE_SEARCH_NONE,       /* it has not begun */
	CACHE_SEARCH_FOUND,      /* all that was wanted */
	CACHE_SEARCH_READ,       /* all directories that can be read were read */
	CACHE_SEARCH_STOPPED,    /* by the user */
	CACHE_SEARCH_DEADLINE,   /* the time is up */
	CACHE_SEARCH_UNANSWERED, /* the file system does not answer */
	CACHE_SEARCH_NOT_MOUNTED, /* nowhere that this process sees, or what is mounted there cannot be read */
	CACHE_SEARCH_FAILED,
	CACHE_SEARCH_ENDS
};
extern const char *const cache_search_end_keys[CACHE_SEARCH_ENDS]; /* "all_found" ... */

/* Directories. */
struct cache_search_counts {
	uint64_t read;
	uint64_t denied;   /* may not be read, or gave an error */
	uint64_t hidden;   /* something else is mounted there */
	uint64_t left_out; /* too many at once, or their path is too long */
};

/* One file system. */
struct cache_search_place {
	uint32_t major, minor;
	char type[32];
	struct cache_wanted *wanted; /* by number */
	size_t count, found;
	uint64_t bytes, found_bytes;
	struct cache_mount *mounts; /* those of it; the shortest root first */
	size_t mount_count, mount_room;
	struct cache_search_counts counts;
	enum cache_search_end end;
};

struct cache_search {
	struct cache_search_place *places; /* most bytes first */
	size_t count;
	uint64_t rest_bytes, rest_files; /* of files that are too small to be kept one by one */
	struct cache_names names;
	uint64_t spent_ns; /* as time passes; the search fills it */
};

/*
 * Lists what a report lacks the names of, in all file systems or in those of what is asked for; refers to nothing
 * of it.  STATUS_NO_MEMORY.  Free it in any case.
 */
enum status cache_search_plan(struct cache_search *search, const struct cache_report *report,
	const struct cache_below *asked);
void cache_search_free(struct cache_search *search);

/* The first wanted file with that number; NULL: there is none. */
struct cache_wanted *cache_search_wanted(const struct cache_search_place *place, uint64_t number);

/* What one inode is: found, as the kernel has it at a path.  False: it is none that is wanted. */
bool cache_search_confirm(struct cache_search_place *place, uint64_t number, uint64_t inode);

/* Sums over file systems; end is the most telling one of those that lack names, FOUND if none does. */
struct cache_search_place cache_search_sums(const struct cache_search *search);

#endif
