/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What xterm sends for its keys. */
#ifndef MEMTOP_TESTS_KEYS_H
#define MEMTOP_TESTS_KEYS_H

#define KEY_F1     "\033OP"
#define KEY_F2     "\033OQ"
#define KEY_F3     "\033OR"
#define KEY_F4     "\033OS"
#define KEY_F5     "\033[15~"
#define KEY_F6     "\033[17~"
#define KEY_F7     "\033[18~"
#define KEY_F8     "\033[19~"
#define KEY_F9     "\033[20~"
#define KEY_F10    "\033[21~"
#define KEY_UP     "\033OA"
#define KEY_DOWN   "\033OB"
#define KEY_RIGHT  "\033OC"
#define KEY_LEFT   "\033OD"
#define KEY_HOME   "\033OH"
#define KEY_END    "\033OF"
#define KEY_PGUP   "\033[5~"
#define KEY_PGDN   "\033[6~"
#define KEY_ESCAPE "\033"

#endif
