/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json_value KEY...: prints the value at that path of keys and indexes in the JSON on standard
 * input; strings without quotes, arrays and objects as "array N" and "object N" with their size.
 * Ends with 1 if the input is no JSON or has no such value.
 *
 * json_value --keys: the path of each key, as memtop --list-figures writes them; below the figures
 * of a finding and the reasons of what could not be read, keys are names that rules and figures have.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static void print_keys(json_t *json, const char *path)
{
	const char *key;
	json_t *value;
	size_t i;

	json_array_foreach(json, i, value) print_keys(value, path);
	json_object_foreach(json, key, value)
	{
		char longer[512];

		snprintf(longer, sizeof(longer), "%s%s%s", path, *path ? "." : "", key);
		if (!json_is_object(value) || strstr(longer, "figures"))
			printf("%s\n", longer);
		if (strstr(longer, "figures") || strcmp(longer, "unreadable") == 0)
			continue;
		if (json_is_array(value))
			strcat(longer, "[]");
		print_keys(value, longer);
	}
}

int main(int argc, char **argv)
{
	json_error_t error;
	json_t *root = json_loadf(stdin, JSON_REJECT_DUPLICATES, &error);
	const json_t *json = root;

	if (!root)
		fprintf(stderr, "no JSON: %s at %d\n", error.text, error.position);
	if (root && argc == 2 && strcmp(argv[1], "--keys") == 0) {
		print_keys(root, "");
		json_decref(root);
		return 0;
	}
	for (int i = 1; json && i < argc; i++)
		json = step(json, argv[i]);
	if (json)
		print(json);
	json_decref(root);
	return json ? 0 : 1;
}
