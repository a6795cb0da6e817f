/* Events that are wanted, put together; all others, counted. */
#include "parsers/etl/reading.h"

#include "parsers/base/ascii.h"
#include "parsers/base/sid.h"
#include "parsers/etl/data.h"
#include "parsers/etl/event.h"
#include "parsers/etl/layouts.h"
#include "parsers/etl/session.h"
#include "parsers/event/event_xml.h"
#include "parsers/event/templates.h"

/* The name of a payload whose layout is not known, as in XML. */
#define PAYLOAD "EventPayload"

/* Seconds that the clocks of two sessions of one machine may be apart, as one was set. */
enum { OTHER_CLOCK = 10 };

struct etl_reading *etl_reading_start(struct batch *batch, const struct reader_input *input)
{
    struct buffer *memory = &batch->scratch[ETL_SCRATCH_STATE];
    buffer_clear(memory);
    buffer_reserve(memory, sizeof(struct etl_reading));
    struct etl_reading *r = (struct etl_reading *)(void *)memory->data;
    r->batch = batch;
    r->input = input;
    r->counts = (struct etl_counts){0};
    r->last_stamp = 0;
    assembly_init(&r->assembly, batch, input->source);
    return r;
}

void etl_reading_start_buffer(struct etl_reading *r)
{
    r->last_stamp = 0;
}

void etl_reading_lose(struct etl_reading *r, uint64_t offset, uint64_t len, const char *what)
{
    batch_damage(r->batch, offset, "%s (%llu bytes)", what, (unsigned long long)len);
}

static void set_activity(struct assembly *a, enum event_part part, const struct guid *guid)
{
    if (!guid_is_zero(guid)) {
        assembly_set_guid(a, part, guid);
    }
}

/* The parts that are System in XML. */
static void set_parts(struct etl_reading *r, const struct etl_event *e,
                      const struct etl_provider *provider)
{
    char sid[SID_TEXT_SIZE];
    struct assembly *a = &r->assembly;
    if (provider) {
        *assembly_text(a, EVENT_PART_PROVIDER) = provider->name;
    }
    *assembly_text(a, EVENT_PART_COMPUTER) = r->input->computer;
    assembly_set_number(a, EVENT_PART_EVENT_ID, e->id);
    assembly_set_number(a, EVENT_PART_VERSION, e->version);
    assembly_set_number(a, EVENT_PART_LEVEL, e->level);
    assembly_set_number(a, EVENT_PART_PROCESS_ID, e->process);
    assembly_set_number(a, EVENT_PART_THREAD_ID, e->thread);
    a->event.time = etl_time(&r->input->trace, e->stamp);
    set_activity(a, EVENT_PART_ACTIVITY_ID, &e->activity);
    set_activity(a, EVENT_PART_RELATED_ACTIVITY_ID, &e->related_activity);
    if (e->user_sid.data) {
        assembly_set_text(a, EVENT_PART_USER_SID, sid_format(e->user_sid, sid));
    }
}

/* Whether its payload was found to be of its layout. */
static bool has_fields(const struct event *event)
{
    const struct event_value *first = &event->values[0];
    if (!event->layout) {
        return event->data_count > 0 && !view_equal(event->data[0].name, VIEW(PAYLOAD));
    }
    return event->payload == EVENT_PAYLOAD_WHOLE &&
           (event->layout->field_count == 0 || first->is_number || first->text.data);
}

/* What Windows writes when it does not know an event's layout. */
static struct view payload_xml(struct etl_reading *r, struct view payload)
{
    struct buffer *out = &r->batch->scratch[ETL_SCRATCH_XML];
    buffer_clear(out);
    buffer_add_text(out, "<ProcessingErrorData><ErrorCode>15003</ErrorCode><DataItemName/>"
                         "<EventPayload>");
    if (buffer_reserve(out, 2 * payload.len + 1)) {
        ascii_put_hex(out->data + out->len, payload.data, payload.len, ASCII_HEX_UPPER);
        out->len += 2 * payload.len;
    }
    buffer_add_text(out, "</EventPayload></ProcessingErrorData>");
    return buffer_view(out);
}

/* The event as XML: by its fields where they could be read. */
static void write_xml(struct etl_reading *r, const struct etl_event *e, const struct event *event)
{
    char guid[GUID_TEXT_SIZE];
    struct event named = *event;
    size_t start = r->batch->xml.len;
    const struct event_xml_more more = {
        .provider_guid = guid, .keywords = e->keywords, .task = e->task, .opcode = e->opcode};
    guid_format(&e->provider, guid);
    ascii_lower(guid, guid, GUID_TEXT_SIZE - 1);
    if (view_starts(named.provider, VIEW("{"))) {
        named.provider = VIEW_NONE; /* its GUID tells */
    }
    event_write_xml_with(&r->batch->xml, &named, &more,
                         has_fields(event) ? VIEW_NONE : payload_xml(r, e->payload));
    batch_end_xml(r->batch, start, r->input->wants_lines);
}

/* Adds an event that is wanted, or any one where the texts of all are. */
static void add_event(struct etl_reading *r, const struct etl_event *e, bool is_wanted)
{
    struct assembly *a = &r->assembly;
    struct event *event;
    if (is_wanted) {
        if (!etl_data_add(a, &r->batch->scratch[ETL_SCRATCH_XML], e)) {
            assembly_add_payload(a, VIEW(PAYLOAD), e->payload);
        }
        event = assembly_finish(a);
    } else {
        event = assembly_add(a);
    }
    if (reader_writes_xml(r->input)) {
        write_xml(r, e, event);
    }
    r->batch->records++;
    assembly_count(a);
}

static void take_event(struct etl_reading *r, const struct etl_record *record,
                       struct etl_provider *provider, uint64_t offset)
{
    struct etl_event e;
    if (!etl_event_read(record, &e)) {
        etl_reading_lose(r, offset, record->bytes.len, "an event with damaged items");
        return;
    }
    assembly_start(&r->assembly, offset);
    set_parts(r, &e, provider);
    bool is_wanted =
        assembly_is_wanted(&r->assembly) &&
        (r->input->wants_fields || !(provider && etl_layout_is_success(provider->name, &e)));
    if (is_wanted || r->input->wants_xml) {
        add_event(r, &e, is_wanted);
    } else {
        etl_counts_pass(&r->counts, provider, record);
        r->batch->records++;
    }
}

/* A process event of the kernel's logger, which has neither a provider nor an id. */
static bool take_process(struct etl_reading *r, const struct etl_record *record, uint64_t offset)
{
    struct etl_process process;
    struct assembly *a = &r->assembly;
    uint8_t type = etl_process_type(record);
    if (type == 0 || r->input->wants_xml || !etl_process_read_classic(record, &process)) {
        return false;
    }
    assembly_start(a, offset);
    *assembly_text(a, EVENT_PART_PROVIDER) = VIEW(ETL_KERNEL);
    *assembly_text(a, EVENT_PART_COMPUTER) = r->input->computer;
    assembly_set_number(a, EVENT_PART_EVENT_ID, type);
    a->event.time = etl_time(&r->input->trace, record->stamp);
    etl_data_add_process(a, &r->batch->scratch[ETL_SCRATCH_XML], &process);
    assembly_finish(a);
    r->batch->records++;
    assembly_count(a);
    return true;
}

/* RTLostEvent, of which the kernel tells when a session that is read as it goes loses events
 * ({6A399AE0-4BC6-4DE9-870B-3657F8947E7E}; evntrace.h). */
static bool tells_of_loss(const struct guid *provider)
{
    static const struct guid lost = {{0xE0, 0x9A, 0x39, 0x6A, 0xC6, 0x4B, 0xE9, 0x4D, 0x87, 0x0B,
                                      0x36, 0x57, 0xF8, 0x94, 0x7E, 0x7E}};
    return guid_equal(provider, &lost);
}

/* In a buffer no event was stamped before the one that precedes it (measured, of 390,240). */
static void watch_clock(struct etl_reading *r, const struct etl_record *record)
{
    if (!record->has_stamp || r->input->trace.clock != TRACE_CLOCK_SYSTEM) {
        return;
    }
    if (record->stamp < r->last_stamp) {
        batch_note_set_back(r->batch, etl_time(&r->input->trace, r->last_stamp) -
                                          etl_time(&r->input->trace, record->stamp));
    }
    r->last_stamp = record->stamp;
}

/* Another head in the file is that of a trace that was merged, by the same clock, or of one that
 * was put behind the first. */
static void tell_session(struct etl_reading *r, const struct etl_record *record, uint64_t offset)
{
    struct trace_session s;
    char span[WINTIME_SPAN_SIZE];
    const struct trace_session *first = &r->input->trace;
    if (offset == ETL_BUFFER_HEADER_SIZE || first->clock == TRACE_CLOCK_NONE ||
        !etl_session_read(record->bytes, &s)) {
        return;
    }
    int64_t by_first = etl_time(first, s.first_stamp);
    int64_t off = wintime_between(by_first, s.start) + wintime_between(s.start, by_first);
    if (off > (int64_t)OTHER_CLOCK * WINTIME_TICKS_PER_SECOND) {
        batch_problem(
            r->batch, offset,
            "another trace begins here, by another clock: the times of its events are off by "
            "%s; give it as a file of its own",
            wintime_span(off, span));
    }
}

static void take_record(struct etl_reading *r, const struct etl_record *record, uint64_t offset)
{
    watch_clock(r, record);
    struct guid guid;
    struct etl_provider *provider = NULL;
    if (etl_record_guid(record, &guid)) {
        provider = etl_counts_find(&r->counts, record, &guid, &r->batch->arena);
        if (tells_of_loss(&guid)) {
            batch_problem(r->batch, offset, "the session says that it lost events before this one");
        }
    }
    if (record->kind == ETL_KIND_SYSTEM) {
        tell_session(r, record, offset);
        if (take_process(r, record, offset)) {
            return;
        }
    }
    bool is_asked = r->input->wants_xml || (provider && provider->is_wanted);
    if (is_asked && record->kind == ETL_KIND_EVENT) {
        take_event(r, record, provider, offset);
    } else {
        etl_counts_pass(&r->counts, provider, record);
        r->batch->records++;
    }
}

/* Takes the next step of a walk over bytes that stand at `start` of the source, where all of its
 * events stand when they were packed; false at its end. */
static bool take_step(struct etl_reading *r, struct etl_walk *walk, uint64_t start, bool is_packed)
{
    struct etl_record record;
    enum etl_step step = etl_walk_next(walk, &record);
    uint64_t place = is_packed ? start : start + record.offset;
    if (step == ETL_STEP_RECORD) {
        take_record(r, &record, place);
    } else if (step == ETL_STEP_LOST) {
        etl_reading_lose(r, place, record.bytes.len, "no event where one should be");
    }
    return step != ETL_STEP_END;
}

void etl_reading_take(struct etl_reading *r, struct view data, uint64_t offset)
{
    struct etl_walk walk = {.data = data};
    while (take_step(r, &walk, offset, false)) {
    }
}

size_t etl_reading_take_part(struct etl_reading *r, struct view data, uint64_t offset, bool is_last)
{
    struct etl_walk walk = {.data = data};
    struct etl_record next;
    while (is_last || !etl_walk_peek(&walk, &next) || next.bytes.len == next.size) {
        if (!take_step(r, &walk, offset, true)) {
            break;
        }
    }
    return walk.pos < data.len ? walk.pos : data.len;
}

void etl_reading_end(struct etl_reading *r)
{
    etl_counts_add(&r->counts, &r->input->trace, r->batch);
}
