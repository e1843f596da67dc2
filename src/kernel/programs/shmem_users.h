/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the programs of shmem_users.bpf.c and their reader hand to each other. */
#ifndef MEMTOP_KERNEL_PROGRAMS_SHMEM_USERS_H
#define MEMTOP_KERNEL_PROGRAMS_SHMEM_USERS_H

#define SHMEM_USERS_INODES_A_CALL  1024
#define SHMEM_USERS_MAPPERS_A_CALL 8192

/* The iterators write one for each descriptor, or task, that makes its process one to be looked at. */
struct shmem_user_record {
	int pid;
	unsigned int is_dmabuf;
};

/* list_mappers: of the inodes in the map inodes, which processes map them, into the map mappers. */
struct mappers_call {
	unsigned int count;        /* in: inodes */
	unsigned int found;        /* out: mappers */
	unsigned int incomplete;   /* out: there are more, or the tree changed */
	unsigned int has_no_owner; /* out: this kernel does not tell whose a mapping is */
};

#endif
