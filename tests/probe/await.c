/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waits until something about processes holds, for at most 20 s:
 *	await balloons N    so many balloons run
 *	await stopped PID   the process is stopped
 *	await free NAME     no process holds that abstract socket, the probe's lock
 */
#include <dirent.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"

/* The first line of /proc/PID/NAME. */
static bool read_line(char *line, int size, const char *pid, const char *name)
{
	char path[300];
	FILE *file;
	bool read;

	snprintf(path, sizeof(path), "/proc/%s/%s", pid, name);
	file = fopen(path, "r");
	if (!file)
		return false;
	read = fgets(line, size, file) != NULL;
	fclose(file);
	return read;
}

static bool balloons(const char *wanted)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	int count = 0;
	char name[64];

	while (proc && (entry = readdir(proc)))
		count += read_line(name, sizeof(name), entry->d_name, "comm") &&
			 strcmp(name, "memtop-balloon\n") == 0;
	if (proc)
		closedir(proc);
	return count == atoi(wanted);
}

static bool stopped(const char *pid)
{
	char line[512];
	const char *state;

	if (!read_line(line, sizeof(line), pid, "stat"))
		return false;
	state = strrchr(line, ')');
	return state && strncmp(state, ") T", 3) == 0;
}

static bool is_free(const char *name)
{
	FILE *sockets = fopen("/proc/net/unix", "r");
	char line[512], ending[64];
	bool found = false;

	snprintf(ending, sizeof(ending), " @%s\n", name);
	while (sockets && fgets(line, sizeof(line), sockets))
		found |= strstr(line, ending) != NULL;
	if (sockets)
		fclose(sockets);
	return !found;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		bool (*holds)(const char *argument);
	} conditions[] = { { "balloons", balloons }, { "stopped", stopped }, { "free", is_free } };

	for (size_t i = 0; i < COUNT_OF(conditions) && argc == 3; i++) {
		if (strcmp(conditions[i].name, argv[1]) != 0)
			continue;
		for (int tries = 0; tries < 4000; tries++) {
			if (conditions[i].holds(argv[2]))
				return 0;
			poll(NULL, 0, 5);
		}
	}
	return 1;
}
