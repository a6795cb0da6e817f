/* Finding a provider's name. */
#include "parsers/etl/providers.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/etl/provider_table.h"

static int compare_guid(const void *key, const void *item)
{
    const struct guid *guid = key;
    const struct etl_provider_row *row = item;
    return memcmp(guid->bytes, row->guid.bytes, sizeof(guid->bytes));
}

struct view etl_provider_name(const struct guid *guid)
{
    const struct etl_provider_row *row = bsearch(guid, etl_provider_rows, etl_provider_row_count,
                                                 sizeof(etl_provider_rows[0]), compare_guid);
    return row ? row->name : VIEW_NONE;
}
