/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/inspect/thread_registers.h"

#ifdef __x86_64__
#include <linux/perf_event.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

#define THREADS_MOST    64u
#define PERIOD_NS       200000u                  /* of a thread's own time, between samples */
#define WAIT_NS         (UINT64_C(20) * 1000000) /* for all of them */
#define REGISTERS       UINT64_C(0xff01ff)       /* general ones and ip: asm/perf_regs.h of x86 */
#define REGISTERS_COUNT 17u

_Static_assert(REGISTERS_COUNT == THREAD_WORDS, "all registers have room");

/* One thread that is sampled: a page of control, and one of samples. */
struct sampler {
	struct thread_state *thread;
	int event;
	struct perf_event_mmap_page *pages;
	size_t size;
};

static bool open_sampler(struct sampler *sampler, struct thread_state *thread)
{
	struct perf_event_attr attributes = { .size = sizeof(attributes),
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.sample_period = PERIOD_NS,
		.sample_type = PERF_SAMPLE_REGS_USER,
		.sample_regs_user = REGISTERS,
		.exclude_kernel = 1,
		.wakeup_events = 1 };
	void *pages;

	*sampler = (struct sampler){ .thread = thread, .size = 2 * (size_t)sysconf(_SC_PAGESIZE) };
	sampler->event = (int)syscall(SYS_perf_event_open, &attributes, thread->tid, -1, -1,
		PERF_FLAG_FD_CLOEXEC);
	if (sampler->event < 0)
		return false;
	pages = mmap(NULL, sampler->size, PROT_READ | PROT_WRITE, MAP_SHARED, sampler->event, 0);
	if (pages == MAP_FAILED) {
		close(sampler->event);
		return false;
	}
	sampler->pages = pages;
	return true;
}

/* The first sample, if there is one and the thread ran in user mode then. */
static void take_sample(const struct sampler *sampler)
{
	uint64_t head = __atomic_load_n(&sampler->pages->data_head, __ATOMIC_ACQUIRE);
	const char *data = (const char *)sampler->pages + sampler->size / 2;
	struct {
		struct perf_event_header header;
		uint64_t abi, registers[REGISTERS_COUNT];
	} sample;

	if (head < sizeof(sample))
		return;
	memcpy(&sample, data, sizeof(sample));
	if (sample.header.type != PERF_RECORD_SAMPLE || sample.header.size < sizeof(sample) ||
		sample.abi == PERF_SAMPLE_REGS_ABI_NONE)
		return;
	memcpy(sampler->thread->words, sample.registers, sizeof(sample.registers));
	sampler->thread->word_count = REGISTERS_COUNT;
	sampler->thread->sampled = true;
}

static void close_sampler(struct sampler *sampler)
{
	munmap(sampler->pages, sampler->size);
	close(sampler->event);
}

/* Until each has a sample, or the time is over. */
static void wait_for_samples(struct pollfd *events, size_t count)
{
	uint64_t until = clock_now_ns(CLOCK_MONOTONIC) + WAIT_NS, now;
	size_t left = count;

	while (left > 0 && (now = clock_now_ns(CLOCK_MONOTONIC)) < until) {
		int ready = poll(events, count, (int)((until - now) / 1000000) + 1);

		for (size_t i = 0; ready > 0 && i < count; i++) {
			if (!events[i].revents)
				continue;
			events[i].fd = -1;
			events[i].revents = 0;
			left--;
		}
	}
}

void thread_registers_sample(struct thread_list *threads)
{
	struct sampler samplers[THREADS_MOST];
	struct pollfd events[THREADS_MOST];
	size_t count = 0;

	for (size_t i = 0; i < threads->count && count < THREADS_MOST; i++) {
		if (!threads->rows[i].running || !open_sampler(&samplers[count], &threads->rows[i]))
			continue;
		events[count] = (struct pollfd){ .fd = samplers[count].event, .events = POLLIN };
		count++;
	}
	wait_for_samples(events, count);
	for (size_t i = 0; i < count; i++) {
		take_sample(&samplers[i]);
		close_sampler(&samplers[i]);
	}
}
#else
void thread_registers_sample(struct thread_list *threads)
{
	(void)threads;
}
#endif
