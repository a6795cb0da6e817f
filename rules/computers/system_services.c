/* Knows where events of the Service Control Manager name their service. */
#include "rules/computers/system_services.h"

#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/hash/hash_set.h"
#include "parsers/base/hash/map.h"

/* Equal for names that are equal without case. */
static uint64_t service_hash(struct view name)
{
    static const uint64_t seed[2] = {0x7365727669636573U, 0x6f66636f6d707574U};
    char folded[SYSTEM_MAX_SERVICE_NAME];
    if (name.len == 0 || name.len > sizeof(folded)) {
        return 0;
    }
    for (size_t i = 0; i < name.len; i++) {
        folded[i] = ascii_fold(name.data[i]);
    }
    return map_hash(seed, (struct view){folded, name.len});
}

enum { SLOTS = 2 * SYSTEM_MAX_SERVICES }; /* a power of two, at most half full */
_Static_assert((SLOTS & (SLOTS - 1)) == 0, "slots are found by bits of the hash");

static void add(struct system_services *services, struct arena *arena, struct view name)
{
    const uint64_t hash = service_hash(name);
    if (hash == 0) {
        return;
    }
    if (!services->hashes) {
        services->hashes = arena_alloc(arena, SLOTS * sizeof(*services->hashes));
        memset(services->hashes, 0, SLOTS * sizeof(*services->hashes));
    }
    const size_t place = hash_set_place(services->hashes, SLOTS, hash);
    if (services->hashes[place] == 0 && services->count < SYSTEM_MAX_SERVICES) {
        services->hashes[place] = hash;
        services->count++;
    }
}

static struct view hex_name(struct view text, char name[SYSTEM_MAX_SERVICE_NAME])
{
    size_t len = 0;
    for (size_t i = 0; i + 4 <= text.len && len < SYSTEM_MAX_SERVICE_NAME; i += 4) {
        const int high = ascii_hex_value(text.data[i]), low = ascii_hex_value(text.data[i + 1]);
        if (high < 0 || low < 0 || text.data[i + 2] != '0' || text.data[i + 3] != '0') {
            return VIEW_NONE;
        }
        const char c = (char)(high << 4 | low);
        if (c == '/' || c == '\0') {
            break;
        }
        name[len++] = c;
    }
    return (struct view){name, len};
}

void system_services_event(struct system_services *services, struct arena *arena,
                           const struct event *event)
{
    /* The name that is shown; the binary part of 7036; the service's own name in 7040. */
    enum { SHOWN = 0, BINARY = 2, OWN = 3 };
    char name[SYSTEM_MAX_SERVICE_NAME];
    const struct view none = VIEW_NONE;
    const struct event_datum *data = event->data;
    const size_t count = event->data_count;
    add(services, arena, count > SHOWN ? data[SHOWN].value : none);
    add(services, arena, count > BINARY ? hex_name(data[BINARY].value, name) : none);
    add(services, arena, count > OWN ? data[OWN].value : none);
}

bool system_services_have(const struct system_services *services, struct view name)
{
    const uint64_t hash = service_hash(name);
    return hash != 0 && services->hashes &&
           services->hashes[hash_set_place(services->hashes, SLOTS, hash)] == hash;
}
