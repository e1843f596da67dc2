/* SPDX-License-Identifier: GPL-2.0-or-later */
/* By which way objects of the kernel were read, and why not by a better one. */
#ifndef MEMTOP_SAMPLE_KERNEL_WAY_H
#define MEMTOP_SAMPLE_KERNEL_WAY_H

#include <stdbool.h>

#include "base/value.h"

/*
 * Whether programs are loaded into the kernel: never, as long as a view is open that needs them, or for what
 * they pay for, too.
 */
enum bpf_use { BPF_OFF, BPF_VIEWS, BPF_AUTO, BPF_USES };
extern const char *const bpf_use_names[BPF_USES]; /* "views" */

enum kernel_method {
	KERNEL_BY_BPF,
	KERNEL_BY_KCORE,      /* the same lists, by /proc/kcore */
	KERNEL_BY_CANDIDATES, /* files that are open, mapped, or named by the user */
	KERNEL_METHODS
};
extern const char *const kernel_method_names[KERNEL_METHODS]; /* "bpf" */

enum kernel_refusal_kind {
	KERNEL_NOT_REFUSED,
	KERNEL_NOT_BUILT,    /* memtop was built without libbpf or clang */
	KERNEL_NO_LIBRARY,   /* libbpf is not there: words */
	KERNEL_SWITCHED_OFF, /* by the setting bpf */
	KERNEL_NO_RIGHTS,
	KERNEL_NO_BPF, /* the kernel was built without bpf(2) */
	KERNEL_NO_BTF,
	KERNEL_LOCKED_DOWN, /* lockdown=confidentiality */
	KERNEL_FILTERED, /* the rights are there, and something denies it: seccomp, a security module */
	KERNEL_TOO_OLD,
	KERNEL_NOT_VERIFIED, /* words: the last line of the verifier */
	KERNEL_NOT_LOADED,   /* anything else: error */
	KERNEL_NOT_AGREED, /* it runs, and what it counts was not yet what the kernel says itself */
	KERNEL_REFUSALS
};

/* Why /proc/kcore was not read either. */
enum kcore_refusal {
	KCORE_NOT_TRIED, /* or it was read */
	KCORE_ABSENT,    /* the kernel was built without it */
	KCORE_NO_RIGHTS,
	KCORE_FORBIDDEN, /* to root as well: a container, or lockdown=confidentiality */
	KCORE_NO_BTF,
	KCORE_NO_SYMBOL, /* the kernel does not say where its list of superblocks is */
	KCORE_UNKNOWN,   /* it has not the structures that are known */
	KCORE_REFUSALS
};

struct kernel_refusal {
	enum kernel_refusal_kind kind;
	int error;       /* errno */
	char words[160]; /* of the kernel, or of what loads libraries; printable */
	enum kcore_refusal kcore;
};

/*
 * Why what only the way that was refused tells is not known: absent where this kernel has no such way, and no
 * other reason where memtop did not try it.
 */
enum value_state kernel_refusal_state(const struct kernel_refusal *refusal);

/* What memtop itself has in the kernel. */
struct bpf_state {
	bool is_told;                  /* false: not said, as of a sample of a record */
	enum bpf_use use;              /* the setting */
	struct kernel_refusal refusal; /* why none could be loaded, as far as it is known before */
	struct value programs, bytes;  /* loaded, and what they and their maps take */
};

extern const char *const kernel_refusal_names[KERNEL_REFUSALS]; /* "no_rights" */

#endif
