/* Names of providers by their GUID (providers.tsv). */
#ifndef WMILOG_PARSERS_ETL_PROVIDERS_H
#define WMILOG_PARSERS_ETL_PROVIDERS_H
#include "parsers/base/guid.h"

/* VIEW_NONE when it is not in the table. */
struct view etl_provider_name(const struct guid *guid);

#endif
