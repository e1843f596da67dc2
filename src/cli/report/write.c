/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "cli/commands.h"

#include <stdio.h>
#include <sys/utsname.h>
#include <time.h>

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

enum status report_text(const struct report_request *request, char **text, size_t *length,
	struct message *message)
{
	FILE *file = open_memstream(text, length);
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
