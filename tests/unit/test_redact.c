/* Ways of rewriting: what each form of a name becomes, and what stays. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/redact/address.h"
#include "analyzer/redact/events.h"
#include "analyzer/redact/token.h"
#include "parsers/base/count.h"
#include "tests/unit/suites.h"

static struct name_table names;
static struct arena arena;

static void setup(void)
{
    name_table_init(&names, 1 << 20, VIEW_NONE);
    arena_init(&arena, 0);
}

static void teardown(void)
{
    name_table_release(&names);
    arena_release(&arena);
}

static void learn(const char *text, void (*put)(struct rewriter *, struct view, struct buffer *))
{
    struct rewriter w;
    rewriter_start(&w, &names, &names);
    rewrite_copy(&w, view_of(text), put, &arena);
    rewriter_release(&w);
}

static const char *rewritten(const char *text,
                             void (*put)(struct rewriter *, struct view, struct buffer *))
{
    struct rewriter w;
    rewriter_start(&w, &names, NULL);
    struct view copy = rewrite_copy(&w, arena_copy(&arena, view_of(text)), put, &arena);
    rewriter_release(&w);
    return copy.data;
}

/* Each text is read in the first pass and rewritten in the second. */
static void check_all(const char *const (*rows)[2], size_t count,
                      void (*put)(struct rewriter *, struct view, struct buffer *))
{
    for (size_t i = 0; i < count; i++) {
        learn(rows[i][0], put);
    }
    name_table_seal(&names);
    for (size_t i = 0; i < count; i++) {
        ck_assert_str_eq(rewritten(rows[i][0], put), rows[i][1]);
    }
}
#define CHECK_ALL(rows, put) check_all(rows, COUNT_OF(rows), put)

/* Numbers count each kind in the order of its first appearance, over all rows: first whole names,
 * behind each of them its parts of three bytes and more. */

START_TEST(accounts)
{
    /* Users: anna 1, svc-backup 2, "Shop of Anna" 3 with its part Shop 4, x 5, joerg 6. */
    static const char *const rows[][2] = {
        {"CONTOSO\\anna", "DOMAIN-1\\USER-1"},
        {"contoso\\ANNA", "DOMAIN-1\\USER-1"},
        {"anna@contoso.com", "USER-1@DOMAIN-1.example"},
        {"anna", "USER-1"},
        {"CONTOSO\\svc-backup", "DOMAIN-1\\svc-USER-2"},
        {"NT AUTHORITY\\SYSTEM", "NT AUTHORITY\\SYSTEM"},
        {"NT-AUTORIT\xC3\x84T\\SYSTEM", "NT-AUTORIT\xC3\x84T\\SYSTEM"},
        {"NT SERVICE\\TrustedInstaller", "NT SERVICE\\TrustedInstaller"},
        {"IIS APPPOOL\\Shop of Anna", "IIS APPPOOL\\USER-3"},
        {"CONTOSO\\Administrator", "DOMAIN-1\\Administrator"},
        {"S-1-5-18", "S-1-5-18"},
        {"CONTOSO\\x", "DOMAIN-1\\USER-5"},
        {"CONTOSO\\J\xC3\x96RG", "DOMAIN-1\\USER-6"},
        {"CONTOSO\\j\xC3\xB6rg", "DOMAIN-1\\USER-6"},
        {"", ""},
    };
    CHECK_ALL(rows, rewrite_account);
}
END_TEST

START_TEST(hosts)
{
    static const char *const rows[][2] = {
        {"SRV01", "HOST-1"},
        {"srv01.contoso.com", "HOST-1.DOMAIN-1.example"},
        {"\\\\SRV01", "\\\\HOST-1"},
        {"SRV01$", "HOST-1$"},
        {"Local", "Local"},
        {".", "."},
        {"127.0.0.1", "127.0.0.1"},
        {"10.1.2.3", "240.0.0.1"},
        {"10.1.2.30", "240.0.0.2"},
        {"fe80::12%4", "2001:db8::0:1%4"},
        {"::1", "::1"},
        {" SRV02 ", " HOST-2 "},
    };
    CHECK_ALL(rows, rewrite_host);
}
END_TEST

/* A NUL is no part of the name before it: what stands there is what it is elsewhere. */
START_TEST(before_a_nul)
{
    const struct view text = {"fe80::12\0x 10.1.2.3\0x", 21};
    enum name_kind kind;
    ck_assert_uint_eq(address_at(text, 0, &kind), 8);
    ck_assert_int_eq(kind, NAME_IPV6);
    ck_assert_uint_eq(address_at(text, 11, &kind), 8);
}
END_TEST

START_TEST(texts)
{
    /* Users: anna 1, al 2, Win32 3, mary.ann 4, bert 5, "Lisa Jane" 6 with Lisa 7 and Jane 8, a 9,
     * "Carla X" 10. Computers: SRV01 1, FILES7 2, srv99 3. Domains: contoso.com 1, b.example 2. */
    learn("CONTOSO\\anna", rewrite_account);
    learn("CONTOSO\\al", rewrite_account);
    learn("CONTOSO\\Win32", rewrite_account);
    learn("CONTOSO\\mary.ann", rewrite_account);
    learn("SRV01.contoso.com", rewrite_host);
    static const char *const rows[][2] = {
        {"anna and Anna, planning hannah annals", "USER-1 and USER-1, planning hannah annals"},
        {"al, algebra, contoso\\al", "al, algebra, DOMAIN-1\\USER-2"},
        {"Win32_Process by contoso\\Win32", "Win32_Process by DOMAIN-1\\USER-3"},
        {"mary.ann mary ann", "USER-4 mary ann"},
        {"C:\\Users\\bert\\a C:\\\\Users\\\\bert\\\\a C:\\Users\\Public\\x",
         "C:\\Users\\USER-5\\a C:\\\\Users\\\\USER-5\\\\a C:\\Users\\Public\\x"},
        {"C:\\Users\\Lisa Jane\\a by Jane", "C:\\Users\\USER-6\\a by USER-8"},
        {"\\\\SRV01\\c$ \\\\.\\pipe \\\\FILES7\\x", "\\\\HOST-1\\c$ \\\\.\\pipe \\\\HOST-2\\x"},
        {"srv99.contoso.com", "HOST-3.DOMAIN-1.example"},
        {"contoso\\nobody", "DOMAIN-1\\USER"},
        {"a@b.example", "USER-9@DOMAIN-2.example"},
        {"S-1-5-21-1-2-3-500 S-1-5-21-1-2-3-1105 S-1-5-32-544",
         "S-1-5-21-0-0-1-500 S-1-5-21-0-0-1-1001 S-1-5-32-544"},
        {"HKU\\S-1-12-1-4-5-6-7", "HKU\\S-1-12-1-1002"},
        {"at 10.0.0.7:135, 10.0.19041.1", "at 240.0.0.1:135, 10.0.19041.1"},
        {"00-1A-2b-3c-4d-5e 00:1a:2b:3c:4d:5e", "02-00-00-00-00-01 02:00:00:00:00:01"},
        {"{1418EF04-B0B4-4623-BF7E-D74AB47BBDAA}", "{1418EF04-B0B4-4623-BF7E-D74AB47BBDAA}"},
        {"YQBuAG4AYQA=", "VQBTAEUAUgAtADEA"},
        {"616E6E61 0x80041003", "555345522D31 0x80041003"},
        {"%61nna &#97;nna \\u0061nna", "USER-1 USER-1 USER-1"},
        {"%SystemRoot%\\system32\\wbem", "%SystemRoot%\\system32\\wbem"},
        {"61 6e 6e 61 20 62", "(6 bytes)"},
        {"CN=Carla X,OU=Sales,DC=contoso,DC=com", "CN=USER-10,OU=TEXT-1,DC=DOMAIN-1,DC=TEXT-2"},
        {"\\\\?\\UNC\\FILES7\\x", "\\\\?\\UNC\\HOST-2\\x"},
    };
    CHECK_ALL(rows, rewrite_text);
}
END_TEST

/* Names that are known by what stands around them alone: all are new, in the order of rows. */
START_TEST(places)
{
    static const char *const rows[][2] = {
        {"ping -n 1 alpha01 > nul", "ping -n 1 HOST-1 > nul"},
        {"nslookup.exe alpha02", "nslookup.exe HOST-2"},
        {"schtasks /run /s alpha03 /tn x", "schtasks /run /s HOST-3 /tn x"},
        {"dir /s alpha99", "dir /s alpha99"},
        {"winrs -r:alpha04 -u:usera ver", "winrs -r:HOST-4 -u:USER-1 ver"},
        {"net user userb geheim1 /add", "net user USER-2 TEXT-1 /add"},
        {"net localgroup Administrators userc /add", "net localgroup Administrators USER-3 /add"},
        {"net stop userd", "net stop userd"},
        {"Test-NetConnection alpha05 -Port 135", "Test-NetConnection HOST-5 -Port 135"},
        {"GetHostEntry(\"alpha06\")", "GetHostEntry(\"HOST-6\")"},
        {"ConnectServer(\"alpha07\", \"root\\cimv2\", \"usere\", \"geheim2\")",
         "ConnectServer(\"HOST-7\", \"root\\cimv2\", \"USER-4\", \"TEXT-2\")"},
        {"alpha08:5985 port:135 C:135", "HOST-8:5985 port:135 C:135"},
        {"alpha09.firm.de, alpha10.firm.local",
         "HOST-9.DOMAIN-1.example, HOST-10.DOMAIN-2.example"},
        {"at other.local", "at DOMAIN-3.example"},
        {"more.com asp.net System.Net a.b.cs x.dll learn.microsoft.com",
         "more.com asp.net System.Net a.b.cs x.dll learn.microsoft.com"},
        {"userS-1-5-21-1-2-3-1105x s-1-2", "userS-1-5-21-0-0-1-1001x s-1-2"},
        {"NT SERVICE\\userf NT SERVICE\\TrustedInstaller NT SERVICE\\EventLog",
         "NT SERVICE\\USER-5 NT SERVICE\\TrustedInstaller NT SERVICE\\EventLog"},
        {"IIS APPPOOL\\userg", "IIS APPPOOL\\USER-6"},
        {"by FIRMA\\userh, in root\\cimv2", "by DOMAIN-4\\USER-7, in root\\cimv2"},
        {"psexec \\\\alpha11,alpha12 cmd", "psexec \\\\HOST-11,HOST-12 cmd"},
        {"sqlcmd -S alpha13\\geheim3", "sqlcmd -S HOST-13\\TEXT-3"},
        {"$env:COMPUTERNAME -eq 'alpha14'", "$env:COMPUTERNAME -eq 'HOST-14'"},
        {"icacls x /grant FIRMA\\useri:F", "icacls x /grant DOMAIN-4\\USER-8:F"},
        {"HOST/alpha15@FIRM.DE", "HOST/HOST-15@DOMAIN-1.example"},
        {"LDAP://CN=geheim4.firm.de,DC=x", "LDAP://CN=HOST-16.DOMAIN-1.example,DC=TEXT-4"},
        {"ip_10.1.2.3_x", "ip_240.0.0.1_x"},
    };
    CHECK_ALL(rows, rewrite_text);
}
END_TEST

START_TEST(queries)
{
    learn("SRV01", rewrite_host);
    static const char *const rows[][2] = {
        {"SELECT * FROM Win32_Service WHERE Name = 'secret'",
         "SELECT * FROM Win32_Service WHERE Name = 'TEXT-1'"},
        {"SELECT * FROM A WHERE B = 'secret' OR C = \"Secret\" OR D = 5 OR E = '5'",
         "SELECT * FROM A WHERE B = 'TEXT-1' OR C = \"TEXT-1\" OR D = 5 OR E = '5'"},
        {"X ISA 'Contoso_Thing' AND Y = 'Win32_Process'",
         "X ISA 'Contoso_Thing' AND Y = 'Win32_Process'"},
        /* In the first reading that is a literal like others, with a number: 2. */
        {"A.SystemName='srv01' AND B='SRV01'", "A.SystemName='HOST-1' AND B='HOST-1'"},
        {"A.SystemName='other'", "A.SystemName='HOST-2'"},
        /* What rules look for stays: a backslash that is not doubled, a share, an open quote. */
        {"A = 'C:\\path'", "A = '\\TEXT-3'"},
        {"A = 'C:\\\\path'", "A = 'TEXT-4'"},
        {"A = '\\\\\\\\srv\\\\share'", "A = '\\\\\\\\TEXT-5\\\\'"},
        {"A = 'C:\\'", "A = 'TEXT-6\\'"},
        {"A = 'open", "A = 'TEXT-7"},
        {"A = bare AND B > 7 AND C = NULL", "A = TEXT-8 AND B > 7 AND C = NULL"},
        {"A = 'it's mine' AND B = 1", "the words become literals, too"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        learn(rows[i][0], rewrite_query);
    }
    name_table_seal(&names);
    for (size_t i = 0; i + 1 < COUNT_OF(rows); i++) {
        ck_assert_str_eq(rewritten(rows[i][0], rewrite_query), rows[i][1]);
    }
    ck_assert_ptr_null(strstr(rewritten(rows[11][0], rewrite_query), "mine"));
}
END_TEST

START_TEST(operations)
{
    learn("CONTOSO\\anna", rewrite_account);
    static const char *const rows[][2] = {
        {"Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM Win32_Process WHERE X='y'",
         "Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM Win32_Process WHERE "
         "X='TEXT-1'"},
        {"Start IWbemServices::CreateInstanceEnum - \\\\SRV01\\root\\anna : anna_class",
         "Start IWbemServices::CreateInstanceEnum - \\\\HOST-1\\root\\anna : anna_class"},
        {"Start IWbemServices::GetObject - root\\rsop\\S_1_5_21_7_8_9_1105 : A.B=\"c\"",
         "Start IWbemServices::GetObject - root\\rsop\\S_1_5_21_0_0_1_1001 : A.B=\"TEXT-2\""},
        {"IWbemServices::Connect", "IWbemServices::Connect"},
    };
    CHECK_ALL(rows, rewrite_operation);
}
END_TEST

/* What lost a sign is gone through as any text; what is whole stays. */
START_TEST(damaged_operations)
{
    static const char *const rows[][2] = {
        {"connect to namespace : \\SRV01\\root\\cimv2",
         "connect to namespace : \\HOST-1\\root\\cimv2"},
        {"connect to namespace : \\\\SRV02<http://SRV02/>\\root",
         "connect to namespace : \\\\HOST-2//HOST-3/>\\root"},
        {"Start IWbemServices::GetObject  root\\cimv2 : A.Name='ann'",
         "Start IWbemServices::GetObject  root\\cimv2 : A.Name='TEXT-1'"},
        {"Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM A WHERE B =bob' AND C",
         "Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM A WHERE B =TEXT-2'TEXT-3"},
        {"Provider::ExecMethod - CIMWin32  A.Name=\"eve\"::B",
         "Provider::ExecMethod - CIMWin32  A.Name=\"TEXT-4\"::B"},
        {"Start IWbemServices::ExecQuery - root\\sms\\site_abc : SELECT * FROM A WHERE B LIKE 'x%'",
         "Start IWbemServices::ExecQuery - root\\sms\\site_abc : SELECT * FROM A WHERE B LIKE "
         "'TEXT-5'"},
    };
    CHECK_ALL(rows, rewrite_operation);
}
END_TEST

START_TEST(labels)
{
    static const char *const rows[][2] = {
        {"Computer: SRV01\nUser: CONTOSO\\ann", "Computer: HOST-1\nUser: DOMAIN-1\\USER-1"},
        {"{\"ClientMachine\": \"SRV02\", \"User\":\"bob\"}",
         "{\"ClientMachine\": \"HOST-2\", \"User\":\"USER-2\"}"},
        {"<Computer>SRV03</Computer>", "<Computer>HOST-3</Computer>"},
        {"Account Name:\teve\tLogon ID:\t0x3e7", "Account Name:\tUSER-3\tLogon ID:\t0x3e7"},
        {"the user: he sees nothing", "the user: he sees nothing"},
        {"at SRV04\\root\\cimv2 and C:\\stuff\\root\\x",
         "at HOST-4\\root\\cimv2 and C:\\stuff\\root\\x"},
    };
    CHECK_ALL(rows, rewrite_text);
}
END_TEST

START_TEST(origins)
{
    learn("SRV01.contoso.com", rewrite_host);
    name_table_seal(&names);
    ck_assert_str_eq(rewritten("SRV01.contoso.com", rewrite_origin), "HOST-1.DOMAIN-1.example");
    ck_assert_str_eq(rewritten("Contoso-Agent/Operational", rewrite_origin),
                     "Contoso-Agent/Operational");
    ck_assert_str_eq(rewritten("MSSQL$SRV01", rewrite_origin), "MSSQL$SRV01");
}
END_TEST

START_TEST(mof)
{
    learn("CONTOSO\\anna", rewrite_account);
    static const char *const rows[][2] = {
        {"instance of __EventFilter\n{\n\tCreatorSID = {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};\n"
         "\tQuery = \"SELECT * FROM A WHERE B = \\\"c\\\"\";\n};",
         "instance of __EventFilter\n{\n\tCreatorSID = {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};\n"
         "\tQuery = \"SELECT * FROM A WHERE B = \\\"TEXT-1\\\"\";\n};"},
        {"instance of X { CreatorSID = {1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, "
         "0, 3, 0, 0, 0, 81, 4, 0, 0}; Name = \"a\" \"nna\"; };",
         "instance of X { CreatorSID = {1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "
         "0, 1, 0, 0, 0, 233, 3, 0, 0}; Name = \"USER-1\"; };"},
    };
    CHECK_ALL(rows, rewrite_mof);
}
END_TEST

/* A backslash that was not doubled is no escape, or one that only looks so: a name is found in both
 * readings. */
START_TEST(mof_undoubled)
{
    learn("CONTOSO\\anna", rewrite_account);
    learn("CONTOSO\\tomas", rewrite_account);
    learn("CONTOSO\\nora", rewrite_account);
    static const char *const rows[][2] = {
        {"instance of X { A = \"for CONTOSO\\anna\"; };",
         "instance of X { A = \"for DOMAIN-1\\\\USER-1\"; };"},
        {"instance of X { A = \"for CONTOSO\\tomas\"; };",
         "instance of X { A = \"for DOMAIN-1\\USER-2\"; };"},
        {"instance of X { A = \"\\tomas\"; };", "instance of X { A = \"\\\\USER-2\"; };"},
        {"instance of X { A = \"a\\nanna\\nora\"; };",
         "instance of X { A = \"a\\nUSER-1\\USER-3\"; };"},
        {"instance of X { A = \"\\d\\nanna\\tnora\"; };",
         "instance of X { A = \"\\\\d\\nUSER-1\\tUSER-3\"; };"},
        {"instance of X { A = \"D:\\\\temp\\\\t\\b\\f\\r\"; };",
         "instance of X { A = \"D:\\\\temp\\\\t\\b\\f\\r\"; };"},
        {"instance of X { A = \"\\banna \\fx\"; };", "instance of X { A = \"\\bUSER-1 \\fx\"; };"},
        {"instance of X { A = \"\\\\SRV07\\tools\"; B = \"C:\\\\log.txt\\n log SRV07\"; };",
         "instance of X { A = \"\\\\\\\\HOST-1\\\\tools\"; B = \"C:\\\\log.txt\\n log HOST-1\"; "
         "};"},
        {"instance of\"anna\\anna", "instance of\"USER-1\\\\USER-1\""},
    };
    CHECK_ALL(rows, rewrite_mof);
}
END_TEST

START_TEST(unknown_texts)
{
    static const char *const rows[][2] = {
        {"12345", "12345"},
        {"0x8004", "0x8004"},
        {"anything", "(8 bytes)"},
        {"{1418EF04-B0B4-4623-BF7E-D74AB47BBDAA}", "{1418EF04-B0B4-4623-BF7E-D74AB47BBDAA}"},
        {"S-1-5-21-1-2-3-1105", "S-1-5-21-0-0-1-1001"},
    };
    CHECK_ALL(rows, rewrite_unknown);
    ck_assert_str_eq(rewritten("found 'anna's', expected a number", rewrite_sentence),
                     "found (6 bytes), expected a number");
    ck_assert_str_eq(rewritten("the chunk's header is wrong", rewrite_sentence),
                     "the chunk's header is wrong");
}
END_TEST

START_TEST(own_words)
{
    name_table_add(&names, NAME_WORD, VIEW("Contoso"));
    name_table_seal(&names);
    ck_assert_str_eq(rewritten("root\\contoso\\x", rewrite_kept), "root\\WORD_1\\x");
    ck_assert_str_eq(rewritten("by contoso.", rewrite_text), "by WORD-1.");
}
END_TEST

START_TEST(tokens_of_earlier_runs)
{
    ck_assert(name_table_preset(&names, NAME_HOST, VIEW("HOST-7"), VIEW("SRV01")));
    ck_assert(name_table_preset(&names, NAME_USER, VIEW("svc-USER-3"), VIEW("svc-x")));
    ck_assert(name_table_preset(&names, NAME_IPV4, VIEW("240.0.1.2"), VIEW("10.0.0.1")));
    ck_assert(name_table_preset(&names, NAME_IPV6, VIEW("2001:db8::1:a"), VIEW("fe80::1")));
    ck_assert(name_table_preset(&names, NAME_MAC, VIEW("02-00-00-00-01-0A"), VIEW("x")));
    ck_assert(name_table_preset(&names, NAME_SID, VIEW("S-1-5-21-0-0-1-1004"), VIEW("S-1-y")));
    ck_assert(name_table_preset(&names, NAME_DOMAIN, VIEW("DOMAIN-2.example"), VIEW("a.b")));
    ck_assert(!name_table_preset(&names, NAME_HOST, VIEW("USER-7"), VIEW("SRV02")));
    ck_assert(!name_table_preset(&names, NAME_HOST, VIEW("HOST-"), VIEW("SRV02")));
    ck_assert(!name_table_preset(&names, NAME_HOST, VIEW(""), VIEW("SRV02")));
    name_table_add(&names, NAME_HOST, VIEW("SRV03"));
    name_table_seal(&names);
    ck_assert_str_eq(rewritten("srv01", rewrite_host), "HOST-7");
    ck_assert_str_eq(rewritten("SRV03", rewrite_host), "HOST-8");
    ck_assert_str_eq(rewritten("10.0.0.1", rewrite_host), "240.0.1.2");
    ck_assert_str_eq(rewritten("fe80::1", rewrite_host), "2001:db8::1:a");
}
END_TEST

START_TEST(limit)
{
    char word[32];
    for (int i = 0; i < 10000 && !names.is_full; i++) {
        snprintf(word, sizeof(word), "host-%d", i);
        name_table_add(&names, NAME_HOST, view_of(word));
    }
    ck_assert(names.is_full);
    ck_assert_uint_le(names.used, names.limit);
}
END_TEST

START_TEST(keyed)
{
    static const char key[TOKEN_MIN_KEY] = "key";
    name_table_release(&names);
    name_table_init(&names, 1 << 20, (struct view){key, sizeof(key)});
    name_table_add(&names, NAME_HOST, VIEW("SRV01"));
    name_table_seal(&names);
    const char *token = rewritten("SRV01", rewrite_host);
    ck_assert_uint_eq(strlen(token), sizeof("HOST-") - 1 + 10);
    ck_assert_str_eq(rewritten("srv01", rewrite_host), token);
}
END_TEST

Suite *redact_suite(void)
{
    Suite *s = suite_create("redact");
    TCase *t = tcase_create("redact");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, accounts);
    tcase_add_test(t, hosts);
    tcase_add_test(t, texts);
    tcase_add_test(t, before_a_nul);
    tcase_add_test(t, places);
    tcase_add_test(t, queries);
    tcase_add_test(t, operations);
    tcase_add_test(t, damaged_operations);
    tcase_add_test(t, labels);
    tcase_add_test(t, origins);
    tcase_add_test(t, mof);
    tcase_add_test(t, mof_undoubled);
    tcase_add_test(t, unknown_texts);
    tcase_add_test(t, own_words);
    tcase_add_test(t, tokens_of_earlier_runs);
    tcase_add_test(t, limit);
    tcase_add_test(t, keyed);
    suite_add_tcase(s, t);
    return s;
}
