/* What is wrong with requests, and what is right with their neighbours. */
#include "parsers/base/count.h"
#include "rules/failure/request.h"
#include "tests/unit/suites.h"

#define CALL(verb, ns, rest) "Start IWbemServices::" verb " - root\\" ns " : " rest
#define QUERY(text) CALL("ExecQuery", "cimv2", text)
#define NOTIFY(text) CALL("ExecNotificationQuery", "cimv2", text)

#define TEN(text) text text text text text text text text text text

static const struct {
    const char *text;
    enum request_finding finding;
    const char *part;
} rows[] = {
    {QUERY("SELECT * FROM Win32_Process"), REQUEST_FINE, NULL},
    {QUERY(""), REQUEST_FINE, NULL},
    {"IWbemServices::Connect", REQUEST_FINE, NULL},
    {QUERY("SELECT * FROM A WHERE B='it\\'s'"), REQUEST_FINE, NULL},
    {QUERY("SELECT * FROM A WHERE B='it's'"), REQUEST_QUOTES, NULL},
    {QUERY("SELECT * FROM A WHERE B='x"), REQUEST_QUOTES, "x"},
    {QUERY("SELECT * FROM A WHERE B=\xE2\x80\x99x"), REQUEST_QUOTES, "\xE2\x80\x99"},
    {QUERY("SELECT * FROM A WHERE B='C:\\x'"), REQUEST_BACKSLASH, "C:\\x"},
    {QUERY("SELECT * FROM A WHERE B='C:\\\\x'"), REQUEST_FINE, NULL},
    {QUERY("SELECT * FROM A WHERE B='C:\\'"), REQUEST_BACKSLASH, NULL},
    {QUERY("SELECT * FROM A WHERE"), REQUEST_CLAUSE, "WHERE"},
    {QUERY("SELECT * FROM"), REQUEST_CLAUSE, "FROM"},
    {QUERY("SELECT FROM A"), REQUEST_CLAUSE, "FROM"},
    {QUERY("SELECT * FROM WHERE a=1"), REQUEST_CLAUSE, "WHERE"},
    {QUERY("SELECT * A"), REQUEST_CLAUSE, "A"},
    {QUERY("SELECT * FROM A WHERE (B=1"), REQUEST_CLAUSE, "1"},
    {QUERY("SELECT * FROM A WHERE B="), REQUEST_CLAUSE, "="},
    {QUERY("SELECT * FROM A ORDER BY B"), REQUEST_SQL, "ORDER"},
    {QUERY("SELECT TOP 1 * FROM A"), REQUEST_SQL, "TOP"},
    {QUERY("SELECT * FROM root\\cimv2:A"), REQUEST_PATH, "root"},
    {QUERY("SELECT * FROM root/cimv2/A WHERE B=1"), REQUEST_PATH, "root"},
    {QUERY("SELECT * FROM \\\\HOST\\root\\cimv2:A"), REQUEST_PATH, "FROM"},
    {QUERY("SELECT B.C FROM A WHERE B.C=1"), REQUEST_FINE, ""},
    {QUERY("SELECT Top FROM A"), REQUEST_FINE, NULL},
    {QUERY("SELECT * FROM A WHERE B == 1"), REQUEST_SQL, "="},
    {QUERY("SELECT * FROM A WHERE B=1 && C=2"), REQUEST_SQL, "&"},
    {QUERY("SELECT * FROM A WHERE B>=1 AND C<>'=='"), REQUEST_FINE, NULL},
    {QUERY("SELECT COUNT(*) FROM A"), REQUEST_SQL, "COUNT"},
    {QUERY("SELECT B, max (C) FROM A"), REQUEST_SQL, "max"},
    {QUERY("SELECT Count FROM A WHERE (Count > 1)"), REQUEST_FINE, NULL},
    {QUERY("SELECT * FROM A WHERE Limit=1"), REQUEST_FINE, NULL},
    {QUERY("SELECT * FORM Win32_Process"), REQUEST_SQL, "FORM"},
    {QUERY("SELECT Name FORM Win32_Process WHERE Handle=1"), REQUEST_SQL, "FORM"},
    {QUERY("SELECT Name AS n FROM A"), REQUEST_SQL, "AS"},
    {QUERY("SELECT Name Status FROM A"), REQUEST_SQL, "Status"},
    {QUERY("SELECT B, FROM A"), REQUEST_CLAUSE, "A"},
    {QUERY("SELECT B, From FROM A"), REQUEST_FINE, NULL},
    {QUERY("SELECT * FROM A GROUP BY B"), REQUEST_SQL, "GROUP"},
    {QUERY("SELECT * FROM A; SELECT * FROM B"), REQUEST_SQL, ";"},
    {QUERY("SELECT * FROM A -- all"), REQUEST_SQL, "-"},
    {QUERY("SELECT * FROM A WHERE B=-1"), REQUEST_FINE, NULL},
    {QUERY("SELECT * FROM A WHERE B CONTAINS 'x'"), REQUEST_SQL, "CONTAINS"},
    {QUERY("SELECT * FROM A WHERE B = Spooler"), REQUEST_VALUE, "Spooler"},
    {QUERY("SELECT * FROM A WHERE B LIKE Sp AND C=1"), REQUEST_VALUE, "Sp"},
    {QUERY("SELECT * FROM Win32_NetworkAdapterConfiguration WHERE IPAddress='192.0.2.1'"),
     REQUEST_ARRAY, "IPAddress"},
    {QUERY("SELECT * FROM Win32_NetworkAdapterConfiguration WHERE IPAddress=NULL"), REQUEST_FINE,
     NULL},
    {QUERY("SELECT * FROM A WHERE B < 10GB"), REQUEST_VALUE, "10"},
    {QUERY("SELECT * FROM A WHERE (B LIKE %worker% OR C LIKE %x%) AND D != 7"), REQUEST_VALUE,
     "%worker%"},
    {QUERY("SELECT * FROM A WHERE B = {11111111-2222-3333-4444-555555555555}"), REQUEST_VALUE,
     "{11111111-2222-3333-4444-555555555555}"},
    {QUERY("SELECT * FROM A WHERE B = \\\\srv\\share"), REQUEST_VALUE, "\\\\srv\\share"},
    {QUERY("SELECT * FROM A WHERE B LIKE '%worker%' AND C = +1"), REQUEST_FINE, NULL},
    {QUERY("SELECT * FROM A WHERE B = 192.0.2.1 AND C=1"), REQUEST_VALUE, "192.0"},
    {QUERY("SELECT * FROM A WHERE (B=1)AND C=2AND D=0x10 OR E=1e9"), REQUEST_FINE, NULL},
    {QUERY("SELECT * FROM A WHERE B=TRUE OR C = null OR D<>False"), REQUEST_FINE, NULL},
    {QUERY("SELECT * FROM A WHERE 10 < B"), REQUEST_FINE, NULL},
    {QUERY("SELECT * FROM A p WHERE p.B='x'"), REQUEST_SQL, "p"},
    {QUERY("SELECT * FROM A WHERE UPPER(B)='X'"), REQUEST_SQL, "UPPER"},
    {QUERY("SELECT * FROM A WHERE NOT (B=1) AND (C=2 OR (D=3))"), REQUEST_FINE, NULL},
    {QUERY("SELECT * FROM A WHERE B = notepad.exe"), REQUEST_VALUE, "notepad"},
    {QUERY("SELECT * FROM A WHERE B = %s"), REQUEST_VALUE, "%s"},
    {QUERY("SELECT * FROM A WHERE B = $name AND C=1"), REQUEST_VALUE, "$name"},
    {QUERY("SELECT * FROM A WHERE B LIKE {0}"), REQUEST_VALUE, "{0}"},
    {QUERY("SELECT * FROM A WHERE B = ?"), REQUEST_VALUE, "?"},
    {QUERY("SELECT * FROM A WHERE B = '%s' OR B = '{0}'"), REQUEST_FINE, NULL},
    {QUERY("SELECT * FROM A WHERE B =  AND C=1"), REQUEST_CLAUSE, "="},
    {QUERY("SELECT * FROM A WHERE (B LIKE )"), REQUEST_CLAUSE, "LIKE"},
    {QUERY("SELECT * FROM A, B"), REQUEST_SQL, ","},
    {QUERY("SELECT * FROM A WHERE B NOT LIKE 'x'"), REQUEST_SQL, "NOT"},
    {QUERY("SELECT * FROM A WHERE NOT B LIKE 'x' AND NOT (C=1)"), REQUEST_FINE, NULL},
    {QUERY("SELECT * FROM A WHERE B IS NOT NULL OR C IS NULL"), REQUEST_FINE, NULL},
    {QUERY("SELECT * FROM A WHERE B IS 5"), REQUEST_SQL, "5"},
    {QUERY("SELECT * FROM A WHERE B IS NOT 'x'"), REQUEST_SQL, "x"},
    {QUERY("SELECT * FROM A WHERE B='x' C='y'"), REQUEST_SQL, "C"},
    {QUERY("SELECT * FROM \"A\" WHERE B='x' AND C='y'"), REQUEST_FINE, NULL},
    {NOTIFY("SELECT * FROM __InstanceCreationEvent WHERE TargetInstance ISA 'Win32_Service' "
            "WITHIN 5"),
     REQUEST_SQL, "WITHIN"},
    {NOTIFY("SELECT * FROM __InstanceCreationEvent WITHIN 5 WHERE TargetInstance ISA "
            "'Win32_Service' GROUP WITHIN 60 BY TargetInstance.State HAVING NumberOfEvents > 2"),
     REQUEST_FINE, NULL},
    {QUERY("SELECT B FROM A WHERE C=0" TEN(TEN(" OR C=1"))), REQUEST_KEYWORDS, NULL},
    {QUERY("SELECT B FROM A WHERE C=0" TEN(" OR C=1")), REQUEST_FINE, NULL},
    {QUERY("SELECT Name, __PATH FROM Win32_Service"), REQUEST_KNOWN, NULL},
    {QUERY("SELECT Name FROM Contoso_Service"), REQUEST_FINE, NULL},
    {QUERY("ASSOCIATORS OF {A.B='c'} WHERE AssocClass=D AND Role=E"), REQUEST_SQL, "AND"},
    {QUERY("ASSOCIATORS OF {A.B='c'} WHERE Kind=D"), REQUEST_SQL, "Kind"},
    {QUERY("ASSOCIATORS OF {A.B='c'} WHERE ResultClass="), REQUEST_CLAUSE, "ResultClass"},
    {QUERY("ASSOCIATORS OF {A.B='c' WHERE ResultClass=D"), REQUEST_CLAUSE, "D"},
    {QUERY("ASSOCIATORS OF {A.B='c'} ResultClass=D"), REQUEST_SQL, "ResultClass"},
    {QUERY("REFERENCES OF {A.B='}'} WHERE"), REQUEST_CLAUSE, "WHERE"},
    {QUERY("REFERENCES OF {A.B='}'} WHERE ResultClass=D KeysOnly"), REQUEST_FINE, NULL},
    {QUERY("ASSOCIATORS OF {A}"), REQUEST_FINE, NULL},
    {QUERY("ASSOCIATORS OF {A.B='c'} WHERE AssocClass = D ResultRole = E"), REQUEST_FINE, NULL},
    {QUERY("REFERENCES OF {A.B='c'} WHERE ResultClass = D"), REQUEST_FINE, NULL},
    {QUERY("select*from A"), REQUEST_FINE, NULL},
    {QUERY("SELECT * FROM [A]"), REQUEST_SQL, "["},
    {QUERY("SELECT * FROM A WHERE B = @b"), REQUEST_SQL, "@"},
    {QUERY("SELECT * FROM A WHERE B/C < 1"), REQUEST_SQL, "/"},
    {QUERY("SELECT * FROM A WHERE B LIKE '[a-c]@/+'"), REQUEST_FINE, NULL},
    {QUERY("SELECT * FROM Win32_Process WHERE ProcessId='abc'"), REQUEST_VALUE, "abc"},
    {QUERY("SELECT * FROM Win32_Process WHERE ProcessId='12'"), REQUEST_FINE, NULL},
    {QUERY("SELECT * FROM Win32_Process WHERE CreationDate > 20240101"), REQUEST_VALUE, "20240101"},
    {NOTIFY(
         "SELECT * FROM __InstanceCreationEvent WITHIN 1 WHERE TargetInstance ISA Win32_Service"),
     REQUEST_VALUE, "Win32_Service"},
    {NOTIFY("SELECT * FROM __InstanceModificationEvent WITHIN 1 WHERE TargetInstance ISA "
            "'Win32_Process' AND TargetInstance.ProcessId <> PreviousInstance.ProcessId"),
     REQUEST_FINE, NULL},
    {QUERY("SELECT * FROM Win32_Process WHERE CreationDate > '2024-01-01T00:00:00'"), REQUEST_DATE,
     "2024-01-01T00:00:00"},
    {QUERY("SELECT * FROM Win32_Process WHERE CreationDate > '1/2/2024'"), REQUEST_DATE,
     "1/2/2024"},
    {QUERY("SELECT * FROM Win32_Process WHERE CreationDate > '20240101000000.000000+000'"),
     REQUEST_FINE, NULL},
    {QUERY("SELECT * FROM Win32_Process WHERE CreationDate > '20240101'"), REQUEST_FINE, NULL},
    {QUERY("SELECT * FROM Win32_Process WHERE CreationDate > '1/2/2024' AND CSName='SRV09'"),
     REQUEST_MACHINE, "SRV09"},
    {QUERY("SELECT Name, ServiceStatus FROM Win32_Service"), REQUEST_PROPERTY, "ServiceStatus"},
    {QUERY("SELECT * FROM Win32_Service WHERE Foo LIKE 'x'"), REQUEST_PROPERTY, "Foo"},
    {QUERY("SELECT __PATH, Caption FROM Win32_Service"), REQUEST_KNOWN, NULL},
    {QUERY("SELECT Foo FROM Contoso_Box"), REQUEST_FINE, NULL},
    {QUERY("SELECT * FROM A WHERE SystemName='SRV09'"), REQUEST_MACHINE, "SRV09"},
    {QUERY("SELECT * FROM A WHERE SystemName='host'"), REQUEST_FINE, NULL},
    {QUERY("SELECT * FROM A WHERE SystemName='6F9619FF-8B86-D011-B42D-00CF4FC964FF'"), REQUEST_FINE,
     NULL},
    {QUERY("SELECT * FROM A WHERE SystemName='10.0.0.9'"), REQUEST_FINE, NULL},
    {CALL("GetObject", "cimv2", "A.K=\"1\",SystemName=\"SRV09\""), REQUEST_MACHINE, "SRV09"},
    {CALL("GetObject", "cimv2", "Win32_ComputerSystem.Name=\"SRV09\""), REQUEST_MACHINE, "SRV09"},
    {CALL("GetObject", "wmi", "A.K=\"ACPI\\X\\0_0\""), REQUEST_BACKSLASH, "ACPI\\X\\0_0"},
    {CALL("ExecMethod", "wmi", "A.K='ACPI\\X'::Do"), REQUEST_BACKSLASH, "ACPI\\X"},
    {CALL("GetObject", "wmi", "A.K=\"ACPI\\\\X\\\\0_0\""), REQUEST_FINE, NULL},
    {CALL("GetObject", "cimv2", "\\\\SRV09\\root\\cimv2:A.K=1"), REQUEST_MACHINE, "SRV09"},
    {CALL("GetObject", "cimv2", "\\\\.\\root\\cimv2:A.K=1"), REQUEST_FINE, NULL},
    {CALL("GetObject", "cimv2", "Win32_OperatingSystem=@"), REQUEST_SINGLETON, NULL},
    {CALL("ExecMethod", "cimv2", "Win32_OperatingSystem=@::Reboot"), REQUEST_SINGLETON, NULL},
    {CALL("GetObject", "cimv2", "Win32_Share.Name=\"=@\""), REQUEST_FINE, NULL},
    {CALL("ExecMethod", "cimv2", "Win32_Process::Create"), REQUEST_FINE, NULL},
    {NOTIFY("SELECT * FROM __InstanceCreationEvent WHERE TargetInstance ISA 'Win32_Service'"),
     REQUEST_WITHIN, "__InstanceCreationEvent"},
    {NOTIFY(
         "SELECT * FROM __InstanceCreationEvent WITHIN 1 WHERE TargetInstance ISA 'Win32_Service'"),
     REQUEST_FINE, NULL},
    {NOTIFY(
         "SELECT * FROM __InstanceCreationEvent WITHIN 1 WHERE TargetInstance ISA 'CIM_DataFile'"),
     REQUEST_POLLING, "CIM_DataFile"},
    {CALL(
         "ExecNotificationQuery", "wmi",
         "SELECT * FROM __InstanceCreationEvent WITHIN 1 WHERE TargetInstance ISA 'Win32_Service'"),
     REQUEST_EVENT_CLASS, "Win32_Service"},
};

START_TEST(findings)
{
    struct failure f = {.computer = VIEW("HOST.contoso.com"),
                        .result = 0x80041017,
                        .operation = operation_text_parse(view_of(rows[_i].text))};
    failure_classify(&f);
    struct request r = request_of(&f);
    ck_assert_msg(r.finding == rows[_i].finding, "%s: %s", rows[_i].text,
                  names_get(&request_names, (uint32_t)r.finding));
    if (rows[_i].part) {
        ck_assert_msg(view_equal(r.part, view_of(rows[_i].part)), "%s: '%.*s'", rows[_i].text,
                      VIEW_ARG(r.part));
    }
}
END_TEST

Suite *request_suite(void)
{
    Suite *suite = suite_create("request");
    TCase *c = tcase_create("request");
    tcase_add_loop_test(c, findings, 0, (int)COUNT_OF(rows));
    suite_add_tcase(suite, c);
    return suite;
}
