/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who exists.  The table finds new processes and forgets those that ended, and sweeps statm: that
 * one file, on descriptors kept open, tells cheaply in which anything moved.  A kept descriptor of a
 * dead process answers ESRCH, so a PID that is used again cannot pass for the process before.
 */
#ifndef MEMTOP_SOURCE_PROCESS_TABLE_H
#define MEMTOP_SOURCE_PROCESS_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "parse/process/statm.h"
#include "sample/kernel/swept.h"
#include "sample/sample.h"
#include "source/file.h"
#include "source/inspect/held_shmem.h"
#include "source/process/pid_list.h"

/* Seven numbers, two of which are 0: the others may have seven digits, 38 GiB in pages.  Whole words. */
#define STATM_SAID 48

/* What a program said of a process last. */
struct swept_before {
	struct swept_identity identity;
	struct swept_figures figures;
};

struct process {
	pid_t pid;
	int descriptor;     /* on statm; -1 where none is kept */
	enum status status; /* how the last sweep of it ended */
	bool gone;          /* ended: leaves the table at the end of the sweep */
	bool changed;       /* new, or statm is not what it was: the rest must be read again */
	bool swept;         /* statm could be read */
	bool lacked;        /* memory, for something of its row: all of it must be read again */
	bool is_untold; /* where a program sweeps, /proc alone shows it: its statm is read all the same */
	bool is_told;    /* what the program told is of this process, ... */
	bool is_applied; /* ... and the row has the figures */
	/* What statm said: the same again needs no reading; longer than there is room for: none kept. */
	uint8_t said_length;
	char said[STATM_SAID];
	struct statm statm;
	uint64_t serial;      /* unlike the PID never used twice */
	uint64_t read_ns;     /* when the rest was last read; 0: never */
	uint64_t status_told; /* by status, at its last turn: see rotation.c; 0: nothing */
	struct row *row;      /* as last known; NULL until something is */
	uint64_t counted_ns;  /* when its counters were last read; 0: never */
	uint64_t
		shared_seen; /* its resident shared memory at the last sample that followed growth */
	int64_t shmem_since_ns; /* on the wall: files made since then are its growth; 0: not yet */
	struct shmem_first
		*shmem_first; /* the files that it mapped first; NULL until its memory rose */
	/* Versions of the row: its shared memory was looked at, it did not grow, no figure under a budget was wanted; 0: never. */
	uint64_t shared_version, roomless, unwanted;
	uint64_t settled;          /* all of that, so that it is passed over; 0: not */
	struct swept_before *told; /* NULL where no program ever swept */
};

struct process_table {
	const struct kernel_root *root;
	struct process **processes; /* by PID, ascending */
	size_t count;
	size_t kept, open_fds_max; /* descriptors kept, and how many there may be */
	uint64_t next_serial;
	uint64_t page_size;
	uint64_t ended;     /* processes that left it again */
	struct row **spare; /* see process_table_make_rows() */
	size_t spare_count;
	size_t renewed;                   /* rows that no sample had before the last */
	bool some_gone;                   /* some process of it is marked so */
	struct pid_list pids;             /* those that are there, or came */
	struct memfd_mounts memfd_mounts; /* once they are known */
	bool memfd_mounts_known;
	struct value
		shmem_held; /* the machine's, when it was last asked which processes hold memfds */
	size_t held_next, held_left; /* which to ask next, and how many still */
	pid_t room_next;             /* from which on to look up rooms next */
	pid_t grown_next;           /* whose shared memory to look at first, if that of many rose */
	struct process **unsettled; /* see process_table_list_unsettled(); by PID, ascending */
	size_t unsettled_count, unsettled_capacity;
};

/*
 * open_fds_max: how many descriptors may be kept open; the rest is opened each time.  The root stays
 * the caller's.
 */
enum status process_table_open(struct process_table *table, const struct kernel_root *root,
	size_t open_fds_max);
void process_table_close(struct process_table *table);

/*
 * Brings the table up to date: only names the processes to look at, NULL means all.  STATUS_FAILED
 * with errno if /proc cannot be listed.
 */
enum status process_table_list(struct process_table *table, const pid_t *only, size_t only_count,
	uint64_t now_ns);

/* Reads the statm of every process, marks those that changed, and drops those that are gone. */
void process_table_sweep(struct process_table *table);

/*
 * The same with what a program says of every process: adds those that are new, drops those that are gone,
 * marks those that became another; apply gets all others, told or not.  STATUS_NO_MEMORY.
 */
enum status process_table_take(struct process_table *table, const struct swept_list *list,
	void (*apply)(void *context, struct process *process, const struct swept *swept),
	void *context);

/* Remembers what was said before the statm files were read: a process that is another than that later has changed. */
void process_table_know(struct process_table *table, const struct swept_list *list);

/* Asks /proc once more. */
bool process_table_is_there(const struct process_table *table, const struct process *process);

/* Keeps no descriptor any more. */
void process_table_close_files(struct process_table *table);

/* Marks a process as gone, and drops those that are. */
void process_table_mark_gone(struct process_table *table, struct process *process);
void process_table_drop_gone(struct process_table *table);

/* Calls take with the owner of each process's directory. */
void process_table_owners(const struct process_table *table,
	void (*take)(void *context, uid_t owner), void *context);

struct process *process_table_find(const struct process_table *table, pid_t pid);

/*
 * Lists the processes with rows that are others than when they were last looked at for what follows from rows: few,
 * where most are at rest.  The list holds until processes are listed or swept again.  STATUS_NO_MEMORY.
 */
enum status process_table_list_unsettled(struct process_table *table);
/* They were looked at: those whose row is still the same are listed no more. */
void process_table_settle(struct process_table *table);
/* The first of the list from that PID on; none: how many there are. */
size_t process_table_unsettled_from(const struct process_table *table, pid_t pid);

/*
 * Memory for the rows of all that have none.  Rows are made anew and go together, but who they are of stays: so
 * they stand side by side, and when they go, so do their pages.  Without memory each is made when it is wanted.
 */
void process_table_make_rows(struct process_table *table);
void process_table_drop_rows(struct process_table *table); /* those that were not wanted */

/* The first row of a process; NULL without memory. */
struct row *process_table_new_row(struct process_table *table, struct process *process, pid_t ppid,
	struct identity *identity);

/*
 * A row of the process that has no other holder, to be changed: the same one, or a copy if a sample
 * has it.  NULL before there is a row, or without memory, which the process has lacked then.
 */
struct row *process_edit(struct process *process);

/*
 * Gives the sample, which has none, references to all rows.  STATUS_NO_MEMORY; also where it lacked for something
 * of a row since the last time, which is changed again then.
 */
enum status process_table_fill(struct process_table *table, struct sample *sample);

/* Changes one figure, if it is another; without memory it stays as it was, and the process has lacked some. */
void process_set(struct process *process, enum metric metric, struct value value);

#endif
