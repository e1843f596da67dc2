/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A report on what is under the cursor, for a file or the clipboard. */
#ifndef MEMTOP_UI_SESSION_REPORT_H
#define MEMTOP_UI_SESSION_REPORT_H

#include <stdbool.h>

#include "ui/session/action.h"

/* Asks what about, and where to; a note says what became of it. */
bool session_report(const struct press *press);

#endif
