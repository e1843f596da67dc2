/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What cgroups are called: by runtime, its path and what it leaves below /var, and how the name is printed
 * where it was chosen to be nasty.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/macros.h"
#include "render/render.h"
#include "source/cgroup/reader.h"
#include "support/made_tree.h"
#include "views/cgroups/cgroups.h"

#define ID    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define SHORT "0123456789ab"
#define UID   "4f0e9a12-95f4-4f2d-8443-e6a78f235c9a"
#define UNITS "4f0e9a12_95f4_4f2d_8443_e6a78f235c9a"

#define TASK "run/containerd/io.containerd.runtime.v2.task/"
#define CRI                                                                                        \
	"{\"annotations\":{\"io.kubernetes.cri.sandbox-name\":\"web-7f\","                         \
	"\"io.kubernetes.cri.container-name\":\"nginx\","                                          \
	"\"io.kubernetes.cri.sandbox-namespace\":\"shop\"}}"
#define CRIO                                                                                       \
	"{\"annotations\":{\"io.kubernetes.pod.namespace\":\"shop\","                              \
	"\"io.kubernetes.pod.name\":\"web-7f\",\"io.kubernetes.container.name\":\"nginx\"}}"

static const struct named {
	const char *path;        /* of the cgroup */
	const char *file, *text; /* what is below /var; NULL: nothing */
	const char *name;
} table[] = {
	/* systemd */
	{ "system.slice/nginx.service", NULL, NULL, "nginx.service" },
	{ "system.slice/dev-disk\\x2dby.mount", NULL, NULL, "dev-disk-by.mount" },
	{ "machine.slice/machine-qemu\\x2d1\\x2dvm.scope", NULL, NULL, "machine qemu-1-vm" },
	/* Sessions of users */
	{ "user.slice/user-1000.slice", NULL, NULL, "user 1000" },
	{ "user.slice/user-1000.slice", "run/systemd/users/1000",
		"# This is private data. Do not parse.\nNAME=eve\nSTATE=active\n", "user eve" },
	{ "user.slice/user-1000.slice/session-c2.scope", NULL, NULL, "session c2" },
	{ "user.slice/user-1000.slice/session-c2.scope", "run/systemd/sessions/c2",
		"UID=1000\nUSER=eve\nACTIVE=1\n", "session c2 (eve)" },
	{ "user.slice/user-1000.slice/session-c2.scope", "run/systemd/sessions/c2", "USER\n",
		"session c2" },
	/* docker, with systemd and without */
	{ "system.slice/docker-" ID ".scope", NULL, NULL, "docker " SHORT },
	{ "docker/" ID, NULL, NULL, "docker " SHORT },
	{ "docker/" ID, "lib/docker/containers/" ID "/config.v2.json",
		"{\"ID\":\"" ID "\",\"Name\":\"/web\"}", "docker web" },
	/* podman */
	{ "machine.slice/libpod-" ID ".scope", NULL, NULL, "podman " SHORT },
	{ "machine.slice/libpod-" ID ".scope/container", NULL, NULL, "container" },
	{ "machine.slice/libpod-" ID ".scope",
		"lib/containers/storage/overlay-containers/containers.json",
		"[{\"id\":\"" ID "\",\"names\":[\"db\",\"dba\"]}]", "podman db" },
	/* containerd, by kubernetes and by nerdctl */
	{ "k.slice/cri-containerd-" ID ".scope", NULL, NULL, "containerd " SHORT },
	{ "k.slice/cri-containerd-" ID ".scope", TASK "k8s.io/" ID "/config.json", CRI,
		"containerd shop/web-7f (nginx)" },
	{ "k.slice/cri-containerd-" ID ".scope", TASK "default/" ID "/config.json",
		"{\"annotations\":{\"nerdctl/name\":\"cache\"}}", "containerd cache" },
	/* CRI-O */
	{ "k.slice/crio-" ID ".scope", NULL, NULL, "cri-o " SHORT },
	{ "kubepods/pod" UID "/crio-" ID, NULL, NULL, "cri-o " SHORT },
	{ "k.slice/crio-" ID ".scope",
		"run/containers/storage/overlay-containers/" ID "/userdata/config.json", CRIO,
		"cri-o shop/web-7f (nginx)" },
	/* kubernetes: its pods, and what is in them */
	{ "kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" UNITS ".slice", NULL,
		NULL, "pod " UID },
	{ "kubepods.slice/kubepods-pod" UNITS ".slice", "log/pods/shop_web-7f_" UID "/x", "",
		"pod shop/web-7f" },
	{ "kubelet.slice/kubelet-kubepods-besteffort-pod" UNITS ".slice", NULL, NULL, "pod " UID },
	{ "kubepods/besteffort/pod" UID, "log/pods/shop_web-7f_" UID "/x", "", "pod shop/web-7f" },
	{ "kubepods/besteffort/pod" UID "/" ID, NULL, NULL, "containerd " SHORT },
	{ "kubepods/besteffort/pod" UID "/" ID, "log/containers/web-7f_shop_nginx-" ID ".log", "",
		"containerd shop/web-7f (nginx)" },
	{ "kubepods/besteffort/pod" UID "/" ID, "lib/docker/containers/" ID "/config.v2.json",
		"{\"Name\":\"/web\"}", "docker web" },
	/* lxc, and Proxmox */
	{ "lxc.payload.db", NULL, NULL, "lxc db" },
	{ "lxc/101", NULL, NULL, "lxc 101" },
	/* Names of any bytes: printed as they can be, and never raw. */
	{ "a\033[31mb", NULL, NULL, "a\\x1b[31mb" },
	{ "a\nb", NULL, NULL, "a\\nb" },
	{ "x\\x1b[2Jy.service", NULL, NULL, "x\\x1b[2Jy.service" },
	{ "\xff\xfe", NULL, NULL, "??" },
	{ "lxc.payload.\033]0;x\a", NULL, NULL, "lxc \\x1b]0;x\\a" },
	{ "docker/" ID, "lib/docker/containers/" ID "/config.v2.json", "{\"Name\":\"/a\033[2J\"}",
		"docker a\\x1b[2J" },
	{ "docker/" ID, "lib/docker/containers/" ID "/config.v2.json",
		"{\"Name\":\"/a\\u001b[2J\"}", "docker " SHORT },
	{ "docker/" ID, "lib/docker/containers/" ID "/config.v2.json", "{\"Name\":\"",
		"docker " SHORT },
	{ "kubepods/besteffort/pod" UID, "log/pods/shop_web\xe2\x80\xae_" UID "/x", "",
		"pod shop/web?" },
	{ "user.slice/user-1000.slice", "run/systemd/users/1000", "NAME=\033[31meve\n",
		"user \\x1b[31meve" },
	{ "user.slice/user-..slice", "run/systemd/users/.", NULL, "user ." },
};

struct trees {
	struct made_tree proc, mount, var;
};

/* The cgroups of a machine that has this one alone, and those above it. */
static struct sample *sample_of(const struct trees *trees, const struct named *named)
{
	struct sample *sample = sample_new();
	struct cgroup_reader *reader;
	char text[256];
	int proc;

	snprintf(text, sizeof(text), "31 22 0:27 / %s rw - cgroup2 cgroup2 rw\n",
		trees->mount.path);
	tree_write(&trees->proc, "self/mountinfo", text);
	tree_write(&trees->mount, "cgroup.controllers", "memory\n");
	tree_make_directory(&trees->mount, named->path);
	if (named->file && named->text)
		tree_write(&trees->var, named->file, named->text);
	proc = open(trees->proc.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	reader = cgroup_reader_new(proc, trees->var.path,
		&(struct cgroup_limits){ .descriptors = 9 });
	assert_non_null(sample);
	assert_non_null(reader);
	assert_int_equal(cgroup_reader_read(&sample->cgroups, reader,
				 &(struct cgroup_request){ .all = true, .once = true },
				 UINT64_MAX / 2),
		STATUS_OK);
	assert_non_null(sample->cgroups);
	cgroup_reader_free(reader);
	close(proc);
	return sample;
}

static char *printed(struct sample *sample, enum format format)
{
	const struct arrangement arrangement = { 0 };
	struct document *document = cgroups_document(sample, &arrangement);
	const struct batch batch = { .format = format };
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);
	struct sink sink;

	assert_non_null(document);
	batch_open_sink(&sink, &batch, file);
	if (format == FORMAT_JSON)
		render_json(&sink, document);
	else
		render_text(&sink, document, &(struct text_form){ .ascii = true });
	assert_int_equal(sink_flush(&sink, NULL), STATUS_OK);
	sink_close(&sink);
	fclose(file);
	document_free(document);
	return text;
}

static void check_text(struct sample *sample, const struct named *named)
{
	char *text = printed(sample, FORMAT_TEXT);

	if (!strstr(text, named->name))
		fail_msg("%s is not called %s:\n%s", named->path, named->name, text);
	for (const char *at = text; *at; at++)
		if ((unsigned char)*at < ' ' && *at != '\n')
			fail_msg("%s: a raw byte %d leaves memtop", named->path, *at);
	free(text);
}

/* What programs get can be read, whatever the name is; there its path is told from all others. */
static void check_json(struct sample *sample, const struct named *named)
{
	char *text = printed(sample, FORMAT_JSON);
	json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

	if (!json)
		fail_msg("%s: no JSON: %s", named->path, text);
	assert_true(json_array_size(json_object_get(json, "cgroups")) >= 2);
	json_decref(json);
	free(text);
}

static void every_runtime_has_its_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(table); i++) {
		struct trees trees;
		struct sample *sample;

		tree_make(&trees.proc);
		tree_make(&trees.mount);
		tree_make(&trees.var);
		sample = sample_of(&trees, &table[i]);
		check_text(sample, &table[i]);
		check_json(sample, &table[i]);
		sample_unref(sample);
		tree_remove(&trees.proc);
		tree_remove(&trees.mount);
		tree_remove(&trees.var);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_runtime_has_its_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
