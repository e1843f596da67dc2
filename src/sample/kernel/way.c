/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/kernel/way.h"

const char *const bpf_use_names[BPF_USES] = { "off", "views", "auto" };

const char *const kernel_method_names[KERNEL_METHODS] = {
	[KERNEL_BY_BPF] = "bpf",
	[KERNEL_BY_KCORE] = "kcore",
	[KERNEL_BY_CANDIDATES] = "candidates",
};

const char *const kernel_refusal_names[KERNEL_REFUSALS] = {
	[KERNEL_NOT_BUILT] = "not_built",
	[KERNEL_NO_LIBRARY] = "no_library",
	[KERNEL_SWITCHED_OFF] = "switched_off",
	[KERNEL_NO_RIGHTS] = "no_rights",
	[KERNEL_NO_BPF] = "no_bpf",
	[KERNEL_NO_BTF] = "no_btf",
	[KERNEL_LOCKED_DOWN] = "locked_down",
	[KERNEL_FILTERED] = "filtered",
	[KERNEL_TOO_OLD] = "too_old",
	[KERNEL_NOT_VERIFIED] = "not_verified",
	[KERNEL_NOT_LOADED] = "not_loaded",
	[KERNEL_NOT_AGREED] = "not_agreed",
};

/* The rest, which this memtop or its user does without, is not asked. */
static const enum value_state states[KERNEL_REFUSALS] = {
	[KERNEL_NO_RIGHTS] = VALUE_DENIED,
	[KERNEL_NO_BPF] = VALUE_ABSENT,
	[KERNEL_NO_BTF] = VALUE_ABSENT,
	[KERNEL_LOCKED_DOWN] = VALUE_DENIED,
	[KERNEL_FILTERED] = VALUE_DENIED,
	[KERNEL_TOO_OLD] = VALUE_ABSENT,
	[KERNEL_NOT_VERIFIED] = VALUE_ABSENT,
	[KERNEL_NOT_LOADED] = VALUE_FAILED,
	[KERNEL_NOT_AGREED] = VALUE_FAILED,
};

enum value_state kernel_refusal_state(const struct kernel_refusal *refusal)
{
	return states[refusal->kind];
}
