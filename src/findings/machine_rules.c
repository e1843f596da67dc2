/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules on the machine.  Levels were chosen on 104 captures from kernel 2.4.4 to 6.18 whose
 * sources say what was the matter; tests/findings/machine_test.c holds them to that.
 */
#include "findings/machine_rules.h"

#include "base/i18n.h"

/* The levels decide that it fires; which sentence says it depends. */
static struct judgement said(const struct question *question, unsigned sentence)
{
	return (struct judgement){ question->level, sentence };
}

static struct judgement note(unsigned sentence)
{
	return (struct judgement){ SEVERITY_NOTE, sentence };
}

/* A line of a machine whose size the text does not tell speaks from so many bytes on. */
static bool is_alone_above(const struct question *question, const char *figure, struct level level)
{
	return !value_known(facts_figure(question->facts, "MemTotal")) &&
	       facts_above(question->facts, figure, level);
}

static struct judgement judge_foreign(const struct question *question)
{
	static const unsigned sentences[] = { [SUSPECT_NOBODY] = 0,
		[SUSPECT_LXCFS] = 1,
		[SUSPECT_OPENVZ] = 2,
		[SUSPECT_CMA] = 3 };
	const struct evidence *evidence = question->facts->machine;
	const struct contradiction *contradiction = &evidence->origin.contradiction;
	struct judgement judgement = { SEVERITY_WARNING, 4 };

	if (evidence->origin.kind != ORIGIN_FOREIGN && evidence->balance.state != BALANCE_FOREIGN)
		return contradiction->suspect == SUSPECT_LXCFS ? note(6) : judged_nothing();
	if (evidence->origin.kind == ORIGIN_FOREIGN)
		judgement.sentence = sentences[contradiction->suspect];
	if (contradiction->part && !value_known(contradiction->part_bytes))
		judgement.sentence = 5;
	return judgement;
}

static struct judgement judge_wsl1(const struct question *question)
{
	return judged(question->facts->machine->origin.kind == ORIGIN_WSL1, SEVERITY_NOTE);
}

/* Without one of these there is no question where much memory is. */
static bool has_large_lines(const struct facts *facts)
{
	return value_known(facts_figure(facts, "Slab")) &&
	       value_known(facts_figure(facts, "Cached")) &&
	       value_known(facts_figure(facts, "AnonPages"));
}

static struct judgement judge_truncated(const struct question *question)
{
	const struct evidence *evidence = question->facts->machine;

	/* What a running kernel leaves out it does not have. */
	if (evidence->origin.complete || evidence->system ||
		evidence->meminfo->tool != PASTED_MEMINFO)
		return judged_nothing();
	if (evidence->origin.missing < 0)
		return note(3);
	if (evidence->origin.kind == ORIGIN_FRAGMENT)
		return note(2);
	if (evidence->balance.state == BALANCE_TRUNCATED &&
		facts_above(question->facts, "not_named%", question->rule->limits[0]) &&
		has_large_lines(question->facts))
		return note(value_known(facts_figure(question->facts, "HugePages_Total")) ? 4 : 1);
	return note(0);
}

static struct judgement judge_other_tool(const struct question *question)
{
	const struct meminfo *meminfo = question->facts->machine->meminfo;

	if (meminfo->supplement != PASTED_MEMINFO)
		return note(3);
	switch (meminfo->tool) {
	case PASTED_MEMINFO:
		return judged_nothing();
	case PASTED_MEMORY_STAT:
		return note(1);
	case PASTED_NODE_MEMINFO:
		return note(2);
	default:
		return note(0);
	}
}

static struct judgement judge_several(const struct question *question)
{
	const struct evidence_place *place = &question->facts->machine->place;

	if (place->count < 2)
		return judged_nothing();
	if (place->one_machine)
		return note(place->index + 1 == place->count ? 0 : 2);
	return note(place->index == 0 ? 1 : 3);
}

/* Where only a bound of what is available is known the second sentence says so. */
static unsigned bound_sentence(const struct question *question)
{
	const struct evidence *evidence = question->facts->machine;

	return evidence->available_known && evidence->available.method == AVAILABLE_BOUND;
}

static struct judgement judge_available(const struct question *question)
{
	return said(question, bound_sentence(question));
}

static struct judgement judge_memory_low(const struct question *question)
{
	if (facts_below(question->facts, "available%", question->rule->limits[0]))
		return judged_nothing();
	return said(question, bound_sentence(question));
}

/* A small full swap beside plenty of available memory only holds what was not touched for long. */
static struct judgement judge_swap_full(const struct question *question)
{
	if (question->level == SEVERITY_NONE ||
		facts_below(question->facts, "available%", question->rule->limits[0]) ||
		!question->facts->machine->available_known)
		return said(question, 0);
	return (struct judgement){ SEVERITY_NOTE, 1 };
}

static struct judgement judge_swap_used(const struct question *question)
{
	const struct level *limits = question->rule->limits;

	if (facts_above(question->facts, "swap_used%", limits[0]))
		return judged_nothing();
	return said(question, facts_above(question->facts, "SwapCached%", limits[1]));
}

/* On 2.4, what is neither free nor cache is mostly the memory of programs. */
static struct judgement judge_anonymous(const struct question *question)
{
	const struct rule *rule = question->rule;

	if (question->level == SEVERITY_NONE && !question->facts->machine->origin.counts_all &&
		facts_above(question->facts, "not_named%", rule->warning) &&
		facts_above(question->facts, "swap_used%", rule->limits[0]))
		return (struct judgement){ SEVERITY_WARNING, 1 };
	return said(question, 0);
}

static struct judgement judge_shared(const struct question *question)
{
	const struct facts *facts = question->facts;
	const struct rule *rule = question->rule;

	if (value_known(facts_figure(facts, "Shmem")))
		return said(question, 0);
	if (facts_above(facts, "pinned%", rule->note))
		return (struct judgement){ SEVERITY_NOTE, 2 };
	if (facts->machine->origin.complete && facts_below(facts, "promised%", rule->limits[0]) &&
		facts_above(facts, "shared_guess%", rule->note))
		return (struct judgement){ SEVERITY_NOTE, 1 };
	return judged_nothing();
}

static struct judgement judge_hugepages_idle(const struct question *question)
{
	bool outside = value_known(question->facts->machine->balance.outside);

	if (!facts_above(question->facts, "idle_pages%", question->rule->limits[0]))
		return judged_nothing();
	if (is_alone_above(question, "idle_pool", question->rule->limits[1]))
		return note(2);
	return said(question, outside);
}

/* All taken is what a pool is for; worth a word because the next process that asks gets nothing. */
static struct judgement judge_hugepages_taken(const struct question *question)
{
	return judged(value_or(facts_figure(question->facts, "HugePages_Total"), 0) > 0,
		question->level);
}

static struct judgement judge_unnamed(const struct question *question)
{
	const struct level *limits = question->rule->limits;
	const struct evidence *evidence = question->facts->machine;
	enum unnamed_owner owner = balance_unnamed_owner(&evidence->balance, evidence->meminfo);

	if (facts_above(question->facts, "arc%", limits[0]))
		return said(question, 2);
	if (facts_above(question->facts, "sockets%", limits[1]))
		return said(question, 1);
	if (owner == OWNER_SLOB)
		return said(question, 4);
	if (question->level != SEVERITY_WARNING)
		return said(question, 0);
	switch (owner) {
	case OWNER_FILE_SYSTEM:
		return said(question, 5);
	case OWNER_ZRAM:
		return said(question, 6);
	case OWNER_CMA:
		return said(question, 8);
	case OWNER_OTHER_POOLS:
		return said(question, 7);
	default:
		return said(question, 3);
	}
}

/* What holds a share of a machine, or so much where the text does not tell how large it is. */
static struct judgement judge_share_or_size(const struct question *question)
{
	if (is_alone_above(question, question->rule->figures[0], question->rule->limits[0]))
		return note(1);
	return said(question, 0);
}

static struct judgement judge_low_memory(const struct question *question)
{
	return judged(facts_above(question->facts, "high_free%", question->rule->limits[0]),
		question->level);
}

static struct judgement judge_cma(const struct question *question)
{
	bool large = facts_above(question->facts, "CmaTotal%", question->rule->limits[0]) ||
		     !value_known(facts_figure(question->facts, "MemTotal"));

	return judged(large, question->level);
}

static bool is_of_writers(int field)
{
	return field == MEMINFO_Dirty || field == MEMINFO_Writeback ||
	       field == MEMINFO_NFS_Unstable;
}

/*
 * A counter that went below 0 is printed as a number near 2^64.  balance_dirty_pages() compares
 * those of writers with its limits (mm/page-writeback.c, 3.14).
 */
static struct judgement judge_wrapped(const struct question *question)
{
	const struct meminfo *meminfo = question->facts->machine->meminfo;
	int wrapped = question->facts->machine->origin.wrapped;
	bool unnamed = false;

	for (size_t i = 0; i < meminfo->malformed_count; i++)
		unnamed |= meminfo->malformed[i].fault == MEMINFO_TOO_LARGE;
	if (wrapped < 0)
		return unnamed ? note(3) : judged_nothing();
	if (is_of_writers(wrapped))
		return (struct judgement){ SEVERITY_WARNING, 1 };
	return note(wrapped == MEMINFO_CommitLimit || wrapped == MEMINFO_Committed_AS ? 2 : 0);
}

/* Small boards are fitted with a power of two; 12 to 24% less is more than a kernel takes. */
static struct judgement judge_reserved(const struct question *question)
{
	const struct facts *facts = question->facts;
	const struct level *limits = question->rule->limits;

	return judged(!facts_above(facts, "reserved%", limits[0]) &&
			      !facts_below(facts, "MemTotal", limits[1]) &&
			      !facts_above(facts, "MemTotal", limits[2]),
		question->level);
}

/* Which sentence fits what is known: an unknown figure is not 0. */
static struct judgement judge_healthy(const struct question *question)
{
	const struct facts *facts = question->facts;
	struct value left = facts_figure(facts, "free"), cache = facts_figure(facts, "cache");

	if (!value_known(facts_figure(facts, "available%")) ||
		facts_below(facts, "available%", question->rule->limits[0]))
		return judged_nothing();
	if (!value_known(left))
		return (struct judgement){ SEVERITY_OK, 4 };
	if (value_or(left, 0) > facts->machine->available.bytes / 2)
		return (struct judgement){ SEVERITY_OK, 1 };
	if (bound_sentence(question))
		return (struct judgement){ SEVERITY_OK, 3 };
	if (!value_known(cache))
		return (struct judgement){ SEVERITY_OK, 5 };
	if (value_or(facts_figure(facts, "reclaimable"), 0) > value_or(cache, 0))
		return (struct judgement){ SEVERITY_OK, 2 };
	return (struct judgement){ SEVERITY_OK, 0 };
}

/* A probe asks the running kernel, of which another root and a record have only files. */
static bool can_be_probed(const struct facts *facts)
{
	const struct system_sample *system = facts->machine->system;

	return !system || !system->of_files;
}

/* ---- those that need a live sample ---- */

static struct judgement judge_oom_kills(const struct question *question)
{
	if (question->level != SEVERITY_NONE)
		return said(question, 0);
	if (value_or(facts_figure(question->facts, "oom_total"), 0) > 0)
		return (struct judgement){ SEVERITY_NOTE, 1 };
	return judged_nothing();
}

static struct judgement judge_pressure(const struct question *question)
{
	if (facts_above(question->facts, "psi_full", question->rule->limits[0]))
		return judged(true, SEVERITY_CRITICAL);
	return said(question, 0);
}

static struct judgement judge_node(const struct question *question)
{
	return judged(facts_above(question->facts, "free_node_left%", question->rule->limits[0]),
		question->level);
}

/* Where the mode is not known, only a text that has little else is worth the sentence. */
static struct judgement judge_commit_limit(const struct question *question)
{
	struct value mode = facts_figure(question->facts, "overcommit_mode");

	if (question->level == SEVERITY_NONE || value_or(mode, 2) != 2)
		return judged_nothing();
	if (value_known(mode))
		return said(question, 0);
	return question->facts->machine->origin.kind == ORIGIN_FRAGMENT ? note(1)
									: judged_nothing();
}

/* Out alone is the kernel tidying up; in alone is what was tidied up being used again. */
static struct judgement judge_swap_traffic(const struct question *question)
{
	const struct rule *rule = question->rule;

	if (facts_above(question->facts, "swap_in", rule->note) &&
		facts_above(question->facts, "swap_out", rule->note))
		return judged(true, SEVERITY_WARNING);
	return said(question, 0);
}

/* What fell for a moment, as while a program starts, need not go on. */
static struct judgement judge_available_falls(const struct question *question)
{
	bool brief = facts_below(question->facts, "fallen_for", question->rule->limits[0]);
	enum severity severity = question->level;

	if (brief && severity > SEVERITY_NOTE)
		severity = SEVERITY_NOTE;
	return (struct judgement){ severity, facts_text(question->facts, "taker") != NULL };
}

static struct judgement judge_zram(const struct question *question)
{
	if (question->level != SEVERITY_NONE)
		return said(question, 0);
	if (facts_above(question->facts, "zram_used%", question->rule->limits[0]))
		return (struct judgement){ SEVERITY_NOTE, 1 };
	return judged_nothing();
}

static const struct rule rules[] = {
#include "findings/machine_rows.h"
	{ .name = NULL },
};

/* Fields of meminfo by their names. */
static bool get_field(const struct facts *facts, struct text name, struct figure_value *out)
{
	const struct meminfo *meminfo = facts->machine->meminfo;
	int id = meminfo_field_find(name.at, name.length);

	if (id < 0)
		return false;
	*out = (struct figure_value){ .value = meminfo->field[id],
		.unit = meminfo_field_is_bytes((enum meminfo_field)id) ? UNIT_BYTES : UNIT_COUNT,
		.whole = meminfo->field[MEMINFO_MemTotal] };
	return true;
}

static bool applies(const struct rule *rule, const struct facts *facts)
{
	const struct evidence *evidence = facts->machine;
	bool trusted = evidence->origin.kind != ORIGIN_FOREIGN &&
		       evidence->origin.kind != ORIGIN_WSL1 &&
		       evidence->balance.state != BALANCE_FOREIGN;

	return (!rule->live || evidence->system) && (rule->any_origin || trusted);
}

const struct subject machine_subject = {
	.name = "machine",
	.rules = rules,
	.figures = machine_figures,
	.other_figure = get_field,
	.whole = "MemTotal",
	.applies = applies,
};

void machine_judge(struct findings *findings, const struct evidence *evidence)
{
	findings->count = 0;
	findings_judge(findings, &(struct facts){ &machine_subject, { .machine = evidence } });
}

size_t machine_warnings(const struct sample *sample)
{
	struct findings findings = { .count = 0 };
	struct evidence evidence;
	size_t count = 0;

	if (sample->system.meminfo_status != STATUS_OK)
		return 0;
	evidence_of_system(&evidence, &sample->system);
	machine_judge(&findings, &evidence);
	while (count < findings.count && findings.rows[count].severity >= SEVERITY_WARNING)
		count++;
	return count;
}
