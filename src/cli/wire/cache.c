/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/wire/cache.h"

#include <errno.h>
#include <string.h>

#include "base/i18n.h"
#include "kernel/cache/cache.h"
#include "source/system/page_cache.h"

enum status cache_report_read(struct cache_report *report, struct kernel_bpf *bpf,
	const atomic_bool *cancelled, struct message *message)
{
	enum status status = page_cache_read_mounts(report);

	if (status == STATUS_OK)
		status = kernel_cache_walk(report, bpf, cancelled);
	if (status == STATUS_FAILED)
		message_set(message, _("the page cache: %s"), strerror(errno));
	page_cache_read_meminfo(report);
	return status;
}
