/* Records of any form, and events that stand deeper in one than any form has them: in objects and
 * lists under other names, in strings, in tables with their columns named beside them. */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/base/dates.h"
#include "parsers/event/message.h"
#include "parsers/event/templates.h"
#include "parsers/json/json.h"
#include "parsers/json/record.h"
#include "parsers/json/regular.h"
#include "parsers/json/value.h"

enum {
    MAX_VALUES = 100000, /* that are looked at in one record */
    MAX_TABLE_COLUMNS = 256,
    XML_START = 256, /* how far the start of an event in XML is looked for */
};

struct inner {
    struct json_work *work;
    uint64_t offset; /* of the record */
    size_t left;     /* values that may be looked at */
};

static bool read_value(struct inner *in, json_t *value, size_t depth);

bool json_may_hold_event(struct view text)
{
    static const struct view starts[] = {
        {"{", 1}, {"[{", 2}, {"@{", 2}, {"\\u003cEvent", 11}, {"<Event", 6}, {"<?xml", 5}};
    text = view_trim(text);
    for (size_t i = 0; i < COUNT_OF(starts); i++) {
        if (view_starts(text, starts[i])) {
            return true;
        }
    }
    return view_find(text, VIEW("ClientProcessId = "), 0) != SIZE_MAX ||
           view_find(text, VIEW("PossibleCause = "), 0) != SIZE_MAX ||
           view_find(text, VIEW("] Provider identifier: {"), 0) != SIZE_MAX ||
           view_find(text, VIEW(" provider started with result code "), 0) != SIZE_MAX;
}

/* "[LOG] [ERROR] [5858] [SOURCE] [COMPUTER] [MESSAGE]", as the agent of CloudWatch writes an event:
 * a record of the message and the computer; NULL for other text. */
static json_t *bracketed_record(struct view text)
{
    const size_t start = view_starts(text, VIEW("[")) ? message_find_whole(text, 0) : SIZE_MAX;
    const bool is_last = start != SIZE_MAX && start > 3 && text.data[text.len - 1] == ']' &&
                         view_equal(view_slice(text, start - 3, start), VIEW("] ["));
    if (!is_last) {
        return NULL;
    }
    size_t cell = start - 3;
    while (cell > 0 && text.data[cell - 1] != '[') {
        cell--;
    }
    return json_pack("{s:s%, s:s%}", "MachineName", text.data + cell, start - 3 - cell, "Message",
                     text.data + start, text.len - 1 - start);
}

static bool read_string(struct inner *in, struct view text, size_t depth)
{
    bool is_read = false;
    text = view_trim(text);
    if (view_starts(text, VIEW("{")) || view_starts(text, VIEW("["))) {
        json_t *document = json_parse_text(text, &in->work->doubles);
        document = document ? document : json_parse_plaso_line(text);
        is_read = document && read_value(in, document, depth + 1);
        json_decref(document);
        if (document || text.len < 2 || !ascii_is_letter(text.data[1])) { /* "{code}" is text */
            return is_read;
        }
    }
    if (view_find(view_slice(text, 0, XML_START), VIEW("<Event"), 0) != SIZE_MAX) {
        return json_read_xml(in->work, text, in->offset);
    }
    json_t *record = bracketed_record(text);
    if (record || message_event_id(text) != 0) {
        record = record ? record : json_pack("{s:s%}", "Message", text.data, text.len);
        is_read = record && json_read_known(in->work, record, in->offset);
        json_decref(record);
        return is_read;
    }
    if (!view_starts(text, VIEW("@{"))) { /* of chats and pages */
        text = json_without_entities(text, &in->work->batch->arena);
    }
    bool is_text = view_starts(text, VIEW("@{")) || message_find_whole(text, 0) != SIZE_MAX;
    return is_text && json_read_strays(in->work, text, in->offset);
}

/* The name of a column: alone, or a member of what tells more of it. */
static struct view column_name(json_t *column)
{
    static const char *const names[] = {"name", "ColumnName", "Name", "columnName"};
    for (size_t i = 0; json_is_object(column) && i < COUNT_OF(names); i++) {
        json_t *name = json_member(column, names[i]);
        column = name ? name : column;
    }
    return json_is_string(column) ? json_string_view(column) : VIEW_NONE;
}

static json_t *any_list(json_t *object, const char *const names[], size_t count)
{
    json_t *list = NULL;
    for (size_t i = 0; i < count && !json_is_array(list); i++) {
        list = json_member(object, names[i]);
    }
    return json_is_array(list) ? list : NULL;
}

/* A row as the record that it is. */
static json_t *row_record(json_t *columns, json_t *row, struct json_doubles *doubles)
{
    json_t *record = json_object();
    size_t count = json_array_size(columns) < json_array_size(row) ? json_array_size(columns)
                                                                   : json_array_size(row);
    for (size_t i = 0; i < count; i++) {
        struct view name = column_name(json_array_get(columns, i));
        if (name.len > 0) {
            json_put_once(record, name, json_incref(json_array_get(row, i)), doubles);
        }
    }
    return record;
}

/* "{"v": "..."}" and its like around a value, as BigQuery has them: the value itself. */
static json_t *bare_value(json_t *value)
{
    json_t *inner =
        json_is_object(value) && json_object_size(value) == 1 ? json_member(value, "v") : NULL;
    return inner ? inner : value;
}

/* The list of values that a row is; NULL for another value. To be freed. */
static json_t *row_values(json_t *row)
{
    size_t index;
    json_t *value;
    json_t *list = json_is_object(row) && json_object_size(row) == 1 ? json_member(row, "f") : row;
    if (!json_is_array(list)) {
        return NULL;
    }
    json_t *values = json_array();
    json_array_foreach(list, index, value)
    {
        json_array_append(values, bare_value(value));
    }
    return values;
}

/* What a value beside a message is, by its look; NULL for nothing that is known. */
static const char *name_by_look(struct view text, uint64_t id)
{
    struct date_text date;
    uint64_t number;
    text = view_trim(text);
    if (view_number(text, &number)) {
        return number == id ? "Id" : NULL;
    }
    if (date_scan(text, &date) && date.len == text.len) {
        return "TimeCreated";
    }
    if (view_equal(text, VIEW(WMI_ACTIVITY_PROVIDER))) {
        return "ProviderName";
    }
    const struct view last = view_behind_last(text, ".");
    const bool is_host = last.len > 1 && last.len < text.len && ascii_is_letter(last.data[0]) &&
                         view_find(text, VIEW(" "), 0) == SIZE_MAX &&
                         view_find(text, VIEW("\\"), 0) == SIZE_MAX &&
                         view_find(text, VIEW("/"), 0) == SIZE_MAX;
    return is_host ? "MachineName" : NULL;
}

/* A row whose columns have no names: one of its values is a message. */
static bool read_row(struct inner *in, json_t *row)
{
    size_t index;
    json_t *value;
    json_t *values = row_values(row);
    if (!values) {
        return false;
    }
    json_t *record = json_object();
    uint64_t id = 0;
    json_array_foreach(values, index, value)
    {
        const struct view text = json_is_string(value) ? json_string_view(value) : VIEW("");
        const uint16_t own = text.len > 0 ? message_event_id(text) : 0;
        if (own != 0) {
            id = id == 0 ? own : UINT64_MAX; /* of two it is no row */
            json_object_set(record, "Message", value);
        }
    }
    const bool is_row = id != 0 && id != UINT64_MAX && json_array_size(values) > 1;
    json_array_foreach(is_row ? values : NULL, index, value)
    {
        struct view text = json_text(value, &in->work->batch->arena);
        const char *name = text.len > 0 ? name_by_look(text, id) : NULL;
        if (name && !json_member(record, name)) {
            json_object_set(record, name, value);
        }
    }
    const bool is_read = is_row && json_read_known(in->work, record, in->offset);
    json_decref(record);
    json_decref(values);
    return is_read;
}

/* True for lines of a text, each in a string of its own: few of them are messages by themselves. */
static bool are_lines(json_t *list)
{
    enum { FEWEST_LINES = 4 };
    size_t index, messages = 0;
    json_t *value;
    json_array_foreach(list, index, value)
    {
        if (!json_is_string(value)) {
            return false;
        }
        const struct view text = json_string_view(value);
        messages += text.len > 0 && message_find(text, 0) != SIZE_MAX;
    }
    return json_array_size(list) >= FEWEST_LINES && messages > 0 &&
           messages * 2 <= json_array_size(list);
}

static bool read_lines(struct inner *in, json_t *list)
{
    size_t index;
    json_t *value;
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    json_array_foreach(list, index, value)
    {
        buffer_add(&text, json_string_view(value));
        buffer_add_char(&text, '\n');
    }
    const bool is_read = json_read_strays(in->work, buffer_view(&text), in->offset);
    buffer_release(&text);
    return is_read;
}

static void read_rows(struct inner *in, json_t *columns, json_t *rows, size_t depth)
{
    size_t index, others = 0;
    json_t *row;
    json_array_foreach(rows, index, row)
    {
        json_t *values = row_values(row);
        json_t *record = row_record(columns, values, &in->work->doubles);
        json_decref(values);
        others +=
            !json_read_known(in->work, record, in->offset) && !read_value(in, record, depth + 1);
        json_decref(record);
    }
    if (others > 0) {
        batch_problem(in->work->batch, in->offset,
                      "%zu rows of a table: no event of any form that is known", others);
    }
}

/* The columns of a frame, of which each is a list, as a list of rows; a new value. */
static json_t *rows_of_columns(json_t *columns)
{
    json_t *rows = json_array();
    const size_t count = json_array_size(json_array_get(columns, 0));
    for (size_t i = 0; i < count && i < MAX_VALUES; i++) {
        json_t *row = json_array();
        for (size_t j = 0; j < json_array_size(columns) && j < MAX_TABLE_COLUMNS; j++) {
            json_t *value = json_array_get(json_array_get(columns, j), i);
            json_array_append_new(row, value ? json_incref(value) : json_null());
        }
        json_array_append_new(rows, row);
    }
    return rows;
}

/* Names of columns beside rows, or beside a list for each of the columns, as queries are answered;
 * false where there are no such. */
static bool read_table(struct inner *in, json_t *object, size_t depth)
{
    static const char *const names_of[] = {"columns", "Columns", "fields", "schema", "meta"};
    static const char *const rows_names[] = {"rows", "Rows", "values", "datarows", "data"};
    json_t *schema = json_member(json_member(object, "schema"), "fields");
    json_t *columns = json_is_array(schema) ? schema : any_list(object, names_of, 5);
    json_t *rows = any_list(object, rows_names, 5);
    json_t *fields = json_member(object, "fields");
    if (!rows && json_is_array(fields) && json_is_array(json_array_get(columns, 0))) {
        json_t *made = rows_of_columns(columns); /* as Splunk answers on demand */
        read_rows(in, fields, made, depth);
        json_decref(made);
        return true;
    }
    json_t *first = row_values(json_array_get(rows, 0));
    const bool has_row = first ? true : false;
    json_decref(first);
    if (!columns || !has_row || column_name(json_array_get(columns, 0)).len == 0 ||
        json_array_size(columns) > MAX_TABLE_COLUMNS) {
        return false;
    }
    read_rows(in, columns, rows, depth);
    return true;
}

/* "schema" with the names of columns beside "data" with what is in each, as Grafana answers. */
static bool read_frame(struct inner *in, json_t *object, size_t depth)
{
    json_t *names = json_member(json_member(object, "schema"), "fields");
    json_t *values = json_member(json_member(object, "data"), "values");
    if (!json_is_array(names) || !json_is_array(json_array_get(values, 0))) {
        return false;
    }
    json_t *table = json_pack("{s:O, s:o}", "columns", names, "rows", rows_of_columns(values));
    bool is_read = read_table(in, table, depth);
    json_decref(table);
    return is_read;
}

/* Names and values in the lists that OpenTelemetry makes of them, as the value that they are. */
static json_t *without_types(json_t *value, size_t depth)
{
    static const char *const plain[] = {"stringValue", "intValue", "boolValue", "doubleValue"};
    json_t *members = json_member(json_member(value, "kvlistValue"), "values");
    json_t *elements = json_member(json_member(value, "arrayValue"), "values");
    json_t *result = NULL, *member;
    size_t index;
    for (size_t i = 0; i < COUNT_OF(plain) && !result; i++) {
        result = json_member(value, plain[i]);
    }
    if (result || depth > JSON_MAX_UNWRAP) {
        return json_incref(result);
    }
    if (json_is_array(elements)) {
        result = json_array();
        json_array_foreach(elements, index, member)
        {
            json_t *inner = without_types(member, depth + 1);
            json_array_append_new(result, inner ? inner : json_null());
        }
        return result;
    }
    if (!json_is_array(members)) {
        return NULL;
    }
    result = json_object();
    json_array_foreach(members, index, member)
    {
        json_t *name = json_member(member, "key");
        json_t *inner = without_types(json_member(member, "value"), depth + 1);
        if (json_is_string(name) && inner) {
            json_object_setn_nocheck(result, json_string_value(name), json_string_length(name),
                                     inner);
        }
        json_decref(inner);
    }
    return result;
}

/* A body of OpenTelemetry's own JSON; false for another object. */
static bool read_typed(struct inner *in, json_t *object, size_t depth)
{
    json_t *plain = json_member(object, "kvlistValue") ? without_types(object, 0) : NULL;
    bool is_read = plain && read_value(in, plain, depth + 1);
    json_decref(plain);
    return is_read;
}

/* True for the member with somebody's words in exports of chats, whose time is that of the words.
 */
static bool is_of_chat(const char *key)
{
    return strcmp(key, "text") == 0 || strcmp(key, "content") == 0;
}

static bool holds_xml(json_t *value)
{
    const struct view text = json_is_string(value) ? json_string_view(value) : VIEW_NONE;
    return text.len > 0 && text.data[0] != '{' && text.data[0] != '[' &&
           view_find(view_slice(text, 0, XML_START), VIEW("<Event"), 0) != SIZE_MAX;
}

/* An object that some program made of XML in a way of its own. */
static bool read_regular(struct json_work *w, json_t *object, uint64_t offset)
{
    json_t *copy = json_regular(object);
    bool is_read = copy && json_read_known(w, copy, offset);
    json_decref(copy);
    return is_read;
}

static bool read_members(struct inner *in, json_t *object, size_t depth)
{
    const char *key;
    json_t *value;
    bool is_read = false;
    if ((depth > 0 && (json_read_known(in->work, object, in->offset) ||
                       read_regular(in->work, object, in->offset))) ||
        read_row(in, object) || read_table(in, object, depth) || read_frame(in, object, depth) ||
        read_typed(in, object, depth)) {
        return true;
    }
    json_object_foreach(object, key, value)
    {
        is_read |= !json_is_string(value) && read_value(in, value, depth + 1);
    }
    /* Of several strings one is the event, the one that is XML if any, and others say the same
     * again. */
    json_object_foreach(object, key, value)
    {
        if (!is_read && holds_xml(value)) {
            is_read = json_read_xml(in->work, json_string_view(value), in->offset);
        }
    }
    json_object_foreach(object, key, value)
    {
        if (!is_read && json_is_string(value)) {
            const int64_t around = in->work->around;
            in->work->around = is_of_chat(key) ? WINTIME_NONE : around;
            is_read = read_value(in, value, depth + 1);
            in->work->around = around;
        }
    }
    return is_read;
}

/* What stands in an object is of its time, where it tells none itself. */
static bool read_object(struct inner *in, json_t *object, size_t depth)
{
    const int64_t around = in->work->around;
    const int64_t own = json_clock_of(in->work, object);
    in->work->around = own != WINTIME_NONE ? own : around;
    bool is_read = read_members(in, object, depth);
    in->work->around = around;
    return is_read;
}

static bool read_value(struct inner *in, json_t *value, size_t depth)
{
    size_t index;
    json_t *element;
    bool is_read = false;
    if (in->left == 0 || depth > JSON_MAX_UNWRAP) {
        return false;
    }
    in->left--;
    if (json_is_object(value)) {
        return read_object(in, value, depth);
    }
    if (json_is_string(value)) {
        return read_string(in, json_string_view(value), depth);
    }
    if (json_is_array(value) &&
        (read_row(in, value) || (are_lines(value) && read_lines(in, value)))) {
        return true;
    }
    json_array_foreach(value, index, element)
    {
        is_read |= read_value(in, element, depth + 1);
    }
    return is_read;
}

static bool read_inner(struct json_work *w, json_t *record, uint64_t offset)
{
    struct inner in = {.work = w, .offset = offset, .left = MAX_VALUES};
    w->around = WINTIME_NONE;
    bool is_read = read_value(&in, record, 0);
    if (in.left == 0) {
        batch_problem(w->batch, offset, "the record has over %d values: not all were looked at",
                      MAX_VALUES);
    }
    return is_read;
}

/* The object with its members under the names of the dialect, but for the case of letters, of which
 * its marks say that it is so; a new value, or NULL. */
static json_t *respelled(json_t *record, const struct json_dialect *d,
                         const struct json_marks *marks)
{
    json_t *copy = json_marks_have_all(marks, &d->all) ? json_copy(record) : NULL;
    for (size_t i = 0; copy && i < d->count; i++) {
        const char *name = d->rows[i].path.steps[0];
        json_t *value = json_member(copy, name) ? NULL : json_member_nocase(record, name);
        if (value) {
            json_object_set_nocheck(copy, name, value);
        }
    }
    return copy;
}

static bool read_respelled(struct json_work *w, json_t *record, uint64_t offset)
{
    const struct json_marks marks = json_marks_of(record);
    bool is_read = false;
    for (size_t i = 0; i < json_dialect_count && !is_read; i++) {
        json_t *copy = respelled(record, &json_dialects[i], &marks);
        is_read = copy && json_read_known(w, copy, offset);
        json_decref(copy);
    }
    return is_read;
}

/* The values of a column, which stand in a list or under the numbers of their rows; a new value, or
 * NULL for others. */
static json_t *values_of(json_t *column)
{
    const char *key;
    json_t *value;
    json_t *values = json_is_object(column) ? json_array() : NULL;
    json_object_foreach(column, key, value)
    {
        json_array_append(values, value);
    }
    return values ? values : json_is_array(column) ? json_incref(column) : NULL;
}

/* True where a member is a list of messages, or has values under the numbers of rows. */
static bool has_column(json_t *object)
{
    json_t *message = json_object_get(object, "Message");
    json_t *first = json_object_iter_value(json_object_iter(object));
    message = message ? message : json_object_get(object, "message");
    return json_is_object(message) || json_is_array(message) || json_object_get(first, "0");
}

/* An object whose members are columns, with a value of each row: {"TimeCreated":{"0":...},
 * "Message":{"0":...}}; false for another one. */
static bool read_columns(struct json_work *w, json_t *object, uint64_t offset)
{
    const char *key;
    json_t *value;
    size_t count = SIZE_MAX;
    struct inner in = {.work = w, .offset = offset, .left = MAX_VALUES};
    if (!has_column(object)) {
        return false;
    }
    json_t *names = json_array(), *columns = json_array();
    json_object_foreach(object, key, value)
    {
        json_t *values = values_of(value);
        const size_t here = values ? json_array_size(values) : 0;
        count = count == SIZE_MAX || count == here ? here : 0;
        json_array_append_new(names, json_string(key));
        json_array_append_new(columns, values ? values : json_null());
    }
    const bool is_table = count > 0 && json_array_size(names) > 1;
    if (is_table) {
        json_t *rows = rows_of_columns(columns);
        read_rows(&in, names, rows, 0);
        json_decref(rows);
    }
    json_decref(names);
    json_decref(columns);
    return is_table;
}

bool json_read_record(struct json_work *w, json_t *record, uint64_t offset)
{
    w->around = WINTIME_NONE;
    if (json_is_object(record) && read_columns(w, record, offset)) {
        return true;
    }
    bool is_known = json_is_object(record) && json_read_known(w, record, offset);
    is_known = is_known || (json_is_object(record) &&
                            (read_respelled(w, record, offset) || read_regular(w, record, offset)));
    return is_known || read_inner(w, record, offset);
}
