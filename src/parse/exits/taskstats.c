/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/exits/taskstats.h"

#include <linux/taskstats.h>
#include <string.h>

#include "parse/exits/netlink.h"

/*
 * struct taskstats, whose members stand at the same places on every machine.  Since version 12 (Linux
 * 5.19) it tells the process, which the headers here may not know yet.
 */
enum {
	AT_VERSION = 0,
	AT_STATUS = 4,
	AT_FLAG = 8,
	AT_NAME = 80,
	AT_UID = 120,
	AT_PID = 128,
	AT_PARENT = 132,
	AT_LIVED = 144,
	AT_PEAK = 200,
	/* All members before here are in version 3 (Linux 2.6.20) and later. */
	LENGTH_LEAST = 208,
	AT_PROCESS = 368,
	AT_PROCESS_LIVED = 376,
	LENGTH_WITH_PROCESS = 384,
	VERSION_WITH_PROCESS = 12,
};

#define NAME_LENGTH 32
/* ac_flag: the last task of its process. */
#define FLAG_LAST 0x20
/* Threads of the kernel are children of kthreadd. */
#define KTHREADD 2

static uint32_t number32(struct text data, size_t at)
{
	uint32_t n;

	memcpy(&n, data.at + at, sizeof(n));
	return n;
}

static uint64_t number64(struct text data, size_t at)
{
	uint64_t n;

	memcpy(&n, data.at + at, sizeof(n));
	return n;
}

static unsigned version_of(struct text data)
{
	uint16_t version;

	memcpy(&version, data.at + AT_VERSION, sizeof(version));
	return version;
}

static uint64_t kilobytes(uint64_t n)
{
	return n <= INT64_MAX / 1024 ? n * 1024 : 0;
}

static enum status take(struct task_exit *exit, struct text data)
{
	*exit = (struct task_exit){ .extent = TASK_UNKNOWN,
		.pid = number32(data, AT_PID),
		.uid = number32(data, AT_UID),
		.status = number32(data, AT_STATUS),
		.peak_rss_bytes = kilobytes(number64(data, AT_PEAK)),
		.lived_us = number64(data, AT_LIVED) };
	memcpy(exit->name, data.at + AT_NAME, NAME_LENGTH);
	exit->name[NAME_LENGTH - 1] = '\0';
	if (exit->peak_rss_bytes == 0 && number32(data, AT_PARENT) == KTHREADD)
		return STATUS_ABSENT;
	if (version_of(data) < VERSION_WITH_PROCESS || data.length < LENGTH_WITH_PROCESS)
		return STATUS_OK;
	if (!((uint8_t)data.at[AT_FLAG] & FLAG_LAST))
		return STATUS_ABSENT;
	exit->extent = TASK_PROCESS;
	exit->pid = number32(data, AT_PROCESS);
	exit->lived_us = number64(data, AT_PROCESS_LIVED);
	return STATUS_OK;
}

enum status taskstats_parse(struct task_exit *exit, struct text payload)
{
	struct netlink_attribute task, group, part;
	unsigned command;
	enum status status;

	if (!netlink_generic(&payload, &command) || command != TASKSTATS_CMD_NEW ||
		!netlink_find(payload, TASKSTATS_TYPE_AGGR_PID, &task) ||
		!netlink_find(task.payload, TASKSTATS_TYPE_STATS, &part) ||
		part.payload.length < LENGTH_LEAST)
		return STATUS_MALFORMED;
	status = take(exit, part.payload);
	/* Sums over a process of several threads come with the last of them. */
	if (status != STATUS_OK || exit->extent == TASK_PROCESS ||
		!netlink_find(payload, TASKSTATS_TYPE_AGGR_TGID, &group) ||
		!netlink_find(group.payload, TASKSTATS_TYPE_TGID, &part) ||
		part.payload.length < sizeof(uint32_t))
		return status;
	exit->extent = TASK_PROCESS;
	exit->pid = number32(part.payload, 0);
	return STATUS_OK;
}
