/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/process/users.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/worker.h"

/* More than an entry of passwd needs; a user with a longer one is shown by number. */
#define ENTRY_SIZE 16384
/* A file answers in microseconds, a directory service that works in milliseconds. */
#define PATIENCE_NS (NS_PER_SECOND / 10)

struct user {
	uid_t uid;
	char name[USER_NAME_SIZE];
};

struct name_lookup {
	struct worker worker;
	struct user user;
	user_lookup *look_up;
	bool answered; /* under the lock */
};

static bool look_up_here(uid_t uid, char name[static USER_NAME_SIZE])
{
	char buffer[ENTRY_SIZE];
	struct passwd entry, *found = NULL;

	if (getpwuid_r(uid, &entry, buffer, sizeof(buffer), &found) != 0 || !found ||
		strlen(found->pw_name) >= USER_NAME_SIZE)
		return false;
	snprintf(name, USER_NAME_SIZE, "%s", found->pw_name);
	return true;
}

/* ---- questions ---- */

static void answer(void *context)
{
	struct name_lookup *question = context;
	struct user *user = &question->user;

	if (!question->look_up(user->uid, user->name))
		snprintf(user->name, sizeof(user->name), "%u", (unsigned)user->uid);
	worker_lock(&question->worker);
	question->answered = true;
	worker_wake(&question->worker);
	worker_unlock(&question->worker);
}

static struct name_lookup *ask(const struct users *users, uid_t uid)
{
	struct name_lookup *question = calloc(1, sizeof(*question));

	if (!question)
		return NULL;
	question->user.uid = uid;
	question->look_up = users->look_up ? users->look_up : look_up_here;
	if (worker_init(&question->worker, free, question, -1) == STATUS_OK &&
		worker_start(&question->worker, answer, 0) == STATUS_OK)
		return question;
	worker_leave(&question->worker);
	return NULL;
}

/* Whether the answer is there, or comes before the deadline. */
static bool await(struct name_lookup *question, uint64_t deadline_ns)
{
	bool answered;

	worker_lock(&question->worker);
	while (!question->answered && deadline_ns && worker_wait(&question->worker, deadline_ns))
		continue;
	answered = question->answered;
	worker_unlock(&question->worker);
	return answered;
}

/* ---- what is known ---- */

void users_free(struct users *users)
{
	for (size_t i = 0; i < USERS_PENDING; i++)
		if (users->pending[i])
			worker_leave(&users->pending[i]->worker);
	free(users->known);
	*users = (struct users){ 0 };
}

/* Where a user stands among those known, or would stand. */
static size_t place_of(const struct users *users, uid_t uid)
{
	size_t at;

	LOWER_BOUND(at, users->count, users->known[at].uid < uid);
	return at;
}

static const char *find(const struct users *users, uid_t uid)
{
	size_t at = place_of(users, uid);

	return at < users->count && users->known[at].uid == uid ? users->known[at].name : NULL;
}

static bool add(struct users *users, const struct user *user)
{
	size_t at = place_of(users, user->uid);
	struct user *known =
		array_reserve(users->known, &users->capacity, users->count + 1, sizeof(*known));

	if (!known)
		return false;
	users->known = known;
	memmove(known + at + 1, known + at, (users->count - at) * sizeof(*known));
	known[at] = *user;
	users->count++;
	return true;
}

/* Takes in what was answered so far.  A free place, or NULL; *asked: this user was asked for. */
static struct name_lookup **take_answers(struct users *users, uid_t uid, bool *asked)
{
	struct name_lookup **place = NULL;

	*asked = false;
	for (size_t i = 0; i < USERS_PENDING; i++) {
		struct name_lookup *question = users->pending[i];

		if (question && await(question, 0) && add(users, &question->user)) {
			worker_leave(&question->worker);
			users->pending[i] = NULL;
		}
		if (!users->pending[i])
			place = &users->pending[i];
		else if (question->user.uid == uid)
			*asked = true;
	}
	return place;
}

const char *users_name(struct users *users, uid_t uid)
{
	const char *name = find(users, uid);
	struct name_lookup **place;
	bool asked;

	if (name)
		return name;
	place = take_answers(users, uid, &asked);
	if (place && !asked && !find(users, uid)) {
		*place = ask(users, uid);
		if (*place && await(*place, clock_now_ns(CLOCK_MONOTONIC) + PATIENCE_NS))
			take_answers(users, uid, &asked);
	}
	name = find(users, uid);
	if (name)
		return name;
	snprintf(users->number, sizeof(users->number), "%u", (unsigned)uid);
	return users->number;
}
