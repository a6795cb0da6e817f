/* What collecting scripts wrote of a machine, and the names of their files. */
#include <stdlib.h>
#include <string.h>

#include "analyzer/files/bundle.h"
#include "parsers/base/count.h"
#include "parsers/base/wintime.h"
#include "parsers/machine/provider_hosts.h"
#include "parsers/machine/quotas.h"
#include "parsers/machine/service_hosts.h"
#include "parsers/machine/subscriptions.h"
#include "parsers/process_list/process_list.h"
#include "rules/computers/told.h"
#include "tests/unit/exact.h"
#include "tests/unit/suites.h"

/* As the scripts write it; of the second provider the library is not known. */
static const char hosts_text[] =
    "Coupled providers (WMIPrvSE.exe processes)\r\n"
    "\r\n"
    "PID 3104 (c20) Handles:233 Threads:12 Private KB:10240 KernelTime:00:00:01 "
    "UserTime:00:00:03 Uptime:0d 01:02:03 64 bit\r\n"
    "root\\cimv2 CIMWin32 C:\\Windows\\system32\\wbem\\cimwin32.dll NetworkServiceHost "
    "NT AUTHORITY\\NETWORK SERVICE 05/08/2021 10:14:23 10.0.19041.1 (WinBuild.160101.0800)\r\n"
    "root\\cimv2 SCM Event Provider  NetworkServiceHost NT AUTHORITY\\SYSTEM  \r\n"
    " \r\n"
    "PID 77 (4d) Handles:1 Threads:1 Private KB:1 KernelTime:00:00:01\r\n"
    "root\\wmi WmiPerfClass %SystemRoot%\\System32\\wbem\\WmiPerfClass.dll LocalSystemHost  \r\n"
    " \r\n"
    "Total memory used by coupled providers: 10240 KB\r\n"
    " \r\n"
    "Decoupled providers\r\n"
    " \r\n"
    "C:\\Windows\\system32\\svchost.exe Service: EventSystem \r\n"
    "PID 1234 (4d2)  Handles: 100 Threads: 10 Private KB: 8 KernelTime:00:00:01\r\n"
    "\\\\.\\root\\Contoso Contoso Agent Provider\r\n";

static const char quotas_text[] = "ThreadsPerHost : 256\r\n\r\nHandlesPerHost : 8192\r\n\r\n"
                                  "ProcessLimitAllHosts : 32\r\n\r\nMemoryPerHost : 536870912\r\n"
                                  "\r\nMemoryAllHosts : 1073741824\r\n\r\n";

/* The text in UTF-16 with a mark, as PowerShell 5.1 writes files; the caller frees it. */
static struct view wide(const char *text)
{
    const size_t len = strlen(text);
    char *bytes = malloc(2 * len + 2);
    ck_assert_ptr_nonnull(bytes);
    memcpy(bytes, "\xFF\xFE", 2);
    for (size_t i = 0; i < len; i++) {
        bytes[2 * i + 2] = text[i];
        bytes[2 * i + 3] = '\0';
    }
    return (struct view){bytes, 2 * len + 2};
}

static void check_host(const struct host_entry *found, uint32_t process_id, const char *provider,
                       const char *path)
{
    ck_assert_uint_eq(found->process_id, process_id);
    ck_assert_msg(view_equal(found->name, view_of(provider)), "found '%.*s'",
                  VIEW_ARG(found->name));
    ck_assert_msg(view_equal(found->path, view_of(path)), "found '%.*s'", VIEW_ARG(found->path));
}

START_TEST(provider_hosts)
{
    struct provider_hosts list;
    const struct view bytes = wide(hosts_text);
    int64_t made, since;
    ck_assert(wintime_parse(VIEW("2025-04-11T09:02:40"), &made));
    ck_assert(wintime_parse(VIEW("2025-04-10T18:00:37"), &since)); /* 14 hours before its start */
    ck_assert(provider_hosts_recognise(bytes));
    ck_assert(provider_hosts_recognise(view_of(hosts_text)));
    provider_hosts_init(&list);
    provider_hosts_add(&list, bytes, VIEW("PC1"), made);
    ck_assert_uint_eq(list.count, 4);
    check_host(&list.entries[0], 3104, "CIMWin32", "C:\\Windows\\system32\\wbem\\cimwin32.dll");
    check_host(&list.entries[1], 3104, "SCM Event Provider", "");
    check_host(&list.entries[2], 77, "WmiPerfClass",
               "%SystemRoot%\\System32\\wbem\\WmiPerfClass.dll");
    check_host(&list.entries[3], 1234, "Contoso Agent Provider", "");
    ck_assert_int_eq(list.entries[0].since, since);
    ck_assert_int_eq(list.entries[1].since, since);
    ck_assert_int_eq(list.entries[2].since, WINTIME_NONE); /* it does not say how long it runs */
    provider_hosts_release(&list);
    exact_free(bytes);
}
END_TEST

START_TEST(provider_hosts_cut)
{
    for (size_t len = 0; len < sizeof(hosts_text); len++) {
        struct provider_hosts list;
        const struct view exact = exact_copy(hosts_text, len);
        provider_hosts_init(&list);
        provider_hosts_recognise(exact);
        provider_hosts_add(&list, exact, VIEW("PC1"), WINTIME_LAST);
        ck_assert_uint_le(list.count, 4);
        provider_hosts_release(&list);
        exact_free(exact);
    }
}
END_TEST

START_TEST(too_many_provider_hosts)
{
    struct provider_hosts list;
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    buffer_add_text(&text, "Coupled providers (WMIPrvSE.exe processes)\n\nPID 1 (1) Handles:1\n");
    for (int i = 0; i < PROVIDER_HOSTS_MAX + 3; i++) {
        buffer_format(&text, "root\\cimv2 Provider%d\n", i);
    }
    provider_hosts_init(&list);
    provider_hosts_add(&list, buffer_view(&text), VIEW("PC1"), WINTIME_NONE);
    ck_assert_uint_eq(list.count, PROVIDER_HOSTS_MAX);
    ck_assert_uint_eq(list.left_out, 3);
    provider_hosts_release(&list);
    buffer_release(&text);
}
END_TEST

START_TEST(quotas)
{
    static const uint64_t wanted[QUOTA_COUNT] = {256, 8192, 32, 512ULL << 20, 1ULL << 30};
    uint64_t values[QUOTA_COUNT];
    const struct view bytes = wide(quotas_text);
    ck_assert(quotas_recognise(bytes));
    ck_assert(quotas_recognise(view_of(quotas_text)));
    ck_assert(quotas_read(bytes, values));
    ck_assert_mem_eq(values, wanted, sizeof(wanted));
    ck_assert(!quotas_recognise(VIEW("ThreadsPerHost : 256\n")));
    ck_assert(!quotas_recognise(VIEW("the ThreadsPerHost : 256, HandlesPerHost : 4096\n")));
    ck_assert(!quotas_read(VIEW("ThreadsPerHost : many\nHandlesPerHost :\n"), values));
    exact_free(bytes);
}
END_TEST

#define SERVICES_TEXT                                                                      \
    "\r\nSERVICE_NAME: BITS\r\nDISPLAY_NAME: A: B\r\n        TYPE  : 30\r\n"               \
    "        STATE : 4  RUNNING \r\n     (STOPPABLE: no)\r\n        PID   : 812\r\n"       \
    "        FLAGS : \r\n\r\nSERVICE_NAME: Off\r\nDISPLAY_NAME: Off\r\n        TYPE  : 30" \
    "\r\n        PID   : 0\r\n\r\nSERVICE_NAME: AppInfo\r\nDISPLAY_NAME: C\r\n"            \
    "        TYPE  : 30\r\n        PID   : 812\r\n        PID   : 813\r\n"

START_TEST(services_of_processes)
{
    const struct view text = VIEW(SERVICES_TEXT);
    struct service_hosts list;
    service_hosts_init(&list);
    ck_assert(service_hosts_recognise(text));
    ck_assert(!service_hosts_recognise(VIEW("PID : 812\n")));
    ck_assert(!service_hosts_recognise(VIEW("a: b\nc: d\n e: f\n Pid : 4\n")));
    ck_assert(!service_hosts_recognise(VIEW("a: b\n c: d\n e: f\n PID : 4\n")));
    service_hosts_add(&list, text, VIEW("PC1"));
    service_hosts_add_process(&list, VIEW("Zwei, ,Dnscache,"), 811, VIEW("PC1"));
    service_hosts_sort(&list);
    const struct {
        uint32_t process_id;
        const char *name;
    } wanted[] = {{811, "Dnscache"}, {811, "Zwei"}, {812, "AppInfo"}, {812, "BITS"}};
    ck_assert_uint_eq(list.count, COUNT_OF(wanted));
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        ck_assert_uint_eq(list.entries[i].process_id, wanted[i].process_id);
        ck_assert(view_equal(list.entries[i].name, view_of(wanted[i].name)));
    }
    for (size_t len = 0; len < text.len; len++) {
        const struct view exact = exact_copy(text.data, len);
        service_hosts_add(&list, exact, VIEW("PC1"));
        service_hosts_recognise(exact);
        exact_free(exact);
    }
    service_hosts_release(&list);
}
END_TEST

START_TEST(many_services)
{
    struct service_hosts list;
    service_hosts_init(&list);
    for (size_t i = 0; i < SERVICE_HOSTS_MAX + 3; i++) {
        service_hosts_add_process(&list, VIEW("a"), 4, VIEW("PC1"));
    }
    ck_assert_uint_eq(list.count, SERVICE_HOSTS_MAX);
    ck_assert_uint_eq(list.left_out, 3);
    service_hosts_release(&list);
    service_hosts_init(&list);
    char name[SERVICE_HOSTS_MAX_NAME + 1];
    memset(name, 's', sizeof(name));
    for (size_t i = 0; i < SERVICE_HOSTS_MAX_BYTES / SERVICE_HOSTS_MAX_NAME + 2; i++) {
        const struct view whole = {name, SERVICE_HOSTS_MAX_NAME};
        service_hosts_add_process(&list, whole, 4, VIEW("PC1"));
        service_hosts_add_process(&list, (struct view){name, sizeof(name)}, 4, VIEW("PC1"));
    }
    ck_assert_uint_eq(list.left_out, 2);
    service_hosts_release(&list);
}
END_TEST

START_TEST(told_by_computer)
{
    const struct host_entry hosts[] = {
        {VIEW("PC1"), 9, VIEW("A"), VIEW("root\\cimv2"), VIEW(""), WINTIME_NONE},
        {VIEW("PC1"), 9, VIEW("B"), VIEW("root\\cimv2"), VIEW(""), WINTIME_NONE},
        {VIEW("PC1"), 9, VIEW("a"), VIEW("root\\wmi"), VIEW(""), WINTIME_NONE},
        {VIEW("PC2"), 9, VIEW("C"), VIEW("root\\cimv2"), VIEW(""), WINTIME_NONE},
        {VIEW("PC1"), 4, VIEW("D"), VIEW("root\\cimv2"), VIEW(""), 100},
    };
    const struct quota_entry entries[] = {{.computer = VIEW("PC2"), .values = {1}}};
    struct told told;
    const struct host_entry services[] = {
        {.computer = VIEW("PC1"), .process_id = 9, .name = VIEW("BITS"), .since = WINTIME_NONE},
        {.computer = VIEW("PC1"), .process_id = 9, .name = VIEW("bits"), .since = WINTIME_NONE},
        {.computer = VIEW("PC1"), .process_id = 9, .name = VIEW("Winmgmt"), .since = WINTIME_NONE},
        {.process_id = 5, .name = VIEW("Any"), .since = WINTIME_NONE},
    };
    told_init(&told, &(struct told_entries){hosts, 5, services, 4, entries, 1});
    ck_assert(view_equal(told_services(&told, VIEW("pc1"), 9), VIEW("BITS, Winmgmt")));
    ck_assert(view_is_empty(told_services(&told, VIEW("PC1"), 4)));
    ck_assert(view_equal(told_services(&told, VIEW("PC3"), 5), VIEW("Any")));
    ck_assert(view_is_empty(told_services(&told, VIEW("PC2"), 9)));
    ck_assert(view_equal(told_providers(&told, VIEW("pc1.contoso.com"), 9, 100), VIEW("A, B")));
    ck_assert(view_equal(told_providers(&told, VIEW("PC2"), 9, 100), VIEW("C")));
    ck_assert(view_equal(told_providers(&told, VIEW("PC1"), 4, 100), VIEW("D")));
    ck_assert(view_is_empty(told_providers(&told, VIEW("PC3"), 9, 100)));
    ck_assert(view_is_empty(told_providers(&told, VIEW("PC1"), 4, 99)));
    ck_assert(view_is_empty(told_providers(&told, VIEW("PC1"), 5, 100)));
    ck_assert_ptr_eq(told_quotas(&told, VIEW("pc2")), &entries[0]);
    ck_assert_ptr_null(told_quotas(&told, VIEW("PC1")));
    told_release(&told);
}
END_TEST

#define OBJS "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">"
#define CIM "Microsoft.Management.Infrastructure.CimInstance#ROOT/subscription/"

/* Two bindings: the second has the type of the first, an account as a list of bytes, and refers to
 * an object by what it is called. */
static const char bindings_text[] = OBJS
    "\r\n<Obj RefId=\"0\"><TN RefId=\"0\"><T>" CIM "__FilterToConsumerBinding</T><T>x#y</T></TN>"
    "<ToString>x</ToString><Props><Obj N=\"Consumer\" RefId=\"1\"><TN RefId=\"1\"><T>" CIM
    "CommandLineEventConsumer</T></TN><Props><S N=\"Name\">A &amp; B_x0021_</S></Props></Obj>"
    "<BA N=\"CreatorSID\">AQEAAAAAAAUSAAAA</BA><Nil N=\"PSComputerName\" /></Props>"
    "<MS><Obj N=\"M\" RefId=\"2\"><S N=\"Name\">no</S></Obj></MS></Obj>\r\n"
    "<Obj RefId=\"3\"><TNRef RefId=\"0\" /><Props><S N=\"Consumer\">X (Name = \"Y\")</S>"
    "<Obj N=\"CreatorSID\" RefId=\"4\"><LST><By>1</By><By>1</By><By>0</By><By>0</By><By>0</By>"
    "<By>0</By><By>0</By><By>5</By><By>18</By><By>0</By><By>0</By><By>0</By></LST></Obj>"
    "</Props></Obj></Objs>";

static void check_property(const struct listed_object *object, size_t i, const char *name,
                           const char *value)
{
    ck_assert_uint_lt(i, object->count);
    ck_assert(view_equal(object->properties[i].name, view_of(name)));
    ck_assert_msg(view_equal(object->properties[i].value, view_of(value)), "found '%.*s'",
                  VIEW_ARG(object->properties[i].value));
}

START_TEST(listed_subscriptions)
{
    struct subscriptions list;
    const struct view bytes = wide(bindings_text);
    ck_assert(subscriptions_recognise(VIEW("x"), bytes));
    subscriptions_init(&list);
    subscriptions_add(&list, VIEW("x"), bytes, VIEW("PC1"), VIEW("x.zip/x"));
    ck_assert_uint_eq(list.count, 3);
    ck_assert_uint_eq(list.objects[0].count, 0);
    for (size_t i = 0; i < 3; i++) {
        ck_assert(view_equal(list.objects[i].class_name, VIEW("__FilterToConsumerBinding")));
        ck_assert(view_equal(list.objects[i].computer, VIEW("PC1")));
    }
    ck_assert(view_equal(list.objects[1].name_space, VIEW("ROOT/subscription")));
    ck_assert_uint_eq(list.objects[1].count, 2);
    check_property(&list.objects[1], 0, "Consumer", "CommandLineEventConsumer=\"A & B!\"");
    check_property(&list.objects[1], 1, "CreatorSID", "S-1-5-18");
    ck_assert_uint_eq(list.objects[2].count, 2);
    check_property(&list.objects[2], 0, "Consumer", "X=\"Y\"");
    check_property(&list.objects[2], 1, "CreatorSID", "S-1-5-18");
    subscriptions_release(&list);
    exact_free(bytes);
}
END_TEST

START_TEST(listed_subscriptions_cut)
{
    for (size_t len = 0; len < sizeof(bindings_text); len++) {
        struct subscriptions list;
        const struct view exact = exact_copy(bindings_text, len);
        subscriptions_init(&list);
        subscriptions_recognise(VIEW("x"), exact);
        subscriptions_add(&list, VIEW("x"), exact, VIEW("PC1"), VIEW("x"));
        ck_assert_uint_le(list.count, 3);
        subscriptions_release(&list);
        exact_free(exact);
    }
}
END_TEST

START_TEST(which_lists_are_of_subscriptions)
{
    const struct view head = VIEW(OBJS "<Obj RefId=\"0\"><TN RefId=\"0\"><T>" CIM);
    static const struct {
        const char *base, *rest;
        bool is_known;
    } files[] = {
        {"a.xml", "__EventFilter</T>", true},
        {"a.xml", "ContosoEventConsumer</T>", true},
        {"__EventFilter.xml", "__TimerInstruction</T>", false},
    };
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer text;
        buffer_init(&text, BUFFER_NO_MAX);
        buffer_add(&text, head);
        buffer_add_text(&text, files[i].rest);
        ck_assert(subscriptions_recognise(view_of(files[i].base), buffer_view(&text)) ==
                  files[i].is_known);
        buffer_release(&text);
    }
    /* Without an object the name tells. */
    ck_assert(subscriptions_recognise(VIEW("__FilterToConsumerBinding.xml"), VIEW(OBJS "</Objs>")));
    ck_assert(!subscriptions_recognise(VIEW("x.xml"), VIEW(OBJS "</Objs>")));
    ck_assert(!subscriptions_recognise(VIEW("__EventFilter.xml"), VIEW("<Objs>")));
}
END_TEST

static void add_many(struct buffer *text, size_t objects, size_t properties, size_t value)
{
    buffer_add_text(text, OBJS);
    for (size_t i = 0; i < objects; i++) {
        buffer_format(text, "<Obj><TN RefId=\"%zu\"><T>#__EventFilter</T></TN><Props>", i);
        for (size_t j = 0; j < properties; j++) {
            buffer_format(text, "<S N=\"N%zu\">%0*d</S>", j, (int)value, 1);
        }
        buffer_add_text(text, "</Props></Obj>");
    }
}

START_TEST(too_many_subscriptions)
{
    static const struct {
        size_t objects, properties, value, most;
    } cases[] = {
        {SUBSCRIPTIONS_MAX + 3, 1, 1, SUBSCRIPTIONS_MAX},
        {SUBSCRIPTIONS_MAX_TYPES + 2, SUBSCRIPTIONS_MAX_PROPERTIES + 2, 1,
         SUBSCRIPTIONS_MAX_TYPES + 3},
        {70, 1, SUBSCRIPTIONS_MAX_BYTES / 64, 70},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct subscriptions list;
        struct buffer text;
        buffer_init(&text, BUFFER_NO_MAX);
        add_many(&text, cases[i].objects, cases[i].properties, cases[i].value);
        subscriptions_init(&list);
        subscriptions_add(&list, VIEW("x"), buffer_view(&text), VIEW("PC1"), VIEW("x"));
        ck_assert_uint_le(list.count, cases[i].most);
        ck_assert_uint_eq(list.count + list.left_out, cases[i].objects + 1);
        ck_assert_uint_le(list.objects[1].count, SUBSCRIPTIONS_MAX_PROPERTIES);
        subscriptions_release(&list);
        buffer_release(&text);
    }
}
END_TEST

/* processes.txt: numbers end under their label, texts start under theirs. */
static const char format_table[] =
    "\r\n"
    "  PID Parent Name                WorkingSet UserTime KernelTime Threads Handles State Start "
    "time        User                CommandLine\r\n"
    "  --- ------ ----                ---------- -------- ---------- ------- ------- ----- "
    "----------        ----                -----------\r\n"
    "    0      0 System Idle Process          8 00:00:00 00:10:00         8       0       "
    "20250409 08:00:01 \\                   \r\n"
    "13104    888 WmiPrvSE.exe            10,240 00:00:01 00:00:02        12     233       "
    "20250409 08:15:11 NT AUTHORITY\\SYSTEM C:\\Windows\\system32\\wbem\\wmiprvse.exe\r\n"
    "\r\n"
    "\r\n";

START_TEST(processes_of_format_table)
{
    struct process_list list;
    struct error err;
    const struct view bytes = wide(format_table);
    int64_t start;
    error_init(&err);
    process_list_init(&list);
    ck_assert_int_eq(process_list_add(&list, bytes, VIEW("PC1"), &err), STATUS_OK);
    ck_assert_uint_eq(list.count, 2);
    ck_assert(view_equal(list.entries[0].name, VIEW("System Idle Process")));
    ck_assert_uint_eq(list.entries[1].process_id, 13104);
    ck_assert(view_equal(list.entries[1].name, VIEW("WmiPrvSE.exe")));
    ck_assert(wintime_parse(VIEW("2025-04-09T08:15:11"), &start));
    ck_assert_int_eq(list.entries[1].start, start);
    ck_assert(list.entries[1].is_start_local);
    process_list_release(&list);
    exact_free(bytes);
}
END_TEST

static const struct {
    const char *path, *host, *host_of_log;
} paths[] = {
    {"case.zip/WMI-Results-SRV01-20250411_090240/processes.txt", "SRV01", ""},
    {"WMI-Results-SRV-01-20250411_090240.zip/processes.txt", "SRV-01", ""},
    {"x/wmilog-WKS01_2/tasklist.csv", "WKS01", ""},
    {"x/Traces/tasklist-WKS01.txt", "WKS01", ""},
    {"TSS_SRV01_250411-090240_WMI/WMILog/processes.txt", "SRV01", ""},
    {"x/SRV01_250411-090240_processes.txt", "SRV01", ""},
    {"x/my_pc_250411-090240_UEX_WMIBaseTrace.etl", "my_pc", ""},
    {"x/WMILog-x/SRV01-WMI-Activity.evtx", "", "SRV01"},
    {"SRV-02-System.evtx", "", "SRV-02"},
    {"notes/processes.txt", "", ""},
    {"_250411-090240_x", "", ""},
    {"a_25041-1090240_x/processes.txt", "", ""},
    {"", "", ""},
};

START_TEST(hosts_of_paths)
{
    const struct view host = bundle_host(view_of(paths[_i].path));
    const struct view of_log = bundle_host_of_log(view_of(paths[_i].path));
    ck_assert_msg(view_equal(host, view_of(paths[_i].host)), "%s: '%.*s'", paths[_i].path,
                  VIEW_ARG(host));
    ck_assert_msg(view_equal(of_log, view_of(paths[_i].host_of_log)), "%s: '%.*s'", paths[_i].path,
                  VIEW_ARG(of_log));
}
END_TEST

static const struct {
    const char *name;
    struct view head;
    enum bundle_kind kind;
} files[] = {
    {"x/whatever.txt", {hosts_text, sizeof(hosts_text) - 1}, BUNDLE_PROVIDER_HOSTS},
    {"x/whatever.txt", {quotas_text, sizeof(quotas_text) - 1}, BUNDLE_QUOTAS},
    {"x/whatever.txt", {SERVICES_TEXT, sizeof(SERVICES_TEXT) - 1}, BUNDLE_SERVICES},
    {"x/tasklist-services.csv", {"x", 1}, BUNDLE_PROCESSES},
    {"x/processes.txt", {format_table, sizeof(format_table) - 1}, BUNDLE_PROCESSES},
    {"x/SRV01_250411-090240_processes.txt", {"x", 1}, BUNDLE_PROCESSES},
    {"x/other-processes.txt", {"x", 1}, BUNDLE_UNUSED},
    {"x/System.EVTX", {"x", 1}, BUNDLE_LOST_LOG},
    {"x/System.evtx", {"", 0}, BUNDLE_EMPTY},
    {"x/notes", {"ElfFile\0", 8}, BUNDLE_LOG},
    {"x/notes", {"PK\3\4", 4}, BUNDLE_LOG},
    {"x/notes", {"MZ", 2}, BUNDLE_UNUSED},
};

START_TEST(kinds_of_files)
{
    const struct bundle_file found = bundle_recognise(view_of(files[_i].name), files[_i].head);
    ck_assert_msg(found.kind == files[_i].kind, "%s: %d", files[_i].name, (int)found.kind);
}
END_TEST

static const struct {
    const char *path, *time;
} times[] = {
    {"case.zip/WMI-Results-SRV01-20250411_090240/Subscriptions/x.xml", "2025-04-11T09:02:40"},
    {"x/my_pc_250411-090240_UEX_WMIBaseTrace.etl", "2025-04-11T09:02:40"},
    {"TSS_SRV-01_250411-090240_WMI/WMILog/processes.txt", "2025-04-11T09:02:40"},
    {"x/SRV01-20251311_090240/x.txt", NULL},
    {"x/SRV01-2025041_090240/x.txt", NULL},
    {"x/SRV01_250411-09024", NULL},
    {"x/SRV01-2x250411_090240/x.txt", NULL},
    {"x/SRV01-20250x11_090240/x.txt", NULL},
    {"x/SRV01_250411-0902x0_x.txt", NULL},
    {"wmilog-SRV01_2/x.txt", NULL},
    {"", NULL},
};

START_TEST(times_of_paths)
{
    int64_t time = WINTIME_NONE;
    ck_assert(!times[_i].time || wintime_parse(view_of(times[_i].time), &time));
    ck_assert_int_eq(bundle_time(view_of(times[_i].path)), time);
}
END_TEST

Suite *machine_suite(void)
{
    Suite *suite = suite_create("machine");
    TCase *c = tcase_create("machine");
    tcase_add_test(c, provider_hosts);
    tcase_add_test(c, provider_hosts_cut);
    tcase_add_test(c, too_many_provider_hosts);
    tcase_add_test(c, quotas);
    tcase_add_test(c, services_of_processes);
    tcase_add_test(c, many_services);
    tcase_add_test(c, listed_subscriptions);
    tcase_add_test(c, listed_subscriptions_cut);
    tcase_add_test(c, which_lists_are_of_subscriptions);
    tcase_add_test(c, too_many_subscriptions);
    tcase_add_test(c, told_by_computer);
    tcase_add_test(c, processes_of_format_table);
    tcase_add_loop_test(c, hosts_of_paths, 0, COUNT_OF(paths));
    tcase_add_loop_test(c, times_of_paths, 0, COUNT_OF(times));
    tcase_add_loop_test(c, kinds_of_files, 0, COUNT_OF(files));
    suite_add_tcase(suite, c);
    return suite;
}
