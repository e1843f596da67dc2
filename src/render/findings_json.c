/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/findings_json.h"

#include "render/json_writer.h"

#define SENTENCE_SIZE 2048

static void write_string_or_null(struct sink *sink, const char *key, const char *string)
{
	json_write_key(sink, key);
	if (string && *string)
		json_write_string(sink, text_of_string(string));
	else
		sink_string(sink, "null");
}

/* Texts as strings, shares in per cent, all else as whole numbers. */
static void write_figure(struct sink *sink, const struct figure_value *figure)
{
	if (figure->unit == UNIT_TEXT && figure->text)
		json_write_string(sink, text_of_string(figure->text));
	else if (!value_known(figure->value))
		sink_string(sink, "null");
	else if (figure->unit == UNIT_PERCENT)
		sink_hundredths(sink, value_or(figure->value, 0));
	else
		sink_signed(sink, figure->value.n);
}

static void write_figures(struct sink *sink, const struct finding *finding)
{
	struct figure_value value;
	char key[FIGURE_KEY_SIZE];

	json_write_key(sink, "figures");
	sink_bytes(sink, "{", 1);
	for (size_t i = 0; finding_figure(finding, i, key, &value); i++) {
		sink_string(sink, i ? "," : "");
		json_write_string(sink, text_of_string(key));
		sink_bytes(sink, ":", 1);
		write_figure(sink, &value);
	}
	sink_bytes(sink, "}", 1);
}

static void write_finding(struct sink *sink, const struct finding *finding)
{
	char text[SENTENCE_SIZE];

	sink_bytes(sink, "{", 1);
	json_write_member(sink, "rule", text_of_string(finding->rule->name));
	json_write_member(sink, "severity", text_of_string(severity_name(finding->severity)));
	finding_sentence(text, sizeof(text), finding, FOR_MACHINES);
	json_write_member(sink, "sentence", text_of_string(text));
	finding_advice(text, sizeof(text), finding, FOR_MACHINES);
	write_string_or_null(sink, "advice", text);
	write_figures(sink, finding);
	write_string_or_null(sink, "view", finding->rule->view);
	sink_bytes(sink, "}", 1);
}

void findings_json(struct sink *sink, const struct findings *findings)
{
	json_write_key(sink, "findings");
	sink_bytes(sink, "[", 1);
	for (size_t i = 0; i < findings->count; i++) {
		sink_string(sink, i ? "," : "");
		write_finding(sink, &findings->rows[i]);
	}
	sink_bytes(sink, "]", 1);
}
