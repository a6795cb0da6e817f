/* Which subscriptions are Windows' own, which are findings, and what hides in their actions. */
#include <stdlib.h>
#include <string.h>

#include "parsers/base/buffer.h"
#include "rules/consumers/consumer_judge.h"
#include "rules/consumers/consumers.h"
#include "rules/engine.h"
#include "tests/unit/event_build.h"
#include "tests/unit/suites.h"
#include "tests/unit/texts.h"

static struct consumers *set;
static struct arena arena;

static void set_up(void)
{
    set = consumers_new();
    arena_init(&arena, 0);
}

static void tear_down(void)
{
    consumers_free(set);
    arena_release(&arena);
}

#define ADMINISTRATORS "{1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0}"
#define SOMEBODY \
    "{1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 80, 4, 0, 0}"
#define SCM_QUERY "select * from MSFT_SCMEventLogEvent"
#define BVT_QUERY                                                                   \
    "SELECT * FROM __InstanceModificationEvent WITHIN 60 WHERE TargetInstance ISA " \
    "\\\"Win32_Processor\\\" AND TargetInstance.LoadPercentage > 99"

static const char *format(const char *filter, const char *query, const char *creator,
                          const char *class_name, const char *name, const char *more)
{
    return arena_format(&arena,
                        "Binding EventFilter: \ninstance of __EventFilter\n{\n\tCreatorSID = %s;\n"
                        "\tEventNamespace = \"root\\\\cimv2\";\n\tName = \"%s\";\n\tQuery = \"%s\";"
                        "\n\tQueryLanguage = \"WQL\";\n};\nPerm. Consumer: \ninstance of %s\n{\n"
                        "\tCreatorSID = %s;\n\tName = \"%s\";\n%s};\n",
                        creator, filter, query, class_name, creator, name, more)
        .data;
}

static void give_binding(int64_t ms, const char *mof)
{
    struct event e = build_event(5861, ms);
    build_text(&e, EVENT_FIELD_NAMESPACE, "//./root/subscription");
    build_text(&e, EVENT_FIELD_FILTER, "of the event");
    build_text(&e, EVENT_FIELD_CONSUMER, "OfTheEvent=\"of the event\"");
    build_text(&e, EVENT_FIELD_POSSIBLE_CAUSE, mof);
    consumers_event(set, &e);
}

static struct event temporary(int64_t ms, const char *user, const char *query, uint32_t pid)
{
    struct event e = build_event(5860, ms);
    build_text(&e, EVENT_FIELD_NAMESPACE, "ROOT\\CIMV2");
    build_text(&e, EVENT_FIELD_QUERY, query);
    build_text(&e, EVENT_FIELD_USER, user);
    build_number(&e, EVENT_FIELD_CLIENT_PROCESS_ID, pid);
    build_text(&e, EVENT_FIELD_CLIENT_MACHINE, "HOST");
    return e;
}

static void give_provider(int64_t ms, const char *query)
{
    struct event e = build_event(5859, ms);
    build_text(&e, EVENT_FIELD_NAMESPACE, "//./root/CIMV2");
    build_text(&e, EVENT_FIELD_QUERY, query);
    build_text(&e, EVENT_FIELD_USER, "S-1-5-32-544");
    build_text(&e, EVENT_FIELD_PROVIDER_NAME, "A Provider");
    build_text(&e, EVENT_FIELD_POSSIBLE_CAUSE, "Permanent");
    consumers_event(set, &e);
}

static const struct consumer *only(void)
{
    size_t count;
    const struct consumer *const *list = consumers_list(set, &count);
    ck_assert_uint_eq(count, 1);
    return list[0];
}

static void ck_says(struct view reason, const char *part)
{
    ck_assert_msg(view_find(reason, view_of(part), 0) != SIZE_MAX, "'%s' is not in '%.*s'", part,
                  VIEW_ARG(reason));
}

START_TEST(service_control_manager_is_known_and_counted_once)
{
    for (int i = 0; i < 3; i++) {
        give_binding(i * 1000, format("SCM Event Log Filter", SCM_QUERY, ADMINISTRATORS,
                                      "NTEventLogEventConsumer", "SCM Event Log Consumer",
                                      "\tSourceName = \"Service Control Manager\";\n"));
    }
    const struct consumer *c = only();
    ck_assert(c->is_known);
    ck_assert_int_eq(c->verdict, VERDICT_HARMLESS);
    ck_assert_int_eq(c->kind, CONSUMER_BINDING);
    ck_assert_uint_eq(c->count, 3);
    ck_assert_int_eq(c->first, build_time(0));
    ck_assert_int_eq(c->last, build_time(2000));
    expect_present(c->name_space, "root\\subscription");
    expect_present(c->filter, "SCM Event Log Filter");
    expect_present(c->query, SCM_QUERY);
    expect_present(c->class_name, "NTEventLogEventConsumer");
    expect_present(c->creator_sid, "S-1-5-32-544");
    expect_present(c->action, "Service Control Manager");
    ck_assert_uint_eq(c->origin.record, 1);
    ck_assert_uint_eq(c->event_id, 5861);
}
END_TEST

/* A name alone makes nothing harmless. */
START_TEST(imitations_are_findings)
{
    static const struct {
        const char *filter, *query, *creator, *class_name, *name, *more, *part;
    } cases[] = {
        {"SCM Event Log Filter", "select * from X", ADMINISTRATORS, "NTEventLogEventConsumer",
         "SCM Event Log Consumer", "", "its query is another"},
        {"SCM Event Log Filter", SCM_QUERY, ADMINISTRATORS, "CommandLineEventConsumer",
         "SCM Event Log Consumer", "\tCommandLineTemplate = \"x\";\n", "its class is another"},
        {"SCM Event Log Filter", SCM_QUERY, ADMINISTRATORS, "NTEventLogEventConsumer", "other", "",
         "its name is another"},
        {"SCM Event Log Filter", SCM_QUERY, SOMEBODY, "NTEventLogEventConsumer",
         "SCM Event Log Consumer", "", "its creator is another"},
        {"SCM Event Log Filter", SCM_QUERY, ADMINISTRATORS, "NTEventLogEventConsumer",
         "SCM Event Log Consumer", "\tSourceName = \"x\";\n", "its source of its log entries is"},
        {"BVTFilter", BVT_QUERY, SOMEBODY, "CommandLineEventConsumer", "BVTConsumer",
         "\tCommandLineTemplate = \"cscript KernCap.vbs & calc\";\n",
         "its command line is another"},
        {"BVTFilter", BVT_QUERY, SOMEBODY, "CommandLineEventConsumer", "BVTConsumer",
         "\tCommandLineTemplate = \"cscript KernCap.vbs\";\n\tExecutablePath = \"C:\\\\x.exe\";\n",
         "its command line is another"},
        {"BVTFilter", BVT_QUERY, SOMEBODY, "CommandLineEventConsumer", "BVTConsumer",
         "\tCommandLineTemplate = \"cscript KernCap.vbs\";\n\tWorkingDirectory = \"C:\\\\x\";\n",
         "its command line is another"},
        {"BVTFilter", BVT_QUERY, SOMEBODY, "CommandLineEventConsumer", "BVTConsumer", "",
         "its command line is another"},
    };
    give_binding(_i, format(cases[_i].filter, cases[_i].query, cases[_i].creator,
                            cases[_i].class_name, cases[_i].name, cases[_i].more));
    ck_assert(!only()->is_known);
    ck_assert_int_eq(only()->verdict, VERDICT_SECURITY);
    ck_says(only()->reason, cases[_i].part);
}
END_TEST

START_TEST(setup_leftover_is_known)
{
    give_binding(0,
                 format("BVTFilter", BVT_QUERY, SOMEBODY, "CommandLineEventConsumer", "BVTConsumer",
                        "\tCommandLineTemplate = \"cscript KernCap.vbs\";\n"
                        "\tWorkingDirectory = \"C:\\\\tools\\\\kernrate\";\n"));
    ck_assert(only()->is_known);
    ck_assert_int_eq(only()->verdict, VERDICT_HARMLESS);
    ck_assert(only()->poll_seconds == 60);
}
END_TEST

START_TEST(what_runs_code_is_a_finding)
{
    give_binding(0, format("f", "select * from X", ADMINISTRATORS, "CommandLineEventConsumer", "c",
                           "\tCommandLineTemplate = \"C:\\\\a.exe \\\"b\\\"\";\n"));
    const struct consumer *c = only();
    ck_assert_int_eq(c->verdict, VERDICT_SECURITY);
    expect_present(c->action, "C:\\a.exe \"b\"");
    expect_present(c->action_kind, "command line");
    ck_assert_ptr_null(c->decoded.data);
    ck_says(c->reason, "Starts a program as SYSTEM");
}
END_TEST

START_TEST(every_class_has_its_action_and_reason)
{
    static const struct {
        const char *class_name, *creator, *more, *action, *kind, *reason;
        enum verdict verdict;
    } cases[] = {
        {"ActiveScriptEventConsumer", ADMINISTRATORS,
         "\tScriptText = \"a\" \"b\";\n\tScriptingEngine = \"VBScript\";\n", "ab",
         "VBScript script", "Runs a script", VERDICT_SECURITY},
        {"ActiveScriptEventConsumer", ADMINISTRATORS, "\tScriptFileName = \"C:\\\\a.vbs\";\n",
         "C:\\a.vbs", "script file", "Runs a script", VERDICT_SECURITY},
        {"CommandLineEventConsumer", ADMINISTRATORS,
         "\tExecutablePath = \"C:\\\\a.exe\";\n\tCommandLineTemplate = \"b c\";\n",
         "C:\\a.exe, with the command line: b c", "program", "Starts a program", VERDICT_SECURITY},
        {"LogFileEventConsumer", ADMINISTRATORS, "\tFilename = \"C:\\\\a.log\";\n", "C:\\a.log",
         "file written", "plant files", VERDICT_SECURITY},
        {"SMTPEventConsumer", ADMINISTRATORS, "\tToLine = \"a@b\";\n", "a@b", "mail to",
         "carry data out", VERDICT_SECURITY},
        {"NTEventLogEventConsumer", ADMINISTRATORS, "\tSourceName = \"s\";\n", "s", "event source",
         "registered by SYSTEM or an administrator", VERDICT_HARMLESS},
        {"NTEventLogEventConsumer", SOMEBODY, "\tSourceName = \"s\";\n", "s", "event source",
         "neither SYSTEM nor", VERDICT_SECURITY},
        {"NTEventLogEventConsumer", "{1, 2}", "\tSourceName = \"s\";\n", "s", "event source",
         "neither SYSTEM nor", VERDICT_SECURITY},
        {"Vendor_Consumer", ADMINISTRATORS, "\tSourceName = \"s\";\n", "s", "event source",
         "none of the five", VERDICT_SECURITY},
    };
    give_binding(0, format("f", "select * from X", cases[_i].creator, cases[_i].class_name, "c",
                           cases[_i].more));
    expect_present(only()->action, cases[_i].action);
    expect_present(only()->action_kind, cases[_i].kind);
    ck_says(only()->reason, cases[_i].reason);
    ck_assert_int_eq(only()->verdict, cases[_i].verdict);
    ck_assert(!only()->is_known);
}
END_TEST

/* Exports that keep the message alone, and texts cut short, still give class and names. */
START_TEST(without_mof_the_event_names_it)
{
    static const struct {
        const char *reference, *class_name, *name;
    } cases[] = {
        {"CommandLineEventConsumer=\"a = b\"", "CommandLineEventConsumer", "a = b"},
        {"\\\\.\\root\\subscription:LogFileEventConsumer.Name=\"n\"", "LogFileEventConsumer", "n"},
        {"ActiveScriptEventConsumer", "ActiveScriptEventConsumer", ""},
    };
    struct event e = build_event(5861, 0);
    build_text(&e, EVENT_FIELD_FILTER, "f");
    build_text(&e, EVENT_FIELD_CONSUMER, cases[_i].reference);
    build_text(&e, EVENT_FIELD_POSSIBLE_CAUSE, "Binding EventFilter: \ninstance of __Even");
    consumers_event(set, &e);
    expect_present(only()->class_name, cases[_i].class_name);
    ck_assert(view_equal(only()->name, view_of(cases[_i].name)));
    expect_present(only()->filter, "f");
    ck_assert_int_eq(only()->verdict, VERDICT_SECURITY);
}
END_TEST

START_TEST(an_event_without_anything_is_a_finding)
{
    struct event e = build_event(5861, 0);
    consumers_event(set, &e);
    ck_assert_int_eq(only()->verdict, VERDICT_SECURITY);
    ck_says(only()->reason, "does not say what it runs");
}
END_TEST

START_TEST(temporary_ones_matter_by_their_polling)
{
    static const struct {
        const char *query;
        enum verdict verdict;
        double seconds;
    } cases[] = {
        {"SELECT * FROM Win32_ProcessStartTrace", VERDICT_HARMLESS, 0},
        {"select * from __InstanceCreationEvent within 1 where TargetInstance isa 'Win32_Process'",
         VERDICT_DEGRADED, 1},
        {"select * from __InstanceCreationEvent within 0.25 where (TargetInstance isa "
         "\"win32_product\")",
         VERDICT_DEGRADED, 0.25},
        {"select * from __InstanceCreationEvent within 5 where TargetInstance isa 'Win32_Process'",
         VERDICT_HARMLESS, 5},
        {"select * from __InstanceCreationEvent within 1 where TargetInstance isa 'My_Class'",
         VERDICT_HARMLESS, 1},
        {"select * from A where B = 'x within 1 isa Win32_Process'", VERDICT_HARMLESS, 0},
        {"select * from A group within 2 having NumberOfEvents > 3", VERDICT_HARMLESS, 0},
        {"select * from A within", VERDICT_HARMLESS, 0},
        {"select * from A within x where y isa 'Win32_Process", VERDICT_HARMLESS, 0},
        {"select * from A within 99999999999999999999 where b = 'c\\", VERDICT_HARMLESS, 999999999},
    };
    struct event e = temporary(0, "HOST\\me", cases[_i].query, 4242);
    consumers_event(set, &e);
    ck_assert_int_eq(only()->verdict, cases[_i].verdict);
    ck_assert(only()->poll_seconds == cases[_i].seconds);
    ck_assert(!only()->is_known);
    ck_assert(only()->has_process && only()->process_id == 4242);
    expect_present(only()->name_space, "ROOT\\CIMV2");
}
END_TEST

START_TEST(another_process_asks_for_the_same)
{
    struct event events[] = {
        temporary(0, "HOST\\me", "select * from A", 10),
        temporary(9, "HOST\\me", "select * from A", 11),
        temporary(7, "host\\ME", "select * from A", 12),
        temporary(8, "HOST\\you", "select * from A", 12),
    };
    events[2].computer = VIEW("host.example.org"); /* it joined a domain */
    for (size_t i = 0; i < 4; i++) {
        consumers_event(set, &events[i]);
    }
    size_t count;
    const struct consumer *const *list = consumers_list(set, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_uint_eq(list[0]->count, 3);
    ck_assert_int_eq(list[0]->last, build_time(9));
    ck_assert_uint_eq(list[0]->process_id, 10);
}
END_TEST

START_TEST(inside_the_service_it_is_windows)
{
    struct event e = temporary(0, "", "select * from A", BUILD_SERVICE);
    consumers_event(set, &e);
    ck_assert(only()->is_known);
    ck_assert_int_eq(only()->verdict, VERDICT_HARMLESS);
}
END_TEST

START_TEST(provider_events_are_judged_by_their_filter)
{
    give_provider(0, SCM_QUERY);
    ck_assert(only()->is_known);
    give_provider(1, "select * from X");
    size_t count;
    const struct consumer *const *list = consumers_list(set, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_int_eq(list[0]->verdict, VERDICT_SECURITY);
    ck_says(list[0]->reason, "consumer is not in this log");
    give_binding(
        2, format("f", "select * from X", ADMINISTRATORS, "CommandLineEventConsumer", "c", ""));
    list = consumers_list(set, &count);
    ck_assert_uint_eq(count, 3);
    ck_assert_int_eq(list[0]->kind, CONSUMER_BINDING);
    ck_assert_int_eq(list[2]->verdict, VERDICT_HARMLESS);
    ck_says(list[2]->reason, "Belongs to the filter 'f'");
    ck_assert(!list[2]->is_known);
}
END_TEST

START_TEST(other_events_do_nothing)
{
    struct event events[] = {build_event(5858, 0), build_event(5857, 0), build_event(5861, 0)};
    events[2].is_wmi_activity = false;
    for (size_t i = 0; i < 3; i++) {
        consumers_event(set, &events[i]);
    }
    size_t count;
    consumers_list(set, &count);
    ck_assert_uint_eq(count, 0);
}
END_TEST

/* However many programs ask for events, what stays and runs code has its place. */
START_TEST(too_many_are_counted)
{
    for (int i = 0; i < CONSUMERS_MAX_UNBOUND + 7; i++) {
        struct event e =
            temporary(i, "HOST\\me", arena_format(&arena, "select * from A%d", i).data, 1);
        consumers_event(set, &e);
        consumers_event(set, &e);
    }
    size_t count;
    const struct consumer *const *list = consumers_list(set, &count);
    ck_assert_uint_eq(count, CONSUMERS_MAX_UNBOUND);
    ck_assert_uint_eq(consumers_dropped(set), 14);
    ck_assert_int_eq(list[0]->first, build_time(0));
    ck_assert_uint_eq(list[count - 1]->count, 2);
    for (int i = 0; i < CONSUMERS_MAX; i++) {
        const char *name = arena_format(&arena, "c%d", i).data;
        give_binding(i, format("f", "select * from X", ADMINISTRATORS, "CommandLineEventConsumer",
                               name, ""));
    }
    list = consumers_list(set, &count);
    ck_assert_uint_eq(count, CONSUMERS_MAX);
    ck_assert_uint_eq(consumers_dropped(set), 14 + CONSUMERS_MAX_UNBOUND);
    ck_assert_int_eq(list[0]->kind, CONSUMER_BINDING);
}
END_TEST

START_TEST(long_texts_are_cut)
{
    char *long_text = malloc(100001);
    ck_assert_ptr_nonnull(long_text);
    memset(long_text, 'a', 100000);
    long_text[100000] = '\0';
    give_binding(0, format(long_text, long_text, ADMINISTRATORS, "ActiveScriptEventConsumer",
                           long_text, ""));
    ck_assert_uint_le(only()->filter.len, 1024);
    ck_assert_uint_le(only()->query.len, 4096);
    struct event e = temporary(0, long_text, long_text, 1);
    consumers_event(set, &e);
    size_t count;
    ck_assert_uint_le(consumers_list(set, &count)[1]->query.len, 4096);
    free(long_text);
}
END_TEST

/* What a consumer runs is found behind and before any filler, and in what is not shown. */
START_TEST(filler_hides_nothing)
{
    enum { FILLER = 17000 };
    char *filler = malloc(FILLER + 1);
    ck_assert_ptr_nonnull(filler);
    memset(filler, 'a', FILLER);
    filler[FILLER] = '\0';
    const char *hidden = "powershell -enc YwBhAGwAYwAuAGUAeABlAA==";
    const char *command =
        arena_format(&arena, "\tCommandLineTemplate = \"cmd /c rem %s & %s & rem %s\";\n", filler,
                     hidden, filler)
            .data;
    give_binding(0, format("f", "select * from X", ADMINISTRATORS, "CommandLineEventConsumer", "c",
                           command));
    const struct consumer *c = only();
    ck_assert(c->is_cut && !c->is_unread);
    expect_present(c->decoded, "calc.exe");
    ck_assert_uint_le(c->action.len, CONSUMERS_MAX_TEXT + 8);
    ck_assert(view_find(c->action, VIEW(" ... "), 0) != SIZE_MAX);
    free(filler);
}
END_TEST

START_TEST(an_action_at_the_end_is_shown)
{
    char *filler = malloc(CONSUMERS_MAX_TEXT + 1);
    ck_assert_ptr_nonnull(filler);
    memset(filler, ' ', CONSUMERS_MAX_TEXT);
    filler[CONSUMERS_MAX_TEXT] = '\0';
    give_binding(
        0,
        format(
            "f", "q", ADMINISTRATORS, "CommandLineEventConsumer", "c",
            arena_format(&arena, "\tCommandLineTemplate = \"cmd /c %sevil.exe\";\n", filler).data));
    ck_assert(view_ends_nocase(only()->action, VIEW("evil.exe")) && only()->is_cut);
    free(filler);
}
END_TEST

static const struct {
    const char *mof, *decoded;
    bool is_unread, is_cut;
} unreadable[] = {
    {"", NULL, true, false},
    {"Binding EventFilter: (a text of another form)", NULL, true, false},
    {"instance of CommandLineEventConsumer { Name = \"c\"; };", NULL, true, false},
    {"instance of CommandLineEventConsumer { Name = \"c\"; Comman", NULL, true, true},
    {"instance of CommandLineEventConsumer { CommandLineTemplate = \"powershell -enc "
     "YwBhAGwAYwAuAGUAeABlAA==",
     "calc.exe", false, true},
    {"instance of CommandLineEventConsumer { CommandLineTemplate = \"x\"; };", NULL, false, false},
    {"instance of ContosoConsumer { Name = \"c\"; };", NULL, false, false},
};

START_TEST(a_lost_action_is_said)
{
    give_binding(0, unreadable[_i].mof);
    ck_assert(only()->is_unread == unreadable[_i].is_unread);
    ck_assert(only()->is_cut == unreadable[_i].is_cut);
    ck_assert(unreadable[_i].decoded ? view_equal(only()->decoded, view_of(unreadable[_i].decoded))
                                     : !only()->decoded.data);
}
END_TEST

static bool is_from_host(void *context, const struct event *e)
{
    return view_equal(e->computer, view_of(context));
}

static bool is_asked_by_me(void *context, const struct consumer *c)
{
    (void)context;
    return view_equal(c->user, VIEW("HOST\\me"));
}

START_TEST(engine_lists_what_its_filters_let_through)
{
    static char host[] = "HOST";
    struct engine_options options = {.context = host};
    for (int is_filtered = 0; is_filtered < 2; is_filtered++) {
        options.wants_consumer_event = is_filtered ? is_from_host : NULL;
        options.on_consumer = is_filtered ? is_asked_by_me : NULL;
        struct engine *e = engine_new(&options);
        struct event events[] = {temporary(0, "HOST\\you", "select * from A", 10),
                                 temporary(1, "HOST\\me", "select * from A", 10),
                                 temporary(2, "HOST\\me", "select * from B", 10)};
        events[2].computer = VIEW("OTHER");
        for (size_t i = 0; i < 3; i++) {
            engine_event(e, &events[i]);
        }
        engine_finish(e);
        size_t count;
        const struct consumer *const *list = engine_consumers(e, &count);
        ck_assert_uint_eq(count, is_filtered ? 1 : 3);
        ck_assert(view_equal(list[0]->user, is_filtered ? VIEW("HOST\\me") : VIEW("HOST\\you")));
        engine_free(e);
    }
}
END_TEST

/* What a list tells of a subscription is marked where it is cut, as what an event tells is: a name,
 * and a SID. */
START_TEST(long_texts_of_lists_are_cut)
{
    enum { LONG = 3000, KEPT = 1024 };
    char *text = arena_alloc(&arena, LONG + 1);
    memset(text, 'n', LONG);
    text[LONG] = '\0';
    const struct view name = view_of(_i == 0 ? text : "f"),
                      sid = view_of(_i == 0 ? "S-1-1-0" : text);
    struct listed_property parts[] = {
        {VIEW("Filter"), arena_format(&arena, "__EventFilter=\"%.*s\"", VIEW_ARG(name))},
        {VIEW("Consumer"), VIEW("LogFileEventConsumer=\"c\"")}};
    struct listed_property filter[] = {{VIEW("Name"), name}, {VIEW("CreatorSID"), sid}};
    const struct listed_object objects[] = {
        {VIEW("SRV01"), VIEW("b.xml"), VIEW("__FilterToConsumerBinding"), VIEW(""), parts, 2},
        {VIEW("SRV01"), VIEW("f.xml"), VIEW("__EventFilter"), VIEW(""), filter, 2}};
    size_t count;
    consumers_compare(set, objects, 2);
    const struct consumer *const *list = consumers_list(set, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert(list[0]->is_cut);
    ck_assert_uint_eq(_i == 0 ? list[0]->filter.len : list[0]->creator_sid.len, KEPT);
}
END_TEST

START_TEST(processes_get_their_names)
{
    struct computers computers;
    struct processes processes;
    computers_init(&computers, 0);
    processes_init(&processes, &computers, 0);
    processes_add_known(&processes, &(struct process_entry){.computer = VIEW("HOST"),
                                                            .process_id = 10,
                                                            .name = VIEW("C:\\a\\poller.exe"),
                                                            .start = build_time(-1000)});
    struct event events[] = {temporary(0, "HOST\\me", "select * from A", 10),
                             temporary(1, "HOST\\you", "select * from A", 10)};
    build_text(&events[1], EVENT_FIELD_CLIENT_MACHINE, "FAR");
    consumers_event(set, &events[0]);
    consumers_event(set, &events[1]);
    consumers_name_processes(set, &processes);
    size_t count;
    const struct consumer *const *list = consumers_list(set, &count);
    expect_present(list[0]->process_name, "poller.exe");
    expect_present(list[0]->process_name_source, "process list");
    ck_assert_ptr_null(list[1]->process_name.data);
    processes_release(&processes);
    computers_release(&computers);
}
END_TEST

/* What it is, and not where, since when, for what, or by whom; the digits are worked out apart. */
START_TEST(fingerprint_is_of_what_it_is)
{
    static const char *const rows[][3] = {
        {"f", "X", "c"}, {"F", "Y", "C"}, {"f", "X", "d"}, {"g", "X", "c"}};
    char texts[4][FINGERPRINT_SIZE];
    size_t count;
    for (int i = 0; i < 4; i++) {
        give_binding(i, format(rows[i][0], rows[i][1], i > 0 ? SOMEBODY : ADMINISTRATORS,
                               "CommandLineEventConsumer", rows[i][2],
                               "\tCommandLineTemplate = \"C:\\\\a.exe\";\n"));
    }
    const struct consumer *const *list = consumers_list(set, &count);
    ck_assert_uint_eq(count, 4);
    for (size_t i = 0; i < 4; i++) {
        consumer_fingerprint(list[i], texts[i]);
        for (size_t j = 1; j < i; j++) {
            ck_assert_str_ne(texts[i], texts[j]);
        }
    }
    ck_assert_str_eq(texts[0], "wmilog/1:a52f4af8c2d3dc955ac7be394ea7b40f");
    ck_assert_str_eq(texts[1], texts[0]);
}
END_TEST

Suite *consumers_suite(void)
{
    Suite *suite = suite_create("consumers");
    TCase *tests = tcase_create("consumers");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, service_control_manager_is_known_and_counted_once);
    tcase_add_loop_test(tests, imitations_are_findings, 0, 9);
    tcase_add_test(tests, setup_leftover_is_known);
    tcase_add_test(tests, what_runs_code_is_a_finding);
    tcase_add_loop_test(tests, every_class_has_its_action_and_reason, 0, 9);
    tcase_add_loop_test(tests, without_mof_the_event_names_it, 0, 3);
    tcase_add_test(tests, an_event_without_anything_is_a_finding);
    tcase_add_loop_test(tests, temporary_ones_matter_by_their_polling, 0, 10);
    tcase_add_test(tests, another_process_asks_for_the_same);
    tcase_add_test(tests, inside_the_service_it_is_windows);
    tcase_add_test(tests, provider_events_are_judged_by_their_filter);
    tcase_add_test(tests, other_events_do_nothing);
    tcase_add_test(tests, too_many_are_counted);
    tcase_add_test(tests, long_texts_are_cut);
    tcase_add_test(tests, filler_hides_nothing);
    tcase_add_test(tests, an_action_at_the_end_is_shown);
    tcase_add_loop_test(tests, a_lost_action_is_said, 0, 7);
    tcase_add_test(tests, engine_lists_what_its_filters_let_through);
    tcase_add_loop_test(tests, long_texts_of_lists_are_cut, 0, 2);
    tcase_add_test(tests, processes_get_their_names);
    tcase_add_test(tests, fingerprint_is_of_what_it_is);
    suite_add_tcase(suite, tests);
    return suite;
}
