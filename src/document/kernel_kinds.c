/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/kernel_kinds.h"

#include "base/i18n.h"

#define KIND(key, title, explanation)                                                              \
	{                                                                                          \
		key, title, explanation, UNIT_BYTES                                                \
	}

const struct label kernel_kind_labels[KERNEL_KINDS] = {
	[KERNEL_SLAB] = KIND("slab", N_("slab"),
		N_("A cache of objects of one size, such as inodes or sockets. Caches of equal objects are merged: the others' names stand beside.")),
	[KERNEL_KMALLOC_LARGE] = KIND("kmalloc_large", N_("large kmalloc"),
		N_("Pieces above the largest kmalloc cache (8 KiB with pages of 4 KiB): counted by Slab, in no cache.")),
	[KERNEL_RECLAIMABLE] = KIND("reclaimable", N_("other reclaimable"),
		N_("What drivers can give back when memory is needed (KReclaimable beyond SReclaimable).")),
	[KERNEL_PAGE_TABLES] = KIND("page_tables", N_("page tables"),
		N_("Where the memory of each process lies: about 2 MiB for each GiB mapped, more where many processes map the same.")),
	[KERNEL_SECONDARY_PAGE_TABLES] = KIND("secondary_page_tables", N_("guests' page tables"),
		N_("Page tables of virtual machines (KVM) and of the IOMMU.")),
	[KERNEL_STACKS] = KIND("stacks", N_("kernel stacks"),
		N_("One for each thread. An object is a thread; owners have it by their threads.")),
	[KERNEL_VMALLOC] = KIND("vmalloc", N_("vmalloc"),
		N_("Memory that was mapped page by page for the function that is named. An object is an area.")),
	[KERNEL_MODULES] = KIND("modules", N_("modules"), N_("Code and data of loaded modules.")),
	[KERNEL_PERCPU] = KIND("percpu", N_("per-CPU data"),
		N_("What exists once for each processor, such as the counters of each cgroup: grows with both.")),
	[KERNEL_HUGETLB] = KIND("hugetlb", N_("pool of huge pages"),
		N_("Set aside for huge pages, used or idle; vm.nr_hugepages gives the idle ones back.")),
	[KERNEL_ZSWAP] = KIND("zswap", N_("zswap"),
		N_("Pages that were compressed instead of swapped out (Zswap).")),
	[KERNEL_ZRAM] =
		KIND("zram", N_("zram"), N_("Compressed devices in RAM, such as for swap.")),
	[KERNEL_GPU] = KIND("gpu", N_("graphics"),
		N_("Pages that graphics drivers have (GPUActive, GPUReclaim).")),
	[KERNEL_BOUNCE] = KIND("bounce", N_("bounce buffers"),
		N_("Copies for devices that cannot reach all memory.")),
	[KERNEL_SHADOW_STACKS] = KIND("shadow_stacks", N_("shadow stacks"),
		N_("A second stack of return addresses for each thread (arm64).")),
	[KERNEL_QUICKLISTS] = KIND("quicklists", N_("free page tables"),
		N_("Page tables that old kernels keep for the next process.")),
	[KERNEL_PIPE] = KIND("pipe", N_("pipes"),
		N_("What was written into pipes and not yet read. An object is a pipe that is not empty.")),
	[KERNEL_UNIX] = KIND("unix", N_("Unix sockets"),
		N_("What was sent to sockets of this machine and not yet received; it is its sender's. An object is a socket.")),
	[KERNEL_TCP] = KIND("tcp", N_("TCP buffers"),
		N_("What TCP has accounted for data that was not yet sent, acknowledged or read, in all network namespaces.")),
	[KERNEL_UDP] = KIND("udp", N_("UDP buffers"),
		N_("Datagrams that were received and not yet read, in all network namespaces.")),
	[KERNEL_FRAGMENTS] = KIND("fragments", N_("IP fragments"),
		N_("Packets that wait for their other parts.")),
	[KERNEL_IO_URING] = KIND("io_uring", N_("io_uring"),
		N_("Rings of requests and completions. An object is a pair of rings.")),
	[KERNEL_PERF] = KIND("perf", N_("perf buffers"),
		N_("Buffers that events are written to for perf and tracers.")),
	[KERNEL_BPF] = KIND("bpf", N_("BPF"),
		N_("Maps and programs that processes hold open, as the kernel charges them. Slab, vmalloc and per-CPU data have it already.")),
	[KERNEL_ARC] = KIND("arc", N_("cache of ZFS (ARC)"),
		N_("ZFS keeps a cache of its own, which gives way when memory is needed.")),
	[KERNEL_MEMMAP] = KIND("memmap", N_("map of pages"),
		N_("64 bytes for each page of RAM, by which the kernel knows it.")),
	[KERNEL_RESERVED] = KIND("reserved", N_("reserved at boot"),
		N_("The kernel's own image, initial tables, crash kernel, and what firmware keeps.")),
	[KERNEL_BALLOON] = KIND("balloon", N_("balloon"),
		N_("What this virtual machine has given back to its host.")),
};

const struct label kernel_place_labels[KERNEL_PLACES] = {
	[KERNEL_COUNTED] = { "meminfo", N_("counted"), N_("A counter of meminfo has it."),
		UNIT_TEXT },
	[KERNEL_UNCOUNTED] = { "uncounted", N_("uncounted"),
		N_("No counter of meminfo has it: without this line it would be unnamed."),
		UNIT_TEXT },
	[KERNEL_WITHIN] = { "within", N_("within"), N_("Other lines have it already."), UNIT_TEXT },
	[KERNEL_OUTSIDE] = { "outside", N_("outside"), N_("It is not part of MemTotal."),
		UNIT_TEXT },
};
