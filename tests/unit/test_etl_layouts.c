/* Payloads of calls and of COM in traces, from buffers of their exact size and every shorter one.
 */
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/etl/layouts.h"
#include "tests/unit/exact.h"
#include "tests/unit/suites.h"

static const struct {
    const char *provider;
    uint16_t id;
    struct view payload;
    const char *name, *value; /* of its last datum */
    size_t count;
    size_t whole; /* bytes from which on it can be read */
} cases[] = {
    {"Microsoft-Windows-RPC", 7, {"\xBA\6\0\0", 4}, "Status", "1722", 1, 4},
    {"Microsoft-Windows-RPC", 8, {"\5\0\0\0", 4}, "Status", "5", 1, 4},
    {"Microsoft-Windows-RPC",
     1,
     {"a\0\0\0b\0\0\0\1\0\0\0"
      "0123456789ABCDEF\2\0\0\0\xBA\6\0\0\3\0\4\0\0\0",
      42},
     "Status",
     "0x000006ba",
     5,
     36},
    {"Microsoft-Windows-COM",
     1,
     {"\x52\x2C\x5A\x0B\xB9\x3E\x0A\x47\x96\xE2\x6C\x6D\x45\x70\xE4\x0F", 16},
     "CLSID",
     "{0B5A2C52-3EB9-470A-96E2-6C6D4570E40F}",
     1,
     16},
    {"Microsoft-Windows-DistributedCOM", 10010, {"c\0\0\0", 4}, "param1", "c", 1, 4},
    {"Microsoft-Windows-DistributedCOM", 10009, {"c\0\0\0\2\0\0\0xx", 10}, "param1", "c", 1, 4},
    {"Microsoft-Windows-DistributedCOM",
     10028,
     {"a\0\0\0b\0\0\0c\0\0\0d\0\0\0\0\0\0\0", 20},
     "param4",
     "d",
     4,
     16},
    {"Microsoft-Windows-DistributedCOM",
     10036,
     {"a\0\0\0b\0\0\0c\0\0\0d\0\0\0", 16},
     "ClientIPAddress",
     "d",
     4,
     16},
};

/* Adds the first `len` bytes of the payload; gives the event's data. */
static bool add(size_t index, size_t len, struct assembly *a, struct event **event)
{
    const struct view bytes = exact_copy(cases[index].payload.data, len);
    const struct etl_event e = {.id = cases[index].id, .payload = bytes};
    struct view provider = view_of(cases[index].provider);
    assembly_start(a, 0);
    *assembly_text(a, EVENT_PART_PROVIDER) = provider;
    assembly_set_number(a, EVENT_PART_EVENT_ID, e.id);
    bool is_read = etl_layout_add(a, provider, &e);
    ck_assert(!etl_layout_is_success(provider, &e));
    *event = assembly_finish(a);
    exact_free(bytes);
    return is_read;
}

START_TEST(reads_what_fits)
{
    static struct batch batch;
    static struct assembly a;
    batch_init(&batch);
    for (size_t len = 0; len <= cases[_i].payload.len; len++) {
        struct event *event;
        batch_clear(&batch);
        assembly_init(&a, &batch, 0);
        bool is_read = add((size_t)_i, len, &a, &event);
        ck_assert(is_read == (len >= cases[_i].whole));
        ck_assert_uint_eq(event->data_count, is_read ? cases[_i].count : 0);
        if (is_read) {
            const struct event_datum *last = &event->data[event->data_count - 1];
            ck_assert(view_equal(last->name, view_of(cases[_i].name)));
            ck_assert(view_equal(last->value, view_of(cases[_i].value)));
        }
    }
    batch_release(&batch);
}
END_TEST

START_TEST(calls_that_end_well_are_none)
{
    const struct etl_event well = {.id = 7, .payload = {"\0\0\0\0", 4}};
    const struct etl_event cut = {.id = 7, .payload = {"\0\0\0", 3}};
    ck_assert(etl_layout_is_success(VIEW("Microsoft-Windows-RPC"), &well));
    ck_assert(!etl_layout_is_success(VIEW("Microsoft-Windows-RPC"), &cut));
    ck_assert(!etl_layout_is_success(VIEW("Microsoft-Windows-COM"), &well));
}
END_TEST

Suite *etl_layouts_suite(void)
{
    Suite *suite = suite_create("etl_layouts");
    TCase *tcase = tcase_create("etl_layouts");
    tcase_add_loop_test(tcase, reads_what_fits, 0, COUNT_OF(cases));
    tcase_add_test(tcase, calls_that_end_well_are_none);
    suite_add_tcase(suite, tcase);
    return suite;
}
