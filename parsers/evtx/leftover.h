/* Data of recovered events whose template was written over. */
#ifndef WMILOG_PARSERS_EVTX_LEFTOVER_H
#define WMILOG_PARSERS_EVTX_LEFTOVER_H
#include "parsers/evtx/reading.h"

/* Sets the fields of a recovered event by the order of its values, from the binary XML that its
 * data are; false when they are not those of its id. */
bool evtx_set_by_order(struct evtx_reading *r, struct event *event,
                       const struct binxml_value *data);
/* The same as XML for the event that r assembles; false also when its element's name is not known.
 * `is_in_section`: they stand in <UserData> already. */
bool evtx_render_by_order(struct evtx_reading *r, const struct binxml_value *data,
                          bool is_in_section, struct buffer *out);

#endif
