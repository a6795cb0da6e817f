/* From rewritten fields to XML. */
#include "analyzer/redact/xml.h"

#include "analyzer/redact/events.h"
#include "parsers/event/event_xml.h"
#include "parsers/event/templates.h"

static const char note[] = "<EventData><Data Name='Redacted'>(left out)</Data></EventData>";

static void write_one(struct batch *batch, struct event *event, bool is_known, bool as_lines)
{
    struct buffer *out = &batch->xml;
    const size_t start = out->len;
    if (is_known) {
        event_write_xml(out, event);
    } else {
        event_write_xml_around(out, event, view_of(note));
    }
    buffer_add_text(out, as_lines ? "\n" : "");
    event->xml = (struct view){NULL, out->len - start};
    event->layout = NULL;
    event->data_count = 0;
}

void xml_rewrite(struct rewriter *w, struct batch *batch, bool as_lines)
{
    for (size_t i = 0; i < batch->event_count; i++) {
        struct event *event = &batch->events[i];
        const bool is_known =
            event->is_wmi_activity || template_is_companion(event->provider, event->id);
        if (!is_known) {
            event->layout = NULL;
            event->data_count = 0;
        }
        rewrite_event(w, event, &batch->arena);
        if (!w->collected) {
            write_one(batch, event, is_known, as_lines);
        }
    }
    batch_settle_xml(batch);
}
