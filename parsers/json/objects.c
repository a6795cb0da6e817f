/* Objects with their members in XML: what PowerShell's Export-Clixml writes of event records, and
 * documents of others whose elements have a member that is the message of an event, as
 * ConvertTo-Xml and lists of tools have. They become records as ConvertTo-Json would write them. */
#include <stdlib.h>
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/base/encoding.h"
#include "parsers/base/memory.h"
#include "parsers/event/clixml.h"
#include "parsers/event/dated.h"
#include "parsers/event/markup.h"
#include "parsers/json/json.h"
#include "parsers/json/record.h"

enum {
    MAX_OPEN = 32,           /* objects and lists within each other */
    HEAD_SIZE = 1024,        /* how far the root is looked for */
    START_SIZE = 4096,       /* and the first time */
    MARKUP_LOOK = 32 * 1024, /* how far the first message is looked for */
    MAX_NAME = 64,           /* bytes of the name of an element */
};

/* Work on one record. */
struct reading {
    struct arena *arena;
    json_t *open[MAX_OPEN]; /* borrowed but for the first */
    size_t depth;
    struct json_doubles *doubles;
};

/* The object of a record starts here: the first type that the file describes is the records'. */
static bool starts_record(struct view text)
{
    struct view rest = view_from(text, VIEW("<Obj RefId=\"").len);
    size_t end = view_find(view_slice(rest, 0, 32), VIEW("\">"), 0);
    if (!view_starts(text, VIEW("<Obj RefId=\"")) || end == SIZE_MAX) {
        return false;
    }
    rest = view_trim(view_slice(rest, end + 2, end + 2 + 256));
    return view_starts(rest, VIEW("<TN RefId=\"0\"")) ||
           view_starts(rest, VIEW("<TNRef RefId=\"0\""));
}

/* The start of an element of that name, or SIZE_MAX. */
static size_t find_element(struct view text, struct view start, size_t from)
{
    size_t pos = view_find(text, start, from);
    while (pos != SIZE_MAX && pos + start.len < text.len && text.data[pos + start.len] != '>' &&
           !ascii_is_blank(text.data[pos + start.len])) {
        pos = view_find(text, start, pos + 1);
    }
    return pos;
}

/* Of other documents than PowerShell's own, `header` tells the element: "<NAME". */
static size_t find_start(const struct reader_input *input, struct view text, size_t from)
{
    if (input->header) {
        return find_element(text, view_of(input->header), from);
    }
    size_t pos = view_find(text, VIEW("<Obj RefId=\""), from);
    while (pos != SIZE_MAX && !starts_record(view_from(text, pos))) {
        pos = view_find(text, VIEW("<Obj RefId=\""), pos + 1);
    }
    return pos;
}

static bool recognise(struct view head, struct reader_input *input)
{
    size_t bom_len;
    struct buffer text;
    input->encoding = encoding_sniff(head, &bom_len);
    input->code_page = NULL;
    free(input->header);
    input->header = NULL;
    buffer_init(&text, BUFFER_NO_MAX);
    text_to_utf8(&text, view_slice(view_from(head, bom_len), 0, HEAD_SIZE), input->encoding, NULL);
    bool is_export = view_find(buffer_view(&text), VIEW("<Objs "), 0) != SIZE_MAX &&
                     view_find(buffer_view(&text), VIEW("EventLogRecord"), 0) != SIZE_MAX;
    buffer_release(&text);
    return is_export;
}

static size_t boundary(const struct reader_input *input, struct view data, uint64_t at, size_t from)
{
    if (!text_is_wide(input->encoding)) {
        return find_start(input, data, from);
    }
    from += (at + from) & 1;
    struct buffer shadow;
    buffer_init(&shadow, BUFFER_NO_MAX);
    json_add_shadow(&shadow, view_from(data, from), input->encoding);
    size_t pos = find_start(input, buffer_view(&shadow), 0);
    buffer_release(&shadow);
    return pos == SIZE_MAX ? SIZE_MAX : from + 2 * pos;
}

static json_t *text_value(struct reading *r, struct view text)
{
    char *out = arena_bytes(r->arena, text.len + CLIXML_TEXT_SPARE);
    return json_stringn_nocheck(out, clixml_text(text, out));
}

/* Puts a value into what is open, which owns it then. */
static void put(struct reading *r, struct view name, json_t *value)
{
    json_t *into = r->depth > 0 ? r->open[r->depth - 1] : NULL;
    if (json_is_array(into)) {
        json_array_append_new(into, value);
    } else if (into) {
        const json_t *first = name.len > 0 ? json_object_getn(into, name.data, name.len) : NULL;
        if (first && json_is_string(value)) {
            json_put_once(into, name, value, r->doubles);
            return;
        }
        r->doubles->count += first ? 1 : 0;
        name = name.len > 0 && !first ? name : VIEW("-"); /* what is open has to be somewhere */
        json_object_setn_new_nocheck(into, name.data, name.len, value);
    } else {
        json_decref(value);
    }
}

/* Opens an object, or the list that the object around it is in truth. */
static void open_value(struct reading *r, const struct clixml_tag *tag, json_t *value)
{
    json_incref(value);
    put(r, tag->name, value);
    if (r->depth < MAX_OPEN) {
        r->open[r->depth] = value;
    }
    r->depth++;
    json_decref(value); /* what it was put into holds it */
}

/* The record whose object `text` begins with, to be freed; NULL when it has no end. */
static json_t *read_object(struct reading *r, struct view text)
{
    json_t *record = json_object();
    size_t pos = 0, used;
    struct clixml_tag tag;
    r->depth = 0;
    while (pos < text.len) {
        pos = view_find(text, VIEW("<"), pos);
        if (pos == SIZE_MAX || !clixml_tag(view_from(text, pos), &tag, &used)) {
            break;
        }
        pos += used;
        bool is_list = view_equal(tag.element, VIEW("LST")) || view_equal(tag.element, VIEW("IE"));
        bool is_open = view_equal(tag.element, VIEW("Obj")) || is_list;
        if (r->depth == 0) {
            r->open[r->depth++] = record;
        } else if (is_open && tag.is_end) {
            r->depth--;
        } else if (is_open && !tag.is_empty && r->depth < MAX_OPEN) {
            tag.name = is_list ? VIEW("Value") : tag.name;
            open_value(r, &tag, is_list ? json_array() : json_object());
        } else if (tag.name.len > 0 && !tag.is_empty && !is_open) {
            size_t end = view_find(text, VIEW("<"), pos);
            put(r, tag.name, text_value(r, view_slice(text, pos, end)));
        } else if (is_open && !tag.is_empty) {
            break;
        }
        if (r->depth == 0) {
            return record;
        }
    }
    json_decref(record);
    return NULL;
}

/* A tag of any document; false for what is none: a comment, a declaration, data. */
static bool any_tag(struct view text, struct clixml_tag *tag, size_t *len)
{
    static const struct {
        struct view start, end;
    } others[] = {
        {{"<!--", 4}, {"-->", 3}}, {{"<![CDATA[", 9}, {"]]>", 3}}, {{"<?", 2}, {"?>", 2}}};
    static const struct view names[] = {{" Name=", 6}, {" name=", 6}, {" k=", 3}};
    *len = text.len;
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        if (view_starts(text, others[i].start)) {
            size_t end = view_find(text, others[i].end, others[i].start.len);
            *len = end == SIZE_MAX ? text.len : end + others[i].end.len;
            return false;
        }
    }
    if (!clixml_tag(text, tag, len)) {
        return false;
    }
    struct view inner = view_slice(text, 0, *len);
    size_t name = tag->is_end ? 2 : 1;
    size_t end = name;
    while (end < inner.len && inner.data[end] != '>' && inner.data[end] != '/' &&
           !ascii_is_blank(inner.data[end])) {
        end++;
    }
    tag->element = tag->name = view_slice(inner, name, end);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct view value = markup_attribute(inner, names[i]);
        tag->name = value.data ? value : tag->name;
    }
    return true;
}

static bool is_data(struct view text)
{
    return view_starts(text, VIEW("<![CDATA["));
}

/* The members of the element that `text` begins with: their texts by their names. */
static json_t *read_members(struct reading *r, struct view text)
{
    json_t *record = json_object();
    struct clixml_tag tag;
    struct view name = VIEW_NONE;
    struct buffer value;
    size_t depth = 0, pos = 0, used;
    buffer_init(&value, BUFFER_NO_MAX);
    while (pos < text.len) {
        const struct view rest = view_from(text, pos);
        if (rest.data[0] != '<') {
            size_t end = view_find(rest, VIEW("<"), 0);
            buffer_add(&value, view_slice(rest, 0, end));
            pos += end == SIZE_MAX ? rest.len : end;
            continue;
        }
        const bool is_tag = any_tag(rest, &tag, &used);
        pos += used;
        if (!is_tag) {
            struct view inside = view_slice(rest, 9, used - 3);
            buffer_add(&value, is_data(rest) ? inside : VIEW(""));
            continue;
        }
        if (tag.is_empty) {
            continue;
        }
        depth += tag.is_end ? 0 : 1;
        if (!tag.is_end && depth == 2) {
            name = tag.name;
            buffer_clear(&value);
        } else if (tag.is_end && depth == 2 && name.len > 0) {
            json_put_once(record, name, text_value(r, buffer_view(&value)), r->doubles);
        }
        depth -= tag.is_end ? 1 : 0;
        if (depth == 0) {
            buffer_release(&value);
            return record;
        }
    }
    buffer_release(&value);
    json_decref(record);
    return NULL;
}

/* The name of the element around the one that the first message stands in; "" for none. */
static struct view element_of_messages(struct view text)
{
    struct view open[MAX_OPEN];
    struct clixml_tag tag;
    size_t depth = 0, used;
    for (size_t pos = view_find(text, VIEW("<"), 0); pos != SIZE_MAX;
         pos = view_find(text, VIEW("<"), pos)) {
        const struct view rest = view_from(text, pos);
        const bool is_tag = any_tag(rest, &tag, &used);
        struct view value = view_slice(rest, is_tag ? used : 0, view_find(rest, VIEW("<"), used));
        if (is_tag && tag.is_end) {
            depth -= depth > 0;
        } else if (is_tag && !tag.is_empty && depth < MAX_OPEN) {
            open[depth++] = tag.element;
        }
        if (depth >= 2 && (is_data(rest) || (is_tag && !tag.is_end)) &&
            json_may_hold_event(view_trim(value))) {
            return open[depth - 2];
        }
        pos += used;
    }
    return VIEW("");
}

/* An event that is called so and whose parts are its members, as NXLog writes it. */
static bool is_flat_event(struct view text)
{
    return view_starts(text, VIEW("<Event>")) && view_find(text, VIEW("<System"), 0) == SIZE_MAX &&
           view_find(text, VIEW("<SourceName>"), 0) != SIZE_MAX;
}

/* What Splunk answers: names are attributes of fields, and what was logged may be XML. */
static bool is_of_splunk(struct view text)
{
    const size_t root = view_find(view_slice(text, 0, HEAD_SIZE), VIEW("<results preview="), 0);
    return root != SIZE_MAX && view_find(text, VIEW("<field k="), root) != SIZE_MAX;
}

static bool recognise_markup(struct view head, struct reader_input *input)
{
    static const struct view others[] = {{"<Event>", 7}, {"<Event ", 7},   {"<html", 5},
                                         {"<Objs ", 6},  {"<Workbook", 9}, {"&lt;Event", 9}};
    size_t bom_len;
    struct buffer text;
    input->encoding = encoding_sniff(head, &bom_len);
    input->code_page = NULL;
    buffer_init(&text, BUFFER_NO_MAX);
    text_to_utf8(&text, view_slice(view_from(head, bom_len), 0, MARKUP_LOOK), input->encoding,
                 NULL);
    struct view look = view_trim(buffer_view(&text));
    const bool is_flat = is_flat_event(look);
    const bool is_splunk = is_of_splunk(look);
    bool is_other = !view_starts(look, VIEW("<?xml")) && !is_flat;
    for (size_t i = is_flat ? 1 : 0; i < COUNT_OF(others); i++) {
        is_other = is_other || view_find(look, others[i], 0) != SIZE_MAX;
    }
    struct view name = is_splunk ? VIEW("result") : is_other ? VIEW("") : element_of_messages(look);
    const bool is_markup = name.len > 0 && name.len <= MAX_NAME;
    if (is_markup) {
        free(input->header);
        input->header = memory_new(name.len + 2, 1);
        input->header[0] = '<';
        memcpy(input->header + 1, name.data, name.len);
        date_clues_init(&input->clues);
        dated_learn(input, look);
    }
    buffer_release(&text);
    return is_markup;
}

/* An object that is a list has that as its only value. */
static void unfold_properties(json_t *record)
{
    json_t *list = json_object_get(json_object_get(record, "Properties"), "Value");
    if (json_is_array(list)) {
        json_object_set(record, "Properties", list);
    }
}

static void take_record(struct json_work *w, struct arena *arena, struct view text, uint64_t offset)
{
    struct reading reading = {.arena = arena, .doubles = &w->doubles};
    json_start_record(w);
    json_t *record = w->input->header ? read_members(&reading, text) : read_object(&reading, text);
    unfold_properties(record);
    if (!record) {
        batch_damage(w->batch, offset, "the object is cut off or nested too deep");
    } else if (!json_read_record(w, record, offset)) {
        batch_problem(w->batch, offset, "the object is no event record");
    }
    json_tell_doubles(w, offset);
    json_decref(record);
}

static void parse(const struct reader_input *input, const struct block *block, struct batch *batch)
{
    struct json_work work = {.input = input, .batch = batch, .is_first = block->is_first};
    struct buffer *shadow = &batch->scratch[JSON_SCRATCH_SHADOW];
    struct buffer *utf8 = &batch->scratch[JSON_SCRATCH_UTF8];
    bool is_wide = text_is_wide(input->encoding);
    size_t unit = is_wide ? 2 : 1;
    struct view text = block->data;
    struct arena arena;
    arena_init(&arena, 0);
    if (is_wide) {
        buffer_clear(shadow);
        json_add_shadow(shadow, block->data, input->encoding);
        text = buffer_view(shadow);
    }
    assembly_init(&work.assembly, batch, input->source);
    work.assembly.expects_messages = true;
    for (size_t pos = find_start(input, text, 0), next; pos != SIZE_MAX; pos = next) {
        next = find_start(input, text, pos + 1);
        buffer_clear(utf8);
        text_to_utf8(
            utf8,
            view_slice(block->data, pos * unit, next == SIZE_MAX ? block->data.len : next * unit),
            input->encoding, NULL);
        take_record(&work, &arena, buffer_view(utf8), block->offset + pos * unit);
        arena_clear(&arena);
    }
    batch_settle_xml(batch);
    arena_release(&arena);
    batch_trim(batch);
}

static bool first_time(const struct reader_input *input, struct view data, int64_t *time)
{
    struct buffer text;
    struct view before, value, rest;
    buffer_init(&text, BUFFER_NO_MAX);
    text_to_utf8(&text, view_slice(data, 0, 2 * (size_t)START_SIZE), input->encoding, NULL);
    bool is_found = view_cut(buffer_view(&text), VIEW("N=\"TimeCreated\">"), &before, &rest) &&
                    view_cut(rest, VIEW("<"), &value, &rest) && wintime_parse(value, time);
    buffer_release(&text);
    return is_found;
}

const struct reader objects_reader = {
    .name = "clixml",
    .block_size = JSON_BLOCK_SIZE,
    .look_ahead = JSON_LOOK_AHEAD,
    .max_event_size = JSON_MAX_EVENT_SIZE,
    .has_encoding = true,
    .recognise = recognise,
    .boundary = boundary,
    .first_time = first_time,
    .parse = parse,
};

const struct reader markup_reader = {
    .name = "xml objects",
    .block_size = JSON_BLOCK_SIZE,
    .look_ahead = JSON_LOOK_AHEAD,
    .max_event_size = JSON_MAX_EVENT_SIZE,
    .has_encoding = true,
    .recognise = recognise_markup,
    .survey = dated_survey,
    .boundary = boundary,
    .first_time = first_time,
    .parse = parse,
};
