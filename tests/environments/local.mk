# SPDX-License-Identifier: GPL-2.0-or-later
# The program under bad conditions.  What takes root or namespaces says so and is skipped without them.
environment_tests = \
	%D%/capabilities.sh \
	%D%/cgroups.sh \
	%D%/forged.sh \
	%D%/hidden.sh \
	%D%/kernels.sh \
	%D%/limits.sh \
	%D%/storm.sh

if HAVE_FUSE3
environment_tests += %D%/dead_mount.sh %D%/dying_record.sh %D%/held_mount.sh %D%/named.sh
check_PROGRAMS += %D%/fuse_mirror %D%/fuse_server %D%/fuse_user %D%/lock_holder %D%/fault_holder
%C%_fuse_server_CFLAGS = $(AM_CFLAGS) $(FUSE3_CFLAGS)
%C%_fuse_server_LDADD = $(FUSE3_LIBS)
%C%_fuse_mirror_CFLAGS = $(AM_CFLAGS) $(FUSE3_CFLAGS)
%C%_fuse_mirror_LDADD = $(FUSE3_LIBS)
%C%_fuse_user_LDADD =
%C%_lock_holder_LDADD =
# With its own flags alone: a sanitizer brings an allocator of its own.
%C%_fault_holder_CFLAGS = -std=gnu17
%C%_fault_holder_LDFLAGS =
%C%_fault_holder_LDADD =
if HAVE_VTERM
environment_tests += %D%/directory.sh %D%/locked.sh
check_PROGRAMS += %D%/hang_screen %D%/named_screen
endif
endif

check_PROGRAMS += %D%/forged_target
# With its own flags alone: a sanitizer brings an allocator of its own.
%C%_forged_target_CFLAGS = -std=gnu17 -pthread
%C%_forged_target_LDFLAGS = -pthread
%C%_forged_target_LDADD =

TESTS += $(environment_tests)
EXTRA_DIST += $(environment_tests) %D%/environments.sh
