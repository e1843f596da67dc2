/* SPDX-License-Identifier: GPL-2.0-or-later */
/* By which way objects of the kernel were read, in words: for the views cache, kernel and shared. */
#ifndef MEMTOP_DOCUMENT_KERNEL_WAY_H
#define MEMTOP_DOCUMENT_KERNEL_WAY_H

#include "base/status.h"
#include "document/document.h"
#include "sample/kernel/swept.h"

/* A sentence in the user's language: why the kernel's own lists cannot be read, and what to do. */
void kernel_refusal_say(struct message *message, const struct kernel_refusal *refusal);

/* The same of the census of pages, which needs one right more. */
void kernel_refusal_say_census(struct message *message, const struct kernel_refusal *refusal);

/* Why they can be read neither by BPF nor by /proc/kcore; one sentence for each. */
void kernel_refusal_say_lists(struct message *message, const struct kernel_refusal *refusal);

/* How the figures of all processes were read, and why not by a better way; empty where that is not known. */
void kernel_sweep_say(struct message *message, const struct sweep_choice *choice);

/* What memtop has in the kernel now, or why it can have nothing; empty where that was not asked for. */
void kernel_bpf_say(struct message *message, const struct bpf_state *state);

/* The figures "method" and "method_reason": why it is not bpf; null: it is. */
void kernel_way_put(struct document *document, enum kernel_method method,
	const struct kernel_refusal *refusal);

#endif
