/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/export/http.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/status.h"

#define REQUEST_MOST 8192
#define PATIENCE_NS  (5 * (uint64_t)NS_PER_SECOND)

/* More of the request; STATUS_ABSENT at its end, or when there was time enough; STATUS_FAILED with errno. */
static enum status read_more(int descriptor, char *text, size_t *length, uint64_t deadline_ns)
{
	struct pollfd ready = { .fd = descriptor, .events = POLLIN };
	uint64_t now_ns = clock_now_ns(CLOCK_MONOTONIC);
	ssize_t got;
	int rung;

	if (*length >= REQUEST_MOST || now_ns >= deadline_ns)
		return STATUS_ABSENT;
	rung = poll(&ready, 1, (int)((deadline_ns - now_ns) / 1000000) + 1);
	got = rung > 0 ? read(descriptor, text + *length, REQUEST_MOST - *length) : rung;
	if (got < 0)
		return errno == EINTR ? STATUS_OK : STATUS_FAILED;
	if (got == 0)
		return STATUS_ABSENT;
	*length += (size_t)got;
	text[*length] = '\0';
	return STATUS_OK;
}

static bool is_whole(const char *text)
{
	return strstr(text, "\r\n\r\n") || strstr(text, "\n\n");
}

/* A line without its end; moves on to the next. */
static char *next_line(char **text)
{
	char *line = strsep(text, "\n");

	if (line)
		line[strcspn(line, "\r")] = '\0';
	return line;
}

static enum http_request parse_line(char *line)
{
	char *method = strsep(&line, " "), *target = strsep(&line, " ");

	if (!target || !line || strncmp(line, "HTTP/1.", 7) != 0)
		return HTTP_BAD;
	target[strcspn(target, "?")] = '\0';
	if (strcmp(method, "GET") != 0)
		return HTTP_NOT_ALLOWED;
	return strcmp(target, "/") == 0 || strcmp(target, "/metrics") == 0 ? HTTP_METRICS
									   : HTTP_NOT_FOUND;
}

enum http_request http_parse(char *text, bool *openmetrics)
{
	char *line = next_line(&text);
	enum http_request request = line ? parse_line(line) : HTTP_BAD;

	*openmetrics = false;
	while ((line = next_line(&text)) && *line)
		if (strncasecmp(line, "Accept:", 7) == 0 &&
			strstr(line, "application/openmetrics-text"))
			*openmetrics = true;
	return request;
}

enum http_request http_read(int descriptor, bool *openmetrics)
{
	uint64_t deadline_ns = clock_now_ns(CLOCK_MONOTONIC) + PATIENCE_NS;
	char text[REQUEST_MOST + 1] = "";
	enum status status = STATUS_OK;
	size_t length = 0;

	*openmetrics = false;
	while (status == STATUS_OK && !is_whole(text))
		status = read_more(descriptor, text, &length, deadline_ns);
	if (status != STATUS_OK)
		return status == STATUS_FAILED ? HTTP_UNREAD : HTTP_BAD;
	return http_parse(text, openmetrics);
}

/* The end of the answer is that of the connection. */
void http_begin(bool openmetrics)
{
	printf("HTTP/1.0 200 OK\r\nContent-Type: %s\r\nConnection: close\r\n\r\n",
		openmetrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
			    : "text/plain; version=0.0.4; charset=utf-8");
}

static void answer(const char *words)
{
	printf("HTTP/1.0 %s\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n%s\n", words,
		words);
}

void http_refuse(enum http_request request)
{
	static const char *const answers[] = { [HTTP_NOT_FOUND] = "404 Not Found",
		[HTTP_NOT_ALLOWED] = "405 Method Not Allowed",
		[HTTP_BAD] = "400 Bad Request" };

	answer(answers[request]);
}

void http_fail(void)
{
	answer("500 Internal Server Error");
}
