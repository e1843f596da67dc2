/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "confine/confine.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BIT(capability) (UINT64_C(1) << (capability))
#define CHECKPOINT      40 /* CAP_CHECKPOINT_RESTORE, since Linux 5.9 */

/* A kernel without CAP_CHECKPOINT_RESTORE asks for CAP_SYS_ADMIN in its place. */
static uint64_t as_kernel_has_it(uint64_t kept)
{
	if ((kept & BIT(CHECKPOINT)) && prctl(PR_CAPBSET_READ, CHECKPOINT) < 0)
		kept |= BIT(CAP_SYS_ADMIN);
	return kept;
}

/*
 * What a program that root starts would get.  Where one cannot be dropped there is none with a higher number, or none
 * can be.
 */
static void bound(uint64_t kept)
{
	for (unsigned i = 0; i < 64; i++)
		if (!(kept & BIT(i)) && prctl(PR_CAPBSET_DROP, i) != 0)
			break;
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
}

void confine_capabilities(uint64_t kept)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { { 0 } };

	kept = as_kernel_has_it(kept);
	bound(kept);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (syscall(SYS_capget, &header, data) != 0)
		return;
	for (unsigned i = 0; i < 2; i++) {
		uint32_t part = (uint32_t)(kept >> 32 * i);

		data[i].permitted &= part;
		data[i].effective &= part;
		data[i].inheritable = 0;
	}
	syscall(SYS_capset, &header, data);
}
