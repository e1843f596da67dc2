/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "cli/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "base/i18n.h"

struct report report_begin(struct report_origin *origin, const char *title)
{
	struct utsname name;
	time_t now = time(NULL);
	struct tm local;

	origin->system[0] = '\0';
	if (uname(&name) == 0)
		snprintf(origin->system, sizeof(origin->system), "%s %s %s", name.sysname,
			name.release, name.machine);
	strftime(origin->time, sizeof(origin->time), "%Y-%m-%d %H:%M:%S %z",
		localtime_r(&now, &local));
	return (struct report){ .title = title,
		.program = PACKAGE_STRING,
		.system = origin->system,
		.time = origin->time };
}

static enum status render_to(FILE *file, const struct report_request *request,
	struct message *message)
{
	struct report_origin origin;
	struct report report = report_begin(&origin, request->title);
	enum status status;
	struct sink sink;

	report.markdown = request->markdown;
	report.arguments = request->arguments;
	sink_open(&sink, file);
	render_report(&sink, &report, request->document, true);
	status = sink_flush(&sink, message);
	sink_close(&sink);
	return status;
}

/* Never over what is there, nor through a link; nobody else may read it. */
static FILE *create(const char *path, struct message *message)
{
	int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "w");

	if (file)
		return file;
	message_set(message, "%s: %s", path, strerror(errno));
	if (descriptor >= 0)
		close(descriptor);
	return NULL;
}

static enum status to_file(const struct report_request *request, struct message *message)
{
	FILE *file = create(request->path, message);
	enum status status;

	if (!file)
		return STATUS_FAILED;
	status = render_to(file, request, message);
	if (fclose(file) != 0 && status == STATUS_OK) {
		message_set(message, "%s: %s", request->path, strerror(errno));
		status = STATUS_FAILED;
	}
	if (status == STATUS_OK)
		message_set(message, _("saved as %s"), request->path);
	return status;
}

enum status write_report(void *context, const struct report_request *request,
	struct message *message)
{
	enum status status;
	FILE *file;

	(void)context;
	if (request->path)
		return to_file(request, message);
	file = open_memstream(request->text, request->length);
	if (!file) {
		message_set(message, "%s", status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	status = render_to(file, request, message);
	if (fclose(file) != 0 && status == STATUS_OK)
		status = STATUS_NO_MEMORY;
	return status;
}
