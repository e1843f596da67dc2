/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/exits/netlink.h"

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <string.h>

#define TYPE_MASK NLA_TYPE_MASK

static size_t aligned(size_t length)
{
	return (length + NETLINK_ALIGNMENT - 1) / NETLINK_ALIGNMENT * NETLINK_ALIGNMENT;
}

/* Takes length bytes and what fills them up off rest; the last one need not be filled up. */
static void pass(struct text *rest, size_t length)
{
	size_t whole = aligned(length);

	if (whole > rest->length)
		whole = rest->length;
	rest->at += whole;
	rest->length -= whole;
}

bool netlink_next_message(struct text *rest, struct netlink_message *message)
{
	struct nlmsghdr header;

	if (rest->length < sizeof(header))
		return false;
	memcpy(&header, rest->at, sizeof(header));
	if (header.nlmsg_len < sizeof(header) || header.nlmsg_len > rest->length)
		return false;
	message->type = header.nlmsg_type;
	message->sequence = header.nlmsg_seq;
	message->payload = text_of(rest->at + sizeof(header), header.nlmsg_len - sizeof(header));
	pass(rest, header.nlmsg_len);
	return true;
}

bool netlink_next_attribute(struct text *rest, struct netlink_attribute *attribute)
{
	struct nlattr header;

	if (rest->length < sizeof(header))
		return false;
	memcpy(&header, rest->at, sizeof(header));
	if (header.nla_len < sizeof(header) || header.nla_len > rest->length)
		return false;
	attribute->type = header.nla_type & TYPE_MASK;
	attribute->payload = text_of(rest->at + sizeof(header), header.nla_len - sizeof(header));
	pass(rest, header.nla_len);
	return true;
}

bool netlink_find(struct text attributes, unsigned type, struct netlink_attribute *found)
{
	while (netlink_next_attribute(&attributes, found))
		if (found->type == type)
			return true;
	return false;
}

bool netlink_generic(struct text *payload, unsigned *command)
{
	struct genlmsghdr header;

	if (payload->length < sizeof(header))
		return false;
	memcpy(&header, payload->at, sizeof(header));
	*command = header.cmd;
	pass(payload, sizeof(header));
	return true;
}

int netlink_error(const struct netlink_message *message)
{
	int32_t error;

	if (message->type != NLMSG_ERROR || message->payload.length < sizeof(error))
		return -1;
	memcpy(&error, message->payload.at, sizeof(error));
	return error <= 0 && error > -4096 ? -error : -1;
}

bool netlink_family(const struct netlink_message *message, unsigned *family)
{
	struct text rest = message->payload;
	struct netlink_attribute id;
	unsigned command;
	uint16_t number;

	if (message->type != GENL_ID_CTRL || !netlink_generic(&rest, &command) ||
		command != CTRL_CMD_NEWFAMILY || !netlink_find(rest, CTRL_ATTR_FAMILY_ID, &id) ||
		id.payload.length < sizeof(number))
		return false;
	memcpy(&number, id.payload.at, sizeof(number));
	*family = number;
	return true;
}
