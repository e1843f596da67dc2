/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The keys that smaps and smaps_rollup have in common from Shared_Clean on: ROW(member, key), in
 * the order in which fs/proc/task_mmu.c prints them.
 */
#ifndef MEMTOP_PARSE_PROCESS_SMAPS_KEYS_H
#define MEMTOP_PARSE_PROCESS_SMAPS_KEYS_H

#define SMAPS_COMMON_ROWS(ROW)                                                                     \
	ROW(shared_clean, "Shared_Clean")                                                          \
	ROW(shared_dirty, "Shared_Dirty")                                                          \
	ROW(private_clean, "Private_Clean")                                                        \
	ROW(private_dirty, "Private_Dirty")                                                        \
	ROW(referenced, "Referenced")                                                              \
	ROW(anonymous, "Anonymous")                                                                \
	ROW(ksm, "KSM")                                                                            \
	ROW(lazy_free, "LazyFree")                                                                 \
	ROW(anonymous_huge, "AnonHugePages")                                                       \
	ROW(shmem_huge, "ShmemPmdMapped")                                                          \
	ROW(file_huge, "FilePmdMapped")                                                            \
	ROW(shared_hugetlb, "Shared_Hugetlb")                                                      \
	ROW(private_hugetlb, "Private_Hugetlb")                                                    \
	ROW(swap, "Swap")                                                                          \
	ROW(swap_pss, "SwapPss")                                                                   \
	ROW(locked, "Locked")

#endif
