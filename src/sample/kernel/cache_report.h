/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the page cache holds, by file.  kernel/cache/ makes it; views, JSON and findings read it.
 * Bytes are whole pages.
 */
#ifndef MEMTOP_SAMPLE_KERNEL_CACHE_REPORT_H
#define MEMTOP_SAMPLE_KERNEL_CACHE_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/text.h"
#include "base/value.h"
#include "sample/kernel/way.h"

/* No directory, no name, no mount. */
#define CACHE_NO_MOUNT UINT64_MAX
#define CACHE_NONE     UINT32_MAX

/* So many files are kept, the largest; of the others the sums of their directories. */
#define CACHE_FILES_MOST ((size_t)1 << 17)

/* Room for a path: that of a mount, and what of it is kept below that. */
#define CACHE_PATH (2 * 4096 + 64)

enum cache_content {
	CACHE_OF_FILES,   /* counts as Cached */
	CACHE_OF_TMPFS,   /* counts as Cached and as Shmem */
	CACHE_OF_DEVICES, /* block devices: Buffers */
	CACHE_OF_HUGETLB, /* no part of either */
};

/* As the kernel has devices: MINORBITS of include/linux/kdev_t.h. */
#define CACHE_MAJOR(device) ((uint32_t)((device) >> 20))
#define CACHE_MINOR(device) ((uint32_t)((device)&0xfffff))

struct cache_superblock {
	uint64_t address; /* in the kernel */
	uint32_t major, minor;
	enum cache_content content;
	char type[32]; /* "ext4" */
	/* Of files that are not kept one by one, and whose directory is not known. */
	uint64_t rest_bytes, rest_files;
	uint64_t rest_dropped_bytes, rest_dropped_files; /* of them, see name_dropped */
	bool unstable; /* its list changed too fast: there is at least what was found */
};

/* Directories make a tree; an index of its parent of CACHE_NONE: the root of its file system. */
struct cache_directory {
	uint64_t dentry; /* its address in the kernel */
	uint32_t parent, name;
	uint32_t superblock;
	bool known;                      /* its name, and those of all above it, could be read */
	uint32_t rest_pages, rest_files; /* of files in it that are not kept one by one */
};

struct cache_file {
	uint64_t inode;  /* its address in the kernel, which names it among all */
	uint64_t number; /* of the inode; of a block device its device, as the kernel has it */
	uint64_t cached_bytes, size_bytes;
	uint64_t swapped_bytes;               /* of tmpfs, in swap */
	uint32_t superblock, directory, name; /* directory CACHE_NONE: a name that stands alone */
	/* The states of its pages, in pages, if they were counted; evicted: not long ago, and not in memory. */
	uint32_t active, mapped, dirty, writeback, evicted;
	bool deleted, is_counted;
	/*
	 * It has links, and the kernel knows none of their names at this moment: it keeps an inode as long as it
	 * has pages, and drops directory entries when memory is short.
	 */
	bool name_dropped;
	bool name_found; /* by a search of directories: cache_names_apply() */
	bool is_denied;  /* how much of it is cached is not told */
};

/* A process that has a file open. */
struct cache_holder {
	uint32_t file; /* its index */
	int pid;
	char name[16];
};

/* What a cgroup pays for of a file: the one that first brought a page into memory has it charged. */
struct cache_charge {
	uint32_t file;   /* its index */
	uint32_t cgroup; /* its index; CACHE_NONE: more cgroups than are told apart */
	uint32_t pages;
};

/* Cgroups make a tree as directories do; among them are those that were removed and still have pages. */
struct cache_cgroup {
	uint64_t id; /* the inode of its directory */
	uint32_t parent, name;
	bool known; /* its name could be read */
	bool is_removed;
};

/* Where a file system, or a part of it, is mounted. */
struct cache_mount {
	uint64_t id; /* of mountinfo; CACHE_NO_MOUNT: a directory is the root of this process */
	uint32_t major, minor;
	char *root, *point;
};

/* Whose open files a report is of, and whose it lacks; all 0: it is of other files. */
struct cache_held {
	uint64_t processes;  /* looked at */
	uint64_t denied;     /* whose open files may not be seen, or not asked */
	uint64_t unanswered; /* processes */
	uint64_t
		unasked; /* descriptors on file systems that may not answer, or of more files than are kept */
	bool some_hidden; /* there may be processes that /proc does not show here */
};

struct cache_report {
	enum kernel_method method;
	struct kernel_refusal refusal; /* of a better method */
	struct cache_superblock *superblocks;
	struct cache_directory *directories;
	struct cache_file *files; /* most cached first */
	struct cache_mount *mounts;
	struct cache_holder *holders; /* by file and PID */
	struct cache_charge *charges; /* by file; of those whose pages were counted */
	struct cache_cgroup *cgroups;
	bool has_holders; /* all of them are known */
	enum value_state
		uncounted; /* why what is dirty, mapped and evicted of a file is not known */
	enum value_state without_holders; /* why holders are not */
	bool has_charges;                 /* this kernel knows which cgroup pays, and says it */
	struct string_pool names;
	size_t superblock_count, directory_count, file_count, mount_count, holder_count;
	size_t charge_count, cgroup_count, charge_room, cgroup_room;
	size_t superblock_room, directory_room, file_room, mount_room, holder_room;
	uint64_t inodes;             /* looked at */
	uint64_t rest_deleted_bytes; /* of files that are not kept one by one */
	uint64_t page_bytes;
	struct cache_held held;
	bool is_searched; /* for names that the kernel had dropped */
	bool is_part;     /* of the cache: files below paths that were asked for */
	bool is_layered;  /* some of them lie on an overlay: files are those of its layers */
	/* What /proc/meminfo said meanwhile. */
	struct value cached_bytes, buffers_bytes, shmem_bytes, total_bytes, swap_bytes;
	struct value dirty_background_bytes; /* from which on the kernel writes; of /proc/vmstat */
};

void cache_report_free(struct cache_report *report);

/* Parses /proc/self/mountinfo.  STATUS_NO_MEMORY. */
enum status cache_report_take_mounts(struct cache_report *report, struct text mountinfo);

/*
 * In a chroot nothing says where its root is mounted.  Whether a mount is the root of this process; and
 * the directory that is, as a mount of its own.  STATUS_NO_MEMORY.
 */
bool cache_report_has_root(const struct cache_report *report);
enum status cache_report_take_root(struct cache_report *report, uint32_t directory);

/* A string in names; CACHE_NONE: no memory, or more than names may take. */
uint32_t cache_report_keep_name(struct cache_report *report, const char *name);

/* What a target is in the kernel, or a layer of it: the addresses. */
struct cache_layer {
	uint64_t inode, dentry, superblock;
};

/* A file or directory that the user named. */
struct cache_target {
	const char *name; /* as it was given; not owned */
	char *path;       /* absolute, without a slash at the end; NULL: it was not found */
	uint64_t inode, dentry, superblock; /* their addresses in the kernel; 0: not known */
	int descriptor;             /* of O_PATH, owned by the search that found it; -1: none */
	enum status status;         /* of finding it */
	bool is_overlay;            /* it has no pages, but its layers have */
	struct cache_layer *layers; /* none: they are not known */
	size_t layer_count;
};

/* Whether that is its inode, or one of a layer. */
bool cache_target_has(const struct cache_target *target, uint64_t inode);

/* All that the user named. */
struct cache_below {
	struct cache_target *targets;
	size_t count; /* 0: all files */
};

/*
 * Whether a file system has something of what is asked for: a target lies in it, or it is mounted below one.
 * Nothing is asked for: it has.
 */
bool cache_report_may_hold(const struct cache_report *report,
	const struct cache_superblock *superblock, const struct cache_below *asked);

/*
 * Keeps the files alone that are among these, or lie below them: by what the kernel has there, whatever
 * the way that led to it, and by path, since other file systems may be mounted below.  Files whose names the kernel
 * dropped become rest_dropped of the superblocks that may hold some.  STATUS_NO_MEMORY: nothing is changed.
 */
enum status cache_report_keep_below(struct cache_report *report, const struct cache_below *asked);

/* Whether a path is root or lies below it; rest is what is left of it then. */
bool cache_path_below(const char *path, const char *root, const char **rest);

/*
 * Leaves so many files one by one, the largest, with those that are targets, and adds the others to the
 * sums of their directories.  Afterwards no order holds.
 */
void cache_report_cut(struct cache_report *report, size_t most, const struct cache_below *asked);

/* What of a file system is not kept one by one is none any more. */
static inline void cache_superblock_forget(struct cache_superblock *superblock)
{
	superblock->rest_bytes = superblock->rest_files = 0;
	superblock->rest_dropped_bytes = superblock->rest_dropped_files = 0;
}

/* What of a directory is not kept one by one. */
static inline uint64_t cache_directory_rest(const struct cache_report *report,
	const struct cache_directory *directory)
{
	return directory->rest_pages * report->page_bytes;
}

/* Takes what no file and directory has any more out of names.  STATUS_NO_MEMORY. */
enum status cache_report_pack_names(struct cache_report *report);

static inline enum cache_content cache_file_content(const struct cache_report *report,
	const struct cache_file *file)
{
	return report->superblocks[file->superblock].content;
}

static inline bool cache_file_is_device(const struct cache_report *report,
	const struct cache_file *file)
{
	return cache_file_content(report, file) == CACHE_OF_DEVICES;
}

/* Whether the file has a name of its own, with all directories above it. */
bool cache_file_is_named(const struct cache_report *report, const struct cache_file *file);

/*
 * Writes its path into out, NUL-terminated, as this process would open it; of a file system that is not
 * mounted here "ext4 8:1:/path", and of one whose path is longer than PATH_MAX "ext4 8:1:.../path".  Raw
 * bytes.  Returns the length.
 */
size_t cache_file_path(const struct cache_report *report, const struct cache_file *file,
	char out[static CACHE_PATH]);

/* The same from the root of its file system, where no mount stands before it. */
size_t cache_file_inside(const struct cache_report *report, const struct cache_file *file,
	char out[static CACHE_PATH]);

/* The same of a directory; of CACHE_NONE: of the root of the superblock. */
size_t cache_directory_path(const struct cache_report *report, uint32_t superblock,
	uint32_t directory, char out[static CACHE_PATH]);

/* More holders than these are not listed. */
#define CACHE_HOLDERS_MOST 65536

/* Adds one behind those that there are, whatever the order; STATUS_TOO_LARGE behind the last, STATUS_NO_MEMORY. */
enum status cache_report_add_holder(struct cache_report *report, uint32_t file, int pid,
	const char name[static 16]);

/* By file and PID, each once. */
void cache_report_sort_holders(struct cache_report *report);

/* Those of a file: the first of them, and how many. */
const struct cache_holder *cache_file_holders(const struct cache_report *report, size_t file,
	size_t *count);

const struct cache_charge *cache_file_charges(const struct cache_report *report, size_t file,
	size_t *count);

/* The path of a cgroup from the root of its hierarchy, as above. */
size_t cache_cgroup_path(const struct cache_report *report, const struct cache_cgroup *cgroup,
	char out[static CACHE_PATH]);

/* Sums over files. */
struct cache_sums {
	uint64_t cached, named, buffers, shmem, deleted; /* bytes */
	uint64_t files;
	uint64_t found, found_files; /* the same of files whose names were searched for and found */
	uint64_t dropped,
		dropped_files; /* bytes and number of files of Cached whose names the kernel dropped */
	/* Of those whose pages were counted, which have counted bytes of cached. */
	uint64_t counted, dirty, mapped, evicted;
	bool at_least; /* some list changed too fast */
};
struct cache_sums cache_report_sums(const struct cache_report *report);

/* Most cached first; what is equal by inode, so that the order is always the same. */
void cache_report_sort(struct cache_report *report);

#endif
