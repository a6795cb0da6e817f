/* The files of --redact: a key, a list of words, and the map of names that is kept at home. */
#include "analyzer/commands/redacting.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analyzer/commands/run.h"
#include "analyzer/input/complain.h"
#include "analyzer/redact/token.h"
#include "parsers/base/account.h"
#include "parsers/base/count.h"
#include "parsers/base/memory.h"

enum {
    MAX_KEY = 4096,
    NAMES_SHARE = 3, /* of the memory of a run: one part in so many */
};

#define MAP_HEAD "# wmilog: whose name each token stands for. Keep this file to yourself.\n"

/* Bytes of a file of names, which is read before anything else takes what the table leaves. */
static size_t file_max(const struct redacting *r)
{
    return r->options.max_memory;
}

/* The bytes of a file, to be freed; complains and returns false when it cannot be read. */
static bool read_file(const char *option, const char *path, size_t max, struct view *bytes)
{
    struct source file;
    struct error err;
    char *data = memory_new(max + 1, 1);
    size_t got = 0;
    error_init(&err);
    enum status status = source_open(&file, path, 0, &err);
    if (status == STATUS_OK) {
        status = source_read(&file, 0, data, max + 1, &got, &err);
        source_close(&file);
    }
    if (status == STATUS_OK && got > max) {
        status = error_set(&err, STATUS_LIMIT, "larger than %zu bytes", max);
    }
    if (status != STATUS_OK) {
        complain("%s: %s", option, err.message);
        free(data);
        return false;
    }
    *bytes = (struct view){data, got};
    return true;
}

static bool read_key(struct redacting *r)
{
    struct stat info;
    const char *path = r->options.redact_key;
    if (!path) {
        return true;
    }
    if (!read_file("--redact-key", path, MAX_KEY, &r->key)) {
        return false;
    }
    if (r->key.len < TOKEN_MIN_KEY) {
        complain("--redact-key: %zu bytes, expected at least %d random ones: head -c 32 "
                 "/dev/urandom",
                 r->key.len, TOKEN_MIN_KEY);
        return false;
    }
    if (stat(path, &info) == 0 && (info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        complain("--redact-key: others than its owner may use the key (chmod 600)");
    }
    return true;
}

/* Each line of a text, without blanks around it. */
static bool next_line(struct view *rest, struct view *line)
{
    if (rest->len == 0) {
        return false;
    }
    *line = *rest;
    if (!view_cut(*rest, VIEW("\n"), line, rest)) {
        *rest = VIEW_NONE;
    }
    return true;
}

static bool read_words(struct redacting *r)
{
    struct view bytes, rest, line;
    if (!r->options.redact_words) {
        return true;
    }
    if (!read_file("--redact-word", r->options.redact_words, file_max(r), &bytes)) {
        return false;
    }
    for (rest = bytes; next_line(&rest, &line);) {
        name_table_add(redaction_names(r->redaction), NAME_WORD, view_trim(line));
    }
    free((void *)(uintptr_t)bytes.data);
    return true;
}

static void add_escaped(struct buffer *out, struct view word)
{
    for (size_t i = 0; i < word.len; i++) {
        const char c = word.data[i];
        if (c == '\t' || c == '\n' || c == '\r' || c == '\\') {
            buffer_add_char(out, '\\');
            buffer_add_char(out, c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : c);
        } else {
            buffer_add_char(out, c);
        }
    }
}

static void add_unescaped(struct buffer *out, struct view text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (c == '\\' && i + 1 < text.len) {
            c = text.data[++i];
            c = c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
        }
        buffer_add_char(out, c);
    }
}

/* KIND, TOKEN and WORD, with tabs between them. */
static bool read_row(struct redacting *r, struct view line, struct buffer *word)
{
    struct view kind, token, rest;
    uint32_t number;
    if (line.len == 0 || line.data[0] == '#') {
        return true;
    }
    if (!view_cut(line, VIEW("\t"), &kind, &rest) || !view_cut(rest, VIEW("\t"), &token, &rest) ||
        !names_find(&name_kind_names, kind, &number)) {
        return false;
    }
    if (number == NAME_FILE) {
        return true; /* numbered anew in each run */
    }
    buffer_clear(word);
    add_unescaped(word, rest);
    return name_table_preset(redaction_names(r->redaction), (enum name_kind)number, token,
                             buffer_view(word));
}

/* One that is not there yet is not missed. */
static bool read_map(struct redacting *r)
{
    struct stat info;
    struct view bytes, rest, line;
    struct buffer word;
    size_t number = 0;
    bool is_good = true;
    if (!r->options.redact_map || stat(r->options.redact_map, &info) != 0) {
        return true;
    }
    if (!read_file("--redact-map", r->options.redact_map, file_max(r), &bytes)) {
        return false;
    }
    buffer_init(&word, BUFFER_NO_MAX);
    for (rest = bytes; is_good && next_line(&rest, &line);) {
        number++;
        is_good = read_row(r, line, &word);
    }
    if (!is_good) {
        complain(
            "--redact-map: line %zu: expected a kind, a token and a word, as wmilog writes them",
            number);
    }
    buffer_release(&word);
    free((void *)(uintptr_t)bytes.data);
    return is_good;
}

static void put_row(struct buffer *row, enum name_kind kind, struct view token, struct view word)
{
    buffer_format(row, "%s\t%.*s\t", names_get(&name_kind_names, kind), VIEW_ARG(token));
    add_escaped(row, word);
    buffer_add_char(row, '\n');
}

static void put_rows(struct redacting *r, struct output *out)
{
    const struct name_table *names = redaction_names(r->redaction);
    struct buffer row;
    buffer_init(&row, BUFFER_NO_MAX);
    output_text(out, MAP_HEAD);
    output_write(out, buffer_view(&r->file_rows));
    for (size_t i = 0; i < names->count; i++) {
        const struct name *name = names->list[i];
        buffer_clear(&row);
        put_row(&row, name->kind, redaction_token(r->redaction, name), name->word);
        output_write(out, buffer_view(&row));
    }
    buffer_release(&row);
}

/* Nobody else may read it. */
static bool write_map(struct redacting *r)
{
    struct output out;
    struct error err;
    error_init(&err);
    if (!r->options.redact_map) {
        return true;
    }
    const mode_t mask = umask(S_IRWXG | S_IRWXO);
    enum status status = output_open(&out, r->options.redact_map, &err);
    if (status == STATUS_OK) {
        put_rows(r, &out);
        status = output_close(&out, true, &err);
    }
    umask(mask);
    if (status != STATUS_OK) {
        complain("--redact-map: it cannot be written: %s", strerror(out.saved_errno));
    }
    return status == STATUS_OK;
}

static bool is_map(const struct stat *map, const char *path)
{
    struct stat other;
    return path && stat(path, &other) == 0 && other.st_dev == map->st_dev &&
           other.st_ino == map->st_ino;
}

/* A map in the place of something that is read would destroy it. `inputs` may be NULL. */
static bool keeps_files(const struct options *options, const struct inputs *inputs)
{
    const char *const given[] = {options->redact_key, options->redact_words, options->password_file,
                                 options->template_file, options->baseline_file};
    struct stat map;
    if (!options->redact_map || stat(options->redact_map, &map) != 0) {
        return true;
    }
    bool is_taken = options->output && strcmp(options->output, options->redact_map) == 0;
    for (size_t i = 0; i < COUNT_OF(given); i++) {
        is_taken |= is_map(&map, given[i]);
    }
    for (size_t i = 0; i < options->input_count; i++) {
        is_taken |= is_map(&map, options->inputs[i]);
    }
    for (size_t i = 0; inputs && i < inputs->count; i++) {
        is_taken |= is_map(&map, inputs->items[i].source.path);
    }
    if (is_taken) {
        complain("--redact-map: the file is used for something else; it would be lost");
    }
    return !is_taken;
}

/* What the command line itself names. */
static void hide_options(struct redacting *r)
{
    struct options *o = &r->options;
    if (o->host.len == 0) {
        return;
    }
    o->host = redaction_host(r->redaction, o->host);
    for (size_t i = 0; i < o->filter_count; i++) {
        if (strcmp(o->filters[i].option, "--host") == 0) {
            o->filters[i].value = o->host.data;
        }
    }
}

bool redacting_open(struct redacting *r, const struct options *options)
{
    *r = (struct redacting){.options = *options};
    buffer_init(&r->file_rows, BUFFER_NO_MAX);
    if (!options->redacts) {
        return true;
    }
    const size_t memory = budget_of(options->max_memory), share = memory / NAMES_SHARE;
    r->options.max_memory = memory - share;
    if (!keeps_files(options, NULL) || !read_key(r)) {
        return false;
    }
    r->redaction = redaction_new(share, r->key);
    return read_words(r) && read_map(r);
}

static struct redaction_lists lists_of(struct process_list *processes, struct found_files *found)
{
    struct redaction_lists lists = {.process_count = 0};
    if (processes) {
        lists.processes = processes->entries;
        lists.process_count = processes->count;
    }
    if (found) {
        lists.hosts = found->hosts.entries;
        lists.host_count = found->hosts.count;
        lists.services = found->services.entries;
        lists.service_count = found->services.count;
        lists.quotas = found->quotas;
        lists.quota_count = found->quota_count;
        lists.subscriptions = found->subscriptions.objects;
        lists.subscription_count = found->subscriptions.count;
    }
    return lists;
}

/* Collects the names of the inputs, for a table that may have others. */
static bool collect(struct redacting *r, const struct options *options, struct inputs *inputs,
                    const struct redaction_lists *lists)
{
    if (!keeps_files(options, inputs)) {
        return false;
    }
    redaction_collect(r->redaction, inputs, options->wants_recovered, lists);
    for (size_t i = 0; i < inputs->count; i++) {
        put_row(&r->file_rows, NAME_FILE, inputs->items[i].report.path,
                view_of(inputs->items[i].source.path));
    }
    r->file_count += inputs->count;
    return true;
}

static void keep_file(void *context, struct view token, struct view path)
{
    struct redacting *r = context;
    put_row(&r->file_rows, NAME_FILE, token, path);
}

void redacting_report(struct redacting *r, const struct rule_set *rules,
                      struct redact_report *report)
{
    *report = (struct redact_report){.redaction = r->redaction,
                                     .rules = rules,
                                     .file = r->is_complete ? NULL : keep_file,
                                     .context = r};
}

bool redacting_finish(struct redacting *r)
{
    struct error err;
    error_init(&err);
    if (!r->redaction) {
        return true;
    }
    if (redaction_seal(r->redaction, &err) != STATUS_OK) {
        complain("--redact: %s", err.message);
        return false;
    }
    r->is_complete = true;
    if (!write_map(r)) {
        return false;
    }
    hide_options(r);
    r->sentence = redaction_summary(r->redaction);
    return true;
}

static void apply(struct redacting *r, struct inputs *inputs, const struct redaction_lists *lists)
{
    redaction_apply(r->redaction, inputs, lists);
    redaction_rewrite_reports(r->redaction, inputs);
}

bool redacting_begin(struct redacting *r, const struct options *options, struct inputs *inputs,
                     struct process_list *processes, struct found_files *found)
{
    const struct redaction_lists lists = lists_of(processes, found);
    struct redacting *shared = options->redacting;
    if (shared) {
        *r = (struct redacting){
            .options = *options, .redaction = shared->redaction, .is_borrowed = true};
        r->sentence = shared->sentence;
        r->is_complete = shared->is_complete;
        if (!r->is_complete) {
            return collect(shared, options, inputs, &lists);
        }
    } else if (!redacting_open(r, options) ||
               (r->redaction && (!collect(r, options, inputs, &lists) || !redacting_finish(r)))) {
        return false;
    }
    if (r->redaction) {
        apply(r, inputs, &lists);
    }
    return true;
}

bool redacting_only_collects(const struct redacting *r)
{
    return r->redaction && !r->is_complete;
}

void redacting_inputs_read(struct redacting *r, struct inputs *inputs)
{
    if (r->redaction) {
        redaction_rewrite_reports(r->redaction, inputs);
    }
}

void redacting_tell(const struct redacting *r)
{
    if (r->redaction && !r->is_borrowed) {
        complain("%.*s", VIEW_ARG(r->sentence));
    }
}

void redacting_end(struct redacting *r)
{
    if (!r->is_borrowed) {
        redaction_free(r->redaction);
        free((void *)(uintptr_t)r->key.data);
        buffer_release(&r->file_rows);
    }
    *r = (struct redacting){.redaction = NULL};
}
