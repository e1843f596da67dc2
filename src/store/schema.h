/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables of a record, as memtop-record(5) describes them. */
#ifndef MEMTOP_STORE_SCHEMA_H
#define MEMTOP_STORE_SCHEMA_H

/* Before the first table of a new file. */
extern const char database_settings_new[];
/* Of every connection that writes. */
extern const char database_settings[];
extern const char database_schema[];

#endif
