/* Phrases of the text report. Text from a log is cleaned: see paper_add_log. */
#ifndef WMILOG_ANALYZER_REPORT_TEXT_WORDS_H
#define WMILOG_ANALYZER_REPORT_TEXT_WORDS_H
#include "analyzer/report/content.h"
#include "analyzer/report/report.h"
#include "analyzer/report/text/paper.h"
#include "parsers/base/text.h"
#include "rules/usage/digest.h"

enum {
    WORDS_NAME = 60,   /* columns for a name, a user, a path in a log */
    WORDS_PATH = 512,  /* for an input: what tells two of them apart may stand anywhere in it */
    WORDS_TEXT = 400,  /* for a query or an operation */
    WORDS_RULE = 2000, /* for a sentence of a rule */
};

/* Each appends its phrase. */
void words_count(struct buffer *b, uint64_t count, const char *one, const char *many);
/* " and 12 others" behind those of `count` that are named, `max_named` at most; with `has_more`
 * there are still others, of which nobody knows how many. */
void words_others(struct buffer *b, size_t count, size_t max_named, bool has_more);
/* "2025-04-09 08:15:11 to 08:21:40 UTC": the date again only when it is another one. */
void words_range(struct buffer *b, int64_t first, int64_t last);
void words_time(struct buffer *b, int64_t time);
void words_duration(struct buffer *b, int64_t ticks); /* "12 ms", "3.2 s", "2 h 4 min" */
/* "; 31 of them harmless", where some failures of a group are and others are not. */
void words_harmless_share(struct buffer *b, uint64_t harmless, uint64_t count);
/* "; about every 5 min", or "; 9 of them about every ..." of `count`; `interval` in ticks. */
void words_rhythm(struct buffer *b, uint64_t rhythmic, uint64_t count, int64_t interval);
void words_result(struct buffer *b, const struct failure *f); /* the same, or that none is known */
/* "0x80041003", or "unknown". */
const char *words_result_short(const struct failure *f, char text[TEXT_CODE_SIZE]);
/* " (event 10037)"; nothing for 0. */
void words_telling_event(struct buffer *b, uint16_t event_id);
/* The process, its machine (local or remote) and its user. */
void words_client(struct buffer *b, const struct failure_client *client);
/* "inventory.exe (from Security 4688)". */
void words_process_name(struct buffer *b, const struct failure_client *client);
void words_name_source(struct buffer *b, const struct failure_client *client); /* " (from ...)" */
/* "a caller inside the WMI service (svchost, pid 880)". */
void words_service_caller(struct buffer *b, const struct failure_client *client);
/* " (it ran the services BITS, Winmgmt when they were listed)", where that is known. */
void words_services(struct buffer *b, struct view services);
/* " (it held the WMI providers CIMWin32 when they were listed)", where that is known. */
void words_held_providers(struct buffer *b, struct view held);
void words_machine(struct buffer *b, const struct failure_client *client);
void words_user(struct buffer *b, const struct failure_client *client);
/* "trace.xml record 501 at byte 1234, event 5858 (record id 77)"; the name without its folders
 * where no other input has the same. */
void words_evidence(struct buffer *b, const struct report_run *run,
                    const struct evidence *evidence);
/* "rests on System record 412: DistributedCOM 10016; ...". */
void words_cause_evidence(struct buffer *b, const struct report_run *run,
                          const struct cause *cause);

/* "256 threads, 4096 handles and 512 MB for each provider host; ...": the quotas of a computer,
 * from which file, and whether they are those of Windows. */
void words_quotas(struct buffer *b, const struct quota_entry *quotas);
/* The quotas that a failure may have met: for results of that kind, on a computer of which they are
 * known; else NULL. */
const struct quota_entry *words_quotas_of(const struct report_content *content,
                                          const struct failure *f);
/* "5 times, 2025-04-09 08:15:11 to 08:21:40 UTC; took up to 12 ms; about every ..." */
void words_group_when(struct buffer *b, const struct group *g);
/* "connecting to a namespace (login); as its client saw it". */
void words_phase(struct buffer *b, enum phase phase, enum stage stage, enum viewpoint viewpoint);
/* "; by the process that hosts it": how the provider of a failure is known. */
const char *words_attribution(const struct failure *f);
/* Whether somebody asked for it; else Windows did it by itself. */
bool words_has_client(const struct failure *f);

/* How many event consumers there are of each kind; those after `degraded` are harmless. */
struct consumer_tally {
    size_t security, degraded, known, programs, activations, others;
};
struct consumer_tally words_tally_consumers(const struct report_content *content);
/* "3 of Windows itself (SCM Event Log Filter), 1 of a program while it runs"; false,
 * and nothing, for none. */
bool words_harmless_consumers(struct buffer *b, const struct report_content *content);
/* "CommandLineEventConsumer 'name'"; of those without a consumer, what they are. */
void words_consumer_title(struct buffer *b, const struct consumer *c);
/* The program that asked, of a temporary subscription. */
struct failure_client words_consumer_client(const struct consumer *c);
/* " (polled every 60 s)", where it polls. */
void words_poll(struct buffer *b, const struct consumer *c);
/* What lists of the machine's subscriptions say of it; nothing where there are none. */
void words_consumer_list(struct buffer *b, const struct consumer *c);
/* " (SYSTEM)": whose a SID is, where every Windows has it; else nothing. */
void words_sid_owner(struct buffer *b, struct view sid);

/* What is doubtful of an input, by how many events or records; 0: nothing of that kind. */
struct words_amount {
    uint64_t count;
    const char *one, *many;
};
enum { WORDS_DOUBTS = 8 };
void words_doubts(const struct report_source *source, struct words_amount amounts[WORDS_DOUBTS]);
/* Whether there is any, or a message, or a loss. */
bool words_has_doubts(const struct report_source *source);
void words_gap(struct buffer *b, const struct report_gap *gap);
void words_loss(struct buffer *b, const struct report_loss *loss);
/* "had another name: OLD (System 6011 says so)"; false, and nothing, where it had none. */
bool words_earlier_names(struct buffer *b, const struct system *system);
/* Of an archive or a folder: "zip with 12 files, 9 of them not used", "an empty tar archive". */
void words_container(struct buffer *b, const struct report_source *source);

/* What a trace tells beside failures. "MON04 (remote) to SRV01": the computer that was asked is
 * named where there are several. */
void words_connecting(struct buffer *b, const struct usage_row *row, bool are_several);
/* Of which there are some that failed: when, how, for whom; and the last that succeeded. */
void words_last_connects(struct buffer *b, const struct usage_connects *last);
/* "MON04 (remote) to SRV01: 12 succeeded, 3 failed, the last one ...". */
void words_connects(struct buffer *b, const struct usage_row *row, bool are_several);
/* Of the rows from `from` on: "and 12 more machines: 30 succeeded, none failed". */
void words_more_connects(struct buffer *b, const struct usage_rows *rows, size_t from);
/* The operation, its client, who answered, when, and how many of the slowest are like it. */
void words_slow(struct buffer *b, const struct slow_operation *items, size_t count, size_t which);
void words_method(struct buffer *b, const struct usage_start *start); /* "Win32_Process.Create" */
/* What was started, by which method, for whom, and when. */
void words_started(struct buffer *b, const struct usage_start *start);

enum paint words_paint(enum verdict verdict);

#endif
