/* Knows when a rule's conditions hold, and what a failure is then told. */
#include "rules/matching/match.h"

#include "parsers/base/count.h"
#include "rules/matching/cases.h"
#include "rules/matching/facts.h"
#include "rules/matching/open.h"
#include "rules/matching/rule_index.h"
#include "rules/matching/sentence.h"

bool rule_matches_in(const struct rule *rule, const struct surroundings *surroundings,
                     const struct failure *f)
{
    struct facts facts;
    struct question question = {.around = surroundings, .f = f};
    facts_init(&facts, f, &question);
    return condition_answer(&rule->when, &facts) == ANSWER_YES;
}

/* The condition within `c` that decides the answer of `c`: *holds is that answer, and becomes the
 * answer of what is found. */
static const struct condition *decisive(const struct condition *c, struct facts *facts, bool *holds)
{
    while (condition_rows[c->kind].form == FORM_BRANCH) {
        bool all_decide = *holds == (c->kind == CONDITION_ALL);
        size_t i = 0;
        if (c->kind == CONDITION_NOT) {
            *holds = !*holds;
        } else if (all_decide && c->child_count > 1) {
            return c;
        } else if (!all_decide) {
            enum answer wanted = *holds ? ANSWER_YES : ANSWER_NO;
            while (i + 1 < c->child_count && condition_answer(&c->children[i], facts) != wanted) {
                i++;
            }
        }
        c = &c->children[i];
    }
    return c;
}

void rule_exclude_in(const struct rule *rule, const struct surroundings *surroundings,
                     const struct failure *f, struct arena *arena, struct exclusion *out)
{
    struct facts facts;
    struct question question = {.around = surroundings, .f = f};
    bool holds = false;
    *out = (struct exclusion){.condition = NULL};
    facts_init(&facts, f, &question);
    if (condition_answer(&rule->when, &facts) == ANSWER_YES) {
        return;
    }
    const struct condition *c = decisive(&rule->when, &facts, &holds);
    enum condition_form form = condition_rows[c->kind].form;
    out->condition = c;
    out->holds = holds;
    if (form == FORM_GLOBS) {
        out->text = arena_copy(arena, facts_text(&facts, c->kind));
    } else if (form == FORM_CODES || form == FORM_NAMES) {
        out->number = facts_number(&facts, c->kind);
    }
}

/* A cause that is given with better evidence says all that this rule would. */
static bool is_sharpened(const struct judgement *j, const struct rule *rule)
{
    for (size_t i = 0; i < j->cause_count; i++) {
        if (rule_sharpens(j->causes[i].rule, rule)) {
            return true;
        }
    }
    return false;
}

/* Whether a leaf can rest on something. */
static bool has_details(const struct condition *c)
{
    bool has = c->details;
    for (size_t i = 0; c->kind != CONDITION_NOT && i < c->child_count && !has; i++) {
        has = has_details(&c->children[i]);
    }
    return has;
}

/* What the leaves rest on that made the condition hold; exclusions rest on nothing. */
static void gather(const struct condition *c, struct facts *facts, struct match_evidence *found)
{
    if (!has_details(c)) {
        return;
    }
    if (c->details) {
        question_answer(facts->question, c, found);
    }
    for (size_t i = 0; c->kind != CONDITION_NOT && i < c->child_count; i++) {
        bool is_branch = c->kind == CONDITION_ANY;
        if (is_branch && condition_answer(&c->children[i], facts) != ANSWER_YES) {
            continue;
        }
        gather(&c->children[i], facts, found);
        if (is_branch) {
            break;
        }
    }
}

/* A rule that holds, and how surely. */
struct held {
    const struct rule *rule;
    enum confidence confidence;
};

/* The cause that this one says with better evidence and no less surely, else the place behind the
 * last. */
static size_t place_of(const struct judgement *j, const struct held *found)
{
    size_t i = 0;
    while (i < j->cause_count && (j->causes[i].confidence != found->confidence ||
                                  !rule_sharpens(found->rule, j->causes[i].rule))) {
        i++;
    }
    return i;
}

static void add_cause(struct judgement *j, const struct held *found)
{
    size_t place = place_of(j, found);
    struct cause *cause = &j->causes[place];
    j->cause_count += place == j->cause_count;
    cause->rule = found->rule;
    cause->confidence = found->confidence;
    cause->because_count = cause->evidence_count = 0;
    cause->is_explained = false;
    cause->text = VIEW_NONE;
    cause->check = cause->remedy = NULL;
}

/* Those that name what the failure lacks, or what no step may have, stay general. */
static const struct view *fill_steps(struct arena *arena, const struct view *forms,
                                     const struct view *general, size_t count,
                                     const struct failure *f)
{
    if (!forms) {
        return NULL;
    }
    struct view *steps = arena_alloc(arena, count * sizeof(*steps));
    for (size_t i = 0; i < count; i++) {
        if (!sentence_fill_step(arena, forms[i], f, &steps[i])) {
            steps[i] = general[i];
        }
    }
    return steps;
}

static void explain(struct arena *arena, struct cause *cause, struct facts *facts)
{
    const struct rule *rule = cause->rule;
    struct match_evidence found = {.near = NULL};
    gather(&rule->when, facts, &found);
    if (!view_is_empty(rule->named)) {
        (void)sentence_fill(arena, rule->named, facts->f, &found, &cause->text);
    }
    cause->because_count = 0;
    if (rule->because_count > 0) {
        cause->because = arena_alloc(arena, CAUSE_MAX_BECAUSE * sizeof(*cause->because));
    }
    for (size_t i = 0; i < rule->because_count && cause->because_count < CAUSE_MAX_BECAUSE; i++) {
        if (sentence_fill(arena, rule->because[i], facts->f, &found,
                          &cause->because[cause->because_count])) {
            cause->because_count++;
        }
    }
    cause->evidence_count = found.record_count;
    if (found.record_count > 0) {
        cause->evidence = arena_alloc(arena, found.record_count * sizeof(*cause->evidence));
    }
    for (size_t i = 0; i < found.record_count; i++) {
        cause->evidence[i] = found.records[i];
    }
    cause->is_explained = true;
}

void rule_set_explain_cause_in(const struct surroundings *surroundings, const struct failure *f,
                               struct judgement *j, size_t index)
{
    struct facts facts;
    struct question question = {.around = surroundings, .f = f};
    if (!j->causes[index].is_explained) {
        facts_init(&facts, f, &question);
        explain(&j->arena, &j->causes[index], &facts);
    }
}

void rule_set_explain_in(const struct surroundings *surroundings, const struct failure *f,
                         struct judgement *j)
{
    struct facts facts;
    struct question question = {.around = surroundings, .f = f};
    facts_init(&facts, f, &question);
    for (size_t i = 0; i < j->cause_count; i++) {
        if (!j->causes[i].is_explained) {
            explain(&j->arena, &j->causes[i], &facts);
        }
    }
    j->is_explained = true;
}

void rule_set_fill_steps(const struct failure *f, struct judgement *j)
{
    for (size_t i = 0; i < j->cause_count; i++) {
        struct cause *cause = &j->causes[i];
        const struct rule *rule = cause->rule;
        cause->check = fill_steps(&j->arena, rule->check_forms, rule->check, rule->check_count, f);
        cause->remedy =
            fill_steps(&j->arena, rule->remedy_forms, rule->remedy, rule->remedy_count, f);
    }
}

/* Whether a condition that can hold rests on nothing that the tables only infer; exclusions rest on
 * nothing at all. */
static bool is_stated(const struct condition *c, struct facts *known)
{
    bool all = true, any = c->child_count == 0;
    if (condition_rows[c->kind].form != FORM_BRANCH) {
        return facts_are_stated(known, c);
    }
    for (size_t i = 0; i < c->child_count && c->kind != CONDITION_NOT; i++) {
        bool child = is_stated(&c->children[i], known);
        all = all && child;
        any = any || (child && condition_answer(&c->children[i], known) != ANSWER_NO);
    }
    return c->kind == CONDITION_ANY ? any : all;
}

/* The answer of a rule, of which this is open. */
static enum answer open_rule(const struct rule_set *set, uint32_t place, uint32_t *open,
                             struct facts *facts)
{
    return open_answer(&rule_index_traits(set->index, place)->parts, open, facts);
}

/* The rules that do not exclude this code in this phase. */
static const struct match_code *make_code(struct match_cases *cases, const struct rule_set *set,
                                          struct facts *facts)
{
    struct candidates candidates = candidates_for(set, facts->f);
    struct match_place next;
    facts->known = ASKS_CODE;
    while ((next.place = candidates_next(&candidates)) != CANDIDATES_END) {
        next.open = rule_index_traits(set->index, next.place)->parts.all;
        if (open_rule(set, next.place, &next.open, facts) != ANSWER_NO) {
            match_cases_add_place(cases, &next);
        }
    }
    return match_cases_end_code(cases, facts->f);
}

/* The rules that do not exclude this kind. */
static const struct match_kind *make_kind(struct match_cases *cases, const struct rule_set *set,
                                          struct facts *facts)
{
    const uint64_t class_bytes = rule_index_class_bytes(facts->f->operation.class_name);
    const struct match_code *code = match_cases_code(cases, facts->f);
    if (!code) {
        code = make_code(cases, set, facts);
    }
    facts->known = ASKS_KIND;
    /* A code that is not kept lies where its kind is made: what is left moves to the front. */
    for (size_t i = 0; i < code->rules.count; i++) {
        struct match_place next = code->rules.list[i];
        if (rule_index_may_be(set->index, next.place, class_bytes) &&
            open_rule(set, next.place, &next.open, facts) != ANSWER_NO) {
            match_cases_add_place(cases, &next);
        }
    }
    return match_cases_end_kind(cases, facts->f);
}

/* The rules that do not exclude this case. */
static const struct match_case *make_case(struct match_cases *cases, const struct rule_set *set,
                                          struct facts *facts)
{
    const struct match_kind *kind = match_cases_kind(cases, facts->f);
    if (!kind) {
        kind = make_kind(cases, set, facts);
    }
    facts->known = ASKS_CASE;
    match_cases_begin(cases, facts->f);
    for (size_t i = 0; i < kind->rules.count; i++) {
        struct match_rule next = {kind->rules.list[i].place, kind->rules.list[i].open, 0, false};
        const struct rule *rule = set->rules[next.place];
        next.confidence = (uint8_t)rule->confidence;
        next.is_fallback = rule->is_fallback;
        if (open_rule(set, next.place, &next.open, facts) == ANSWER_NO) {
            continue;
        }
        if (rule_index_traits(set->index, next.place)->may_be_inferred &&
            rule->confidence > CONFIDENCE_POSSIBLE && !is_stated(&rule->when, facts)) {
            next.confidence = CONFIDENCE_POSSIBLE;
        }
        match_cases_add(cases, &next);
    }
    facts->known = ASKS_AROUND;
    return match_cases_end(cases, facts->f);
}

/* Those of them that do not exclude this variant either. */
static void make_variant(struct match_cases *cases, const struct rule_set *set,
                         const struct match_case *c, struct facts *facts,
                         struct match_variant *variant)
{
    facts->known = ASKS_VARIANT;
    for (size_t i = 0; i < c->left.count; i++) {
        struct match_rule next = c->left.list[i];
        if (open_rule(set, next.place, &next.open, facts) != ANSWER_NO) {
            match_cases_add(cases, &next);
        }
    }
    facts->known = ASKS_AROUND;
    match_cases_keep(cases, variant);
}

static const struct match_rules *rules_left(const struct rule_set *set, struct match_cases *cases,
                                            struct facts *facts)
{
    const struct failure *f = facts->f;
    const struct surroundings *around = facts->question->around;
    const struct match_case *c = f->kind ? match_cases_find(cases, f) : NULL;
    if (!c) {
        c = make_case(cases, set, facts);
    }
    if (!match_cases_has(cases, c)) {
        return &c->left;
    }
    facts->user_kind = match_cases_user_kind(cases, f);
    facts->has_user_kind = true;
    struct match_variant *v =
        match_cases_variant(cases, c, f, facts->user_kind, around ? surroundings_met(around) : 0);
    if (v && v->age == 0) {
        make_variant(cases, set, c, facts, v);
    }
    return v ? &v->left : &c->left;
}

/* The rule whose verdict counts. A rhythm shows only after some failures, and so alike ones would
 * differ: the verdict of a rule that asks for one is that of the rule which it sharpens, else of
 * the next that holds. That somebody may be at work who should not is not outweighed by a surer
 * cause of the refusal. */
struct decider {
    const struct rule *rule; /* NULL = none yet */
    bool is_final;
};

static bool is_alarm(const struct held *found)
{
    return found->rule->verdict == VERDICT_SECURITY && found->confidence >= CONFIDENCE_LIKELY;
}

static void decide(struct decider *decider, const struct judgement *j, const struct held *found)
{
    const struct rule *rule = found->rule, *first = judgement_first_rule(j);
    bool is_meant = !first || first == rule || rule_sharpens(first, rule);
    bool is_sharper = decider->rule && rule_sharpens(rule, decider->rule);
    bool is_worse = decider->rule && decider->rule->verdict < VERDICT_SECURITY && is_alarm(found);
    if (rule->is_rhythm || (decider->is_final && !is_worse && !(is_sharper && first == rule)) ||
        (decider->rule && !is_meant && !is_worse)) {
        return;
    }
    *decider = (struct decider){rule, is_meant || is_alarm(found)};
}

/* Adds the causes of the rules that are left and hold; gives what decides the verdict. */
static struct decider add_causes(const struct rule_set *set, const struct match_rules *left,
                                 struct facts *facts, struct judgement *j)
{
    struct decider decider = {.rule = NULL};
    for (size_t i = 0; i < left->count; i++) {
        const struct match_rule *next = &left->list[i];
        const struct held found = {set->rules[next->place], (enum confidence)next->confidence};
        const bool is_full = j->cause_count == JUDGEMENT_MAX_CAUSES;
        /* The fallbacks speak of the code. */
        if ((next->is_fallback && (facts->f->has_no_result || decider.rule)) ||
            (decider.is_final && is_full)) {
            break;
        }
        const bool is_cause =
            !is_full && !(next->is_fallback && j->cause_count > 0) && !is_sharpened(j, found.rule);
        uint32_t open = next->open;
        if ((!is_cause && decider.is_final) ||
            open_rule(set, next->place, &open, facts) != ANSWER_YES) {
            continue;
        }
        if (is_cause) {
            add_cause(j, &found);
        }
        decide(&decider, j, &found);
    }
    return decider;
}

void rule_set_match_in(const struct rule_set *set, struct match_cases *cases,
                       const struct surroundings *surroundings, const struct failure *f,
                       struct judgement *j)
{
    struct match_cases none;
    if (!cases) {
        match_cases_init_none(&none);
    }
    struct facts facts;
    struct question question = {.around = surroundings, .f = f};
    facts_init(&facts, f, &question);
    judgement_clear(j);
    const struct match_rules *left = rules_left(set, cases ? cases : &none, &facts);
    const struct decider decider = add_causes(set, left, &facts, j);
    if (decider.rule) {
        j->verdict = decider.rule->verdict;
        j->reason = judgement_first_rule(j)->verdict == j->verdict ? judgement_first_rule(j)->reason
                                                                   : decider.rule->reason;
    } else {
        j->verdict = VERDICT_DEGRADED;
        j->reason = f->has_no_result
                        ? VIEW("It failed; the event does not tell with which code.")
                        : VIEW("No rule knows this failure, so it is not taken for harmless.");
    }
    if (!cases) {
        match_cases_release(&none);
    }
}

/* Whether more than code, family and phase has to be known; exclusions do not count. */
static bool needs_more(const struct condition *c)
{
    bool all = true, any = false;
    for (size_t i = 0; i < c->child_count; i++) {
        bool child = needs_more(&c->children[i]);
        all = all && child;
        any = any || child;
    }
    if (c->kind == CONDITION_ALL || c->kind == CONDITION_ANY) {
        return c->kind == CONDITION_ALL ? any : all;
    }
    return condition_rows[c->kind].asks > ASKS_CODE;
}

/* The rule that it sharpens says the same for this code. */
static bool has_general_form(const struct rule_set *set, const struct rule *rule,
                             struct facts *facts)
{
    bool has = false;
    for (size_t i = 0; i < set->count && rule->sharpens.len > 0 && !has; i++) {
        has = set->rules[i] != rule && rule_sharpens(rule, set->rules[i]) &&
              condition_answer(&set->rules[i]->when, facts) != ANSWER_NO;
    }
    return has;
}

void rule_set_for_code(const struct rule_set *set, uint32_t code, enum phase phase,
                       void (*visit)(void *context, const struct rule *rule), void *context)
{
    struct failure f = {.result = code, .phase = phase, .family = family_of_code(code)};
    struct facts facts = {.f = &f, .known = ASKS_CODE};
    static const struct {
        bool needs_more, is_fallback;
    } passes[] = {{false, false}, {true, false}, {false, true}};
    size_t visited = 0;
    for (size_t i = 0; i < COUNT_OF(passes); i++) {
        struct candidates candidates = candidates_for(set, &f);
        uint32_t place;
        while ((!passes[i].is_fallback || visited == 0) &&
               (place = candidates_next(&candidates)) != CANDIDATES_END) {
            const struct rule *rule = set->rules[place];
            if (rule->is_fallback == passes[i].is_fallback &&
                needs_more(&rule->when) == passes[i].needs_more &&
                condition_answer(&rule->when, &facts) != ANSWER_NO &&
                !has_general_form(set, rule, &facts)) {
                visit(context, rule);
                visited++;
            }
        }
    }
}
