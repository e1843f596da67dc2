/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/codec/bytes.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/array.h"

void bytes_free(struct bytes *bytes)
{
	free(bytes->at);
	*bytes = (struct bytes){ 0 };
}

void bytes_clear(struct bytes *bytes)
{
	bytes->length = 0;
	bytes->failed = false;
}

static bool reserve(struct bytes *bytes, size_t length)
{
	uint8_t *grown;

	if (bytes->failed)
		return false;
	if (length <= bytes->capacity - bytes->length)
		return true;
	grown = array_reserve(bytes->at, &bytes->capacity, bytes->length + length, 1);
	if (grown)
		bytes->at = grown;
	bytes->failed = !grown;
	return grown != NULL;
}

void bytes_put(struct bytes *bytes, const void *data, size_t length)
{
	if (length == 0 || !reserve(bytes, length))
		return;
	memcpy(bytes->at + bytes->length, data, length);
	bytes->length += length;
}

void bytes_put_number(struct bytes *bytes, uint64_t n)
{
	uint8_t out[10];
	size_t length = 0;

	for (; n > 0x7f; n >>= 7)
		out[length++] = (uint8_t)(n | 0x80);
	out[length++] = (uint8_t)n;
	bytes_put(bytes, out, length);
}

void bytes_put_signed(struct bytes *bytes, int64_t n)
{
	bytes_put_number(bytes, ((uint64_t)n << 1) ^ (n < 0 ? UINT64_MAX : 0));
}

uint64_t reading_long_number(struct byte_reader *reading)
{
	uint64_t n = 0;

	for (unsigned shift = 0; shift < 64 && reading->at < reading->end; shift += 7) {
		uint8_t byte = *reading->at++;

		n |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return n;
	}
	reading->bad = true;
	reading->at = reading->end;
	return 0;
}

size_t reading_size(struct byte_reader *reading, size_t most)
{
	uint64_t n = reading_number(reading);

	if (n <= most)
		return (size_t)n;
	reading->bad = true;
	reading->at = reading->end;
	return 0;
}

struct byte_reader reading_part(struct byte_reader *reading, size_t length)
{
	struct byte_reader part = { reading->at, reading->at, reading->bad };

	if (length > (size_t)(reading->end - reading->at)) {
		reading->bad = part.bad = true;
		reading->at = reading->end;
		return part;
	}
	part.end = reading->at + length;
	reading->at = part.end;
	return part;
}

enum status bytes_pack(struct bytes *out, const struct bytes *in, int level)
{
	ZSTD_CCtx *context = ZSTD_createCCtx();
	size_t bound = ZSTD_compressBound(in->length), length;
	enum status status = STATUS_NO_MEMORY;

	bytes_clear(out);
	if (context && !in->failed && reserve(out, bound)) {
		ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level);
		ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
		length = ZSTD_compress2(context, out->at, out->capacity, in->at, in->length);
		status = ZSTD_isError(length) ? STATUS_NO_MEMORY : STATUS_OK;
		out->length = status == STATUS_OK ? length : 0;
	}
	ZSTD_freeCCtx(context);
	return status;
}

enum status bytes_unpack(struct bytes *out, const void *data, size_t length, size_t most)
{
	unsigned long long size = ZSTD_getFrameContentSize(data, length);
	size_t unpacked;

	bytes_clear(out);
	if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > most)
		return STATUS_MALFORMED;
	if (!reserve(out, (size_t)size + 1))
		return STATUS_NO_MEMORY;
	unpacked = ZSTD_decompress(out->at, out->capacity, data, length);
	if (ZSTD_isError(unpacked))
		return ZSTD_getErrorCode(unpacked) == ZSTD_error_memory_allocation
			       ? STATUS_NO_MEMORY
			       : STATUS_MALFORMED;
	out->length = unpacked;
	return STATUS_OK;
}
