/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/process/users.h"

#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "base/apart/child.h"
#include "base/apart/named_file.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/worker.h"
#include "config.h"

/* More than an entry of passwd needs; a user with a longer one is shown by number. */
#define ENTRY_SIZE 16384
/* Threads of the machine, above which a child is cheaper than to ask for the owner of each process. */
#define MANY_THREADS 400
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
	struct name_service *service; /* by threads of this process; NULL: there is none */
	struct child child; /* the same for that of a child, which takes questions by its socket */
	int answers;        /* of either; -1: of none */
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

/* Its threads share it, and the last who holds it frees it. */
struct name_service {
	int answers; /* where they are written; the child's is its socket */
	atomic_int holders;
	user_lookup *look_up;
};

/* A thread for one question. */
struct answerer {
	struct worker worker;
	struct name_service *service;
	uid_t uid;
};

static struct name_service *service_new(int answers, user_lookup *look_up)
{
	struct name_service *service = malloc(sizeof(*service));

	if (!service)
		return NULL;
	*service = (struct name_service){ .answers = answers, .look_up = look_up };
	atomic_init(&service->holders, 1);
	return service;
}

static void release(struct name_service *service)
{
	if (atomic_fetch_sub(&service->holders, 1) > 1)
		return;
	close(service->answers);
	free(service);
}

/* Whoever asked may be gone. */
static void answer(const struct name_service *service, uid_t uid)
{
	struct user user = { .uid = uid };

	if (!service->look_up(uid, user.name))
		go_by_number(&user);
	if (write(service->answers, &user, sizeof(user)) < 0)
		return;
}

static void run_answerer(void *context)
{
	const struct answerer *answerer = context;

	answer(answerer->service, answerer->uid);
}

static void free_answerer(void *context)
{
	struct answerer *answerer = context;

	release(answerer->service);
	free(answerer);
}

static bool start_answerer(struct name_service *service, uid_t uid)
{
	struct answerer *answerer = calloc(1, sizeof(*answerer));
	bool started;

	if (!answerer)
		return false;
	answerer->service = service;
	answerer->uid = uid;
	atomic_fetch_add(&service->holders, 1);
	started = worker_init(&answerer->worker, free_answerer, answerer, -1) == STATUS_OK &&
		  worker_start(&answerer->worker, run_answerer, 0) == STATUS_OK;
	worker_leave(&answerer->worker);
	return started;
}

/* In the child, until whoever asks is gone. */
static void serve_apart(void *context, int socket)
{
	struct name_service *service = service_new(socket, *(user_lookup **)context);
	uid_t uid;

	if (!service)
		return;
	while (read(socket, &uid, sizeof(uid)) == (ssize_t)sizeof(uid))
		if (!start_answerer(service, uid))
			answer(service, uid);
	release(service);
}

/* By a pipe, which a process that can only read may make as well. */
static void begin_here(struct users *users)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return;
	users->service = service_new(ends[1], users->look_up);
	if (users->service) {
		users->answers = ends[0];
	} else {
		close(ends[0]);
		close(ends[1]);
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

static bool hand_over(struct users *users, uid_t uid)
{
	if (users->service)
		return start_answerer(users->service, uid);
	return users->answers >= 0 &&
	       write(users->answers, &uid, sizeof(uid)) == (ssize_t)sizeof(uid);
}

/* NULL: as many are without an answer as may be, or nobody can be asked. */
static struct name_question *ask(struct users *users, uid_t uid)
{
	for (size_t i = 0; i < USERS_PENDING; i++) {
		struct name_question *question = &users->pending[i];

		if (question->deadline_ns)
			continue;
		if (!hand_over(users, uid))
			return NULL;
		*question =
			(struct name_question){ uid, clock_now_ns(CLOCK_MONOTONIC) + PATIENCE_NS };
		return question;
	}
	return NULL;
}

/* ---- what is known ---- */

enum users_place users_place_before_ready(void)
{
	struct sysinfo machine;

	return sysinfo(&machine) == 0 && machine.procs > MANY_THREADS ? USERS_APART : USERS_HERE;
}

struct users *users_new(enum users_place place, user_lookup *look_up)
{
	struct users *users = calloc(1, sizeof(*users));

	if (!users)
		return NULL;
	users->answers = -1;
	users->look_up = look_up ? look_up : look_up_anywhere;
	if (!look_up)
		users->passwd = read_passwd(&users->alone);
	users->alone &= users->passwd != NULL;
	if (place == USERS_APART && !users->alone &&
		child_begin(&users->child, serve_apart, &users->look_up) == STATUS_OK) {
		users->answers = users->child.socket;
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
	else if (users->answers >= 0)
		close(users->answers);
	if (users->service)
		release(users->service);
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
