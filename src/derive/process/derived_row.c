/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/process/derived_row.h"

#include "base/shared.h"
#include "derive/trend.h"

const struct derived_row derived_nothing = { .trend_since_ns = 0 };

struct derived_row *derived_edit(struct row **row)
{
	struct row *edited = row_edit(row);
	struct derived_row *copy;

	if (!edited || shared_alone(edited->derived))
		return edited ? edited->derived : NULL;
	copy = shared_copy(derived_of(edited), sizeof(*copy), NULL);
	if (!copy)
		return NULL;
	shared_unref(edited->derived);
	edited->derived = copy;
	return copy;
}

bool derived_change(struct row **row, enum derived_figure figure, struct value value)
{
	const struct value was = derived_value(*row, figure);
	struct derived_row *edited;

	if (was.state == value.state && was.n == value.n)
		return true;
	edited = derived_edit(row);
	if (!edited)
		return false;
	edited->figure[figure] = value.n;
	edited->figure_state[figure] = (uint8_t)value.state;
	return true;
}

int64_t derived_pace(const struct row *row)
{
	const struct value pace = derived_value(row, DERIVED_GROWTH);

	return pace.state == VALUE_OK ? pace.n : 0;
}
