/* What is told of an event that was read: what is missing, odd, or there twice. */
#include <string.h>

#include "parsers/base/guid.h"
#include "parsers/base/text.h"
#include "parsers/event/assemble.h"
#include "parsers/event/code_page.h"
#include "parsers/event/event_ids.h"
#include "parsers/event/message.h"
#include "parsers/event/templates.h"
#include "parsers/event/tidy.h"

void assembly_tell_id(struct assembly *a, const struct event *e)
{
    if (e->is_wmi_activity && e->id == 0) {
        batch_problem(a->batch, e->origin.offset,
                      "its event id is missing or cannot be read: what it tells is not known");
        a->batch->incomplete++;
    }
}

void assembly_tell_code(struct assembly *a, const struct event *e)
{
    size_t place = e->layout ? e->layout->places[EVENT_FIELD_RESULT_CODE] : 0;
    if (place == 0 || e->values[place - 1].is_number || e->payload >= EVENT_PAYLOAD_CUT) {
        return; /* there, or told with the payload */
    }
    struct view text = e->values[place - 1].text;
    struct view rest, word = text;
    view_cut(text, VIEW(" - "), &word, &rest);
    if (view_is_symbol(view_trim(word))) {
        return; /* the name of a code, which tells it as well */
    }
    if (text.len == 0 && e->id != EVENT_ID_CLIENT_FAILURE) {
        return; /* left out where there is nothing to tell */
    }
    if (text.len > 0) {
        batch_problem(a->batch, e->origin.offset,
                      "the result code of event %u cannot be read: '%.*s'", e->id,
                      VIEW_ARG(tidy_told(&a->batch->arena, text)));
    } else {
        batch_problem(a->batch, e->origin.offset, "event %u has no result code", e->id);
    }
    a->batch->incomplete++;
}

/* What was a GUID, by its length, and is none. */
static void tell_guid(struct assembly *a, const struct event *e)
{
    enum { MIN_LEN = 32 /* of one that lost some of its marks */ };
    const size_t place = e->layout ? e->layout->places[EVENT_FIELD_CORRELATION_ID] : 0;
    const struct view text = place > 0 ? e->values[place - 1].text : VIEW("");
    struct guid guid;
    if (text.len >= MIN_LEN && !guid_parse(text, &guid)) {
        batch_problem(a->batch, e->origin.offset,
                      "the message of event %u was changed: '%.*s' is no GUID", e->id,
                      VIEW_ARG(tidy_told(&a->batch->arena, text)));
        a->batch->incomplete++;
    }
}

void assembly_tell_message(struct assembly *a, const struct event *e)
{
    tell_guid(a, e);
    struct message_double twice;
    if (message_names_twice(e, &twice)) {
        batch_problem(
            a->batch, e->origin.offset,
            "the message of event %u names %.*s twice: '%.*s' was taken for a part of %.*s", e->id,
            VIEW_ARG(twice.name), VIEW_ARG(tidy_told(&a->batch->arena, twice.value)),
            VIEW_ARG(twice.within));
        a->batch->incomplete++;
    }
}

void assembly_tell_twice(struct assembly *a, const struct event *e)
{
    const struct assembly_twice *t = &a->twice;
    if (t->count > 0) {
        batch_problem(a->batch, e->origin.offset,
                      "event %u has two values of %.*s: the first counts, not '%.*s'%s", e->id,
                      VIEW_ARG(t->name), VIEW_ARG(t->value),
                      t->count > 1 ? "; and others like it" : "");
        a->batch->incomplete++;
    }
}

/* How many characters of the text, which follow each other, are one of UTF-8 when each is taken for
 * the byte that windows-1252 has for it; 0 for none. `*bytes` of the text are theirs. */
static size_t recoded_len(struct view text, size_t *bytes)
{
    enum { LEAD_MIN = 0xC2, LEAD_MAX = 0xF4, TAIL_MIN = 0x80, TAIL_MAX = 0xBF };
    size_t len;
    const uint32_t lead = text_utf8_first(text, &len);
    const size_t count = lead < LEAD_MIN || lead > LEAD_MAX ? 0
                         : lead < 0xE0                      ? 2
                         : lead < 0xF0                      ? 3
                                                            : 4;
    *bytes = len;
    for (size_t i = 1; i < count; i++) {
        const struct view rest = view_from(text, *bytes);
        const uint32_t next = rest.len > 0 ? text_utf8_first(rest, &len) : 0;
        bool is_tail = next >= TAIL_MIN && next <= TAIL_MAX;
        for (size_t j = 0; j <= TAIL_MAX - TAIL_MIN && !is_tail; j++) {
            is_tail = next == code_pages[0].characters[j] && next != 0xFFFD;
        }
        if (!is_tail) {
            return 0;
        }
        *bytes += len;
    }
    return count;
}

/* True for UTF-8 that was taken for windows-1252 once: all its characters beyond ASCII are such. */
static bool is_recoded(struct view text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len;) {
        size_t bytes = 1;
        if ((unsigned char)text.data[i] >= 0x80) {
            if (recoded_len(view_from(text, i), &bytes) == 0) {
                return false;
            }
            count++;
        }
        i += bytes;
    }
    return count > 0;
}

void assembly_tell_recoded(struct assembly *a, const struct event *e)
{
    const size_t count = e->layout ? e->layout->field_count : 0;
    for (size_t i = 0; i < count; i++) {
        const struct view text = e->values[i].text;
        /* The first characters of them all have this byte. */
        if (text.len > 0 && memchr(text.data, 0xC3, text.len) && is_recoded(text)) {
            batch_problem(a->batch, e->origin.offset,
                          "the text of event %u was UTF-8, and taken for Windows-1252 before it "
                          "came here: '%.*s'",
                          e->id, VIEW_ARG(tidy_told(&a->batch->arena, text)));
            return;
        }
    }
}

void assembly_tell_name(struct assembly *a)
{
    if (a->misnamed.len > 0) {
        batch_problem(a->batch, a->event.origin.offset,
                      "it is an event of WMI-Activity, but its provider is called '%.*s'",
                      VIEW_ARG(a->misnamed));
    }
}
