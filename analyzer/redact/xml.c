/* From XML to fields and back. */
#include "analyzer/redact/xml.h"

#include "analyzer/redact/events.h"
#include "parsers/event/event_xml.h"

bool xml_is_in(const struct batch *batch)
{
    for (size_t i = 0; i < batch->event_count; i++) {
        if (batch->events[i].xml.len > 0) {
            return true;
        }
    }
    return false;
}

static const struct reader *xml_form(void)
{
    size_t i = 0;
    while (!readers[i]->add_one) {
        i++;
    }
    return readers[i];
}

/* The fields of the event, into `read`; false when its data have no known meaning. */
static bool read_fields(const struct event *event, struct batch *read)
{
    const struct reader_input input = {.form = xml_form(), .source = event->origin.source};
    batch_clear(read);
    input.form->add_one(&input, event->xml, event->origin.offset, read);
    return read->event_count == 1;
}

static void write_note(struct buffer *out, const struct event *event, size_t len)
{
    struct buffer note;
    buffer_init(&note, BUFFER_NO_MAX);
    buffer_format(&note, "<EventData><Data Name='Redacted'>(%zu bytes)</Data></EventData>", len);
    event_write_xml_around(out, event, buffer_view(&note));
    buffer_release(&note);
}

static void rewrite_one(struct rewriter *w, struct event *event, struct batch *batch,
                        struct batch *read, struct buffer *out)
{
    const bool has_line = event->xml.data[event->xml.len - 1] == '\n';
    const size_t len = event->xml.len, start = out->len;
    struct event whole = *event;
    const bool is_known = read_fields(event, read);
    if (is_known) {
        const struct event *fields = &read->events[0];
        whole.layout = fields->layout;
        whole.data = fields->data;
        whole.data_count = fields->data_count;
        for (size_t i = 0; i < EVENT_MAX_VALUES && fields->layout; i++) {
            whole.values[i] = fields->values[i];
        }
    } else {
        whole.layout = NULL;
        whole.data_count = 0;
    }
    rewrite_event(w, &whole, &batch->arena);
    if (w->collected) {
        return;
    }
    if (is_known) {
        event_write_xml(out, &whole);
    } else {
        write_note(out, &whole, len);
    }
    buffer_add_text(out, has_line ? "\n" : "");
    event->computer = whole.computer;
    event->user_sid = whole.user_sid;
    event->provider = whole.provider;
    event->channel = whole.channel;
    event->activity_id = whole.activity_id;
    event->related_activity_id = whole.related_activity_id;
    event->layout = NULL;
    event->data_count = 0;
    event->xml = (struct view){NULL, out->len - start};
}

void xml_rewrite(struct rewriter *w, struct batch *batch)
{
    struct batch read;
    struct buffer out;
    struct rewriter_memo *memo = w->memo; /* the fields of an event do not stay */
    w->memo = NULL;
    batch_init(&read);
    buffer_init(&out, BUFFER_NO_MAX);
    for (size_t i = 0; i < batch->event_count; i++) {
        if (batch->events[i].xml.len > 0) {
            rewrite_one(w, &batch->events[i], batch, &read, &out);
        }
    }
    if (!w->collected) {
        buffer_release(&batch->xml);
        batch->xml = out;
        batch_settle_xml(batch);
    } else {
        buffer_release(&out);
    }
    batch_release(&read);
    w->memo = memo;
}
