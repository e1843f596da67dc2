# SPDX-License-Identifier: GPL-2.0-or-later
# Programs for the kernel.  clang makes an object of each, and the compiler has its bytes from a list
# of numbers; a release carries the list.  One more is a line in bpf_programs, and one in objects.[ch].
bpf_programs = \
	%D%/programs/cache.bpf \
	%D%/programs/census.bpf \
	%D%/programs/holders.bpf \
	%D%/programs/memcgs.bpf \
	%D%/programs/pages.bpf \
	%D%/programs/shmem_users.bpf \
	%D%/programs/task_iterator.bpf \
	%D%/programs/tasks.bpf
bpf_headers = \
	%D%/programs/cache.h \
	%D%/programs/census.h \
	%D%/programs/holders.h \
	%D%/programs/kernel_types.h \
	%D%/programs/magic.h \
	%D%/programs/memcgs.h \
	%D%/programs/pages.h \
	%D%/programs/shmem_users.h \
	%D%/programs/task_figures.h \
	%D%/programs/tasks.h
bpf_bytes = $(bpf_programs:=.inc)

BPF_CFLAGS = -g -O2 -mcpu=v3 -target bpf -I$(srcdir)/src -Wall -Wextra -Wno-unused-parameter -Werror

EXTRA_DIST += $(bpf_programs:=.c) $(bpf_headers)
libmemtop_a_SOURCES += \
	%D%/bpf.h \
	%D%/cache/cache.h \
	%D%/cache/candidates.c \
	%D%/cache/candidates.h \
	%D%/cache/charges.c \
	%D%/cache/charges.h \
	%D%/cache/directories.c \
	%D%/cache/directories.h \
	%D%/cache/holders.c \
	%D%/cache/layers.c \
	%D%/cache/layers.h \
	%D%/cache/lists.h \
	%D%/cache/pages.c \
	%D%/cache/shmem_users.c \
	%D%/cache/walk.c \
	%D%/census/census.c \
	%D%/census/census.h \
	%D%/census/cgroups.c \
	%D%/census/parts.h \
	%D%/census/pipes.c \
	%D%/kcore/btf.c \
	%D%/kcore/btf.h \
	%D%/kcore/kcore.c \
	%D%/kcore/kcore.h \
	%D%/kcore/lists.c \
	%D%/kcore/lists.h \
	%D%/load_more.c \
	%D%/memcgs/memcgs.c \
	%D%/memcgs/memcgs.h \
	%D%/objects.c \
	%D%/objects.h \
	%D%/overlay.h \
	%D%/refusal.c \
	%D%/refusal.h \
	%D%/sweep/sweep.c \
	%D%/sweep/sweep.h

if HAVE_BPF
libmemtop_a_SOURCES += %D%/bpf.c %D%/libbpf.c %D%/libbpf.h %D%/overlay.c
EXTRA_DIST += $(bpf_bytes)
BUILT_SOURCES += $(bpf_bytes)
MAINTAINERCLEANFILES += $(bpf_bytes)
MOSTLYCLEANFILES += $(bpf_programs:=.o)
%D%/objects.$(OBJEXT): $(bpf_bytes)
else
libmemtop_a_SOURCES += %D%/not_built.c
endif

# Debuggers' notes name the directory of the build, and the verifier's messages the source.
if HAVE_BPF_CLANG
%.bpf.inc: %.bpf.c $(bpf_headers) %D%/local.mk
	$(AM_V_GEN)$(MKDIR_P) $(@D)
	$(AM_V_at)$(BPF_CLANG) $(BPF_CFLAGS) -ffile-prefix-map=$(srcdir)/= \
		-fdebug-compilation-dir=. -c $< -o $(@:.inc=.o)
	$(AM_V_at)$(BPF_STRIP) -g $(@:.inc=.o)
	$(AM_V_at)od -An -v -tu1 $(@:.inc=.o) | sed 's/  */,/g; s/^,//; s/$$/,/' >$@.new
	$(AM_V_at)mv $@.new $@
endif
