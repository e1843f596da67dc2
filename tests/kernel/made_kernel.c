/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/made_kernel.h"

#include <elf.h>
#include <linux/btf.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/macros.h"
#include "fuzz/check.h"

/* ---- its structures ---- */

/* Types: 1 a word, then one for each of these. */
struct made_member {
	const char *name;
	uint32_t type, offset; /* bytes */
};

enum {
	WORD = 1,
	LIST,
	ANONYMOUS,
	MAPPING,
	QSTR,
	ALIAS,
	HLIST,
	INODE,
	SUPERBLOCK,
	TYPE,
	SHMEM,
	DENTRY
};

static const struct {
	const char *name;
	struct made_member members[12];
} structures[] = {
	{ "list_head", { { "next", WORD, 0 }, { "prev", WORD, 8 } } },
	/* Without a name, as i_nlink stands in the kernel. */
	{ "", { { "i_nlink", WORD, 4 } } },
	{ "address_space", { { "host", WORD, 0 }, { "nrpages", WORD, 0x18 } } },
	{ "qstr", { { "hash_len", WORD, 0 }, { "name", WORD, 8 } } },
	{ "", { { "d_alias", WORD, 0 } } },
	{ "hlist_head", { { "first", WORD, 0 } } },
	{ "inode",
		{ { "i_mode", WORD, 0 }, { "i_sb", WORD, MADE_INODE_SB }, { "i_ino", WORD, 0x40 },
			{ "", ANONYMOUS, 0x44 }, { "i_rdev", WORD, 0x4c }, { "i_size", WORD, 0x50 },
			{ "i_sb_list", LIST, MADE_INODE_LIST }, { "i_dentry", HLIST, 0x90 },
			{ "i_data", MAPPING, MADE_INODE_PAGES - 0x18 },
			{ "i_generation", WORD, 0xe8 } } },
	{ "super_block", { { "s_list", LIST, 0 }, { "s_dev", WORD, 0x10 }, { "s_type", WORD, 0x28 },
				 { "s_magic", WORD, 0x58 }, { "s_root", WORD, 0x60 },
				 { "s_inodes", LIST, 0x100 } } },
	{ "file_system_type", { { "name", WORD, 0 } } },
	{ "shmem_inode_info", { { "swapped", WORD, 8 }, { "vfs_inode", INODE, 0x40 } } },
	{ "dentry",
		{ { "d_parent", WORD, 0x18 }, { "d_name", QSTR, 0x20 }, { "d_inode", WORD, 0x30 },
			{ "d_sb", WORD, 0x68 }, { "d_u", ALIAS, 0xb0 } } },
};

struct writer {
	struct made_kernel *kernel;
	size_t strings; /* bytes of them so far */
	char text[1024];
};

static void put(struct writer *writer, const void *bytes, size_t size)
{
	struct made_kernel *kernel = writer->kernel;

	CHECK(kernel->btf_size + size <= sizeof(kernel->btf));
	memcpy(kernel->btf + kernel->btf_size, bytes, size);
	kernel->btf_size += size;
}

static uint32_t string_of(struct writer *writer, const char *text)
{
	size_t at = writer->strings, size = strlen(text) + 1;

	if (!*text)
		return 0;
	CHECK(at + size <= sizeof(writer->text));
	memcpy(writer->text + at, text, size);
	writer->strings += size;
	return (uint32_t)at;
}

static void put_structure(struct writer *writer, size_t index)
{
	const struct made_member *members = structures[index].members;
	struct btf_type type = { .name_off = string_of(writer, structures[index].name) };
	uint32_t count = 0;

	while (members[count].name)
		count++;
	type.info = (uint32_t)BTF_KIND_STRUCT << 24 | count;
	put(writer, &type, sizeof(type));
	for (uint32_t i = 0; i < count; i++) {
		const struct btf_member member = { .name_off = string_of(writer, members[i].name),
			.type = members[i].type,
			.offset = members[i].offset * 8 };

		put(writer, &member, sizeof(member));
	}
}

static void make_btf(struct made_kernel *kernel)
{
	struct writer writer = { .kernel = kernel, .strings = 1 };
	struct btf_header head = { .magic = BTF_MAGIC,
		.version = BTF_VERSION,
		.hdr_len = sizeof(head) };
	struct btf_type word = { .info = (uint32_t)BTF_KIND_INT << 24, .size = 8 };
	uint32_t encoding = 64;

	kernel->btf_size = sizeof(head);
	word.name_off = string_of(&writer, "long unsigned int");
	put(&writer, &word, sizeof(word));
	put(&writer, &encoding, sizeof(encoding));
	for (size_t i = 0; i < COUNT_OF(structures); i++)
		put_structure(&writer, i);
	head.type_len = head.str_off = (uint32_t)(kernel->btf_size - sizeof(head));
	head.str_len = (uint32_t)writer.strings;
	put(&writer, writer.text, writer.strings);
	memcpy(kernel->btf, &head, sizeof(head));
}

/* ---- its memory ---- */

void made_kernel_put(struct made_kernel *kernel, uint64_t at, uint64_t word)
{
	memcpy(kernel->memory + at, &word, sizeof(word));
}

static void point(struct made_kernel *kernel, uint64_t at, uint64_t to)
{
	made_kernel_put(kernel, at, MADE_KERNEL_AT + to);
}

/* A list through these places, of which the first is its head. */
static void link_up(struct made_kernel *kernel, const uint64_t *places, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		point(kernel, places[i], places[(i + 1) % count]);
		point(kernel, places[(i + 1) % count] + 8, places[i]);
	}
}

static void make_text(struct made_kernel *kernel, uint64_t at, const char *text)
{
	memcpy(kernel->memory + at, text, strlen(text) + 1);
}

static void make_superblock(struct made_kernel *kernel, uint64_t at, uint64_t root, uint64_t magic,
	uint32_t device, uint64_t type)
{
	memcpy(kernel->memory + at + 0x10, &device, sizeof(device));
	point(kernel, at + 0x28, type);
	point(kernel, type, type + 16);
	made_kernel_put(kernel, at + 0x58, magic);
	point(kernel, at + 0x60, root);
	point(kernel, root + 0x68, at);
	point(kernel, root + 0x18, root);
}

static void make_dentry(struct made_kernel *kernel, uint64_t at, uint64_t parent, uint64_t inode,
	uint64_t superblock, const char *name)
{
	uint64_t text = at + 0xc0;

	point(kernel, at + 0x18, parent);
	point(kernel, at + 0x28, text);
	if (inode) {
		point(kernel, at + 0x30, inode);
		point(kernel, inode + 0x90, at + 0xb0);
	}
	point(kernel, at + 0x68, superblock);
	make_text(kernel, text, name);
}

static void make_inode(struct made_kernel *kernel, uint64_t at, uint64_t superblock,
	uint64_t number, uint64_t pages, uint32_t links)
{
	const uint16_t mode = 0100644;

	memcpy(kernel->memory + at, &mode, sizeof(mode));
	point(kernel, at + MADE_INODE_SB, superblock);
	made_kernel_put(kernel, at + 0x40, number);
	memcpy(kernel->memory + at + 0x48, &links, sizeof(links));
	made_kernel_put(kernel, at + 0x50, pages * 4096);
	made_kernel_put(kernel, at + MADE_INODE_PAGES, pages);
}

void made_kernel_init(struct made_kernel *kernel)
{
	memset(kernel, 0, sizeof(*kernel));
	make_btf(kernel);
	kernel->symbols = "ffff888000000000 T _text\n"
			  "ffff888000000100 D super_blocks\n"
			  "ffffffffc0000000 t super_blocks_of\t[module]\n";
	link_up(kernel, (const uint64_t[]){ MADE_HEAD, MADE_DISK, MADE_UNMADE, MADE_TMPFS }, 4);
	make_superblock(kernel, MADE_DISK, MADE_ROOT, 0xef53, 8 << 20 | 1, MADE_STRINGS);
	make_superblock(kernel, MADE_TMPFS, MADE_TMPFS_ROOT, 0x01021994, 5, MADE_STRINGS + 64);
	make_text(kernel, MADE_STRINGS + 16, "ext4");
	make_text(kernel, MADE_STRINGS + 80, "tmpfs");
	make_inode(kernel, MADE_FILE, MADE_DISK, 12, 3, 1);
	make_inode(kernel, MADE_NAMELESS, MADE_DISK, 13, 2, 0);
	make_inode(kernel, MADE_EMPTY, MADE_DISK, 14, 0, 1);
	link_up(kernel,
		(const uint64_t[]){ MADE_DISK + 0x100, MADE_FILE + MADE_INODE_LIST,
			MADE_EMPTY + MADE_INODE_LIST, MADE_NAMELESS + MADE_INODE_LIST },
		4);
	make_inode(kernel, MADE_MEMFD, MADE_TMPFS, 15, 5, 0);
	made_kernel_put(kernel, MADE_MEMFD - 0x40 + 8, 7);
	link_up(kernel, (const uint64_t[]){ MADE_TMPFS + 0x100, MADE_MEMFD + MADE_INODE_LIST }, 2);
	make_dentry(kernel, MADE_ROOT, MADE_ROOT, 0, MADE_DISK, "/");
	make_dentry(kernel, MADE_DIR, MADE_ROOT, 0, MADE_DISK, "dir");
	make_dentry(kernel, MADE_NAME, MADE_DIR, MADE_FILE, MADE_DISK, "file");
	make_dentry(kernel, MADE_MEMFD_NAME, MADE_MEMFD_NAME, MADE_MEMFD, MADE_TMPFS, "memfd:made");
}

/* ---- its files ---- */

static int file_of(const void *bytes, size_t size, const void *more, size_t more_size)
{
	int file = memfd_create("made-kernel", MFD_CLOEXEC);

	CHECK(file >= 0);
	CHECK(write(file, bytes, size) == (ssize_t)size);
	if (more)
		CHECK(write(file, more, more_size) == (ssize_t)more_size);
	CHECK(lseek(file, 0, SEEK_SET) == 0);
	return file;
}

struct kcore_files made_kernel_files(const struct made_kernel *kernel)
{
	struct {
		Elf64_Ehdr head;
		Elf64_Phdr segments[2];
	} elf = { .head = { .e_type = ET_CORE,
			  .e_phoff = sizeof(elf.head),
			  .e_phentsize = sizeof(elf.segments[0]),
			  .e_phnum = 2 },
		.segments = { { .p_type = PT_NOTE }, { .p_type = PT_LOAD,
							     .p_offset = sizeof(elf),
							     .p_vaddr = MADE_KERNEL_AT,
							     .p_filesz = MADE_KERNEL_SIZE,
							     .p_memsz = MADE_KERNEL_SIZE } } };

	memcpy(elf.head.e_ident, ELFMAG, SELFMAG);
	elf.head.e_ident[EI_CLASS] = ELFCLASS64;
	elf.head.e_ident[EI_DATA] =
		__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB;
	return (struct kcore_files){ .kcore = file_of(&elf, sizeof(elf), kernel->memory,
					     sizeof(kernel->memory)),
		.kallsyms = file_of(kernel->symbols, strlen(kernel->symbols), NULL, 0),
		.btf = file_of(kernel->btf, kernel->btf_size, NULL, 0) };
}
