/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/system/sockstat.h"

#include "base/macros.h"
#include "base/text.h"

static const struct {
	const char *protocol, *key;
	size_t offset; /* of a struct value in struct sockstat */
} sockstat_rows[] = {
	{ "sockets:", "used", offsetof(struct sockstat, sockets) },
	{ "TCP:", "inuse", offsetof(struct sockstat, tcp_in_use) },
	{ "TCP:", "orphan", offsetof(struct sockstat, tcp_orphans) },
	{ "TCP:", "tw", offsetof(struct sockstat, tcp_time_wait) },
	{ "TCP:", "alloc", offsetof(struct sockstat, tcp_allocated) },
	{ "TCP:", "mem", offsetof(struct sockstat, tcp_pages) },
	{ "UDP:", "inuse", offsetof(struct sockstat, udp_in_use) },
	{ "UDP:", "mem", offsetof(struct sockstat, udp_pages) },
	{ "FRAG:", "memory", offsetof(struct sockstat, fragment_bytes) },
};

/* Where the figure goes; NULL if it is not asked for. */
static struct value *find_value(struct sockstat *sockstat, struct text protocol, struct text key)
{
	for (size_t i = 0; i < COUNT_OF(sockstat_rows); i++) {
		if (text_equals(protocol, sockstat_rows[i].protocol) &&
			text_equals(key, sockstat_rows[i].key))
			return (struct value *)(void *)((char *)sockstat + sockstat_rows[i].offset);
	}
	return NULL;
}

enum status sockstat_parse(struct sockstat *sockstat, const char *text, size_t length)
{
	struct text rest = text_of(text, length), line;
	enum status status = STATUS_MALFORMED;

	values_fill(sockstat, sizeof(*sockstat), VALUE_ABSENT);
	while (text_next_line(&rest, &line)) {
		struct text protocol = text_next_word(&line), key;

		while ((key = text_next_word(&line)).length > 0) {
			struct value *value = find_value(sockstat, protocol, key);
			uint64_t n;

			if (!text_to_number(text_next_word(&line), &n))
				break;
			if (value) {
				*value = value_of(n);
				status = STATUS_OK;
			}
		}
	}
	return status;
}
