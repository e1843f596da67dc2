/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/overlay.h"

#include <stddef.h>
#include <string.h>

#include "kernel/libbpf.h"

/* Types, and what reads them. */
struct kernel_types {
	const struct libbpf *libbpf;
	const struct btf *btf;
};

static const struct btf_type *find_struct(const struct kernel_types *kernel, const char *name)
{
	int id = kernel->libbpf->btf__find_by_name_kind(kernel->btf, name, BTF_KIND_STRUCT);

	return id > 0 ? kernel->libbpf->btf__type_by_id(kernel->btf, (unsigned)id) : NULL;
}

static bool find_member(const struct kernel_types *kernel, const char *structure, const char *name,
	unsigned *offset)
{
	const struct btf_type *type = find_struct(kernel, structure);

	for (unsigned i = 0; type && i < btf_vlen(type); i++) {
		const char *found = kernel->libbpf->btf__name_by_offset(kernel->btf,
			btf_members(type)[i].name_off);

		if (found && strcmp(found, name) == 0) {
			*offset = btf_member_bit_offset(type, i) / 8;
			return true;
		}
	}
	return false;
}

/* Linux 6.5 has other names, and the entry in the inode. */
static bool take(const struct kernel_types *kernel, struct cache_layer_form *form)
{
	const struct btf_type *path = find_struct(kernel, "ovl_path");

	if (!path || !find_member(kernel, "ovl_path", "dentry", &form->path_dentry) ||
		!find_member(kernel, "ovl_inode", "vfs_inode", &form->inode) ||
		!find_member(kernel, "ovl_inode", "__upperdentry", &form->upper) ||
		!find_member(kernel, "ovl_inode", "flags", &form->flags))
		return false;
	form->path = path->size;
	form->is_entry_of_dentry = !find_member(kernel, "ovl_inode", "oe", &form->entry);
	return (find_member(kernel, "ovl_entry", "__numlower", &form->lower_count) ||
		       find_member(kernel, "ovl_entry", "numlower", &form->lower_count)) &&
	       (find_member(kernel, "ovl_entry", "__lowerstack", &form->lowers) ||
		       find_member(kernel, "ovl_entry", "lowerstack", &form->lowers));
}

bool kernel_overlay_form(struct cache_layer_form *form)
{
	struct btf *kernel, *module = NULL;
	struct kernel_refusal unsaid;
	struct libbpf libbpf;
	bool found;

	if (libbpf_open(&libbpf, &unsaid) != STATUS_OK)
		return false;
	kernel = libbpf.btf__parse("/sys/kernel/btf/vmlinux", NULL);
	if (!kernel)
		return false;
	found = take(&(struct kernel_types){ &libbpf, kernel }, form);
	if (!found) {
		module = libbpf.btf__parse_split("/sys/kernel/btf/overlay", kernel);
		found = module && take(&(struct kernel_types){ &libbpf, module }, form);
	}
	libbpf.btf__free(module);
	libbpf.btf__free(kernel);
	return found;
}
