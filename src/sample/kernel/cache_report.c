/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/kernel/cache_report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"
#include "parse/system/mounts.h"

/* What the names of all files and directories may take. */
#define NAMES_MOST ((size_t)64 << 20)

void cache_report_free(struct cache_report *report)
{
	for (size_t i = 0; i < report->mount_count; i++) {
		free(report->mounts[i].root);
		free(report->mounts[i].point);
	}
	free(report->mounts);
	free(report->holders);
	free(report->charges);
	free(report->cgroups);
	free(report->superblocks);
	free(report->directories);
	free(report->files);
	string_pool_free(&report->names);
	*report = (struct cache_report){ .method = report->method };
}

static char *unescaped(struct text text)
{
	char *string = malloc(text.length + 1);

	if (string)
		mounts_unescape(string, text.length + 1, text);
	return string;
}

/* Takes over the strings of a mount, which are NULL where there was no memory. */
static enum status add_mount(struct cache_report *report, struct cache_mount mount)
{
	struct cache_mount *mounts = array_reserve(report->mounts, &report->mount_room,
		report->mount_count + 1, sizeof(*mounts));

	if (mounts)
		report->mounts = mounts;
	if (mounts && mount.root && mount.point) {
		mounts[report->mount_count++] = mount;
		return STATUS_OK;
	}
	free(mount.root);
	free(mount.point);
	return STATUS_NO_MEMORY;
}

enum status cache_report_take_mounts(struct cache_report *report, struct text mountinfo)
{
	enum status status = STATUS_OK;
	struct mount line;

	while (status == STATUS_OK && mounts_next(&line, &mountinfo))
		status = add_mount(report,
			(struct cache_mount){ line.id, (uint32_t)line.major, (uint32_t)line.minor,
				unescaped(line.root), unescaped(line.point) });
	return status;
}

uint32_t cache_report_keep_name(struct cache_report *report, const char *name)
{
	uint32_t offset;

	if (report->names.length + strlen(name) > NAMES_MOST)
		return CACHE_NONE;
	offset = string_pool_add(&report->names, text_of_string(name));
	return report->names.failed ? CACHE_NONE : offset;
}

static void pack_name(struct cache_report *report, const struct string_pool *old, uint32_t *name)
{
	if (*name != CACHE_NONE)
		*name = cache_report_keep_name(report, string_pool_at(old, *name));
}

enum status cache_report_pack_names(struct cache_report *report)
{
	struct string_pool old = report->names;

	report->names = (struct string_pool){ 0 };
	for (size_t i = 0; i < report->directory_count; i++)
		pack_name(report, &old, &report->directories[i].name);
	for (size_t i = 0; i < report->file_count; i++)
		pack_name(report, &old, &report->files[i].name);
	string_pool_free(&old);
	return report->names.failed ? STATUS_NO_MEMORY : STATUS_OK;
}

bool cache_file_is_named(const struct cache_report *report, const struct cache_file *file)
{
	return file->name != CACHE_NONE &&
	       (file->directory == CACHE_NONE || report->directories[file->directory].known);
}

/* ---- paths ---- */

/* What is kept of a path inside its file system: PATH_MAX. */
#define INSIDE 4096
#define CUT    "..."

/* A path that is written from its end. */
struct backwards {
	char *out;
	size_t at;
	bool cut;
};

static void put_before(struct backwards *path, const char *name)
{
	size_t length = strlen(name);

	if (path->at < length + sizeof("/" CUT)) {
		path->at -= strlen(CUT);
		memcpy(path->out + path->at, CUT, strlen(CUT));
		path->cut = true;
		return;
	}
	path->at -= length;
	memcpy(path->out + path->at, name, length);
	path->out[--path->at] = '/';
}

bool cache_path_below(const char *path, const char *root, const char **rest)
{
	size_t length = strlen(root);

	if (length > 0 && root[length - 1] == '/')
		length--;
	*rest = path + length;
	return strncmp(path, root, length) == 0 && (**rest == '/' || **rest == '\0');
}

/*
 * Of the mounts that show the path that with the shortest root, which shows most; of equals the first
 * one.
 */
static const struct cache_mount *mount_of(const struct cache_report *report,
	const struct cache_superblock *superblock, const char *path, const char **rest)
{
	const struct cache_mount *best = NULL;

	for (size_t i = 0; i < report->mount_count; i++) {
		const struct cache_mount *mount = &report->mounts[i];
		const char *after;

		if (mount->major != superblock->major || mount->minor != superblock->minor ||
			!cache_path_below(path, mount->root, &after))
			continue;
		if (best && strlen(best->root) <= strlen(mount->root))
			continue;
		best = mount;
		*rest = after;
	}
	return best;
}

static size_t put_path(const struct cache_report *report, uint32_t index, const char *path,
	char *out)
{
	const struct cache_superblock *superblock = &report->superblocks[index];
	const char *rest = path;
	const struct cache_mount *mount = mount_of(report, superblock, path, &rest);
	int length;

	if (!mount)
		length = snprintf(out, CACHE_PATH, "%s %" PRIu32 ":%" PRIu32 ":%s",
			superblock->type, superblock->major, superblock->minor, path);
	else if (strcmp(mount->point, "/") == 0)
		length = snprintf(out, CACHE_PATH, "%s", *rest ? rest : "/");
	else
		length = snprintf(out, CACHE_PATH, "%s%s", mount->point, rest);
	return length < CACHE_PATH ? (size_t)length : CACHE_PATH - 1;
}

/* Puts a directory, and all above it in its file system, before a path. */
static void put_directories(struct backwards *path, const struct cache_report *report, uint32_t i)
{
	for (; !path->cut; i = report->directories[i].parent) {
		const struct cache_directory *directory = &report->directories[i];

		/* The root of a file system has no name in it. */
		if (directory->known && directory->parent == CACHE_NONE)
			break;
		put_before(path,
			directory->known ? string_pool_at(&report->names, directory->name) : "?");
		if (directory->parent == CACHE_NONE)
			break;
	}
}

size_t cache_file_path(const struct cache_report *report, const struct cache_file *file,
	char out[static CACHE_PATH])
{
	char whole[INSIDE];
	struct backwards path = { whole, INSIDE - 1, false };

	out[0] = whole[INSIDE - 1] = '\0';
	if (file->name == CACHE_NONE)
		return 0;
	if (file->directory == CACHE_NONE)
		return (size_t)snprintf(out, CACHE_PATH, "%s",
			string_pool_at(&report->names, file->name));
	put_before(&path, string_pool_at(&report->names, file->name));
	put_directories(&path, report, file->directory);
	return put_path(report, file->superblock, whole + path.at, out);
}

size_t cache_file_inside(const struct cache_report *report, const struct cache_file *file,
	char out[static CACHE_PATH])
{
	struct backwards path = { out, INSIDE - 1, false };

	out[INSIDE - 1] = '\0';
	put_before(&path, string_pool_at(&report->names, file->name));
	if (file->directory != CACHE_NONE)
		put_directories(&path, report, file->directory);
	memmove(out, out + path.at, INSIDE - path.at);
	return INSIDE - 1 - path.at;
}

size_t cache_directory_path(const struct cache_report *report, uint32_t superblock,
	uint32_t directory, char out[static CACHE_PATH])
{
	char whole[INSIDE] = "";
	struct backwards path = { whole, INSIDE - 1, false };
	size_t length;

	if (directory != CACHE_NONE)
		put_directories(&path, report, directory);
	length = put_path(report, superblock, whole + path.at, out);
	/* The root of what is not mounted has no path. */
	if (out[length - 1] == ':')
		out[--length] = '\0';
	return length;
}

size_t cache_cgroup_path(const struct cache_report *report, const struct cache_cgroup *cgroup,
	char out[static CACHE_PATH])
{
	char whole[INSIDE];
	struct backwards path = { whole, INSIDE - 1, false };

	whole[INSIDE - 1] = '\0';
	for (; !path.cut; cgroup = &report->cgroups[cgroup->parent]) {
		if (cgroup->known && cgroup->parent == CACHE_NONE)
			break;
		put_before(&path,
			cgroup->known ? string_pool_at(&report->names, cgroup->name) : "?");
		if (cgroup->parent == CACHE_NONE)
			break;
	}
	if (path.at == INSIDE - 1)
		put_before(&path, "");
	memcpy(out, whole + path.at, INSIDE - path.at);
	return INSIDE - 1 - path.at;
}

bool cache_report_has_root(const struct cache_report *report)
{
	for (size_t i = 0; i < report->mount_count; i++)
		if (strcmp(report->mounts[i].point, "/") == 0)
			return true;
	return false;
}

enum status cache_report_take_root(struct cache_report *report, uint32_t directory)
{
	const struct cache_superblock *superblock =
		&report->superblocks[report->directories[directory].superblock];
	char whole[INSIDE] = "";
	struct backwards path = { whole, INSIDE - 1, false };

	put_directories(&path, report, directory);
	if (path.cut || !report->directories[directory].known)
		return STATUS_OK;
	return add_mount(report,
		(struct cache_mount){ CACHE_NO_MOUNT, superblock->major, superblock->minor,
			strdup(whole[path.at] ? whole + path.at : "/"), strdup("/") });
}

enum status cache_report_add_holder(struct cache_report *report, uint32_t file, int pid,
	const char name[static 16])
{
	struct cache_holder *holders;

	if (report->holder_count >= CACHE_HOLDERS_MOST)
		return STATUS_TOO_LARGE;
	holders = array_reserve(report->holders, &report->holder_room, report->holder_count + 1,
		sizeof(*holders));
	if (!holders)
		return STATUS_NO_MEMORY;
	report->holders = holders;
	holders += report->holder_count++;
	*holders = (struct cache_holder){ .file = file, .pid = pid };
	memcpy(holders->name, name, sizeof(holders->name));
	holders->name[sizeof(holders->name) - 1] = '\0';
	return STATUS_OK;
}

static int by_file(const void *a, const void *b)
{
	const struct cache_holder *one = a, *other = b;

	return FIRST_DIFFERENCE(COMPARE(one->file, other->file), COMPARE(one->pid, other->pid));
}

void cache_report_sort_holders(struct cache_report *report)
{
	size_t kept = 0;

	if (report->holder_count > 0)
		qsort(report->holders, report->holder_count, sizeof(*report->holders), by_file);
	for (size_t i = 0; i < report->holder_count; i++)
		if (kept == 0 || by_file(&report->holders[kept - 1], &report->holders[i]) != 0)
			report->holders[kept++] = report->holders[i];
	report->holder_count = kept;
}

const struct cache_holder *cache_file_holders(const struct cache_report *report, size_t file,
	size_t *count)
{
	size_t first, end;

	LOWER_BOUND(first, report->holder_count, report->holders[first].file < file);
	LOWER_BOUND(end, report->holder_count, report->holders[end].file <= file);
	*count = end - first;
	return *count > 0 ? report->holders + first : NULL;
}

const struct cache_charge *cache_file_charges(const struct cache_report *report, size_t file,
	size_t *count)
{
	size_t first, end;

	LOWER_BOUND(first, report->charge_count, report->charges[first].file < file);
	LOWER_BOUND(end, report->charge_count, report->charges[end].file <= file);
	*count = end - first;
	return *count > 0 ? report->charges + first : NULL;
}

/* ---- sums and order ---- */

static void add_to_sums(struct cache_sums *sums, enum cache_content content, uint64_t bytes,
	uint64_t named)
{
	if (content == CACHE_OF_DEVICES)
		sums->buffers += bytes;
	if (content == CACHE_OF_TMPFS)
		sums->shmem += bytes;
	if (content == CACHE_OF_FILES || content == CACHE_OF_TMPFS) {
		sums->cached += bytes;
		sums->named += named;
	}
}

/* Pages of tmpfs are dirty as long as they live, and are nothing to be written to a disk. */
static void add_states(struct cache_sums *sums, const struct cache_file *file, uint64_t page_bytes,
	enum cache_content content)
{
	if (!file->is_counted)
		return;
	sums->counted += file->cached_bytes;
	if (content != CACHE_OF_TMPFS)
		sums->dirty += file->dirty * page_bytes;
	sums->mapped += file->mapped * page_bytes;
	sums->evicted += file->evicted * page_bytes;
}

static void add_rest(struct cache_sums *sums, const struct cache_report *report)
{
	for (size_t i = 0; i < report->directory_count; i++) {
		const struct cache_directory *directory = &report->directories[i];
		uint64_t bytes = cache_directory_rest(report, directory);

		add_to_sums(sums, report->superblocks[directory->superblock].content, bytes,
			directory->known ? bytes : 0);
		sums->files += directory->rest_files;
	}
	for (size_t i = 0; i < report->superblock_count; i++) {
		const struct cache_superblock *superblock = &report->superblocks[i];

		add_to_sums(sums, superblock->content, superblock->rest_bytes, 0);
		sums->files += superblock->rest_files;
		sums->dropped += superblock->rest_dropped_bytes;
		sums->dropped_files += superblock->rest_dropped_files;
		sums->at_least = sums->at_least || superblock->unstable;
	}
	sums->deleted += report->rest_deleted_bytes;
}

struct cache_sums cache_report_sums(const struct cache_report *report)
{
	struct cache_sums sums = { .files = report->file_count };

	for (size_t i = 0; i < report->file_count; i++) {
		const struct cache_file *file = &report->files[i];
		enum cache_content content = report->superblocks[file->superblock].content;

		add_to_sums(&sums, content, file->cached_bytes,
			cache_file_is_named(report, file) ? file->cached_bytes : 0);
		add_states(&sums, file, report->page_bytes, content);
		sums.dropped += file->name_dropped ? file->cached_bytes : 0;
		sums.dropped_files += file->name_dropped;
		sums.found += file->name_found ? file->cached_bytes : 0;
		sums.found_files += file->name_found;
		if (file->deleted && content != CACHE_OF_DEVICES)
			sums.deleted += file->cached_bytes;
	}
	add_rest(&sums, report);
	return sums;
}

static int compare(const void *a, const void *b)
{
	const struct cache_file *one = a, *other = b;

	return FIRST_DIFFERENCE(COMPARE(other->cached_bytes, one->cached_bytes),
		COMPARE(one->inode, other->inode));
}

void cache_report_sort(struct cache_report *report)
{
	if (report->file_count > 0)
		qsort(report->files, report->file_count, sizeof(*report->files), compare);
}
