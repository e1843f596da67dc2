/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/tree.h"

#include <stdio.h>
#include <string.h>

#include "base/macros.h"

/* Branches are drawn down to this depth; what is deeper is indented like the last. */
#define BRANCH_DEPTH 30

/* Printed: deeper levels stay in line with this one, two columns each. */
#define DEEPEST_INDENT 40

uint64_t tree_branches(uint64_t *running, unsigned depth, bool last_child)
{
	uint64_t bit = UINT64_C(1) << (depth < 63 ? depth : 63), branches;

	branches = *running &= bit - 1;
	if (!last_child)
		*running |= bit;
	return branches;
}

void tree_lead_add(struct tree_lead *lead, const char *text)
{
	size_t length = strlen(text);

	if (lead->length + length >= DATUM_BUFFER)
		return;
	memcpy(lead->text + lead->length, text, length);
	lead->length += length;
}

void tree_lead_branches(struct tree_lead *lead, const struct tree_line *line, bool ascii)
{
	static const char *const pieces[2][4] = { { "│ ", "  ", "├─", "└─" },
		{ "| ", "  ", "|-", "`-" } };
	const char *const *piece = pieces[ascii];

	for (unsigned depth = 1; depth <= line->depth && depth < BRANCH_DEPTH; depth++)
		tree_lead_add(lead, depth < line->depth ? piece[!(line->branches >> depth & 1)]
							: piece[2 + line->last_child]);
	if (line->depth > 0 && line->count == 1)
		tree_lead_add(lead, " ");
}

void tree_lead_fold(struct tree_lead *lead, const struct tree_line *line, bool ascii)
{
	char text[32];

	if (line->count <= 1)
		return;
	if (!line->folded) {
		tree_lead_add(lead, ascii ? "[-] " : "▾ ");
		return;
	}
	snprintf(text, sizeof(text), ascii ? "[+] (%zu) " : "▸ (%zu) ", line->count);
	tree_lead_add(lead, text);
}

struct text tree_text(char out[static DATUM_BUFFER], unsigned depth, bool last_child)
{
	int indent;

	if (depth == 0)
		return text_of(out, 0);
	indent = (int)(min_size(depth, DEEPEST_INDENT) - 1) * 2;
	return text_of(out, (size_t)snprintf(out, DATUM_BUFFER, "%*s%s", indent, "",
				    last_child ? "`- " : "|- "));
}
