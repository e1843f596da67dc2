/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/overlay.h"

#include <bpf/btf.h>
#include <stddef.h>
#include <string.h>

static const struct btf_type *find_struct(const struct btf *btf, const char *name)
{
	int id = btf__find_by_name_kind(btf, name, BTF_KIND_STRUCT);

	return id > 0 ? btf__type_by_id(btf, (unsigned)id) : NULL;
}

static bool find_member(const struct btf *btf, const char *structure, const char *name,
	unsigned *offset)
{
	const struct btf_type *type = find_struct(btf, structure);

	for (unsigned i = 0; type && i < btf_vlen(type); i++) {
		const char *found = btf__name_by_offset(btf, btf_members(type)[i].name_off);

		if (found && strcmp(found, name) == 0) {
			*offset = btf_member_bit_offset(type, i) / 8;
			return true;
		}
	}
	return false;
}

/* Linux 6.5 has other names, and the entry in the inode. */
static bool take(const struct btf *btf, struct cache_layer_form *form)
{
	const struct btf_type *path = find_struct(btf, "ovl_path");

	if (!path || !find_member(btf, "ovl_path", "dentry", &form->path_dentry) ||
		!find_member(btf, "ovl_inode", "vfs_inode", &form->inode) ||
		!find_member(btf, "ovl_inode", "__upperdentry", &form->upper) ||
		!find_member(btf, "ovl_inode", "flags", &form->flags))
		return false;
	form->path = path->size;
	form->is_entry_of_dentry = !find_member(btf, "ovl_inode", "oe", &form->entry);
	return (find_member(btf, "ovl_entry", "__numlower", &form->lower_count) ||
		       find_member(btf, "ovl_entry", "numlower", &form->lower_count)) &&
	       (find_member(btf, "ovl_entry", "__lowerstack", &form->lowers) ||
		       find_member(btf, "ovl_entry", "lowerstack", &form->lowers));
}

bool kernel_overlay_form(struct cache_layer_form *form)
{
	struct btf *kernel = btf__parse("/sys/kernel/btf/vmlinux", NULL), *module = NULL;
	bool found;

	if (!kernel)
		return false;
	found = take(kernel, form);
	if (!found) {
		module = btf__parse_split("/sys/kernel/btf/overlay", kernel);
		found = module && take(module, form);
	}
	btf__free(module);
	btf__free(kernel);
	return found;
}
