/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/kcore/kcore.h"

#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/macros.h"

/* As many as memory hotplug makes are far fewer. */
#define SEGMENTS_MOST 4096

#define OWN_DATA (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB)

/* STATUS_MALFORMED: the file ends before. */
static enum status read_at(int descriptor, uint64_t offset, void *out, size_t size)
{
	ssize_t length;

	if (offset > INT64_MAX)
		return STATUS_MALFORMED;
	do
		length = pread(descriptor, out, size, (off_t)offset);
	while (length < 0 && errno == EINTR);
	if (length < 0)
		return STATUS_FAILED;
	return (size_t)length == size ? STATUS_OK : STATUS_MALFORMED;
}

static int by_address(const void *left, const void *right)
{
	const struct kcore_segment *a = left, *b = right;

	return (a->address > b->address) - (a->address < b->address);
}

static bool is_ours(const Elf64_Ehdr *head)
{
	return memcmp(head->e_ident, ELFMAG, SELFMAG) == 0 &&
	       head->e_ident[EI_CLASS] == ELFCLASS64 && head->e_ident[EI_DATA] == OWN_DATA &&
	       head->e_phentsize == sizeof(Elf64_Phdr) && head->e_phnum > 0 &&
	       head->e_phnum <= SEGMENTS_MOST;
}

/* One that leads past the last address, or past what a file can have, is none. */
static void add_segment(struct kcore *kcore, const Elf64_Phdr *segment)
{
	if (segment->p_type != PT_LOAD || segment->p_memsz == 0 ||
		segment->p_memsz - 1 > UINT64_MAX - segment->p_vaddr ||
		segment->p_memsz > INT64_MAX || segment->p_offset > INT64_MAX - segment->p_memsz)
		return;
	kcore->segments[kcore->segment_count++] =
		(struct kcore_segment){ segment->p_vaddr, segment->p_memsz, segment->p_offset };
}

enum status kcore_take(struct kcore *kcore, int descriptor)
{
	Elf64_Phdr segment;
	Elf64_Ehdr head;
	enum status status;

	*kcore = (struct kcore){ .descriptor = descriptor };
	status = read_at(descriptor, 0, &head, sizeof(head));
	if (status != STATUS_OK)
		return status;
	if (!is_ours(&head))
		return STATUS_MALFORMED;
	kcore->segments = calloc(head.e_phnum, sizeof(*kcore->segments));
	if (!kcore->segments)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; status == STATUS_OK && i < head.e_phnum; i++) {
		status = head.e_phoff > INT64_MAX / 2
				 ? STATUS_MALFORMED
				 : read_at(descriptor, head.e_phoff + i * sizeof(segment), &segment,
					   sizeof(segment));
		if (status == STATUS_OK)
			add_segment(kcore, &segment);
	}
	qsort(kcore->segments, kcore->segment_count, sizeof(*kcore->segments), by_address);
	return status;
}

void kcore_free(struct kcore *kcore)
{
	free(kcore->segments);
	*kcore = (struct kcore){ .descriptor = -1 };
}

/* The one that an address lies in, or NULL. */
static const struct kcore_segment *segment_of(const struct kcore *kcore, uint64_t address)
{
	size_t low = 0, high = kcore->segment_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct kcore_segment *segment = &kcore->segments[middle];

		if (address < segment->address)
			high = middle;
		else if (address - segment->address < segment->size)
			return segment;
		else
			low = middle + 1;
	}
	return NULL;
}

bool kcore_read(const struct kcore *kcore, uint64_t address, void *out, size_t size)
{
	const struct kcore_segment *segment = segment_of(kcore, address);

	return segment && size <= segment->size - (address - segment->address) &&
	       read_at(kcore->descriptor, segment->offset + (address - segment->address), out,
		       size) == STATUS_OK;
}

bool kcore_read_string(const struct kcore *kcore, uint64_t address, char *out, size_t size)
{
	const struct kcore_segment *segment = segment_of(kcore, address);

	if (segment)
		size = (size_t)min_u64(size, segment->size - (address - segment->address));
	return segment && kcore_read(kcore, address, out, size) && memchr(out, '\0', size);
}

/* "ffffffff82f4c6a0 D super_blocks", and of a module a tab and its name behind it. */
static bool parse_symbol(const char *line, const char *name, uint64_t *address)
{
	char *end;
	size_t length = strlen(name);

	errno = 0;
	*address = strtoull(line, &end, 16);
	return errno == 0 && end != line && end[0] == ' ' && end[1] && end[2] == ' ' &&
	       strncmp(end + 3, name, length) == 0 && strcmp(end + 3 + length, "\n") == 0;
}

uint64_t kcore_find_symbol(int descriptor, const char *name)
{
	int copy = dup(descriptor);
	FILE *file = copy < 0 ? NULL : fdopen(copy, "r");
	uint64_t address = 0;
	bool found = false;
	char line[1024];

	if (!file && copy >= 0)
		close(copy);
	while (file && !found && fgets(line, sizeof(line), file))
		found = parse_symbol(line, name, &address);
	if (file)
		fclose(file);
	return found ? address : 0;
}
