/* The phrases of the text report. */
#include "analyzer/report/text/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/report/source_name.h"
#include "parsers/base/computer_name.h"
#include "parsers/base/count.h"
#include "parsers/base/wintime.h"

enum { DATE_LEN = sizeof("2020-08-01") - 1 };

void words_others(struct buffer *b, size_t count, size_t max_named, bool has_more)
{
    const size_t others = count > max_named ? count - max_named : 0;
    if (others > 0) {
        buffer_add_text(b, has_more ? " and more than " : " and ");
        words_count(b, others, "other", "others");
    } else if (has_more) {
        buffer_add_text(b, " and others");
    }
}

void words_count(struct buffer *b, uint64_t count, const char *one, const char *many)
{
    buffer_format(b, "%" PRIu64 " %s", count, count == 1 ? one : many);
}

/* What follows a time: whose clock showed it. */
static const char *clock_of(int64_t time)
{
    return wintime_is_local(time) ? ", local time of the machine" : " UTC";
}

void words_time(struct buffer *b, int64_t time)
{
    char text[WINTIME_TEXT_SIZE];
    if (time == WINTIME_NONE) {
        buffer_add_text(b, "at an unknown time");
    } else {
        buffer_format(b, "%s%s", wintime_format_short(time, text), clock_of(time));
    }
}

void words_range(struct buffer *b, int64_t first, int64_t last)
{
    char from[WINTIME_TEXT_SIZE], to[WINTIME_TEXT_SIZE];
    if (first == WINTIME_NONE || last == WINTIME_NONE || first == last) {
        words_time(b, first);
        return;
    }
    wintime_format_short(first, from);
    wintime_format_short(last, to);
    bool is_same_day = strncmp(from, to, DATE_LEN) == 0;
    if (wintime_is_local(first) != wintime_is_local(last)) {
        buffer_format(b, "%s%s to %s%s", from, clock_of(first), to, clock_of(last));
    } else if (strcmp(from, to) == 0) {
        buffer_format(b, "%s%s", from, clock_of(first));
    } else {
        buffer_format(b, "%s to %s%s", from, is_same_day ? to + DATE_LEN + 1 : to, clock_of(last));
    }
}

/* "30 min", not "30 min 0 s". */
static struct view round_span(int64_t ticks, char text[WINTIME_SPAN_SIZE])
{
    static const char *const zeros[] = {" 0 s", " 0 min", " 0 h"};
    struct view span = view_of(wintime_span(ticks, text));
    for (size_t i = 0; i < COUNT_OF(zeros); i++) {
        if (view_ends_nocase(span, view_of(zeros[i]))) {
            span.len -= strlen(zeros[i]);
            break;
        }
    }
    return span;
}

void words_duration(struct buffer *b, int64_t ticks)
{
    char text[WINTIME_SPAN_SIZE];
    buffer_add(b, round_span(ticks, text));
}

void words_harmless_share(struct buffer *b, uint64_t harmless, uint64_t count)
{
    if (harmless > 0 && harmless < count) {
        buffer_format(b, "; %" PRIu64 " of them harmless", harmless);
    }
}

void words_rhythm(struct buffer *b, uint64_t rhythmic, uint64_t count, int64_t interval)
{
    char text[WINTIME_SPAN_SIZE];
    buffer_add_text(b, "; ");
    if (rhythmic < count) {
        buffer_format(b, "%" PRIu64 " of them ", rhythmic);
    }
    struct view span = round_span(interval, text), seconds, unit;
    buffer_add_text(b, "about every ");
    if (view_cut(span, VIEW(".0"), &seconds, &unit)) { /* it is about so much */
        buffer_add(b, seconds);
        span = unit;
    }
    buffer_add(b, span);
}

static void add_code(struct buffer *b, uint32_t value)
{
    const struct code *code = code_find(value);
    buffer_format(b, "0x%08" PRIx32, value);
    if (code) {
        buffer_format(b, " %s: %s", code->symbol, code->meaning);
    } else {
        buffer_format(b, ", not in the table of codes (facility %s)", code_facility(value));
    }
}

void words_result(struct buffer *b, const struct failure *f)
{
    if (f->has_no_result) {
        buffer_add_text(b, "unknown: the event has no result code that can be read");
    } else {
        add_code(b, f->result);
    }
}

const char *words_result_short(const struct failure *f, char text[TEXT_CODE_SIZE])
{
    if (f->has_no_result) {
        return "unknown";
    }
    snprintf(text, TEXT_CODE_SIZE, "0x%08" PRIx32, f->result);
    return text;
}

void words_telling_event(struct buffer *b, uint16_t event_id)
{
    if (event_id != 0) {
        buffer_format(b, " (event %u)", (unsigned)event_id);
    }
}

void words_machine(struct buffer *b, const struct failure_client *client)
{
    bool is_remote = client->locality == LOCALITY_REMOTE && !client->is_here;
    if (view_is_empty(client->machine)) {
        if (client->locality == LOCALITY_LOCAL) {
            buffer_add_text(b, " on the same machine");
        } else if (is_remote) {
            buffer_add_text(b, " on a remote machine");
        }
        return;
    }
    buffer_add_text(b, is_remote ? " of the remote machine " : " on ");
    paper_add_log(b, client->machine, WORDS_NAME);
    if (client->locality == LOCALITY_LOCAL) {
        buffer_add_text(b, " (local)");
    } else if (client->is_here) {
        buffer_add_text(b, " (which called a remote machine)");
    }
}

void words_user(struct buffer *b, const struct failure_client *client)
{
    if (view_is_empty(client->user)) {
        return;
    }
    buffer_add_text(b, ", user ");
    paper_add_log(b, client->user, WORDS_NAME);
}

void words_process_name(struct buffer *b, const struct failure_client *client)
{
    paper_add_log(b, client->process_name, WORDS_NAME);
    words_name_source(b, client);
}

void words_name_source(struct buffer *b, const struct failure_client *client)
{
    if (!view_is_empty(client->process_name_source)) {
        buffer_add_text(b, " (from ");
        paper_add_log(b, client->process_name_source, WORDS_NAME);
        buffer_add_char(b, ')');
    }
}

void words_consumer_list(struct buffer *b, const struct consumer *c)
{
    if (c->is_missing) {
        buffer_add_text(b, "not in the list of the machine's subscriptions: removed, or made after "
                           "that");
    }
    if (!view_is_empty(c->listed)) {
        buffer_add_text(b, "stands in ");
        paper_add_log(b, view_behind_last(c->listed, "/"), WORDS_NAME);
        buffer_add_text(b, c->count == 0 ? "; no event in the log tells of it" : ", too");
    }
}

void words_services(struct buffer *b, struct view services)
{
    if (!view_is_empty(services)) {
        buffer_add_text(b, " (it ran the services ");
        paper_add_log(b, services, WORDS_TEXT);
        buffer_add_text(b, " when they were listed)");
    }
}

void words_held_providers(struct buffer *b, struct view held)
{
    if (!view_is_empty(held)) {
        buffer_add_text(b, " (it held the WMI providers ");
        paper_add_log(b, held, WORDS_TEXT);
        buffer_add_text(b, " when they were listed)");
    }
}

static void add_process(struct buffer *b, const struct failure_client *client)
{
    char text[WINTIME_TEXT_SIZE];
    if (!view_is_empty(client->process_name)) {
        words_process_name(b, client);
        if (client->has_process_id) {
            buffer_add_text(b, ", ");
        }
    }
    if (client->has_process_id) {
        buffer_format(b, "pid %" PRIu32, client->process_id);
    } else if (view_is_empty(client->process_name)) {
        buffer_add_text(b, "an unknown process");
    }
    words_services(b, client->services);
    words_held_providers(b, client->held_providers);
    if (client->created != WINTIME_NONE) {
        buffer_format(b, " (started %s)", wintime_format_short(client->created, text));
    }
}

void words_service_caller(struct buffer *b, const struct failure_client *client)
{
    buffer_add_text(b, "a caller inside the WMI service (svchost");
    if (client->has_process_id) {
        buffer_format(b, ", pid %" PRIu32, client->process_id);
    }
    buffer_add_char(b, ')');
}

void words_client(struct buffer *b, const struct failure_client *client)
{
    if (client->is_service) {
        words_service_caller(b, client);
    } else {
        add_process(b, client);
    }
    words_machine(b, client);
    words_user(b, client);
}

/* The path stands at the top of the report: here the name is enough, when no other has it. */
static void add_source(struct buffer *b, const struct report_run *run, uint32_t source)
{
    if (source >= run->source_count) {
        buffer_format(b, "source %" PRIu32, source);
    } else {
        paper_add_log(b, source_name_in(run, source), WORDS_NAME);
    }
}

void words_evidence(struct buffer *b, const struct report_run *run, const struct evidence *evidence)
{
    add_source(b, run, evidence->origin.source);
    buffer_format(b, ": event %u", (unsigned)evidence->event_id);
    if (evidence->origin.record != 0) {
        buffer_format(b, ", record %" PRIu64, evidence->origin.record);
    }
    buffer_format(b, ", at byte %" PRIu64, evidence->origin.offset);
}

/* "System", "Operational"; the input where the channel is not known. */
static void add_log_name(struct buffer *b, const struct report_run *run, const struct evidence *e)
{
    struct view name = view_behind_last(e->channel, "/");
    if (view_is_empty(name)) {
        add_source(b, run, e->origin.source);
        return;
    }
    paper_add_log(b, name, WORDS_NAME);
}

void words_cause_evidence(struct buffer *b, const struct report_run *run, const struct cause *cause)
{
    const struct view common = VIEW("Microsoft-Windows-");
    for (size_t i = 0; i < cause->evidence_count; i++) {
        const struct evidence *e = &cause->evidence[i];
        struct view provider = view_is_empty(e->provider) ? VIEW("WMI-Activity") : e->provider;
        if (view_starts_nocase(provider, common)) {
            provider = view_from(provider, common.len);
        }
        buffer_add_text(b, i == 0 ? "rests on " : "; ");
        add_log_name(b, run, e);
        if (e->origin.record != 0) {
            buffer_format(b, " record %" PRIu64, e->origin.record);
        } else {
            buffer_format(b, " at byte %" PRIu64, e->origin.offset);
        }
        buffer_add_text(b, ": ");
        paper_add_log(b, provider, WORDS_NAME);
        buffer_format(b, " %u", (unsigned)e->event_id);
    }
}

static void add_bytes(struct buffer *b, uint64_t bytes)
{
    static const struct {
        uint64_t size;
        const char *unit;
    } units[] = {{1ULL << 30, "GB"}, {1ULL << 20, "MB"}, {1ULL << 10, "KB"}};
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        if (bytes >= units[i].size && bytes % units[i].size == 0) {
            buffer_format(b, "%" PRIu64 " %s", bytes / units[i].size, units[i].unit);
            return;
        }
    }
    buffer_format(b, "%" PRIu64 " bytes", bytes);
}

/* Whether the quotas are those of Windows since Vista (source: the documentation of
 * __ProviderHostQuotaConfiguration). */
static bool are_defaults(const struct quota_entry *quotas)
{
    static const uint64_t defaults[QUOTA_COUNT] = {
        [QUOTA_THREADS_PER_HOST] = 256,
        [QUOTA_HANDLES_PER_HOST] = 4096,
        [QUOTA_HOSTS] = 32,
        [QUOTA_MEMORY_PER_HOST] = 512ULL << 20,
        [QUOTA_MEMORY_ALL_HOSTS] = 1ULL << 30,
    };
    return memcmp(quotas->values, defaults, sizeof(defaults)) == 0;
}

void words_quotas(struct buffer *b, const struct quota_entry *quotas)
{
    static const struct {
        enum quota quota;
        const char *lead, *one, *many;
    } parts[] = {
        {QUOTA_THREADS_PER_HOST, "each provider host: ", "thread", "threads"},
        {QUOTA_HANDLES_PER_HOST, ", ", "handle", "handles"},
        {QUOTA_MEMORY_PER_HOST, ", ", NULL, NULL},
        {QUOTA_MEMORY_ALL_HOSTS, "; all hosts: ", NULL, NULL},
        {QUOTA_HOSTS, ", ", "process", "processes"},
    };
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        const uint64_t value = quotas->values[parts[i].quota];
        buffer_add_text(b, parts[i].lead);
        if (value == 0) {
            buffer_add_text(b, "unknown");
        } else if (parts[i].one) {
            words_count(b, value, parts[i].one, parts[i].many);
        } else {
            add_bytes(b, value);
        }
    }
    buffer_add_text(b,
                    are_defaults(quotas) ? "; these are the defaults (" : "; not the defaults (");
    paper_add_log(b, view_behind_last(quotas->source, "/"), WORDS_NAME);
    buffer_add_char(b, ')');
}

const struct quota_entry *words_quotas_of(const struct report_content *content,
                                          const struct failure *f)
{
    if (f->family != FAMILY_QUOTA && f->family != FAMILY_OUT_OF_RESOURCES) {
        return NULL;
    }
    for (size_t i = 0; i < content->system_count; i++) {
        const struct system *s = content->systems[i];
        bool is_it = computer_name_same(s->name, f->computer);
        for (size_t j = 0; !is_it && j < s->other_name_count; j++) {
            is_it = computer_name_same(s->other_names[j], f->computer);
        }
        if (is_it) {
            return s->quotas;
        }
    }
    return NULL;
}

enum paint words_paint(enum verdict verdict)
{
    static const enum paint paints[VERDICT_COUNT] = {
        [VERDICT_HARMLESS] = PAINT_GREEN,
        [VERDICT_DEGRADED] = PAINT_YELLOW,
        [VERDICT_BROKEN] = PAINT_RED,
        [VERDICT_SECURITY] = PAINT_MAGENTA,
    };
    return verdict < VERDICT_COUNT ? paints[verdict] : PAINT_NONE;
}
