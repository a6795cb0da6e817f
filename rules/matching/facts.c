/* Knows which part of a failure each kind of condition looks at. */
#include "rules/matching/facts.h"

#include "rules/failure/kind.h"
#include "rules/failure/namespace_form.h"
#include "rules/failure/target_form.h"

void facts_init(struct facts *facts, const struct failure *f, struct question *question)
{
    facts->f = f;
    facts->known = ASKS_AROUND;
    facts->question = question;
    facts->has_user_kind = false;
    facts->has_request = false;
    facts->has_name_space = false;
    facts->known_facts.parts = 0;
}

/* Each kind of condition that lists values has a function here, named after its key. */

static uint32_t code_number(struct facts *facts)
{
    return facts->f->result;
}

static uint32_t family_number(struct facts *facts)
{
    return (uint32_t)facts->f->family;
}

static uint32_t phase_number(struct facts *facts)
{
    return (uint32_t)facts->f->phase;
}

static uint32_t stage_number(struct facts *facts)
{
    return (uint32_t)facts->f->stage;
}

static uint32_t viewpoint_number(struct facts *facts)
{
    return (uint32_t)facts->f->viewpoint;
}

static uint32_t locality_number(struct facts *facts)
{
    return (uint32_t)facts->f->client.locality;
}

static uint32_t user_kind_number(struct facts *facts)
{
    if (!facts->has_user_kind) {
        const struct failure *f = facts->f;
        facts->user_kind = failure_user_kind(f, user_kind_on(f->client.user, f->computer));
        facts->has_user_kind = true;
    }
    return (uint32_t)facts->user_kind;
}

static uint32_t request_number(struct facts *facts)
{
    if (!facts->has_request) {
        facts->request = request_of(facts->f).finding;
        facts->has_request = true;
    }
    return (uint32_t)facts->request;
}

static uint32_t namespace_form_number(struct facts *facts)
{
    return (uint32_t)namespace_form_of(facts->f);
}

static uint32_t target_form_number(struct facts *facts)
{
    return (uint32_t)target_form_of(facts->f);
}

static struct view or_unknown(struct view text)
{
    return view_is_empty(text) ? VIEW("Unknown") : text;
}

static struct view facility_text(struct facts *facts)
{
    return view_of(code_facility(facts->f->result));
}

static struct view verb_text(struct facts *facts)
{
    return facts->f->operation.verb;
}

static struct view namespace_text(struct facts *facts)
{
    if (facts->f->kind) {
        return view_of(facts->f->kind->name_space);
    }
    if (!facts->has_name_space) {
        fingerprint_namespace(facts->f->name_space, facts->name_space);
        facts->has_name_space = true;
    }
    return view_of(facts->name_space);
}

static struct view class_text(struct facts *facts)
{
    return facts->f->operation.class_name;
}

static struct view method_text(struct facts *facts)
{
    return facts->f->operation.method;
}

static struct view provider_text(struct facts *facts)
{
    return failure_provider(facts->f);
}

static struct view component_text(struct facts *facts)
{
    return or_unknown(facts->f->component);
}

static struct view possible_cause_text(struct facts *facts)
{
    return or_unknown(facts->f->possible_cause);
}

static struct view user_text(struct facts *facts)
{
    return or_unknown(facts->f->client.user);
}

static struct view client_machine_text(struct facts *facts)
{
    return or_unknown(facts->f->client.machine);
}

static struct view query_text(struct facts *facts)
{
    return view_trim(facts->f->operation.query);
}

/* What the tables say. */

static uint32_t known_number(struct facts *facts, enum condition_kind kind)
{
    return known_facts_number(&facts->known_facts, facts->f, namespace_text(facts), kind);
}

static struct view known_text(struct facts *facts, enum condition_kind kind)
{
    return known_facts_text(&facts->known_facts, facts->f, namespace_text(facts), kind);
}

#define KNOWN_NUMBER(NAME, key)                       \
    static uint32_t key##_number(struct facts *facts) \
    {                                                 \
        return known_number(facts, CONDITION_##NAME); \
    }
#define KNOWN_TEXT(NAME, key)                          \
    static struct view key##_text(struct facts *facts) \
    {                                                  \
        return known_text(facts, CONDITION_##NAME);    \
    }
KNOWN_TEXT(NAMESPACE_OWNER, namespace_owner)
KNOWN_NUMBER(NAMESPACE_KIND, namespace_kind)
KNOWN_NUMBER(NAMESPACE_ENCRYPTION, namespace_encryption)
KNOWN_NUMBER(NAMESPACE_ACCESS, namespace_access)
KNOWN_NUMBER(NAMESPACE_EDITIONS, namespace_editions)
KNOWN_TEXT(NAMESPACE_SINCE, namespace_since)
KNOWN_TEXT(NAMESPACE_UNTIL, namespace_until)
KNOWN_TEXT(CLASS_OWNER, class_owner)
KNOWN_NUMBER(CLASS_KIND, class_kind)
KNOWN_TEXT(CLASS_RIGHTS, class_rights)
KNOWN_NUMBER(CLASS_PRESENCE, class_presence)
KNOWN_TEXT(CLASS_SINCE, class_since)
KNOWN_NUMBER(CLASS_PLACE, class_place)
KNOWN_NUMBER(MISTYPED, mistyped)
KNOWN_TEXT(PROVIDER_HOSTING, provider_hosting)
KNOWN_TEXT(SERVICE, service)
KNOWN_TEXT(OWNER_CODE, owner_code)
KNOWN_NUMBER(NORMAL, normal)

static const struct {
    uint32_t (*number)(struct facts *facts);
    struct view (*text)(struct facts *facts);
} parts[CONDITION_COUNT] = {
#define BRANCH_PART(key) NULL, NULL
#define CODES_PART(key) key##_number, NULL
#define NAMES_PART(key) key##_number, NULL
#define GLOBS_PART(key) NULL, key##_text
#define DETAILS_PART(key) NULL, NULL
#define CONDITION(NAME, key, FORM, ...) [CONDITION_##NAME] = {FORM##_PART(key)},
#include "rules/rule/conditions.def"
#undef CONDITION
};

uint32_t facts_number(struct facts *facts, enum condition_kind kind)
{
    return parts[kind].number(facts);
}

struct view facts_text(struct facts *facts, enum condition_kind kind)
{
    return parts[kind].text(facts);
}

/* Of an unknown code nothing can be said, not even which it is not; the family other has it. */
static bool asks_for_code(struct facts *facts, const struct condition *leaf)
{
    return leaf->kind == CONDITION_CODE || leaf->kind == CONDITION_FACILITY ||
           (leaf->kind == CONDITION_FAMILY &&
            !condition_lists(leaf->numbers, leaf->number_count, family_number(facts)));
}

/* Which columns decide is not known before the computer is: all that may have to be stated. */
static bool fits_are_stated(struct facts *facts, const struct condition_details *d)
{
    unsigned of_class = 0, of_namespace = 0;
    for (unsigned i = 0; i < WINDOWS_FIT_COUNT; i++) {
        of_class |= d->class_fits & 1U << i ? windows_fit_aspects((enum windows_fit)i) : 0;
        of_namespace |= d->namespace_fits & 1U << i ? windows_fit_aspects((enum windows_fit)i) : 0;
    }
    return known_facts_written(&facts->known_facts, facts->f, namespace_text(facts), of_class,
                               of_namespace);
}

bool facts_are_stated(struct facts *facts, const struct condition *leaf)
{
    if (leaf->kind == CONDITION_COMPUTER_IS) {
        return fits_are_stated(facts, leaf->details);
    }
    return known_facts_stated(&facts->known_facts, facts->f, namespace_text(facts), leaf->kind);
}

bool facts_may_be_inferred(enum condition_kind kind)
{
    return kind == CONDITION_COMPUTER_IS || known_facts_may_be_inferred(kind);
}

/* Of a variant it is known whether there is a duration, and which events came at all. */
static bool is_absent(const struct facts *facts, const struct condition *leaf)
{
    const struct surroundings *around = facts->question->around;
    return (leaf->kind == CONDITION_DURATION && !facts->f->has_duration) ||
           (leaf->kind == CONDITION_NEAR &&
            (!around || surroundings_question(around, leaf->details) == WANTED_NONE));
}

enum condition_asks facts_first_asked(enum condition_kind kind)
{
    const enum condition_asks asks = condition_rows[kind].asks;
    const bool can_be_absent = kind == CONDITION_DURATION || kind == CONDITION_NEAR;
    return can_be_absent && asks > ASKS_VARIANT ? ASKS_VARIANT : asks;
}

enum answer facts_answer(struct facts *facts, const struct condition *leaf)
{
    const struct condition_row *row = &condition_rows[leaf->kind];
    bool holds;
    if (facts->known == ASKS_VARIANT && is_absent(facts, leaf)) {
        return ANSWER_NO;
    }
    if (row->asks > facts->known || (facts->f->has_no_result && asks_for_code(facts, leaf))) {
        return ANSWER_MAYBE;
    }
    if (row->form == FORM_DETAILS) {
        holds = question_answer(facts->question, leaf, NULL);
    } else if (row->form == FORM_GLOBS) {
        holds = condition_has_glob(leaf->texts, leaf->text_count, facts_text(facts, leaf->kind));
    } else {
        holds = condition_lists(leaf->numbers, leaf->number_count, facts_number(facts, leaf->kind));
    }
    return holds ? ANSWER_YES : ANSWER_NO;
}
