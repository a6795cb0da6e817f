/* Records as XML. */
#include "parsers/evtx/render.h"
#include "parsers/evtx/value.h"
#include "tests/unit/evtx_parse.h"
#include "tests/unit/suites.h"

#include <string.h>

#define NONE EVTX_BUILD_NO_DEPENDENCY

static struct evtx_build *const b = &evtx_chunk;
static struct buffer out;

static void setup(void)
{
    setup_evtx();
    buffer_init(&out, BUFFER_NO_MAX);
}

static void clear(void)
{
    buffer_release(&out);
    clear_evtx();
}

/* The first record of the chunk; the reason when it is damaged, else NULL. */
static const char *render(void)
{
    struct view chunk = {(const char *)b->bytes, b->len};
    struct evtx_record record;
    struct evtx_reading *r = evtx_reading_start(&evtx_batch, &(struct reader_input){0}, chunk, 0);
    ck_assert(evtx_record_at(chunk, 512, &record));
    return evtx_render_record(r, &record, &out) ? NULL : r->binxml.reason;
}

static void expect(const char *text)
{
    ck_assert_msg(view_equal(buffer_view(&out), view_of(text)), "found '%.*s'",
                  VIEW_ARG(buffer_view(&out)));
}

static void begin(void)
{
    evtx_build_record(b, 1, 5);
    evtx_build_fragment(b);
    evtx_build_open(b, "Event", NONE);
    evtx_build_content(b);
}

static void end(void)
{
    evtx_build_end(b);
    evtx_build_end_fragment(b);
    evtx_build_end_record(b);
}

START_TEST(writes_what_windows_writes)
{
    struct evtx_build_event event = evtx_failure;
    event.fields =
        (const struct evtx_build_field[]){{"Operation", EVTX_STRING, "a<b & 'c'\r\nd", 0},
                                          {"ResultCode", EVTX_HEX32, NULL, 0x80041003}};
    event.field_count = 2;
    ck_assert(evtx_build_event(b, &event));
    ck_assert_ptr_null(render());
    expect("<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
           "<Provider Name='Microsoft-Windows-WMI-Activity' "
           "Guid='{1418ef04-b0b4-4623-bf7e-d74ab47bbdaa}'/><EventID>5858</EventID>"
           "<Version>0</Version><Level>2</Level><Task>0</Task><Opcode>0</Opcode>"
           "<Keywords>0x4000000000000000</Keywords>"
           "<TimeCreated SystemTime='2024-02-21T14:40:00.1234567Z'/>"
           "<EventRecordID>7</EventRecordID><Correlation/>"
           "<Execution ProcessID='1692' ThreadID='6044'/>"
           "<Channel>Microsoft-Windows-WMI-Activity/Operational</Channel>"
           "<Computer>SRV01.contoso.com</Computer><Security UserID='S-1-5-18'/></System>"
           "<UserData><Operation_ClientFailure "
           "xmlns='http://manifests.microsoft.com/win/2006/windows/WMI'>"
           "<Operation>a&lt;b &amp; 'c'\r\nd</Operation><ResultCode>0x80041003</ResultCode>"
           "</Operation_ClientFailure></UserData></Event>");
}
END_TEST

START_TEST(keeps_the_form_of_empty_elements)
{
    begin();
    evtx_build_open(b, "a", NONE);
    evtx_build_end_empty(b);
    evtx_build_open(b, "b", NONE);
    evtx_build_content(b);
    evtx_build_end(b);
    end();
    ck_assert_ptr_null(render());
    expect("<Event><a/><b></b></Event>");
}
END_TEST

/* What a hostile log puts into names and values stays inside of them. */
START_TEST(nothing_breaks_out)
{
    size_t attributes;
    begin();
    evtx_build_open_attributes(b, "1><x a='", NONE, &attributes);
    evtx_build_attribute(b, "");
    evtx_build_text(b, "'<&>\x01\"");
    evtx_build_end_attributes(b, attributes);
    evtx_build_content(b);
    evtx_build_text(b, "\x1B");
    evtx_build_end(b);
    end();
    ck_assert_ptr_null(render());
    expect(
        "<Event><___x_a__ _='&apos;&lt;&amp;&gt;\xEF\xBF\xBD\"'>\xEF\xBF\xBD</___x_a__></Event>");
}
END_TEST

START_TEST(damaged_records_leave_nothing)
{
    buffer_add_text(&out, "before");
    begin();
    evtx_build_u8(b, 0x7E);
    end();
    ck_assert_ptr_nonnull(render());
    expect("before");
}
END_TEST

START_TEST(text_is_limited)
{
    out.max = 40;
    begin();
    evtx_build_leaf(b, "a", "0123456789");
    end();
    ck_assert_ptr_null(render());
    buffer_release(&out);
    buffer_init(&out, 20);
    ck_assert_str_eq(render(), "its text is too long");
    ck_assert_uint_eq(out.len, 0);
}
END_TEST

Suite *evtx_render_suite(void)
{
    Suite *suite = suite_create("evtx_render");
    TCase *tcase = tcase_create("evtx_render");
    tcase_add_checked_fixture(tcase, setup, clear);
    tcase_add_test(tcase, writes_what_windows_writes);
    tcase_add_test(tcase, keeps_the_form_of_empty_elements);
    tcase_add_test(tcase, nothing_breaks_out);
    tcase_add_test(tcase, damaged_records_leave_nothing);
    tcase_add_test(tcase, text_is_limited);
    suite_add_tcase(suite, tcase);
    return suite;
}
