/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The marks that gettext looks for.  Tables hold N_("text"); whoever shows it says _(row->text). */
#ifndef MEMTOP_BASE_I18N_H
#define MEMTOP_BASE_I18N_H

#include <libintl.h>

#define _(text)  gettext(text)
#define N_(text) text

/* The two forms of a text with a count, as two initializers; whoever shows it asks ngettext(). */
#define NP_(one, many) one, many

#endif
