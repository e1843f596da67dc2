/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/growth/growth.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "derive/process/columns.h"
#include "derive/process/derived_row.h"
#include "derive/process/growth.h"
#include "derive/trend.h"
#include "document/labels.h"
#include "document/trend_figures.h"
#include "findings/machine_rules.h"
#include "views/overview/program.h"

/* What its document is about. */
struct ranking {
	struct sample *sample;
	struct grower *growers;
	size_t count;
};

enum { TIME = COLUMN_COUNT, GAIN, WINDOW, CONFIDENCE, LIMIT };

static const struct label gain_label = { "since_mark_bytes", N_("Since m"),
	N_("What its own memory has gained since the mark."), UNIT_SIGNED };
#define OF_COLUMN(id, places, width)                                                               \
	{                                                                                          \
		&columns[id].label, places, width, id                                              \
	}

static const struct document_column growth_columns[] = {
	{ &sample_time_label, IN_CSV, 0, TIME },
	OF_COLUMN(COLUMN_PID, EVERYWHERE, 7),
	OF_COLUMN(COLUMN_USER, FOR_PROGRAMS, 9),
	OF_COLUMN(COLUMN_RSS, IN_TEXT, 6),
	OF_COLUMN(COLUMN_OWN, SHOWN | DISPENSABLE(2), 6),
	OF_COLUMN(COLUMN_GROWTH, EVERYWHERE, 7),
	{ &gain_label, ON_SCREEN | DISPENSABLE(3), 7, GAIN },
	{ &trend_window_label, EVERYWHERE | DISPENSABLE(6), 7, WINDOW },
	{ &trend_limit_label, EVERYWHERE | DISPENSABLE(1), 8, LIMIT },
	{ &trend_confidence_label, EVERYWHERE | DISPENSABLE(4), 4, CONFIDENCE },
	OF_COLUMN(COLUMN_LEVELS, ON_SCREEN | FOR_PROGRAMS | DISPENSABLE(DISPENSABLE_FIRST), 10),
	OF_COLUMN(COLUMN_TREND, EVERYWHERE | DISPENSABLE(5), 17),
	OF_COLUMN(COLUMN_COMMAND, EVERYWHERE, 1),
};

unsigned growth_cost(void)
{
	return columns[COLUMN_GROWTH].cost | columns[COLUMN_LEVELS].cost |
	       columns[COLUMN_COMMAND].cost | columns[COLUMN_USER].cost;
}

static void release(void *object)
{
	struct ranking *ranking = object;

	sample_unref(ranking->sample);
	free(ranking->growers);
	free(ranking);
}

static enum trend trend_of(const struct row *row)
{
	const struct value trend = derived_value(row, DERIVED_TREND);

	return trend.state == VALUE_OK ? (enum trend)trend.n : TREND_TOO_SHORT;
}

static struct value window_of(const struct ranking *ranking, const struct row *row)
{
	const uint64_t since_ns = derived_of(row)->trend_since_ns;

	if (!since_ns)
		return value_missing(VALUE_PENDING);
	return value_of(ranking->sample->monotonic_ns - since_ns);
}

static struct value confidence_of(const struct row *row)
{
	const enum value_state state = derived_value(row, DERIVED_TREND).state;

	if (state != VALUE_OK)
		return value_missing(state);
	if (trend_of(row) == TREND_TOO_SHORT)
		return value_missing(VALUE_PENDING);
	return value_of(trend_hundredths(derived_of(row)->trend_confidence));
}

static void column_cell(const struct row *row, const struct sample *sample, enum column_id id,
	struct datum *out)
{
	char buffer[8];

	if (id == COLUMN_TREND)
		*out = datum_of_word(trend_rows[trend_of(row)].key,
			trend_rows[trend_of(row)].title);
	else if (columns[id].label.unit == UNIT_TEXT)
		*out = datum_of_bytes(column_text(id, row, buffer));
	else
		*out = datum_of(column_value(id, row, sample));
	if (id == COLUMN_COMMAND)
		datum_mark_program(out, row->identity);
}

static void growth_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct ranking *ranking = context;
	const struct grower *grower = &ranking->growers[row];

	if (id == TIME)
		*out = datum_of(value_of((uint64_t)ranking->sample->wall_ns));
	else if (id == GAIN)
		*out = datum_of(grower->since_baseline);
	else if (id == WINDOW)
		*out = datum_of(window_of(ranking, grower->row));
	else if (id == CONFIDENCE)
		*out = datum_of(confidence_of(grower->row));
	else if (id == LIMIT)
		*out = datum_of(grower->seconds_to_limit);
	else
		column_cell(grower->row, ranking->sample, (enum column_id)id, out);
}

static enum unit growth_unit(const void *context, size_t row, unsigned id)
{
	static const enum unit units[] = { [GAIN] = UNIT_SIGNED,
		[WINDOW] = UNIT_INTERVAL,
		[CONFIDENCE] = UNIT_FRACTION,
		[LIMIT] = UNIT_ESTIMATE,
		[TIME] = UNIT_TIMESTAMP };

	(void)context, (void)row;
	if (id >= COLUMN_COUNT)
		return units[id];
	return columns[id].label.unit;
}

static uint64_t growth_key(const void *context, size_t row)
{
	return (uint64_t)((const struct ranking *)context)->growers[row].row->pid;
}

static const struct row *growth_process(const void *context, size_t row, size_t member)
{
	return member == 0 ? ((const struct ranking *)context)->growers[row].row : NULL;
}

static enum emphasis growth_emphasis(const void *context, size_t row)
{
	const struct grower *grower = &((const struct ranking *)context)->growers[row];
	enum trend trend = trend_of(grower->row);

	if (trend == TREND_GROWING)
		return value_or(grower->seconds_to_limit, UINT64_MAX) < 24 * 3600 ? EMPHASIS_WARNING
										  : EMPHASIS_STRONG;
	return trend == TREND_FLAT || trend == TREND_TOO_SHORT ? EMPHASIS_FAINT : EMPHASIS_NONE;
}

size_t growth_found(const struct sample *sample)
{
	size_t growing = 0;

	for (size_t i = 0; i < sample->row_count; i++)
		growing += trend_of(sample->rows[i]) == TREND_GROWING;
	return growing;
}

static size_t count_growing(const struct ranking *ranking)
{
	size_t growing = 0;

	for (size_t i = 0; i < ranking->count; i++)
		growing += trend_of(ranking->growers[i].row) == TREND_GROWING;
	return growing;
}

static void say_how_many(struct document *document, const struct ranking *ranking)
{
	size_t growing = count_growing(ranking);

	if (growing)
		document_line(document, EMPHASIS_NONE,
			document_format(document,
				ngettext("%zu process grows.", "%zu processes grow.", growing),
				growing));
	else
		document_line(document, EMPHASIS_NONE,
			_("No process has grown steadily so far.  A trend needs ten samples, and is "
			  "reliable after sixty."));
}

/* The one to look at first: how fast, and how long until there is trouble. */
static void say_worst(struct document *document, const struct ranking *ranking)
{
	const struct grower *worst = ranking->growers;
	char pace[UNITS_SIZE], time[UNITS_SIZE], name[64];
	const char *line;

	if (ranking->count == 0 || trend_of(worst->row) != TREND_GROWING)
		return;
	units_value(pace, column_value(COLUMN_GROWTH, worst->row, ranking->sample), UNIT_BYTES,
		SCALE_AUTO);
	units_value(time, worst->seconds_to_limit, UNIT_ESTIMATE, SCALE_AUTO);
	utf8_printable(name, sizeof(name), worst->row->identity->name,
		strlen(worst->row->identity->name), 0);
	if (value_known(worst->seconds_to_limit))
		line = document_format(document,
			_("%s (%d) grows %s a minute and reaches its limit in %s."), name,
			(int)worst->row->pid, pace, time);
	else if (growth_may_be_start(worst->row, ranking->sample))
		line = document_format(document,
			_("%s (%d) grows %s a minute, as programs may while they start: it is too early to call it a leak."),
			name, (int)worst->row->pid, pace);
	else
		line = document_format(document, _("%s (%d) grows %s a minute."), name,
			(int)worst->row->pid, pace);
	document_line(document, growth_emphasis(ranking, 0), line);
}

/* Whatever grows, what counts is whether the machine has less and less. */
static void say_machine(struct document *document, const struct ranking *ranking)
{
	const struct finding *finding;
	struct findings findings = { .count = 0 };
	struct evidence evidence;
	char line[512];

	if (ranking->sample->system.meminfo_status != STATUS_OK)
		return;
	evidence_of_system(&evidence, &ranking->sample->system);
	machine_judge(&findings, &evidence);
	finding = findings_find(&findings, "available_falls");
	if (!finding)
		return;
	finding_sentence(line, sizeof(line), finding, FOR_PEOPLE);
	document_line(document,
		finding->severity >= SEVERITY_WARNING ? EMPHASIS_WARNING : EMPHASIS_NONE,
		document_format(document, "%s", line));
}

static bool is_shown(const struct document_column *column, bool marked)
{
	return marked || column->id != GAIN;
}

static void put_table(struct document *document, const struct ranking *ranking, bool marked)
{
	struct document_column shown[COUNT_OF(growth_columns)];
	struct document_table table = { .key = "processes",
		.context = ranking,
		.row_count = ranking->count,
		.state = VALUE_OK,
		.cell = growth_cell,
		.row_key = growth_key,
		.process = growth_process,
		.named_by_key = true,
		.emphasis = growth_emphasis,
		.unit = growth_unit,
		.sorted = marked ? GAIN : COLUMN_GROWTH };

	for (size_t i = 0; i < COUNT_OF(growth_columns); i++)
		if (is_shown(&growth_columns[i], marked))
			shown[table.column_count++] = growth_columns[i];
	table.columns = document_copy(document, shown, table.column_count * sizeof(shown[0]));
	document_table(document, &table);
}

struct document *growth_document(struct sample *sample, const struct arrangement *arrangement)
{
	struct document *document = document_new();
	struct ranking *ranking = calloc(1, sizeof(*ranking));
	enum status status;

	if (!document || !ranking) {
		document_free(document);
		free(ranking);
		return NULL;
	}
	ranking->sample = sample_ref(sample);
	status = growth_rank(&ranking->growers, &ranking->count, sample, arrangement);
	document_hold(document, ranking, release);
	if (status != STATUS_OK || document_status(document) != STATUS_OK) {
		document_free(document);
		return NULL;
	}
	document_begin(document, sample->wall_ns, sample->interval_ns);
	document_recorded(document, sample->recorded);
	document_read_from(document, "statm+status");
	say_how_many(document, ranking);
	say_machine(document, ranking);
	if (!arrangement->mark)
		say_worst(document, ranking);
	put_table(document, ranking, arrangement->mark != NULL);
	return document;
}
