/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bare loop that memtop's PSS and USS are compared with: reads every smaps_rollup, once. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(void)
{
	DIR *directory = opendir("/proc");
	static char text[65536];
	struct dirent *entry;
	size_t files = 0, bytes = 0;

	if (!directory)
		return 1;
	while ((entry = readdir(directory))) {
		char path[300];
		ssize_t got;
		int file;

		if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
			continue;
		snprintf(path, sizeof(path), "/proc/%s/smaps_rollup", entry->d_name);
		file = open(path, O_RDONLY | O_CLOEXEC);
		if (file < 0)
			continue;
		while ((got = read(file, text, sizeof(text))) > 0)
			bytes += (size_t)got;
		files++;
		close(file);
	}
	closedir(directory);
	printf("%zu files, %zu bytes\n", files, bytes);
	return 0;
}
