/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages and attributes of netlink, as the kernel lays them out in a datagram. */
#ifndef MEMTOP_PARSE_EXITS_NETLINK_H
#define MEMTOP_PARSE_EXITS_NETLINK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* Every message and attribute begins at a multiple of so many bytes. */
#define NETLINK_ALIGNMENT 4

struct netlink_message {
	unsigned type;
	uint32_t sequence;
	struct text payload; /* without the header */
};

struct netlink_attribute {
	unsigned type; /* without the flags for nested ones and byte order */
	struct text payload;
};

/* Takes the next one off rest.  False at the end, and where what follows is none. */
bool netlink_next_message(struct text *rest, struct netlink_message *message);
bool netlink_next_attribute(struct text *rest, struct netlink_attribute *attribute);

/* The first attribute of that type; false: there is none. */
bool netlink_find(struct text attributes, unsigned type, struct netlink_attribute *found);

/* Takes the header of generic netlink off what a message carries, and tells its command. */
bool netlink_generic(struct text *payload, unsigned *command);

/* The errno that a message of type NLMSG_ERROR tells, positive; 0: it acknowledges; -1: it is none. */
int netlink_error(const struct netlink_message *message);

/* The number of the family that the controller was asked about; false: it is no such answer. */
bool netlink_family(const struct netlink_message *message, unsigned *family);

#endif
