# SPDX-License-Identifier: GPL-2.0-or-later
# Every layer goes into one library, so that the tests link with what the program links with.
noinst_LIBRARIES += libmemtop.a
libmemtop_a_SOURCES =
bin_PROGRAMS += memtop
memtop_LDADD = $(memtop_first) libmemtop.a $(MEMTOP_LIBS)

include %D%/first.mk

include %D%/base/local.mk
include %D%/config/local.mk
include %D%/parse/local.mk
include %D%/sample/local.mk
include %D%/derive/local.mk
include %D%/document/local.mk
include %D%/findings/local.mk
include %D%/findings/looks/local.mk
include %D%/ports/local.mk
include %D%/views/local.mk
include %D%/source/local.mk
include %D%/kernel/local.mk
include %D%/heap/local.mk
include %D%/probe/local.mk
include %D%/store/local.mk
include %D%/render/local.mk
include %D%/ui/local.mk
include %D%/confine/local.mk
include %D%/cli/local.mk
