/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Preloaded, it lets one call of the C library fail.  MEMTOP_FAIL="KIND AT ERROR": the call number AT
 * (from 1) of that kind fails with that errno, once; with "AT+" all from then on.  MEMTOP_FAIL_COUNT
 * names a file that the number of calls is written to at the end; MEMTOP_FAIL_TRACE tells the caller.
 */
#define _GNU_SOURCE
/* On 32 bits a program calls mmap64, and what is preloaded must have both. */
#undef _FILE_OFFSET_BITS
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <pthread.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

enum kind { NONE, MEMORY, OPEN, READ, WRITE, MAPS, THREAD, LIBRARY };

static const char *const names[] = { "none", "malloc", "open", "read", "write", "mmap", "thread",
	"library" };

static enum kind wanted;
static long at;
static bool onwards;
static int error;
static atomic_long calls;
static int count_file =
	-1; /* opened at the start: at its end memtop may open nothing for writing */

__attribute__((constructor)) static void begin(void)
{
	const char *order = getenv("MEMTOP_FAIL");
	const char *path = getenv("MEMTOP_FAIL_COUNT");
	char name[16] = "", plus = 0;

	if (path)
		count_file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (!order || sscanf(order, "%15s %ld %d%c", name, &at, &error, &plus) < 3)
		return;
	onwards = plus == '+';
	/* glibc 2.36 itself crashes where it has no memory for nsswitch.conf. */
	getpwuid(0);
	for (size_t i = 1; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(name, names[i]) == 0)
			wanted = (enum kind)i;
	atomic_store(&calls, 0);
}

__attribute__((destructor)) static void end(void)
{
	long count = atomic_load(&calls);

	wanted = NONE;
	if (count_file >= 0)
		dprintf(count_file, "%ld\n", count);
}

/* Which call it is, for repeating a run by hand. */
static void tell_where(void)
{
	void *addresses[20];
	enum kind before = wanted;

	wanted = NONE;
	backtrace_symbols_fd(addresses, backtrace(addresses, 20), STDERR_FILENO);
	wanted = before;
}

/*
 * libproc2 goes on without what it had no memory for, and does not say so; so does bpf_object__open_mem() of
 * libbpf 1.1, whose bpf_object__load() then follows a null pointer.  What these two take by strdup() or
 * libelf is theirs as well.
 */
static _Thread_local unsigned inside_libbpf;

static bool is_deaf(const void *caller)
{
	Dl_info info;

	return wanted == MEMORY &&
	       (inside_libbpf ||
		       (dladdr(caller, &info) && (strstr(info.dli_fname, "libproc2") ||
							 strstr(info.dli_fname, "libbpf"))));
}

static bool fails_for(enum kind kind, const void *caller)
{
	long call;

	if (kind != wanted || is_deaf(caller))
		return false;
	call = atomic_fetch_add(&calls, 1) + 1;
	if (call != at && !(onwards && call > at))
		return false;
	if (getenv("MEMTOP_FAIL_TRACE"))
		tell_where();
	errno = error;
	return true;
}

#define fails(kind) fails_for(kind, __builtin_return_address(0))

/* dlsym() is this file's own, below. */
static void *find(void *handle, const char *name)
{
	static const char *const versions[] = { "GLIBC_2.34", "GLIBC_2.2.5", "GLIBC_2.17",
		"GLIBC_2.2", "GLIBC_2.27", "GLIBC_2.0" };
	static void *(*real)(void *, const char *);

	for (size_t i = 0; !real && i < sizeof(versions) / sizeof(*versions); i++)
		real = dlvsym(RTLD_NEXT, "dlsym", versions[i]);
	return real(handle, name);
}

static void *next(const char *name)
{
	return find(RTLD_NEXT, name);
}

/* ---- libbpf ---- */

struct bpf_object;
struct bpf_object_open_opts;

static struct bpf_object *(*real_open)(const void *, size_t, const struct bpf_object_open_opts *);
static int (*real_load)(struct bpf_object *);

static struct bpf_object *open_object(const void *bytes, size_t size,
	const struct bpf_object_open_opts *options)
{
	struct bpf_object *object;

	inside_libbpf++;
	object = real_open(bytes, size, options);
	inside_libbpf--;
	return object;
}

static int load_object(struct bpf_object *object)
{
	int result;

	inside_libbpf++;
	result = real_load(object);
	inside_libbpf--;
	return result;
}

/* memtop asks for functions of libbpf once it needs them. */
void *dlsym(void *handle, const char *name)
{
	void *found = find(handle, name);

	if (found && strcmp(name, "bpf_object__open_mem") == 0) {
		real_open = found;
		return open_object;
	}
	if (found && strcmp(name, "bpf_object__load") == 0) {
		real_load = found;
		return load_object;
	}
	return found;
}

/* dlerror() knows nothing of it then. */
void *dlopen(const char *name, int flags)
{
	void *(*real)(const char *, int) = next("dlopen");

	return fails(LIBRARY) ? NULL : real(name, flags);
}

/* ---- memory ---- */

void *malloc(size_t size)
{
	return fails(MEMORY) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails(MEMORY) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
	return fails(MEMORY) ? NULL : __libc_realloc(memory, size);
}

void *reallocarray(void *memory, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes)) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(memory, bytes);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return fails(MEMORY) ? NULL : __libc_memalign(alignment, size);
}

#define MAP(function, offset_type)                                                                 \
	void *function(void *address, size_t length, int protection, int flags, int file,          \
		offset_type offset)                                                                \
	{                                                                                          \
		void *(*real)(void *, size_t, int, int, int, offset_type) = next(#function);       \
                                                                                                   \
		return fails(MAPS) ? MAP_FAILED                                                    \
				   : real(address, length, protection, flags, file, offset);       \
	}

MAP(mmap, off_t)
MAP(mmap64, off64_t)

/* ---- files ---- */

static mode_t mode_of(int flags, va_list arguments)
{
	return flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
}

#define OPEN_AT(function)                                                                          \
	int function(int directory, const char *path, int flags, ...)                              \
	{                                                                                          \
		int (*real)(int, const char *, int, ...) = next(#function);                        \
		va_list arguments;                                                                 \
		mode_t mode;                                                                       \
                                                                                                   \
		va_start(arguments, flags);                                                        \
		mode = mode_of(flags, arguments);                                                  \
		va_end(arguments);                                                                 \
		return fails(OPEN) ? -1 : real(directory, path, flags, mode);                      \
	}

#define OPEN_PATH(function)                                                                        \
	int function(const char *path, int flags, ...)                                             \
	{                                                                                          \
		int (*real)(const char *, int, ...) = next(#function);                             \
		va_list arguments;                                                                 \
		mode_t mode;                                                                       \
                                                                                                   \
		va_start(arguments, flags);                                                        \
		mode = mode_of(flags, arguments);                                                  \
		va_end(arguments);                                                                 \
		return fails(OPEN) ? -1 : real(path, flags, mode);                                 \
	}

OPEN_AT(openat)
OPEN_AT(openat64)
OPEN_PATH(open)
OPEN_PATH(open64)

#define OPEN_FILE(function)                                                                        \
	FILE *function(const char *path, const char *mode)                                         \
	{                                                                                          \
		FILE *(*real)(const char *, const char *) = next(#function);                       \
                                                                                                   \
		return fails(OPEN) ? NULL : real(path, mode);                                      \
	}

OPEN_FILE(fopen)
OPEN_FILE(fopen64)

DIR *opendir(const char *path)
{
	DIR *(*real)(const char *) = next("opendir");

	return fails(OPEN) ? NULL : real(path);
}

ssize_t read(int file, void *buffer, size_t length)
{
	ssize_t (*real)(int, void *, size_t) = next("read");

	return fails(READ) ? -1 : real(file, buffer, length);
}

#define READ_AT(function, offset_type)                                                             \
	ssize_t function(int file, void *buffer, size_t length, offset_type offset)                \
	{                                                                                          \
		ssize_t (*real)(int, void *, size_t, offset_type) = next(#function);               \
                                                                                                   \
		return fails(READ) ? -1 : real(file, buffer, length, offset);                      \
	}

READ_AT(pread, off_t)
READ_AT(pread64, off64_t)

ssize_t write(int file, const void *buffer, size_t length)
{
	ssize_t (*real)(int, const void *, size_t) = next("write");

	return fails(WRITE) ? -1 : real(file, buffer, length);
}

size_t fwrite(const void *buffer, size_t size, size_t count, FILE *file)
{
	size_t (*real)(const void *, size_t, size_t, FILE *) = next("fwrite");

	/* Standard error is where the failure is said. */
	return file != stderr && fails(WRITE) ? 0 : real(buffer, size, count, file);
}

/* ---- threads ---- */

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *),
	void *argument)
{
	int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *) =
		next("pthread_create");

	return fails(THREAD) ? errno : real(thread, attributes, body, argument);
}
