/* Records as XML, in the form that Windows' Event Viewer shows and saves. */
#ifndef WMILOG_PARSERS_EVTX_RENDER_H
#define WMILOG_PARSERS_EVTX_RENDER_H
#include "parsers/evtx/chunk.h"
#include "parsers/evtx/reading.h"

/* Appends the record as one <Event> element on one line but for line ends in its values: attributes
 * in single quotes, `&`, `<` and `>` escaped, CR LF as they are, what XML forbids as U+FFFD. False
 * with the buffer as before when the record is damaged, when it cannot be XML, or when it makes a
 * text over EVTX_MAX_TEXT, or `out` one over EVTX_MAX_CHUNK_TEXT; r->binxml.reason says why.
 * `instance`: that of the record's template where it was just read, else NULL. */
bool evtx_render_record(struct evtx_reading *r, const struct evtx_record *record,
                        const struct binxml_instance *instance, struct buffer *out);
/* The same without the scripts of templates, token by token: what the other way is measured by. */
bool evtx_render_by_walking(struct evtx_reading *r, const struct evtx_record *record,
                            struct buffer *out);

#endif
