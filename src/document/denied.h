/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What to do where even root may not read a process, said by views and by errors. */
#ifndef MEMTOP_DOCUMENT_DENIED_H
#define MEMTOP_DOCUMENT_DENIED_H

#include "base/i18n.h"

#define DENIED_ROOT_ADVICE                                                                         \
	N_("grant memtop CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH, or run it outside the container")

#endif
