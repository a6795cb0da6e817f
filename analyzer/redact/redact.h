/* Reports and logs that name nobody: names are collected in a first reading of the inputs, and in
 * the second one each event is rewritten as soon as it is parsed, before anything else sees it. */
#ifndef WMILOG_ANALYZER_REDACT_REDACT_H
#define WMILOG_ANALYZER_REDACT_REDACT_H
#include "analyzer/input/inputs.h"
#include "analyzer/redact/rewriter.h"
#include "parsers/event/machine.h"
#include "parsers/event/process_entry.h"

/* What is not hidden. */
#define REDACT_STILL_TELLS                                                                      \
    "times, durations, counts, process ids, record numbers, GUIDs, sizes, numbers in queries, " \
    "the names of programs, services, providers, classes and namespaces, the rest of command "  \
    "lines, and free text in which no name is known"

struct redaction;

/* What is known beside the events, to be rewritten where it is. */
struct redaction_lists {
    struct process_entry *processes;
    size_t process_count;
    struct host_entry *hosts;
    size_t host_count;
    struct host_entry *services;
    size_t service_count;
    struct quota_entry *quotas;
    size_t quota_count;
    struct listed_object *subscriptions;
    size_t subscription_count;
};

/* `limit` in bytes for the table of names; `key` is borrowed, absent for running numbers. */
struct redaction *redaction_new(size_t limit, struct view key);
void redaction_free(struct redaction *r);
/* The table, to which words and earlier tokens may be added before names are collected. */
struct name_table *redaction_names(struct redaction *r);

/* Reads the inputs, which were recognised, and the lists once. `with_recovered`: what is left of
 * earlier use will be read, too. May be called for several inputs. */
void redaction_collect(struct redaction *r, struct inputs *inputs, bool with_recovered,
                       const struct redaction_lists *lists);
/* Once all names were collected. STATUS_LIMIT when there are more than the table may hold: nothing
 * may be shown then. */
enum status redaction_seal(struct redaction *r, struct error *err);
/* From then on the events of the inputs are rewritten; the lists are at once. */
void redaction_apply(struct redaction *r, struct inputs *inputs,
                     const struct redaction_lists *lists);
/* A text beside the events, by one of the ways of rewriter.h: its names are collected until the
 * table is sealed, and it is appended with tokens from then on. */
void redaction_put(struct redaction *r, struct view text,
                   void (*put)(struct rewriter *w, struct view text, struct buffer *out),
                   struct buffer *out);
/* Rewrites what was said of the inputs so far; to be called after each reading. */
void redaction_rewrite_reports(struct redaction *r, struct inputs *inputs);
/* What stands for a name of the table, and for a computer; valid as long as `r`. */
struct view redaction_token(struct redaction *r, const struct name *name);
struct view redaction_host(struct redaction *r, struct view name);
/* All that stand for the names of this run, each once, in order; likewise. */
const struct view *redaction_tokens(struct redaction *r, size_t *count);
/* Two sentences: how many of each kind are hidden, and what still tells something. Valid as long as
 * `r`. */
struct view redaction_summary(struct redaction *r);

#endif
