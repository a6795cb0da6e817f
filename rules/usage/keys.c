/* Keys of the tables of usage: bytes that are equal for what is counted together. */
#include "rules/usage/keys.h"

#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/computer_name.h"

void usage_key_client(struct buffer *key, const struct usage_operation *op)
{
    const struct failure_client *client = op->client;
    buffer_format(key, "%d %u %lld ", client->has_process_id, client->process_id,
                  (long long)client->created);
    buffer_add(key, view_slice(client->machine, 0, COMPUTER_NAME_MAX));
    buffer_add_char(key, '\0');
    buffer_add(key, view_slice(op->computer, 0, COMPUTER_NAME_MAX));
    buffer_add_char(key, '\0');
}

void usage_key_name(struct buffer *key, struct view name)
{
    for (size_t i = 0; i < name.len && i < USAGE_MAX_NAME; i++) {
        buffer_add_char(key, ascii_fold(name.data[i]));
    }
    buffer_add_char(key, '\0');
}

struct view usage_keep(struct arena *arena, struct view text, size_t max, bool *is_cut)
{
    static const char end[] = " ...";
    if (text.len <= max) {
        return arena_copy(arena, text);
    }
    size_t len = max;
    while (len > 0 && ((uint8_t)text.data[len] & 0xC0U) == 0x80U) {
        len--;
    }
    char *copy = arena_bytes(arena, len + sizeof(end) - 1);
    memcpy(copy, text.data, len);
    memcpy(copy + len, end, sizeof(end) - 1);
    if (is_cut) {
        *is_cut = true;
    }
    return (struct view){copy, len + sizeof(end) - 1};
}
