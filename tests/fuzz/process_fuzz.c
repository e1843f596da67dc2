/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The small files of a process: statm, status, smaps_rollup, limits, fdinfo, io, syscall. */
#include <string.h>

#include "check.h"
#include "parse/process/fdinfo.h"
#include "parse/process/io.h"
#include "parse/process/limits.h"
#include "parse/process/smaps_rollup.h"
#include "parse/process/statm.h"
#include "parse/process/status.h"
#include "parse/process/syscall.h"
#include "parse/process/thread/stat.h"
#include "support/fuzz.h"

static void check_states(const char *text, size_t size)
{
	struct syscall_state state;
	struct process_io io;
	struct thread_stat thread;

	thread_stat_parse(&thread, text, size);
	if (process_io_parse(&io, text, size) == STATUS_OK)
		CHECK(memmem(text, size, "wchar:", 6) && memmem(text, size, "write_bytes:", 12));
	if (syscall_parse(&state, text, size) == STATUS_OK)
		CHECK(!state.running || !state.waits);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct text rest = text_of(text, size);
	struct process_status status;
	struct smaps_rollup rollup;
	struct process_limit limit;
	struct statm statm;
	struct fdinfo_ring ring;
	struct fdinfo_bpf bpf;

	check_states(text, size);
	statm_parse(&statm, text, size);
	if (smaps_rollup_parse(&rollup, text, size) == STATUS_OK &&
		value_known(rollup.private_clean) && value_known(rollup.private_dirty))
		CHECK(rollup.uss.n >= rollup.private_dirty.n);
	else
		CHECK(!value_known(rollup.uss));
	if (process_status_parse(&status, text, size) == STATUS_MALFORMED)
		CHECK(!value_known(status.rss) && !value_known(status.threads));
	while (limits_next(&limit, &rest)) {
		CHECK(limit.name.length > 0 && lies_within(limit.name, text, size));
		CHECK(lies_within(limit.unit, text, size));
	}
	if (fdinfo_parse_ring(&ring, text_of(text, size)))
		CHECK(ring.submissions - 1 <= UINT32_MAX && ring.completions - 1 <= UINT32_MAX);
	fdinfo_parse_bpf(&bpf, text_of(text, size));
	return 0;
}
