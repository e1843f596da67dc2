/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/process/users.h"

#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/apart/child.h"
#include "base/apart/named_file.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/worker.h"

/* More than an entry of passwd needs; a user with a longer one is shown by number. */
#define ENTRY_SIZE 16384
/* A larger file is left to the C library. */
#define TEXT_SIZE 65536
/* A file answers in microseconds, a directory service that works in milliseconds. */
#define PATIENCE_NS (NS_PER_SECOND / 10)

/* Also an answer of the service; a question is the number alone. */
struct user {
	uid_t uid;
	char name[USER_NAME_SIZE]; /* "": not known yet */
};

struct name_question {
	uid_t uid;
	uint64_t deadline_ns; /* until when its answer is awaited; 0: there is no question */
};

struct users {
	struct user *known; /* by number, ascending */
	size_t count, capacity;
	struct name_question pending[USERS_PENDING];
	char number[16];      /* what users_name() gave last, if it was a number */
	char *passwd;         /* text of the file, asked before others; NULL: they are asked */
	bool alone;           /* there are no others */
	user_lookup *look_up; /* by the service */
	bool begun;           /* the service was, or was to be */
	int questions,
		answers; /* to and from the service; -1: there is none; the child's are one socket */
	struct child child;
};

static bool take_name(char name[static USER_NAME_SIZE], const struct passwd *entry)
{
	if (!entry || strlen(entry->pw_name) >= USER_NAME_SIZE)
		return false;
	snprintf(name, USER_NAME_SIZE, "%s", entry->pw_name);
	return true;
}

/* Whatever is asked for it. */
static bool look_up_anywhere(uid_t uid, char name[static USER_NAME_SIZE])
{
	char buffer[ENTRY_SIZE];
	struct passwd entry, *found = NULL;

	return getpwuid_r(uid, &entry, buffer, sizeof(buffer), &found) == 0 &&
	       take_name(name, found);
}

static void go_by_number(struct user *user)
{
	snprintf(user->name, sizeof(user->name), "%u", (unsigned)user->uid);
}

/* ---- /etc/passwd ---- */

#ifdef HAVE_FGETPWENT_R
/* Leaves the name alone if the user is not there. */
static void look_up_in_text(char *passwd, uid_t uid, char name[static USER_NAME_SIZE])
{
	FILE *file = fmemopen(passwd, strlen(passwd), "r");
	char buffer[ENTRY_SIZE];
	struct passwd entry, *found = NULL;

	while (file && fgetpwent_r(file, &entry, buffer, sizeof(buffer), &found) == 0)
		if (entry.pw_uid == uid) {
			take_name(name, &entry);
			break;
		}
	if (file)
		fclose(file);
}

/* NULL: it is not known, or too large to be kept.  To be freed. */
static char *read_text(const char *path)
{
	int descriptor = named_file_open_of_root(path);
	char *text = descriptor >= 0 ? malloc(TEXT_SIZE) : NULL, *exact = NULL;
	ssize_t length = text ? read(descriptor, text, TEXT_SIZE) : -1;

	if (descriptor >= 0)
		close(descriptor);
	if (length > 0 && length < TEXT_SIZE)
		exact = strndup(text, (size_t)length);
	free(text);
	return exact;
}

/* Whether files are the first source of its line for passwd, and whether there is another one. */
static bool parse_sources(char *line, bool *alone)
{
	static const char between[] = " \t";
	char *rest, *source = strtok_r(line, between, &rest);
	bool first = source && strcmp(source, "files") == 0;

	source = strtok_r(NULL, between, &rest);
	*alone = !source || source[0] == '#';
	return first;
}

/*
 * What there is to know of users without asking: NULL where nsswitch.conf(5) cannot be read, or has another source
 * first.  alone: there is no other source.
 */
static char *read_passwd(bool *alone)
{
	static const char key[] = "passwd:";
	char *sources = read_text("/etc/nsswitch.conf"), *rest;
	bool first = false;

	for (char *line = sources ? strtok_r(sources, "\n", &rest) : NULL; line;
		line = strtok_r(NULL, "\n", &rest))
		if (strncmp(line, key, strlen(key)) == 0)
			first = parse_sources(line + strlen(key), alone);
	free(sources);
	return first ? read_text("/etc/passwd") : NULL;
}
#else
static void look_up_in_text(char *passwd, uid_t uid, char name[static USER_NAME_SIZE])
{
	(void)passwd;
	(void)uid;
	(void)name;
}

static char *read_passwd(bool *alone)
{
	(void)alone;
	return NULL;
}
#endif

/* ---- the service ---- */

/* Its threads share it, and the last of them frees it. */
struct name_service {
	int questions, answers; /* the child's are one socket */
	atomic_int holders;
	atomic_int idle; /* threads that wait for a question */
	user_lookup *look_up;
};

struct receiver {
	struct worker worker;
	struct name_service *service;
};

static void release(struct name_service *service)
{
	if (atomic_fetch_sub(&service->holders, 1) > 1)
		return;
	close(service->questions);
	close(service->answers);
	free(service);
}

static void free_receiver(void *context)
{
	struct receiver *receiver = context;

	release(receiver->service);
	free(receiver);
}

static void receive(void *context);

static bool add_receiver(struct name_service *service)
{
	struct receiver *receiver = calloc(1, sizeof(*receiver));
	bool started;

	if (!receiver)
		return false;
	receiver->service = service;
	atomic_fetch_add(&service->holders, 1);
	atomic_fetch_add(&service->idle, 1);
	started = worker_init(&receiver->worker, free_receiver, receiver, -1) == STATUS_OK &&
		  worker_start(&receiver->worker, receive, 0) == STATUS_OK;
	if (!started)
		atomic_fetch_sub(&service->idle, 1);
	worker_leave(&receiver->worker);
	return started;
}

/* Until whoever asks is gone.  While a question is without an answer another thread waits for the next one. */
static void serve(struct name_service *service)
{
	struct user user = { 0 };

	while (read(service->questions, &user.uid, sizeof(user.uid)) == (ssize_t)sizeof(user.uid)) {
		if (atomic_fetch_sub(&service->idle, 1) == 1)
			(void)add_receiver(service);
		if (!service->look_up(user.uid, user.name))
			go_by_number(&user);
		if (write(service->answers, &user, sizeof(user)) != (ssize_t)sizeof(user))
			break;
		atomic_fetch_add(&service->idle, 1);
	}
}

static void receive(void *context)
{
	serve(((struct receiver *)context)->service);
}

/* In the child, which ends with it. */
static void serve_apart(void *context, int socket)
{
	struct name_service *service = malloc(sizeof(*service));

	if (!service)
		return;
	*service = (struct name_service){ .questions = socket,
		.answers = socket,
		.holders = 1,
		.idle = 1,
		.look_up = *(user_lookup **)context };
	serve(service);
	release(service);
}

static void close_pair(const int pair[static 2])
{
	for (int i = 0; i < 2; i++)
		if (pair[i] >= 0)
			close(pair[i]);
}

/* By pipes, which a process that can only read may make as well. */
static void begin_here(struct users *users)
{
	struct name_service *service = malloc(sizeof(*service));
	int questions[2] = { -1, -1 }, answers[2] = { -1, -1 };
	bool started;

	if (!service || pipe2(questions, O_CLOEXEC) != 0 || pipe2(answers, O_CLOEXEC) != 0) {
		free(service);
		close_pair(questions);
		close_pair(answers);
		return;
	}
	*service = (struct name_service){ .questions = questions[0],
		.answers = answers[1],
		.holders = 1,
		.look_up = users->look_up };
	started = add_receiver(service);
	release(service);
	if (started) {
		users->questions = questions[1];
		users->answers = answers[0];
	} else {
		close(questions[1]);
		close(answers[0]);
	}
}

/* ---- questions ---- */

static struct name_question *question_of(struct users *users, uid_t uid)
{
	for (size_t i = 0; i < USERS_PENDING; i++)
		if (users->pending[i].deadline_ns && users->pending[i].uid == uid)
			return &users->pending[i];
	return NULL;
}

/* NULL: as many are without an answer as may be, or nobody hears it. */
static struct name_question *ask(struct users *users, uid_t uid)
{
	for (size_t i = 0; i < USERS_PENDING; i++) {
		struct name_question *question = &users->pending[i];

		if (question->deadline_ns)
			continue;
		if (write(users->questions, &uid, sizeof(uid)) != (ssize_t)sizeof(uid))
			return NULL;
		*question =
			(struct name_question){ uid, clock_now_ns(CLOCK_MONOTONIC) + PATIENCE_NS };
		return question;
	}
	return NULL;
}

/* ---- what is known ---- */

struct users *users_new(enum users_place place, user_lookup *look_up)
{
	struct users *users = calloc(1, sizeof(*users));

	if (!users)
		return NULL;
	users->questions = users->answers = -1;
	users->look_up = look_up ? look_up : look_up_anywhere;
	if (!look_up)
		users->passwd = read_passwd(&users->alone);
	users->alone &= users->passwd != NULL;
	if (place == USERS_APART && !users->alone &&
		child_begin(&users->child, serve_apart, &users->look_up) == STATUS_OK) {
		users->questions = users->answers = users->child.socket;
		users->begun = true;
	}
	return users;
}

void users_free(struct users *users)
{
	if (!users)
		return;
	if (users->child.pid > 0)
		child_leave(&users->child);
	else
		close_pair((int[]){ users->questions, users->answers });
	free(users->passwd);
	free(users->known);
	free(users);
}

bool users_are_apart(const struct users *users)
{
	return users->child.pid > 0 || users->alone;
}

/* Where a user stands among those known, or would stand. */
static size_t place_of(const struct users *users, uid_t uid)
{
	size_t at;

	LOWER_BOUND(at, users->count, users->known[at].uid < uid);
	return at;
}

static struct user *find(const struct users *users, uid_t uid)
{
	size_t at = place_of(users, uid);

	return at < users->count && users->known[at].uid == uid ? &users->known[at] : NULL;
}

/* As far as it can be without asking.  NULL: no memory. */
static struct user *add(struct users *users, uid_t uid)
{
	size_t at = place_of(users, uid);
	struct user *known =
		array_reserve(users->known, &users->capacity, users->count + 1, sizeof(*known));

	if (!known)
		return NULL;
	users->known = known;
	memmove(known + at + 1, known + at, (users->count - at) * sizeof(*known));
	users->count++;
	known[at] = (struct user){ .uid = uid };
	if (users->passwd)
		look_up_in_text(users->passwd, uid, known[at].name);
	return &known[at];
}

static int milliseconds_until(uint64_t deadline_ns)
{
	uint64_t now_ns = clock_now_ns(CLOCK_MONOTONIC);

	return deadline_ns > now_ns ? (int)((deadline_ns - now_ns) / 1000000) + 1 : 0;
}

/* Takes in the next answer, if there is one, or comes one until then. */
static bool take_answer(struct users *users, uint64_t deadline_ns)
{
	struct pollfd answer = { .fd = users->answers, .events = POLLIN };
	struct name_question *question;
	struct user user, *known;

	if (poll(&answer, 1, milliseconds_until(deadline_ns)) <= 0 ||
		read(users->answers, &user, sizeof(user)) != (ssize_t)sizeof(user))
		return false;
	question = question_of(users, user.uid);
	if (question)
		question->deadline_ns = 0;
	known = find(users, user.uid);
	if (known)
		*known = user;
	return true;
}

/* Takes what was answered by now, or is before the deadline. */
static void ask_service(struct users *users, uid_t uid)
{
	const struct name_question *question;

	if (!users->begun) {
		users->begun = true;
		begin_here(users);
	}
	while (take_answer(users, 0))
		continue;
	question = question_of(users, uid);
	if (!question && !find(users, uid)->name[0])
		question = ask(users, uid);
	while (question && question->deadline_ns && take_answer(users, question->deadline_ns))
		continue;
}

const char *users_name(struct users *users, uid_t uid)
{
	const struct user *user = find(users, uid);

	if (!user)
		user = add(users, uid);
	if (user && !user->name[0])
		ask_service(users, uid);
	if (user && user->name[0])
		return user->name;
	snprintf(users->number, sizeof(users->number), "%u", (unsigned)uid);
	return users->number;
}
