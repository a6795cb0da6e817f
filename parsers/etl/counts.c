/* Events of providers that nobody asks for. */
#include "parsers/etl/counts.h"

#include "parsers/base/count.h"
#include "parsers/etl/event.h"
#include "parsers/etl/process.h"
#include "parsers/etl/providers.h"
#include "parsers/etl/session.h"
#include "parsers/event/templates.h"

enum { MAX_NAME = 128 }; /* bytes of what a provider calls itself */

/* A name as a provider may give itself: printable ASCII. One that takes the name of WMI-Activity or
 * of a companion is not believed, as those are known by their GUIDs. */
static bool is_name(struct view name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (name.data[i] < ' ' || name.data[i] > '~') {
            return false;
        }
    }
    return name.len > 0 && name.len <= MAX_NAME &&
           !view_equal_nocase(name, VIEW(WMI_ACTIVITY_PROVIDER)) && !template_has_companions(name);
}

/* The name that the provider gives itself in its events, or its GUID. */
static struct view name_of(const struct etl_record *record, const struct guid *guid,
                           struct arena *arena)
{
    char text[GUID_TEXT_SIZE];
    struct etl_event event;
    if (record->kind == ETL_KIND_EVENT && etl_event_read(record, &event) &&
        is_name(event.provider_name)) {
        return arena_copy(arena, event.provider_name);
    }
    return arena_copy(arena, view_of(guid_format(guid, text)));
}

/* A provider that is new, into a slot that is free. */
static struct etl_provider *add(struct etl_counts *c, const struct etl_record *record,
                                const struct guid *guid, size_t slot, struct arena *arena)
{
    const size_t most = COUNT_OF(c->items);
    struct view name = etl_provider_name(guid);
    bool is_wanted = view_equal(name, VIEW(WMI_ACTIVITY_PROVIDER)) || template_has_companions(name);
    if (c->count >= (is_wanted ? most : ETL_MAX_PROVIDERS)) {
        return NULL;
    }
    if (!name.data) {
        name = name_of(record, guid, arena);
    }
    c->last = c->count;
    c->items[c->count] = (struct etl_provider){*guid, name, is_wanted, 0};
    c->slots[slot] = (uint8_t)++c->count;
    return &c->items[c->last];
}

struct etl_provider *etl_counts_find(struct etl_counts *c, const struct etl_record *record,
                                     const struct guid *guid, struct arena *arena)
{
    if (c->count > 0 && guid_equal(&c->items[c->last].guid, guid)) {
        return &c->items[c->last];
    }
    size_t slot = (guid->bytes[0] ^ guid->bytes[15]) % ETL_PROVIDER_SLOTS;
    for (; c->slots[slot] > 0; slot = (slot + 1) % ETL_PROVIDER_SLOTS) {
        const size_t place = c->slots[slot] - 1U;
        if (guid_equal(&c->items[place].guid, guid)) {
            c->last = place;
            return &c->items[place];
        }
    }
    return add(c, record, guid, slot, arena);
}

static uint64_t *count_of(struct etl_counts *c, struct etl_provider *provider, enum etl_kind kind)
{
    switch (kind) {
    case ETL_KIND_SYSTEM:
    case ETL_KIND_COMPACT:
    case ETL_KIND_PERFINFO:
        return &c->kernel;
    case ETL_KIND_MESSAGE:
        return &c->messages;
    case ETL_KIND_NONE:
    case ETL_KIND_ERROR:
        return &c->errors;
    case ETL_KIND_FULL:
    case ETL_KIND_INSTANCE:
    case ETL_KIND_EVENT:
        break;
    }
    return provider ? &provider->count : &c->more;
}

void etl_counts_pass(struct etl_counts *c, struct etl_provider *provider,
                     const struct etl_record *record)
{
    ++*count_of(c, provider, record->kind);
    if (!record->has_stamp) {
        return;
    }
    if (!c->has_stamp || record->stamp < c->first_stamp) {
        c->first_stamp = record->stamp;
    }
    if (!c->has_stamp || record->stamp > c->last_stamp) {
        c->last_stamp = record->stamp;
    }
    c->has_stamp = true;
}

void etl_counts_add(const struct etl_counts *c, const struct trace_session *s, struct batch *batch)
{
    int64_t first = c->has_stamp ? etl_time(s, c->first_stamp) : WINTIME_NONE;
    int64_t last = c->has_stamp ? etl_time(s, c->last_stamp) : WINTIME_NONE;
    batch_count_others(batch, VIEW(ETL_KERNEL), c->kernel, first, last);
    batch_count_others(batch, VIEW("software trace messages (WPP), which need TMF files"),
                       c->messages, first, last);
    batch_count_others(batch, VIEW("trace errors"), c->errors, first, last);
    batch_count_others(batch, VIEW("other providers"), c->more, first, last);
    for (size_t i = 0; i < c->count; i++) {
        batch_count_others(batch, c->items[i].name, c->items[i].count, first, last);
    }
}
