/* Process lists in all their shapes, whole and broken. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/commands/process_files.h"
#include "parsers/base/count.h"
#include "parsers/base/csv.h"
#include "parsers/process_list/process_list.h"
#include "tests/unit/exact.h"
#include "tests/unit/suites.h"

static struct process_list list;
static struct error err;

static void setup(void)
{
    process_list_init(&list);
    error_init(&err);
}

static void teardown(void)
{
    process_list_release(&list);
}

/* From a heap buffer of exactly that size. */
static enum status add_bytes(const char *bytes, size_t len)
{
    const struct view exact = exact_copy(bytes, len);
    enum status status = process_list_add(&list, exact, VIEW_NONE, &err);
    exact_free(exact);
    return status;
}

static enum status add_text(const char *text)
{
    return add_bytes(text, strlen(text));
}

static void check_entry(size_t index, uint32_t process_id, const char *name)
{
    ck_assert_uint_lt(index, list.count);
    ck_assert_uint_eq(list.entries[index].process_id, process_id);
    ck_assert_msg(view_equal(list.entries[index].name, view_of(name)), "found '%.*s'",
                  VIEW_ARG(list.entries[index].name));
}

static const char tasklist_v[] =
    "\"Image Name\",\"PID\",\"Session Name\",\"Session#\",\"Mem Usage\",\"Status\",\"User Name\","
    "\"CPU Time\",\"Window Title\"\r\n"
    "\"inventory.exe\",\"7412\",\"Services\",\"0\",\"41,240 K\",\"Unknown\",\"X\\ada\",\"0:00:14\","
    "\"N/A\"\r\n"
    "\"a\"\"b.exe\",\"5\",\"Console\",\"1\",\"1 K\",\"Running\",\"X\\ada\",\"0:00:01\","
    "\"Say \"hi\" - one\r\ntwo\"\r\n";

START_TEST(tasklist_csv)
{
    ck_assert_int_eq(add_text(tasklist_v), STATUS_OK);
    ck_assert_uint_eq(list.count, 2);
    check_entry(0, 7412, "inventory.exe");
    check_entry(1, 5, "a\"b.exe");
    ck_assert_int_eq(list.entries[0].start, WINTIME_NONE);
    ck_assert_uint_eq(list.entries[0].computer.len, 0);
    ck_assert_uint_eq(list.malformed, 0);
}
END_TEST

START_TEST(tasklist_in_other_languages)
{
    ck_assert_int_eq(add_text("\"Abbildname\";\"PID\";\"Sitzungsname\";\"Sitz.-Nr.\";\"Speicher\"\n"
                              "\"pr\xFC"
                              "fer.exe\";\"17\";\"Services\";\"0\";\"1 K\"\n"),
                     STATUS_OK);
    check_entry(0, 17,
                "pr\xC3\xBC"
                "fer.exe");
    ck_assert_int_eq(add_text("\"Nombre\",\"PID\",\"Servicios\"\n\"svchost.exe\",\"9\",\"a,b\"\n"),
                     STATUS_OK);
    check_entry(1, 9, "svchost.exe");
    ck_assert_int_eq(add_text("\"x.exe\",\"3\",\"N/A\"\n"), STATUS_OK); /* without header */
    check_entry(2, 3, "x.exe");
}
END_TEST

static const char table[] =
    "\r\n"
    "Image Name                     PID Session Name        Session#    Mem Usage\r\n"
    "========================= ======== ================ =========== ============\r\n"
    "System Idle Process              0 Services                   0          8 K\r\n"
    "pr\xC3\xBC"
    "fer.exe                   5120 Console                    1         12 K\r\n"
    "inventory.exe                 74x2 Services                   0     41,240 K\r\n"
    "inventory.exe                 7412 Services                   0     41,240 K\r\n";

START_TEST(tasklist_table)
{
    ck_assert_int_eq(add_text(table), STATUS_OK);
    ck_assert_uint_eq(list.count, 3);
    ck_assert_uint_eq(list.malformed, 1);
    check_entry(0, 0, "System Idle Process");
    check_entry(1, 5120,
                "pr\xC3\xBC"
                "fer.exe");
    check_entry(2, 7412, "inventory.exe");
}
END_TEST

START_TEST(tasklist_services)
{
    ck_assert_int_eq(
        add_text("Image Name                     PID Services                          \n"
                 "========================= ======== ==================================\n"
                 "svchost.exe                   1692 Winmgmt, BITS, Schedule,          \n"
                 "                                   iphlpsvc, LanmanServer            \n"
                 "inventory.exe                 7412 FabrikamInventory\n"),
        STATUS_OK);
    ck_assert_uint_eq(list.count, 2);
    ck_assert_uint_eq(list.malformed, 0);
    check_entry(1, 7412, "inventory.exe");
    ck_assert(view_equal(list.entries[0].services,
                         VIEW("Winmgmt, BITS, Schedule, iphlpsvc, LanmanServer")));
    ck_assert(view_equal(list.entries[1].services, VIEW("FabrikamInventory")));
}
END_TEST

START_TEST(get_process)
{
    ck_assert_int_eq(add_text("#TYPE System.Diagnostics.Process\r\n"
                              "\"Name\",\"Path\",\"StartTime\",\"Id\",\"ProcessName\"\r\n"
                              "\"inventory\",\"C:\\X, Y\\inventory.exe\",\"4/12/2025 10:05:00 "
                              "AM\",\"7412\",\"inventory\"\r\n"
                              "\"System\",,,\"4\",\"System\"\r\n"),
                     STATUS_OK);
    ck_assert_uint_eq(list.count, 2);
    check_entry(0, 7412, "C:\\X, Y\\inventory.exe");
    check_entry(1, 4, "System");
    ck_assert(list.entries[0].is_start_local);
    int64_t start;
    ck_assert(wintime_parse(VIEW("2025-04-12T10:05:00Z"), &start));
    ck_assert_int_eq(list.entries[0].start, start);
    ck_assert_int_eq(list.entries[1].start, WINTIME_NONE);
}
END_TEST

START_TEST(win32_process)
{
    ck_assert_int_eq(
        add_text("\"CommandLine\";\"CreationDate\";\"CSName\";\"ExecutablePath\";\"Name\";"
                 "\"ProcessId\"\n"
                 "\"\"\"C:\\x.exe\"\" /a;\r\n/b\";\"20250412100500.250000+120\";\"SRV01\";"
                 "\"C:\\x.exe\";\"x.exe\";\"7412\"\n"
                 ";\"20250412100500.250000-060\";\"SRV01\";;\"y.exe\";\"8\"\n"),
        STATUS_OK);
    ck_assert_uint_eq(list.count, 2);
    ck_assert_uint_eq(list.malformed, 0);
    check_entry(0, 7412, "C:\\x.exe");
    check_entry(1, 8, "y.exe");
    ck_assert(view_equal(list.entries[0].computer, VIEW("SRV01")));
    int64_t start;
    ck_assert(wintime_parse(VIEW("2025-04-12T08:05:00.25Z"), &start));
    ck_assert_int_eq(list.entries[0].start, start);
    ck_assert(!list.entries[0].is_start_local);
    ck_assert_int_eq(list.entries[1].start, start + 3LL * 3600 * WINTIME_TICKS_PER_SECOND);
}
END_TEST

START_TEST(named_computer_wins)
{
    static const char text[] = "Node,Name,ProcessId\nSRV09,x.exe,7\nSRV09,y,exe,8\n";
    ck_assert_int_eq(process_list_add(&list, VIEW(text), VIEW("SRV01"), &err), STATUS_OK);
    ck_assert_uint_eq(list.count, 1);
    ck_assert_uint_eq(list.malformed, 1); /* a comma that was not quoted */
    ck_assert(view_equal(list.entries[0].computer, VIEW("SRV01")));
}
END_TEST

static const struct {
    const char *text, *start; /* NULL: none */
    bool is_local;
} starts[] = {
    {"4/12/2025 10:05:00 PM", "2025-04-12T22:05:00Z", true},
    {"12/4/2025 10:05:00", "2025-04-12T10:05:00Z", true}, /* the earlier reading */
    {"4/13/2025 12:05:00 AM", "2025-04-13T00:05:00Z", true},
    {"13/04/2025 10:05", "2025-04-13T10:05:00Z", true},
    {"13.04.2025 10:05:07", "2025-04-13T10:05:07Z", true},
    {"05.04.2025 10:05:07", "2025-04-05T10:05:07Z", true},
    {"2025-04-13 10:05:07", "2025-04-13T10:05:07Z", true},
    {"2025/04/13 10:05:07", "2025-04-13T10:05:07Z", true},
    {"2025-04-13T10:05:07.5Z", "2025-04-13T10:05:07.5Z", false},
    {"2025-04-13T10:05:07+02:00", "2025-04-13T08:05:07Z", false},
    {"13/13/2025 10:05:00", NULL, true},
    {"4/12/2025", NULL, true},
    {"4/12-2025 10:05:00", NULL, true},
    {"4/12/2025 13:05:00 PM", NULL, true},
    {"4/12/2025 10:05:00 XM", NULL, true},
    {"20250412100500.250000*120", NULL, true},
    {"2025041210050a.250000+120", NULL, true},
    {"20250412100500.250000+***", NULL, true},
    {"/Date(1744186511123)/", NULL, true},
    {"", NULL, true},
    {"9", NULL, true},
};

START_TEST(start_times)
{
    char text[200];
    int64_t start = WINTIME_NONE;
    snprintf(text, sizeof(text), "\"Id\",\"Name\",\"StartTime\"\n\"7\",\"x\",\"%s\"\n",
             starts[_i].text);
    ck_assert_int_eq(add_text(text), STATUS_OK);
    check_entry(0, 7, "x");
    if (starts[_i].start) {
        ck_assert(wintime_parse(view_of(starts[_i].start), &start));
        ck_assert_int_eq(list.entries[0].is_start_local, starts[_i].is_local);
    }
    ck_assert_int_eq(list.entries[0].start, start);
}
END_TEST

/* The ASCII text in UTF-16. */
static size_t widen(const char *text, bool is_big, bool has_mark, char *out)
{
    size_t len = 0;
    if (has_mark) {
        out[len++] = is_big ? '\xFE' : '\xFF';
        out[len++] = is_big ? '\xFF' : '\xFE';
    }
    for (; *text; text++) {
        out[len++] = is_big ? '\0' : *text;
        out[len++] = is_big ? *text : '\0';
    }
    return len;
}

START_TEST(encodings)
{
    char wide[2 * sizeof(tasklist_v) + 2];
    size_t len = widen(tasklist_v, _i & 1, _i & 2, wide);
    ck_assert_int_eq(add_bytes(wide, len), STATUS_OK);
    ck_assert_uint_eq(list.count, 2);
    check_entry(1, 5, "a\"b.exe");
}
END_TEST

START_TEST(mark_of_utf8)
{
    ck_assert_int_eq(add_text("\xEF\xBB\xBF\"Id\",\"Name\"\n\"7\",\"x\"\n"), STATUS_OK);
    check_entry(0, 7, "x");
}
END_TEST

static const char *const others[] = {
    "",
    "\n\n\n",
    "<Events></Events>",
    "Level,Date and Time,Source,Event ID,Task Category\nError,1/2/2025,WMI,5858,None\n",
    "\"Image Name\",\"PID\",\"Services\"\n",
    "\"Id\",\"Name\"\n\"x\",\"y\"\n",
    "#TYPE System.Diagnostics.Process",
    "#TYPE a\n",
    "a,1\nb,2\n",
    "\"no end",
    "INFO: No tasks are running which match the specified criteria.\n",
    "======= === ======\n",
    "\"x.exe\",\"3\",\"N/A\"\nfoo\nbar\n",
    "Handles  NPM(K)    PM(K)      WS(K)     CPU(s)     Id  SI ProcessName\n",
};

START_TEST(no_process_lists)
{
    ck_assert_int_eq(add_text("\"Id\",\"Name\"\n\"7\",\"x\"\n"), STATUS_OK);
    ck_assert_int_eq(add_text(others[_i]), STATUS_NOT_FORMAT);
    ck_assert_uint_eq(list.count, 1); /* nothing of it is left */
    ck_assert_uint_eq(list.malformed, 0);
    ck_assert_ptr_nonnull(strstr(err.message, "tasklist"));
}
END_TEST

START_TEST(every_shorter_length)
{
    static const char *const texts[] = {tasklist_v, table};
    const char *text = texts[_i];
    for (size_t len = 0; len < strlen(text); len++) {
        error_init(&err);
        add_bytes(text, len);
    }
    char wide[2 * sizeof(tasklist_v) + 2];
    size_t wide_len = widen(tasklist_v, false, true, wide);
    for (size_t len = 0; len < wide_len; len++) {
        add_bytes(wide, len);
    }
}
END_TEST

START_TEST(quote_without_end)
{
    char *text = malloc(3 * CSV_MAX_FIELD);
    ck_assert_ptr_nonnull(text);
    static const char head[] = "\"Id\",\"Name\"\n\"7\",\"x\"\n\"8\",\"";
    memcpy(text, head, sizeof(head) - 1);
    memset(text + sizeof(head) - 1, 'a', 2 * CSV_MAX_FIELD);
    static const char tail[] = "\n\"9\",\"y\"\n";
    memcpy(text + sizeof(head) - 1 + 2 * CSV_MAX_FIELD, tail, sizeof(tail));
    ck_assert_int_eq(add_text(text), STATUS_OK);
    free(text);
    ck_assert_uint_eq(list.count, 2);
    ck_assert_uint_eq(list.malformed, 1);
    check_entry(1, 9, "y");
}
END_TEST

START_TEST(many_columns)
{
    char text[3 * CSV_MAX_FIELDS] = "Id,Name";
    size_t len = strlen(text);
    for (int i = 0; i < CSV_MAX_FIELDS; i++) {
        text[len++] = ',';
    }
    memcpy(text + len, "\n7,x\n", sizeof("\n7,x\n"));
    struct csv c = csv_over(view_of(text));
    ck_assert(csv_next(&c));
    ck_assert_uint_eq(c.field_count, CSV_MAX_FIELDS);
    ck_assert(csv_next(&c));
    ck_assert_uint_eq(c.field_count, 2);
    ck_assert(!csv_next(&c));
    ck_assert_ptr_null(csv_text(&c, 0, &list.arena).data);
}
END_TEST

START_TEST(limit_of_entries)
{
    size_t size = 40 + (PROCESS_LIST_MAX_ENTRIES + 3) * 12;
    char *text = malloc(size);
    ck_assert_ptr_nonnull(text);
    size_t len = (size_t)snprintf(text, size, "Id,Name\n");
    for (int i = 0; i < PROCESS_LIST_MAX_ENTRIES + 3; i++) {
        len += (size_t)snprintf(text + len, size - len, "%d,x\n", i);
    }
    ck_assert_int_eq(add_bytes(text, len), STATUS_OK);
    free(text);
    ck_assert_uint_eq(list.count, PROCESS_LIST_MAX_ENTRIES);
    ck_assert_uint_eq(list.left_out, 3);
}
END_TEST

START_TEST(limit_of_bytes)
{
    enum { ROWS = PROCESS_LIST_MAX_BYTES / 4096, MORE = 5 };
    const size_t size = (ROWS + MORE) * 4200UL;
    char *text = malloc(size), name[4097];
    ck_assert_ptr_nonnull(text);
    memset(name, 'n', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    size_t len = (size_t)snprintf(text, size, "Id,Name\n");
    for (int i = 0; i < ROWS + MORE; i++) {
        len += (size_t)snprintf(text + len, size - len, "%d,%s\n", i, name);
    }
    ck_assert_int_eq(add_bytes(text, len), STATUS_OK);
    free(text);
    ck_assert_uint_eq(list.count, ROWS);
    ck_assert_uint_eq(list.left_out, MORE);
}
END_TEST

START_TEST(host_and_file)
{
    struct view host;
    ck_assert_str_eq(process_files_split("SRV01=a.csv", &host), "a.csv");
    ck_assert(view_equal(host, VIEW("SRV01")));
    ck_assert_str_eq(process_files_split("srv-1.example.org=x/y=z", &host), "x/y=z");
    ck_assert(view_equal(host, VIEW("srv-1.example.org")));
    ck_assert_str_eq(process_files_split("./a=b.csv", &host), "./a=b.csv");
    ck_assert_uint_eq(host.len, 0);
    ck_assert_str_eq(process_files_split("a.csv", &host), "a.csv");
    ck_assert_str_eq(process_files_split("=a.csv", &host), "=a.csv");
    ck_assert_uint_eq(host.len, 0);
}
END_TEST

START_TEST(sample_files)
{
    static const char *const names[] = {
        "samples/processes/tasklist-v.csv",  "samples/processes/tasklist-de.csv",
        "samples/processes/tasklist.txt",    "samples/processes/tasklist-svc.txt",
        "samples/processes/get-process.csv", "samples/processes/win32-process.csv",
    };
    struct options options = {.process_files = {names[_i], names[0]}, .process_file_count = 2};
    struct process_list files;
    ck_assert(process_files_load(&files, &options));
    bool is_found = false;
    for (size_t i = 0; i + 3 < files.count; i++) {
        is_found |= files.entries[i].process_id == 9001 &&
                    view_ends_nocase(files.entries[i].name, VIEW("inventory.exe"));
    }
    ck_assert(is_found);
    ck_assert_uint_eq(files.malformed, 0);
    process_list_release(&files);
}
END_TEST

START_TEST(files_that_are_none)
{
    static const char *const names[] = {"no/such/file", "samples", "meson.build", "-", "HOST="};
    struct options options = {.process_files = {names[_i]}, .process_file_count = 1};
    struct process_list files;
    ck_assert(!process_files_load(&files, &options));
    process_list_release(&files);
}
END_TEST

Suite *process_list_suite(void)
{
    Suite *suite = suite_create("process_list");
    TCase *c = tcase_create("process_list");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, tasklist_csv);
    tcase_add_test(c, tasklist_in_other_languages);
    tcase_add_test(c, tasklist_table);
    tcase_add_test(c, tasklist_services);
    tcase_add_test(c, get_process);
    tcase_add_test(c, win32_process);
    tcase_add_test(c, named_computer_wins);
    tcase_add_loop_test(c, start_times, 0, COUNT_OF(starts));
    tcase_add_loop_test(c, encodings, 0, 4);
    tcase_add_test(c, mark_of_utf8);
    tcase_add_loop_test(c, no_process_lists, 0, COUNT_OF(others));
    tcase_add_loop_test(c, every_shorter_length, 0, 2);
    tcase_add_test(c, quote_without_end);
    tcase_add_test(c, many_columns);
    tcase_add_test(c, limit_of_entries);
    tcase_add_test(c, limit_of_bytes);
    tcase_add_test(c, host_and_file);
    tcase_add_loop_test(c, sample_files, 0, 6);
    tcase_add_loop_test(c, files_that_are_none, 0, 5);
    suite_add_tcase(suite, c);
    return suite;
}
