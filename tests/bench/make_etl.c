/* Writes a trace of a given size, a tenth of it WMI-Activity, and an .evtx log with the same events
 * of WMI-Activity: 8 processors of which one is late, buffers of 64 KiB, plain or compressed. The
 * same bytes for the same arguments. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/evtx/binxml/value.h"
#include "tests/bench/random.h"
#include "tests/unit/etl_build.h"
#include "tests/unit/evtx_build.h"

#define WMI "Microsoft-Windows-WMI-Activity"

enum {
    PROCESSORS = 8,
    LATE_ONE_OF = 400, /* events that the last processor writes */
    BUFFER = 65536,
    HEADER = 72,
    OTHERS = 29, /* events of others beside a start and its end */
    OTHER_SIZE = 120,
    FAILS_ONE_OF = 20,
    MAX_PAYLOAD = 1024,
    HASHES = 4096,
    WINDOW = 8192,
    MAX_MATCH = 4096,
    FILE_HEADER = 4096,
    MODE_COMPRESSED = 0x04000000,
    FLAG_COMPRESSED = 0x40,
};

#define START INT64_C(133954884000000000)

struct log {
    FILE *etl, *evtx;
    struct etl_build buffers[PROCESSORS];
    struct evtx_build chunk;
    uint64_t chunks, record, random, sequence, written, operation;
    int64_t time;
    bool is_compressed;
};

static void write_all(FILE *file, const void *bytes, size_t len)
{
    if (fwrite(bytes, 1, len, file) != len) {
        perror("make_etl");
        exit(EXIT_FAILURE);
    }
}

/* Plain LZ77 XPRESS (MS-XCA 2.3) under way. */
struct packer {
    uint8_t *out;
    size_t made, flags_at;
    size_t half; /* of a byte whose upper half is free; 0 for none */
    uint32_t flags;
    unsigned count;
};

static void put_byte(struct packer *p, size_t byte)
{
    p->out[p->made++] = (uint8_t)byte;
}

static void put_flag(struct packer *p, bool is_match)
{
    p->flags = p->flags << 1 | is_match;
    if (++p->count == 32) {
        memcpy(p->out + p->flags_at, &p->flags, 4);
        p->flags_at = p->made;
        p->made += 4;
        p->flags = p->count = 0;
    }
}

static void put_match(struct packer *p, size_t back, size_t len)
{
    size_t extra = len - 3;
    size_t word = (back - 1) << 3 | (extra < 7 ? extra : 7);
    put_byte(p, word);
    put_byte(p, word >> 8);
    if (extra < 7) {
        return;
    }
    size_t nibble = extra - 7 < 15 ? extra - 7 : 15;
    if (p->half == 0) {
        p->half = p->made;
        put_byte(p, nibble);
    } else {
        p->out[p->half] |= (uint8_t)(nibble << 4);
        p->half = 0;
    }
    if (nibble == 15) {
        put_byte(p, extra - 22 < 255 ? extra - 22 : 255);
        if (extra - 22 >= 255) {
            put_byte(p, extra);
            put_byte(p, extra >> 8);
        }
    }
}

/* Bytes that are the same as those `back` before. */
static size_t match_len(const uint8_t *in, size_t pos, size_t len, size_t back)
{
    size_t match = 0;
    while (back > 0 && back <= WINDOW && match < MAX_MATCH && pos + match < len &&
           in[pos + match] == in[pos + match - back]) {
        match++;
    }
    return match;
}

/* With the nearest match of three bytes; gives the length. */
static size_t pack(const uint8_t *in, size_t len, uint8_t *out)
{
    static uint32_t last[HASHES];
    struct packer p = {.out = out, .made = 4};
    memset(last, 0, sizeof(last));
    for (size_t pos = 0; pos < len;) {
        size_t match = 0;
        size_t back = 0;
        if (len - pos >= 3) {
            uint32_t hash = in[pos] * 33U + in[pos + 1] * 129U + in[pos + 2] * 1025U;
            uint32_t *slot = &last[hash % HASHES];
            back = *slot > 0 ? pos - (*slot - 1) : 0;
            *slot = (uint32_t)pos + 1;
            match = match_len(in, pos, len, back);
        }
        bool is_match = match >= 3;
        if (is_match) {
            put_match(&p, back, match);
        } else {
            put_byte(&p, in[pos]);
        }
        pos += is_match ? match : 1;
        put_flag(&p, is_match);
    }
    unsigned left = 32 - p.count;
    uint32_t rest = left == 32 ? UINT32_MAX : (UINT32_C(1) << left) - 1;
    p.flags = left == 32 ? rest : p.flags << left | rest;
    memcpy(out + p.flags_at, &p.flags, 4);
    return p.made;
}

/* Writes the buffer of a processor as it is on disk, and starts the next one. */
static void flush(struct log *log, unsigned processor)
{
    static uint8_t packed[2 * BUFFER];
    struct etl_build *b = &log->buffers[processor];
    etl_build_zeros(b, (8 - b->bytes.len % 8) % 8);
    size_t filled = b->bytes.len;
    etl_build_put_u32(b, 0x30, filled);
    if (log->is_compressed) {
        size_t len = pack((const uint8_t *)b->bytes.data + HEADER, filled - HEADER, packed);
        etl_build_put_u32(b, 0, HEADER + len);
        b->bytes.data[0x34] |= FLAG_COMPRESSED;
        write_all(log->etl, b->bytes.data, HEADER);
        write_all(log->etl, packed, len);
        log->written += HEADER + len;
    } else {
        while (b->bytes.len < BUFFER) {
            buffer_add_char(&b->bytes, (char)0xFF);
        }
        write_all(log->etl, b->bytes.data, BUFFER);
        log->written += BUFFER;
    }
    buffer_clear(&b->bytes);
    b->sequence = ++log->sequence;
    etl_build_open(b, processor, 0);
    etl_build_put_u32(b, 0, BUFFER);
}

static void add(struct log *log, struct etl_build_event event)
{
    unsigned processor = random_below(&log->random, LATE_ONE_OF) == 0
                             ? PROCESSORS - 1
                             : random_below(&log->random, PROCESSORS - 1);
    struct etl_build *b = &log->buffers[processor];
    if (b->bytes.len + event.payload.len + event.items.len + 96 > BUFFER) {
        flush(log, processor);
    }
    event.stamp = (uint64_t)log->time;
    log->time += 10 + random_below(&log->random, 200);
    etl_build_event(b, &event);
}

static void add_evtx(struct log *log, struct evtx_build_event event)
{
    event.record = ++log->record;
    event.time = log->time;
    event.computer = "SRV01.contoso.example";
    event.provider = WMI;
    event.channel = WMI "/Trace";
    event.process_id = 1692;
    event.thread_id = 4000;
    if (!evtx_build_event(&log->chunk, &event)) {
        evtx_build_finish(&log->chunk);
        write_all(log->evtx, log->chunk.bytes, EVTX_BUILD_CHUNK);
        evtx_build_start(&log->chunk);
        log->chunks++;
        evtx_build_event(&log->chunk, &event);
    }
}

static char *put_number(char *out, uint64_t number, size_t len)
{
    memcpy(out, &number, len);
    return out + len;
}

static void start(struct log *log)
{
    char payload[MAX_PAYLOAD];
    char correlation[48];
    char query[128];
    char *p = payload;
    uint64_t created = (uint64_t)START - 6000000000U;
    uint32_t client = 4 * (500 + random_below(&log->random, 100));
    snprintf(correlation, sizeof(correlation), "{%08" PRIX64 "-0A5C-0001-C7D3-1B90E8F1DB01}",
             log->operation);
    snprintf(query, sizeof(query),
             "Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM Win32_Process WHERE "
             "ProcessId = %u",
             random_below(&log->random, 30000));
    p = etl_build_text(p, correlation);
    p = put_number(p, log->operation - 1, 4);
    p = put_number(p, log->operation, 4);
    p = etl_build_text(p, query);
    p = etl_build_text(p, "SRV01");
    p = etl_build_text(p, "SRV01.contoso.example");
    p = etl_build_text(p, "CONTOSO\\svc-audit");
    p = put_number(p, client, 4);
    p = put_number(p, created, 8);
    p = etl_build_text(p, "\\\\.\\root\\cimv2");
    p = put_number(p, 1, 4);
    const struct evtx_build_field fields[] = {
        {"CorrelationId", EVTX_STRING, correlation, 0},
        {"GroupOperationId", EVTX_UINT32, NULL, log->operation - 1},
        {"OperationId", EVTX_UINT32, NULL, log->operation},
        {"Operation", EVTX_STRING, query, 0},
        {"ClientMachine", EVTX_STRING, "SRV01", 0},
        {"ClientMachineFQDN", EVTX_STRING, "SRV01.contoso.example", 0},
        {"User", EVTX_STRING, "CONTOSO\\svc-audit", 0},
        {"ClientProcessId", EVTX_UINT32, NULL, client},
        {"ClientProcessCreationTime", EVTX_UINT64, NULL, created},
        {"NamespaceName", EVTX_STRING, "\\\\.\\root\\cimv2", 0},
        {"IsLocal", EVTX_BOOL, NULL, 1},
    };
    add_evtx(log, (struct evtx_build_event){.id = 11,
                                            .level = 4,
                                            .wrapper = "Operation_New",
                                            .fields = fields,
                                            .field_count = COUNT_OF(fields)});
    add(log, (struct etl_build_event){.id = 11,
                                      .process = 1692,
                                      .thread = 4000,
                                      .payload = {payload, (size_t)(p - payload)}});
}

static void stop(struct log *log)
{
    char payload[8];
    uint64_t code = log->operation / 2 % FAILS_ONE_OF == 0 ? 0x80041010 : 0;
    put_number(put_number(payload, log->operation, 4), code, 4);
    const struct evtx_build_field fields[] = {
        {"OperationId", EVTX_UINT32, NULL, log->operation},
        {"ResultCode", EVTX_HEX32, NULL, code},
    };
    add_evtx(log, (struct evtx_build_event){
                      .id = 13, .level = 4, .wrapper = "Stop", .fields = fields, .field_count = 2});
    add(log, (struct etl_build_event){
                 .id = 13, .process = 1692, .thread = 4000, .payload = {payload, sizeof(payload)}});
}

static void others(struct log *log, int count)
{
    char payload[OTHER_SIZE];
    for (int i = 0; i < count; i++) {
        memset(payload, (int)random_below(&log->random, 256), sizeof(payload));
        put_number(payload + random_below(&log->random, OTHER_SIZE - 8), log->random, 8);
        add(log,
            (struct etl_build_event){.provider = random_below(&log->random, 2)
                                                     ? "{22FB2CD6-0E7B-422B-A0C7-2FAD1FD0E717}"
                                                     : "{EDD08927-9CC4-4E65-B970-C2560FB5C289}",
                                     .id = 30,
                                     .process = 4,
                                     .thread = 8,
                                     .payload = {payload, sizeof(payload)}});
    }
}

static void write_head(struct log *log)
{
    struct etl_build b;
    const struct etl_build_head head = {.clock = 2,
                                        .first_stamp = START,
                                        .start = START,
                                        .frequency = 10000000,
                                        .mode = log->is_compressed ? MODE_COMPRESSED | 1 : 1};
    etl_build_init(&b);
    etl_build_open(&b, 0, 0);
    etl_build_head_record(&b, &head);
    etl_build_zeros(&b, (8 - b.bytes.len % 8) % 8);
    etl_build_put_u32(&b, 0, BUFFER);
    etl_build_put_u32(&b, 0x30, b.bytes.len);
    etl_build_put_u32(&b, HEADER + 0x20, BUFFER);
    while (b.bytes.len < BUFFER) {
        buffer_add_char(&b.bytes, (char)0xFF);
    }
    write_all(log->etl, b.bytes.data, BUFFER);
    etl_build_release(&b);
}

static void finish_evtx(struct log *log)
{
    uint8_t header[FILE_HEADER] = {0};
    evtx_build_finish(&log->chunk);
    write_all(log->evtx, log->chunk.bytes, EVTX_BUILD_CHUNK);
    evtx_build_file_header(header, ++log->chunks, log->record + 1);
    rewind(log->evtx);
    write_all(log->evtx, header, FILE_HEADER);
}

int main(int argc, char **argv)
{
    static struct log log;
    static const uint8_t nothing[FILE_HEADER];
    if (argc != 5) {
        fputs("usage: make_etl plain|compressed MB OUT.etl OUT.evtx\n", stderr);
        return EXIT_FAILURE;
    }
    uint64_t size = strtoull(argv[2], NULL, 10) << 20;
    log.etl = fopen(argv[3], "wb");
    log.evtx = fopen(argv[4], "w+b");
    if (!log.etl || !log.evtx) {
        perror("make_etl");
        return EXIT_FAILURE;
    }
    log.is_compressed = strcmp(argv[1], "compressed") == 0;
    log.time = START;
    write_head(&log);
    write_all(log.evtx, nothing, FILE_HEADER);
    evtx_build_start(&log.chunk);
    for (unsigned i = 0; i < PROCESSORS; i++) {
        etl_build_init(&log.buffers[i]);
        log.buffers[i].sequence = ++log.sequence;
        etl_build_open(&log.buffers[i], i, 0);
        etl_build_put_u32(&log.buffers[i], 0, BUFFER);
    }
    while (log.written < size) {
        log.operation += 2;
        start(&log);
        others(&log, OTHERS);
        stop(&log);
    }
    for (unsigned i = 0; i < PROCESSORS; i++) {
        flush(&log, i);
        etl_build_release(&log.buffers[i]);
    }
    finish_evtx(&log);
    return fclose(log.etl) == 0 && fclose(log.evtx) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
