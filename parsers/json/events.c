/* A block of JSON to a batch of events, one record at a time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/base/encoding.h"
#include "parsers/event/dated.h"
#include "parsers/event/templates.h"
#include "parsers/json/json.h"
#include "parsers/json/record.h"
#include "parsers/json/value.h"

enum {
    HEAD_LOOK = 16 * 1024,
    STRAY_EVENT = 40, /* bytes that an event as text has at least */
    MAX_HEADING = 1024,
    MAX_PEEKED = 8, /* records that the first time is looked for in */
};

/* Work on one block: the text that records are looked for in, and where it comes from. */
struct parse {
    struct json_work work;
    const struct block *block;
    struct view text; /* the block, or its shadow of one byte a unit */
    size_t unit;      /* bytes of the block for one of the text */
    struct buffer *utf8;
    struct buffer *mended;
    size_t others; /* objects that are no events */
    uint64_t first_other;
};

/* True when lines begin with other words, as those of syslog do, and end with an object. */
static bool has_heads(struct view text)
{
    enum { FEW_LINES = 3, MAX_LINE_HEAD = 256 };
    struct view line, rest = text;
    size_t count = 0;
    for (; count < FEW_LINES && rest.len > 0; count++) {
        bool is_whole = view_cut(rest, VIEW("\n"), &line, &rest);
        line = view_trim(is_whole ? line : rest);
        rest = is_whole ? rest : VIEW_NONE;
        size_t start = view_find(view_slice(line, 0, MAX_LINE_HEAD), VIEW("{\""), 0);
        bool has_end = view_ends_nocase(line, VIEW("}")) || view_ends_nocase(line, VIEW("}]"));
        if (start == SIZE_MAX || (!has_end && (is_whole || count == 0))) {
            return false;
        }
    }
    return count > 0;
}

/* The same behind a paragraph that tells where the lines are from. */
static bool has_heads_below(struct view text)
{
    const size_t end = view_find(view_slice(text, 0, MAX_HEADING), VIEW("\n\n"), 0);
    return end != SIZE_MAX && has_heads(view_trim(view_from(text, end)));
}

/* True when a record begins a line behind a few others: a prompt, a fence, a comment. */
static bool follows_few_words(struct view text)
{
    enum { MAX_WORDS = 1024 };
    size_t pos = json_find_record(text, 0);
    if (pos > MAX_WORDS || text.data[pos] != '{') {
        return false;
    }
    while (pos > 0 && (text.data[pos - 1] == '[' || text.data[pos - 1] == ' ')) {
        pos--;
    }
    while (pos > 0 && ascii_is_blank(text.data[pos - 1]) && text.data[pos - 1] != '\n') {
        pos--;
    }
    return pos > 0 && text.data[pos - 1] == '\n';
}

/* True for a word in braces, as tickets have them around what is quoted, and for rich text. */
static bool is_macro(struct view text)
{
    size_t len = 1;
    while (len < text.len && ascii_is_alnum(text.data[len])) {
        len++;
    }
    char next = len < text.len ? text.data[len] : '\0';
    return view_starts(text, VIEW("{\\rtf")) || (len > 1 && (next == '}' || next == ':'));
}

/* True for a string that is an event by itself: a document as it is escaped within, or XML. */
static bool begins_with_text(struct view text)
{
    return view_starts(text, VIEW("\"{\\\"")) || view_starts(text, VIEW("\"<Event")) ||
           view_starts(text, VIEW("\"\\u003cEvent")) || view_starts(text, VIEW("\"@{"));
}

/* True for an array of objects, of rows or of texts with events. */
static bool begins_with_list(struct view text)
{
    struct view inside = view_trim(view_from(text, 1));
    while (view_starts(inside, VIEW("["))) {
        inside = view_trim(view_from(inside, 1));
    }
    return view_starts(text, VIEW("[")) &&
           (view_find(VIEW("{]"), view_slice(inside, 0, 1), 0) != SIZE_MAX ||
            begins_with_text(inside) ||
            (view_starts(inside, VIEW("\"")) && json_may_hold_event(text)));
}

/* True when the first line that begins with an object or an array holds a record, and all before it
 * are words: a mail with an export below it. */
static bool follows_words(struct view text)
{
    enum { MAX_LOOKS = 64 };
    struct view line, rest = text;
    size_t looks = 0;
    while (looks < MAX_LOOKS && view_cut(rest, VIEW("\n"), &line, &rest)) {
        const struct view start = view_trim(rest);
        const char first = start.len > 0 ? start.data[0] : '\0';
        const struct view inside = view_trim(view_slice(start, 1, MAX_LOOKS));
        const char next = inside.len > 0 ? inside.data[0] : '\0';
        const bool is_object = first == '{' && next == '"';
        const bool may_be_list = first == '[' && ascii_is_of("{[\"", next);
        looks += may_be_list;
        if (is_object || (may_be_list && begins_with_list(start))) {
            const size_t len = (size_t)(start.data - text.data);
            return json_find_record(text, len - 1) != SIZE_MAX &&
                   json_are_words(view_slice(text, 0, len));
        }
    }
    return false;
}

/* The same of the source, whose beginning the text is; it becomes all of it where that has to be
 * seen. */
static bool follows_long_words(struct buffer *text, struct view source, enum text_encoding encoding)
{
    const struct view start = buffer_view(text);
    if (json_before_events(start).len == start.len && source.len > HEAD_LOOK) {
        buffer_clear(text);
        text_to_utf8(text, source, encoding, NULL);
    }
    return follows_words(view_trim(buffer_view(text)));
}

static bool recognise(struct view head, struct reader_input *input)
{
    size_t bom_len;
    input->encoding = encoding_sniff(head, &bom_len);
    input->code_page = NULL;
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    const struct view source = view_from(head, bom_len);
    text_to_utf8(&text, view_slice(source, 0, HEAD_LOOK), input->encoding, NULL);
    struct view start = view_trim(buffer_view(&text));
    bool is_object = view_starts(start, VIEW("{")) && !is_macro(start);
    bool is_json = is_object || begins_with_list(start) || begins_with_text(start) ||
                   (view_starts(start, VIEW("Record ")) && view_find(start, VIEW("{"), 0) < 32) ||
                   has_heads(start) || has_heads_below(start) || follows_few_words(start) ||
                   follows_long_words(&text, source, input->encoding);
    if (is_json) {
        date_clues_init(&input->clues);
        dated_learn(input, view_trim(buffer_view(&text)));
    }
    buffer_release(&text);
    return is_json;
}

static size_t boundary(const struct reader_input *input, struct view data, uint64_t at, size_t from)
{
    if (!text_is_wide(input->encoding)) {
        return json_find_record(data, from);
    }
    /* Units stay aligned as long as blocks start at even offsets. */
    from += (at + from) & 1;
    struct buffer shadow;
    buffer_init(&shadow, BUFFER_NO_MAX);
    json_add_shadow(&shadow, view_from(data, from), input->encoding);
    size_t pos = json_find_record(buffer_view(&shadow), 0);
    buffer_release(&shadow);
    return pos == SIZE_MAX ? SIZE_MAX : from + 2 * pos;
}

/* Where wmilog printed a time of a clock that is not known, it says so beside it. */
static bool peek_zoned_time(const struct reader_clock *clock, struct view record, struct view value,
                            int64_t *time)
{
    if (!value.data || !json_text_time(value, time)) {
        return false;
    }
    bool is_local = json_peek(record, VIEW("time_zone")).len > 0;
    *time = is_local ? reader_time(clock, *time) : *time;
    return true;
}

/* The first name, that of most forms, is looked for alone. */
static bool peek_time(const struct reader_clock *clock, struct view record, int64_t *time)
{
    struct view values[JSON_MAX_TIME_NAMES];
    if (peek_zoned_time(clock, record, json_peek(record, json_time_names[0]), time)) {
        return true;
    }
    json_peek_all(record, json_time_names, json_time_name_count, values);
    for (size_t i = 1; i < json_time_name_count; i++) {
        if (peek_zoned_time(clock, record, values[i], time)) {
            return true;
        }
    }
    json_peek_all(record, json_local_time_names, json_local_time_name_count, values);
    for (size_t i = 0; i < json_local_time_name_count; i++) {
        if (values[i].data && wintime_parse(values[i], time)) {
            *time = json_has_zone(values[i]) ? *time : reader_time(clock, *time);
            return true;
        }
    }
    return false;
}

static bool first_time(const struct reader_input *input, struct view data, int64_t *time)
{
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    if (text_is_wide(input->encoding)) {
        json_add_shadow(&text, view_slice(data, 0, JSON_LOOK_AHEAD), input->encoding);
        data = buffer_view(&text);
    }
    struct json_splitter splitter = json_splitter_over(data);
    struct json_span span;
    bool is_found = false;
    /* What stands beside records may come first. */
    for (size_t i = 0; i < MAX_PEEKED && !is_found && json_splitter_next(&splitter, &span); i++) {
        is_found =
            peek_time(&input->clock, view_slice(data, span.start, span.start + span.len), time);
    }
    buffer_release(&text);
    return is_found;
}

/* Of all records in one go, as boundaries are found by looking far. */
static bool earliest_time(const struct reader_input *input, struct view data, int64_t *time)
{
    struct buffer text;
    int64_t found;
    buffer_init(&text, BUFFER_NO_MAX);
    if (text_is_wide(input->encoding)) {
        json_add_shadow(&text, data, input->encoding);
        data = buffer_view(&text);
    }
    struct json_splitter splitter = json_splitter_over(data);
    struct json_span span;
    bool is_found = false;
    while (json_splitter_next(&splitter, &span)) {
        const struct view record = view_slice(data, span.start, span.start + span.len);
        if (peek_time(&input->clock, record, &found)) {
            *time = !is_found || found < *time ? found : *time;
            is_found = true;
        }
    }
    buffer_release(&text);
    return is_found;
}

static uint64_t offset_of(const struct parse *p, size_t pos)
{
    return p->block->offset + pos * p->unit;
}

/* The record as UTF-8. */
static struct view text_of(struct parse *p, const struct json_span *span)
{
    if (p->unit == 1) {
        return view_slice(p->text, span->start, span->start + span->len);
    }
    buffer_clear(p->utf8);
    size_t start = span->start * p->unit;
    struct view wide = view_slice(p->block->data, start, start + span->len * p->unit);
    text_to_utf8(p->utf8, wide, p->work.input->encoding, NULL);
    return buffer_view(p->utf8);
}

static void note_repair(struct parse *p, uint64_t offset, const struct json_repairs *repairs)
{
    const struct batch_repair parts[] = {
        {repairs->bytes, "ill-formed byte", "ill-formed bytes"},
        {repairs->characters, "control character", "control characters"},
        {repairs->escapes, "escape without meaning", "escapes without meaning"},
        {repairs->values, "value that is none of JSON", "values that are none of JSON"},
        {repairs->commas, "comma too many", "commas too many"},
        {repairs->colons, "foreign separator", "foreign separators"},
        {repairs->times, "unquoted time", "unquoted times"},
    };
    batch_repair(p->work.batch, offset, parts, COUNT_OF(parts));
}

/* The record parsed, mended where that is possible; NULL when it is damaged, which is noted. */
static json_t *load(struct parse *p, struct view text, uint64_t offset,
                    struct json_repairs *repairs)
{
    json_error_t error;
    json_t *record = json_load_plain(text, p->mended, NULL);
    record = record ? record : json_loadb(text.data, text.len, JSON_PARSING, &error);
    if (!record && json_error_code(&error) == json_error_duplicate_key) {
        record = json_parse_text(text, &p->work.doubles);
    }
    if (record) {
        return record;
    }
    buffer_clear(p->mended);
    *repairs = json_repair(p->mended, text);
    record = json_parse_text(buffer_view(p->mended), &p->work.doubles);
    if (!record) {
        batch_damage(p->work.batch, offset, "%s", error.text);
    }
    return record;
}

/* What stands under the last name of the first path of that kind, when it is plain ASCII. */
static struct view peek_part(const struct parse *p, struct view text, unsigned what)
{
    const struct json_row *row = json_row_of(p->work.dialect, what);
    struct view value =
        row ? json_peek(text, view_of(row->path.steps[row->path.count - 1])) : VIEW_NONE;
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.data[i];
        if (c < 0x20 || c >= 0x80 || c == '\\') {
            return VIEW_NONE;
        }
    }
    return value;
}

/* True for a record that is surely of another provider and that nothing needs: it is counted and
 * not parsed. */
static bool skip_foreign(struct parse *p, struct view text)
{
    int64_t time = WINTIME_NONE;
    if (p->work.input->wants_xml || !p->work.dialect ||
        view_find(text, VIEW(WMI_ACTIVITY_PROVIDER), 0) != SIZE_MAX) {
        return false;
    }
    struct view provider = peek_part(p, text, EVENT_PART_PROVIDER);
    struct view channel = peek_part(p, text, EVENT_PART_CHANNEL);
    if (provider.len == 0 || channel.len == 0 ||
        view_equal_nocase(provider, VIEW(WMI_ACTIVITY_PROVIDER)) ||
        template_has_companions(provider)) {
        return false;
    }
    peek_time(&p->work.input->clock, text, &time);
    p->work.batch->records++;
    batch_count_event(p->work.batch, provider, channel, time);
    return true;
}

static void take_record(struct parse *p, const struct json_span *span)
{
    uint64_t offset = offset_of(p, span->start);
    if (!span->is_whole) {
        batch_damage(p->work.batch, offset,
                     span->len * p->unit >= JSON_MAX_EVENT_SIZE
                         ? "the record is too large, over 1 MB"
                         : "the record is cut off");
        return;
    }
    struct view text = text_of(p, span);
    if (skip_foreign(p, text)) {
        return;
    }
    struct json_repairs repairs = {0};
    uint64_t read = p->work.batch->read;
    uint64_t repaired = p->work.batch->repaired;
    json_start_record(&p->work);
    json_t *record =
        span->is_text ? json_load_text(text, p->mended) : load(p, text, offset, &repairs);
    if (record && !json_read_record(&p->work, record, offset) && !span->is_aside) {
        p->first_other = p->others++ == 0 ? offset : p->first_other;
    }
    /* What it holds as XML may have been mended besides. */
    if (p->work.batch->read > read && p->work.batch->repaired == repaired) {
        note_repair(p, offset, &repairs);
    }
    json_tell_doubles(&p->work, offset);
    json_decref(record);
}

/* What stands between records may hold events as text; where it does not, it is told when it is
 * long.
 */
static void note_stray(struct parse *p, const struct json_span *span)
{
    const size_t start = span->stray_start * p->unit;
    struct view bytes = view_slice(p->block->data, start, span->start * p->unit);
    const bool may_be_other = p->unit == 1 && span->stray >= STRAY_EVENT &&
                              memchr(bytes.data, '\n', bytes.len) && json_may_hold_event(bytes);
    if (may_be_other && reader_read_other(p->work.input, bytes, p->block->offset + start,
                                          p->block->offset + start + bytes.len, p->work.batch)) {
        return;
    }
    for (size_t i = 0; readers[i] && span->stray >= STRAY_EVENT; i++) {
        if (readers[i]->add_strays &&
            readers[i]->add_strays(p->work.input, bytes, p->block->offset + start, p->work.batch)) {
            return;
        }
    }
    if (span->stray > JSON_STRAY_BYTES) {
        batch_problem(p->work.batch, offset_of(p, span->stray_start),
                      "%zu bytes belong to no record", span->stray * p->unit);
    }
}

static void parse_records(struct parse *p)
{
    struct json_splitter splitter = json_splitter_over(p->text);
    struct json_span span;
    while (json_splitter_next(&splitter, &span)) {
        note_stray(p, &span);
        take_record(p, &span);
    }
    note_stray(p, &span);
    if (p->others > 0) {
        batch_problem(p->work.batch, p->first_other,
                      "%zu object%s from here on: no event of any "
                      "form that is known",
                      p->others, p->others > 1 ? "s" : "");
    }
}

static void parse(const struct reader_input *input, const struct block *block, struct batch *batch)
{
    struct parse p = {.work = {.input = input, .batch = batch, .is_first = block->is_first},
                      .block = block,
                      .unit = 1};
    struct buffer *shadow = &batch->scratch[JSON_SCRATCH_SHADOW];
    p.utf8 = &batch->scratch[JSON_SCRATCH_UTF8];
    p.mended = &batch->scratch[JSON_SCRATCH_MENDED];
    p.text = block->data;
    if (text_is_wide(input->encoding)) {
        buffer_clear(shadow);
        json_add_shadow(shadow, block->data, input->encoding);
        p.text = buffer_view(shadow);
        p.unit = 2;
    }
    assembly_init(&p.work.assembly, batch, input->source);
    p.work.assembly.expects_messages = true;
    parse_records(&p);
    batch_settle_xml(batch);
    batch_trim(batch);
}

/* Jansson makes its hashes from a seed that threads share. */
static void prepare(void)
{
    json_object_seed(0);
}

const struct reader json_reader = {
    .name = "json",
    .block_size = JSON_BLOCK_SIZE,
    .look_ahead = JSON_LOOK_AHEAD,
    .max_event_size = JSON_MAX_EVENT_SIZE,
    .has_encoding = true,
    .prepare = prepare,
    .recognise = recognise,
    .survey = dated_survey,
    .boundary = boundary,
    .first_time = first_time,
    .earliest_time = earliest_time,
    .parse = parse,
};
