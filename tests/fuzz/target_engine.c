/* The engine over arbitrary events, read from the bytes as a list of steps, with limits so tiny
 * that all of them are reached: what it counts adds up, and what it gives is complete. */
#include "parsers/base/count.h"
#include "parsers/base/cursor.h"
#include "parsers/event/templates.h"
#include "rules/engine.h"
#include "rules/rule_file/builtin.h"
#include "rules/rule_file/rule_file.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/target.h"

enum {
    TINY = 3,
    TINY_MEMORY = 256 << 10,
    NUMBERS = 8, /* different ones of a field */
    LONG_STEP = 0xF0,
    LONG_SECONDS = 600,
    RULES_PART = 4, /* one of so many inputs is judged by rules, which takes most of the time */
};

static const uint16_t ids[] = {1, 2, 3, 11, 12, 13, 17, 22, 50, 5857, 5858, 5859, 5860, 5861};
static const struct {
    const char *provider;
    uint16_t id;
} companions[] = {
    {"Microsoft-Windows-DistributedCOM", 10006},
    {"Microsoft-Windows-DistributedCOM", 10016},
    {"Microsoft-Windows-DistributedCOM", 10028},
    {"Microsoft-Windows-DistributedCOM", 10036},
    {"Microsoft-Windows-WMI", 5612},
    {"Microsoft-Windows-WMI", 5615},
    {"Microsoft-Windows-WMI", 5617},
    {"Service Control Manager", 7031},
    {"Service Control Manager", 7036},
    {"Application Error", 1000},
};
static const char *const computers[] = {"PC1", "PC2.contoso.com", "PC2", "PC3", "10.0.0.1"};
static const char *const texts[] = {
    "",
    "{00000000-0000-0000-0000-000000000000}",
    "{25A9E1C0-0000-0000-0000-000000000001}",
    "Start IWbemServices::ExecQuery - root\\cimv2 : select * from Win32_Process",
    "IWbemServices::Connect",
    "connect to namespace : \\\\PC2\\root\\cimv2",
    "Start IWbemServices::ExecMethod - root\\default : StdRegProv::EnumKey",
    "Provider::GetObject - CIMWin32 : Win32_Service.Name=\"x\"",
    "PC2",
    "CONTOSO\\alice",
    "CommandLineEventConsumer=\"x\"",
    "instance of CommandLineEventConsumer {Name = \"x\"; CommandLineTemplate = \"a\";};",
    "Windows Management Instrumentation",
    "10.0.0.1",
};
static const uint32_t codes[] = {0,          0x80041003, 0x80041032, 0x80070005,
                                 0x800706BA, 0x80041010, 0x8004106C, 0x80041002};

struct run {
    struct cursor bytes;
    int64_t time;
    uint64_t record;
    struct event_datum data[4];
    uint64_t events, failures, wanted;
};

static bool on_failure(void *context, const struct failure *f, const struct judgement *j)
{
    struct run *r = context;
    r->failures++;
    demand(f->id == r->wanted + 1, "failures are numbered");
    demand(j->verdict < VERDICT_COUNT && f->phase < PHASE_COUNT, "a failure has verdict and phase");
    bool counts = r->failures % 5 != 0; /* a filter */
    r->wanted += counts;
    return counts;
}

static void fill(struct run *r, struct event *e)
{
    for (size_t i = 0; e->layout && i < e->layout->field_count; i++) {
        const struct template_field *field = &e->layout->fields[i];
        uint8_t byte = cursor_u8(&r->bytes);
        struct event_value *value = &e->values[i];
        if (field->type == TEMPLATE_TEXT) {
            value->text = byte == 0xFF ? VIEW_NONE : view_of(texts[byte % COUNT_OF(texts)]);
            continue;
        }
        value->is_number = byte != 0xFF;
        value->number =
            field->type == TEMPLATE_HEX32 ? codes[byte % COUNT_OF(codes)] : byte % NUMBERS;
    }
}

static void fill_companion(struct run *r, struct event *e)
{
    size_t which = cursor_u8(&r->bytes) % COUNT_OF(companions);
    e->provider = view_of(companions[which].provider);
    e->id = companions[which].id;
    e->channel = VIEW("System");
    for (size_t i = 0; i < COUNT_OF(r->data); i++) {
        r->data[i].name = VIEW("");
        r->data[i].value = view_of(texts[cursor_u8(&r->bytes) % COUNT_OF(texts)]);
    }
    e->data = r->data;
    e->data_count = COUNT_OF(r->data);
}

static void give(struct run *r, struct engine *engine)
{
    struct event e = {0};
    uint8_t kind = cursor_u8(&r->bytes);
    uint8_t step = cursor_u8(&r->bytes);
    r->time += (step >= LONG_STEP ? LONG_SECONDS * (int64_t)(step - LONG_STEP) : step / 16) *
               WINTIME_TICKS_PER_SECOND;
    e.time = kind == 0xFF ? WINTIME_NONE : r->time;
    e.origin.record = e.record_id = ++r->record;
    e.computer = view_of(computers[step % COUNT_OF(computers)]);
    e.process_id = 900 + kind % 2;
    if (kind % 8 == 7) {
        fill_companion(r, &e);
    } else {
        e.id = ids[kind % COUNT_OF(ids)];
        e.provider = VIEW(WMI_ACTIVITY_PROVIDER);
        e.is_wmi_activity = true;
        e.layout = template_find(e.id);
        fill(r, &e);
    }
    r->events++;
    engine_event(engine, &e);
}

static void check_sums(const struct run *r, const struct engine *engine)
{
    const struct engine_stats *s = engine_stats(engine);
    size_t count;
    uint64_t grouped = s->ungrouped_failures;
    uint64_t verdicts = 0, phases = 0, coded = s->uncounted_codes;
    const struct group *const *groups = engine_groups(engine, &count);
    demand(count <= TINY, "groups are limited");
    for (size_t i = 0; i < count; i++) {
        grouped += groups[i]->count;
    }
    for (size_t i = 0; i < VERDICT_COUNT; i++) {
        verdicts += s->by_verdict[i];
    }
    for (size_t i = 0; i < PHASE_COUNT; i++) {
        phases += s->by_phase[i];
    }
    const struct engine_count *by_code = engine_counts_by_code(engine, &count);
    for (size_t i = 0; i < count; i++) {
        coded += by_code[i].count;
    }
    demand(s->events == r->events, "all events are counted");
    demand(s->failures == r->wanted, "failures that count are those that were wanted");
    demand(s->failures + s->filtered_failures == r->failures, "all failures were told");
    demand(grouped == s->failures, "each failure is in a group or counted out");
    demand(verdicts == s->failures && phases == s->failures, "each has one verdict and one phase");
    demand(coded <= s->failures, "codes are no more than failures");
    engine_open_operations(engine, &count);
    demand(count <= TINY && count <= s->operations.open, "open operations are limited");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct run r = {.bytes = cursor_over((struct view){(const char *)bytes, len}),
                    .time = 133800000LL * 1000000000LL};
    static struct rule_set rules; /* compiled in, and the same for all */
    unsigned sum = (unsigned)len;
    struct engine_options options = {
        .operations = {.max_open = TINY, .max_waiting = TINY, .max_memory = TINY_MEMORY},
        .max_groups = TINY,
        .on_failure = on_failure,
        .context = &r,
    };
    if (rules.count == 0) {
        rule_set_init_builtin(&rules);
    }
    for (size_t i = 0; i < len; i++) {
        sum = sum * 31 + bytes[i];
    }
    options.rules = sum % RULES_PART == 0 ? &rules : NULL;
    struct engine *engine = engine_new(&options);
    while (cursor_left(&r.bytes) > 0) {
        give(&r, engine);
    }
    engine_finish(engine);
    check_sums(&r, engine);
    engine_free(engine);
    return 0;
}
