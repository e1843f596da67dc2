/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * X(identifier, printed name): every figure with a name of its own in show_mem() (Mem-Info, node and
 * zone lines) and in the statistics of a memory cgroup, Linux 2.6.18 to 6.19.  One list for the
 * three, since most names occur in several, and since distributions backport: a report is read by
 * name, not by version.
 */
/* clang-format off */
#define OOM_KEYS(X) \
	X(free, "free") X(boost, "boost") X(min, "min") X(low, "low") X(high, "high") \
	X(reserved_highatomic, "reserved_highatomic") X(free_highatomic, "free_highatomic") \
	X(active, "active") X(inactive, "inactive") \
	X(active_anon, "active_anon") X(inactive_anon, "inactive_anon") \
	X(active_file, "active_file") X(inactive_file, "inactive_file") \
	X(unevictable, "unevictable") X(isolated_anon, "isolated_anon") \
	X(isolated_file, "isolated_file") X(dirty, "dirty") X(writeback, "writeback") \
	X(writepending, "writepending") X(unstable, "unstable") X(buffer, "buffer") \
	X(mapped, "mapped") X(shmem, "shmem") X(shmem_thp, "shmem_thp") \
	X(shmem_pmdmapped, "shmem_pmdmapped") X(anon_thp, "anon_thp") \
	X(writeback_tmp, "writeback_tmp") X(kernel_stack, "kernel_stack") \
	X(pagetables, "pagetables") X(sec_pagetables, "sec_pagetables") X(bounce, "bounce") \
	X(free_pcp, "free_pcp") X(local_pcp, "local_pcp") X(free_cma, "free_cma") \
	X(zspages, "zspages") X(slab, "slab") X(slab_reclaimable, "slab_reclaimable") \
	X(slab_unreclaimable, "slab_unreclaimable") \
	X(kernel_misc_reclaimable, "kernel_misc_reclaimable") X(mlocked, "mlocked") \
	X(present, "present") X(managed, "managed") X(pages_scanned, "pages_scanned") \
	X(balloon, "Balloon") X(gpu_active, "gpu_active") X(gpu_reclaim, "gpu_reclaim") \
	X(anon, "anon") X(file, "file") X(kernel, "kernel") X(percpu, "percpu") X(sock, "sock") \
	X(vmalloc, "vmalloc") X(zswap, "zswap") X(zswapped, "zswapped") \
	X(file_mapped, "file_mapped") X(file_dirty, "file_dirty") \
	X(file_writeback, "file_writeback") X(swapcached, "swapcached") X(file_thp, "file_thp") \
	X(hugetlb, "hugetlb") X(cache, "cache") X(rss, "rss") X(rss_huge, "rss_huge") \
	X(mapped_file, "mapped_file") X(swap, "swap")
/* clang-format on */
