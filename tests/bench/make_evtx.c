/* Writes an .evtx log of a given size with valid checksums: provider loads, failures and events of
 * another provider, times rising. The same bytes for the same size. With 'sample', a small one in
 * which a poller, a denied clearing of a log and a provider that cannot be loaded meet. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/evtx/binxml/value.h"
#include "tests/bench/random.h"
#include "tests/unit/evtx_build.h"

#define WMI "Microsoft-Windows-WMI-Activity"
#define CHANNEL WMI "/Operational"

enum {
    FILE_HEADER = 4096,
    SAMPLE_EVENTS = 60,
    TICKS_PER_MS = 10000,
};

struct log {
    FILE *file;
    struct evtx_build chunk;
    uint64_t chunks, record, random;
    int64_t time;
};

static const char *const operations[] = {
    "Start IWbemServices::ExecQuery - root\\cimv2 : select * from Win32_Process where Name='a.exe'",
    "Start IWbemServices::CreateInstanceEnum - root\\wmi : MSiSCSI_PortalInfoClass",
    "Start IWbemServices::GetObject - ROOT\\StandardCimv2 : MSFT_NetAdapter",
    ("Start IWbemServices::ExecNotificationQuery - ROOT\\CIMV2 : SELECT * FROM "
     "__InstanceModificationEvent WITHIN 5 WHERE TargetInstance ISA 'Win32_Service'"),
    "IWbemServices::Connect",
};
static const uint32_t codes[] = {0x80041002, 0x80041032, 0x80041010, 0x80041003, 0x800706BA};
static const char *const providers[] = {"WMIProv", "CIMWin32", "WmiPerfClass", "MS_NT_EVENTLOG"};

static void write_all(struct log *log, const void *bytes, size_t len)
{
    if (fwrite(bytes, 1, len, log->file) != len) {
        perror("make_evtx");
        exit(EXIT_FAILURE);
    }
}

static void write_chunk(struct log *log)
{
    evtx_build_finish(&log->chunk);
    write_all(log, log->chunk.bytes, EVTX_BUILD_CHUNK);
    evtx_build_start(&log->chunk);
    log->chunks++;
}

static void add(struct log *log, struct evtx_build_event event)
{
    event.record = ++log->record;
    event.time = log->time += (int64_t)(1 + random_below(&log->random, 2000)) * TICKS_PER_MS;
    event.computer = "WKS01.fabrikam.example";
    event.process_id = 1204;
    event.thread_id = 4000 + random_below(&log->random, 64);
    if (!evtx_build_event(&log->chunk, &event)) {
        write_chunk(log);
        if (!evtx_build_event(&log->chunk, &event)) {
            abort();
        }
    }
}

static void load(struct log *log, uint32_t code)
{
    const char *name = providers[random_below(&log->random, COUNT_OF(providers))];
    char path[64];
    snprintf(path, sizeof(path), "%%systemroot%%\\system32\\wbem\\%s.dll", name);
    const struct evtx_build_field fields[] = {
        {"ProviderName", EVTX_STRING, name, 0},
        {"Code", EVTX_HEX32, NULL, code},
        {"HostProcess", EVTX_STRING, "wmiprvse.exe", 0},
        {"ProcessID", EVTX_UINT32, NULL, 2000 + 4 * random_below(&log->random, 8)},
        {"ProviderPath", EVTX_STRING, path, 0},
    };
    add(log, (struct evtx_build_event){.id = 5857,
                                       .provider = WMI,
                                       .channel = CHANNEL,
                                       .wrapper = "Operation_StartedOperational",
                                       .is_bare = true,
                                       .fields = fields,
                                       .field_count = COUNT_OF(fields)});
}

static void failure(struct log *log, const char *operation, uint32_t code)
{
    char machine[16];
    char user[32];
    snprintf(machine, sizeof(machine), "WKS%02u", 1 + random_below(&log->random, 3));
    snprintf(user, sizeof(user), "FABRIKAM\\user%u", random_below(&log->random, 20));
    const struct evtx_build_field fields[] = {
        {"Id", EVTX_STRING, "{00000000-0000-0000-0000-000000000000}", 0},
        {"ClientMachine", EVTX_STRING, machine, 0},
        {"User", EVTX_STRING, user, 0},
        {"ClientProcessId", EVTX_UINT32, NULL, 4 * (500 + random_below(&log->random, 500))},
        {"Component", EVTX_STRING, "Unknown", 0},
        {"Operation", EVTX_STRING, operation, 0},
        {"ResultCode", EVTX_HEX32, NULL, code},
        {"PossibleCause", EVTX_STRING, "Unknown", 0},
    };
    add(log, (struct evtx_build_event){.id = 5858,
                                       .level = 2,
                                       .provider = WMI,
                                       .channel = CHANNEL,
                                       .wrapper = "Operation_ClientFailure",
                                       .fields = fields,
                                       .field_count = COUNT_OF(fields)});
}

static void foreign(struct log *log)
{
    const struct evtx_build_field fields[] = {
        {"param1", EVTX_STRING, "Windows Update", 0},
        {"param2", EVTX_STRING, random_below(&log->random, 2) ? "running" : "stopped", 0},
    };
    add(log, (struct evtx_build_event){.id = 7040,
                                       .level = 4,
                                       .provider = "Service Control Manager",
                                       .channel = "System",
                                       .fields = fields,
                                       .field_count = COUNT_OF(fields)});
}

static void any_event(struct log *log)
{
    uint32_t kind = random_below(&log->random, 10);
    if (kind < 2) {
        load(log, 0);
    } else if (kind < 3) {
        foreign(log);
    } else {
        failure(log, operations[random_below(&log->random, COUNT_OF(operations))],
                codes[random_below(&log->random, COUNT_OF(codes))]);
    }
}

static void write_sample(struct log *log)
{
    for (size_t i = 0; i < SAMPLE_EVENTS; i++) {
        failure(log, operations[1], 0x80041032);
        if (i % 20 == 10) {
            load(log, i == 30 ? 0x8007007E : 0);
            foreign(log);
        }
    }
    failure(log,
            "Start IWbemServices::ExecMethod - root\\cimv2 : Win32_NTEventlogFile.Name="
            "\"C:\\\\Windows\\\\System32\\\\Winevt\\\\Logs\\\\Security.evtx\"::ClearEventlog",
            0x80041003);
}

int main(int argc, char **argv)
{
    static struct log log = {.random = 42, .time = INT64_C(133530000000000000)};
    static uint8_t header[FILE_HEADER];
    char *end = NULL;
    bool is_sample = argc == 3 && strcmp(argv[1], "sample") == 0;
    uint64_t megabytes = argc == 3 && !is_sample ? strtoull(argv[1], &end, 10) : 0;
    if (!is_sample && (megabytes == 0 || megabytes > 2000 || *end)) {
        fputs("usage: make_evtx MEGABYTES|sample FILE\n", stderr);
        return EXIT_FAILURE;
    }
    log.file = fopen(argv[2], "wb");
    if (!log.file) {
        perror(argv[2]);
        return EXIT_FAILURE;
    }
    write_all(&log, header, sizeof(header));
    evtx_build_start(&log.chunk);
    if (is_sample) {
        write_sample(&log);
    }
    while (!is_sample && (log.chunks + 1) * EVTX_BUILD_CHUNK < megabytes * 1000000) {
        any_event(&log);
    }
    write_chunk(&log);
    evtx_build_file_header(header, log.chunks, log.record + 1);
    if (fseek(log.file, 0, SEEK_SET) != 0) {
        perror(argv[2]);
        return EXIT_FAILURE;
    }
    write_all(&log, header, sizeof(header));
    if (fclose(log.file) != 0) {
        perror(argv[2]);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
