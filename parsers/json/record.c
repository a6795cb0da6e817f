/* A record by its dialect: what it is wrapped in, and which of its values are what. */
#include "parsers/json/record.h"

#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/event/dated.h"
#include "parsers/event/event_ids.h"
#include "parsers/event/event_xml.h"
#include "parsers/event/message.h"
#include "parsers/event/templates.h"
#include "parsers/event/tidy.h"
#include "parsers/json/json.h"
#include "parsers/json/regular.h"
#include "parsers/json/value.h"

enum {
    XML_START = 256,  /* how far the start of an event in XML is looked for */
    FEW_MEMBERS = 16, /* of a record, whose names are noted faster than others are looked for */
};

/* Words for levels, as tools write them in place of numbers. */
static const struct {
    struct view word;
    uint8_t level;
} level_words[] = {
    {{"LogAlways", 9}, 0}, {{"Critical", 8}, 1}, {{"Error", 5}, 2},
    {{"Warning", 7}, 3},   {{"Warn", 4}, 3},     {{"Information", 11}, 4},
    {{"Info", 4}, 4},      {{"Verbose", 7}, 5},  {{"Debug", 5}, 5},
};

static void set_level(struct assembly *a, struct view text)
{
    for (size_t i = 0; i < COUNT_OF(level_words); i++) {
        if (view_equal_nocase(text, level_words[i].word)) {
            assembly_set_number(a, EVENT_PART_LEVEL, level_words[i].level);
            return;
        }
    }
    assembly_set_text(a, EVENT_PART_LEVEL, text);
}

/* Short names of channels, and the provider where a channel has but one. */
static void set_short_channel(struct assembly *a, struct view text)
{
    static const struct {
        struct view word, channel, provider;
    } channels[] = {
        {{"WMI", 3},
         {WMI_ACTIVITY_PROVIDER "/Operational", sizeof(WMI_ACTIVITY_PROVIDER "/Operational") - 1},
         {WMI_ACTIVITY_PROVIDER, sizeof(WMI_ACTIVITY_PROVIDER) - 1}},
        {{"Sys", 3}, {"System", 6}, {NULL, 0}},
        {{"App", 3}, {"Application", 11}, {NULL, 0}},
        {{"Sec", 3}, {"Security", 8}, {NULL, 0}},
    };
    for (size_t i = 0; i < COUNT_OF(channels); i++) {
        if (view_equal(text, channels[i].word)) {
            assembly_set_text(a, EVENT_PART_CHANNEL, channels[i].channel);
            assembly_set_text(a, EVENT_PART_PROVIDER, channels[i].provider);
            return;
        }
    }
    assembly_set_text(a, EVENT_PART_CHANNEL, text);
    if (view_starts_nocase(text, channels[0].provider)) {
        assembly_set_text(a, EVENT_PART_PROVIDER, channels[0].provider);
    }
}

/* A number without the commas between its thousands. */
static struct view ungrouped(struct view text, struct arena *arena)
{
    char digits[TEXT_NUMBER_SIZE];
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        bool is_comma = text.data[i] == ',' && i > 0 && (text.len - i) % 4 == 0;
        if ((!is_comma && !ascii_is_digit(text.data[i])) || len == sizeof(digits)) {
            return text;
        }
        digits[len] = text.data[i];
        len += !is_comma;
    }
    return len < text.len ? arena_copy(arena, (struct view){digits, len}) : text;
}

/* False when the value says nothing, so that another row may. */
static bool set_part(struct json_work *w, const struct json_row *row, json_t *value)
{
    struct assembly *a = &w->assembly;
    const enum event_part part = (enum event_part)row->what;
    value = json_plain(value);
    if (json_is_integer(value) && json_integer_value(value) >= 0 && part != EVENT_PART_TIME) {
        return assembly_set_number(a, part, (uint64_t)json_integer_value(value));
    }
    struct view text = json_text(value, &w->batch->arena);
    if (view_is_blank(text)) {
        return false;
    }
    if (part == EVENT_PART_TIME) {
        json_set_time(w, row, value);
    } else if (part == EVENT_PART_LEVEL) {
        set_level(a, text);
    } else if (part != EVENT_PART_USER_SID || view_starts_nocase(text, VIEW("S-1-"))) {
        assembly_set_text(a, part, ungrouped(text, &w->batch->arena));
    }
    return true;
}

static json_t *value_of(const struct json_work *w, json_t *record, unsigned what)
{
    const struct json_row *row = json_row_of(w->dialect, what);
    return row ? json_at(record, &row->path) : NULL;
}

static void swap_bytes(char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes / 2; i++) {
        char pair[2];
        memcpy(pair, text + 2 * i, 2);
        memcpy(text + 2 * i, text + 2 * (bytes - 1 - i), 2);
        memcpy(text + 2 * (bytes - 1 - i), pair, 2);
    }
}

/* "{E2193C7A-405B-0E4D-...}" with the bytes of its first three groups turned round. */
static void swap_guid(struct assembly *a, enum event_part part)
{
    struct view *guid = assembly_text(a, part);
    if (guid->len != GUID_TEXT_SIZE - 1) {
        return;
    }
    char text[GUID_TEXT_SIZE];
    memcpy(text, guid->data, guid->len);
    swap_bytes(text + 1, 4);
    swap_bytes(text + 10, 2);
    swap_bytes(text + 15, 2);
    *guid = arena_copy(&a->batch->arena, (struct view){text, guid->len});
}

/* One provider's GUID is known, and tells whether all are swapped. */
static void set_swapped(struct json_work *w, json_t *record)
{
    struct view guid = json_text(value_of(w, record, JSON_SWAPPED), &w->batch->arena);
    struct assembly *a = &w->assembly;
    if (guid.len > 0 && template_is_wmi_activity(a->event.provider, VIEW_NONE) &&
        !template_is_wmi_activity(VIEW_NONE, guid)) {
        swap_guid(a, EVENT_PART_ACTIVITY_ID);
        swap_guid(a, EVENT_PART_RELATED_ACTIVITY_ID);
    }
}

static void set_parts(struct json_work *w, json_t *record)
{
    uint32_t done = 0;
    for (size_t i = 0; i < w->dialect->count; i++) {
        const struct json_row *row = &w->dialect->rows[i];
        if (row->what < EVENT_PART_COUNT && !(done >> row->what & 1U) &&
            set_part(w, row, json_at(record, &row->path))) {
            done |= 1U << row->what;
        } else if (row->what == JSON_SHORT_CHANNEL) {
            set_short_channel(&w->assembly,
                              json_text(json_at(record, &row->path), &w->batch->arena));
        } else if (row->what == JSON_LOCAL_TIME) {
            json_set_local_time(w, row, record);
        }
    }
    set_swapped(w, record);
    /* The channel tells the provider where that is not told. */
    struct event *e = &w->assembly.event;
    if (e->provider.len == 0 && view_starts_nocase(e->channel, VIEW(WMI_ACTIVITY_PROVIDER "/"))) {
        assembly_set_text(&w->assembly, EVENT_PART_PROVIDER, VIEW(WMI_ACTIVITY_PROVIDER));
    }
}

/* Some put the whole message in quotes. */
static struct view unquoted(struct view text)
{
    bool is_quoted = text.len > 1 && text.data[0] == '"' && text.data[text.len - 1] == '"';
    return is_quoted ? view_slice(text, 1, text.len - 1) : text;
}

/* The object that no other row names: the element around the data. */
static json_t *unnamed_object(const struct json_work *w, json_t *record)
{
    const char *key;
    json_t *value;
    json_object_foreach(record, key, value)
    {
        bool is_named = false;
        for (size_t i = 0; i < w->dialect->count && !is_named; i++) {
            is_named = strcmp(w->dialect->rows[i].path.steps[0], key) == 0;
        }
        if (!is_named && json_is_object(value)) {
            return value;
        }
    }
    return NULL;
}

static bool add_data(struct json_work *w, json_t *record, const struct json_row *row)
{
    switch (row->what) {
    case JSON_FIELDS:
        return json_add_fields(w, strcmp(row->path.text, "*") == 0 ? unnamed_object(w, record)
                                                                   : json_at(record, &row->path));
    case JSON_FLAT:
    case JSON_WITHIN:
    case JSON_LOOSE:
        return json_add_flat(w, record, row);
    case JSON_OWN:
        return json_add_own(w, record);
    default:
        return false;
    }
}

/* Data whose names were joined with those of the elements around them. */
static void add_joined(struct json_work *w, json_t *record)
{
    w->apart = json_taken_apart(record);
    bool has_data = !w->apart;
    for (size_t i = 0; i < w->dialect->count && !has_data; i++) {
        const struct json_row *row = &w->dialect->rows[i];
        has_data = row->what == JSON_FIELDS && json_add_fields(w, json_at(w->apart, &row->path));
    }
}

static void set_data(struct json_work *w, json_t *record)
{
    bool has_data = false;
    bool has_message = false;
    for (size_t i = 0; i < w->dialect->count; i++) {
        const struct json_row *row = &w->dialect->rows[i];
        has_data = has_data || add_data(w, record, row);
        if (row->what == JSON_PAIR) {
            json_add_pair(w, json_at(record, &row->path));
        }
        if (row->what == JSON_MESSAGE && !has_message) {
            json_t *value = json_at(record, &row->path);
            struct view text = json_is_string(value) ? json_string_view(value) : VIEW_NONE;
            has_message = text.len > 0;
            assembly_set_message(&w->assembly, unquoted(tidy_text(&w->batch->arena, text)));
        }
    }
    if (!has_data && !w->apart) {
        add_joined(w, record);
    }
    json_finish_data(w);
}

/* True for what is there and is no empty cell of a table. */
static bool is_there(json_t *record, const struct json_path *path)
{
    json_t *value = json_at(record, path);
    return value && (!json_is_string(value) || json_string_length(value) > 0);
}

/* The id of the event of WMI-Activity that a text is the message of; 0 for none. Where the record
 * tells an id, a name in its message may be an odd one. */
static uint16_t message_id(json_t *value, uint16_t told, struct arena *arena)
{
    struct view text = json_is_string(value) ? json_string_view(value) : VIEW_NONE;
    struct event known = {.id = told, .layout = told != 0 ? template_find(told) : NULL};
    text = text.len > 0 ? unquoted(tidy_text(arena, text)) : text;
    const bool is_known = known.layout && text.len > 0 && message_read(&known, text);
    return is_known ? told : text.len > 0 ? message_event_id(text) : 0;
}

/* True for what a client asked the WMI service for, as failures tell it. */
static bool is_operation(json_t *value)
{
    static const struct view starts[] = {{"Start IWbem", 11}, {"IWbem", 5}};
    struct view text = json_is_string(value) ? json_string_view(value) : VIEW_NONE;
    return view_starts(text, starts[0]) || view_starts(text, starts[1]);
}

/* True when one of the texts tells that it is an event, or none has to. */
static bool is_told(const struct json_work *w, const struct json_dialect *d, json_t *record)
{
    bool is_needed = false, is_told = false;
    for (size_t i = 0; i < d->count && d->rows[i].what <= JSON_TELL; i++) {
        bool tells = d->rows[i].what == JSON_TELL;
        is_needed |= tells;
        json_t *value = tells && !is_told ? json_at(record, &d->rows[i].path) : NULL;
        is_told = is_told || message_id(value, 0, &w->batch->arena) != 0 || is_operation(value);
    }
    return is_told || !is_needed;
}

static bool has_marks(const struct json_work *w, const struct json_dialect *d, json_t *record)
{
    for (size_t i = 0; i < d->count && d->rows[i].what <= JSON_LACK; i++) {
        bool is_mark = d->rows[i].what == JSON_MARK;
        bool is_lack = d->rows[i].what == JSON_LACK;
        if ((is_mark || is_lack) && is_there(record, &d->rows[i].path) != is_mark) {
            return false;
        }
    }
    return is_told(w, d, record);
}

/* Mostly the same as of the record before. */
static const struct json_dialect *find_dialect(const struct json_work *w, json_t *record,
                                               const struct json_marks *marks)
{
    if (w->dialect && has_marks(w, w->dialect, record)) {
        return w->dialect;
    }
    for (size_t i = 0; i < json_dialect_count; i++) {
        if (json_marks_have_any(marks, &json_dialects[i].first) &&
            has_marks(w, &json_dialects[i], record)) {
            return &json_dialects[i];
        }
    }
    return NULL;
}

static void add_xml(struct json_work *w, const struct event *e)
{
    size_t start = w->batch->xml.len;
    event_write_xml(&w->batch->xml, e);
    batch_end_xml(w->batch, start, w->input->wants_lines);
}

/* Events as text in a string that may hold a whole one, as Splunk keeps what classic logs say. */
static bool read_text(struct json_work *w, json_t *record, uint64_t offset)
{
    for (size_t i = 0; i < json_xml_path_count; i++) {
        json_t *value = json_at(record, &json_xml_paths[i]);
        struct view text = json_is_string(value) ? json_string_view(value) : VIEW_NONE;
        const char second = text.len > 1 ? text.data[1] : '\0'; /* "{code}" is of tickets */
        bool is_document = text.len > 0 && (text.data[0] == '{' || text.data[0] == '[') &&
                           !ascii_is_letter(second);
        if (text.len > 0 && !is_document && json_read_strays(w, text, offset)) {
            return true;
        }
    }
    return false;
}

/* "<Param>A</Param>", as Azure lists values without names, becomes "<Data>A</Data>". */
static void add_list_xml(struct buffer *out, struct view text)
{
    struct view head, rest;
    buffer_add_text(out, "<EventData>");
    while (view_cut(text, VIEW("Param>"), &head, &rest)) {
        buffer_add(out, head);
        buffer_add_text(out, "Data>");
        text = rest;
    }
    buffer_add(out, text);
    buffer_add_text(out, "</EventData>");
}

/* Data that are XML become part of a whole event. */
static void read_fragment(struct json_work *w, uint64_t offset)
{
    struct buffer *text = &w->batch->scratch[JSON_SCRATCH_TEXT];
    struct buffer *xml = &w->batch->scratch[JSON_SCRATCH_XML];
    buffer_clear(xml);
    if (view_starts(w->fragment, VIEW("<Param>"))) {
        buffer_clear(text);
        add_list_xml(text, w->fragment);
        w->fragment = buffer_view(text);
    }
    event_write_xml_around(xml, &w->assembly.event, w->fragment);
    json_read_xml(w, buffer_view(xml), offset);
}

static void note_dialect(struct json_work *w, uint64_t offset)
{
    const struct json_row *note = json_row_of(w->dialect, JSON_NOTE);
    if (note && w->is_first && w->noted != w->dialect) {
        w->noted = w->dialect;
        batch_problem(w->batch, offset, "%s", note->path.text);
    }
}

/* Where no more was kept than id and message, or the id is told in a way of its own, the message
 * tells provider and id. */
static void tell_provider(struct json_work *w, json_t *record)
{
    struct event *e = &w->assembly.event;
    bool is_untold = e->provider.len == 0 && e->channel.len == 0;
    bool is_wmi = template_is_wmi_activity(e->provider, VIEW_NONE);
    if (!is_untold && (!is_wmi || e->id != 0)) {
        return;
    }
    if (is_operation(value_of(w, record, JSON_TELL))) {
        assembly_set_text(&w->assembly, EVENT_PART_PROVIDER, VIEW(WMI_ACTIVITY_PROVIDER));
        assembly_set_number(&w->assembly, EVENT_PART_EVENT_ID,
                            e->id == 0 ? EVENT_ID_CLIENT_FAILURE : e->id);
        return;
    }
    for (size_t i = 0; i < w->dialect->count; i++) {
        const struct json_row *row = &w->dialect->rows[i];
        json_t *value = row->what == JSON_MESSAGE ? json_at(record, &row->path) : NULL;
        uint16_t id = message_id(value, e->id, &w->batch->arena);
        if (id != 0 && (e->id == 0 || e->id == id)) {
            assembly_set_text(&w->assembly, EVENT_PART_PROVIDER, VIEW(WMI_ACTIVITY_PROVIDER));
            assembly_set_number(&w->assembly, EVENT_PART_EVENT_ID, id);
            return;
        }
    }
}

/* What a collector says of the time of an event that tells none itself. */
static void set_time_around(struct json_work *w, json_t *record)
{
    if (w->assembly.event.time == WINTIME_NONE) {
        int64_t own = json_clock_of(w, record);
        own = own == WINTIME_NONE && w->around == WINTIME_NONE ? json_only_date(w, record) : own;
        assembly_set_time(&w->assembly, own != WINTIME_NONE ? own : w->around);
    }
}

static void read_event(struct json_work *w, json_t *record, uint64_t offset)
{
    bool wants_xml = w->input->wants_xml;
    assembly_start(&w->assembly, offset);
    set_parts(w, record);
    tell_provider(w, record);
    set_time_around(w, record);
    /* Records with a channel are whole ones, and not a message alone. */
    w->assembly.needs_time = w->assembly.event.channel.len > 0;
    note_dialect(w, offset);
    if (wants_xml || assembly_is_wanted(&w->assembly)) {
        set_data(w, record);
        if (w->fragment.data) {
            read_fragment(w, offset);
            return;
        }
        struct event *e = assembly_finish(&w->assembly);
        if (e->id == 0 && template_is_wmi_activity(e->provider, VIEW_NONE)) {
            batch_problem(w->batch, offset,
                          "the record is of WMI-Activity and has no number of an event: its data "
                          "are not read");
            w->batch->incomplete++;
        }
        if (reader_writes_xml(w->input)) {
            add_xml(w, e);
        }
    }
    w->batch->records++;
    assembly_count(&w->assembly);
}

/* The event as XML, where the record holds that. */
static struct view xml_of(json_t *record)
{
    for (size_t i = 0; i < json_xml_path_count; i++) {
        json_t *value = json_at(record, &json_xml_paths[i]);
        struct view text = json_is_string(value) ? json_string_view(value) : VIEW_NONE;
        if (view_find(view_slice(text, 0, XML_START), VIEW("<Event"), 0) != SIZE_MAX) {
            return text;
        }
    }
    return VIEW_NONE;
}

/* True for what a tool writes between records. */
static bool is_no_record(json_t *record)
{
    for (size_t i = 0; i < json_other_count; i++) {
        struct view name = view_of(json_others[i].steps[0]);
        struct view value = view_of(json_others[i].steps[1]);
        json_t *found = json_object_getn(record, name.data, name.len);
        if (found && (value.len == 0 ||
                      (json_is_string(found) && view_equal(json_string_view(found), value)))) {
            return true;
        }
    }
    return false;
}

/* What the record is wrapped in, taken away; NULL when nothing more is. */
static json_t *unwrap(struct json_work *w, json_t *record)
{
    for (size_t i = 0; i < json_wrap_count; i++) {
        json_t *inner = json_at(record, &json_wraps[i]);
        if (json_is_string(inner) && !w->inner &&
            view_starts(view_trim(json_string_view(inner)), VIEW("{"))) {
            w->inner = json_parse_text(json_string_view(inner), &w->doubles);
            inner = w->inner;
        }
        if (json_is_object(inner)) {
            return inner;
        }
    }
    return NULL;
}

void json_start_record(struct json_work *w)
{
    w->doubles = (struct json_doubles){0};
    w->events_before = w->batch->event_count;
}

void json_tell_doubles(struct json_work *w, uint64_t offset)
{
    const struct json_doubles *d = &w->doubles;
    if (d->count == 0 || w->batch->event_count == w->events_before) {
        return;
    }
    batch_problem(w->batch, offset, "the record has two values of %s%.*s%s: the first counts%s",
                  d->len > 0 ? "'" : "a member", (int)d->len, d->name, d->len > 0 ? "'" : "",
                  d->count > 1 ? "; and others like it" : "");
    w->batch->incomplete++;
}

/* True for a dialect that has nothing of the data but in the message. */
static bool is_message_alone(const struct json_dialect *d)
{
    return json_row_of(d, JSON_TELL) && !json_row_of(d, JSON_FIELDS) && !json_row_of(d, JSON_FLAT);
}

/* True when a whole record stands in what the object wraps. */
static bool wraps_record(const struct json_work *w, json_t *object)
{
    for (size_t i = 0; object && i < JSON_MAX_UNWRAP; i++) {
        json_t *inner = NULL;
        for (size_t j = 0; j < json_wrap_count && !json_is_object(inner); j++) {
            inner = json_at(object, &json_wraps[j]);
        }
        object = json_is_object(inner) ? inner : NULL;
        const struct json_marks marks = object ? json_marks_of(object) : (struct json_marks){0};
        const struct json_dialect *d = object ? find_dialect(w, object, &marks) : NULL;
        if (d && !is_message_alone(d)) {
            return true;
        }
    }
    return false;
}

/* The marks of a record; all of them for one of many members that is of the same dialect as the one
 * before, where looking for what may be there costs less. */
static struct json_marks marks_of(json_t *record, bool is_same)
{
    struct json_marks all;
    memset(&all, 0xFF, sizeof(all));
    return is_same && json_object_size(record) > FEW_MEMBERS ? all : json_marks_of(record);
}

static bool read_unwrapped(struct json_work *w, json_t *record, uint64_t offset)
{
    for (size_t i = 0; json_is_object(record) && i < JSON_MAX_UNWRAP; i++) {
        const bool is_same = w->dialect && has_marks(w, w->dialect, record);
        const struct json_marks marks = marks_of(record, is_same);
        const struct json_dialect *dialect = is_same ? w->dialect : find_dialect(w, record, &marks);
        const bool may_hold_text = json_marks_have_any(&marks, &json_xml_marks);
        struct view xml = may_hold_text ? xml_of(record) : VIEW_NONE;
        if (xml.data && json_read_xml(w, xml, offset)) {
            return true;
        }
        if (dialect && (!is_message_alone(dialect) || !wraps_record(w, record))) {
            w->dialect = dialect;
            read_event(w, record, offset);
            return true;
        }
        if (!dialect && may_hold_text && read_text(w, record, offset)) {
            return true;
        }
        record = json_marks_have_any(&marks, &json_wrap_marks) ? unwrap(w, record) : NULL;
    }
    return false;
}

bool json_read_known(struct json_work *w, json_t *record, uint64_t offset)
{
    w->inner = w->apart = NULL;
    w->fragment = VIEW_NONE;
    bool is_known = read_unwrapped(w, record, offset) || is_no_record(record);
    json_decref(w->inner);
    json_decref(w->apart);
    w->inner = w->apart = NULL;
    return is_known;
}
