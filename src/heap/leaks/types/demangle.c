/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "heap/leaks/types/demangle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_LIBIBERTY
#include <libiberty/demangle.h>

/* It bounds its own recursion (2048 levels), and a name of 4 KiB bounds the rest. */
static char *readable(const char *name, int more)
{
	return cplus_demangle_v3(name, DMGL_PARAMS | DMGL_ANSI | more);
}
#else
enum { DMGL_TYPES };

static char *readable(const char *name, int more)
{
	(void)name, (void)more;
	return NULL;
}
#endif

static void say(char *out, size_t size, const char *name, char *demangled)
{
	snprintf(out, size, "%s", demangled ? demangled : name);
	free(demangled);
}

void demangle(char *out, size_t size, const char *name)
{
	say(out, size, name, strncmp(name, "_Z", 2) == 0 ? readable(name, 0) : NULL);
}

void demangle_type(char *out, size_t size, const char *name)
{
	say(out, size, name, readable(name, DMGL_TYPES));
}
