/* Keys of the tables of usage: bytes that are equal for what is counted together. */
#include "rules/usage/keys.h"

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
