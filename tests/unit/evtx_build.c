/* The tokens, records and headers of .evtx, written. */
#include "tests/unit/evtx_build.h"

#include <assert.h>
#include <string.h>

#include "parsers/evtx/binxml/evtx.h"
#include "parsers/evtx/binxml/value.h"
#include "parsers/evtx/chunk.h"

static void put(uint8_t *at, uint64_t number, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        at[i] = (uint8_t)(number >> (8 * i));
    }
}

void evtx_build_bytes(struct evtx_build *b, const void *bytes, size_t len)
{
    assert(len <= sizeof(b->bytes) - b->len);
    if (len > 0) {
        memcpy(b->bytes + b->len, bytes, len);
    }
    b->len += len;
}

static void add_number(struct evtx_build *b, uint64_t number, size_t size)
{
    uint8_t bytes[8];
    put(bytes, number, sizeof(bytes));
    evtx_build_bytes(b, bytes, size);
}

void evtx_build_u8(struct evtx_build *b, unsigned number)
{
    add_number(b, number, 1);
}

void evtx_build_u16(struct evtx_build *b, unsigned number)
{
    add_number(b, number, 2);
}

void evtx_build_u32(struct evtx_build *b, uint64_t number)
{
    add_number(b, number, 4);
}

void evtx_build_u64(struct evtx_build *b, uint64_t number)
{
    add_number(b, number, 8);
}

void evtx_build_put_u32(struct evtx_build *b, size_t at, uint64_t number)
{
    put(b->bytes + at, number, 4);
}

void evtx_build_utf16(struct evtx_build *b, const char *text)
{
    for (; *text; text++) {
        evtx_build_u16(b, (unsigned char)*text);
    }
}

void evtx_build_start(struct evtx_build *b)
{
    memset(b, 0, sizeof(*b));
    b->len = EVTX_CHUNK_HEADER_SIZE;
}

void evtx_build_record(struct evtx_build *b, uint64_t id, int64_t written)
{
    b->record = b->len;
    evtx_build_u32(b, EVTX_RECORD_SIGNATURE);
    evtx_build_u32(b, 0);
    evtx_build_u64(b, id);
    evtx_build_u64(b, (uint64_t)written);
    b->first_id = b->first_id == 0 ? id : b->first_id;
    b->last_id = id;
}

void evtx_build_end_record(struct evtx_build *b)
{
    while ((b->len + 4) % EVTX_RECORD_STEP != 0) {
        evtx_build_u8(b, 0xA5); /* padding is what the buffer held before */
    }
    size_t size = b->len + 4 - b->record;
    evtx_build_u32(b, size);
    put(b->bytes + b->record + 4, size, 4);
    b->last_record = b->record;
}

void evtx_build_checksums(struct evtx_build *b)
{
    struct view chunk = {(const char *)b->bytes, EVTX_BUILD_CHUNK};
    uint32_t free_offset = (uint32_t)(b->bytes[0x30] | b->bytes[0x31] << 8 | b->bytes[0x32] << 16);
    put(b->bytes + 0x34, evtx_crc32(0, view_slice(chunk, EVTX_CHUNK_HEADER_SIZE, free_offset)), 4);
    uint32_t crc = evtx_crc32(0, view_slice(chunk, 0, EVTX_CHUNK_CHECKED_LEN));
    put(b->bytes + 0x7C, evtx_crc32(crc, view_slice(chunk, 0x80, EVTX_CHUNK_HEADER_SIZE)), 4);
}

void evtx_build_finish(struct evtx_build *b)
{
    assert(b->len <= EVTX_BUILD_CHUNK);
    memset(b->bytes + b->len, 0, sizeof(b->bytes) - b->len);
    memcpy(b->bytes, "ElfChnk", 8);
    for (size_t at = 0x08; at <= 0x18; at += 0x10) {
        put(b->bytes + at, b->first_id, 8);
        put(b->bytes + at + 8, b->last_id, 8);
    }
    put(b->bytes + 0x28, EVTX_CHUNK_HEADER_USED, 4);
    put(b->bytes + 0x2C, b->last_record, 4);
    put(b->bytes + 0x30, b->len, 4);
    put(b->bytes + 0x78, 1, 4);
    evtx_build_checksums(b);
}

void evtx_build_file_header(uint8_t *header, uint64_t chunks, uint64_t next_record)
{
    memset(header, 0, EVTX_FILE_HEADER_SIZE);
    memcpy(header, "ElfFile", 8);
    put(header + 0x10, chunks > 0 ? chunks - 1 : 0, 8);
    put(header + 0x18, next_record, 8);
    put(header + 0x20, EVTX_FILE_HEADER_USED, 4);
    put(header + 0x24, 2, 2);
    put(header + 0x26, 3, 2);
    put(header + 0x28, EVTX_FILE_HEADER_SIZE, 2);
    put(header + 0x2A, chunks, 2);
    struct view checked = {(const char *)header, EVTX_FILE_CHECKED_LEN};
    put(header + 0x7C, evtx_crc32(0, checked), 4);
}

void evtx_build_fragment(struct evtx_build *b)
{
    evtx_build_u32(b, 0x0001010F); /* version 1.1, no flags */
}

void evtx_build_end_fragment(struct evtx_build *b)
{
    evtx_build_u8(b, 0x00);
}

void evtx_build_name(struct evtx_build *b, const char *name)
{
    for (size_t i = 0; i < b->name_count; i++) {
        if (strcmp(b->names[i].name, name) == 0) {
            evtx_build_u32(b, b->names[i].offset);
            return;
        }
    }
    uint32_t hash = 0;
    for (const char *p = name; *p; p++) {
        hash = hash * 65599 + (unsigned char)*p;
    }
    evtx_build_u32(b, b->len + 4);
    assert(b->name_count < EVTX_BUILD_MAX_NAMES);
    b->names[b->name_count].name = name;
    b->names[b->name_count++].offset = (uint32_t)b->len;
    evtx_build_u32(b, 0);
    evtx_build_u16(b, hash & 0xFFFF);
    evtx_build_u16(b, (unsigned)strlen(name));
    evtx_build_utf16(b, name);
    evtx_build_u16(b, 0);
}

static void open_element(struct evtx_build *b, unsigned token, const char *name,
                         unsigned dependency)
{
    evtx_build_u8(b, token);
    if (b->definition_depth > 0) {
        evtx_build_u16(b, dependency);
    }
    assert(b->depth < EVTX_BUILD_MAX_DEPTH);
    b->open[b->depth++] = b->len;
    evtx_build_u32(b, 0);
    evtx_build_name(b, name);
}

void evtx_build_open(struct evtx_build *b, const char *name, unsigned dependency)
{
    open_element(b, 0x01, name, dependency);
}

void evtx_build_open_attributes(struct evtx_build *b, const char *name, unsigned dependency,
                                size_t *attributes)
{
    open_element(b, 0x41, name, dependency);
    *attributes = b->len;
    evtx_build_u32(b, 0);
}

void evtx_build_attribute(struct evtx_build *b, const char *name)
{
    evtx_build_u8(b, 0x06);
    evtx_build_name(b, name);
}

void evtx_build_end_attributes(struct evtx_build *b, size_t attributes)
{
    put(b->bytes + attributes, b->len - attributes - 4, 4);
}

void evtx_build_content(struct evtx_build *b)
{
    evtx_build_u8(b, 0x02);
}

void evtx_build_text(struct evtx_build *b, const char *text)
{
    evtx_build_u8(b, 0x05);
    evtx_build_u8(b, 1);
    evtx_build_u16(b, (unsigned)strlen(text));
    evtx_build_utf16(b, text);
}

void evtx_build_substitution(struct evtx_build *b, unsigned index, unsigned type, bool is_optional)
{
    evtx_build_u8(b, is_optional ? 0x0E : 0x0D);
    evtx_build_u16(b, index);
    evtx_build_u8(b, type);
}

static void close_element(struct evtx_build *b, unsigned token)
{
    evtx_build_u8(b, token);
    size_t at = b->open[--b->depth];
    put(b->bytes + at, b->len - at - 4, 4);
}

void evtx_build_end(struct evtx_build *b)
{
    close_element(b, 0x04);
}

void evtx_build_end_empty(struct evtx_build *b)
{
    close_element(b, 0x03);
}

void evtx_build_leaf(struct evtx_build *b, const char *name, const char *text)
{
    evtx_build_open(b, name, EVTX_BUILD_NO_DEPENDENCY);
    evtx_build_content(b);
    evtx_build_text(b, text);
    evtx_build_end(b);
}

void evtx_build_instance(struct evtx_build *b, uint32_t id, uint32_t definition)
{
    evtx_build_u8(b, 0x0C);
    evtx_build_u8(b, 1);
    evtx_build_u32(b, id);
    evtx_build_u32(b, definition);
}

uint32_t evtx_build_definition(struct evtx_build *b, uint32_t id)
{
    evtx_build_instance(b, id, (uint32_t)b->len + 10);
    b->definition = b->len;
    b->definition_depth++;
    evtx_build_u32(b, 0);
    evtx_build_u32(b, id);
    evtx_build_u32(b, 0);
    evtx_build_u64(b, 0);
    evtx_build_u32(b, 0); /* the body's size */
    evtx_build_fragment(b);
    return (uint32_t)b->definition;
}

void evtx_build_end_definition(struct evtx_build *b)
{
    evtx_build_end_fragment(b);
    put(b->bytes + b->definition + 20, b->len - b->definition - EVTX_DEFINITION_HEADER_SIZE, 4);
    b->definition_depth--;
}

void evtx_build_values(struct evtx_build *b, const struct evtx_build_value *values, size_t count)
{
    evtx_build_u32(b, count);
    for (size_t i = 0; i < count; i++) {
        evtx_build_u16(b, (unsigned)values[i].len);
        evtx_build_u16(b, values[i].type);
    }
    for (size_t i = 0; i < count; i++) {
        evtx_build_bytes(b, values[i].bytes, values[i].len);
    }
}
