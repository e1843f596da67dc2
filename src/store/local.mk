# SPDX-License-Identifier: GPL-2.0-or-later
libmemtop_a_SOURCES += \
	%D%/codec/bytes.c \
	%D%/codec/bytes.h \
	%D%/codec/fold.c \
	%D%/codec/fold.h \
	%D%/codec/frame.c \
	%D%/codec/frame.h \
	%D%/codec/template.c \
	%D%/codec/template.h \
	%D%/codec/track.c \
	%D%/codec/track.h \
	%D%/codec/unfold.c \
	%D%/database.c \
	%D%/database.h \
	%D%/dictionary.c \
	%D%/dictionary.h \
	%D%/identity.c \
	%D%/identity.h \
	%D%/past.c \
	%D%/past.h \
	%D%/player.c \
	%D%/player.h \
	%D%/reader.c \
	%D%/reader.h \
	%D%/recorder.c \
	%D%/recorder.h \
	%D%/replay.c \
	%D%/replay.h \
	%D%/room.c \
	%D%/room.h \
	%D%/schema.c \
	%D%/schema.h \
	%D%/walk.c \
	%D%/walk.h \
	%D%/writer_lock.c \
	%D%/writer_lock.h
