/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/libbpf.h"

#include <errno.h>
#include <link.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/macros.h"
#include "base/utf8.h"
#include "config.h"

#ifdef LIBBPF_SONAME
#define LOADS_LIBBPF 1
LIBRARY_NOTE(note, "bpf", "Read objects of the kernel by BPF programs", "recommended",
	LIBBPF_SONAME);
static const struct library_function functions[] = { LIBBPF_FUNCTIONS(LIBRARY_LATER) };
#else
#define LIBBPF_SONAME NULL
static const struct library_function functions[] = { LIBBPF_FUNCTIONS(LIBRARY_LINKED) };
#endif

_Static_assert(sizeof(struct libbpf) == COUNT_OF(functions) * sizeof(functions[0].address),
	"a pointer for each function");

static const struct library library = { LIBBPF_SONAME, "libbpf", functions, COUNT_OF(functions) };

enum status libbpf_open(struct libbpf *libbpf, struct kernel_refusal *refusal)
{
	struct message message;
	enum status status = library_open(&library, libbpf, &message);

	if (status == STATUS_OK || status == STATUS_NO_MEMORY)
		return status;
	*refusal = (struct kernel_refusal){ .kind = KERNEL_NO_LIBRARY };
	if (status == STATUS_NO_DESCRIPTORS)
		*refusal = (struct kernel_refusal){ .kind = KERNEL_NOT_LOADED, .error = EMFILE };
	utf8_printable(refusal->words, sizeof(refusal->words), message.text, strlen(message.text),
		0);
	return STATUS_REFUSED;
}

#if LOADS_LIBBPF
/* Most libraries lie in one directory. */
static int lies_beside(struct dl_phdr_info *loaded, size_t size, void *context)
{
	const char *name = strrchr(loaded->dlpi_name, '/');
	char path[PATH_MAX];
	struct stat stat_;
	int length;

	(void)size, (void)context;
	if (!name)
		return 0;
	length = snprintf(path, sizeof(path), "%.*s/%s", (int)(name - loaded->dlpi_name),
		loaded->dlpi_name, LIBBPF_SONAME);
	return length < (int)sizeof(path) && stat(path, &stat_) == 0 && S_ISREG(stat_.st_mode);
}

bool libbpf_foresee(struct kernel_refusal *refusal)
{
	struct libbpf unused;

	return dl_iterate_phdr(lies_beside, NULL) != 0 ||
	       libbpf_open(&unused, refusal) != STATUS_REFUSED;
}
#else
bool libbpf_foresee(struct kernel_refusal *refusal)
{
	(void)refusal;
	return true;
}
#endif
