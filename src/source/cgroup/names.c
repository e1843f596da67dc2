/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/cgroup/names.h"

#include <dirent.h>
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

/* A regular file, whole; NULL if it is none, or too large.  free() it. */
static char *read_small(int var, const char *path, size_t *length)
{
	int file = file_open(var, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	struct stat stat;
	char *text = NULL;
	ssize_t got;

	if (file < 0)
		return NULL;
	*length = 0;
	if (fstat(file, &stat) == 0 && S_ISREG(stat.st_mode) && stat.st_size > 0 &&
		(size_t)stat.st_size <= FILE_MOST)
		text = malloc((size_t)stat.st_size);
	while (text && *length < (size_t)stat.st_size &&
		(got = read(file, text + *length, (size_t)stat.st_size - *length)) > 0)
		*length += (size_t)got;
	close(file);
	return text;
}

/* The text of a file does not end by NUL. */
static char *copied(struct text name)
{
	char *copy = name.length > 0 && name.length < NAME_SIZE ? malloc(name.length + 1) : NULL;

	if (!copy)
		return NULL;
	memcpy(copy, name.at, name.length);
	copy[name.length] = '\0';
	return copy;
}

static char *from_docker(int var, struct text id)
{
	char path[NAME_SIZE], *text, *name = NULL;
	size_t length;

	snprintf(path, sizeof(path), "lib/docker/containers/%.*s/config.v2.json", (int)id.length,
		id.at);
	text = read_small(var, path, &length);
	if (text)
		name = copied(cgroup_name_in_json("Name", text, length));
	free(text);
	return name;
}

/* One file has all of them; what follows an id is of its container. */
static char *from_podman(int var, struct text id)
{
	char *name = NULL, *at;
	size_t length;
	char *text = read_small(var, "lib/containers/storage/overlay-containers/containers.json",
		&length);

	at = text ? memmem(text, length, id.at, id.length) : NULL;
	/* Behind the quote that ends the id. */
	if (at && (size_t)(at - text) + id.length < length) {
		at += id.length + 1;
		name = copied(cgroup_name_in_json("names", at, length - (size_t)(at - text)));
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
static char *name_in_bundle(const struct bundle *bundle, const char *text, size_t length)
{
	struct text container = cgroup_name_in_json(bundle->container, text, length);
	struct text space, pod;
	char name[NAME_SIZE];

	if (!bundle->pod)
		return copied(container);
	space = cgroup_name_in_json(bundle->space, text, length);
	pod = cgroup_name_in_json(bundle->pod, text, length);
	if (space.length == 0 || pod.length == 0)
		return NULL;
	snprintf(name, sizeof(name), "%.*s/%.*s%s%.*s%s", (int)space.length, space.at,
		(int)pod.length, pod.at, container.length ? " (" : "", (int)container.length,
		container.at, container.length ? ")" : "");
	return strdup(name);
}

/* A container of kubernetes without systemd may be of either runtime. */
static char *from_bundle(int var, struct text id)
{
	char *name = NULL;

	for (size_t i = 0; i < COUNT_OF(bundles) && !name; i++) {
		char path[NAME_SIZE], *text;
		size_t length;

		snprintf(path, sizeof(path), "%s%.*s%s", bundles[i].before, (int)id.length, id.at,
			bundles[i].behind);
		text = read_small(var, path, &length);
		if (text)
			name = name_in_bundle(&bundles[i], text, length);
		free(text);
	}
	return name;
}

/* How names in a directory of logs tell of what has that id. */
typedef bool name_in_logs(char *out, size_t size, struct text entry, struct text id);

/* Names of links and directories tell; nothing is opened but what holds them. */
static char *from_logs(int var, const char *path, name_in_logs *tells, struct text id)
{
	int directory = file_open(var, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	DIR *stream = directory < 0 ? NULL : fdopendir(directory);
	char name[NAME_SIZE];
	const struct dirent *entry;
	bool found = false;

	if (!stream) {
		if (directory >= 0)
			close(directory);
		return NULL;
	}
	for (int i = 0; i < ENTRIES_MOST && !found && (entry = readdir(stream)); i++)
		found = tells(name, sizeof(name), text_of_string(entry->d_name), id);
	closedir(stream);
	return found ? strdup(name) : NULL;
}

/* What systemd-logind knows of a user or of a session: whose it is. */
static char *from_logind(int var, const char *directory, const char *key, struct text id)
{
	char path[NAME_SIZE], *text, *name = NULL;
	size_t length;

	if (memchr(id.at, '/', id.length))
		return NULL;
	snprintf(path, sizeof(path), "run/systemd/%s/%.*s", directory, (int)id.length, id.at);
	text = read_small(var, path, &length);
	if (text)
		name = copied(cgroup_name_in_lines(key, text, length));
	free(text);
	return name;
}

/* A session is one of several of its user. */
static char *name_of_session(int var, struct text id)
{
	char *user = from_logind(var, "sessions", "USER", id), name[2 * NAME_SIZE];

	if (!user)
		return NULL;
	snprintf(name, sizeof(name), "%.*s (%s)", (int)id.length, id.at, user);
	free(user);
	return strdup(name);
}

/* Kubernetes without systemd names containers by their ids alone, whatever runs them. */
static char *name_of_container(int var, struct cgroup_name *parsed)
{
	char *found = from_logs(var, "log/containers", cgroup_name_in_log, parsed->id);

	if (!found && (parsed->kind == CGROUP_DOCKER || parsed->kind == CGROUP_CONTAINERD)) {
		found = from_docker(var, parsed->id);
		if (found)
			parsed->kind = CGROUP_DOCKER;
	}
	if (!found && parsed->kind == CGROUP_PODMAN)
		found = from_podman(var, parsed->id);
	if (!found && (parsed->kind == CGROUP_CONTAINERD || parsed->kind == CGROUP_CRIO))
		found = from_bundle(var, parsed->id);
	return found;
}

/* May find out that the runtime is another one. */
static char *runtime_name(int var, struct cgroup_name *parsed)
{
	if (parsed->kind == CGROUP_POD)
		return from_logs(var, "log/pods", cgroup_name_in_pod, parsed->id);
	if (parsed->kind == CGROUP_USER)
		return from_logind(var, "users", "NAME", parsed->id);
	if (parsed->kind == CGROUP_SESSION)
		return name_of_session(var, parsed->id);
	return cgroup_kind_has_id(parsed->kind) ? name_of_container(var, parsed) : NULL;
}

char *cgroup_label(int var, struct text name, struct text above)
{
	struct cgroup_name parsed = cgroup_name_parse(name, above);
	char *known = var < 0 ? NULL : runtime_name(var, &parsed);
	char label[2 * NAME_SIZE];

	if (known)
		snprintf(label, sizeof(label), "%s %s", cgroup_kind_word(parsed.kind), known);
	else
		cgroup_name_print(label, sizeof(label), name, above);
	free(known);
	return text_equals(name, label) ? NULL : strdup(label);
}
