/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables of a record, as memtop-record(5) describes them. */
#ifndef MEMTOP_STORE_SCHEMA_H
#define MEMTOP_STORE_SCHEMA_H

/* Before the first table of a new file. */
extern const char database_settings_new[];
/* Of every connection that writes. */
extern const char database_settings[];
extern const char database_schema[];
/* The tail alone, once the one before has another name. */
extern const char database_tail[];

/* From one form to the next, the first from 1 to 2. */
struct schema_step {
	const char *convert; /* what makes a record one of the next form */
	const char *view;    /* what lets it be read as if it were; it is not written to */
};
extern const struct schema_step schema_steps[];

#endif
