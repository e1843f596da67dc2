/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json_value KEY...: prints the value at that path of keys and indexes in the JSON on standard
 * input; strings without quotes, arrays and objects as "array N" and "object N" with their size.
 * Ends with 1 if the input is no JSON or has no such value.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static const json_t *step(const json_t *json, const char *key)
{
	if (json_is_array(json))
		return json_array_get(json, (size_t)strtoul(key, NULL, 10));
	return json_object_get(json, key);
}

static void print(const json_t *json)
{
	if (json_is_array(json))
		printf("array %zu\n", json_array_size(json));
	else if (json_is_object(json))
		printf("object %zu\n", json_object_size(json));
	else if (json_is_string(json))
		printf("%s\n", json_string_value(json));
	else if (json_dumpf(json, stdout, JSON_ENCODE_ANY) == 0)
		putchar('\n');
}

int main(int argc, char **argv)
{
	json_error_t error;
	json_t *root = json_loadf(stdin, JSON_REJECT_DUPLICATES, &error);
	const json_t *json = root;

	if (!root)
		fprintf(stderr, "no JSON: %s at %d\n", error.text, error.position);
	for (int i = 1; json && i < argc; i++)
		json = step(json, argv[i]);
	if (json)
		print(json);
	json_decref(root);
	return json ? 0 : 1;
}
