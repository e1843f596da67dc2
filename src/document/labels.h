/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Figures that several views have. */
#ifndef MEMTOP_DOCUMENT_LABELS_H
#define MEMTOP_DOCUMENT_LABELS_H

#include <stddef.h>

#include "base/i18n.h"
#include "base/label.h"

extern const struct label sample_time_label;
extern const struct label process_pid_label, process_name_label;
extern const struct label exits_lost_label;
extern const struct label balance_term_label;

/* Of files in the page cache, for tables of labels. */
#define FILE_SIZE_LABEL                                                                            \
	{                                                                                          \
		"size_bytes", N_("OF FILE"), N_("How large it is."), UNIT_BYTES                    \
	}
#define FILE_DELETED_LABEL                                                                         \
	{                                                                                          \
		"deleted", NULL,                                                                   \
			N_("Whether it is deleted: its memory is free once no process holds it."), \
			UNIT_BOOL                                                                  \
	}
#define FILE_MAPPED_LABEL                                                                          \
	{                                                                                          \
		"mapped_bytes", N_("MAPPED"), N_("Mapped by processes."), UNIT_BYTES               \
	}

#endif
