/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "kernel/bpf.h"

enum status kernel_bpf_load_more(struct kernel_bpf **bpf, const struct kernel_object *object,
	enum value_state *lacking)
{
	struct kernel_refusal refusal;
	enum status status = kernel_bpf_load(bpf, object, &refusal);

	*lacking = status == STATUS_REFUSED ? kernel_refusal_state(&refusal) : VALUE_ABSENT;
	/* The library was there for the first, and nobody switched this one off. */
	if (*lacking == VALUE_NOT_ASKED)
		*lacking = VALUE_FAILED;
	if (status == STATUS_REFUSED && refusal.error == ENOMEM)
		status = STATUS_NO_MEMORY;
	return status == STATUS_REFUSED ? STATUS_OK : status;
}
