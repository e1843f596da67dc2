/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A prober for fake_screen: refuses and offers as told, and does nothing but say that it did. */
#ifndef MEMTOP_TESTS_FAKE_PROBE_H
#define MEMTOP_TESTS_FAKE_PROBE_H

#include "sample/probe_report.h"

struct fake_probe {
	/*
	 * "reclaim": the pressure is refused, and the cgroup "/a b" can be reclaimed; "late": the same is
	 * found out only when the probe starts; "none": no way works; "running": it starts, and runs on.
	 * NULL: no prober.
	 */
	const char *kind;
	int event;
	bool assessed;
	struct probe_request asked;
	char target[256]; /* asked.target points to it */
	struct probe_report report;
	bool done;
};

/* probe stays the caller's.  The descriptor is never closed. */
struct prober fake_prober(struct fake_probe *probe, const char *kind);

#endif
