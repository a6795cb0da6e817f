/* From the manifests of Microsoft-Windows-RPC, -COM and -DistributedCOM
 * (github.com/jdu2600/Windows10EtwEvents). Names are those of the manifests; the insertion strings
 * of DistributedCOM have none but their places. */
#include "parsers/etl/layouts.h"

#include "parsers/base/count.h"
#include "parsers/event/tidy.h"

enum { MAX_FIELDS = 12, TIME_SIZE = 16 };

/* The fields in order. W text, u and x 32 bits in decimal and hexadecimal, h 16 bits, g GUID, t a
 * SYSTEMTIME, which is passed over; R u whose 0 means success; T any number of texts; * the rest.
 */
struct layout {
    struct view provider;
    uint16_t first, last;
    const char *types;
    struct view names[MAX_FIELDS];
};

#define RPC                         \
    {                               \
        "Microsoft-Windows-RPC", 21 \
    }
#define COM                         \
    {                               \
        "Microsoft-Windows-COM", 21 \
    }
#define DCOM                                   \
    {                                          \
        "Microsoft-Windows-DistributedCOM", 32 \
    }
#define PARAMETERS                                                                            \
    {"param1", 6}, {"param2", 6}, {"param3", 6}, {"param4", 6}, {"param5", 6}, {"param6", 6}, \
        {"param7", 6}, {"param8", 6}, {"param9", 6}, {"param10", 7}, {"param11", 7},          \
    {                                                                                         \
        "param12", 7                                                                          \
    }

static const struct layout layouts[] = {
    {RPC,
     1,
     1,
     "WWutux*",
     {{"ImageName", 9},
      {"ComputerName", 12},
      {"ProcessID", 9},
      {NULL, 0},
      {"GeneratingComponent", 19},
      {"Status", 6}}},
    {RPC, 7, 8, "R", {{"Status", 6}}},
    {COM, 1, 1, "g", {{"CLSID", 5}}},
    {DCOM, 10009, 10009, "W*", {PARAMETERS}},
    {DCOM, 10028, 10028, "WWWW*", {PARAMETERS}},
    {DCOM, 10000, 10034, "T", {PARAMETERS}},
    {DCOM,
     10035,
     10035,
     "WWWW",
     {{"ProvidedIid", 11}, {"RequestedIid", 12}, {"HandlerClsid", 12}, {"HRESULT", 7}}},
    {DCOM,
     10036,
     10036,
     "WWWW",
     {{"DomainName", 10}, {"UserName", 8}, {"SID", 3}, {"ClientIPAddress", 15}}},
    {DCOM,
     10037,
     10038,
     "WWWWW",
     {{"ApplicationName", 15},
      {"PID", 3},
      {"CLSID", 5},
      {"ComputerName", 12},
      {"ActivationAuthenticationLevel", 29}}},
};

static const struct layout *find_layout(struct view provider, uint16_t id)
{
    for (size_t i = 0; i < COUNT_OF(layouts); i++) {
        const struct layout *l = &layouts[i];
        if (id >= l->first && id <= l->last && view_equal(provider, l->provider)) {
            return l;
        }
    }
    return NULL;
}

static struct view read_guid(struct arena *arena, struct cursor *c)
{
    struct guid guid = etl_guid_read(c);
    return view_of(guid_format(&guid, arena_bytes(arena, GUID_TEXT_SIZE)));
}

/* A field's value, in the arena; VIEW_NONE for one that is passed over. */
static struct view read_field(struct arena *arena, struct cursor *c, char type)
{
    char text[TEXT_NUMBER_SIZE];
    switch (type) {
    case 'W':
        return tidy_utf16(arena, cursor_utf16z(c));
    case 'u':
    case 'R':
        return arena_copy(arena, text_decimal(text, cursor_u32(c)));
    case 'x':
        return arena_copy(arena, text_code(text, cursor_u32(c)));
    case 'g':
        return read_guid(arena, c);
    case 't':
        cursor_skip(c, TIME_SIZE);
        return VIEW_NONE;
    default:
        cursor_skip(c, cursor_left(c));
        return VIEW_NONE;
    }
}

bool etl_layout_add(struct assembly *a, struct view provider, const struct etl_event *event)
{
    const struct layout *l = find_layout(provider, event->id);
    struct view values[MAX_FIELDS] = {{0}};
    struct cursor c = cursor_over(event->payload);
    size_t count = 0;
    if (!l) {
        return false;
    }
    const char *type = l->types;
    while (*type != '\0' && count < MAX_FIELDS && (*type != 'T' || cursor_left(&c) > 0)) {
        values[count++] = read_field(&a->batch->arena, &c, *type == 'T' ? 'W' : *type);
        type += *type != 'T';
    }
    if (c.failed || cursor_left(&c) > 0 || count == 0) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (values[i].data) {
            assembly_add_datum(a, l->names[i], values[i]);
        }
    }
    return true;
}

bool etl_layout_is_success(struct view provider, const struct etl_event *event)
{
    const struct layout *l = find_layout(provider, event->id);
    struct cursor c = cursor_over(event->payload);
    return l && l->types[0] == 'R' && cursor_u32(&c) == 0 && !c.failed;
}
