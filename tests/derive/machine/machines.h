/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Machines of 24 GiB that are simulated for a week, a reading of available memory each minute, and what
 * an alarm was worth there.
 *
 *	count = machine_simulate(&machines[i], seed, available);
 *	episodes_begin(&episodes, available, count);
 *	episodes_see(&episodes, minute, alarm);        for as many minutes as are looked at, in order
 *	episodes.wrong, episodes_lead_hours(&episodes);
 *
 * Alarms are looked at every so many minutes, as a scheduler of checks has it.
 */
#ifndef MEMTOP_TESTS_SUPPORT_MACHINES_H
#define MEMTOP_TESTS_SUPPORT_MACHINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MACHINE_MINUTES (7 * 1440)
#define MACHINE_BYTES   (UINT64_C(24) << 30)

struct machine {
	const char *name;
	double (*used)(unsigned minute); /* GiB beyond the 4 that are always in use */
	double lead_hours; /* that an alarm must come before the end; 0: there is no end */
};

extern const struct machine machines[];
extern const size_t machine_count;

/*
 * Bytes available at each minute of a week, or until there are none; returns for how many minutes.  The seed
 * is not 0.
 */
unsigned machine_simulate(const struct machine *machine, uint64_t seed,
	uint64_t available[MACHINE_MINUTES]);

#define MACHINE_LOOK_MINUTES 5

struct episodes {
	unsigned end;   /* the minute at which memory has run out; 0: it does not */
	unsigned wrong; /* began although memory lasts for another day */
	unsigned began; /* the last */
	bool alarm;
};

void episodes_begin(struct episodes *episodes, const uint64_t available[], unsigned count);
void episodes_see(struct episodes *episodes, unsigned minute, bool alarm);

/* All of it, through memtop check and the conditions that it has of itself. */
void episodes_of_check(struct episodes *episodes, const uint64_t available[], unsigned count);

/* From the beginning of the alarm that lasted to the end; 0: there was none; NAN: there is no end. */
double episodes_lead_hours(const struct episodes *episodes);

#endif
