/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/system/cgroup_name.h"

#include <ctype.h>
#include <stdio.h>

#include "base/macros.h"

/* docker's own cut of an id. */
#define SHORT_ID 12
/* Ids of containers are sha256. */
#define ID_LENGTH 64

static const struct pattern {
	enum cgroup_kind kind;
	const char *before, *behind;
	bool is_id; /* what is between is 64 hexadecimal digits */
} patterns[] = {
	{ CGROUP_DOCKER, "docker-", ".scope", true },
	{ CGROUP_PODMAN, "libpod-", ".scope", true },
	{ CGROUP_PODMAN, "libpod-", "", true },
	{ CGROUP_CONTAINERD, "cri-containerd-", ".scope", true },
	{ CGROUP_CRIO, "crio-", ".scope", true },
	{ CGROUP_CRIO, "crio-", "", true },
	{ CGROUP_POD, "kubepods-besteffort-pod", ".slice", false },
	{ CGROUP_POD, "kubepods-burstable-pod", ".slice", false },
	{ CGROUP_POD, "kubepods-pod", ".slice", false },
	/* Below a root of its own: --cgroup-root=/kubelet, as kind has it. */
	{ CGROUP_POD, "kubelet-kubepods-besteffort-pod", ".slice", false },
	{ CGROUP_POD, "kubelet-kubepods-burstable-pod", ".slice", false },
	{ CGROUP_POD, "kubelet-kubepods-pod", ".slice", false },
	{ CGROUP_LXC, "lxc.payload.", "", false },
	{ CGROUP_USER, "user-", ".slice", false },
	{ CGROUP_SESSION, "session-", ".scope", false },
	{ CGROUP_MACHINE, "machine-", ".scope", false },
};

/* What a directory without a prefix of its own is, by the one that it is in. */
static const struct {
	const char *above;
	enum cgroup_kind kind;
} parents[] = {
	{ "docker", CGROUP_DOCKER },
	{ "lxc", CGROUP_LXC },
	{ "lxc.payload", CGROUP_LXC },
};

static const char *const kind_words[CGROUP_KINDS] = {
	[CGROUP_DOCKER] = "docker",
	[CGROUP_PODMAN] = "podman",
	[CGROUP_CONTAINERD] = "containerd",
	[CGROUP_CRIO] = "cri-o",
	[CGROUP_POD] = "pod",
	[CGROUP_LXC] = "lxc",
	[CGROUP_USER] = "user",
	[CGROUP_SESSION] = "session",
	[CGROUP_MACHINE] = "machine",
};

static bool is_id(struct text text)
{
	if (text.length != ID_LENGTH)
		return false;
	for (size_t i = 0; i < text.length; i++)
		if (!isdigit((unsigned char)text.at[i]) && (text.at[i] < 'a' || text.at[i] > 'f'))
			return false;
	return true;
}

static bool text_ends(struct text text, const char *end)
{
	size_t length = strlen(end);

	return length <= text.length && memcmp(text.at + text.length - length, end, length) == 0;
}

static bool matches(const struct pattern *pattern, struct text name, struct text *id)
{
	size_t before = strlen(pattern->before), behind = strlen(pattern->behind);

	if (name.length <= before + behind || !text_starts(name, pattern->before) ||
		!text_ends(name, pattern->behind))
		return false;
	*id = text_of(name.at + before, name.length - before - behind);
	return !pattern->is_id || is_id(*id);
}

/* "podUID", in a directory of kubernetes without systemd. */
static bool is_pod(struct text name, struct text above)
{
	return name.length > 3 && text_starts(name, "pod") &&
	       (text_equals(above, "kubepods") || text_equals(above, "burstable") ||
		       text_equals(above, "besteffort"));
}

struct cgroup_name cgroup_name_parse(struct text name, struct text above)
{
	struct cgroup_name result = { CGROUP_PLAIN, name };

	for (size_t i = 0; i < COUNT_OF(patterns); i++)
		if (matches(&patterns[i], name, &result.id)) {
			result.kind = patterns[i].kind;
			return result;
		}
	result.id = name;
	if (is_pod(name, above)) {
		result.kind = CGROUP_POD;
		result.id = text_of(name.at + 3, name.length - 3);
		return result;
	}
	for (size_t i = 0; i < COUNT_OF(parents); i++)
		if (text_equals(above, parents[i].above) &&
			(parents[i].kind != CGROUP_DOCKER || is_id(name)))
			result.kind = parents[i].kind;
	/* A container in a pod, without systemd: containerd and CRI-O name it by its id alone. */
	if (result.kind == CGROUP_PLAIN && is_id(name) && text_starts(above, "pod"))
		result.kind = CGROUP_CONTAINERD;
	return result;
}

bool cgroup_kind_has_id(enum cgroup_kind kind)
{
	return kind >= CGROUP_DOCKER && kind <= CGROUP_CRIO;
}

const char *cgroup_kind_word(enum cgroup_kind kind)
{
	return kind_words[kind] ? kind_words[kind] : "";
}

static int hex_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* systemd writes what may not stand in the name of a unit as \xHH. */
static size_t unescape(char *out, size_t size, struct text name, char underscore)
{
	size_t length = 0;

	for (size_t i = 0; i < name.length; i++) {
		char c = name.at[i] == '_' ? underscore : name.at[i];

		if (i + 3 < name.length && name.at[i] == '\\' && name.at[i + 1] == 'x' &&
			hex_of(name.at[i + 2]) >= 0 && hex_of(name.at[i + 3]) >= 0 &&
			(name.at[i + 2] != '0' || name.at[i + 3] != '0')) {
			c = (char)(hex_of(name.at[i + 2]) * 16 + hex_of(name.at[i + 3]));
			i += 3;
		}
		if (length + 1 < size)
			out[length++] = c;
	}
	if (size > 0)
		out[length] = '\0';
	return length;
}

size_t cgroup_name_print(char *out, size_t size, struct text name, struct text above)
{
	struct cgroup_name parsed = cgroup_name_parse(name, above);
	const char *word = kind_words[parsed.kind];
	int used;

	if (!word)
		return unescape(out, size, name, '_');
	if (cgroup_kind_has_id(parsed.kind))
		parsed.id.length = min_size(parsed.id.length, SHORT_ID);
	used = snprintf(out, size, "%s ", word);
	if (used < 0 || (size_t)used >= size)
		return 0;
	return (size_t)used + unescape(out + used, size - (size_t)used, parsed.id,
				      parsed.kind == CGROUP_POD ? '-' : '_');
}

/* Takes the string that begins at the quote in front of rest; false if it does not end, or has escapes. */
static bool take_string(struct text *rest, struct text *string)
{
	const char *end;

	if (rest->length == 0 || rest->at[0] != '"')
		return false;
	end = memchr(rest->at + 1, '"', rest->length - 1);
	if (!end)
		return false;
	*string = text_of(rest->at + 1, (size_t)(end - rest->at) - 1);
	*rest = text_of(end + 1, rest->length - (size_t)(end - rest->at) - 1);
	return !memchr(string->at, '\\', string->length);
}

static void skip(struct text *rest, const char *set)
{
	while (rest->length > 0 && strchr(set, rest->at[0]) && rest->at[0])
		*rest = text_of(rest->at + 1, rest->length - 1);
}

struct text cgroup_name_in_json(const char *key, const char *text, size_t length)
{
	struct text rest = text_of(text, length), string;

	while (rest.length > 0) {
		const char *quote = memchr(rest.at, '"', rest.length);

		if (!quote)
			break;
		rest = text_of(quote, rest.length - (size_t)(quote - rest.at));
		if (!take_string(&rest, &string)) {
			skip(&rest, "\"");
			continue;
		}
		if (!text_equals(string, key))
			continue;
		skip(&rest, " \t\r\n");
		if (rest.length == 0 || rest.at[0] != ':') /* a value, not a key */
			continue;
		skip(&rest, " \t\r\n:[");
		if (!take_string(&rest, &string))
			break;
		if (string.length > 0 && string.at[0] == '/')
			string = text_of(string.at + 1, string.length - 1);
		return string;
	}
	return text_of("", 0);
}

struct text cgroup_name_in_lines(const char *key, const char *text, size_t length)
{
	struct text rest = text_of(text, length), line;

	while (text_next_line(&rest, &line))
		if (text_equals(text_next_field(&line, '='), key))
			return line;
	return text_of("", 0);
}

bool cgroup_name_in_log(char *out, size_t size, struct text file, struct text id)
{
	struct text rest = file, pod, space, container;
	size_t behind = id.length + strlen("-.log");

	if (id.length == 0 || file.length <= behind || !text_ends(file, ".log") ||
		memcmp(file.at + file.length - behind + 1, id.at, id.length) != 0 ||
		file.at[file.length - behind] != '-')
		return false;
	rest.length -= behind;
	pod = text_next_field(&rest, '_');
	space = text_next_field(&rest, '_');
	container = rest;
	if (pod.length == 0 || space.length == 0 || container.length == 0)
		return false;
	snprintf(out, size, "%.*s/%.*s (%.*s)", (int)space.length, space.at, (int)pod.length,
		pod.at, (int)container.length, container.at);
	return true;
}

/* systemd's names have underscores for the hyphens of a UID. */
static bool is_uid(struct text text, struct text uid)
{
	if (text.length == 0 || text.length != uid.length)
		return false;
	for (size_t i = 0; i < text.length; i++)
		if (text.at[i] != (uid.at[i] == '_' ? '-' : uid.at[i]))
			return false;
	return true;
}

bool cgroup_name_in_pod(char *out, size_t size, struct text directory, struct text uid)
{
	struct text space = text_next_field(&directory, '_');
	struct text pod = text_next_field(&directory, '_');

	if (space.length == 0 || pod.length == 0 || !is_uid(directory, uid))
		return false;
	snprintf(out, size, "%.*s/%.*s", (int)space.length, space.at, (int)pod.length, pod.at);
	return true;
}
