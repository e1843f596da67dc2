/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/library/library.h"

#include "config.h"

#ifdef LOADS_LIBRARIES
#include <dlfcn.h>
#endif
#include <errno.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/messages.h"

static char *place_of(void *pointers, size_t function)
{
	return (char *)pointers + function * sizeof(void (*)(void));
}

static enum status take_linked(const struct library *library, void *pointers)
{
	for (size_t i = 0; i < library->count; i++)
		memcpy(place_of(pointers, i), &library->functions[i].address,
			sizeof(library->functions[i].address));
	return STATUS_OK;
}

#ifdef LOADS_LIBRARIES
static bool ends_in(const char *text, const char *end)
{
	size_t length = strlen(text), wanted = strlen(end);

	return length >= wanted && strcmp(text + length - wanted, end) == 0;
}

/* The loader leaves no errno of its own: what lacked are the last words of its sentence. */
static enum status shortage_in(const char *why)
{
	static const int shortages[] = { ENOMEM, EMFILE, ENFILE };

	for (size_t i = 0; i < COUNT_OF(shortages); i++)
		if (ends_in(why, strerror(shortages[i])))
			return status_from_errno(shortages[i]);
	return STATUS_REFUSED;
}

/* The first error is what says why; to say it the loader may have to allocate. */
static enum status say_failure(const struct library *library, int error, struct message *message)
{
	enum status status = status_from_errno(error);
	const char *why = dlerror();
	size_t length = strlen(library->soname);

	if (!why)
		why = strerror(error);
	/* It names what could not be found once more. */
	if (strncmp(why, library->soname, length) == 0 && why[length] == ':')
		why += length + 1 + strspn(why + length + 1, " ");
	if (!status_is_shortage(status))
		status = shortage_in(why);
	if (status_is_shortage(status)) {
		message_set(message, _("%s cannot be loaded: %s"), library->soname,
			status_text(status));
	} else {
		message_set(message, _("%s cannot be loaded: %s (install %s)"), library->soname,
			why, library->name);
	}
	if (message)
		message_clean(message);
	return status;
}

enum status library_open(const struct library *library, void *pointers, struct message *message)
{
	void *handle;

	if (!library->soname)
		return take_linked(library, pointers);
	errno = 0;
	handle = dlopen(library->soname, RTLD_NOW | RTLD_LOCAL);
	if (!handle)
		return say_failure(library, errno, message);
	for (size_t i = 0; i < library->count; i++) {
		void *found = dlsym(handle, library->functions[i].name);

		if (!found)
			return say_failure(library, 0, message);
		memcpy(place_of(pointers, i), &found, sizeof(found));
	}
	return STATUS_OK;
}
#else
enum status library_open(const struct library *library, void *pointers, struct message *message)
{
	(void)message;
	return take_linked(library, pointers);
}
#endif
