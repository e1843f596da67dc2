/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A request for figures, as any client that reaches the port may write it. */
#include <string.h>

#include "check.h"
#include "cli/export/http.h"
#include "support/fuzz.h"

#define REQUEST_MOST 8192 /* more is refused unread */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool openmetrics;
	char text[REQUEST_MOST + 1];
	enum http_request request;

	if (size > REQUEST_MOST)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	request = http_parse(text, &openmetrics);
	/* Figures are only for a client that asks to get them, in HTTP. */
	if (request == HTTP_METRICS)
		CHECK(size >= 4 && memcmp(data, "GET ", 4) == 0 &&
			memmem(data, size, "HTTP/1.", 7));
	CHECK(!openmetrics || memmem(data, size, "application/openmetrics-text", 28));
	return 0;
}
