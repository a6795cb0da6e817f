/* The Operation text: its grammar, classes out of WQL and object paths. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "parsers/base/count.h"
#include "rules/texts/operation_memo.h"
#include "tests/unit/exact.h"

Suite *operation_text_suite(void);

/* NULL: the view is absent. */
struct sample {
    const char *text;
    enum operation_type type;
    const char *verb;
    const char *room; /* namespace, or provider for OPERATION_TYPE_PROVIDER */
    const char *argument;
    const char *class_name;
    const char *method;
    const char *host;
};

#define SERVICE(verb, rest) "Start IWbemServices::" verb " - " rest

static const struct sample samples[] = {
    {SERVICE("DeleteInstance", "Root\\Rsop\\Computer : RSOP_ExtensionStatus.extensionGuid=\"{3}\""),
     OPERATION_TYPE_SERVICE, "DeleteInstance", "Root\\Rsop\\Computer",
     "RSOP_ExtensionStatus.extensionGuid=\"{3}\"", "RSOP_ExtensionStatus", NULL, NULL},
    {SERVICE("ExecQuery", "ROOT\\CIMV2 : Select DeviceID, ExtClock From Win32_Processor\n"),
     OPERATION_TYPE_SERVICE, "ExecQuery", "ROOT\\CIMV2",
     "Select DeviceID, ExtClock From Win32_Processor\n", "Win32_Processor", NULL, NULL},
    {SERVICE("ExecQuery", "ROOT\\CIMV2 : ASSOCIATORS OF {Win32_DiskPartition.DeviceID='Disk #0, "
                          "Partition #0'} WHERE ResultClass=Win32_DiskDrive"),
     OPERATION_TYPE_SERVICE, "ExecQuery", "ROOT\\CIMV2",
     "ASSOCIATORS OF {Win32_DiskPartition.DeviceID='Disk #0, "
     "Partition #0'} WHERE ResultClass=Win32_DiskDrive",
     "Win32_DiskPartition", NULL, NULL},
    {SERVICE("ExecQuery", "root\\x : references of {\\\\H\\root\\x:A.K=1}"), OPERATION_TYPE_SERVICE,
     "ExecQuery", "root\\x", "references of {\\\\H\\root\\x:A.K=1}", "A", NULL, "H"},
    {SERVICE("CreateInstanceEnum", "root\\wmi : MSiSCSI_PortalInfoClass"), OPERATION_TYPE_SERVICE,
     "CreateInstanceEnum", "root\\wmi", "MSiSCSI_PortalInfoClass", "MSiSCSI_PortalInfoClass", NULL,
     NULL},
    {SERVICE("CreateClassEnum", "root\\cimv2 : "), OPERATION_TYPE_SERVICE, "CreateClassEnum",
     "root\\cimv2", "", NULL, NULL, NULL},
    {SERVICE("CreateClassEnum", "root\\cimv2 :"), OPERATION_TYPE_SERVICE, "CreateClassEnum",
     "root\\cimv2", "", NULL, NULL, NULL},
    {SERVICE("CreateClassEnum", "root\\cimv2"), OPERATION_TYPE_SERVICE, "CreateClassEnum",
     "root\\cimv2", NULL, NULL, NULL, NULL},
    {SERVICE("ExecMethod", "ROOT\\S : MSFT_SmbShare::FireShareChangeEvent"), OPERATION_TYPE_SERVICE,
     "ExecMethod", "ROOT\\S", "MSFT_SmbShare::FireShareChangeEvent", "MSFT_SmbShare",
     "FireShareChangeEvent", NULL},
    {SERVICE("ExecMethod",
             "R : \\\\PC-1.x.org\\ROOT\\CIMV2:A.Name=\"C:\\\\W::x\\\\a.evtx\"::clear"),
     OPERATION_TYPE_SERVICE, "ExecMethod", "R",
     "\\\\PC-1.x.org\\ROOT\\CIMV2:A.Name=\"C:\\\\W::x\\\\a.evtx\"::clear", "A", "clear",
     "PC-1.x.org"},
    {SERVICE("ExecMethod", "r : Win32_OperatingSystem=@::Win32Shutdown\n"), OPERATION_TYPE_SERVICE,
     "ExecMethod", "r", "Win32_OperatingSystem=@::Win32Shutdown\n", "Win32_OperatingSystem",
     "Win32Shutdown", NULL},
    {SERVICE("ExecMethodAsync", "r : A.K=\"\\\"::no\"::Yes"), OPERATION_TYPE_SERVICE,
     "ExecMethodAsync", "r", "A.K=\"\\\"::no\"::Yes", "A", "Yes", NULL},
    {SERVICE("ExecMethod", "r : A.K=\"C:\\\"::Broken"), OPERATION_TYPE_SERVICE, "ExecMethod", "r",
     "A.K=\"C:\\\"::Broken", "A", "Broken", NULL},
    {SERVICE("ExecMethod", "r : A.K=\"cut off ::he"), OPERATION_TYPE_SERVICE, "ExecMethod", "r",
     "A.K=\"cut off ::he", "A", "he", NULL},
    {SERVICE("ExecMethod", "r : A"), OPERATION_TYPE_SERVICE, "ExecMethod", "r", "A", "A", NULL,
     NULL},
    {SERVICE("ExecMethod", "r : ::"), OPERATION_TYPE_SERVICE, "ExecMethod", "r", "::", NULL, NULL,
     NULL},
    {SERVICE("GetObject", "r : Msvm_S.CreationClassName=\"a : b\",Name=\"vmms\""),
     OPERATION_TYPE_SERVICE, "GetObject", "r", "Msvm_S.CreationClassName=\"a : b\",Name=\"vmms\"",
     "Msvm_S", NULL, NULL},
    {SERVICE("PutInstance",
             "root\\subscription : __FilterToConsumerBinding.Consumer=\"A.N=\\\"P:x\\\"\""),
     OPERATION_TYPE_SERVICE, "PutInstance", "root\\subscription",
     "__FilterToConsumerBinding.Consumer=\"A.N=\\\"P:x\\\"\"", "__FilterToConsumerBinding", NULL,
     NULL},
    {SERVICE("GetObject", "r : //./root/x:Class"), OPERATION_TYPE_SERVICE, "GetObject", "r",
     "//./root/x:Class", "Class", NULL, NULL},
    {SERVICE("GetObject", "r : \\\\.\\root\\cimv2"), OPERATION_TYPE_SERVICE, "GetObject", "r",
     "\\\\.\\root\\cimv2", NULL, NULL, NULL},
    {SERVICE("GetObject", "r : root\\rsop\\NS{1-2}:A=1"), OPERATION_TYPE_SERVICE, "GetObject", "r",
     "root\\rsop\\NS{1-2}:A=1", "A", NULL, NULL},
    {SERVICE("DeleteClass", "root\\Intel_ME : CIM_ManagedElement"), OPERATION_TYPE_SERVICE,
     "DeleteClass", "root\\Intel_ME", "CIM_ManagedElement", "CIM_ManagedElement", NULL, NULL},
    {SERVICE("OpenNamespace", "root : cimv2"), OPERATION_TYPE_SERVICE, "OpenNamespace", "root",
     "cimv2", NULL, NULL, NULL},
    {"IWbemServices::ExecQuery - root\\cimv2 : select * from A", OPERATION_TYPE_SERVICE,
     "ExecQuery", "root\\cimv2", "select * from A", "A", NULL, NULL},
    {"  start \t iwbemservices :: GetObject-root\\cimv2:A", OPERATION_TYPE_SERVICE, "GetObject",
     "root\\cimv2", "A", "A", NULL, NULL},
    {SERVICE("GetObject", "root\\cimv2: A.K=\"x:y\""), OPERATION_TYPE_SERVICE, "GetObject",
     "root\\cimv2", "A.K=\"x:y\"", "A", NULL, NULL},
    {"Start IWbemServices::GetObject", OPERATION_TYPE_SERVICE, "GetObject", NULL, NULL, NULL, NULL,
     NULL},
    {"IWbemServices::Connect", OPERATION_TYPE_CONNECT, "Connect", NULL, NULL, NULL, NULL, NULL},
    {"Start IWbemServices::Connect - root\\x", OPERATION_TYPE_CONNECT, "Connect", "root\\x", NULL,
     NULL, NULL, NULL},
    {"connect to namespace : \\\\H\\root\\x\n", OPERATION_TYPE_CONNECT, "Connect", "root\\x", NULL,
     NULL, NULL, "H"},
    {"Connect to namespace: root", OPERATION_TYPE_CONNECT, "Connect", "root", NULL, NULL, NULL,
     NULL},
    {"Provider::CreateInstanceEnum - MS_NT_EVENTLOG_PROVIDER : Win32_NTLogEvent",
     OPERATION_TYPE_PROVIDER, "CreateInstanceEnum", "MS_NT_EVENTLOG_PROVIDER", "Win32_NTLogEvent",
     "Win32_NTLogEvent", NULL, NULL},
    {"Provider::GetObject - A:b C : Win32_Share.Name=\"x\"", OPERATION_TYPE_PROVIDER, "GetObject",
     "A:b C", "Win32_Share.Name=\"x\"", "Win32_Share", NULL, NULL},
    {"MI_Session::EnumerateInstance", OPERATION_TYPE_MI, "EnumerateInstance", NULL, NULL, NULL,
     NULL, NULL},
    {"", OPERATION_TYPE_OTHER, NULL, NULL, NULL, NULL, NULL, NULL},
    {"Start ", OPERATION_TYPE_OTHER, NULL, NULL, NULL, NULL, NULL, NULL},
    {"Start IWbemServices::", OPERATION_TYPE_OTHER, NULL, NULL, NULL, NULL, NULL, NULL},
    {"Start IWbemServices - root : A", OPERATION_TYPE_OTHER, NULL, NULL, NULL, NULL, NULL, NULL},
    {"StartIWbemServices::GetObject - root : A", OPERATION_TYPE_OTHER, NULL, NULL, NULL, NULL, NULL,
     NULL},
    {"connect to", OPERATION_TYPE_OTHER, NULL, NULL, NULL, NULL, NULL, NULL},
    {"something else : entirely", OPERATION_TYPE_OTHER, NULL, NULL, NULL, NULL, NULL, NULL},
};

struct query_sample {
    const char *query;
    const char *class_name;
};

static const struct query_sample queries[] = {
    {"SELECT * FROM Win32_Process", "Win32_Process"},
    {"select * from Win32_Process", "Win32_Process"},
    {"  SeLeCt\r\n*\r\nfRoM\r\n\tWin32_Process\r\nWHERE a = 'from B'", "Win32_Process"},
    {"SELECT From FROM A", "A"},
    {"SELECT a, from, b FROM A", "A"},
    {"SELECT a.From FROM A", "A"},
    {"SELECT xFrom, From_x, Fromage FROM A", "A"},
    {"SELECT FROM A", "A"},
    {"SELECT a, FROM A", "A"},
    {"SELECT 'x from B' FROM A", "A"},
    {"SELECT \"x \\\" from B\" FROM A", "A"},
    {"SELECT COUNT(*) FROM A", "A"},
    {"SELECT a FROM A;", "A"},
    {"SELECT * FROM Caf\xC3\xA9", "Caf\xC3\xA9"},
    {"select * from WMIBinaryMofResource where Name = \"C:\\\\a.mui[Mof]\"",
     "WMIBinaryMofResource"},
    {"SELECT * FROM __InstanceCreationEvent WITHIN 5 WHERE TargetInstance ISA 'Win32_Process'",
     "Win32_Process"},
    {"SELECT * FROM __instanceModificationEVENT WHERE TargetInstance isa \" Win32_Service \"",
     "Win32_Service"},
    {"SELECT * FROM __InstanceDeletionEvent WHERE TargetInstance ISA Win32_X AND a = 1", "Win32_X"},
    {"SELECT * FROM __ClassCreationEvent WHERE TargetClass ISA 'A'", "A"},
    {"SELECT * FROM __InstanceCreationEvent WHERE a = 'x ISA B'", "__InstanceCreationEvent"},
    {"SELECT * FROM __InstanceCreationEvent WHERE TargetInstance ISA", "__InstanceCreationEvent"},
    {"SELECT * FROM __InstanceCreationEvent WHERE TargetInstance ISA 'a b'",
     "__InstanceCreationEvent"},
    {"SELECT * FROM __NamespaceCreationEvent", "__NamespaceCreationEvent"},
    {"SELECT * FROM __TimerEvent WHERE a ISA 'B'", "__TimerEvent"},
    {"SELECT * FROM Win32_ProcessStartTrace WHERE x ISA 'B'", "Win32_ProcessStartTrace"},
    {"SELECT * FROM __InstanceConfig WHERE x ISA 'B'", "__InstanceConfig"},
    {"associators of {Win32_X.Key='a b'} where ResultClass = B", "Win32_X"},
    {"ASSOCIATORS OF{Win32_X}", "Win32_X"},
    {"ASSOCIATORS\nOF\n{\n Win32_X=@ }", "Win32_X"},
    {"REFERENCES OF {A.K=\"{B.K='}'}\"} WHERE ClassDefsOnly", "A"},
    {"REFERENCES OF {\\\\.\\root\\cimv2:A.K=1}", "A"},
    {"ASSOCIATORS OF {root\\cimv2:A::x}", "A"},
    {"ASSOCIATORS OF", NULL},
    {"ASSOCIATORS OF {", NULL},
    {"ASSOCIATORS OF {}", NULL},
    {"ASSOCIATORS OF A FROM B", NULL},
    {"SELECT * FROM", NULL},
    {"SELECT * FROM 'A", "A"},
    {"SELECT * FROM (A)", NULL},
    {"SELECT 'unclosed FROM A", NULL},
    {"SELECT *", NULL},
    {"", NULL},
    {"'", NULL},
    {"\\", NULL},
};

static void check_view(const char *what, const char *text, struct view found, const char *expected)
{
    if (!expected) {
        ck_assert_msg(!found.data, "%s of '%s' is '%.*s', expected none", what, text,
                      VIEW_ARG(found));
        return;
    }
    ck_assert_msg(found.data && view_equal(found, view_of(expected)),
                  "%s of '%s' is '%.*s', expected '%s'", what, text, VIEW_ARG(found), expected);
}

START_TEST(samples_are_understood)
{
    const struct sample *s = &samples[_i];
    const struct view text = exact_copy(s->text, strlen(s->text));
    const struct operation_text o = operation_text_parse(text);
    const bool is_provider = s->type == OPERATION_TYPE_PROVIDER;
    ck_assert_msg(o.type == s->type, "type of '%s' is %d", s->text, (int)o.type);
    ck_assert_ptr_eq(o.text.data, text.data);
    ck_assert_uint_eq(o.text.len, text.len);
    check_view("verb", s->text, o.verb, s->verb);
    check_view("namespace", s->text, o.name_space, is_provider ? NULL : s->room);
    check_view("provider", s->text, o.provider, is_provider ? s->room : NULL);
    check_view("argument", s->text, o.argument, s->argument);
    check_view("class", s->text, o.class_name, s->class_name);
    check_view("method", s->text, o.method, s->method);
    check_view("host", s->text, o.target_host, s->host);
    const bool is_query = s->verb && strstr(s->verb, "Query");
    check_view("query", s->text, o.query, is_query ? s->argument : NULL);
    exact_free(text);
}
END_TEST

START_TEST(every_shorter_sample_is_safe)
{
    for (size_t len = 0; len < strlen(samples[_i].text); len++) {
        const struct view text = exact_copy(samples[_i].text, len);
        const struct operation_text o = operation_text_parse(text);
        ck_assert_uint_eq(o.text.len, len);
        exact_free(text);
    }
}
END_TEST

/* Known and unknown texts, long ones included, give the parts of the text that was asked for. */
START_TEST(memory_answers_as_the_parser)
{
    struct operation_memo *memo = operation_memo_new();
    char text[OPERATION_MEMO_TEXT + 2];
    memset(text, 'x', sizeof(text));
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < COUNT_OF(samples); i++) {
            size_t len = strlen(samples[i].text);
            len = len < sizeof(text) ? len : sizeof(text);
            memcpy(text, samples[i].text, len);
            for (size_t more = 0; more < 2; more++) {
                struct view view = {text, more == 0 ? len : sizeof(text) - (size_t)round};
                const struct operation_text o = operation_text_parse(view);
                const struct operation_text known = operation_memo_parse(memo, view);
                ck_assert_int_eq(o.type, known.type);
                const struct view parts[] = {o.text,       o.verb,     o.name_space,
                                             o.provider,   o.argument, o.query,
                                             o.class_name, o.method,   o.target_host};
                const struct view others[] = {known.text,       known.verb,     known.name_space,
                                              known.provider,   known.argument, known.query,
                                              known.class_name, known.method,   known.target_host};
                for (size_t part = 0; part < COUNT_OF(parts); part++) {
                    ck_assert_uint_eq(parts[part].len, others[part].len);
                    ck_assert_ptr_eq(parts[part].data, others[part].data);
                }
            }
        }
    }
    ck_assert_int_eq(operation_memo_parse(memo, VIEW_NONE).type, OPERATION_TYPE_OTHER);
    operation_memo_free(memo);
}
END_TEST

START_TEST(query_classes_are_found)
{
    const struct query_sample *s = &queries[_i];
    for (size_t len = 0; len <= strlen(s->query); len++) {
        const struct view query = exact_copy(s->query, len);
        const struct view class_name = operation_query_class(query);
        if (len == strlen(s->query)) {
            check_view("class", s->query, class_name, s->class_name);
        }
        exact_free(query);
    }
}
END_TEST

START_TEST(absent_text_is_other)
{
    const struct operation_text o = operation_text_parse(VIEW_NONE);
    ck_assert_int_eq(o.type, OPERATION_TYPE_OTHER);
    ck_assert_ptr_null(o.verb.data);
    ck_assert_ptr_null(operation_query_class(VIEW_NONE).data);
}
END_TEST

START_TEST(bytes_of_any_value_are_safe)
{
    static const char head[] = "Start IWbemServices::ExecMethod - r : ";
    enum { HEAD = sizeof(head) - 1 };
    for (int first = 0; first < 256; first++) {
        char text[HEAD + 3];
        memcpy(text, head, HEAD);
        text[HEAD] = (char)first;
        text[HEAD + 1] = (char)(255 - first);
        text[HEAD + 2] = (char)first;
        const struct operation_text o = operation_text_parse((struct view){text, sizeof(text)});
        ck_assert_int_eq(o.type, OPERATION_TYPE_SERVICE);
        ck_assert_uint_eq(o.argument.len, 3);
    }
}
END_TEST

/* A megabyte of what could make a parser go back: linear time is a fraction of a second. */
START_TEST(hostile_repetition_takes_linear_time)
{
    static const char *const fillers[] = {"::",    "'",        "\"",   "\\",  "{",
                                          " from", ", from",   " isa", " : ", ":",
                                          "-",     " within ", "\\\\", "A",   " "};
    enum { TEXT_LEN = 200000 };
    const char *const filler = fillers[_i];
    static const char *const heads[] = {
        "Start IWbemServices::ExecMethod - r : ", "Start IWbemServices::ExecQuery - r : select ",
        "Start IWbemServices::ExecQuery - r : associators of {",
        "Start IWbemServices::GetObject - ", "Provider::X -"};
    const clock_t start = clock();
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        char *text = malloc(TEXT_LEN);
        ck_assert_ptr_nonnull(text);
        const size_t head_len = strlen(heads[i]);
        memcpy(text, heads[i], head_len);
        for (size_t pos = head_len; pos < TEXT_LEN; pos++) {
            text[pos] = filler[(pos - head_len) % strlen(filler)];
        }
        operation_text_parse((struct view){text, TEXT_LEN});
        free(text);
    }
    ck_assert_msg(clock() - start < (clock_t)5 * CLOCKS_PER_SEC, "'%s' is slow", filler);
}
END_TEST

Suite *operation_text_suite(void)
{
    enum { FILLER_COUNT = 15, TIMEOUT_SECONDS = 60 };
    Suite *suite = suite_create("operation_text");
    TCase *grammar = tcase_create("grammar");
    tcase_add_loop_test(grammar, samples_are_understood, 0, COUNT_OF(samples));
    tcase_add_loop_test(grammar, every_shorter_sample_is_safe, 0, COUNT_OF(samples));
    tcase_add_test(grammar, memory_answers_as_the_parser);
    tcase_add_test(grammar, absent_text_is_other);
    tcase_add_test(grammar, bytes_of_any_value_are_safe);
    suite_add_tcase(suite, grammar);

    TCase *query = tcase_create("query");
    tcase_add_loop_test(query, query_classes_are_found, 0, COUNT_OF(queries));
    suite_add_tcase(suite, query);

    TCase *hostile = tcase_create("hostile");
    tcase_set_timeout(hostile, TIMEOUT_SECONDS);
    tcase_add_loop_test(hostile, hostile_repetition_takes_linear_time, 0, FILLER_COUNT);
    suite_add_tcase(suite, hostile);
    return suite;
}
