/* Inputs, filters and exit statuses of the commands. */
#include "analyzer/commands/run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/commands/process_files.h"
#include "analyzer/commands/rule_files.h"
#include "analyzer/input/complain.h"
#include "analyzer/owner/owner.h"
#include "parsers/archive/archive.h"
#include "parsers/base/computer_name.h"
#include "parsers/base/count.h"
#include "parsers/base/encoding.h"
#include "rules/rule_file/builtin.h"

/* A result that takes the place of what it is made from would lose it. */
static bool is_old_output(const struct options *options, struct stat *output)
{
    return options->output && strcmp(options->output, "-") != 0 &&
           stat(options->output, output) == 0 && S_ISREG(output->st_mode);
}

static bool is_same_file(const char *path, const struct stat *info)
{
    struct stat other;
    const bool is_standard_input = strcmp(path, "-") == 0;
    return (is_standard_input ? fstat(STDIN_FILENO, &other) : stat(path, &other)) == 0 &&
           other.st_dev == info->st_dev && other.st_ino == info->st_ino;
}

static bool is_output_an_input(const struct options *options, const struct inputs *inputs)
{
    struct stat output;
    if (!is_old_output(options, &output)) {
        return false;
    }
    for (size_t i = 0; i < inputs->count; i++) {
        if (is_same_file(inputs->items[i].source.path, &output)) {
            return true;
        }
    }
    return false;
}

const char *run_shown(const struct options *options, const char *path)
{
    return options->redacts ? "(a name that is hidden)" : path;
}

bool run_keeps_input(const struct options *options, const char *path)
{
    struct stat output;
    if (!is_old_output(options, &output) || !is_same_file(path, &output)) {
        return true;
    }
    complain("--output: '%s' is an input; it would be lost", run_shown(options, options->output));
    return false;
}

bool run_keeps_rules(const struct options *options, const char *path)
{
    struct stat output;
    if (!is_old_output(options, &output) || !rule_files_hold(path, &output)) {
        return true;
    }
    complain("--output: '%s' is a file of rules; it would be lost",
             run_shown(options, options->output));
    return false;
}

static bool is_output_a_process_list(const struct options *options)
{
    struct stat output;
    if (!is_old_output(options, &output)) {
        return false;
    }
    for (size_t i = 0; i < options->process_file_count; i++) {
        struct view host;
        if (is_same_file(process_files_split(options->process_files[i], &host), &output)) {
            return true;
        }
    }
    return false;
}

/* Complains and returns false when writing the output would destroy a file that is read. */
static bool keeps_given_files(const struct options *options)
{
    const struct {
        const char *path, *what;
    } given[] = {{options->password_file, "the password file"},
                 {options->template_file, "the template"},
                 {options->redact_key, "the key"},
                 {options->redact_map, "the map of names"},
                 {options->redact_words, "the list of words"}};
    struct stat output;
    if (!is_old_output(options, &output)) {
        return true;
    }
    for (size_t i = 0; i < COUNT_OF(given); i++) {
        if (given[i].path && is_same_file(given[i].path, &output)) {
            complain("--output: '%s' is %s; it would be lost", run_shown(options, options->output),
                     given[i].what);
            return false;
        }
    }
    return true;
}

/* Editors and shells of Windows write a text with a mark, or as UTF-16; what has no mark is taken
 * byte by byte. */
static struct view without_mark(struct view bytes, struct buffer *text)
{
    size_t mark = 0;
    encoding_sniff(bytes, &mark);
    if (mark > 0) {
        encoding_add_text(text, bytes);
        return buffer_view(text);
    }
    return bytes;
}

static struct view first_line(struct view text)
{
    size_t len = 0;
    while (len < text.len && text.data[len] != '\n' && text.data[len] != '\r' &&
           text.data[len] != '\0') {
        len++;
    }
    return view_slice(text, 0, len);
}

/* The first line of the password file; complains and returns false when there is none. */
static bool read_password(const struct options *options, struct inputs *inputs)
{
    struct source file;
    struct error err;
    char bytes[4 * ARCHIVE_MAX_PASSWORD];
    size_t got = 0;
    struct buffer text;
    if (!options->password_file) {
        return true;
    }
    error_init(&err);
    enum status status = source_open(&file, options->password_file, 0, &err);
    if (status == STATUS_OK) {
        status = source_read(&file, 0, bytes, sizeof(bytes), &got, &err);
    }
    source_close(&file);
    buffer_init(&text, BUFFER_NO_MAX);
    const struct view line = first_line(without_mark((struct view){bytes, got}, &text));
    if (status == STATUS_OK && (line.len == 0 || line.len >= ARCHIVE_MAX_PASSWORD)) {
        status = error_set(&err, STATUS_USAGE, "its first line is no password of up to %d bytes",
                           ARCHIVE_MAX_PASSWORD - 1);
    }
    if (status == STATUS_OK) {
        inputs->password = arena_copy(&inputs->arena, line).data;
    } else {
        complain("--password-file: %s: %s", run_shown(options, options->password_file),
                 err.message);
    }
    buffer_release(&text);
    return status == STATUS_OK;
}

/* Complains and returns false where an input has no name, or standard input is given twice. */
static bool are_inputs_good(const struct options *options)
{
    size_t streams = 0;
    for (size_t i = 0; i < options->input_count; i++) {
        streams += strcmp(options->inputs[i], "-") == 0;
        if (options->inputs[i][0] == '\0') {
            complain("the name of an input is empty");
            return false;
        }
    }
    if (streams > 1) {
        complain("'-' is given %zu times: standard input can be read once", streams);
        return false;
    }
    return true;
}

bool run_open_inputs(const struct options *options, struct inputs *inputs)
{
    struct error err;
    if (!are_inputs_good(options)) {
        return false;
    }
    error_init(&err);
    inputs_init(inputs);
    inputs->hides_names = inputs->is_read_twice = options->redacts;
    inputs->first_file = options->first_file;
    for (size_t i = 0; i < options->input_count; i++) {
        if (inputs_add(inputs, options->inputs[i], &err) != STATUS_OK) {
            complain("%s: %s", run_shown(options, options->inputs[i]), err.message);
            inputs_release(inputs);
            return false;
        }
    }
    if (is_output_an_input(options, inputs)) {
        complain("--output: '%s' is an input; it would be lost",
                 run_shown(options, options->output));
        inputs_release(inputs);
        return false;
    }
    if (!read_password(options, inputs)) {
        inputs_release(inputs);
        return false;
    }
    inputs->clock = options->clock;
    inputs_recognise(inputs);
    owner_find(inputs);
    return true;
}

void run_want_xml(struct inputs *inputs, bool as_lines)
{
    for (size_t i = 0; i < inputs->count; i++) {
        inputs->items[i].reader.wants_xml = true;
        inputs->items[i].reader.wants_lines = as_lines;
    }
}

void run_only_judge(struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++) {
        inputs->items[i].reader.is_only_judged = true;
    }
}

/* Repairs, guesses and wrong checksums are honest results, but not for --strict. */
static bool is_doubtful(const struct report_source *r)
{
    return r->repaired > 0 || r->code_page > 0 || r->out_of_order > 0 || r->problem_count > 0 ||
           r->missing_records > 0;
}

static bool is_incomplete(const struct options *options, const struct report_source *r)
{
    return r->status != STATUS_OK || r->damaged > 0 || r->incomplete > 0 || r->unread_members > 0 ||
           r->is_uncovered || (options->is_strict && is_doubtful(r));
}

int run_status(const struct options *options, const struct inputs *inputs)
{
    uint64_t wmi_events = 0;
    bool is_any_incomplete = false;
    for (size_t i = 0; i < inputs->count; i++) {
        const struct report_source *r = &inputs->items[i].report;
        if (r->status == STATUS_IO && (inputs->items[i].reader.form || inputs->items[i].budget)) {
            return EXIT_STATUS_TEMPORARY;
        }
        wmi_events += r->wmi_events;
        is_any_incomplete |= is_incomplete(options, r);
    }
    if (is_any_incomplete) {
        return EXIT_STATUS_INCOMPLETE;
    }
    return wmi_events == 0 ? EXIT_STATUS_NO_EVENTS : EXIT_STATUS_OK;
}

bool run_is_wanted(const struct options *options, int64_t time, struct view computer)
{
    if (time != WINTIME_NONE) {
        time = wintime_reading(time);
    }
    if (options->since != WINTIME_NONE && (time == WINTIME_NONE || time < options->since)) {
        return false;
    }
    if (options->until != WINTIME_NONE && (time == WINTIME_NONE || time >= options->until)) {
        return false;
    }
    return options->host.len == 0 || computer_name_same(options->host, computer);
}

enum { FIRST_PROBLEMS = 3 }; /* of an input, where the result has them all */

static void complain_problems(const struct report_source *r, size_t most)
{
    const size_t count = r->problem_count < most ? r->problem_count : most;
    const uint64_t more = r->more_problems + r->problem_count - count;
    for (size_t i = 0; i < count; i++) {
        const struct report_problem *p = &r->problems[i];
        if (p->has_offset) {
            complain("%.*s: byte %llu: %.*s", VIEW_ARG(r->path), (unsigned long long)p->offset,
                     VIEW_ARG(p->message));
        } else {
            complain("%.*s: %.*s", VIEW_ARG(r->path), VIEW_ARG(p->message));
        }
    }
    if (more > 0) {
        complain("%.*s: and %llu more problem%s", VIEW_ARG(r->path), (unsigned long long)more,
                 more == 1 ? "" : "s");
    }
}

static void complain_unread(const struct report_source *r)
{
    if (r->status != STATUS_OK) {
        complain("%.*s: %.*s", VIEW_ARG(r->path), VIEW_ARG(r->message));
    }
}

void run_complain_unread(const struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++) {
        complain_unread(&inputs->items[i].report);
    }
}

static void complain_lost(struct view path, uint64_t events, const char *how)
{
    if (events > 0) {
        complain("%.*s: %llu event%s %s", VIEW_ARG(path), (unsigned long long)events,
                 events == 1 ? "" : "s", how);
    }
}

/* And what is there instead. */
static void complain_no_events(const struct inputs *inputs)
{
    const char *where = inputs->count == 1 ? "the input" : "any of the inputs";
    const struct event_count *most = NULL;
    uint64_t events = 0;
    for (size_t i = 0; i < inputs->count; i++) {
        const struct report_source *r = &inputs->items[i].report;
        events += r->events;
        if (r->channel_count > 0 && (!most || r->channels[0].count > most->count)) {
            most = &r->channels[0];
        }
    }
    if (most) {
        char many[64];
        snprintf(many, sizeof(many), "of %llu events, most are", (unsigned long long)events);
        complain("no event of WMI-Activity in %s: %s of %.*s%s%.*s", where,
                 events == 1 ? "the only event is" : many, VIEW_ARG(report_provider(most)),
                 most->channel.len > 0 ? " in channel " : "", VIEW_ARG(most->channel));
    } else {
        complain("no event of WMI-Activity in %s", where);
    }
}

void run_complain_nothing(const struct inputs *inputs, int status)
{
    if (status == EXIT_STATUS_NO_EVENTS) {
        complain_no_events(inputs);
    }
}

void run_complain_status(const struct options *options, const struct inputs *inputs, int status)
{
    run_complain_unread(inputs);
    for (size_t i = 0; i < inputs->count && status == EXIT_STATUS_INCOMPLETE; i++) {
        const struct report_source *r = &inputs->items[i].report;
        if (r->status == STATUS_OK && is_incomplete(options, r)) {
            complain_lost(r->path, r->damaged, "could not be read");
            complain_lost(r->path, r->incomplete, "could be read in part only");
            complain_problems(r, FIRST_PROBLEMS);
        }
    }
    run_complain_nothing(inputs, status);
}

void run_complain(const struct inputs *inputs)
{
    enum { MAX_PAGE_WORDS = 64 };
    for (size_t i = 0; i < inputs->count; i++) {
        const struct report_source *r = &inputs->items[i].report;
        complain_unread(r);
        const bool is_usual = view_equal(r->encoding, VIEW("windows-1252"));
        char words[MAX_PAGE_WORDS];
        snprintf(words, sizeof(words), "read as %.*s, a guess",
                 VIEW_ARG(is_usual ? VIEW("Windows-1252") : r->encoding));
        complain_lost(r->path, r->code_page, words);
        complain_problems(r, SIZE_MAX);
    }
}

static bool are_rules_builtin(const struct options *options)
{
    return options->rule_file_count == 0 && !options->no_builtin_rules;
}

bool run_list_rules(const struct options *options, struct rule_set *rules)
{
    if (!are_rules_builtin(options)) {
        return run_load_rules(options, false, rules);
    }
    rule_set_list_builtin(rules);
    return true;
}

bool run_load_rules(const struct options *options, bool with_samples, struct rule_set *rules)
{
    if (are_rules_builtin(options) && !with_samples) {
        rule_set_init_builtin(rules);
        return true;
    }
    struct rule_files files;
    rule_files_init(&files);
    const bool is_good = rule_files_add_options(&files, options) && rule_files_load(&files, rules);
    rule_files_release(&files);
    return is_good;
}

static bool wants_color(const struct options *options, const struct output *out)
{
    const char *no_color = getenv("NO_COLOR");
    if (options->color != WHEN_AUTO) {
        return options->color == WHEN_ALWAYS;
    }
    return output_is_terminal(out) && (!no_color || no_color[0] == '\0');
}

bool run_open_output(const struct options *options, struct output *out, bool *use_color)
{
    struct error err;
    error_init(&err);
    for (size_t i = 0; i < options->rule_file_count; i++) {
        if (!run_keeps_rules(options, options->rule_files[i])) {
            return false;
        }
    }
    if (is_output_a_process_list(options)) {
        complain("--output: '%s' is a process list; it would be lost",
                 run_shown(options, options->output));
        return false;
    }
    if (!keeps_given_files(options)) {
        return false;
    }
    if (output_open(out, options->output, &err) != STATUS_OK) {
        complain("%s", options->redacts ? "--output: it cannot be written" : err.message);
        return false;
    }
    *use_color = wants_color(options, out);
    return true;
}

int run_failed_output(int reason)
{
    return reason == ENOSPC || reason == EDQUOT || reason == EFBIG || reason == EIO
               ? EXIT_STATUS_TEMPORARY
               : EXIT_STATUS_USAGE;
}

int run_close_output(struct output *out, int status)
{
    struct error err;
    error_init(&err);
    if (output_close(out, true, &err) == STATUS_OK) {
        return status;
    }
    if (!out->closed_pipe) {
        complain("the result is not whole: %s", err.message);
    }
    return run_failed_output(out->saved_errno);
}
