/* What single lines and damaged messages are taken for. */
#include <check.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/event/message.h"
#include "parsers/event/templates.h"
#include "parsers/text/text.h"
#include "tests/bench/random.h"
#include "tests/unit/suites.h"

static const struct {
    const char *line;
    int part; /* EVENT_PART_NONE: no label */
    const char *value;
} labels[] = {
    {"Log Name:      X/Operational", EVENT_PART_CHANNEL, "X/Operational"},
    {"Protokollname:X", EVENT_PART_CHANNEL, "X"},
    {"  Date: 2026-03-09T14:28:01.900", EVENT_PART_TIME, "2026-03-09T14:28:01.900"},
    {"Id           : 5858", EVENT_PART_EVENT_ID, "5858"},
    {"EventCode=5858", EVENT_PART_EVENT_ID, "5858"},
    {"EventCode: 5858", EVENT_PART_EVENT_ID, "5858"},
    {"'event_id': 5857,", EVENT_PART_EVENT_ID, "5857,"},
    {"String: 12\t\t\t: a: b", TEXT_PART_STRING, "a: b"},
    {"Event identifier\t\t: 0x000016e2 (5858)", EVENT_PART_EVENT_ID, "0x000016e2 (5858)"},
    {"Description:", TEXT_PART_MESSAGE, ""},
    {"Id = {0}; ClientMachine = x", EVENT_PART_NONE, ""},
    {"Event ID\xEF\xBC\x9A 5858", EVENT_PART_EVENT_ID, "5858"},
    {"Dear all: hello", EVENT_PART_NONE, ""},
    {"String: theory", EVENT_PART_NONE, ""},
    {":", EVENT_PART_NONE, ""},
    {"", EVENT_PART_NONE, ""},
};

START_TEST(knows_labels)
{
    struct text_label label;
    bool is_label = text_label_of(view_of(labels[_i].line), &label);
    ck_assert_msg(is_label == (labels[_i].part != EVENT_PART_NONE), "%s", labels[_i].line);
    if (is_label) {
        ck_assert_int_eq(label.part, labels[_i].part);
        ck_assert_msg(view_equal(label.value, view_of(labels[_i].value)), "%.*s",
                      VIEW_ARG(label.value));
    }
}
END_TEST

static const struct {
    const char *text;
    int id; /* 0: no event */
} remains[] = {
    {"ClientProcessId = 1; Component = Unknown; Operation = x; ResultCode = 0x80041032", 5858},
    {"Operation = Start x\nResultCode = 0x80041010", 5858},
    {"Id = {0}; ClientMachine = A; User = b; ClientProcessId = 4", 5858},
    {"ClientMachine:\nA\nClientProcessId:\n4\nComponent:\nx\nResultCode:\n0x1", 5858},
    {"X provider started with result code 0x0. HostProcess = w.exe", 5857},
    {"ClientProcessId = <process id>; Operation = x; ResultCode = 0x80041032", 0},
    {"the ResultCode = 0x80041032 is harmless", 0},
    {"Operation = Start IWbemServices::ExecQuery", 0},
    {"User = x", 0},
    {"ResultCode = 0x1 means no; PossibleCause = Unknown is normal. Component = Unknown", 0},
    {"ClientMachine = event.Machine; User = event.User; ClientProcessId = process.Id", 0},
    {"ClientMachine = PC7; ResultCode = 0x80041003", 5858},
    {"ConsumerType = %1; Possiblecause = %2; Namespace = x", 0},
    {"Id = ..; ClientMachine = ..; User = ..; ClientProcessId = ..; Operation = ..", 0},
    {"Namespace = (?P<a>.*?); Eventfilter = (?P<b>.*); Consumer = (?P<c>.*)", 0},
};

START_TEST(knows_remains)
{
    ck_assert_int_eq(message_event_id_of_remains(view_of(remains[_i].text)), remains[_i].id);
}
END_TEST

START_TEST(finds_messages)
{
    struct view text = VIEW("see Id = {0}; User = x provider: UnknownP provider started with "
                            "result code 0x0. dllId = {1}; a");
    size_t first = message_find(text, 0);
    ck_assert_uint_eq(first, 4);
    size_t tries = 0;
    size_t second = message_find_next(text, first, &tries);
    ck_assert(view_starts(view_from(text, second), VIEW("P provider started")));
    ck_assert_uint_eq(
        message_find(VIEW("of Lab|Prov|V1.0 provider started with result code 0x0"), 0), 3);
    ck_assert_uint_eq(message_find(VIEW("a|b|Prov provider started with result code 0x0"), 0), 4);
    size_t third = message_find_next(text, second, &tries);
    ck_assert(view_starts(view_from(text, third), VIEW("Id = {1}")));
    ck_assert_uint_eq(message_find_next(text, third, &tries), SIZE_MAX);
    ck_assert_uint_eq(message_find(VIEW("a = b; c == d"), 0), SIZE_MAX);
    ck_assert_int_eq(
        message_event_id(VIEW("ComponentName = %1; MessageDetail = %2; FileName = %3")), 0);
    /* "Id" may stand behind another text without a blank, but not at the end of a name. */
    ck_assert_uint_eq(
        message_find_next(VIEW("CorrelationId = {0}; GroupOperationId = 1"), 0, &tries), SIZE_MAX);
}
END_TEST

static const struct {
    const char *from, *to;
} mended[] = {
    {"User = A\\\\b; Operation = x : C:\\\\\\\\d", "User = A\\b; Operation = x : C:\\\\d"},
    {"User = A\\b; Operation = x : 'C:\\\\d'", NULL}, /* WQL wants it doubled */
    {"User = A\\b; Operation = Start x \xE2\x80\x93 root",
     "User = A\\b; Operation = Start x - root"},
    {"a = \xE2\x80\x9C"
     "b\xE2\x80\x9D",
     "a = \"b\""},
    {"a = \"\xE2\x80\x9C\"", NULL}, /* typed quotes around others */
    {"**HostProcess = w; ProcessID = 1**; ProviderPath = `x`", "HostProcess = w; ProcessID = 1; "
                                                               "ProviderPath = x"},
    {"Operation = x` and `ResultCode = 0x1`.", "Operation = x; ResultCode = 0x1"},
    {"UserName = A\\\\b; ClientMachine = \\u00e9", "UserName = A\\b; ClientMachine = \xC3\xA9"},
    {"Consumer = A=\\\"b\\\"; \\\\x", "Consumer = A=\"b\"; \\x"},
    {"SELECT * FROM a", NULL},
};

START_TEST(mends_messages)
{
    struct buffer out;
    buffer_init(&out, BUFFER_NO_MAX);
    bool is_mended = text_mend_message(&out, view_of(mended[_i].from), false);
    ck_assert(is_mended == (mended[_i].to ? true : false));
    if (is_mended) {
        ck_assert_msg(view_equal(buffer_view(&out), view_of(mended[_i].to)), "%.*s",
                      VIEW_ARG(buffer_view(&out)));
    }
    buffer_release(&out);
}
END_TEST

static const struct {
    const char *from, *to;
} strings[] = {
    {"a = C:\\\\x; \" +\n   \"b = \\\"c\\\"\"; rest", "a = C:\\x; b = \"c\""},
    {"a\\\\b\\n\\tc\")", "a\\b\n\tc"},
    {"a\\\\b\"\"c\" d", "a\\bc"}, /* nothing between the two strings */
    {"a\\\\b\"+\"\\\\c\" d", "a\\b\\c"},
    {"a\\\\b\" +", "a\\b"},                               /* the next string is lost */
    {"User = PC\\nina; a = root\\cimv2\" said he", NULL}, /* a quotation, and no program */
    {"nothing to undo\"", NULL},
};

START_TEST(unquotes)
{
    struct buffer out;
    buffer_init(&out, BUFFER_NO_MAX);
    bool is_code = text_unquote(&out, view_of(strings[_i].from), '"');
    ck_assert(is_code == (strings[_i].to ? true : false));
    if (is_code) {
        ck_assert_msg(view_equal(buffer_view(&out), view_of(strings[_i].to)), "%.*s",
                      VIEW_ARG(buffer_view(&out)));
    }
    buffer_release(&out);
}
END_TEST

START_TEST(unwraps)
{
    struct buffer out;
    buffer_init(&out, BUFFER_NO_MAX);
    text_unwrap(&out, VIEW("one two\nthree\nfour\n\tfive\nabcdefghij\nkl"),
                (struct text_length){10, 10});
    ck_assert_msg(view_equal(buffer_view(&out), VIEW("one two three\nfour\n\tfive abcdefghijkl")),
                  "%.*s", VIEW_ARG(buffer_view(&out)));
    buffer_release(&out);
}
END_TEST

/* Any beginning of a text that people send is read without harm. */
START_TEST(every_shorter_length)
{
    static const char text[] =
        "> Log Name: Microsoft-Windows-WMI-Activity/Operational\r\n> Date: 3/9/2026 2:27:44 PM\r\n"
        "> Event ID: 5858\r\n> Description:\r\n> Id = {0}; ClientMachine = A; User = b;\r\n"
        "> ClientProcessId = 1; Component = Unknown; Operation = x; ResultCode = 0x1;\r\n"
        "> PossibleCause = Unknown\r\n\r\n| 3/9/2026 2:27:44 PM | 5857 | a | X provider started "
        "|\r\n"
        "[1]06B0.2288::2026/03/09-14:27:44 [Microsoft-Windows-WMI-Activity/Trace] Stop "
        "OperationId = 1; ResultCode = 0x1\r\n";
    struct reader_input input;
    struct batch batch;
    memset(&input, 0, sizeof(input));
    batch_init(&batch);
    for (size_t len = 0; len < sizeof(text); len++) {
        struct arena arena;
        arena_init(&arena, len + 1);
        char *copy = arena_bytes(&arena, len);
        memcpy(copy, text, len);
        struct block block = {.data = {copy, len}, .is_first = true};
        batch_clear(&batch);
        text_reader.parse(&input, &block, &batch);
        ck_assert_uint_eq(batch.records, batch.read + batch.damaged);
        arena_release(&arena);
    }
    ck_assert_uint_eq(batch.wmi_events, 2);
    batch_release(&batch);
}
END_TEST

/* Records with times that go up and down, one behind many lines that are none of its own. */
START_TEST(finds_the_earliest_time)
{
    struct buffer text;
    struct reader_input input = {.clock.has_offset = true};
    int64_t time, first;
    buffer_init(&text, BUFFER_NO_MAX);
    buffer_add_text(&text, "Event[0]\n  Date: 2026-03-09T14:28:01.000Z\n\n"
                           "Event[1]\n  Date: 2026-03-09T14:27:01.000Z\n\n"
                           "Event[2]\n  Date: 2026-03-09T14:29:01.000Z\n\n");
    ck_assert(text_first_time(&input, VIEW("Date: 2026-03-09T14:27:01.000Z"), &first));
    ck_assert(text_earliest_time(&input, buffer_view(&text), &time));
    ck_assert_int_eq(time, first);
    for (size_t i = 0; i < 100; i++) {
        buffer_add_text(&text, "words\n");
    }
    buffer_add_text(&text, "Date: 2020-01-01T00:00:00Z\n"); /* too far behind its start */
    ck_assert(text_earliest_time(&input, buffer_view(&text), &time));
    ck_assert_int_eq(time, first);
    buffer_add_text(&text, "Event[3]\r\nDate: 2026-03-09T14:26:01.000Z");
    ck_assert(text_earliest_time(&input, buffer_view(&text), &time));
    ck_assert_int_eq(time, first - 60 * WINTIME_TICKS_PER_SECOND);
    ck_assert(!text_earliest_time(&input, VIEW("words\nwords"), &time));
    ck_assert(!text_earliest_time(&input, VIEW_NONE, &time));
    buffer_release(&text);
}
END_TEST

/* What is looked at first never hides a date. */
START_TEST(tells_times_by_value)
{
    enum { ROUNDS = 20000 };
    static const char *const parts[] = {
        "2026",
        "03",
        "9",
        "3",
        "/",
        "/",
        ".",
        "-",
        " ",
        " ",
        ":",
        "14",
        "27",
        "44",
        "PM",
        "p.m.",
        "Mar",
        "mars",
        "Mon,",
        "Z",
        "+0100",
        ",",
        "T",
        "\xE5\xB9\xB4",
        "\xE6\x9C\x88",
        "\xE6\x97\xA5",
        "\xD9\xA2",
        "\xC2\xA0",
        "9/3/2026 14:27",
        "9 mars 2026 14:27",
        "2026-03-09T14:27:44",
        "9. 3. 2026 ",
        "2:27 PM",
        "x",
        "(",
    };
    struct buffer text;
    uint64_t state = 1;
    size_t dates = 0;
    buffer_init(&text, BUFFER_NO_MAX);
    for (size_t i = 0; i < ROUNDS; i++) {
        const uint32_t count = 1 + random_below(&state, 7);
        struct view value;
        struct date_text date;
        buffer_clear(&text);
        buffer_add_text(&text, "Fecha: ");
        for (uint32_t j = 0; j < count; j++) {
            buffer_add_text(&text, parts[random_below(&state, COUNT_OF(parts))]);
        }
        const int part = text_part_by_value(buffer_view(&text), &value);
        const bool is_date = date_scan(value, &date) && date.len == value.len;
        if ((part == EVENT_PART_TIME) != is_date) {
            ck_abort_msg("'%.*s'", VIEW_ARG(value));
        }
        dates += is_date;
    }
    ck_assert_uint_gt(dates, ROUNDS / 64);
    buffer_release(&text);
}
END_TEST

static const struct {
    const char *line;
    bool is_mof, is_wordy;
} sure[] = {
    {"\tName = \"Watch\";", true, false},
    {"\tCreatorSID = {1, 5, 0};", true, false},
    {"\tKeepOperationId = {1, 5, 0};", false, false},
    {"\tUser = \"A\";", false, false},
    {"\tEventCode = 5858;", false, false},
    {"\tQuery = \"SELECT * FROM A WHERE B = 1\";", false, false},
    {"\tName = \"a\tb\";", false, false},
    {"\t__Name = \"a\";", false, false},
    {"Name = \"Watch\";", false, false},
    {"instance of __EventFilter", true, false},
    {"instance of time", true, false},
    {"instance of A: B", false, false},
    {"{", true, false},
    {"{code}", false, false},
    {"};", true, false},
    {"Prov provider started with result code 0x0. HostProcess = w.exe; ProcessID = 4", false, true},
    {"UnknownA provider started with result code 0x0. HostProcess = w.exe", false, false},
    {"a Prov provider started with result code 0x0. HostProcess = w.exe", false, false},
    {"Prov provider started with result code 0x0, and HostProcess = w.exe", false, false},
    {"Prov provider started with result code 0x0. HostProcess", false, false},
};

START_TEST(knows_what_is_sure)
{
    const struct view line = view_of(sure[_i].line);
    ck_assert(text_is_mof(line) == sure[_i].is_mof);
    ck_assert(message_begins_wordy(line) == sure[_i].is_wordy);
}
END_TEST

/* True when a line may be something else than text of a message. */
static bool may_be_other(struct view line)
{
    struct text_label label;
    struct text_pair pair;
    return text_label_of(line, &label) || text_starts_alone(line) || text_is_fence(line) ||
           text_pair_of_cells(line, false, &pair) || text_pair_of_cells(line, true, &pair) ||
           text_pair_of_list(line, false, &pair) || text_pair_of_list(line, true, &pair) ||
           !view_equal(text_only_cell(line), line);
}

/* What is not looked at any further is nothing else, whatever it is made of. */
START_TEST(is_nothing_else)
{
    enum { ROUNDS = 100000 };
    static const char *const pieces[] = {
        "\t", "\t", "instance of ", "Name", "User", "Id", "EventID", "Date", "_", " = ", " = ", "=",
        ":", "{", "};", ";", "|", "1", "\"", "Unknown", " provider started with result code ",
        "0x0", ". HostProcess = ", " ", "x", "[/code]", "\xEF\xBC\x9A", "OperationId", "E", "Stop ",
    };
    struct buffer text;
    uint64_t state = 1;
    size_t mof = 0, wordy = 0;
    buffer_init(&text, BUFFER_NO_MAX);
    for (size_t i = 0; i < ROUNDS; i++) {
        const uint32_t count = 1 + random_below(&state, 7);
        buffer_clear(&text);
        for (uint32_t j = 0; j < count; j++) {
            buffer_add_text(&text, pieces[random_below(&state, COUNT_OF(pieces))]);
        }
        const struct view line = buffer_view(&text);
        const bool is_mof = text_is_mof(line), is_wordy = message_begins_wordy(line);
        const bool is_message = message_begins(line) || message_find_whole(line, 0) != SIZE_MAX;
        if (((is_mof || is_wordy) && may_be_other(line)) || (is_mof && is_message) ||
            (is_wordy && message_find(line, 0) != 0)) {
            ck_abort_msg("'%.*s'", VIEW_ARG(line));
        }
        mof += is_mof;
        wordy += is_wordy;
    }
    ck_assert_uint_gt(mof, ROUNDS / 512);
    ck_assert_uint_gt(wordy, 0);
    buffer_release(&text);
}
END_TEST

Suite *pasted_suite(void)
{
    Suite *suite = suite_create("pasted");
    TCase *tests = tcase_create("pasted");
    tcase_add_loop_test(tests, knows_labels, 0, COUNT_OF(labels));
    tcase_add_loop_test(tests, knows_remains, 0, COUNT_OF(remains));
    tcase_add_test(tests, finds_messages);
    tcase_add_loop_test(tests, mends_messages, 0, COUNT_OF(mended));
    tcase_add_loop_test(tests, unquotes, 0, COUNT_OF(strings));
    tcase_add_test(tests, unwraps);
    tcase_add_test(tests, tells_times_by_value);
    tcase_add_test(tests, every_shorter_length);
    tcase_add_test(tests, finds_the_earliest_time);
    tcase_add_loop_test(tests, knows_what_is_sure, 0, COUNT_OF(sure));
    tcase_add_test(tests, is_nothing_else);
    suite_add_tcase(suite, tests);
    return suite;
}
