/* What conditions are asked about, and what a leaf of them answers. */
#ifndef WMILOG_RULES_MATCHING_FACTS_H
#define WMILOG_RULES_MATCHING_FACTS_H
#include "rules/failure/request.h"
#include "rules/matching/known_facts.h"
#include "rules/matching/open.h"
#include "rules/matching/question.h"
#include "rules/texts/user_kind.h"

/* A failure as far as it is known: conditions that ask for more than `known` may hold. */
struct facts {
    const struct failure *f;
    enum condition_asks known;
    struct question *question;
    /* Made when the first condition asks: few do. */
    bool has_user_kind, has_name_space;
    bool has_request;
    enum user_kind user_kind;
    enum request_finding request;
    char name_space[FINGERPRINT_NAMESPACE_SIZE]; /* normalised */
    struct known_facts known_facts;              /* of the tables */
};

/* All is known. Both are borrowed. */
void facts_init(struct facts *facts, const struct failure *f, struct question *question);

/* The answer of a leaf. */
enum answer facts_answer(struct facts *facts, const struct condition *leaf);

/* What has to be known for an answer of a leaf of this kind, where some get one before. */
enum condition_asks facts_first_asked(enum condition_kind kind);

/* Whether a leaf that holds rests on nothing that the tables only infer. */
bool facts_are_stated(struct facts *facts, const struct condition *leaf);
/* Whether a leaf of this kind may rest on what the tables only infer. */
bool facts_may_be_inferred(enum condition_kind kind);

/* What a leaf of this kind is compared with: a number for FORM_CODES and FORM_NAMES, one past the
 * names where it is not known; a text for FORM_GLOBS, valid as long as the failure and the facts.
 */
uint32_t facts_number(struct facts *facts, enum condition_kind kind);
struct view facts_text(struct facts *facts, enum condition_kind kind);

#endif
