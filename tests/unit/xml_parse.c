/* The reader's promises, checked on every text that a test parses. */
#include "tests/unit/xml_parse.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/event/templates.h"

struct reader_input xml_input;
struct batch xml_batch;
size_t xml_shift;
static struct buffer wide;

void setup_xml(void)
{
    memset(&xml_input, 0, sizeof(xml_input));
    xml_shift = 0;
    batch_init(&xml_batch);
    buffer_init(&wide, (size_t)-1 / 4);
}

void clear_xml(void)
{
    batch_release(&xml_batch);
    buffer_release(&wide);
}

static void check_text(struct view text)
{
    ck_assert_uint_eq(text_utf8_valid_len(text), text.len);
}

static void check_event(const struct event *e, uint64_t end)
{
    ck_assert(xml_input.wants_xml || e->is_wmi_activity ||
              template_is_companion(e->provider, e->id));
    ck_assert_uint_ge(e->origin.offset, xml_shift);
    ck_assert_uint_lt(e->origin.offset, end);
    check_text(e->provider);
    check_text(e->channel);
    check_text(e->computer);
    check_text(e->user_sid);
    check_text(e->activity_id);
    check_text(e->related_activity_id);
    for (int field = EVENT_FIELD_NONE + 1; field < EVENT_FIELD_COUNT; field++) {
        check_text(event_text(e, (enum event_field)field));
    }
    for (size_t i = 0; i < e->data_count; i++) {
        check_text(e->data[i].name);
        check_text(e->data[i].value);
    }
}

static void check_promises(uint64_t end)
{
    const struct batch *b = &xml_batch;
    uint64_t counted = b->more_counts;
    ck_assert_uint_eq(b->records, b->read + b->damaged);
    ck_assert_uint_le(b->wmi_events, b->event_count);
    ck_assert_uint_le(b->event_count, b->read);
    for (size_t i = 0; i < b->event_count; i++) {
        check_event(&b->events[i], end);
    }
    for (size_t i = 0; i < b->count_count; i++) {
        counted += b->counts[i].count;
        check_text(b->counts[i].provider);
        check_text(b->counts[i].channel);
    }
    ck_assert_uint_eq(counted, b->read);
    for (size_t i = 0; i < b->problem_count; i++) {
        ck_assert_uint_ge(b->problems[i].offset, xml_shift);
        ck_assert_uint_lt(b->problems[i].offset, end);
        check_text(b->problems[i].message);
    }
}

void parse_xml(struct view bytes)
{
    char *copy = malloc(bytes.len + (bytes.len == 0));
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, bytes.data, bytes.len);
    struct error err;
    error_init(&err);
    struct view data = {copy, bytes.len};
    enum status status = reader_recognise(view_slice(data, 0, READER_HEAD_SIZE), &xml_input, &err);
    ck_assert_msg(status == STATUS_OK, "%s", err.message);
    struct block block = {xml_shift, data, xml_shift == 0};
    batch_clear(&xml_batch);
    xml_input.form->parse(&xml_input, &block, &xml_batch);
    free(copy);
    check_promises(xml_shift + bytes.len);
}

void parse_xml_text(const char *text)
{
    parse_xml(view_of(text));
}

static uint32_t next_code_point(const unsigned char **p)
{
    static const unsigned char masks[] = {0x7F, 0x1F, 0x0F, 0x07};
    uint32_t c = *(*p)++;
    size_t more = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
    c &= masks[more];
    while (more-- > 0) {
        c = c << 6 | (*(*p)++ & 0x3FU);
    }
    return c;
}

static void add_unit(uint32_t unit, bool is_big_endian)
{
    char bytes[2] = {(char)(unit >> 8), (char)(unit & 0xFF)};
    ck_assert(buffer_add_char(&wide, bytes[is_big_endian ? 0 : 1]));
    ck_assert(buffer_add_char(&wide, bytes[is_big_endian ? 1 : 0]));
}

struct view xml_wide(const char *text, bool is_big_endian, bool has_mark)
{
    buffer_clear(&wide);
    if (has_mark) {
        add_unit(0xFEFF, is_big_endian);
    }
    for (const unsigned char *p = (const unsigned char *)text; *p;) {
        uint32_t c = next_code_point(&p);
        if (c >= 0x10000) {
            add_unit(0xD800 + ((c - 0x10000) >> 10), is_big_endian);
            c = 0xDC00 + ((c - 0x10000) & 0x3FF);
        }
        add_unit(c, is_big_endian);
    }
    return buffer_view(&wide);
}

void parse_xml_wide(const char *text, bool is_big_endian, bool has_mark)
{
    parse_xml(xml_wide(text, is_big_endian, has_mark));
}

void expect_xml(uint64_t read, uint64_t damaged, uint64_t repaired)
{
    ck_assert_uint_eq(xml_batch.read, read);
    ck_assert_uint_eq(xml_batch.damaged, damaged);
    ck_assert_uint_eq(xml_batch.repaired, repaired);
}

const struct event *xml_event(size_t index)
{
    ck_assert_uint_lt(index, xml_batch.event_count);
    return &xml_batch.events[index];
}

void expect_field(const struct event *e, enum event_field field, const char *expected)
{
    struct view found = event_text(e, field);
    ck_assert_ptr_nonnull(found.data);
    expect_text(found, expected);
}

void expect_number(const struct event *e, enum event_field field, uint64_t expected)
{
    uint64_t number;
    ck_assert(event_number(e, field, &number));
    ck_assert_uint_eq(number, expected);
}

void expect_problem(size_t index, uint64_t offset, const char *part)
{
    ck_assert_uint_lt(index, xml_batch.problem_count);
    const struct batch_problem *p = &xml_batch.problems[index];
    ck_assert_uint_eq(p->offset, offset);
    ck_assert_msg(view_find(p->message, view_of(part), 0) != SIZE_MAX,
                  "found '%.*s', expected '%s'", VIEW_ARG(p->message), part);
}
