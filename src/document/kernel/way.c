/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/kernel/way.h"

#include <string.h>

#include "base/i18n.h"
#include "base/units.h"

static const char *const sentences[KERNEL_REFUSALS] = {
	[KERNEL_NOT_BUILT] = N_(
		"This memtop was built without its BPF programs: configure it where clang and libbpf are."),
	[KERNEL_SWITCHED_OFF] = N_("The setting bpf is off."),
	[KERNEL_NO_RIGHTS] = N_("BPF programs need CAP_BPF and CAP_PERFMON: start memtop as root."),
	[KERNEL_NO_BPF] = N_("This kernel was built without BPF."),
	[KERNEL_NO_BTF] = N_(
		"This kernel does not describe its structures: it has no /sys/kernel/btf/vmlinux."),
	[KERNEL_LOCKED_DOWN] =
		N_("The kernel is locked down (confidentiality): no program may read its memory."),
	[KERNEL_FILTERED] =
		N_("The kernel refused a BPF program although the rights are there: a container, "
		   "a filter of system calls or a security module forbids it."),
	[KERNEL_TOO_OLD] = N_(
		"This kernel is too old for memtop's BPF programs: Linux 5.17 or later is needed."),
	[KERNEL_NOT_AGREED] = N_(
		"It has not agreed with memory.stat yet: that takes a cgroup with 1 MiB and more at rest."),
};

void kernel_refusal_say(struct message *message, const struct kernel_refusal *refusal)
{
	if (refusal->kind == KERNEL_NOT_VERIFIED)
		message_set(message, _("The kernel's verifier refused a BPF program: %s"),
			refusal->words);
	else if (refusal->kind == KERNEL_NO_LIBRARY)
		message_set(message, _("BPF programs need libbpf: %s."), refusal->words);
	else if (refusal->kind == KERNEL_NOT_LOADED)
		message_set(message, _("The kernel did not load a BPF program: %s"),
			strerror(refusal->error));
	else if (refusal->kind == KERNEL_NOT_REFUSED)
		message->text[0] = '\0';
	else
		message_set(message, "%s", _(sentences[refusal->kind]));
}

static const char *const kcore_sentences[KCORE_REFUSALS] = {
	[KCORE_ABSENT] =
		N_("The next way, /proc/kcore, is not there: this kernel was built without it."),
	[KCORE_NO_RIGHTS] =
		N_("The next way, /proc/kcore, needs CAP_SYS_RAWIO and CAP_SYSLOG, too."),
	[KCORE_FORBIDDEN] = N_(
		"The next way, /proc/kcore, is refused to root as well: by lockdown or a container."),
	[KCORE_NO_BTF] = N_("The next way, /proc/kcore, needs /sys/kernel/btf/vmlinux, too."),
	[KCORE_NO_SYMBOL] = N_(
		"The next way, /proc/kcore, needs the address of super_blocks, which /proc/kallsyms does not say."),
	[KCORE_UNKNOWN] =
		N_("The next way, /proc/kcore, does not have the form that memtop knows."),
};

void kernel_refusal_say_lists(struct message *message, const struct kernel_refusal *refusal)
{
	const char *kcore = kcore_sentences[refusal->kcore];
	struct message reason;

	kernel_refusal_say(&reason, refusal);
	if (reason.text[0] && kcore)
		message_set(message, "%s %s", reason.text, _(kcore));
	else
		*message = reason;
}

void kernel_refusal_say_census(struct message *message, const struct kernel_refusal *refusal)
{
	if (refusal->kind == KERNEL_NO_RIGHTS)
		message_set(message,
			_("kernel: the census needs CAP_BPF, CAP_PERFMON and CAP_SYS_ADMIN: start memtop as root"));
	else
		kernel_refusal_say(message, refusal);
}

static const char *const sweep_sentences[SWEEP_REASONS] = {
	[SWEEP_SETTING] = N_("statm of each process: the setting bpf is not auto"),
	[SWEEP_FEW] = N_("statm of each process: that costs less with fewer than 1,000 processes"),
	[SWEEP_BRIEF] = N_("statm of each process: a BPF program pays from 20 samples on"),
	[SWEEP_CHOSEN] = N_("statm of each process: only some are watched"),
	[SWEEP_THREADS] =
		N_("statm of each process: with so many threads this kernel's iterator costs more"),
	[SWEEP_DISAGREES] = N_("statm of each process: BPF sees other processes than /proc"),
	[SWEEP_FAILED] = N_("statm of each process: the BPF program failed"),
};

void kernel_sweep_say(struct message *message, const struct sweep_choice *choice)
{
	struct message refusal;

	if (choice->way != SWEEP_STATM) {
		message_set(message, "%s",
			choice->way == SWEEP_TASKS
				? _("a BPF program reads all processes at once")
				: _("the kernel hands all processes to a BPF program"));
	} else if (choice->reason == SWEEP_REFUSED) {
		kernel_refusal_say(&refusal, &choice->refusal);
		message_set(message, _("statm of each process: %s"), refusal.text);
	} else {
		message_set(message, "%s",
			sweep_sentences[choice->reason] ? _(sweep_sentences[choice->reason]) : "");
	}
}

void kernel_bpf_say(struct message *message, const struct bpf_state *state)
{
	const char *use = bpf_use_names[state->use];
	struct message refusal;
	char bytes[UNITS_SIZE];

	message->text[0] = '\0';
	if (!state->is_told || !value_known(state->programs))
		return;
	kernel_refusal_say(&refusal, &state->refusal);
	units_value(bytes, state->bytes, UNIT_BYTES, SCALE_AUTO);
	if (state->use == BPF_OFF)
		message_set(message, "%s", _("none is loaded: the setting bpf is off"));
	else if (state->programs.n > 0)
		message_set(message,
			ngettext("%llu loaded, %s of the kernel's memory (bpf=%s)",
				"%llu loaded, %s of the kernel's memory (bpf=%s)",
				(unsigned long)state->programs.n),
			(unsigned long long)state->programs.n, bytes, use);
	else if (refusal.text[0])
		message_set(message, _("none can be loaded (bpf=%s). %s"), use, refusal.text);
	else
		message_set(message,
			_("none is loaded now: a view that needs them loads them (bpf=%s)"), use);
}

void kernel_way_put(struct document *document, enum kernel_method method,
	const struct kernel_refusal *refusal)
{
	static const struct label way = { "method", NULL,
		N_("How it was found: bpf (the kernel's own lists, by a program that only reads them), kcore (the same lists, by /proc/kcore), candidates (files that processes have open, or that are named, asked themselves)."),
		UNIT_TEXT };
	static const struct label reason = { "method_reason", NULL,
		N_("Why it was not found by bpf: not_built, no_library, switched_off, no_rights, no_bpf, no_btf, locked_down, filtered, too_old, not_verified, not_loaded; null: it was."),
		UNIT_TEXT };

	document_datum(document, &way, datum_of_string(kernel_method_names[method]));
	document_datum(document, &reason,
		refusal->kind == KERNEL_NOT_REFUSED
			? datum_none()
			: datum_of_string(kernel_refusal_names[refusal->kind]));
}
