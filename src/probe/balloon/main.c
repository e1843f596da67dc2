/* SPDX-License-Identifier: GPL-2.0-or-later */
/* memtop-balloon: the balloon as a program of its own. */
#include "probe/balloon/balloon.h"

int main(int argc, char **argv)
{
	return balloon_main(argc, argv);
}
