/* Several tables in one source. */
#include "parsers/event/tables.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/arena.h"
#include "parsers/base/ascii.h"
#include "parsers/base/csv.h"
#include "parsers/base/memory.h"
#include "parsers/base/search.h"
#include "parsers/event/message.h"
#include "parsers/event/source.h"

enum {
    LOOK = 8 * 1024,       /* bytes of a table that tell what it is */
    PIECE = 128 * 1024,    /* of the source, looked at together */
    MAX_LOOKS = 16 * 1024, /* heads of a source, and lines that are looked at for them */
    LOST_LOOKS = 16,       /* of these that a line costs which is none */
    FEW_CELLS = 3,         /* none of which begins with a digit in a head */
};

struct place {
    uint64_t offset;
    struct view text; /* the line, without its end */
};

struct tables {
    struct arena arena;
    struct place *places;
    size_t count, cap;
    size_t looks;
    uint64_t end; /* heads behind it are not known */
};

/* What a part of the source is read with, before a form was found for it. */
static struct reader_input input_of_part(const struct reader_input *input)
{
    struct reader_input own = *input;
    own.header = NULL;
    own.learned = NULL;
    own.columns = (struct reader_columns){.count = 0};
    return own;
}

/* The form of a table that the bytes begin with; NULL for none. `own` then holds what its head
 * tells. */
static const struct reader *form_of(struct view bytes, struct reader_input *own)
{
    const struct view look = view_slice(bytes, 0, LOOK);
    for (size_t i = 0; readers[i]; i++) {
        if (readers[i]->is_headed && readers[i]->is_headed(look, own)) {
            own->form = readers[i];
            return readers[i];
        }
    }
    return NULL;
}

/* True where the first line of the bytes may be the head of a table, whose cells have no lines
 * within. */
static bool is_head_line(struct view bytes)
{
    const struct view head = view_slice(bytes, 0, CSV_MAX_HEAD);
    const size_t end = view_find(head, VIEW("\n"), 0);
    struct csv row = csv_over(view_slice(head, 0, end));
    return csv_next(&row) && csv_may_be_head(&row);
}

/* A row of a table with other separators is one cell. */
static bool may_be_head(const struct csv *row)
{
    return row->field_count > 1 ? csv_may_be_head(row)
                                : is_head_line(view_from(row->text, row->start));
}

bool tables_begin(const struct csv *row, const struct reader_input *input, struct view bytes,
                  struct tables_look *look)
{
    if (!may_be_head(row)) {
        return false;
    }
    if (look->count == TABLES_MAX_HEADS) {
        look->is_over = true;
        return false;
    }
    look->count++;
    struct reader_input own = input_of_part(input);
    const bool is_head = form_of(bytes, &own) ? true : false;
    free(own.header);
    return is_head;
}

void tables_puzzle(const struct block *block, struct batch *batch)
{
    batch->is_puzzled |= !block->is_first;
}

void tables_tell_look(const struct tables_look *look, uint64_t offset, struct batch *batch)
{
    if (look->is_over) {
        batch_problem(batch, offset,
                      "over %d lines from here on look like heads of tables and are none: further "
                      "tables were not looked for up to the next block",
                      TABLES_MAX_HEADS);
    }
}

void tables_tell_lost(uint64_t count, uint64_t offset, struct batch *batch)
{
    if (count > 0) {
        batch_problem(batch, offset,
                      "%llu row%s from here on look%s like events and %s none by the head of the "
                      "table: give each table in a file of its own, with its head",
                      (unsigned long long)count, count > 1 ? "s" : "", count > 1 ? "" : "s",
                      count > 1 ? "are" : "is");
        batch->incomplete += count;
    }
}

bool tables_may_hold_event(struct view row)
{
    return message_find(row, 0) != SIZE_MAX ||
           view_find(row, VIEW("IWbemServices::"), 0) != SIZE_MAX;
}

bool tables_end_search(struct tables_search *s, struct view text, size_t start)
{
    if (s->start != SIZE_MAX) {
        return s->lines++ >= s->far;
    }
    if (text.len - start < CSV_ROWS_LOOK) {
        s->looks = TABLES_MAX_LOOKS; /* more text might show another line as such a row */
    }
    const char separator = s->looks < TABLES_MAX_LOOKS ? csv_rows_begin(text, start) : '\0';
    if (separator != '\0') {
        s->start = start;
        s->far = csv_may_be_inside(text, start, separator) ? TABLES_FAR_INSIDE : TABLES_FAR;
    }
    s->looks++;
    return false;
}

static int compare_offset(const void *key, const void *item)
{
    const uint64_t offset = *(const uint64_t *)key;
    const struct place *place = item;
    return (offset > place->offset) - (offset < place->offset);
}

/* The last head before the byte; VIEW_NONE for none. */
static struct view head_before(const struct tables *t, uint64_t offset)
{
    const size_t next =
        t ? search_first(&offset, t->places, t->count, sizeof(*t->places), compare_offset) : 0;
    return next > 0 ? t->places[next - 1].text : VIEW_NONE;
}

/* The block with the head of its table before it, so that its places stay what they are; false
 * where none is known. */
static bool put_head(const struct reader_input *input, const struct block *block,
                     struct buffer *joined, struct block *part)
{
    const bool is_known = !block->is_first && input->form->learn == tables_learn;
    const struct view head = is_known ? head_before(input->learned, block->offset) : VIEW_NONE;
    if (!head.data || block->offset <= head.len) {
        return false;
    }
    buffer_add(joined, head);
    buffer_add_char(joined, '\n');
    buffer_add(joined, block->data);
    *part = (struct block){
        .offset = block->offset - head.len - 1, .data = buffer_view(joined), .is_first = true};
    return true;
}

/* The form of the next table in the source. */
static const struct reader *next_form(const struct reader_input *input, struct view bytes,
                                      struct reader_input *own)
{
    own->clues = input->clues; /* and not those of the table before */
    own->date_order = input->date_order;
    return form_of(bytes, own);
}

/* Tells a block which is so far behind that the head of its rows may be another one. */
static void tell_unknown(const struct reader_input *input, const struct block *block,
                         struct batch *batch)
{
    const bool is_known = !block->is_first && input->form->learn == tables_learn;
    const struct tables *t = is_known ? input->learned : NULL;
    if (t && block->offset > t->end) {
        batch_problem(batch, block->offset,
                      "the source has more tables than are kept in mind: rows from here on may be "
                      "read by the head of another one");
        batch->incomplete++;
    }
}

void tables_parse(const struct reader *form, const struct reader_input *input,
                  const struct block *block, struct batch *batch)
{
    struct reader_input own = input_of_part(input);
    const struct reader_input *now = input;
    struct block part = *block;
    struct buffer joined;
    buffer_init(&joined, BUFFER_NO_MAX);
    const struct reader *other =
        put_head(input, block, &joined, &part) ? form_of(part.data, &own) : NULL;
    if (other) {
        form = other;
        now = &own;
        own.is_continued = true;
    } else {
        part = *block;
    }
    tell_unknown(input, block, batch);
    for (size_t n = 0; form && n < TABLES_MAX_PARTS;
         n++, form = next_form(input, part.data, &own)) {
        const size_t end = form->parse_table(now, &part, batch);
        part.offset += end;
        part.data = view_from(part.data, end);
        part.is_first = true;
        own.is_continued = false;
        if (part.data.len == 0) {
            break;
        }
        now = &own;
    }
    if (part.data.len > 0) {
        batch_damage(batch, part.offset,
                     "more tables stand close to each other from here on than are read");
    }
    buffer_release(&joined);
    free(own.header);
}

/* Behind a quote, if any, the start of a cell; false for a digit there, or for nothing. */
static bool is_name_start(struct view line, size_t pos)
{
    pos += pos < line.len && line.data[pos] == '"' ? 1 : 0;
    return pos < line.len && !ascii_is_digit(line.data[pos]) && line.data[pos] != '\n' &&
           line.data[pos] != '\r';
}

/* What can be seen of a head by its first cells. */
static bool begins_as_head(struct view line)
{
    size_t pos = 0;
    for (size_t cell = 0; cell < FEW_CELLS; cell++) {
        if (!is_name_start(line, pos)) {
            return false;
        }
        const size_t end = pos + CSV_MAX_NAME < line.len ? pos + CSV_MAX_NAME : line.len;
        while (pos < end && !ascii_is_of(",;\t|\n", line.data[pos])) {
            pos++;
        }
        if (pos == end || line.data[pos] == '\n') {
            return cell > 0 && pos < end; /* a head of two columns */
        }
        pos++;
    }
    return true;
}

static void add_line(struct tables *t, const struct reader_input *input, struct view bytes,
                     uint64_t offset)
{
    if (t->end <= offset || !is_head_line(bytes)) {
        return;
    }
    if (t->looks >= MAX_LOOKS) {
        t->end = offset;
        return;
    }
    struct reader_input own = input_of_part(input);
    const bool is_head = form_of(bytes, &own) ? true : false;
    t->looks += is_head ? 1 : LOST_LOOKS;
    if (is_head) {
        t->places = memory_grow(t->places, t->count, &t->cap, sizeof(*t->places));
        const struct view line = view_slice(bytes, 0, view_find(bytes, VIEW("\n"), 0));
        t->places[t->count++] = (struct place){offset, arena_copy(&t->arena, view_trim(line))};
    }
    free(own.header);
}

/* Where the line behind that place begins; SIZE_MAX for none. */
static size_t next_line(struct view bytes, size_t pos)
{
    const size_t end = view_find(bytes, VIEW("\n"), pos);
    return end == SIZE_MAX ? SIZE_MAX : end + 1;
}

/* Heads whose lines begin in the first PIECE of the bytes, which stand at `offset`. */
static void add_piece(struct tables *t, const struct reader_input *input, struct view bytes,
                      uint64_t offset)
{
    size_t start = offset == 0 ? 0 : next_line(bytes, 0);
    while (start <= PIECE) {
        const struct view line = view_from(bytes, start);
        if (begins_as_head(line)) {
            add_line(t, input, line, offset + start);
        }
        start = next_line(bytes, start);
    }
}

void *tables_learn(const struct reader_input *input, struct source *source, size_t max_bytes)
{
    if (text_is_wide(input->encoding)) {
        return NULL;
    }
    struct tables *t = memory_new(1, sizeof(*t));
    bool has_room = true;
    char *bytes = memory_new(PIECE + LOOK, 1);
    struct error err;
    size_t got = 0;
    uint64_t offset = 0;
    error_init(&err);
    arena_init(&t->arena, 0);
    t->end = UINT64_MAX;
    do {
        if (source_read(source, offset, bytes, PIECE + LOOK, &got, &err) != STATUS_OK) {
            break;
        }
        add_piece(t, input, (struct view){bytes, got}, offset);
        offset += PIECE;
        has_room = arena_weight(&t->arena) + t->cap * sizeof(*t->places) < max_bytes;
    } while (got > PIECE && has_room);
    t->end = has_room || offset > t->end ? t->end : offset;
    free(bytes);
    if (t->count < 2) {
        tables_unlearn(t);
        return NULL;
    }
    return t;
}

void tables_unlearn(void *learned)
{
    struct tables *t = learned;
    if (t) {
        arena_release(&t->arena);
        free(t->places);
        free(t);
    }
}
