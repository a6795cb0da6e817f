/* Payloads of a few events of providers with a manifest: those that companions.tsv asks for. */
#ifndef WMILOG_PARSERS_ETL_LAYOUTS_H
#define WMILOG_PARSERS_ETL_LAYOUTS_H
#include "parsers/etl/event.h"
#include "parsers/event/assemble.h"

/* Adds the data of an event of this provider; false, without effect, when its layout is not known
 * or does not fit. */
bool etl_layout_add(struct assembly *a, struct view provider, const struct etl_event *event);
/* True for the end of a call that tells no failure. */
bool etl_layout_is_success(struct view provider, const struct etl_event *event);

#endif
