/* Headers of tables: what is one, where the first stands, and those of a file that has one for each
 * kind of record: a block may begin far behind the one that its rows have, so all are listed with
 * their places. */
#include "parsers/json/headers.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/base/csv.h"
#include "parsers/base/memory.h"
#include "parsers/base/search.h"
#include "parsers/event/source.h"
#include "parsers/json/dialect.h"

enum {
    PIECE = 64 * 1024,
    FIRST_COLUMNS = 3, /* that tell a header from a row */
    MIN_COLUMNS = 3,
    FIRST_ROWS = 3,         /* that are looked at for documents */
    TABLE_LOOK = 32 * 1024, /* bytes that rows are looked for in */
    XML_LOOK = 256,         /* bytes of a cell that an event in XML begins in */
    MAX_LOOKS = 512,        /* lines behind words that are looked at for a header */
};

struct place {
    uint64_t offset;
    struct view text; /* the row, without its line end */
};

struct json_headers {
    struct arena arena;
    struct place *places;
    size_t count, cap;
    uint64_t end; /* behind the bytes that were looked at */
};

/* How the header's line begins, behind the end of another line. */
static struct view line_start(struct json_headers *h, struct view header, char separator)
{
    size_t len = 0;
    for (size_t i = 0; i < FIRST_COLUMNS; i++) {
        const char *end = memchr(header.data + len, separator, header.len - len);
        len = end ? (size_t)(end - header.data) + 1 : len;
    }
    return arena_format(&h->arena, "\n%.*s", (int)len, header.data);
}

/* What stands in a piece of the file; headers that begin behind PIECE are the next one's. */
static void add_piece(struct json_headers *h, struct view bytes, uint64_t offset, struct view start)
{
    for (size_t at = view_find(bytes, start, 0); at < PIECE;
         at = view_find(bytes, start, at + start.len)) {
        struct view line, rest;
        if (!view_cut(view_from(bytes, at + 1), VIEW("\n"), &line, &rest)) {
            return;
        }
        line = view_trim(line);
        if (h->count == 0 || !view_equal(h->places[h->count - 1].text, line)) {
            h->places = memory_grow(h->places, h->count, &h->cap, sizeof(*h->places));
            h->places[h->count++] = (struct place){offset + at + 1, arena_copy(&h->arena, line)};
        }
    }
}

static size_t weight_of(const struct json_headers *h)
{
    return arena_weight(&h->arena) + h->cap * sizeof(*h->places);
}

struct json_headers *json_headers_list(struct source *source, struct view header, char separator,
                                       size_t max_bytes)
{
    struct json_headers *h = memory_new(1, sizeof(*h));
    char *bytes = memory_new(PIECE + JSON_MAX_HEADER, 1);
    struct error err;
    size_t got = 0;
    uint64_t offset = 0;
    error_init(&err);
    arena_init(&h->arena, 0);
    const struct view start = line_start(h, header, separator);
    do {
        if (source_read(source, offset, bytes, PIECE + JSON_MAX_HEADER, &got, &err) != STATUS_OK) {
            break;
        }
        add_piece(h, (struct view){bytes, got}, offset, start);
        offset += PIECE;
        h->end = got > PIECE ? offset : UINT64_MAX;
    } while (got > PIECE && weight_of(h) < max_bytes);
    free(bytes);
    return h;
}

void json_headers_free(struct json_headers *h)
{
    if (h) {
        arena_release(&h->arena);
        free(h->places);
        free(h);
    }
}

static int compare_offset(const void *key, const void *item)
{
    const uint64_t offset = *(const uint64_t *)key;
    const struct place *place = item;
    return (offset > place->offset) - (offset < place->offset);
}

bool json_headers_before(const struct json_headers *h, uint64_t offset, struct view *header)
{
    if (!h || offset > h->end) {
        return false;
    }
    const size_t next =
        search_first(&offset, h->places, h->count, sizeof(*h->places), compare_offset);
    *header = next > 0 ? h->places[next - 1].text : VIEW_NONE;
    return true;
}

/* The name of a column without that of what the record was wrapped in. */
struct view json_column_name(struct view name)
{
    static const struct view wraps[] = {{"_source.", 8}, {"data.win.", 9}};
    name = view_trim(name);
    for (size_t i = 0; i < COUNT_OF(wraps); i++) {
        name = view_from(name, view_starts(name, wraps[i]) ? wraps[i].len : 0);
    }
    return name;
}

static bool has_column(const struct csv *row, const char *name)
{
    for (size_t i = 0; i < row->field_count; i++) {
        if (view_equal(json_column_name(row->fields[i].text), view_of(name))) {
            return true;
        }
    }
    return false;
}

/* True for a row of names that a record of the dialect must have. */
static bool heads_dialect(const struct csv *row, const struct json_dialect *d)
{
    for (size_t i = 0; i < d->count && d->rows[i].what == JSON_MARK; i++) {
        if (!has_column(row, d->rows[i].path.steps[0]) && !has_column(row, d->rows[i].path.text)) {
            return false;
        }
    }
    return json_row_of(d, JSON_TABLE);
}

/* The table of log2timeline, as plaso writes it too. */
bool json_header_is_timeline(const struct csv *row)
{
    return has_column(row, "MACB") && has_column(row, "timezone") && has_column(row, "desc");
}

bool json_is_header(const struct csv *row)
{
    if (json_header_is_timeline(row)) {
        return true;
    }
    if (row->is_broken || (row->field_count < MIN_COLUMNS && !has_column(row, "_raw"))) {
        return false;
    }
    for (size_t i = 0; i < json_xml_path_count; i++) {
        if (json_xml_paths[i].count == 1 && json_xml_paths[i].text[0] != 'd' &&
            has_column(row, json_xml_paths[i].text)) {
            return true;
        }
    }
    for (size_t i = 0; i < json_dialect_count; i++) {
        if (heads_dialect(row, &json_dialects[i])) {
            return true;
        }
    }
    return false;
}

/* Without quotes around it a document with the separator in it is no cell. */
static bool is_document(const struct csv_field *field)
{
    struct view cell = view_trim(field->text);
    const char last = cell.len > 0 ? cell.data[cell.len - 1] : '\0';
    if (!field->is_quoted && last != '>' && last != '}') {
        return false;
    }
    const size_t event = view_find(view_slice(cell, 0, XML_LOOK), VIEW("<Event"), 0);
    return view_starts(cell, VIEW("{\"")) || event == 0 ||
           (event != SIZE_MAX && field->is_quoted) ||
           view_starts(cell, VIEW("xml_string: <Event")); /* of log2timeline */
}

/* Plain text has no quotes around it by chance, and then a separator. */
static bool holds_text(const struct csv_field *field)
{
    return field->is_quoted && json_may_hold_event(field->text);
}

/* True for rows of which one cell is a document by itself, or what else is asked for. */
static bool has_documents(struct view text, size_t columns,
                          bool (*is_wanted)(const struct csv_field *field))
{
    struct csv row = csv_over(text);
    bool has_row = csv_next(&row); /* the head */
    has_row = has_row && csv_next(&row);
    for (size_t n = 0; n < FIRST_ROWS && has_row && columns > 1; n++) {
        for (size_t i = 0; row.field_count == columns && i < row.field_count; i++) {
            if (is_wanted(&row.fields[i])) {
                return true;
            }
        }
        has_row = csv_next(&row);
    }
    return false;
}

/* The first row of a text that has a mark or not. */
struct view json_first_row(struct view text, struct csv *row)
{
    text = view_from(text, view_starts(text, VIEW("\xEF\xBB\xBF")) ? 3 : 0);
    *row = csv_over(text);
    return csv_next(row) ? view_slice(text, 0, row->pos) : VIEW_NONE;
}

/* A name and a value in each row: one record in many rows, which is read as lines. */
static bool is_of_pairs(const struct csv *head)
{
    return head->field_count == 2 && view_equal(view_trim(head->fields[1].text), VIEW("Value"));
}

/* True for the first row of a table: by its names, or by what the rows below it hold. */
static bool begins_table(struct view text, const struct csv *row, bool is_any)
{
    const struct view first = view_slice(text, 0, row->pos);
    if (row->is_broken || row->pos > JSON_MAX_HEADER ||
        view_find(first, VIEW("<Event"), 0) != SIZE_MAX) {
        return false;
    }
    return is_any ? !is_of_pairs(row) && !json_may_hold_event(first) &&
                        has_documents(text, row->field_count, holds_text)
                  : json_is_header(row) || has_documents(text, row->field_count, is_document);
}

/* Where a table begins, which may stand behind words that hold no event; SIZE_MAX for nowhere. */
size_t json_find_table(struct view text, bool is_any)
{
    struct csv row;
    const struct view first = json_first_row(text, &row);
    if (first.data && begins_table(view_slice(row.text, 0, TABLE_LOOK), &row, is_any)) {
        return 0;
    }
    /* The header stands before all events. */
    const struct view words = json_before_events(text);
    size_t looks = 0;
    for (size_t end = view_find(words, VIEW("\n"), 0); end != SIZE_MAX && looks < MAX_LOOKS;
         end = view_find(words, VIEW("\n"), end + 1)) {
        const struct view rest = view_slice(text, end + 1, end + 1 + TABLE_LOOK);
        row = csv_over(view_slice(words, end + 1, view_find(words, VIEW("\n"), end + 1)));
        /* Two cells may be a sentence with a comma. */
        if (!csv_next(&row) || !csv_may_be_head(&row) ||
            (row.field_count < MIN_COLUMNS && !json_is_header(&row))) {
            continue;
        }
        looks++;
        if (begins_table(rest, &row, is_any)) {
            return json_are_words(view_slice(text, 0, end)) ? end + 1 : SIZE_MAX;
        }
    }
    return SIZE_MAX;
}

/* True when the table has a header for each kind of record. */
bool json_header_is_one_of_many(const struct csv *header)
{
    for (size_t i = 0; i < json_dialect_count; i++) {
        if (heads_dialect(header, &json_dialects[i])) {
            return json_row_of(&json_dialects[i], JSON_HEADERS);
        }
    }
    return false;
}
