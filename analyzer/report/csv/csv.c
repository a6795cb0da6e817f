/* The failures as CSV, one a line: which columns there are, and what stands in them. The names are
 * those of the JSON report, with '_' for the '.' of a path. What is not known is an empty cell;
 * what is true or not is "true" or "false". New columns come at the end only. */
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

#include "analyzer/report/csv/cells.h"
#include "analyzer/report/losses.h"
#include "analyzer/report/report.h"
#include "parsers/base/count.h"
#include "parsers/base/text.h"
#include "parsers/base/wintime.h"
#include "rules/rule/rule.h"

struct csv_report {
    struct cells cells;
    const struct report_run *run;
};

/* What a cell is made from. */
struct row {
    struct cells *cells;
    const struct failure *failure;
    const struct judgement *judgement;
    const struct report_run *run;
};

static void put_id(const struct row *r)
{
    cells_number(r->cells, r->failure->id);
}

static void put_time(const struct row *r)
{
    char text[WINTIME_TEXT_SIZE];
    const bool is_known = r->failure->time != WINTIME_NONE;
    cells_plain(r->cells, is_known ? wintime_format(r->failure->time, text) : NULL);
}

static void put_phase(const struct row *r)
{
    cells_plain(r->cells, phase_name(r->failure->phase));
}

static void put_stage(const struct row *r)
{
    cells_plain(r->cells, stage_name(r->failure->stage));
}

static void put_viewpoint(const struct row *r)
{
    cells_plain(r->cells, viewpoint_name(r->failure->viewpoint));
}

static void put_family(const struct row *r)
{
    cells_plain(r->cells, family_name(r->failure->family));
}

static void put_verdict(const struct row *r)
{
    cells_plain(r->cells, verdict_name(r->judgement->verdict));
}

static void put_reason(const struct row *r)
{
    cells_text(r->cells, r->judgement->reason);
}

static void put_code(const struct row *r)
{
    char text[TEXT_CODE_SIZE];
    const struct view code = text_code(text, r->failure->result);
    cells_text(r->cells, r->failure->has_no_result ? VIEW_NONE : code);
}

static void put_code_name(const struct row *r)
{
    const struct code *code = r->failure->has_no_result ? NULL : code_find(r->failure->result);
    cells_plain(r->cells, code ? code->symbol : NULL);
}

static void put_namespace(const struct row *r)
{
    const struct failure *f = r->failure;
    cells_text(r->cells, f->name_space.data ? f->name_space : f->operation.name_space);
}

static void put_process_id(const struct row *r)
{
    if (r->failure->client.has_process_id) {
        cells_number(r->cells, r->failure->client.process_id);
    } else {
        cells_plain(r->cells, NULL);
    }
}

static void put_is_local(const struct row *r)
{
    static const char *const words[LOCALITY_COUNT] = {
        [LOCALITY_LOCAL] = "true",
        [LOCALITY_REMOTE] = "false",
    };
    cells_plain(r->cells, words[r->failure->client.locality]);
}

static void put_host_process_id(const struct row *r)
{
    if (r->failure->provider.has_host) {
        cells_number(r->cells, r->failure->provider.host_process_id);
    } else {
        cells_plain(r->cells, NULL);
    }
}

static void put_duration(const struct row *r)
{
    char text[40];
    const int64_t ticks = r->failure->duration;
    snprintf(text, sizeof(text), "%" PRId64 ".%04d", ticks / WINTIME_TICKS_PER_MS,
             (int)(ticks % WINTIME_TICKS_PER_MS));
    cells_plain(r->cells, r->failure->has_duration && ticks >= 0 ? text : NULL);
}

/* The likeliest cause, or none. */
static const struct cause *first_cause(const struct row *r)
{
    return r->judgement->cause_count > 0 ? &r->judgement->causes[0] : NULL;
}

static void put_rule(const struct row *r)
{
    const struct cause *cause = first_cause(r);
    cells_text(r->cells, cause ? cause->rule->id : VIEW_NONE);
}

static void put_confidence(const struct row *r)
{
    const struct cause *cause = first_cause(r);
    cells_plain(r->cells, cause ? confidence_name(cause->confidence) : NULL);
}

static void put_cause(const struct row *r)
{
    const struct cause *cause = first_cause(r);
    cells_text(r->cells, cause ? cause_text(cause) : VIEW_NONE);
}

static void put_fingerprint(const struct row *r)
{
    cells_plain(r->cells, r->failure->fingerprint);
}

/* The first event that the failure rests on, or none. */
static const struct evidence *first_evidence(const struct row *r)
{
    return r->failure->evidence_count > 0 ? &r->failure->evidence[0] : NULL;
}

static void put_evidence_number(const struct row *r, bool is_known, uint64_t number)
{
    if (is_known) {
        cells_number(r->cells, number);
    } else {
        cells_plain(r->cells, NULL);
    }
}

static void put_source(const struct row *r)
{
    const struct evidence *e = first_evidence(r);
    put_evidence_number(r, !!e, e ? e->origin.source : 0);
}

static void put_record(const struct row *r)
{
    const struct evidence *e = first_evidence(r);
    put_evidence_number(r, e && e->origin.record != 0, e ? e->origin.record : 0);
}

static void put_offset(const struct row *r)
{
    const struct evidence *e = first_evidence(r);
    put_evidence_number(r, !!e, e ? e->origin.offset : 0);
}

static void put_event_id(const struct row *r)
{
    const struct evidence *e = first_evidence(r);
    put_evidence_number(r, !!e, e ? e->event_id : 0);
}

static void put_channel(const struct row *r)
{
    const struct evidence *e = first_evidence(r);
    cells_text(r->cells, e ? e->channel : VIEW_NONE);
}

static void put_is_start_lost(const struct row *r)
{
    cells_plain(r->cells, losses_may_hold_start(r->run, r->failure) ? "true" : "false");
}

/* The input of the evidence, whose number alone says nothing without the list of inputs. */
static void put_path(const struct row *r)
{
    const struct evidence *e = first_evidence(r);
    const bool is_known = e && e->origin.source < r->run->source_count;
    cells_text(r->cells, is_known ? r->run->sources[e->origin.source]->path : VIEW_NONE);
}

static void put_is_in_service(const struct row *r)
{
    const struct failure_client *client = &r->failure->client;
    const bool is_known = client->is_service || client->has_process_id;
    cells_plain(r->cells, client->is_service ? "true" : is_known ? "false" : NULL);
}

struct column {
    const char *name;
    void (*put)(const struct row *r); /* NULL: the text at `text` of the failure */
    size_t text;
};

#define TEXT_OF(member) NULL, offsetof(struct failure, member)

static const struct column columns[] = {
    {"id", put_id, 0},
    {"time", put_time, 0},
    {"computer", TEXT_OF(computer)},
    {"verdict", put_verdict, 0},
    {"phase", put_phase, 0},
    {"stage", put_stage, 0},
    {"viewpoint", put_viewpoint, 0},
    {"family", put_family, 0},
    {"result_code", put_code, 0},
    {"result_name", put_code_name, 0},
    {"operation_verb", TEXT_OF(operation.verb)},
    {"operation_namespace", put_namespace, 0},
    {"operation_class", TEXT_OF(operation.class_name)},
    {"operation_method", TEXT_OF(operation.method)},
    {"operation_text", TEXT_OF(operation.text)},
    {"client_process_id", put_process_id, 0},
    {"client_process_name", TEXT_OF(client.process_name)},
    {"client_machine", TEXT_OF(client.machine)},
    {"client_user", TEXT_OF(client.user)},
    {"client_local", put_is_local, 0},
    {"provider_name", TEXT_OF(provider.name)},
    {"provider_host_process_id", put_host_process_id, 0},
    {"component", TEXT_OF(component)},
    {"possible_cause", TEXT_OF(possible_cause)},
    {"duration_ms", put_duration, 0},
    {"verdict_reason", put_reason, 0},
    {"cause_rule", put_rule, 0},
    {"cause_confidence", put_confidence, 0},
    {"cause", put_cause, 0},
    {"fingerprint", put_fingerprint, 0},
    {"evidence_source", put_source, 0},
    {"evidence_record", put_record, 0},
    {"evidence_offset", put_offset, 0},
    {"evidence_event_id", put_event_id, 0},
    {"evidence_channel", put_channel, 0},
    {"start_may_be_lost", put_is_start_lost, 0},
    {"evidence_path", put_path, 0},
    {"client_in_wmi_service", put_is_in_service, 0},
};

enum { COLUMN_COUNT = COUNT_OF(columns) };

static void begin(void *state, const struct report_run *run, struct output *out)
{
    struct csv_report *report = state;
    cells_init(&report->cells);
    report->run = run;
    if (run->for_excel) {
        output_text(out, "\xef\xbb\xbf");
    }
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        cells_plain(&report->cells, columns[i].name);
    }
    cells_end(&report->cells, out);
}

static void failure(void *state, const struct failure *f, const struct judgement *j,
                    struct output *out)
{
    struct csv_report *report = state;
    const struct row row = {&report->cells, f, j, report->run};
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if (columns[i].put) {
            columns[i].put(&row);
        } else {
            cells_text(&report->cells,
                       *(const struct view *)(const void *)((const char *)f + columns[i].text));
        }
    }
    cells_end(&report->cells, out);
}

static void end(void *state, const struct report_run *run, struct output *out)
{
    (void)run;
    (void)out;
    struct csv_report *report = state;
    cells_release(&report->cells);
}

const struct report_format report_csv = {
    .state_size = sizeof(struct csv_report),
    .lacks_consumers = true,
    .begin = begin,
    .failure = failure,
    .end = end,
};
