/* The rules that the build has written as C are those of the files, field by field. */
#include <check.h>
#include <string.h>

#include "rules/rule_file/builtin.h"
#include "tests/unit/suites.h"

static struct rule_set read_set, compiled_set;
static const char *rule_id;

static void set_up(void)
{
    struct error err;
    error_init(&err);
    ck_assert_msg(rule_set_load(&read_set, rule_builtin_files, rule_builtin_file_count, &err) ==
                      STATUS_OK,
                  "%s", err.message);
    rule_set_init_builtin(&compiled_set);
}

static void clear(void)
{
    rule_set_release(&read_set);
    rule_set_release(&compiled_set);
}

static void same_text(struct view a, struct view b)
{
    ck_assert_msg(view_equal(a, b) && !a.data == !b.data, "%s: '%.*s' and '%.*s'", rule_id,
                  VIEW_ARG(a), VIEW_ARG(b));
}

static void same_texts(const struct view *a, size_t a_count, const struct view *b, size_t b_count)
{
    ck_assert_msg(a_count == b_count, "%s", rule_id);
    for (size_t i = 0; i < a_count; i++) {
        same_text(a[i], b[i]);
    }
}

static void same_numbers(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count)
{
    ck_assert_msg(a_count == b_count, "%s", rule_id);
    ck_assert_msg(a_count == 0 || memcmp(a, b, a_count * sizeof(*a)) == 0, "%s", rule_id);
}

static void same_details(const struct condition_details *a, const struct condition_details *b)
{
    ck_assert_msg(!a == !b, "%s", rule_id);
    if (!a || !b) {
        return;
    }
    ck_assert_msg(a->within == b->within && a->at_least == b->at_least && a->same == b->same &&
                      a->order == b->order && a->not_same_code == b->not_same_code &&
                      a->spread == b->spread && a->least == b->least &&
                      a->is_round == b->is_round && a->most == b->most &&
                      a->successes == b->successes,
                  "%s", rule_id);
    ck_assert_msg(a->editions == b->editions && a->build_from == b->build_from &&
                      a->build_to == b->build_to && a->class_fits == b->class_fits &&
                      a->namespace_fits == b->namespace_fits && a->has_service == b->has_service,
                  "%s", rule_id);
    same_texts(a->releases, a->release_count, b->releases, b->release_count);
    same_texts(a->roles, a->role_count, b->roles, b->role_count);
    ck_assert_msg(!(a->tolerance < b->tolerance) && !(a->tolerance > b->tolerance), "%s", rule_id);
    same_texts(a->providers, a->provider_count, b->providers, b->provider_count);
    same_numbers(a->event_ids, a->event_id_count, b->event_ids, b->event_id_count);
    same_numbers(a->codes, a->code_count, b->codes, b->code_count);
    same_numbers(a->families, a->family_count, b->families, b->family_count);
    same_numbers(a->phases, a->phase_count, b->phases, b->phase_count);
    ck_assert_msg(a->data_count == b->data_count, "%s", rule_id);
    for (size_t i = 0; i < a->data_count; i++) {
        same_text(a->data[i].name, b->data[i].name);
        ck_assert_msg(a->data[i].position == b->data[i].position, "%s", rule_id);
        same_texts(a->data[i].globs, a->data[i].glob_count, b->data[i].globs,
                   b->data[i].glob_count);
    }
}

static void same_condition(const struct condition *a, const struct condition *b)
{
    ck_assert_msg(a->kind == b->kind && a->child_count == b->child_count, "%s", rule_id);
    for (size_t i = 0; i < a->child_count; i++) {
        same_condition(&a->children[i], &b->children[i]);
    }
    same_numbers(a->numbers, a->number_count, b->numbers, b->number_count);
    same_texts(a->texts, a->text_count, b->texts, b->text_count);
    same_details(a->details, b->details);
}

static void same_forms(const struct view *a, const struct view *b, size_t count)
{
    ck_assert_msg(!a == !b, "%s", rule_id);
    same_texts(a, a ? count : 0, b, b ? count : 0);
}

static void same_rule(const struct rule *a, const struct rule *b)
{
    same_text(a->id, b->id);
    same_text(a->title, b->title);
    same_text(a->cause, b->cause);
    same_text(a->named, b->named);
    same_text(a->reason, b->reason);
    same_text(a->sharpens, b->sharpens);
    same_text(a->incident, b->incident);
    same_text(a->file, b->file);
    ck_assert_msg(a->version == b->version && a->confidence == b->confidence &&
                      a->verdict == b->verdict && a->rank == b->rank && a->common == b->common &&
                      a->specificity == b->specificity && a->is_fallback == b->is_fallback &&
                      a->is_rhythm == b->is_rhythm && a->has_event == b->has_event &&
                      a->telling == b->telling && a->incident_within == b->incident_within,
                  "%s", rule_id);
    same_texts(a->because, a->because_count, b->because, b->because_count);
    same_texts(a->check, a->check_count, b->check, b->check_count);
    same_texts(a->remedy, a->remedy_count, b->remedy, b->remedy_count);
    same_forms(a->check_forms, b->check_forms, a->check_count);
    same_forms(a->remedy_forms, b->remedy_forms, a->remedy_count);
    same_texts(a->references, a->reference_count, b->references, b->reference_count);
    same_condition(&a->when, &b->when);
}

START_TEST(each_rule_is_that_of_its_file)
{
    ck_assert_uint_eq(read_set.count, compiled_set.count);
    for (size_t i = 0; i < read_set.count; i++) {
        rule_id = read_set.rules[i]->id.data;
        same_rule(read_set.rules[i], compiled_set.rules[i]);
    }
}
END_TEST

START_TEST(the_set_is_that_of_the_files)
{
    rule_id = "the set";
    same_text(read_set.version, compiled_set.version);
    ck_assert_str_eq(read_set.sha256, compiled_set.sha256);
}
END_TEST

Suite *compiled_rules_suite(void)
{
    Suite *suite = suite_create("compiled_rules");
    TCase *tests = tcase_create("compiled_rules");
    tcase_add_checked_fixture(tests, set_up, clear);
    tcase_add_test(tests, each_rule_is_that_of_its_file);
    tcase_add_test(tests, the_set_is_that_of_the_files);
    suite_add_tcase(suite, tests);
    return suite;
}
