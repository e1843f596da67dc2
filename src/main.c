/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "config.h"

int main(void)
{
	setlocale(LC_ALL, "");
	bindtextdomain(PACKAGE, LOCALEDIR);
	textdomain(PACKAGE);
	if (puts(PACKAGE_STRING) == EOF || fflush(stdout) == EOF) {
		fprintf(stderr, "memtop: %s: %s\n", _("cannot write to standard output"), strerror(errno));
		return 1;
	}
	return 0;
}
