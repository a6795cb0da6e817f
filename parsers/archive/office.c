/* XML of office documents as text, a byte after the other: what is kept of a tag has a bound, while
 * a parser of XML keeps it whole, and tags have pictures in them. */
#include "parsers/archive/office.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/base/memory.h"
#include "parsers/base/wintime.h"
#include "parsers/event/markup.h"

enum {
    MAX_TAG = 512, /* bytes of a tag that are kept: names and the attributes that matter */
};

struct office {
    enum office_part part;
    char tag[MAX_TAG];
    size_t tag_len;
    char entity[MARKUP_MAX_REFERENCE];
    size_t entity_len; /* 0 outside of one */
    bool is_in_tag, is_text;
    struct buffer cell;
    size_t columns; /* of the row that were written */
    size_t column;  /* of the cell */
    bool is_shared; /* its text is among the shared ones */
    size_t rows;    /* of a table in a text, that are open */
    struct buffer strings;
    uint32_t *ends; /* of each of them */
    size_t string_count, string_cap;
    bool has_strings, is_over, has_lost;
};

bool office_begins_with(const char *member)
{
    return strcmp(member, "[Content_Types].xml") == 0 || strcmp(member, "mimetype") == 0;
}

/* Where a document has what is of no use: its looks and what is told of it. */
static bool is_rest(struct view member)
{
    static const struct view starts[] = {
        {"[Content_Types].xml", 19},
        {"mimetype", 8},
        {"_rels/", 6},
        {"docProps/", 9},
        {"customXml/", 10},
        {"xl/", 3},
        {"word/", 5},
        {"META-INF/", 9},
        {"Configurations2/", 16},
        {"Thumbnails/", 11},
        {"styles.xml", 10},
        {"settings.xml", 12},
        {"meta.xml", 8},
        {"manifest.rdf", 12},
    };
    /* What was pasted as a picture is told: the failure may be seen in it. */
    if (view_find(member, VIEW("/media/"), 0) != SIZE_MAX) {
        return false;
    }
    for (size_t i = 0; i < COUNT_OF(starts); i++) {
        if (view_starts(member, starts[i])) {
            return true;
        }
    }
    return false;
}

enum office_part office_part_of(const char *member)
{
    static const struct {
        struct view start;
        enum office_part part;
    } parts[] = {
        {{"xl/worksheets/sheet", 19}, OFFICE_SHEET},
        {{"xl/sharedStrings.xml", 20}, OFFICE_STRINGS},
        {{"word/document.xml", 17}, OFFICE_DOCUMENT},
        {{"word/embeddings/", 16}, OFFICE_FILE},
        {{"xl/embeddings/", 14}, OFFICE_FILE},
    };
    if (strcmp(member, "content.xml") == 0) {
        return OFFICE_DOCUMENT;
    }
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (view_starts(view_of(member), parts[i].start)) {
            return parts[i].part;
        }
    }
    return is_rest(view_of(member)) ? OFFICE_REST : OFFICE_FILE;
}

struct office *office_new(void)
{
    struct office *o = memory_new(1, sizeof(*o));
    buffer_init(&o->cell, OFFICE_MAX_CELL);
    buffer_init(&o->strings, OFFICE_MAX_STRINGS);
    return o;
}

void office_free(struct office *o)
{
    if (o) {
        buffer_release(&o->cell);
        buffer_release(&o->strings);
        free(o->ends);
        free(o);
    }
}

bool office_lacks_strings(const struct office *o)
{
    return !o->has_strings;
}

bool office_lost_strings(const struct office *o)
{
    return o->has_lost;
}

void office_begin(struct office *o, enum office_part part)
{
    o->part = part;
    o->has_strings |= part == OFFICE_STRINGS;
    o->tag_len = o->entity_len = o->columns = o->column = o->rows = 0;
    o->is_in_tag = o->is_text = o->is_shared = false;
    buffer_clear(&o->cell);
}

/* The number of the column that a cell's place names, "C7", from 0 on. */
static size_t column_of(struct view place)
{
    size_t column = 0;
    for (size_t i = 0; i < place.len && column < OFFICE_MAX_COLUMN; i++) {
        if (!ascii_is_upper(place.data[i])) {
            break;
        }
        column = column * 26 + (size_t)(place.data[i] - 'A') + 1;
    }
    return column > 0 ? column - 1 : 0;
}

static void keep_string(struct office *o)
{
    buffer_add(&o->strings, buffer_view(&o->cell));
    o->is_over |= o->strings.overflowed;
    if (o->is_over) {
        return;
    }
    o->ends = memory_grow(o->ends, o->string_count, &o->string_cap, sizeof(*o->ends));
    o->ends[o->string_count++] = (uint32_t)o->strings.len;
}

/* The shared text that a cell names by its number. */
static struct view shared_text(struct office *o, struct view number)
{
    uint64_t index;
    if (!view_number(number, &index) || index >= o->string_count) {
        o->has_lost = true;
        return VIEW("");
    }
    size_t start = index > 0 ? o->ends[index - 1] : 0;
    return view_slice(buffer_view(&o->strings), start, o->ends[index]);
}

/* A number that can only be a moment, as its date and time; false for any other. */
static bool add_moment(struct buffer *out, struct view number)
{
    int64_t ticks;
    char text[WINTIME_TEXT_SIZE];
    if (!wintime_from_days(number, &ticks)) {
        return false;
    }
    wintime_format(ticks, text);
    buffer_add(out, view_slice(view_of(text), 0, 23)); /* to milliseconds, without a zone */
    return true;
}

static void add_quoted(struct buffer *out, struct view text)
{
    buffer_add_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (view_starts(view_from(text, i), VIEW("_x000D_"))) {
            i += 6;
            continue;
        }
        if (text.data[i] == '"') {
            buffer_add_char(out, '"');
        }
        buffer_add_char(out, text.data[i]);
    }
    buffer_add_char(out, '"');
}

static void end_cell(struct office *o, struct buffer *out)
{
    struct view text = buffer_view(&o->cell);
    o->has_lost |= o->cell.overflowed;
    while (o->columns < o->column) {
        buffer_add_char(out, ',');
        o->columns++;
    }
    if (o->is_shared) {
        add_quoted(out, shared_text(o, text));
    } else if (!add_moment(out, text)) {
        add_quoted(out, text);
    }
    o->column++;
}

static bool is_tag(struct view name, const char *wanted)
{
    return view_equal(name, view_of(wanted));
}

static void take_sheet_tag(struct office *o, struct view name, bool is_end, struct buffer *out)
{
    const struct view tag = {o->tag, o->tag_len};
    if (is_tag(name, "row")) {
        o->columns = o->column = 0;
        buffer_add_text(out, is_end ? "\n" : "");
    } else if (is_tag(name, "c") && is_end) {
        end_cell(o, out);
    } else if (is_tag(name, "c")) {
        struct view place = markup_attribute(tag, VIEW(" r="));
        o->column = place.len > 0 ? column_of(place) : o->column;
        o->is_shared = is_tag(markup_attribute(tag, VIEW(" t=")), "s");
        buffer_clear(&o->cell);
    } else if (is_tag(name, "v") || is_tag(name, "t")) {
        o->is_text = !is_end;
    }
}

static void take_string_tag(struct office *o, struct view name, bool is_end)
{
    if (is_tag(name, "si") && is_end) {
        keep_string(o);
    } else if (is_tag(name, "si")) {
        buffer_clear(&o->cell);
    } else if (is_tag(name, "t")) {
        o->is_text = !is_end;
    }
}

/* What tags of texts mean, in both families of formats. */
static const struct {
    struct view name;
    const char *at_end, *in_row; /* what stands for its end, and in a table */
} breaks[] = {
    {{"w:p", 3}, "\n", " "},    {{"text:p", 6}, "\n", " "},
    {{"text:h", 6}, "\n", " "}, {{"w:br", 4}, "\n", " "},
    {{"w:cr", 4}, "\n", " "},   {{"text:line-break", 15}, "\n", " "},
    {{"w:tab", 5}, "\t", " "},  {{"text:tab", 8}, "\t", " "},
    {{"w:tc", 4}, "", "|"},     {{"table:table-cell", 16}, "", "|"},
    {{"text:s", 6}, " ", " "},
};

static void take_document_tag(struct office *o, struct view name, bool is_end, struct buffer *out)
{
    const bool is_empty = o->tag_len > 0 && o->tag[o->tag_len - 1] == '/';
    if (is_tag(name, "w:t")) {
        o->is_text = !is_end && !is_empty;
    } else if (is_tag(name, "office:body")) {
        o->is_text = !is_end;
    } else if ((is_tag(name, "w:tr") || is_tag(name, "table:table-row")) && !is_empty) {
        buffer_add_text(out, is_end ? "\n" : "|");
        o->rows = is_end ? (o->rows > 0 ? o->rows - 1 : 0) : o->rows + 1;
    } else if (is_end || is_empty) {
        for (size_t i = 0; i < COUNT_OF(breaks); i++) {
            if (view_equal(name, breaks[i].name)) {
                buffer_add_text(out, o->rows > 0 ? breaks[i].in_row : breaks[i].at_end);
            }
        }
    }
}

static void take_tag(struct office *o, struct buffer *out)
{
    struct view tag = {o->tag, o->tag_len};
    const bool is_end = view_starts(tag, VIEW("/"));
    size_t len = is_end ? 1 : 0;
    while (len < tag.len && !ascii_is_blank(tag.data[len]) && (tag.data[len] != '/' || len == 0)) {
        len++;
    }
    struct view name = view_slice(tag, is_end ? 1 : 0, len);
    const bool is_empty = tag.len > 0 && tag.data[tag.len - 1] == '/';
    struct view prefix, local = name; /* programs differ in whether a workbook's names have one */
    view_cut(name, VIEW(":"), &prefix, &local);
    if (o->part == OFFICE_SHEET && !is_empty) {
        take_sheet_tag(o, local, is_end, out);
    } else if (o->part == OFFICE_STRINGS && !is_empty) {
        take_string_tag(o, local, is_end);
    } else if (o->part == OFFICE_DOCUMENT) {
        take_document_tag(o, name, is_end, out);
    }
}

static void add_text(struct office *o, struct view text, struct buffer *out)
{
    if (o->is_text) {
        buffer_add(o->part == OFFICE_DOCUMENT ? out : &o->cell, text);
    }
}

/* The entity is whole, or none. */
static void take_entity(struct office *o, struct buffer *out)
{
    struct view name = {o->entity, o->entity_len};
    char utf8[MARKUP_MAX_REFERENCE];
    o->entity_len = 0;
    add_text(o, (struct view){utf8, markup_resolve(name, utf8)}, out);
}

static void take_byte(struct office *o, char c, struct buffer *out)
{
    if (o->is_in_tag) {
        if (c == '>') {
            o->is_in_tag = false;
            take_tag(o, out);
        } else {
            o->tag_len -=
                o->tag_len == MAX_TAG ? 1 : 0; /* its last byte tells whether it is empty */
            o->tag[o->tag_len++] = c;
        }
    } else if (c == '<') {
        o->is_in_tag = true;
        o->tag_len = 0;
    } else if (o->entity_len > 0 || c == '&') {
        o->entity[o->entity_len++] = c;
        if (c == ';' || o->entity_len == MARKUP_MAX_REFERENCE) {
            take_entity(o, out);
        }
    } else {
        add_text(o, (struct view){&c, 1}, out);
    }
}

void office_add(struct office *o, struct view bytes, struct buffer *out)
{
    for (size_t i = 0; i < bytes.len; i++) {
        take_byte(o, bytes.data[i], out);
    }
}
