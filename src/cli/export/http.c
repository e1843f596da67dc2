/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/export/http.h"

#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/clock.h"

#define REQUEST_MOST 8192
#define PATIENCE_NS  (5 * (uint64_t)NS_PER_SECOND)

/* More of the request; false at its end, or when there was time enough. */
static bool read_more(int descriptor, char *text, size_t *length, uint64_t deadline_ns)
{
	struct pollfd ready = { .fd = descriptor, .events = POLLIN };
	uint64_t now_ns = clock_now_ns(CLOCK_MONOTONIC);
	ssize_t got;

	if (*length >= REQUEST_MOST || now_ns >= deadline_ns ||
		poll(&ready, 1, (int)((deadline_ns - now_ns) / 1000000) + 1) <= 0)
		return false;
	got = read(descriptor, text + *length, REQUEST_MOST - *length);
	if (got <= 0)
		return false;
	*length += (size_t)got;
	text[*length] = '\0';
	return true;
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
	size_t length = 0;

	*openmetrics = false;
	while (!is_whole(text))
		if (!read_more(descriptor, text, &length, deadline_ns))
			return HTTP_BAD;
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
