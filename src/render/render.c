/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/render.h"

#include "render/report.h"

#include <inttypes.h>

#include "base/clock.h"
#include "render/format.h"

/* n of so many to one, with all the digits behind the point that do not end in 0. */
static void decimal(struct sink *sink, int64_t n, int64_t one, int digits)
{
	int64_t rest = n % one;

	sink_format(sink, "%" PRId64, n / one);
	if (rest == 0)
		return;
	while (rest % 10 == 0) {
		rest /= 10;
		digits--;
	}
	sink_format(sink, ".%0*" PRId64, digits, rest);
}

static char digit(int64_t n)
{
	return (char)('0' + n % 10);
}

void render_value(struct sink *sink, struct value value, enum unit unit)
{
	switch (unit) {
	case UNIT_PERCENT:
	case UNIT_PER_SECOND:
	case UNIT_FRACTION:
		sink_hundredths(sink, value_or(value, 0));
		break;
	case UNIT_SHARE:
		decimal(sink, value.n, 10000, 4);
		break;
	case UNIT_INTERVAL:
		decimal(sink, value.n, 1000000000, 9);
		break;
	case UNIT_TIMESTAMP:
		sink_signed(sink, value.n / NS_PER_SECOND);
		sink_bytes(sink,
			(const char[]){ '.', digit(value.n / 100000000), digit(value.n / 10000000),
				digit(value.n / 1000000) },
			4);
		break;
	case UNIT_SIGNED:
	case UNIT_PACE:
	case UNIT_INTEGER:
		sink_format(sink, "%" PRId64, value.n);
		break;
	case UNIT_ADDRESS:
		sink_byte(sink, '"');
		sink_hex(sink, value.n);
		sink_byte(sink, '"');
		break;
	case UNIT_BOOL:
		sink_string(sink, value.n ? "true" : "false");
		break;
	default:
		sink_signed(sink, value.n);
	}
}

void render(struct sink *sink, const struct document *document, const struct batch *batch,
	bool first)
{
	if (!document) {
		sink_fail(sink, STATUS_NO_MEMORY);
		return;
	}
	if (document_status(document) != STATUS_OK) {
		sink_fail(sink, document_status(document));
		return;
	}
	if (batch->report) {
		render_report(sink, batch->report, document, first);
		return;
	}
	if (batch->format == FORMAT_TEXT && !first)
		sink_byte(sink, '\n');
	if (batch->format == FORMAT_JSON)
		render_json(sink, document);
	else if (batch->format == FORMAT_CSV)
		render_csv(sink, document, first);
	else if (batch->format == FORMAT_PROMETHEUS || batch->format == FORMAT_OPENMETRICS)
		render_prometheus(sink, document, batch->format == FORMAT_OPENMETRICS);
	else
		render_text(sink, document,
			&(struct text_form){ .scale = batch->process_scale,
				.machine_scale = batch->system_scale,
				.ascii = batch->ascii });
}
