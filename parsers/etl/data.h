/* The data of events whose layout is known here, under the names that they have in XML. */
#ifndef WMILOG_PARSERS_ETL_DATA_H
#define WMILOG_PARSERS_ETL_DATA_H
#include "parsers/etl/counts.h"
#include "parsers/etl/process.h"
#include "parsers/event/assemble.h"

/* Adds the data of an event of a companion; false, without effect, when its layout is not known.
 * `scratch` is overwritten. */
bool etl_data_add(struct assembly *a, struct buffer *scratch, const struct etl_event *event);
/* The same for a process. */
void etl_data_add_process(struct assembly *a, struct buffer *scratch,
                          const struct etl_process *process);

#endif
