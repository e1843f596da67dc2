/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/process/users.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

/* More than an entry of passwd needs; who has a longer one is shown by number. */
#define ENTRY_SIZE 16384

struct user {
	uid_t uid;
	char name[64];
};

void users_free(struct users *users)
{
	free(users->known);
	*users = (struct users){ 0 };
}

static void look_up(struct user *user, uid_t uid)
{
	char buffer[ENTRY_SIZE];
	struct passwd entry, *found = NULL;

	user->uid = uid;
	if (getpwuid_r(uid, &entry, buffer, sizeof(buffer), &found) == 0 && found &&
		strlen(found->pw_name) < sizeof(user->name))
		snprintf(user->name, sizeof(user->name), "%s", found->pw_name);
	else
		snprintf(user->name, sizeof(user->name), "%u", (unsigned)uid);
}

/* Where a user stands among those known, or would stand. */
static size_t place_of(const struct users *users, uid_t uid)
{
	size_t low = 0, high = users->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (users->known[middle].uid < uid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const char *users_name(struct users *users, uid_t uid)
{
	size_t at = place_of(users, uid);
	struct user *known;

	if (at < users->count && users->known[at].uid == uid)
		return users->known[at].name;
	known = array_reserve(users->known, &users->capacity, users->count + 1, sizeof(*known));
	if (!known)
		return NULL;
	users->known = known;
	memmove(known + at + 1, known + at, (users->count - at) * sizeof(*known));
	look_up(&known[at], uid);
	users->count++;
	return known[at].name;
}
