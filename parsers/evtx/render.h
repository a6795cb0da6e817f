/* Records as XML, in the form that Windows' Event Viewer shows and saves. */
#ifndef WMILOG_EVTX_RENDER_H
#define WMILOG_EVTX_RENDER_H

#include "parsers/base/buffer.h"
#include "parsers/evtx/record.h"

/* Appends the record as one <Event> element on one line but for line ends in its values: attributes
 * in single quotes, `&`, `<` and `>` escaped, CR LF as they are, what XML forbids as U+FFFD. False
 * with the buffer as before when the record is damaged, or when its text is longer than the buffer
 * or EVTX_MAX_TEXT allows; r->binxml.reason says why. */
bool evtx_render_record(struct evtx_reading *r, const struct evtx_record *record,
                        struct buffer *out);

#endif
