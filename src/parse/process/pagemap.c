/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/process/pagemap.h"

/* Bits of an entry. */
#define ENTRY_PRESENT (UINT64_C(1) << 63)
#define ENTRY_SWAPPED (UINT64_C(1) << 62)
#define ENTRY_FILE    (UINT64_C(1) << 61)

enum page_class pagemap_class_of_categories(uint64_t categories,
	const struct pagemap_mapping *mapping)
{
	if (categories & PAGEMAP_IS_SWAPPED)
		return PAGE_CLASS_SWAPPED;
	if (!(categories & PAGEMAP_IS_PRESENT) || (categories & PAGEMAP_IS_ZERO))
		return PAGE_CLASS_NONE;
	if (mapping->huge || (categories & PAGEMAP_IS_HUGE))
		return PAGE_CLASS_HUGE;
	if (!(categories & PAGEMAP_IS_FILE))
		return PAGE_CLASS_ANONYMOUS;
	return mapping->shared_memory ? PAGE_CLASS_SHARED : PAGE_CLASS_FILE;
}

enum page_class pagemap_class_of_entry(uint64_t entry, const struct pagemap_mapping *mapping)
{
	uint64_t categories = 0;

	if (entry & ENTRY_PRESENT)
		categories |= PAGEMAP_IS_PRESENT;
	if (entry & ENTRY_SWAPPED)
		categories |= PAGEMAP_IS_SWAPPED;
	if (entry & ENTRY_FILE)
		categories |= PAGEMAP_IS_FILE;
	return pagemap_class_of_categories(categories, mapping);
}
