/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Datagrams of netlink: whatever comes is taken message by message, and never read beyond its end. */
#include <linux/netlink.h>
#include <string.h>

#include "check.h"
#include "parse/exits/netlink.h"
#include "parse/exits/taskstats.h"
#include "support/fuzz.h"

static void take(const struct netlink_message *message, struct text whole)
{
	struct task_exit exit;
	unsigned family;

	CHECK(message->payload.at >= whole.at &&
		message->payload.length <= (size_t)(whole.at + whole.length - message->payload.at));
	CHECK(netlink_error(message) >= -1 && netlink_error(message) < 4096);
	if (netlink_family(message, &family))
		CHECK(family <= UINT16_MAX);
	if (taskstats_parse(&exit, message->payload) != STATUS_OK)
		return;
	CHECK(exit.peak_rss_bytes <= INT64_MAX);
	CHECK(memchr(exit.name, '\0', sizeof(exit.name)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct text whole = text_of((const char *)data, size);
	struct text rest = whole;
	struct netlink_message message;

	while (netlink_next_message(&rest, &message))
		take(&message, whole);
	return 0;
}
