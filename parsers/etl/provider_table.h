/* The table that make_providers.py writes from providers.tsv: for providers.c only. */
#ifndef WMILOG_PARSERS_ETL_PROVIDER_TABLE_H
#define WMILOG_PARSERS_ETL_PROVIDER_TABLE_H
#include "parsers/base/guid.h"

struct etl_provider_row {
    struct guid guid;
    struct view name;
};

/* By the bytes of the GUID. */
extern const struct etl_provider_row etl_provider_rows[];
extern const size_t etl_provider_row_count;

#endif
