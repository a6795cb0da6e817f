/* Process events of traces: every layout, from payloads put together field by field. */
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/etl/process.h"
#include "tests/unit/exact.h"
#include "tests/unit/suites.h"

enum { ROOM = 512, SYSTEM_HEADER = 0x20, PROCESS = 6228, PARENT = 600 };

#define CREATED UINT64_C(133954884000000000)

static char bytes[ROOM];
static size_t len;

static void put(uint64_t number, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        bytes[len++] = (char)(i < sizeof(number) ? number >> 8 * i : 0);
    }
}

/* p process, P parent, c creation time, 4 and 8 other numbers, S a SID, U the SID of a user behind
 * two pointers, N no user, W the name in UTF-16, A in bytes, x what follows it. */
static void put_fields(const char *fields, size_t pointer)
{
    static const char sid[] = "\1\2\0\0\0\0\0\5\x20\0\0\0\x20\2\0\0";
    static const char name[] = "a.exe";
    for (; *fields != '\0'; fields++) {
        switch (*fields) {
        case 'p':
            put(PROCESS, 4);
            break;
        case 'P':
            put(PARENT, 4);
            break;
        case 'c':
            put(CREATED, 8);
            break;
        case '4':
        case '8':
            put(1, (size_t)(*fields - '0'));
            break;
        case 'k':
            put(0xFFFF, pointer);
            break;
        case 'U':
            put(1, pointer);
            put(0, pointer);
            memcpy(bytes + len, sid, 16);
            len += 16;
            break;
        case 'N':
            put(0, 4);
            break;
        case 'S':
            memcpy(bytes + len, sid, 16);
            len += 16;
            break;
        case 'W':
            for (size_t i = 0; i < sizeof(name); i++) {
                put((uint64_t)name[i], 2);
            }
            break;
        case 'A':
            memcpy(bytes + len, name, sizeof(name));
            len += sizeof(name);
            break;
        default:
            put(0x6161, 2);
            break;
        }
    }
}

static void expect(const struct etl_process *p, bool has_created, bool has_parent)
{
    ck_assert_uint_eq(p->process, PROCESS);
    ck_assert_uint_eq(p->parent, has_parent ? PARENT : 0);
    ck_assert_uint_eq(p->created, has_created ? CREATED : 0);
    ck_assert_uint_eq(p->image.len, p->is_wide ? 10 : 5);
    ck_assert_int_eq(p->image.data[p->is_wide ? 2 : 1], '.');
}

static const struct {
    uint16_t id;
    uint8_t version;
    const char *fields;
} manifest[] = {
    {1, 0, "pcP4W"},
    {1, 1, "pcP44W"},
    {1, 2, "pcP44Wx"},
    {1, 3, "p8cP84444SWx"},
    {15, 0, "pcP44Wx"},
    {15, 1, "p8cP84444SWx"},
    {2, 0, "pc844488A"},
    {2, 1,
     "pc8444888"
     "44444A"},
    {2, 2,
     "p8c8444888"
     "44444A"},
};

static bool read_event(uint16_t id, uint8_t version, size_t size, struct etl_process *p)
{
    const struct view copy = exact_copy(bytes, size);
    const struct etl_event event = {.id = id, .version = version, .payload = copy};
    bool is_read = etl_process_read(&event, p);
    /* The image stays valid for the comparison: the same bytes stand in `bytes`. */
    if (is_read) {
        p->image.data = bytes + (p->image.data - copy.data);
    }
    exact_free(copy);
    return is_read;
}

START_TEST(reads_every_layout_of_the_manifest)
{
    for (size_t i = 0; i < COUNT_OF(manifest); i++) {
        struct etl_process p = {0};
        len = 0;
        put_fields(manifest[i].fields, 8);
        ck_assert(read_event(manifest[i].id, manifest[i].version, len, &p));
        expect(&p, true, manifest[i].id != 2);
        for (size_t size = 0; size < len; size++) {
            (void)read_event(manifest[i].id, manifest[i].version, size, &p);
        }
    }
}
END_TEST

START_TEST(refuses_layouts_that_it_does_not_know)
{
    struct etl_process p;
    len = 0;
    put_fields("pcP44Wx", 8);
    ck_assert(!read_event(1, 4, len, &p));
    ck_assert(!read_event(3, 0, len, &p));
    ck_assert(!read_event(1, 0, 10, &p));
}
END_TEST

static const struct {
    uint16_t version;
    const char *fields;
} classic[] = {
    {1, "kpP44UA"},   {1, "kpP44NA"},    {2, "kpP44UAx"},
    {3, "kpP44kUAx"}, {4, "kpP44k4UAx"}, {5, "kpP44k4NAx"},
};

START_TEST(reads_every_layout_of_the_kernels_logger)
{
    for (size_t i = 0; i < 2 * COUNT_OF(classic); i++) {
        struct etl_process p = {0};
        bool is_wide = i % 2 == 0;
        len = 0;
        put(classic[i / 2].version, 2);
        put(is_wide ? 0xC002 : 0xC001, 2);
        put(0, 2);
        put(0x0301, 2);
        put(0, SYSTEM_HEADER - 8);
        put_fields(classic[i / 2].fields, is_wide ? 8 : 4);
        const struct etl_record record = {
            .kind = ETL_KIND_SYSTEM, .is_wide = is_wide, .bytes = {bytes, len}};
        ck_assert_uint_eq(etl_process_type(&record), 1);
        ck_assert(etl_process_read_classic(&record, &p));
        expect(&p, false, true);
    }
}
END_TEST

Suite *etl_process_suite(void)
{
    Suite *suite = suite_create("etl_process");
    TCase *tcase = tcase_create("etl_process");
    tcase_add_test(tcase, reads_every_layout_of_the_manifest);
    tcase_add_test(tcase, refuses_layouts_that_it_does_not_know);
    tcase_add_test(tcase, reads_every_layout_of_the_kernels_logger);
    suite_add_tcase(suite, tcase);
    return suite;
}
