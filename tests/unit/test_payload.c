/* Binary payloads of every layout, built byte by byte from a list of types that is kept apart from
 * the table under test. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/event/templates.h"
#include "tests/unit/exact.h"
#include "tests/unit/suites.h"

enum { PAYLOAD_MAX = 4096 };

struct layout_case {
    uint16_t id;
    char layout;
    const char *types; /* s text, u u32, h HRESULT, q time, b boolean */
};

static const struct layout_case cases[] = {
    {1, 'A', "uusssus"},       {2, 'A', "ussss"},        {3, 'A', "u"},
    {11, 'A', "suusssus"},     {11, 'B', "suussssuqsb"}, {12, 'A', "ususss"},
    {13, 'A', "uh"},           {14, 'A', "usus"},        {15, 'A', "ussuss"},
    {16, 'A', "ushs"},         {17, 'A', "sussss"},      {18, 'A', "ss"},
    {19, 'A', "us"},           {19, 'B', "ususqb"},      {20, 'A', "usu"},
    {20, 'B', "usuusqb"},      {21, 'A', "ss"},          {22, 'A', "suussssssuqsb"},
    {23, 'A', "suusuqsssuqb"}, {24, 'A', "uss"},         {50, 'A', ""},
    {100, 'A', "sss"},         {101, 'A', "shss"},       {5857, 'A', "shsus"},
    {5858, 'A', "sssusshs"},   {5859, 'A', "sssusus"},   {5860, 'A', "sssuss"},
    {5861, 'A', "ssss"},
};

enum { CASES = COUNT_OF(cases) };

struct payload {
    size_t len;
    char bytes[PAYLOAD_MAX];
};

static void add_number(struct payload *p, uint64_t number, size_t size)
{
    ck_assert_uint_le(size, PAYLOAD_MAX - p->len);
    for (size_t i = 0; i < size; i++) {
        p->bytes[p->len++] = (char)(unsigned char)(number >> (8 * i));
    }
}

static void add_units(struct payload *p, const uint16_t *units)
{
    do
        add_number(p, *units, 2);
    while (*units++ != 0);
}

/* Strings of three kinds: with two zero bytes across units, plain with its number, empty. */
static const char *text_of(size_t index, uint16_t units[8])
{
    static const char *const plain[] = {"f0", "f1", "f2", "f3", "f4", "f5", "f6",
                                        "f7", "f8", "f9", "fA", "fB", "fC"};

    memset(units, 0, 8 * sizeof(units[0]));
    if (index % 3 == 1) {
        units[0] = 'A';
        units[1] = 0x0100;
        units[2] = 0xD83D;
        units[3] = 0xDE00;
        return "A\xC4\x80\xF0\x9F\x98\x80";
    }
    if (index % 3 == 2 && index % 2 == 0) {
        return "";
    }
    units[0] = 'f';
    units[1] = (uint16_t)(unsigned char)plain[index][1];
    return plain[index];
}

static uint64_t number_of(size_t index, char type)
{
    switch (type) {
    case 'q':
        return UINT64_C(133277000000783520) + index;
    case 'h':
        return 0x80041003;
    case 'b':
        return 1;
    default:
        return 0xFFFFFF00 + index;
    }
}

static size_t size_of(char type)
{
    return type == 'q' ? 8 : 4;
}

/* Adds the fields of the types from the first on. */
static void build(struct payload *p, const char *types)
{
    p->len = 0;
    for (size_t i = 0; types[i] != '\0'; i++) {
        uint16_t units[8];

        if (types[i] == 's') {
            text_of(i, units);
            add_units(p, units);
        } else {
            add_number(p, number_of(i, types[i]), size_of(types[i]));
        }
    }
}

/* Decodes from a heap copy of the exact size that is gone before the values are looked at. */
static enum status decode(struct event *e, uint16_t id, const char *bytes, size_t len,
                          struct arena *arena, struct error *err)
{
    const struct view copy = exact_copy(bytes, len);
    error_init(err);
    enum status status = template_decode_payload(e, id, copy, arena, err);

    exact_free(copy);
    return status;
}

static void assert_refused(uint16_t id, const char *bytes, size_t len, enum status expected)
{
    struct arena arena;
    struct error err;
    struct event e;
    struct event before;

    memset(&e, 0x5A, sizeof(e));
    memcpy(&before, &e, sizeof(e));
    arena_init(&arena, 0);
    enum status status = decode(&e, id, bytes, len, &arena, &err);

    ck_assert_msg(status == expected, "event %u with %zu bytes: status %d", id, len, (int)status);
    ck_assert_int_eq(err.status, expected);
    ck_assert_uint_gt(strlen(err.message), 10);
    ck_assert_mem_eq(&e, &before, sizeof(e));
    arena_release(&arena);
}

static void assert_values(const struct event *e, const char *types)
{
    ck_assert_uint_eq(e->layout->field_count, strlen(types));
    for (size_t i = 0; types[i] != '\0'; i++) {
        uint16_t units[8];
        const struct event_value *value = &e->values[i];

        if (types[i] == 's') {
            ck_assert(!value->is_number && value->text.data);
            ck_assert(view_equal(value->text, view_of(text_of(i, units))));
            ck_assert(view_equal(event_text(e, e->layout->fields[i].field), value->text));
        } else {
            ck_assert(value->is_number && !value->text.data);
            ck_assert_uint_eq(value->number, number_of(i, types[i]));
        }
    }
    for (size_t i = strlen(types); i < EVENT_MAX_VALUES; i++) {
        ck_assert(!e->values[i].is_number && !e->values[i].text.data);
    }
}

START_TEST(the_cases_are_all_layouts)
{
    size_t count;
    const struct event_template *const *all = template_all(&count);

    ck_assert_uint_eq(count, CASES);
    for (size_t i = 0; i < count; i++) {
        size_t found = 0;

        for (size_t j = 0; j < CASES; j++) {
            found += cases[j].id == all[i]->event_id && cases[j].layout == all[i]->layout;
        }
        ck_assert_uint_eq(found, 1);
    }
}
END_TEST

START_TEST(a_whole_payload_gives_its_values)
{
    const struct layout_case *one = &cases[_i];
    struct payload p;
    struct arena arena;
    struct error err;
    struct event e = {.id = 7, .record_id = 9};

    memset(e.values, 0x5A, sizeof(e.values));
    build(&p, one->types);
    arena_init(&arena, 0);
    ck_assert_int_eq(decode(&e, one->id, p.bytes, p.len, &arena, &err), STATUS_OK);
    ck_assert_int_eq(err.status, STATUS_OK);
    ck_assert_uint_eq(e.layout->event_id, one->id);
    ck_assert_int_eq(e.layout->layout, one->layout);
    ck_assert_uint_eq(e.id, 7);
    ck_assert_uint_eq(e.record_id, 9);
    assert_values(&e, one->types);
    arena_release(&arena);
}
END_TEST

/* The length at which the layout's beginning is a whole payload of layout A, or SIZE_MAX. Nothing
 * tells such a cut from the older layout: 19 and 20 begin alike, and in 11 the text of User reads
 * as process id and namespace. */
static size_t older_len(const struct layout_case *one)
{
    struct payload p;

    if (one->layout == 'B' && one->id == 11) {
        build(&p, "suussss");
    } else if (one->layout == 'B' && one->id == 19) {
        build(&p, "us");
    } else if (one->layout == 'B' && one->id == 20) {
        build(&p, "usu");
    } else {
        return SIZE_MAX;
    }
    return p.len;
}

START_TEST(every_other_length_is_damaged)
{
    const struct layout_case *one = &cases[_i];
    struct payload p;

    build(&p, one->types);
    for (size_t len = 0; len < p.len; len++) {
        if (len != older_len(one)) {
            assert_refused(one->id, p.bytes, len, STATUS_DAMAGED);
        }
    }
    for (size_t extra = 1; extra <= 9; extra++) {
        add_number(&p, 0, 1);
        assert_refused(one->id, p.bytes, p.len, STATUS_DAMAGED);
    }
}
END_TEST

START_TEST(a_boolean_is_zero_or_one)
{
    const struct layout_case *one = &cases[_i];
    static const uint64_t others[] = {2, 0xFF, 0x100, 0x01000000, 0xFFFFFFFF};
    struct payload p;
    struct arena arena;
    struct error err;
    struct event e = {0};
    uint64_t number = 7;

    if (!strchr(one->types, 'b')) {
        return;
    }
    build(&p, one->types); /* the boolean is the last field */
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        p.len -= 4;
        add_number(&p, others[i], 4);
        assert_refused(one->id, p.bytes, p.len, STATUS_DAMAGED);
    }
    p.len -= 4;
    add_number(&p, 0, 4);
    arena_init(&arena, 0);
    ck_assert_int_eq(decode(&e, one->id, p.bytes, p.len, &arena, &err), STATUS_OK);
    ck_assert(event_number(&e, EVENT_FIELD_IS_LOCAL, &number));
    ck_assert_uint_eq(number, 0);
    arena_release(&arena);
    p.len -= 3; /* a boolean of one byte */
    assert_refused(one->id, p.bytes, p.len, STATUS_DAMAGED);
}
END_TEST

START_TEST(an_older_start_event_with_a_short_process_id)
{
    /* Read as the newer layout, the process id would be the text of User. */
    static const uint16_t space[] = {'r', 'o', 'o', 't', '\\', 'c', 'i', 'm', 'v', '2', 0};
    static const uint16_t id[] = {'{', '}', 0};
    struct payload p = {0};
    struct arena arena;
    struct error err;
    struct event e = {0};
    uint64_t number = 0;

    add_units(&p, id);
    add_number(&p, 1, 4);
    add_number(&p, 2, 4);
    for (int i = 0; i < 3; i++) {
        add_units(&p, id);
    }
    add_number(&p, 0x1234, 4);
    add_units(&p, space);
    arena_init(&arena, 0);
    ck_assert_int_eq(decode(&e, 11, p.bytes, p.len, &arena, &err), STATUS_OK);
    ck_assert_int_eq(e.layout->layout, 'A');
    ck_assert(event_number(&e, EVENT_FIELD_CLIENT_PROCESS_ID, &number));
    ck_assert_uint_eq(number, 0x1234);
    ck_assert(view_equal(event_text(&e, EVENT_FIELD_NAMESPACE), VIEW("root\\cimv2")));
    ck_assert_ptr_null(event_text(&e, EVENT_FIELD_CLIENT_MACHINE_FQDN).data);
    arena_release(&arena);
}
END_TEST

START_TEST(line_ends_become_lf)
{
    static const uint16_t text[] = {'\r', 'a',  '\r', '\n', '\n', 'b',
                                    '\r', '\r', '\n', 'c',  '\r', 0};
    static const uint16_t only[] = {'\r', '\n', 0};
    struct payload p = {0};
    struct arena arena;
    struct error err;
    struct event e = {0};

    add_units(&p, text);
    add_units(&p, only);
    arena_init(&arena, 0);
    ck_assert_int_eq(decode(&e, 18, p.bytes, p.len, &arena, &err), STATUS_OK);
    ck_assert(view_equal(e.values[0].text, VIEW("\na\n\nb\n\nc\n")));
    ck_assert(view_equal(e.values[1].text, VIEW("\n")));
    arena_release(&arena);
}
END_TEST

START_TEST(lone_surrogates_are_replaced)
{
    static const uint16_t high[] = {'a', 0xD800, 'b', 0};
    static const uint16_t low[] = {0xDC00, 0};
    struct payload p = {0};
    struct arena arena;
    struct error err;
    struct event e = {0};

    add_units(&p, high);
    add_units(&p, low);
    arena_init(&arena, 0);
    ck_assert_int_eq(decode(&e, 21, p.bytes, p.len, &arena, &err), STATUS_OK);
    ck_assert(view_equal(e.values[0].text, VIEW("a\xEF\xBF\xBD"
                                                "b")));
    ck_assert(view_equal(e.values[1].text, VIEW("\xEF\xBF\xBD")));
    arena_release(&arena);
}
END_TEST

START_TEST(unknown_ids_are_unsupported)
{
    static const uint16_t ids[] = {0, 4, 10, 25, 49, 51, 5856, 5862, 65535};
    const char bytes[8] = {0};

    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        assert_refused(ids[i], bytes, sizeof(bytes), STATUS_UNSUPPORTED);
        assert_refused(ids[i], bytes, 0, STATUS_UNSUPPORTED);
    }
}
END_TEST

START_TEST(an_absent_payload_and_no_error_struct)
{
    struct arena arena;
    struct event e = {0};

    arena_init(&arena, 0);
    ck_assert_int_eq(template_decode_payload(&e, 50, VIEW_NONE, &arena, NULL), STATUS_OK);
    ck_assert_uint_eq(e.layout->event_id, 50);
    ck_assert_int_eq(template_decode_payload(&e, 3, VIEW_NONE, &arena, NULL), STATUS_DAMAGED);
    ck_assert_int_eq(template_decode_payload(&e, 4, VIEW_NONE, &arena, NULL), STATUS_UNSUPPORTED);
    ck_assert_uint_eq(e.layout->event_id, 50);
    arena_release(&arena);
}
END_TEST

/* An event 11 of the newer layout, as far as its namespace, or of the older one. */
static void build_start(struct payload *p, bool is_newer)
{
    static const uint16_t id[] = {'{', '}', 0};
    static const uint16_t text[] = {'S', 't', 'a', 'r', 't', 0};
    static const uint16_t machine[] = {'S', 'R', 'V', '0', '1', 0};
    static const uint16_t space[] = {'r', 'o', 'o', 't', 0};
    p->len = 0;
    add_units(p, id);
    add_number(p, 1, 4);
    add_number(p, 2, 4);
    add_units(p, text);
    for (int i = 0; i < (is_newer ? 3 : 2); i++) {
        add_units(p, machine);
    }
    add_number(p, 4712, 4);
    if (is_newer) {
        add_number(p, UINT64_C(133277000000783520), 8);
    }
    add_units(p, space);
}

/* Decodes from a copy of the exact size; gives whether anything was read. */
static bool decode_part(struct event *e, uint16_t id, const struct payload *p, struct arena *arena,
                        struct template_part *part)
{
    const struct view copy = exact_copy(p->bytes, p->len);
    bool is_read = template_decode_part(e, id, copy, arena, part);
    exact_free(copy);
    return is_read;
}

START_TEST(fields_before_unknown_bytes_are_kept)
{
    for (int is_newer = 0; is_newer < 2; is_newer++) {
        for (size_t extra = 1; extra <= 12; extra++) {
            struct payload p;
            struct arena arena;
            struct template_part part;
            struct event e = {0};
            uint64_t process = 0;
            arena_init(&arena, 0);
            build_start(&p, is_newer);
            if (is_newer) {
                add_number(&p, 1, 4);
            }
            for (size_t i = 0; i < extra; i++) {
                add_number(&p, 'x', 1);
            }
            ck_assert(decode_part(&e, 11, &p, &arena, &part));
            ck_assert_int_eq(e.layout->layout, is_newer ? 'B' : 'A');
            ck_assert_uint_eq(part.fields, is_newer ? 11 : 8);
            ck_assert_uint_eq(part.left, extra);
            ck_assert_ptr_null(part.cut_in);
            ck_assert(event_number(&e, EVENT_FIELD_CLIENT_PROCESS_ID, &process));
            ck_assert_uint_eq(process, 4712);
            ck_assert(view_equal(event_text(&e, EVENT_FIELD_NAMESPACE), VIEW("root")));
            arena_release(&arena);
        }
    }
}
END_TEST

/* Cut at each byte, it never has a field that is not there, and what it has is right. */
START_TEST(fields_before_the_cut_are_kept)
{
    struct payload whole;
    build_start(&whole, true);
    add_number(&whole, 1, 4);
    for (size_t len = 0; len < whole.len; len++) {
        struct payload p = whole;
        struct arena arena;
        struct template_part part = {0};
        struct event e = {0};
        uint64_t number = 2;
        arena_init(&arena, 0);
        p.len = len;
        bool is_read = decode_part(&e, 11, &p, &arena, &part);
        ck_assert(is_read == (len >= 6));
        ck_assert(!is_read || part.cut_in);
        ck_assert(part.fields <= 10);
        ck_assert_ptr_null(e.values[10].text.data);
        ck_assert(len < 10 ||
                  (event_number(&e, EVENT_FIELD_GROUP_OPERATION_ID, &number) && number == 1));
        ck_assert(len < 26 || view_equal(event_text(&e, EVENT_FIELD_OPERATION), VIEW("Start")));
        ck_assert(len < 66 ||
                  (event_number(&e, EVENT_FIELD_CLIENT_PROCESS_ID, &number) && number == 4712));
        arena_release(&arena);
    }
}
END_TEST

START_TEST(a_text_that_is_cut_says_so)
{
    struct payload p;
    struct arena arena;
    struct template_part part;
    struct event e = {0};
    arena_init(&arena, 0);
    build_start(&p, true);
    p.len = 6 + 4 + 4 + 6;
    ck_assert(decode_part(&e, 11, &p, &arena, &part));
    ck_assert(view_equal(event_text(&e, EVENT_FIELD_OPERATION), VIEW("Sta\xE2\x80\xA6")));
    ck_assert_str_eq(part.cut_in, "Operation");
    ck_assert_uint_eq(part.fields, 3);
    arena_release(&arena);
}
END_TEST

/* The last text of a layout without its NUL lacks nothing that one could tell. */
START_TEST(a_last_text_without_its_nul_is_whole)
{
    static const uint16_t type[] = {'a', 0};
    static const uint16_t cause[] = {'b', 'c', 0};
    struct payload p = {0};
    struct arena arena;
    struct template_part part;
    struct event e = {0};
    arena_init(&arena, 0);
    add_units(&p, type);
    add_units(&p, cause);
    p.len -= 2;
    ck_assert(decode_part(&e, 18, &p, &arena, &part));
    ck_assert(view_equal(event_text(&e, EVENT_FIELD_POSSIBLE_CAUSE), VIEW("bc")));
    ck_assert_uint_eq(part.fields, 2);
    ck_assert_uint_eq(part.left, 0);
    ck_assert_ptr_null(part.cut_in);
    arena_release(&arena);
}
END_TEST

START_TEST(bytes_that_cannot_be_the_fields_are_refused)
{
    struct payload p = {0};
    struct arena arena;
    struct template_part part;
    struct event e = {0};
    arena_init(&arena, 0);
    for (int i = 0; i < 40; i++) {
        add_number(&p, 7, 2);
    }
    ck_assert(!decode_part(&e, 11, &p, &arena, &part));
    ck_assert(!decode_part(&e, 4, &p, &arena, &part));
    ck_assert_ptr_null(e.layout);
    arena_release(&arena);
}
END_TEST

Suite *payload_suite(void)
{
    Suite *suite = suite_create("payload");
    TCase *tcase = tcase_create("payload");

    tcase_add_test(tcase, the_cases_are_all_layouts);
    tcase_add_loop_test(tcase, a_whole_payload_gives_its_values, 0, CASES);
    tcase_add_loop_test(tcase, every_other_length_is_damaged, 0, CASES);
    tcase_add_loop_test(tcase, a_boolean_is_zero_or_one, 0, CASES);
    tcase_add_test(tcase, an_older_start_event_with_a_short_process_id);
    tcase_add_test(tcase, line_ends_become_lf);
    tcase_add_test(tcase, lone_surrogates_are_replaced);
    tcase_add_test(tcase, unknown_ids_are_unsupported);
    tcase_add_test(tcase, an_absent_payload_and_no_error_struct);
    tcase_add_test(tcase, fields_before_unknown_bytes_are_kept);
    tcase_add_test(tcase, fields_before_the_cut_are_kept);
    tcase_add_test(tcase, a_text_that_is_cut_says_so);
    tcase_add_test(tcase, a_last_text_without_its_nul_is_whole);
    tcase_add_test(tcase, bytes_that_cannot_be_the_fields_are_refused);
    suite_add_tcase(suite, tcase);
    return suite;
}
