/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/cgroup/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "source/cgroup/figures.h"
#include "source/cgroup/list.h"
#include "source/cgroup/names.h"
#include "source/cgroup/node.h"
#include "source/cgroup/slab.h"

/* More than any machine has; a tree that was made to be large ends there. */
#define ENTRIES_MOST 65536

/* So old may be what was not read because nothing moved. */
#define REST_AGE_NS (10 * NS_PER_SECOND)

/* One at rest for so many readings is read in so many, if its file is not open. */
#define CALM_AFTER 8
#define CALM_TURNS 4

/* By so many cgroups a reading it is found out whether the kernel's counters are what they seem. */
#define COMPARED_MOST 100
#define COUNTS_MOST   8 /* in one look, until a cgroup is found that did not change between */

/* The kernel's cost of an open file of cgroupfs: struct file, its seq_file and the page it prints to. */
#define FILE_BYTES 5120
/* Of an open directory: struct file. */
#define DIRECTORY_BYTES 256

struct cgroup_tree {
	struct cgroup_entry *root; /* NULL before the first reading */
	char point[PATH_MAX];      /* where it is mounted */
	size_t count;
	struct cgroup_open open;
	struct file_buffer buffer;
	uint64_t readings;
	uint64_t cursor; /* the id of the one at which the next reading goes on with all else */
	size_t denied;
	int var; /* where runtimes keep what they know of their containers; -1: nowhere */
	struct cgroup_slab slab;
};

/* A reading that goes on. */
struct reading {
	struct cgroup_tree *tree;
	const struct cgroup_mount *mount;
	const struct cgroup_request *request;
	uint64_t deadline_ns, now_ns;
	const atomic_bool *cancelled;
	unsigned turn;
	bool late, incomplete, has_rest; /* the rest of some was read */
	enum status lacked;              /* what memtop lacked for any of it first, or STATUS_OK */
};

struct cgroup_tree *cgroup_tree_new(const struct cgroup_limits *limits, const char *var)
{
	struct cgroup_tree *tree = calloc(1, sizeof(*tree));

	if (!tree)
		return NULL;
	tree->open.files_most = limits->usage_files < limits->descriptors ? limits->usage_files
									  : limits->descriptors;
	tree->var = file_open(AT_FDCWD, var, O_PATH | O_DIRECTORY);
	if (tree->var < 0 && status_is_shortage(status_from_errno(errno))) {
		int error = errno;

		free(tree);
		errno = error;
		return NULL;
	}
	/* The root's is always kept. */
	tree->open.directories_most = limits->descriptors - tree->open.files_most + 1;
	return tree;
}

static void drop_root(struct cgroup_tree *tree)
{
	if (tree->root)
		entry_free_all(tree->root, &tree->open);
	tree->root = NULL;
	tree->count = 0;
}

void cgroup_tree_free(struct cgroup_tree *tree)
{
	if (!tree)
		return;
	drop_root(tree);
	cgroup_slab_end(&tree->slab);
	if (tree->var >= 0)
		close(tree->var);
	file_buffer_free(&tree->buffer);
	free(tree);
}

void cgroup_tree_use(struct cgroup_tree *tree, struct memcg_counters counters, size_t cgroups)
{
	cgroup_slab_use(&tree->slab, counters, cgroups);
}

static void note(struct reading *reading, enum status status)
{
	if (status_is_shortage(status) && reading->lacked == STATUS_OK)
		reading->lacked = status;
}

/* A look at the clock now and then costs less than what it guards. */
static bool is_over(struct reading *reading)
{
	if (!reading->late && (++reading->turn & 63) == 0)
		reading->late = *reading->cancelled ||
				clock_now_ns(CLOCK_MONOTONIC) >= reading->deadline_ns;
	return reading->late;
}

/* ---- which there are ---- */

static enum status open_root(struct cgroup_tree *tree, const struct cgroup_mount *mount)
{
	struct cgroup_entry *root;
	struct stat stat;
	int directory;

	if (tree->root && strcmp(tree->point, mount->point) == 0)
		return STATUS_OK;
	drop_root(tree);
	directory = file_open(AT_FDCWD, mount->point, O_PATH | O_DIRECTORY);
	if (directory < 0)
		return status_from_errno(errno);
	root = fstat(directory, &stat) == 0 ? entry_new(NULL, "", stat.st_ino) : NULL;
	if (!root) {
		close(directory);
		return STATUS_NO_MEMORY;
	}
	root->directory = directory;
	tree->open.directories++;
	memcpy(tree->point, mount->point, sizeof(tree->point));
	tree->root = root;
	tree->count = 1;
	return STATUS_OK;
}

static void drop_child(struct cgroup_tree *tree, struct cgroup_entry *child)
{
	for (const struct cgroup_entry *at = child; at; at = entry_next(at, child))
		tree->count--;
	entry_free_all(child, &tree->open);
}

/* One that is new, with what it is called.  NULL: memtop lacked something. */
static struct cgroup_entry *make_entry(struct reading *reading, struct cgroup_entry *parent,
	const char *name, uint64_t id)
{
	struct cgroup_tree *tree = reading->tree;
	struct cgroup_entry *entry = entry_new(parent, name, id);
	enum status status = STATUS_NO_MEMORY;

	if (entry)
		status = cgroup_label(&entry->cgroup->identity->label, tree->var,
			text_of_string(name), text_of_string(parent->cgroup->identity->name));
	note(reading, status);
	if (status == STATUS_OK) {
		tree->count++;
		return entry;
	}
	if (entry)
		entry_free(entry, &tree->open);
	return NULL;
}

/*
 * Two sorted lists of children become one: one that is in both stays, with all that is known of it.  What
 * memtop lacked for one that is new, which the next listing finds.
 */
static enum status merge(struct reading *reading, struct cgroup_entry *parent,
	const struct directory_list *list)
{
	struct cgroup_tree *tree = reading->tree;
	struct cgroup_entry *old = parent->first_child, **link = &parent->first_child;

	parent->first_child = NULL;
	for (size_t i = 0; i < list->count; i++) {
		const struct directory_item *item = &list->items[i];
		const char *name = string_pool_at(&list->names, item->name);
		struct cgroup_entry *entry;

		while (old && strcmp(old->cgroup->identity->name, name) < 0) {
			entry = old;
			old = old->next;
			drop_child(tree, entry);
		}
		if (old && strcmp(old->cgroup->identity->name, name) == 0) {
			entry = old;
			old = old->next;
			if (entry->cgroup->id != item->id) {
				drop_child(tree, entry);
				entry = NULL;
			}
		} else {
			entry = NULL;
		}
		if (!entry && tree->count < ENTRIES_MOST)
			entry = make_entry(reading, parent, name, item->id);
		reading->incomplete |= !entry;
		if (!entry)
			continue;
		*link = entry;
		entry->next = NULL;
		link = &entry->next;
	}
	while (old) {
		struct cgroup_entry *entry = old;

		old = old->next;
		drop_child(tree, entry);
	}
	return reading->lacked;
}

/* Lists the children of one, if they can have changed. */
static void look_below(struct reading *reading, struct cgroup_entry *entry)
{
	struct cgroup_tree *tree = reading->tree;
	struct directory_list list = { 0 };
	int directory = entry_directory(entry, &tree->open);
	struct stat stat;

	if (directory < 0 || fstat(directory, &stat) != 0) {
		entry->gone = errno == ENOENT || errno == ENODEV;
		entry->status = status_from_errno(errno);
		entry->listed = false;
	} else if (!entry->listed || stat.st_nlink != entry->links || stat.st_nlink < 2) {
		entry->status = directory_list_read(&list, directory);
		if (entry->status == STATUS_OK)
			entry->status = merge(reading, entry, &list);
		entry->links = stat.st_nlink;
		/* Who was denied is asked again when something changes there. */
		entry->listed = entry->status == STATUS_OK || entry->status == STATUS_DENIED;
		directory_list_free(&list);
	}
	entry_done(entry, directory);
	tree->denied += entry->status == STATUS_DENIED;
	note(reading, entry->status);
}

static void look_for_changes(struct reading *reading)
{
	struct cgroup_tree *tree = reading->tree;

	tree->denied = 0;
	for (struct cgroup_entry *entry = tree->root; entry;
		entry = entry_next(entry, tree->root)) {
		if (is_over(reading)) {
			reading->incomplete = true;
			return;
		}
		look_below(reading, entry);
	}
}

/* ---- usage ---- */

static enum status read_usage_file(struct reading *reading, struct cgroup_entry *entry,
	char text[static 32], size_t *length)
{
	struct cgroup_open *open = &reading->tree->open;
	int file = entry->usage, directory;
	enum status status = STATUS_OK;
	ssize_t got;

	if (file < 0) {
		directory = entry_directory(entry, open);
		if (directory < 0)
			return status_from_errno(errno);
		file = file_open(directory, cgroup_usage_file(reading->mount->version),
			O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
		if (file < 0)
			status = status_from_errno(errno);
		entry_done(entry, directory);
		if (file < 0)
			return status;
	}
	do
		got = pread(file, text, 32, 0);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		status = status_from_errno(errno);
	*length = got > 0 ? (size_t)got : 0;
	if (entry->usage >= 0)
		return status;
	if (status == STATUS_OK && open->files < open->files_most && !reading->request->once) {
		entry->usage = file;
		open->files++;
	} else {
		close(file);
	}
	return status;
}

/* Takes a changed reading in the place of the cgroup that others may hold. */
static void replace(struct reading *reading, struct cgroup_entry *entry, const struct cgroup *now)
{
	struct cgroup *copy = cgroup_copy(now);

	if (!copy) {
		note(reading, STATUS_NO_MEMORY);
		return;
	}
	cgroup_unref(entry->cgroup);
	entry->cgroup = copy;
}

/*
 * Whether it was removed: then its parent's list of children is no longer true.  One that has no such
 * file, as where a parent does not hand the controller on, is still where its name leads.
 */
static bool is_gone(struct reading *reading, const struct cgroup_entry *entry, enum status status)
{
	struct cgroup_entry *parent = entry->parent;
	struct stat stat;
	int directory;
	bool gone;

	if (status != STATUS_ABSENT || !parent)
		return status == STATUS_GONE;
	directory = entry_directory(parent, &reading->tree->open);
	note(reading, directory < 0 ? status_from_errno(errno) : STATUS_OK);
	gone = directory < 0 ||
	       fstatat(directory, entry->cgroup->identity->name, &stat, AT_SYMLINK_NOFOLLOW) != 0 ||
	       stat.st_ino != entry->cgroup->id;
	entry_done(parent, directory);
	return gone;
}

static void read_usage(struct reading *reading, struct cgroup_entry *entry)
{
	struct value before = cgroup_value(entry->cgroup, CGROUP_USAGE), now;
	struct cgroup changed;
	size_t length = 0;
	char text[32];
	enum status status = read_usage_file(reading, entry, text, &length);

	note(reading, status);
	if (is_gone(reading, entry, status)) {
		entry->gone = true;
		return;
	}
	now = status == STATUS_OK ? cgroup_usage_of(text, length)
				  : value_missing(value_state_of(status));
	entry->usage_ns = reading->now_ns;
	if (now.state == before.state && now.n == before.n) {
		entry->calm += entry->calm < CALM_AFTER;
		return;
	}
	cgroup_take_figures(&changed, entry->cgroup);
	cgroup_set(&changed, CGROUP_USAGE, now);
	replace(reading, entry, &changed);
	entry->calm = 0;
	entry->moved = true;
}

static bool is_due(const struct reading *reading, const struct cgroup_entry *entry)
{
	return entry->usage >= 0 || entry->calm < CALM_AFTER ||
	       (reading->tree->readings + entry->cgroup->id) % CALM_TURNS == 0;
}

static void read_usages(struct reading *reading)
{
	struct cgroup_entry *root = reading->tree->root;

	for (struct cgroup_entry *entry = root; entry && !is_over(reading);
		entry = entry_next(entry, root))
		if (is_due(reading, entry))
			read_usage(reading, entry);
}

/* Those that were removed go, and their parents are listed again the next time. */
static void drop_gone(struct reading *reading)
{
	struct cgroup_tree *tree = reading->tree;
	struct cgroup_entry *entry = tree->root, *next;

	for (; entry; entry = next) {
		struct cgroup_entry **link;

		if (!entry->gone || !entry->parent) {
			next = entry_next(entry, tree->root);
			continue;
		}
		next = entry_skip(entry, tree->root);
		for (link = &entry->parent->first_child; *link != entry; link = &(*link)->next)
			;
		*link = entry->next;
		entry->parent->listed = false;
		drop_child(tree, entry);
	}
}

/* ---- all else ---- */

/*
 * Whether its slab is counted besides: of version 1, and whose usage has kernel memory, which that of the
 * hierarchy's root has not (derive/cgroup/figures.c).
 */
static bool is_counted(const struct reading *reading, const struct cgroup_entry *entry)
{
	return reading->mount->version == 1 && reading->tree->slab.counters.read &&
	       entry->rest_ns != 0 && (entry->parent || reading->mount->is_part);
}

static void read_rest(struct reading *reading, struct cgroup_entry *entry)
{
	struct cgroup_tree *tree = reading->tree;
	struct cgroup now;
	int directory = entry_directory(entry, &tree->open);

	if (directory < 0) {
		note(reading, status_from_errno(errno));
		return;
	}
	cgroup_take_figures(&now, entry->cgroup);
	note(reading, cgroup_read_figures(&now, reading->mount->version, directory, &tree->buffer,
			      reading->now_ns));
	entry_done(entry, directory);
	/* Until it is counted anew. */
	if (is_counted(reading, entry))
		cgroup_set(&now, CGROUP_SLAB_RECLAIMABLE,
			cgroup_value(entry->cgroup, CGROUP_SLAB_RECLAIMABLE));
	entry->rest_ns = reading->now_ns;
	reading->has_rest = true;
	entry->moved = false;
	if (cgroup_differs(&now, entry->cgroup))
		replace(reading, entry, &now);
}

static bool is_visible(const struct cgroup_request *request, uint64_t id)
{
	for (size_t i = 0; i < request->visible_count; i++)
		if (request->visible[i] == id)
			return true;
	return false;
}

static bool wants_rest(const struct reading *reading, const struct cgroup_entry *entry)
{
	return entry->moved || entry->rest_ns == 0 ||
	       reading->now_ns - entry->rest_ns >= REST_AGE_NS;
}

static struct cgroup_entry *find_cursor(const struct cgroup_tree *tree)
{
	struct cgroup_entry *entry = tree->root;

	while (entry && entry->cgroup->id != tree->cursor)
		entry = entry_next(entry, tree->root);
	return entry ? entry : tree->root;
}

/* Round from where the last reading ended, as far as the budget goes. */
static void read_rest_in_turn(struct reading *reading)
{
	struct cgroup_tree *tree = reading->tree;
	uint64_t until = clock_now_ns(CLOCK_THREAD_CPUTIME_ID) + reading->request->budget_ns;
	struct cgroup_entry *entry = find_cursor(tree);

	for (size_t left = tree->count; left > 0 && !is_over(reading); left--) {
		if (reading->request->all || wants_rest(reading, entry)) {
			if (!reading->request->all &&
				clock_now_ns(CLOCK_THREAD_CPUTIME_ID) >= until)
				break;
			if (entry->rest_ns != reading->now_ns)
				read_rest(reading, entry);
		}
		entry = entry_next(entry, tree->root);
		if (!entry)
			entry = tree->root;
	}
	tree->cursor = entry->cgroup->id;
	reading->incomplete |= reading->late;
}

static void read_rest_of_visible(struct reading *reading)
{
	struct cgroup_entry *root = reading->tree->root;

	for (struct cgroup_entry *entry = root; reading->request->visible_count > 0 && entry;
		entry = entry_next(entry, root))
		if (is_visible(reading->request, entry->cgroup->id) && !is_over(reading))
			read_rest(reading, entry);
}

/* ---- what memory.stat of version 1 does not tell ---- */

static void set_slab(struct reading *reading, struct cgroup_entry *entry)
{
	struct value before = cgroup_value(entry->cgroup, CGROUP_SLAB_RECLAIMABLE);
	struct value now = cgroup_slab_of(&reading->tree->slab, entry->cgroup);
	struct cgroup changed;

	if (now.state == before.state && (now.n == before.n || !value_known(now)))
		return;
	cgroup_take_figures(&changed, entry->cgroup);
	cgroup_set(&changed, CGROUP_SLAB_RECLAIMABLE, now);
	replace(reading, entry, &changed);
}

static void compare_slab(struct reading *reading, struct cgroup_entry *entry)
{
	struct cgroup_tree *tree = reading->tree;
	int directory = entry_directory(entry, &tree->open);
	struct cgroup_fields fields;
	enum status status;

	if (directory < 0) {
		note(reading, status_from_errno(errno));
		return;
	}
	status = file_read(&tree->buffer, directory, "memory.stat");
	if (status == STATUS_OK) {
		status = cgroup_fields_parse(&fields, tree->buffer.text, tree->buffer.length);
		if (status == STATUS_OK)
			cgroup_slab_compare(&tree->slab, entry->cgroup->id, &fields);
		cgroup_fields_free(&fields);
	}
	note(reading, status);
	entry_done(entry, directory);
}

/* Looks for one at rest: most are. */
static void compare_all(struct reading *reading)
{
	struct cgroup_tree *tree = reading->tree;
	int compared = 0;

	for (struct cgroup_entry *entry = tree->root;
		entry && !tree->slab.agrees && compared < COMPARED_MOST && !is_over(reading);
		entry = entry_next(entry, tree->root)) {
		if (!cgroup_slab_is_telling(&tree->slab, entry->cgroup->id))
			continue;
		compare_slab(reading, entry);
		compared++;
	}
}

/* False: there is no counter. */
static bool count_until_agreed(struct reading *reading)
{
	struct cgroup_slab *slab = &reading->tree->slab;
	enum status status;
	bool counted = cgroup_slab_count(slab, &status);

	for (int i = 1; counted && !slab->agrees && !is_over(reading); i++) {
		compare_all(reading);
		if (slab->agrees || i == COUNTS_MOST)
			break;
		counted = cgroup_slab_count(slab, &status);
	}
	note(reading, status);
	return counted;
}

/* Of those whose memory.stat was read just now: that made the kernel add its counters up. */
static void count_slab(struct reading *reading)
{
	struct cgroup_entry *root = reading->tree->root;

	if (reading->mount->version != 1 || !reading->has_rest || !count_until_agreed(reading))
		return;
	if (!reading->tree->slab.agrees)
		reading->tree->slab.refusal.kind = KERNEL_NOT_AGREED;
	else if (reading->tree->slab.refusal.kind == KERNEL_NOT_AGREED)
		reading->tree->slab.refusal.kind = KERNEL_NOT_REFUSED;
	for (struct cgroup_entry *entry = root; entry; entry = entry_next(entry, root))
		if (entry->rest_ns == reading->now_ns && is_counted(reading, entry))
			set_slab(reading, entry);
}

/* ---- one of them ---- */

static struct cgroup_entry *find_path(const struct cgroup_tree *tree, const char *path)
{
	struct cgroup_entry *entry = tree->root;

	while (entry && strcmp(entry->cgroup->identity->path, path) != 0)
		entry = entry_next(entry, tree->root);
	return entry;
}

/* Where it has its memory: nothing where there is one node alone. */
static enum status read_by_node(struct reading *reading, struct memory_nodes *nodes, int directory)
{
	struct file_buffer *buffer = &reading->tree->buffer;
	enum status status = file_read(buffer, directory, "memory.numa_stat");

	if (status != STATUS_OK)
		return status;
	status = nodes_parse_numa_stat(nodes, reading->mount->version,
		(uint64_t)sysconf(_SC_PAGESIZE), buffer->text, buffer->length);
	if (status != STATUS_OK || nodes->count < 2)
		memory_nodes_free(nodes);
	return status;
}

/* All that its memory.stat has. */
static enum status read_fields(struct cgroup_tree *tree, struct cgroup_fields *fields,
	int directory)
{
	enum status status = file_read(&tree->buffer, directory, "memory.stat");

	if (status == STATUS_OK)
		status = cgroup_fields_parse(fields, tree->buffer.text, tree->buffer.length);
	return status;
}

/* What else it lacks shows in what it has. */
static void look_into(struct reading *reading, struct cgroups *cgroups, const char *path)
{
	struct cgroup_tree *tree = reading->tree;
	struct cgroup_entry *entry = find_path(tree, path);
	int directory = entry ? entry_directory(entry, &tree->open) : -1;
	enum status fields;

	if (directory < 0) {
		note(reading, entry ? status_from_errno(errno) : STATUS_OK);
		return;
	}
	fields = read_fields(tree, &cgroups->fields, directory);
	if (fields == STATUS_OK)
		cgroups->fields_of = entry->cgroup->id;
	note(reading, fields);
	note(reading, read_by_node(reading, &cgroups->by_node, directory));
	entry_done(entry, directory);
}

/* ---- the result ---- */

/* What was never read is on its way. */
static struct cgroup *shown(struct cgroup_entry *entry)
{
	if (entry->rest_ns == 0)
		for (int figure = 0; figure < CGROUP_FIGURES; figure++)
			if (entry->cgroup->state[figure] == VALUE_NOT_ASKED)
				entry->cgroup->state[figure] = VALUE_PENDING;
	return cgroup_ref(entry->cgroup);
}

static void put_nodes(struct cgroups *cgroups, struct cgroup_tree *tree)
{
	size_t above = CGROUP_NO_PARENT;

	for (struct cgroup_entry *entry = tree->root; entry;
		entry = entry_next(entry, tree->root)) {
		while (above != CGROUP_NO_PARENT && cgroups->nodes[above].depth >= entry->depth) {
			cgroups->nodes[above].end = cgroups->count;
			above = cgroups->nodes[above].parent;
		}
		cgroups->nodes[cgroups->count] = (struct cgroup_node){ .cgroup = shown(entry),
			.parent = above,
			.depth = entry->depth,
			.usage_ns = entry->usage_ns,
			.rest_ns = entry->rest_ns };
		above = cgroups->count++;
	}
	for (; above != CGROUP_NO_PARENT; above = cgroups->nodes[above].parent)
		cgroups->nodes[above].end = cgroups->count;
}

static struct cgroups *make_result(struct reading *reading)
{
	struct cgroup_tree *tree = reading->tree;
	struct cgroups *cgroups = cgroups_new(tree->count);

	if (!cgroups)
		return NULL;
	if (tree->root)
		put_nodes(cgroups, tree);
	cgroups->denied = tree->denied;
	cgroups->is_incomplete = reading->incomplete;
	cgroups->uncounted = tree->slab.refusal;
	cgroups->descriptors = tree->open.directories + tree->open.files;
	cgroups->descriptor_bytes = tree->open.directories * DIRECTORY_BYTES +
				    tree->open.files * FILE_BYTES + tree->slab.kernel_bytes;
	return cgroups;
}

enum status cgroup_tree_read(struct cgroups **out, struct cgroup_tree *tree,
	const struct cgroup_mount *mount, const struct cgroup_request *request,
	uint64_t deadline_ns, const atomic_bool *cancelled)
{
	struct reading reading = { .tree = tree,
		.mount = mount,
		.request = request,
		.deadline_ns = deadline_ns,
		.cancelled = cancelled,
		.now_ns = clock_now_ns(CLOCK_MONOTONIC) };
	enum status status = open_root(tree, mount);
	struct cgroups *cgroups;

	*out = NULL;
	tree->readings++;
	note(&reading, status);
	if (status == STATUS_OK) {
		look_for_changes(&reading);
		read_usages(&reading);
		drop_gone(&reading);
		read_rest_of_visible(&reading);
		read_rest_in_turn(&reading);
		count_slab(&reading);
	}
	cgroups = reading.lacked == STATUS_OK ? make_result(&reading) : NULL;
	if (!cgroups)
		note(&reading, STATUS_NO_MEMORY);
	else if (request->path)
		look_into(&reading, cgroups, request->path);
	if (reading.lacked != STATUS_OK) {
		cgroups_unref(cgroups);
		return reading.lacked;
	}
	if (status != STATUS_OK) {
		cgroups->trouble = CGROUP_CANNOT_BE_READ;
		cgroups->status = status;
	}
	*out = cgroups;
	return STATUS_OK;
}
