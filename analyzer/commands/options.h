/* The options of all commands: one table, from which they are read and explained. */
#ifndef WMILOG_ANALYZER_COMMANDS_OPTIONS_H
#define WMILOG_ANALYZER_COMMANDS_OPTIONS_H
#include "analyzer/console/progress.h"
#include "analyzer/report/report.h"
#include "parsers/event/reader.h"

/* Options that belong together; a command takes some of them. */
enum option_group {
    OPTIONS_REPORT = 1 << 0,   /* which form of report */
    OPTIONS_ANALYSIS = 1 << 1, /* which failures, and how they are judged */
    OPTIONS_EVENTS = 1 << 2,   /* which form of events, and which */
    OPTIONS_TIME = 1 << 3,     /* from when, and of whom */
    OPTIONS_RULES = 1 << 4,
    OPTIONS_OUTPUT = 1 << 5,
    OPTIONS_JOBS = 1 << 6,
    OPTIONS_COLOR = 1 << 7,
    OPTIONS_PROGRESS = 1 << 8,
    OPTIONS_HELP = 1 << 9,         /* every command takes it */
    OPTIONS_LENGTH = 1 << 10,      /* how much is told */
    OPTIONS_EXPLANATION = 1 << 11, /* which form of explanation */
    OPTIONS_ENGINE = 1 << 12,      /* what is known beside the logs, and how much is kept */
    OPTIONS_TOP = 1 << 13,         /* how long lists are */
    OPTIONS_ARCHIVE = 1 << 14,     /* how archives are opened */
    OPTIONS_REDACT = 1 << 15,      /* names give way to tokens */
    OPTIONS_COLLECTOR = 1 << 16,
    OPTIONS_TICKETS = 1 << 17, /* for which system, and what is added */
    OPTIONS_DIFF = 1 << 18,    /* which form of comparison, and what fails */
    OPTIONS_FAIL_ON = 1 << 19, /* which verdict fails */
};

enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };
/* How `wmilog events` writes them. */
enum event_format { EVENT_FORMAT_JSONL, EVENT_FORMAT_XML };

enum {
    OPTIONS_MAX_JOBS = 64,
    OPTIONS_MAX_FILTERS = 16,
    OPTIONS_MAX_RULE_FILES = 64,
    OPTIONS_MAX_PROCESS_FILES = 64,
    OPTIONS_MAX_SETS = 64,
};

/* What the command line says. Texts are those of the command line. */
struct options {
    const struct report_format *format;
    enum event_format event_format;
    bool has_event_format; /* it was given */
    const char *output;    /* NULL: standard output */
    size_t jobs;
    enum when color;
    enum progress_kind progress;
    const char *rule_files[OPTIONS_MAX_RULE_FILES];
    size_t rule_file_count;
    bool no_builtin_rules;
    const char *process_files[OPTIONS_MAX_PROCESS_FILES]; /* FILE or HOST=FILE */
    size_t process_file_count;
    int64_t since, until;      /* WINTIME_NONE when not given; until is exclusive */
    struct reader_clock clock; /* of times in the inputs whose zone is not known */
    struct view host;
    bool has_phase, has_verdict, has_fail_on;
    enum phase phase;
    uint32_t codes[CODE_MAX_READINGS];
    size_t code_count;
    enum verdict verdict, fail_on;
    bool show_noise, for_excel, has_priority, is_strict, wants_recovered, shows_all, wants_help;
    size_t max_open, max_groups;
    size_t max_memory;                         /* bytes */
    const char *password_file;                 /* NULL when not given */
    const struct ticket_system *ticket_system; /* NULL when not given */
    struct ticket_job *tickets;                /* under way; not of the command line */
    size_t max_tickets;                        /* 0 when not given */
    bool redacts;
    struct redacting *redacting;                        /* of several analyses together, or NULL */
    size_t first_file;                                  /* inputs of the earlier ones of these */
    const char *redact_key, *redact_map, *redact_words; /* files; NULL when not given */
    const char *template_file;
    const char *baseline_file;
    struct side *side;  /* of a comparison, under way; not of the command line */
    bool is_silent;     /* the form keeps what it is told, and writes nothing; likewise */
    uint32_t diff_form; /* of diff_forms */
    bool has_diff_form, fails_on_new;
    const char *sets[OPTIONS_MAX_SETS];
    size_t set_count;
    size_t top; /* 0 when not given */
    bool has_trace_minutes;
    size_t trace_minutes; /* that the collector's script records; 0: it records nothing */
    /* Repeated in the report, so that nobody takes a part for the whole. */
    struct report_filter filters[OPTIONS_MAX_FILTERS];
    size_t filter_count;
    char *const *inputs; /* what is left of the command line */
    size_t input_count;
};

/* Reads the arguments after argv[0], the name of a command that takes the options of `groups`, a
 * set of enum option_group. Complains and returns false when something is wrong. */
bool options_read(struct options *o, unsigned groups, int argc, char *const *argv);
/* Standard output gets lines about each option of the groups. */
void options_explain(unsigned groups);

#endif
