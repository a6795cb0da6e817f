/* A report made by hand, for the tests of the formats. */
#include "tests/unit/report_sample.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/report/text/text.h"
#include "parsers/base/memory.h"
#include "parsers/base/wintime.h"

/* A view in a constant table. */
#define TEXT(literal)                  \
    {                                  \
        (literal), sizeof(literal) - 1 \
    }

static const struct view sample_check[] = {
    TEXT("Does the same account read Win32_OperatingSystem in root\\cimv2? If not, it is the "
         "namespace right."),
};
static const struct view sample_remedy[] = {
    TEXT("wmimgmt.msc, Properties, Security, root\\cimv2: grant Remote Enable"),
    TEXT("see that the right is inherited"),
};
static const struct view sample_references[] = {
    TEXT("https://learn.microsoft.com/windows/win32/wmisdk/access-to-wmi-namespaces"),
};

static const struct rule sample_rules[] = {
    {
        .id = TEXT("wmi-access-namespace"),
        .version = 1,
        .title = TEXT("namespace refused"),
        .cause = TEXT("the account lacks Remote Enable on this namespace"),
        .confidence = CONFIDENCE_LIKELY,
        .verdict = VERDICT_BROKEN,
        .reason = TEXT("the client gets no data from this namespace"),
        .check = sample_check,
        .check_count = 1,
        .remedy = sample_remedy,
        .remedy_count = 2,
        .references = sample_references,
        .reference_count = 1,
        .incident = TEXT("namespace rights lost"),
    },
    {
        .id = TEXT("wmi-access-inherit"),
        .title = TEXT("rights are not inherited"),
        .version = 1,
        .cause = TEXT("the right was given on root but not inherited"),
        .confidence = CONFIDENCE_POSSIBLE,
        .verdict = VERDICT_BROKEN,
        .reason = TEXT("the client gets no data from this namespace"),
        .remedy = sample_remedy + 1,
        .remedy_count = 1,
    },
};

static int64_t ticks(const char *text)
{
    int64_t time = 0;
    wintime_parse(view_of(text), &time);
    return time;
}

struct report_source *report_sample_add_source(struct report_sample *sample, const char *path)
{
    struct report_source *source = &sample->source_items[sample->run.source_count];
    struct sample_lists *lists = &sample->source_lists[sample->run.source_count];
    sample->sources[sample->run.source_count] = source;
    source->index = (uint32_t)sample->run.source_count++;
    source->path = view_of(path);
    source->format = VIEW("xml");
    source->computers = lists->computers;
    source->channels = lists->channels;
    source->problems = lists->problems;
    source->encoding = VIEW("utf-8");
    source->bytes = 123456;
    source->records = source->events = 500;
    source->wmi_events = 492;
    source->first = ticks("2020-08-01T18:49:02.3823396Z");
    source->last = ticks("2021-02-14T02:36:00Z");
    source->computers[0] = VIEW("DESKTOP-23PS6ES");
    source->computer_count = 1;
    source->channels[0] =
        (struct event_count){VIEW("Microsoft-Windows-WMI-Activity"),
                             VIEW("Microsoft-Windows-WMI-Activity/Operational"), 492};
    source->channels[1] = (struct event_count){VIEW("Service Control Manager"), VIEW("System"), 8};
    source->channel_count = 2;
    return source;
}

struct report_sample *report_sample_new(void)
{
    static const struct engine_count event_ids[] = {{5857, 217}, {5858, 275}};
    static const struct engine_count codes[] = {{0x80041003, 4}};
    static const struct view computers[] = {TEXT("DESKTOP-23PS6ES")};
    struct report_sample *s = memory_new(1, sizeof(*s));
    s->rules.version = VIEW("2026.1");
    memset(s->rules.sha256, 'a', sizeof(s->rules.sha256) - 1);
    s->stats.events = 500;
    s->stats.wmi_events = 492;
    s->stats.operational_events = 492;
    s->stats.first = ticks("2020-08-01T18:49:02.3823396Z");
    s->stats.last = ticks("2021-02-14T02:36:00Z");
    s->run = (struct report_run){
        .tool_version = "0.1.0", .rules = &s->rules, .sources = s->sources, .width = 80};
    s->content = (struct report_content){
        .stats = &s->stats,
        .groups = s->groups,
        .open_operations = s->open,
        .all_incidents = s->incidents,
        .incidents = s->incidents,
        .consumers = s->consumers,
        .event_ids = event_ids,
        .event_id_count = 2,
        .codes = codes,
        .code_count = 1,
        .computers = computers,
        .computer_count = 1,
    };
    report_sample_add_source(s, "trace.xml");
    return s;
}

void report_sample_free(struct report_sample *sample)
{
    digest_free(sample->digest);
    free(sample);
}

const char *report_sample_text(struct report_sample *sample, struct output *out)
{
    buffer_clear(&out->pending);
    text_report_write(&sample->run, &sample->content, out);
    output_write(out, (struct view){"", 1});
    return out->pending.data;
}

void ck_has(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part), "'%s' is not in:\n%s", part, text);
}

void ck_lacks(const char *text, const char *part)
{
    ck_assert_msg(!strstr(text, part), "'%s' is in:\n%s", part, text);
}

static void fill_failure(struct failure *f, uint64_t id)
{
    f->id = id;
    f->time = ticks("2025-04-09T08:15:11.25Z");
    f->computer = VIEW("DESKTOP-23PS6ES");
    f->service_process_id = 1234;
    f->phase = PHASE_CONNECT;
    f->stage = STAGE_LOGIN;
    f->family = FAMILY_WMI_ACCESS_DENIED;
    f->result = 0x80041003;
    f->operation = operation_text_parse(VIEW("IWbemServices::Connect"));
    f->operation.text = VIEW("IWbemServices::Connect");
    f->operation.verb = VIEW("Connect");
    f->name_space = VIEW("root\\cimv2");
    f->client = (struct failure_client){
        .has_process_id = true,
        .process_id = 7412,
        .created = ticks("2025-04-09T07:00:00Z"),
        .machine = VIEW("MON04"),
        .user = VIEW("FABRIKAM\\svc-inventory"),
        .locality = LOCALITY_REMOTE,
        .process_name = VIEW("inventory.exe"),
        .process_name_source = VIEW("Security event 4688"),
    };
    snprintf(f->fingerprint, sizeof(f->fingerprint), "wmilog/1:%032x", (unsigned)id);
    f->evidence[0] =
        (struct evidence){.origin = {0, 501, 40960},
                          .event_id = 5858,
                          .channel = VIEW("Microsoft-Windows-WMI-Activity/Operational")};
    f->evidence[1] = (struct evidence){.origin = {0, 502, 41960}, .event_id = 13};
    f->evidence_count = 2;
}

static void fill_judgement(struct judgement *j, struct sample_group_lists *lists,
                           enum verdict verdict)
{
    j->causes = lists->causes;
    lists->because[0] = VIEW("the client is remote and had logged in");
    j->verdict = verdict;
    j->reason = sample_rules[0].reason;
    j->is_explained = true;
    j->causes[0] = (struct cause){.rule = &sample_rules[0],
                                  .confidence = CONFIDENCE_LIKELY,
                                  .because = lists->because,
                                  .because_count = 1,
                                  .evidence = lists->evidence};
    j->causes[1] = (struct cause){.rule = &sample_rules[1], .confidence = CONFIDENCE_POSSIBLE};
    j->cause_count = 2;
}

struct group *report_sample_add_group(struct report_sample *s, enum verdict verdict, uint64_t count)
{
    size_t index = s->content.group_count++;
    struct failure *f = &s->failures[index];
    struct group *g = &s->group_items[index];
    s->groups[index] = g;
    fill_failure(f, index + 1);
    struct sample_group_lists *lists = &s->group_lists[index];
    fill_judgement(&s->judgements[index], lists, verdict);
    g->computers = lists->computers;
    g->clients = lists->clients;
    g->rhythms = lists->rhythms;
    g->rhythm_count = GROUP_MAX_RHYTHMS;
    g->example = f;
    g->judgement = &s->judgements[index];
    g->title = VIEW("connect to root\\cimv2 for FABRIKAM\\svc-inventory");
    g->verdict = verdict;
    g->count = count;
    g->verdict_counts[verdict] = count;
    g->first = ticks("2025-04-09T08:15:11.25Z");
    g->last = count > 1 ? ticks("2025-04-09T08:21:40Z") : g->first;
    g->computers[0] = f->computer;
    g->computer_count = 1;
    g->clients[0] = (struct group_client){f->client, count};
    g->client_count = 1;
    g->max_duration = WINTIME_NONE;
    s->stats.failures += count;
    s->stats.by_phase[PHASE_CONNECT] += count;
    s->stats.by_verdict[verdict] += count;
    return g;
}

struct open_operation *report_sample_add_open(struct report_sample *s)
{
    struct open_operation *open = &s->open_items[s->content.open_operation_count];
    s->open[s->content.open_operation_count++] = open;
    s->stats.operations.open++;
    *open = (struct open_operation){
        .start = ticks("2025-04-09T08:00:00Z"),
        .age = 40 * 60 * (int64_t)WINTIME_TICKS_PER_SECOND,
        .computer = VIEW("DESKTOP-23PS6ES"),
        .service_process_id = 1234,
        .operation_id = 8801,
        .group_operation_id = 8800,
        .operation =
            {.text =
                 VIEW("Start IWbemServices::ExecQuery - root\\cimv2 : select * from Win32_Product"),
             .verb = VIEW("ExecQuery")},
        .name_space = VIEW("root\\cimv2"),
        .client = {.has_process_id = true,
                   .process_id = 4,
                   .created = WINTIME_NONE,
                   .machine = VIEW("DESKTOP-23PS6ES"),
                   .user = VIEW("NT AUTHORITY\\SYSTEM"),
                   .locality = LOCALITY_LOCAL},
        .origin = {0, 12, 3456},
    };
    return open;
}

struct incident *report_sample_add_incident(struct report_sample *s)
{
    struct incident *incident = &s->incident_items[s->content.incident_count];
    s->incidents[s->content.incident_count++] = incident;
    s->content.all_incident_count = s->content.incident_count;
    *incident = (struct incident){
        .id = s->content.incident_count,
        .name = sample_rules[0].incident,
        .confidence = sample_rules[0].confidence,
        .computer = VIEW("DESKTOP-23PS6ES"),
        .verdict = VERDICT_BROKEN,
        .first = ticks("2025-04-09T08:15:11.25Z"),
        .last = ticks("2025-04-09T08:15:14.65Z"),
        .count = 12,
        .occurrences = 1,
        .failures = {2, 1},
        .failure_count = 2,
        .groups = {"wmilog/1:00000000000000000000000000000001"},
        .group_count = 1,
        .more_groups = 1,
        .first_failure = 1,
        .rule = &sample_rules[0],
        .text = sample_rules[0].cause,
        .because = VIEW("all of them came within seconds"),
        .codes = {{0x80041003, 8}, {0x8004ffff, 4}},
        .code_count = 2,
        .name_space = VIEW("root\\cimv2"),
        .provider = VIEW("CIMWin32"),
        .clients = 5,
    };
    return incident;
}

struct consumer *report_sample_add_consumer(struct report_sample *s, bool is_known)
{
    struct consumer *c = &s->consumer_items[s->content.consumer_count];
    s->consumers[s->content.consumer_count++] = c;
    *c = (struct consumer){
        .kind = CONSUMER_BINDING,
        .computer = VIEW("DESKTOP-23PS6ES"),
        .name_space = VIEW("root\\subscription"),
        .filter = is_known ? VIEW("SCM Event Log Filter") : VIEW("a filter"),
        .query = VIEW("select * from X"),
        .class_name = is_known ? VIEW("NTEventLogEventConsumer") : VIEW("CommandLineEventConsumer"),
        .name = is_known ? VIEW("SCM Event Log Consumer") : VIEW("a consumer"),
        .creator_sid = VIEW("S-1-5-32-544"),
        .action = is_known ? VIEW_NONE : VIEW("powershell -enc YwBhAGwAYwAuAGUAeABlAA=="),
        .action_kind = is_known ? VIEW_NONE : VIEW("command line"),
        .decoded = is_known ? VIEW_NONE : VIEW("calc.exe"),
        .is_known = is_known,
        .verdict = is_known ? VERDICT_HARMLESS : VERDICT_SECURITY,
        .reason = is_known ? VIEW("comes with Windows") : VIEW("starts a program as SYSTEM"),
        .first = ticks("2025-04-09T08:00:00Z"),
        .last = ticks("2025-04-10T08:00:00Z"),
        .count = 3,
        .origin = {0, 6500, 42},
        .event_id = 5861,
    };
    return c;
}

static void add_ended(struct digest *digest, struct open_operation *op, bool is_failure)
{
    digest_landmark(digest, &(struct landmark){.kind = LANDMARK_OPERATION_ENDED,
                                               .time = op->start + 21 * WINTIME_TICKS_PER_SECOND,
                                               .computer = VIEW("SRV01"),
                                               .operation = op,
                                               .is_failure = is_failure,
                                               .result = is_failure ? 0x80070005 : 0});
}

void report_sample_add_digest(struct report_sample *s)
{
    struct digest *digest = digest_new();
    struct open_operation op = {
        .start = s->stats.first,
        .operation = {.text = VIEW("Start IWbemServices::ExecMethod - root\\cimv2 : "
                                   "Win32_Process::Create")},
        .name_space = VIEW("\\\\.\\root\\cimv2"),
        .client = {.created = WINTIME_NONE, .user = VIEW("CONTOSO\\svc\x1b[2J<b>")}};
    for (int i = 0; i < DIGEST_MAX_MACHINES + 8; i++) {
        char name[32];
        snprintf(name, sizeof(name), "M%d\x1b[2J<script>\x7f", i);
        op.client.machine = view_of(name);
        op.client.locality = i % 2 == 0 ? LOCALITY_REMOTE : LOCALITY_UNKNOWN;
        op.operation.type =
            i < DIGEST_MAX_MACHINES + 7 ? OPERATION_TYPE_CONNECT : OPERATION_TYPE_SERVICE;
        add_ended(digest, &op, i % 3 == 0);
        digest_landmark(digest, &(struct landmark){.kind = LANDMARK_PROCESS_STARTED,
                                                   .time = op.start,
                                                   .operation = &op,
                                                   .created_process_id = (uint32_t)i + 1,
                                                   .command_line = VIEW("cmd.exe /c \x1b[2J<b>")});
    }
    digest_finish(digest);
    s->digest = digest;
    s->run.digest = digest;
}
