/* A record by its dialect: what it is wrapped in, and which of its values are what. */
#include "parsers/json/record.h"

#include "parsers/event/event_xml.h"
#include "parsers/event/tidy.h"
#include "parsers/json/json.h"
#include "parsers/json/value.h"

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
    for (size_t i = 0; i < sizeof(level_words) / sizeof(level_words[0]); i++) {
        if (view_equal_nocase(text, level_words[i].word)) {
            assembly_set_number(a, EVENT_PART_LEVEL, level_words[i].level);
            return;
        }
    }
    assembly_set_text(a, EVENT_PART_LEVEL, text);
}

static void set_time(struct assembly *a, struct view text, json_t *value)
{
    int64_t ticks;
    if (json_time(value, &ticks) && ticks >= 0) {
        assembly_set_number(a, EVENT_PART_TIME, (uint64_t)ticks);
    } else {
        assembly_set_text(a, EVENT_PART_TIME, text);
    }
}

/* False when the value says nothing, so that another row may. */
static bool set_part(struct json_work *w, enum event_part part, json_t *value)
{
    struct assembly *a = &w->assembly;
    value = json_plain(value);
    if (json_is_integer(value) && json_integer_value(value) >= 0 && part != EVENT_PART_TIME) {
        return assembly_set_number(a, part, (uint64_t)json_integer_value(value));
    }
    struct view text = json_text(value, &w->batch->arena);
    if (view_is_blank(text)) {
        return false;
    }
    if (part == EVENT_PART_TIME) {
        set_time(a, text, value);
    } else if (part == EVENT_PART_LEVEL) {
        set_level(a, text);
    } else if (part != EVENT_PART_USER_SID || view_starts_nocase(text, VIEW("S-1-"))) {
        assembly_set_text(a, part, text);
    }
    return true;
}

static void set_parts(struct json_work *w, json_t *record)
{
    uint32_t done = 0;
    for (size_t i = 0; i < w->dialect->count; i++) {
        const struct json_row *row = &w->dialect->rows[i];
        if (row->what < EVENT_PART_COUNT && !(done >> row->what & 1U) &&
            set_part(w, (enum event_part)row->what, json_at(record, &row->path))) {
            done |= 1U << row->what;
        }
    }
}

static void set_data(struct json_work *w, json_t *record)
{
    bool has_data = false;
    for (size_t i = 0; i < w->dialect->count; i++) {
        const struct json_row *row = &w->dialect->rows[i];
        json_t *value = row->what >= EVENT_PART_COUNT ? json_at(record, &row->path) : NULL;
        if (row->what == JSON_FIELDS && value && !has_data) {
            has_data = json_add_fields(w, value);
        } else if (row->what == JSON_MESSAGE && json_is_string(value)) {
            struct view text = tidy_text(&w->batch->arena, json_string_view(value));
            assembly_set_message(&w->assembly, text);
        }
    }
}

static bool has_marks(const struct json_dialect *d, json_t *record)
{
    for (size_t i = 0; i < d->count && d->rows[i].what == JSON_MARK; i++) {
        if (!json_at(record, &d->rows[i].path)) {
            return false;
        }
    }
    return true;
}

/* Mostly the same as of the record before. */
static const struct json_dialect *find_dialect(const struct json_work *w, json_t *record)
{
    if (w->dialect && has_marks(w->dialect, record)) {
        return w->dialect;
    }
    for (size_t i = 0; i < json_dialect_count; i++) {
        if (has_marks(&json_dialects[i], record)) {
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

static void read_event(struct json_work *w, json_t *record, uint64_t offset)
{
    assembly_start(&w->assembly, offset);
    set_parts(w, record);
    bool wants_xml = w->input->wants_xml;
    if (wants_xml || assembly_is_wanted(&w->assembly)) {
        set_data(w, record);
        struct event *e = assembly_finish(&w->assembly);
        if (wants_xml) {
            add_xml(w, e);
        }
    }
    w->batch->records++;
    assembly_count(&w->assembly);
}

/* What the record is wrapped in, taken away; NULL when nothing more is. */
static json_t *unwrap(struct json_work *w, json_t *record)
{
    for (size_t i = 0; i < json_wrap_count; i++) {
        json_t *inner = json_at(record, &json_wraps[i]);
        if (json_is_string(inner) && !w->inner) {
            w->inner = json_parse_text(json_string_view(inner));
            inner = w->inner;
        }
        if (json_is_object(inner)) {
            return inner;
        }
    }
    return NULL;
}

static bool read_unwrapped(struct json_work *w, json_t *record, uint64_t offset)
{
    for (size_t i = 0; json_is_object(record) && i < JSON_MAX_UNWRAP; i++) {
        const struct json_dialect *dialect = find_dialect(w, record);
        if (dialect) {
            w->dialect = dialect;
            read_event(w, record, offset);
            return true;
        }
        record = unwrap(w, record);
    }
    return false;
}

bool json_read_record(struct json_work *w, json_t *record, uint64_t offset)
{
    w->inner = NULL;
    w->fragment = VIEW_NONE;
    bool is_event = read_unwrapped(w, record, offset);
    json_decref(w->inner);
    return is_event;
}
