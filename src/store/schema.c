/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/schema.h"

#include <assert.h>

#include "base/macros.h"
#include "store/database.h"

const char database_settings_new[] = "PRAGMA page_size = 4096;"
				     "PRAGMA auto_vacuum = INCREMENTAL;";

/*
 * synchronous = FULL: what was committed survives a loss of power, too.  NORMAL would lose what came
 * after the last checkpoint, which is up to an hour of samples.
 */
const char database_settings[] = "PRAGMA journal_mode = WAL;"
				 "PRAGMA synchronous = FULL;"
				 "PRAGMA journal_size_limit = 4194304;"
				 "PRAGMA cache_size = -1024;";

#define EXITS_TABLE                                                                                \
	"CREATE TABLE exits(id INTEGER PRIMARY KEY, seq INTEGER, wall_ns INTEGER, pid INTEGER,"    \
	" process INTEGER, uid INTEGER, user INTEGER, name INTEGER, exit_code INTEGER,"            \
	" signal INTEGER, peak_rss_bytes INTEGER, lived_us INTEGER, count INTEGER);"               \
	"CREATE INDEX exits_by_seq ON exits(seq);"

#define CGROUP_TABLE                                                                               \
	"CREATE TABLE cgroup(id INTEGER PRIMARY KEY, boot INTEGER, inode INTEGER, path INTEGER,"   \
	" label TEXT, first_seq INTEGER, last_seq INTEGER);"

/*
 * What every sample needs stands twice, in the same columns: of a damaged page of one the other has the rows
 * (store/mend/).  What is told of a process later is told of the first alone.
 */
#define TWICE(table, columns, values)                                                              \
	"CREATE TABLE " table "_again(" columns ");"                                               \
	"CREATE TRIGGER " table "_added AFTER INSERT ON " table                                    \
	" BEGIN INSERT OR REPLACE INTO " table "_again VALUES(" values "); END;"                   \
	"CREATE TRIGGER " table "_gone AFTER DELETE ON " table " BEGIN DELETE FROM " table         \
	"_again WHERE id = old.id; END;"
#define COPIES                                                                                      \
	TWICE("boot", "id INTEGER PRIMARY KEY, boot_id, host, kernel, page_size, first_wall_ns",    \
		"new.id, new.boot_id, new.host, new.kernel, new.page_size, new.first_wall_ns")      \
	TWICE("text", "id INTEGER PRIMARY KEY, hash, value", "new.id, new.hash, new.value")         \
	TWICE("template", "id INTEGER PRIMARY KEY, hash, file, value",                              \
		"new.id, new.hash, new.file, new.value")                                            \
	TWICE("process",                                                                            \
		"id INTEGER PRIMARY KEY, boot, pid, start_ticks, uid, kernel_thread, user, name,"   \
		" command, command_state, cgroup, first_seq, last_seq, exit_code, peak_rss,"        \
		" program",                                                                         \
		"new.id, new.boot, new.pid, new.start_ticks, new.uid, new.kernel_thread, new.user," \
		" new.name, new.command, new.command_state, new.cgroup, new.first_seq,"             \
		" new.last_seq, new.exit_code, new.peak_rss, new.program")                          \
	TWICE("cgroup", "id INTEGER PRIMARY KEY, boot, inode, path, label, first_seq, last_seq",    \
		"new.id, new.boot, new.inode, new.path, new.label, new.first_seq, new.last_seq")

/* All but the data, as of blocks: what is damaged in one page of rows does not hide the others. */
#define TAIL_ABOUT                                                                                 \
	"CREATE INDEX tail_about ON tail(seq, boot, wall_ns, boottime_ns, whole);"                 \
	"CREATE VIEW tail_row AS SELECT seq, boot, wall_ns, boottime_ns, whole"                    \
	" FROM tail INDEXED BY tail_about;"

#define TAIL_TABLE                                                                                 \
	"CREATE TABLE tail(seq INTEGER PRIMARY KEY, boot INTEGER, wall_ns INTEGER,"                \
	" boottime_ns INTEGER, whole INTEGER, data BLOB);" TAIL_ABOUT

const char database_tail[] = TAIL_TABLE;

const char database_schema[] =
	"BEGIN IMMEDIATE;"
	"PRAGMA application_id = 1835363700;"
	"PRAGMA user_version = 7;"
	"CREATE TABLE boot(id INTEGER PRIMARY KEY, boot_id TEXT UNIQUE, host TEXT, kernel TEXT,"
	" page_size INTEGER, first_wall_ns INTEGER);"
	"CREATE TABLE text(id INTEGER PRIMARY KEY, hash INTEGER, value TEXT);"
	"CREATE INDEX text_by_hash ON text(hash);"
	"CREATE TABLE template(id INTEGER PRIMARY KEY, hash INTEGER, file TEXT, value TEXT);"
	"CREATE INDEX template_by_hash ON template(hash);"
	"CREATE TABLE process(id INTEGER PRIMARY KEY, boot INTEGER, pid INTEGER,"
	" start_ticks INTEGER, uid INTEGER, kernel_thread INTEGER, user INTEGER, name INTEGER,"
	" command INTEGER, command_state INTEGER, cgroup INTEGER, first_seq INTEGER, last_seq INTEGER,"
	" exit_code INTEGER, peak_rss INTEGER, program INTEGER);"
	"CREATE INDEX process_by_pid ON process(pid, start_ticks);" CGROUP_TABLE TAIL_TABLE
	"CREATE TABLE block(seq0 INTEGER PRIMARY KEY, seq1 INTEGER, level INTEGER, boot INTEGER,"
	" wall0_ns INTEGER, wall1_ns INTEGER, n INTEGER, system BLOB, processes BLOB, pad BLOB);"
	/* All but the blobs: what is damaged in one block does not hide the others. */
	"CREATE INDEX block_about ON block(seq0, seq1, wall0_ns, wall1_ns, level, boot, n);"
	"CREATE TABLE summary(seq INTEGER PRIMARY KEY, wall INTEGER, total_bytes INTEGER,"
	" available_bytes INTEGER, free_bytes INTEGER, cached_bytes INTEGER,"
	" anonymous_bytes INTEGER, shared_bytes INTEGER, slab_bytes INTEGER,"
	" swap_total_bytes INTEGER, swap_free_bytes INTEGER, pressure_some_avg10 INTEGER,"
	" pressure_full_avg10 INTEGER, processes INTEGER, least_available_bytes INTEGER,"
	" mean_available_bytes INTEGER, most_available_bytes INTEGER, span_seconds INTEGER,"
	" cpu_pressure_some_avg10 INTEGER, io_pressure_some_avg10 INTEGER,"
	" io_pressure_full_avg10 INTEGER);"
	"CREATE TABLE event(id INTEGER PRIMARY KEY, seq INTEGER, wall_ns INTEGER, kind TEXT,"
	" until_ns INTEGER, process INTEGER, data TEXT, text TEXT, report TEXT);" EXITS_TABLE COPIES
	"COMMIT;";

/* A name is looked for among temporary views first. */
const struct schema_step schema_steps[] = {
	{ "ALTER TABLE process ADD COLUMN program INTEGER;",
		"CREATE TEMP VIEW process AS SELECT *, NULL AS program FROM main.process;" },
	{ "ALTER TABLE event ADD COLUMN text TEXT; ALTER TABLE event ADD COLUMN report TEXT;"
	  "ALTER TABLE summary ADD COLUMN least_available_bytes INTEGER;"
	  "ALTER TABLE summary ADD COLUMN mean_available_bytes INTEGER;"
	  "ALTER TABLE summary ADD COLUMN most_available_bytes INTEGER;"
	  "ALTER TABLE summary ADD COLUMN span_seconds INTEGER;" CGROUP_TABLE,
		"CREATE TEMP VIEW event AS SELECT *, NULL AS text, NULL AS report FROM main.event;"
		"CREATE TEMP VIEW summary AS SELECT *, NULL AS least_available_bytes,"
		" NULL AS mean_available_bytes, NULL AS most_available_bytes,"
		" NULL AS span_seconds FROM main.summary;" },
	{ EXITS_TABLE,
		"CREATE TEMP VIEW exits AS SELECT NULL AS id, NULL AS seq, NULL AS wall_ns,"
		" NULL AS pid, NULL AS process, NULL AS uid, NULL AS user, NULL AS name,"
		" NULL AS exit_code, NULL AS signal, NULL AS peak_rss_bytes, NULL AS lived_us,"
		" NULL AS count WHERE 0;" },
	/* Nothing of memtop reads these: they are for scripts. */
	{ "ALTER TABLE summary ADD COLUMN cpu_pressure_some_avg10 INTEGER;"
	  "ALTER TABLE summary ADD COLUMN io_pressure_some_avg10 INTEGER;"
	  "ALTER TABLE summary ADD COLUMN io_pressure_full_avg10 INTEGER;",
		"" },
	/* Blocks are packed by column (store/codec/fold.h), and those before stay as they are. */
	{ TAIL_ABOUT, "CREATE TEMP VIEW tail_row AS SELECT seq, boot, wall_ns, boottime_ns, whole"
		      " FROM main.tail;" },
	/* No reader asks these: they are for when the others are damaged. */
	{ "ALTER TABLE block ADD COLUMN pad BLOB;" COPIES
	  "INSERT INTO boot_again SELECT * FROM boot; INSERT INTO text_again SELECT * FROM text;"
	  "INSERT INTO template_again SELECT * FROM template;"
	  "INSERT INTO process_again SELECT * FROM process;"
	  "INSERT INTO cgroup_again SELECT * FROM cgroup;",
		"" },
};

static_assert(COUNT_OF(schema_steps) == DATABASE_SCHEMA - 1, "a step for each form");
