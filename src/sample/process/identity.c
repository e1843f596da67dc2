/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/process/identity.h"

#include <stdlib.h>
#include <string.h>

#include "base/shared.h"
#include "base/tag.h"
#include "base/text.h"

static const char *string_or_empty(const char *string)
{
	return string ? string : "";
}

static size_t length_of_command(const struct identity_source *source)
{
	if (!source->command)
		return 0;
	return source->command_length < UINT32_MAX ? source->command_length : UINT32_MAX;
}

/* Copies a string into the block of an identity and moves the cursor past it. */
static const char *place(char **cursor, const char *string, size_t length)
{
	char *at = *cursor;

	if (length)
		memcpy(at, string, length);
	at[length] = '\0';
	*cursor = at + length + 1;
	return at;
}

/* STATUS_NO_MEMORY. */
static enum status copy_strings(struct identity *identity, const struct identity_source *source)
{
	const char *user = string_or_empty(source->user);
	const char *name = string_or_empty(source->name);
	const char *cgroup = string_or_empty(source->cgroup);
	size_t length = length_of_command(source);
	char *cursor = shared_new(strlen(user) + strlen(name) + strlen(cgroup) + length + 4, NULL);

	if (!cursor)
		return STATUS_NO_MEMORY;
	identity->user = place(&cursor, user, strlen(user));
	identity->name = place(&cursor, name, strlen(name));
	identity->cgroup = place(&cursor, cgroup, strlen(cgroup));
	identity->command = place(&cursor, source->command, length);
	return STATUS_OK;
}

static void share_strings(struct identity *identity, const struct identity *with)
{
	identity->user = shared_ref(with->user);
	identity->name = with->name;
	identity->cgroup = with->cgroup;
	identity->command = with->command;
}

static bool strings_are(const struct identity *identity, const struct identity_source *source)
{
	size_t length = length_of_command(source);

	return identity->command_length == length &&
	       memcmp(identity->command, string_or_empty(source->command), length) == 0 &&
	       strcmp(identity->name, string_or_empty(source->name)) == 0 &&
	       strcmp(identity->user, string_or_empty(source->user)) == 0 &&
	       strcmp(identity->cgroup, string_or_empty(source->cgroup)) == 0;
}

static enum value_state state_of_command(const struct identity_source *source)
{
	return source->command_state ? source->command_state : VALUE_OK;
}

/* like: one whose strings it shares if they are the same; NULL: none. */
static struct identity *new_like(const struct identity_source *source, const struct identity *like)
{
	struct identity *identity = malloc(sizeof(*identity));

	if (!identity)
		return NULL;
	*identity = (struct identity){
		.uid = source->uid,
		.kernel_thread = source->kernel_thread,
		.thread = source->thread,
		.start_ticks = source->start_ticks,
		.program = source->program,
		.command_length = (uint32_t)length_of_command(source),
		.command_state = state_of_command(source),
	};
	atomic_init(&identity->references, 1);
	if (like && strings_are(like, source)) {
		share_strings(identity, like);
	} else if (copy_strings(identity, source) != STATUS_OK) {
		free(identity);
		return NULL;
	}
	return identity;
}

struct identity *identity_new(const struct identity_source *source)
{
	return new_like(source, NULL);
}

struct identity *identity_ref(struct identity *identity)
{
	atomic_fetch_add_explicit(&identity->references, 1, memory_order_relaxed);
	return identity;
}

void identity_unref(struct identity *identity)
{
	if (!identity ||
		atomic_fetch_sub_explicit(&identity->references, 1, memory_order_acq_rel) != 1)
		return;
	shared_unref((char *)(uintptr_t)identity->user); /* made by shared_new() */
	free(identity);
}

bool identity_is(const struct identity *identity, const struct identity_source *source)
{
	return identity->uid == source->uid && identity->start_ticks == source->start_ticks &&
	       identity->program == source->program &&
	       identity->kernel_thread == source->kernel_thread &&
	       identity->command_state == state_of_command(source) && strings_are(identity, source);
}

/* ---- those made last ---- */

/* By what differs most often.  Only the highest bits of a tag follow from all of eight bytes. */
static size_t place_in_pool(const struct identity_source *source)
{
	uint64_t tag = TAG_BEGIN;

	tag = tag_add_text(tag,
		text_of(string_or_empty(source->command), length_of_command(source)));
	tag = tag_add_text(tag, text_of_string(string_or_empty(source->name)));
	_Static_assert(IDENTITIES_REMEMBERED <= 256, "as many as eight bits tell apart");
	return (tag >> 56) % IDENTITIES_REMEMBERED;
}

struct identity *identity_pool_new(struct identity_pool *pool, const struct identity_source *source)
{
	struct identity **last = &pool->last[place_in_pool(source)];
	struct identity *identity = new_like(source, *last);

	if (identity) {
		identity_unref(*last);
		*last = identity_ref(identity);
	}
	return identity;
}

void identity_pool_free(struct identity_pool *pool)
{
	for (size_t i = 0; i < IDENTITIES_REMEMBERED; i++) {
		identity_unref(pool->last[i]);
		pool->last[i] = NULL;
	}
}
