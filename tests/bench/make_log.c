/* Writes an Event Viewer style XML log of a given size: provider loads, failures, and operations
 * with their starts, providers and stops. The same bytes for the same size, times rising. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "parsers/base/count.h"
#include "tests/bench/random.h"

struct log {
    FILE *file;
    uint64_t written, wanted;
    uint64_t random;
    uint64_t ticks; /* 100 ns since the log's first day began */
    uint64_t record;
    uint32_t operation;
};

static const char *const codes[] = {"0x80041002", "0x80041032", "0x80041010", "0x80041003",
                                    "0x80070005", "0x800706BA", "0x80041017", "0x8004100c"};
static const char *const operations[] = {
    "Start IWbemServices::ExecQuery - root\\cimv2 : select * from Win32_Process where Name='a.exe'",
    "Start IWbemServices::DeleteInstance - root\\rsop\\computer : "
    "RSOP_ExtensionStatus.extensionGuid=\"{00000000-0000-0000-0000-000000000000}\"",
    "Start IWbemServices::CreateInstanceEnum - root\\wmi : MSiSCSI_PortalInfoClass",
    "Start IWbemServices::GetObject - ROOT\\StandardCimv2 : MSFT_NetAdapter",
    "Start IWbemServices::ExecNotificationQuery - ROOT\\CIMV2 : SELECT * FROM "
    "__InstanceModificationEvent WITHIN 5 WHERE TargetInstance ISA 'Win32_Service'",
    "IWbemServices::Connect",
};
static const char *const providers[] = {"WMIProv", "CIMWin32", "WmiPerfClass", "MS_NT_EVENTLOG"};

#define PICK(log, table) ((table)[random_below(&(log)->random, COUNT_OF(table))])

static void count(struct log *log, int len)
{
    if (len < 0) {
        perror("make_log");
        exit(EXIT_FAILURE);
    }
    log->written += (uint64_t)len;
}

#define PUT(log, ...) count(log, fprintf((log)->file, __VA_ARGS__))

static void start_event(struct log *log, unsigned id, const char *channel, uint64_t later)
{
    log->ticks += later;
    uint64_t seconds = log->ticks / 10000000;
    uint64_t day = seconds / 86400; /* years of 12 months of 28 days: every date exists */
    PUT(log,
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider "
        "Name='Microsoft-Windows-WMI-Activity' Guid='{1418ef04-b0b4-4623-bf7e-d74ab47bbdaa}'/>"
        "<EventID>%u</EventID><Version>0</Version><Level>%u</Level><Task>0</Task><Opcode>0</Opcode>"
        "<Keywords>0x4000000000000000</Keywords><TimeCreated SystemTime='%04" PRIu64 "-%02" PRIu64
        "-%02" PRIu64 "T%02" PRIu64 ":%02" PRIu64 ":%02" PRIu64 ".%07" PRIu64 "Z'/>",
        id, id == 5858 ? 2u : 4u, 2020 + day / 336, day / 28 % 12 + 1, day % 28 + 1,
        seconds / 3600 % 24, seconds / 60 % 60, seconds % 60, log->ticks % 10000000);
    PUT(log,
        "<EventRecordID>%" PRIu64 "</EventRecordID><Correlation/><Execution ProcessID='1204' "
        "ThreadID='%u'/><Channel>Microsoft-Windows-WMI-Activity/%s</Channel>"
        "<Computer>WKS01.fabrikam.example</Computer><Security UserID='S-1-5-18'/></System>"
        "<UserData>",
        ++log->record, 4000 + random_below(&log->random, 64), channel);
}

static void end_event(struct log *log)
{
    PUT(log, "</UserData></Event>");
}

#define DATA_XMLNS " xmlns='http://manifests.microsoft.com/win/2006/windows/WMI'"

static void provider_load(struct log *log)
{
    start_event(log, 5857, "Operational", 2000000 + random_below(&log->random, 5000000));
    const char *name = PICK(log, providers);
    PUT(log,
        "<Operation_StartedOperational" DATA_XMLNS "><ProviderName>%s</ProviderName>"
        "<Code>0x0</Code><HostProcess>wmiprvse.exe</HostProcess><ProcessID>%u</ProcessID>"
        "<ProviderPath>%%systemroot%%\\system32\\wbem\\%s.dll</ProviderPath>"
        "</Operation_StartedOperational>",
        name, 2000 + 4 * random_below(&log->random, 8), name);
    end_event(log);
}

static void failure(struct log *log)
{
    start_event(log, 5858, "Operational", 1000000 + random_below(&log->random, 20000000));
    PUT(log,
        "<Operation_ClientFailure" DATA_XMLNS "><Id>{00000000-0000-0000-0000-000000000000}</Id>"
        "<ClientMachine>WKS%02u</ClientMachine><User>FABRIKAM\\user%u</User>"
        "<ClientProcessId>%u</ClientProcessId><Component>Unknown</Component>"
        "<Operation>%s</Operation><ResultCode>%s</ResultCode>"
        "<PossibleCause>%s</PossibleCause></Operation_ClientFailure>",
        1 + random_below(&log->random, 3), random_below(&log->random, 20),
        4 * (500 + random_below(&log->random, 500)), PICK(log, operations), PICK(log, codes),
        random_below(&log->random, 50) ? "Unknown" : "Throttling Idle Tasks");
    end_event(log);
}

/* A start, its provider, its stop: one in eight fails. */
static void operation(struct log *log)
{
    uint32_t number = log->operation += 2;
    start_event(log, 11, "Trace", 500000 + random_below(&log->random, 5000000));
    PUT(log,
        "<Operation_New" DATA_XMLNS "><CorrelationId>{%08X-0000-0000-0000-67343241D901}"
        "</CorrelationId><GroupOperationId>%u</GroupOperationId><OperationId>%u</OperationId>"
        "<Operation>%s</Operation><ClientMachine>WKS01</ClientMachine>"
        "<ClientMachineFQDN>WKS01.fabrikam.example</ClientMachineFQDN>"
        "<User>FABRIKAM\\user%u</User><ClientProcessId>%u</ClientProcessId>"
        "<ClientProcessCreationTime>133277000000783520</ClientProcessCreationTime>"
        "<NamespaceName>\\\\.\\root\\cimv2</NamespaceName><IsLocal>true</IsLocal></Operation_New>",
        number, number - 1, number, PICK(log, operations), random_below(&log->random, 20),
        4 * (500 + random_below(&log->random, 500)));
    end_event(log);
    start_event(log, 12, "Trace", 1000 + random_below(&log->random, 50000));
    PUT(log,
        "<Operation_Provider_Info_New" DATA_XMLNS "><GroupOperationId>%u</GroupOperationId>"
        "<Operation>Provider::CreateInstanceEnum - CIMWin32 : Win32_Process</Operation>"
        "<HostId>%u</HostId><ProviderName>CIMWin32</ProviderName>"
        "<ProviderGuid>{D63A5850-8F16-11CF-9F47-00AA00BF345C}</ProviderGuid>"
        "<Path>%%systemroot%%\\system32\\wbem\\cimwin32.dll</Path></Operation_Provider_Info_New>",
        number - 1, 2000 + 4 * random_below(&log->random, 8));
    end_event(log);
    start_event(log, 13, "Trace", 1000 + random_below(&log->random, 500000));
    PUT(log,
        "<Operation_Stop" DATA_XMLNS "><OperationId>%u</OperationId><ResultCode>%s</ResultCode>"
        "</Operation_Stop>",
        number, random_below(&log->random, 8) ? "0x0" : PICK(log, codes));
    end_event(log);
}

int main(int argc, char **argv)
{
    char *end = NULL;
    uint64_t megabytes = argc == 3 ? strtoull(argv[1], &end, 10) : 0;
    if (megabytes == 0 || megabytes > 100000 || *end) {
        fputs("usage: make_log MEGABYTES FILE\n", stderr);
        return EXIT_FAILURE;
    }
    struct log log = {.file = fopen(argv[2], "wb"), .wanted = megabytes * 1000000, .random = 42};
    if (!log.file) {
        perror(argv[2]);
        return EXIT_FAILURE;
    }
    PUT(&log,
        "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\r\n<Events>");
    while (log.written < log.wanted) {
        uint32_t kind = random_below(&log.random, 10);
        if (kind < 2) {
            provider_load(&log);
        } else if (kind < 6) {
            failure(&log);
        } else {
            operation(&log);
        }
    }
    PUT(&log, "</Events>\r\n");
    if (fclose(log.file) != 0) {
        perror(argv[2]);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
