/* Buffers and events, number by number. */
#include "tests/unit/etl_build.h"

#include <string.h>

#include "parsers/etl/etl.h"
#include "parsers/event/templates.h"

enum { HEAD_SIZE = 0x118, FILLED_AT = 0x30, FILLING = 0xFF, FLUSHED = 3 };

void etl_build_init(struct etl_build *b)
{
    *b = (struct etl_build){0};
    buffer_init(&b->bytes, BUFFER_NO_MAX);
}

void etl_build_release(struct etl_build *b)
{
    buffer_release(&b->bytes);
}

static void put(struct etl_build *b, uint64_t number, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        buffer_add_char(&b->bytes, (char)(number >> 8 * i));
    }
}

void etl_build_u16(struct etl_build *b, unsigned number)
{
    put(b, number, 2);
}

void etl_build_u32(struct etl_build *b, uint64_t number)
{
    put(b, number, 4);
}

void etl_build_u64(struct etl_build *b, uint64_t number)
{
    put(b, number, 8);
}

void etl_build_put_u32(struct etl_build *b, size_t at, uint64_t number)
{
    for (size_t i = 0; i < 4; i++) {
        b->bytes.data[at + i] = (char)(number >> 8 * i);
    }
}

void etl_build_zeros(struct etl_build *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buffer_add_char(&b->bytes, 0);
    }
}

char *etl_build_text(char *out, const char *text)
{
    do {
        *out++ = *text;
        *out++ = 0;
    } while (*text++ != '\0');
    return out;
}

/* Events start at multiples of 8. */
static void align(struct etl_build *b)
{
    etl_build_zeros(b, (8 - (b->bytes.len - b->at) % 8) % 8);
}

void etl_build_head_record(struct etl_build *b, const struct etl_build_head *head)
{
    size_t start = b->bytes.len;
    etl_build_u32(b, 0xC0020002);
    etl_build_u16(b, 0x20 + HEAD_SIZE);
    etl_build_u16(b, 0);
    etl_build_zeros(b, 8);
    etl_build_u64(b, head->first_stamp);
    etl_build_zeros(b, 8);
    etl_build_u32(b, ETL_BUILD_BUFFER);
    etl_build_u32(b, 0x0501000A);
    etl_build_u32(b, 22631);
    etl_build_u32(b, 2);
    etl_build_u64(b, (uint64_t)head->end);
    etl_build_zeros(b, 8);
    etl_build_u32(b, head->mode);
    etl_build_u32(b, head->buffers);
    etl_build_zeros(b, 4);
    etl_build_u32(b, 8);
    etl_build_u32(b, head->events_lost);
    etl_build_u32(b, 2400);
    etl_build_zeros(b, start + 0x20 + 0x100 - b->bytes.len);
    etl_build_u64(b, head->frequency);
    etl_build_u64(b, (uint64_t)head->start);
    etl_build_u32(b, head->clock);
    etl_build_u32(b, head->buffers_lost);
}

void etl_build_start(struct etl_build *b, const struct etl_build_head *head)
{
    etl_build_open(b, 0, 0);
    etl_build_head_record(b, head);
    etl_build_close(b);
}

void etl_build_open(struct etl_build *b, unsigned processor, unsigned flags)
{
    b->at = b->bytes.len;
    etl_build_u32(b, ETL_BUILD_BUFFER);
    etl_build_zeros(b, 0x14);
    etl_build_u64(b, b->sequence++);
    etl_build_zeros(b, 8);
    etl_build_u16(b, processor);
    etl_build_u16(b, 0);
    etl_build_u32(b, FLUSHED);
    etl_build_u32(b, 0); /* filled, later */
    etl_build_u16(b, 0x21 | flags);
    etl_build_u16(b, b->at == 0 ? 4 : 0);
    etl_build_zeros(b, b->at + ETL_BUFFER_HEADER_SIZE - b->bytes.len);
}

void etl_build_event(struct etl_build *b, const struct etl_build_event *event)
{
    struct guid guid;
    align(b);
    guid_parse(event->provider ? view_of(event->provider) : VIEW(WMI_ACTIVITY_GUID), &guid);
    etl_build_u16(b, (unsigned)(ETL_EVENT_HEADER_SIZE + event->items.len + event->payload.len));
    etl_build_u16(b, 0xC013);
    etl_build_u32(b, event->items.len > 0);
    etl_build_u32(b, event->thread);
    etl_build_u32(b, event->process);
    etl_build_u64(b, event->stamp);
    buffer_add(&b->bytes, (struct view){(const char *)guid.bytes, sizeof(guid.bytes)});
    etl_build_u16(b, event->id);
    etl_build_u16(b, 16 << 8);
    etl_build_u32(b, 4);
    etl_build_u64(b, UINT64_C(1) << 63);
    etl_build_zeros(b, 8 + 16);
    buffer_add(&b->bytes, event->items);
    buffer_add(&b->bytes, event->payload);
}

void etl_build_close(struct etl_build *b)
{
    align(b);
    etl_build_put_u32(b, b->at + FILLED_AT, b->bytes.len - b->at);
    while (b->bytes.len < b->at + ETL_BUILD_BUFFER) {
        buffer_add_char(&b->bytes, (char)FILLING);
    }
}
