/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The marks that gettext looks for.  Tables hold N_("text"); what shows it says _(row->text). */
#ifndef MEMTOP_BASE_I18N_H
#define MEMTOP_BASE_I18N_H

#include <libintl.h>

#define _(text)  i18n_text(text)
#define N_(text) text

/* "" is no text: gettext() would give what stands at the head of the translation for it. */
static inline __attribute__((format_arg(1))) const char *i18n_text(const char *text)
{
	return *text ? gettext(text) : text;
}

/* The two forms of a text with a count, as two initializers; what shows it asks ngettext(). */
#define NP_(one, many) one, many

#endif
