/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/balloon/path.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "probe/balloon/balloon.h"

#define SELF "/proc/self/exe"

/* Puts the balloon's name in place of this program's; false if there is no such program. */
static bool is_beside(char path[static PATH_MAX])
{
	ssize_t length = readlink(SELF, path, PATH_MAX - 1);
	char *name;

	if (length <= 0)
		return false;
	path[length] = '\0';
	name = strrchr(path, '/');
	if (!name || (size_t)(name + 1 - path) + sizeof(BALLOON_NAME) > PATH_MAX)
		return false;
	memcpy(name + 1, BALLOON_NAME, sizeof(BALLOON_NAME));
	return access(path, X_OK) == 0;
}

char *balloon_path(void)
{
	const char *said = secure_getenv("MEMTOP_BALLOON");
	char path[PATH_MAX];

	if (said && *said)
		return strdup(said);
	if (MEMTOP_PORTABLE)
		return strdup(SELF);
	return strdup(is_beside(path) ? path : LIBEXECDIR "/" BALLOON_NAME);
}
