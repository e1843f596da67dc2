/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fault_holder: a heap of malloc whose pages come and go, 200 times a second, and a process that reads one that
 * is gone waits until this process brings it back by userfaultfd(2).  Says "ready" once they do; after a
 * line on standard input they go for good.  "none" where the kernel has no userfaultfd for it.
 */
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE    4096ul
#define PAGES   256ul
#define TURN_MS 5

static char kept[PAGES * PAGE];

/* Pages of the heap from start on, to be answered for by the descriptor that is returned; or -1. */
static int take_over(unsigned long start)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .range = { start, PAGES * PAGE },
		.mode = UFFDIO_REGISTER_MODE_MISSING };
	int faults = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);

	if (faults < 0 || ioctl(faults, UFFDIO_API, &api) != 0 ||
		ioctl(faults, UFFDIO_REGISTER, &range) != 0)
		return -1;
	return faults;
}

static void bring_back(int faults, unsigned long start)
{
	struct uffdio_copy copy = { .dst = start, .src = (unsigned long)kept, .len = PAGES * PAGE };

	ioctl(faults, UFFDIO_COPY, &copy);
}

int main(void)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	unsigned long start;
	int faults;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setbuf(stdout, NULL);
	mallopt(M_MMAP_THRESHOLD, 1 << 30);
	/* Chunks in the middle of the heap: what the C library itself needs lies outside of these pages. */
	start = ((unsigned long)malloc((PAGES + 2) * PAGE) + PAGE) & ~(PAGE - 1);
	for (unsigned long at = 0; at + 48 <= PAGES * PAGE; at += 48)
		memset((char *)start + at, 'h', 40);
	for (int i = 0; i < 1000; i++)
		if (!malloc(40))
			return 1;
	memcpy(kept, (const char *)start, sizeof(kept));
	faults = take_over(start);
	puts(faults < 0 ? "none" : "ready");
	while (faults >= 0 && poll(&input, 1, TURN_MS) == 0) {
		madvise((void *)start, PAGES * PAGE, MADV_DONTNEED);
		poll(NULL, 0, 1);
		bring_back(faults, start);
	}
	if (faults >= 0)
		madvise((void *)start, PAGES * PAGE, MADV_DONTNEED);
	for (;;)
		pause();
}
