/* A program of the build: reads rule files as wmilog itself does, and writes their rules as C, so
 * that the program starts without reading them.
 *
 *   make_rules OUT.c FILE.json...
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/memory.h"
#include "rules/rule_file/rule_file.h"

/* A field that is added there has to be written here, too, and compared in test_compiled_rules.c.
 */
static_assert(sizeof(void *) != 8 || sizeof(struct condition) == 64,
              "write what is new of a condition");
static_assert(sizeof(void *) != 8 || sizeof(struct near_datum) == 40,
              "write what is new of a datum");
static_assert(sizeof(void *) != 8 || sizeof(struct condition_details) == 256,
              "write what is new of details");
static_assert(sizeof(void *) != 8 || sizeof(struct rule) == 352, "write what is new of a rule");

enum { MAX_FILES = 256 };

/* Arrays are written before what refers to them, under names with a running number. */
struct writer {
    FILE *out;
    unsigned last;
};

static void write_text(struct writer *w, struct view text)
{
    if (!text.data) {
        fprintf(w->out, "{NULL, 0}");
        return;
    }
    fprintf(w->out, "{\"");
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        bool is_plain = c >= ' ' && c < 0x7F && c != '"' && c != '\\' && c != '?';
        fprintf(w->out, is_plain ? "%c" : "\\%03o", c);
    }
    fprintf(w->out, "\", %zu}", text.len);
}

/* The numbers of the arrays written; 0 for one without items. */

static unsigned write_texts(struct writer *w, const struct view *texts, size_t count)
{
    if (count == 0) {
        return 0;
    }
    fprintf(w->out, "static const struct view a%u[] = {", ++w->last);
    for (size_t i = 0; i < count; i++) {
        write_text(w, texts[i]);
        fprintf(w->out, ", ");
    }
    fprintf(w->out, "};\n");
    return w->last;
}

static unsigned write_numbers(struct writer *w, const uint32_t *numbers, size_t count)
{
    if (count == 0) {
        return 0;
    }
    fprintf(w->out, "static const uint32_t a%u[] = {", ++w->last);
    for (size_t i = 0; i < count; i++) {
        fprintf(w->out, "%uU, ", (unsigned)numbers[i]);
    }
    fprintf(w->out, "};\n");
    return w->last;
}

static unsigned write_data(struct writer *w, const struct near_datum *data, size_t count)
{
    unsigned globs[RULE_MAX_DATA];
    if (count == 0) {
        return 0;
    }
    assert(count <= RULE_MAX_DATA);
    for (size_t i = 0; i < count; i++) {
        globs[i] = write_texts(w, data[i].globs, data[i].glob_count);
    }
    fprintf(w->out, "static const struct near_datum a%u[] = {\n", ++w->last);
    for (size_t i = 0; i < count; i++) {
        fprintf(w->out, "    {.name = ");
        write_text(w, data[i].name);
        fprintf(w->out, ", .position = %uU", (unsigned)data[i].position);
        if (globs[i]) {
            fprintf(w->out, ", .globs = a%u, .glob_count = %zu", globs[i], data[i].glob_count);
        }
        fprintf(w->out, "},\n");
    }
    fprintf(w->out, "};\n");
    return w->last;
}

/* ", .NAME = aN, .COUNT = n" for an array that is there. */
static void refer(struct writer *w, const char *name, unsigned array, const char *count_name,
                  size_t count)
{
    if (array) {
        fprintf(w->out, "    .%s = a%u,\n    .%s = %zu,\n", name, array, count_name, count);
    }
}

static void write_computer(struct writer *w, const struct condition_details *d)
{
    fprintf(w->out, "    .editions = %uU,\n    .has_service = %d,\n", d->editions, d->has_service);
    fprintf(w->out, "    .build_from = %uU,\n    .build_to = %uU,\n", (unsigned)d->build_from,
            (unsigned)d->build_to);
    fprintf(w->out, "    .class_fits = %uU,\n    .namespace_fits = %uU,\n", d->class_fits,
            d->namespace_fits);
}

static unsigned write_details(struct writer *w, const struct condition_details *d)
{
    if (!d) {
        return 0;
    }
    unsigned providers = write_texts(w, d->providers, d->provider_count);
    unsigned ids = write_numbers(w, d->event_ids, d->event_id_count);
    unsigned data = write_data(w, d->data, d->data_count);
    unsigned codes = write_numbers(w, d->codes, d->code_count);
    unsigned families = write_numbers(w, d->families, d->family_count);
    unsigned phases = write_numbers(w, d->phases, d->phase_count);
    unsigned releases = write_texts(w, d->releases, d->release_count);
    unsigned roles = write_texts(w, d->roles, d->role_count);
    fprintf(w->out, "static const struct condition_details a%u = {\n", ++w->last);
    fprintf(w->out, "    .within = INT64_C(%lld),\n", (long long)d->within);
    fprintf(w->out, "    .at_least = %uU,\n    .same = %uU,\n", (unsigned)d->at_least, d->same);
    fprintf(w->out, "    .order = (enum near_order)%d,\n", (int)d->order);
    refer(w, "providers", providers, "provider_count", d->provider_count);
    refer(w, "event_ids", ids, "event_id_count", d->event_id_count);
    refer(w, "data", data, "data_count", d->data_count);
    fprintf(w->out, "    .different = ");
    write_text(w, d->different);
    fprintf(w->out, ",\n    .is_of_target = %d,\n", d->is_of_target);
    refer(w, "codes", codes, "code_count", d->code_count);
    refer(w, "families", families, "family_count", d->family_count);
    refer(w, "phases", phases, "phase_count", d->phase_count);
    fprintf(w->out, "    .not_same_code = %d,\n", d->not_same_code);
    fprintf(w->out, "    .tolerance = %.17g,\n", d->tolerance);
    fprintf(w->out, "    .spread = (enum spread_over)%d,\n", (int)d->spread);
    fprintf(w->out, "    .is_round = %d,\n", d->is_round);
    fprintf(w->out, "    .least = INT64_C(%lld),\n    .most = INT64_C(%lld),\n",
            (long long)d->least, (long long)d->most);
    refer(w, "releases", releases, "release_count", d->release_count);
    refer(w, "roles", roles, "role_count", d->role_count);
    write_computer(w, d);
    fprintf(w->out, "    .successes = %uU,\n};\n", d->successes);
    return w->last;
}

/* What a condition refers to. */
struct parts {
    unsigned children, numbers, texts, details;
};

static unsigned write_conditions(struct writer *w, const struct condition *list, size_t count);

static struct parts write_parts(struct writer *w, const struct condition *c)
{
    struct parts parts;
    parts.children = write_conditions(w, c->children, c->child_count);
    parts.numbers = write_numbers(w, c->numbers, c->number_count);
    parts.texts = write_texts(w, c->texts, c->text_count);
    parts.details = write_details(w, c->details);
    return parts;
}

static void write_condition(struct writer *w, const struct condition *c, const struct parts *parts)
{
    fprintf(w->out, "{\n    .kind = (enum condition_kind)%d,\n", (int)c->kind);
    refer(w, "children", parts->children, "child_count", c->child_count);
    refer(w, "numbers", parts->numbers, "number_count", c->number_count);
    refer(w, "texts", parts->texts, "text_count", c->text_count);
    if (parts->details) {
        fprintf(w->out, "    .details = &a%u,\n", parts->details);
    }
    fprintf(w->out, "}");
}

static unsigned write_conditions(struct writer *w, const struct condition *list, size_t count)
{
    if (count == 0) {
        return 0;
    }
    struct parts *parts = memory_new(count, sizeof(*parts));
    for (size_t i = 0; i < count; i++) {
        parts[i] = write_parts(w, &list[i]);
    }
    fprintf(w->out, "static const struct condition a%u[] = {\n", ++w->last);
    unsigned array = w->last;
    for (size_t i = 0; i < count; i++) {
        write_condition(w, &list[i], &parts[i]);
        fprintf(w->out, ",\n");
    }
    fprintf(w->out, "};\n");
    free(parts);
    return array;
}

static void write_member(struct writer *w, const char *name, struct view text)
{
    fprintf(w->out, "    .%s = ", name);
    write_text(w, text);
    fprintf(w->out, ",\n");
}

static void write_rule(struct writer *w, const struct rule *rule, size_t number)
{
    unsigned because = write_texts(w, rule->because, rule->because_count);
    unsigned check = write_texts(w, rule->check, rule->check_count);
    unsigned remedy = write_texts(w, rule->remedy, rule->remedy_count);
    unsigned check_forms =
        write_texts(w, rule->check_forms, rule->check_forms ? rule->check_count : 0);
    unsigned remedy_forms =
        write_texts(w, rule->remedy_forms, rule->remedy_forms ? rule->remedy_count : 0);
    unsigned references = write_texts(w, rule->references, rule->reference_count);
    struct parts when = write_parts(w, &rule->when);
    fprintf(w->out, "static const struct rule rule_%zu = {\n", number);
    write_member(w, "id", rule->id);
    fprintf(w->out, "    .version = %uU,\n", (unsigned)rule->version);
    write_member(w, "title", rule->title);
    fprintf(w->out, "    .when = ");
    write_condition(w, &rule->when, &when);
    fprintf(w->out, ",\n");
    write_member(w, "cause", rule->cause);
    write_member(w, "named", rule->named);
    fprintf(w->out, "    .confidence = (enum confidence)%d,\n    .verdict = (enum verdict)%d,\n",
            (int)rule->confidence, (int)rule->verdict);
    write_member(w, "reason", rule->reason);
    fprintf(w->out, "    .rank = %uU,\n    .common = %uU,\n    .specificity = %uU,\n",
            (unsigned)rule->rank, (unsigned)rule->common, (unsigned)rule->specificity);
    fprintf(w->out, "    .is_fallback = %d,\n    .is_rhythm = %d,\n", rule->is_fallback,
            rule->is_rhythm);
    fprintf(w->out, "    .has_event = %d,\n", rule->has_event);
    fprintf(w->out, "    .telling = (enum telling)%d,\n", (int)rule->telling);
    write_member(w, "sharpens", rule->sharpens);
    refer(w, "because", because, "because_count", rule->because_count);
    refer(w, "check", check, "check_count", rule->check_count);
    refer(w, "remedy", remedy, "remedy_count", rule->remedy_count);
    if (check_forms) {
        fprintf(w->out, "    .check_forms = a%u,\n", check_forms);
    }
    if (remedy_forms) {
        fprintf(w->out, "    .remedy_forms = a%u,\n", remedy_forms);
    }
    refer(w, "references", references, "reference_count", rule->reference_count);
    write_member(w, "incident", rule->incident);
    fprintf(w->out, "    .incident_within = INT64_C(%lld),\n", (long long)rule->incident_within);
    write_member(w, "file", rule->file);
    fprintf(w->out, "};\n");
}

static void write_set(struct writer *w, const struct rule_set *set)
{
    fprintf(w->out, "/* Generated by make_rules. */\n#include \"rules/rule_file/builtin.h\"\n\n");
    for (size_t i = 0; i < set->count; i++) {
        write_rule(w, set->rules[i], i);
    }
    fprintf(w->out, "const struct rule *const rule_compiled[] = {\n");
    for (size_t i = 0; i < set->count; i++) {
        fprintf(w->out, "    &rule_%zu,\n", i);
    }
    fprintf(w->out, "};\nconst size_t rule_compiled_count = %zu;\n", set->count);
    fprintf(w->out, "const struct view rule_compiled_version = ");
    write_text(w, set->version);
    fprintf(w->out, ";\nconst char rule_compiled_sha256[] = \"%s\";\n", set->sha256);
}

static bool read_file(const char *path, struct rule_source *source)
{
    FILE *file = fopen(path, "rb");
    char *text = memory_new(RULE_MAX_BYTES, 1);
    size_t got = file ? fread(text, 1, RULE_MAX_BYTES, file) : 0;
    bool is_read = file && !ferror(file) && got < RULE_MAX_BYTES;
    if (file) {
        (void)fclose(file);
    }
    text = memory_resize(text, got + 1, 1);
    const char *name = strrchr(path, '/');
    *source = (struct rule_source){view_of(name ? name + 1 : path), {text, got}};
    return is_read;
}

static int by_name(const void *left, const void *right)
{
    const struct rule_source *a = left, *b = right;
    return view_compare(a->name, b->name);
}

int main(int argc, char **argv)
{
    struct rule_source sources[MAX_FILES];
    struct rule_set set;
    struct error err;
    size_t count = 0;
    error_init(&err);
    for (int i = 2; i < argc && count < MAX_FILES; i++) {
        if (!read_file(argv[i], &sources[count++])) {
            fprintf(stderr, "make_rules: cannot read %s\n", argv[i]);
            return 1;
        }
    }
    if (count == 0) {
        fprintf(stderr, "usage: make_rules OUT.c FILE.json...\n");
        return 1;
    }
    qsort(sources, count, sizeof(sources[0]), by_name);
    if (rule_set_load(&set, sources, count, &err) != STATUS_OK) {
        fprintf(stderr, "make_rules: %s\n", err.message);
        return 1;
    }
    struct writer w = {.out = fopen(argv[1], "w")};
    if (!w.out) {
        fprintf(stderr, "make_rules: cannot write %s\n", argv[1]);
        return 1;
    }
    write_set(&w, &set);
    bool is_written = !ferror(w.out);
    is_written &= fclose(w.out) == 0;
    rule_set_release(&set);
    for (size_t i = 0; i < count; i++) {
        free((char *)(uintptr_t)sources[i].text.data);
    }
    return is_written ? 0 : 1;
}
