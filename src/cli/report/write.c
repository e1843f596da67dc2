/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <time.h>

#include "base/i18n.h"
#include "base/apart/named_file.h"

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

static enum status to_memory(const struct report_request *request, struct message *message)
{
	FILE *file = open_memstream(request->text, request->length);
	enum status status;

	if (!file) {
		message_set(message, "%s", status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	status = render_to(file, request, message);
	if (fclose(file) != 0 && status == STATUS_OK)
		status = STATUS_NO_MEMORY;
	return status;
}

static enum status to_file(const struct report_request *request, struct message *message)
{
	struct report_request to_text = *request;
	size_t length = 0;
	char *text = NULL;
	enum status status;

	to_text.text = &text;
	to_text.length = &length;
	status = to_memory(&to_text, message);
	if (status == STATUS_OK)
		status = named_file_create(request->path, text, length, message);
	if (status == STATUS_OK)
		message_set(message, _("saved as %s"), request->path);
	free(text);
	return status;
}

enum status write_report(void *context, const struct report_request *request,
	struct message *message)
{
	(void)context;
	return request->path ? to_file(request, message) : to_memory(request, message);
}
