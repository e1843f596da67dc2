/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMTOP_CONFIG_TEXT_H
#define MEMTOP_CONFIG_TEXT_H

#include <stddef.h>

#include "base/status.h"
#include "config/settings.h"

/*
 * Puts what a configuration file says over settings.  A line of it is empty, a comment that begins
 * with #, or "name = value"; a value may stand in quotes, and a comment may stand behind it.
 * STATUS_MALFORMED: settings are as before; message says what is wrong, in which line of path, in
 * the words of the file: message_clean() it before it is shown.
 */
enum status config_text_parse(struct settings *settings, const char *text, size_t length,
	const char *path, struct message *message);

#endif
