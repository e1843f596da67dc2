/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What cppcheck cannot see of uthash, which it does not read: read before each file by make lint. */
#define HASH_ITER(hh, head, item, next) for ((item) = (head); (item); (item) = (next))
