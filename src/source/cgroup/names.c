/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/cgroup/names.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/macros.h"
#include "parse/system/cgroup_name.h"

#define FILE_MOST    ((size_t)4 << 20)
#define ENTRIES_MOST 10000
#define NAME_SIZE    256

/* Where names are looked for, and what memtop lacked meanwhile, or STATUS_OK. */
struct place {
	int var;
	enum status lacked;
};

static void note(struct place *place, enum status status)
{
	if (status_is_shortage(status))
		place->lacked = status;
}

static char *allocated(struct place *place, char *block)
{
	if (!block)
		note(place, STATUS_NO_MEMORY);
	return block;
}

/* As far as it can be read. */
static void read_text(struct place *place, int file, char *text, size_t size, size_t *length)
{
	ssize_t got;

	do {
		got = read(file, text + *length, size - *length);
		if (got > 0)
			*length += (size_t)got;
	} while ((got > 0 && *length < size) || (got < 0 && errno == EINTR));
	if (got < 0)
		note(place, status_from_errno(errno));
}

/* A regular file, whole; NULL if it is none, or too large.  free() it. */
static char *read_small(struct place *place, const char *path, size_t *length)
{
	int file = file_open(place->var, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	struct stat stat;
	char *text = NULL;

	if (file < 0) {
		note(place, status_from_errno(errno));
		return NULL;
	}
	*length = 0;
	if (fstat(file, &stat) == 0 && S_ISREG(stat.st_mode) && stat.st_size > 0 &&
		(size_t)stat.st_size <= FILE_MOST)
		text = allocated(place, malloc((size_t)stat.st_size));
	if (text)
		read_text(place, file, text, (size_t)stat.st_size, length);
	close(file);
	return text;
}

/* The text of a file does not end by NUL. */
static char *copied(struct place *place, struct text name)
{
	char *copy;

	if (name.length == 0 || name.length >= NAME_SIZE)
		return NULL;
	copy = allocated(place, malloc(name.length + 1));
	if (!copy)
		return NULL;
	memcpy(copy, name.at, name.length);
	copy[name.length] = '\0';
	return copy;
}

static char *from_docker(struct place *place, struct text id)
{
	char path[NAME_SIZE], *text, *name = NULL;
	size_t length;

	snprintf(path, sizeof(path), "lib/docker/containers/%.*s/config.v2.json", (int)id.length,
		id.at);
	text = read_small(place, path, &length);
	if (text)
		name = copied(place, cgroup_name_in_json("Name", text, length));
	free(text);
	return name;
}

/* One file has all of them; what follows an id is of its container. */
static char *from_podman(struct place *place, struct text id)
{
	char *name = NULL, *at;
	size_t length;
	char *text = read_small(place, "lib/containers/storage/overlay-containers/containers.json",
		&length);

	at = text ? memmem(text, length, id.at, id.length) : NULL;
	/* Behind the quote that ends the id. */
	if (at && (size_t)(at - text) + id.length < length) {
		at += id.length + 1;
		name = copied(place,
			cgroup_name_in_json("names", at, length - (size_t)(at - text)));
	}
	free(text);
	return name;
}

/*
 * Where runtimes leave the configuration of a container, and the annotations that name it: those of
 * kubernetes by containerd and by CRI-O, or of nerdctl.  /var/run leads to /run.
 */
static const struct bundle {
	const char *before, *behind;         /* the id stands between */
	const char *space, *pod, *container; /* space, pod: NULL: there is none */
} bundles[] = {
	{ "run/containerd/io.containerd.runtime.v2.task/k8s.io/", "/config.json",
		"io.kubernetes.cri.sandbox-namespace", "io.kubernetes.cri.sandbox-name",
		"io.kubernetes.cri.container-name" },
	{ "run/containerd/io.containerd.runtime.v2.task/default/", "/config.json", NULL, NULL,
		"nerdctl/name" },
	{ "run/containers/storage/overlay-containers/", "/userdata/config.json",
		"io.kubernetes.pod.namespace", "io.kubernetes.pod.name",
		"io.kubernetes.container.name" },
	{ "lib/containers/storage/overlay-containers/", "/userdata/config.json",
		"io.kubernetes.pod.namespace", "io.kubernetes.pod.name",
		"io.kubernetes.container.name" },
};

/* "shop/web-7f (nginx)", of a pod's own sandbox "shop/web-7f". */
static char *name_in_bundle(struct place *place, const struct bundle *bundle, const char *text,
	size_t length)
{
	struct text container = cgroup_name_in_json(bundle->container, text, length);
	struct text space, pod;
	char name[NAME_SIZE];

	if (!bundle->pod)
		return copied(place, container);
	space = cgroup_name_in_json(bundle->space, text, length);
	pod = cgroup_name_in_json(bundle->pod, text, length);
	if (space.length == 0 || pod.length == 0)
		return NULL;
	snprintf(name, sizeof(name), "%.*s/%.*s%s%.*s%s", (int)space.length, space.at,
		(int)pod.length, pod.at, container.length ? " (" : "", (int)container.length,
		container.at, container.length ? ")" : "");
	return allocated(place, strdup(name));
}

/* A container of kubernetes without systemd may be of either runtime. */
static char *from_bundle(struct place *place, struct text id)
{
	char *name = NULL;

	for (size_t i = 0; i < COUNT_OF(bundles) && !name; i++) {
		char path[NAME_SIZE], *text;
		size_t length;

		snprintf(path, sizeof(path), "%s%.*s%s", bundles[i].before, (int)id.length, id.at,
			bundles[i].behind);
		text = read_small(place, path, &length);
		if (text)
			name = name_in_bundle(place, &bundles[i], text, length);
		free(text);
	}
	return name;
}

/* How names in a directory of logs tell of what has that id. */
typedef bool name_in_logs(char *out, size_t size, struct text entry, struct text id);

/* Names of links and directories tell; nothing is opened but what holds them. */
static char *from_logs(struct place *place, const char *path, name_in_logs *tells, struct text id)
{
	int directory = file_open(place->var, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	DIR *stream = directory < 0 ? NULL : fdopendir(directory);
	char name[NAME_SIZE];
	const struct dirent *entry;
	bool found = false;

	if (!stream) {
		note(place, status_from_errno(errno));
		if (directory >= 0)
			close(directory);
		return NULL;
	}
	for (int i = 0; i < ENTRIES_MOST && !found && (entry = readdir(stream)); i++)
		found = tells(name, sizeof(name), text_of_string(entry->d_name), id);
	closedir(stream);
	return found ? allocated(place, strdup(name)) : NULL;
}

/* What systemd-logind knows of a user or of a session: whose it is. */
static char *from_logind(struct place *place, const char *directory, const char *key,
	struct text id)
{
	char path[NAME_SIZE], *text, *name = NULL;
	size_t length;

	if (memchr(id.at, '/', id.length))
		return NULL;
	snprintf(path, sizeof(path), "run/systemd/%s/%.*s", directory, (int)id.length, id.at);
	text = read_small(place, path, &length);
	if (text)
		name = copied(place, cgroup_name_in_lines(key, text, length));
	free(text);
	return name;
}

/* A session is one of several of its user. */
static char *name_of_session(struct place *place, struct text id)
{
	char *user = from_logind(place, "sessions", "USER", id), name[2 * NAME_SIZE];

	if (!user)
		return NULL;
	snprintf(name, sizeof(name), "%.*s (%s)", (int)id.length, id.at, user);
	free(user);
	return allocated(place, strdup(name));
}

/* Kubernetes without systemd names containers by their ids alone, whatever runs them. */
static char *name_of_container(struct place *place, struct cgroup_name *parsed)
{
	char *found = from_logs(place, "log/containers", cgroup_name_in_log, parsed->id);

	if (!found && (parsed->kind == CGROUP_DOCKER || parsed->kind == CGROUP_CONTAINERD)) {
		found = from_docker(place, parsed->id);
		if (found)
			parsed->kind = CGROUP_DOCKER;
	}
	if (!found && parsed->kind == CGROUP_PODMAN)
		found = from_podman(place, parsed->id);
	if (!found && (parsed->kind == CGROUP_CONTAINERD || parsed->kind == CGROUP_CRIO))
		found = from_bundle(place, parsed->id);
	return found;
}

/* May find out that the runtime is another one. */
static char *runtime_name(struct place *place, struct cgroup_name *parsed)
{
	if (parsed->kind == CGROUP_POD)
		return from_logs(place, "log/pods", cgroup_name_in_pod, parsed->id);
	if (parsed->kind == CGROUP_USER)
		return from_logind(place, "users", "NAME", parsed->id);
	if (parsed->kind == CGROUP_SESSION)
		return name_of_session(place, parsed->id);
	return cgroup_kind_has_id(parsed->kind) ? name_of_container(place, parsed) : NULL;
}

enum status cgroup_label(char **label, int var, struct text name, struct text above)
{
	struct cgroup_name parsed = cgroup_name_parse(name, above);
	struct place place = { .var = var };
	char *known = var < 0 ? NULL : runtime_name(&place, &parsed);
	char text[2 * NAME_SIZE];

	if (known)
		snprintf(text, sizeof(text), "%s %s", cgroup_kind_word(parsed.kind), known);
	else
		cgroup_name_print(text, sizeof(text), name, above);
	free(known);
	*label = NULL;
	if (place.lacked == STATUS_OK && !text_equals(name, text))
		*label = allocated(&place, strdup(text));
	return place.lacked;
}
