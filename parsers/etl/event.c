/* EVENT_HEADER and EVENT_HEADER_EXTENDED_DATA_ITEM as they are on disk: the items' data stand in
 * place, each behind its header. */
#include "parsers/etl/event.h"

#include <string.h>

#include "parsers/base/cursor.h"
#include "parsers/etl/etl.h"

enum {
    GUID_AT = 0x18,
    FLAG_HAS_ITEMS = 1,
    LINK_MORE = 1, /* another item follows */
};

/* EVENT_HEADER_EXT_TYPE_..., those that are of use. */
enum item_type {
    ITEM_RELATED_ACTIVITY = 0x01,
    ITEM_SID = 0x02,
    ITEM_TRAITS = 0x0C,
};

struct guid etl_guid_read(struct cursor *c)
{
    struct guid guid = {{0}};
    struct view bytes = cursor_bytes(c, sizeof(guid.bytes));
    if (bytes.data) {
        memcpy(guid.bytes, bytes.data, sizeof(guid.bytes));
    }
    return guid;
}

/* Bytes up to a NUL; VIEW_NONE when there is none, or nothing before it. */
static struct view read_name(struct cursor *c)
{
    struct view left = cursor_bytes(c, cursor_left(c));
    size_t len = view_find(left, (struct view){"", 1}, 0);
    return len != SIZE_MAX && len > 0 ? view_slice(left, 0, len) : VIEW_NONE;
}

static void take_item(struct etl_event *e, uint16_t type, struct view data)
{
    struct cursor c = cursor_over(data);
    switch ((enum item_type)type) {
    case ITEM_RELATED_ACTIVITY:
        e->related_activity = etl_guid_read(&c);
        break;
    case ITEM_SID:
        e->user_sid = data;
        break;
    case ITEM_TRAITS:
        cursor_skip(&c, 2); /* the size of all of them */
        e->provider_name = read_name(&c);
        break;
    }
}

/* Reads the items and leaves the cursor at the payload. */
static bool read_items(struct cursor *c, struct etl_event *e)
{
    for (int i = 0; i < ETL_MAX_ITEMS; i++) {
        uint16_t total = cursor_u16(c);
        uint16_t type = cursor_u16(c);
        uint16_t link = cursor_u16(c);
        uint16_t size = cursor_u16(c);
        if (c->failed || total < ETL_ITEM_HEADER_SIZE || size > total - ETL_ITEM_HEADER_SIZE) {
            return false;
        }
        struct view data = cursor_bytes(c, (size_t)total - ETL_ITEM_HEADER_SIZE);
        if (c->failed) {
            return false;
        }
        take_item(e, type, view_slice(data, 0, size));
        if (!(link & LINK_MORE)) {
            return true;
        }
    }
    return false;
}

bool etl_event_read(const struct etl_record *record, struct etl_event *event)
{
    struct etl_event e = {0};
    struct cursor c = cursor_over(record->bytes);
    cursor_skip(&c, 4); /* size and kind */
    uint16_t flags = cursor_u16(&c);
    cursor_skip(&c, 2); /* property */
    e.thread = cursor_u32(&c);
    e.process = cursor_u32(&c);
    e.stamp = cursor_u64(&c);
    e.provider = etl_guid_read(&c);
    e.id = cursor_u16(&c);
    e.version = cursor_u8(&c);
    e.channel = cursor_u8(&c);
    e.level = cursor_u8(&c);
    e.opcode = cursor_u8(&c);
    e.task = cursor_u16(&c);
    e.keywords = cursor_u64(&c);
    cursor_skip(&c, 8); /* processor times */
    e.activity = etl_guid_read(&c);
    if (c.failed || ((flags & FLAG_HAS_ITEMS) && !read_items(&c, &e))) {
        return false;
    }
    e.payload = cursor_bytes(&c, cursor_left(&c));
    *event = e;
    return true;
}

bool etl_record_guid(const struct etl_record *record, struct guid *guid)
{
    if (record->kind != ETL_KIND_EVENT && record->kind != ETL_KIND_FULL &&
        record->kind != ETL_KIND_INSTANCE) {
        return false;
    }
    struct cursor c = cursor_over(record->bytes);
    cursor_seek(&c, GUID_AT);
    *guid = etl_guid_read(&c);
    return !c.failed;
}
