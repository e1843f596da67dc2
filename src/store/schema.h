/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables of a record, as memtop-record(5) describes them. */
#ifndef MEMTOP_STORE_SCHEMA_H
#define MEMTOP_STORE_SCHEMA_H

/* Before the first table of a new file. */
extern const char database_settings_new[];
/* Of every connection that writes. */
extern const char database_settings[];
extern const char database_schema[];
/* What makes a record of form 1 one of form 2, and what lets it be read as if it were. */
extern const char database_from_1[];
extern const char database_as_2[];

#endif
