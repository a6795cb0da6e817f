/* Sentences of rules: text with the names of a failure's fields in braces. */
#ifndef WMILOG_RULES_MATCHING_SENTENCE_H
#define WMILOG_RULES_MATCHING_SENTENCE_H
#include "rules/matching/question.h"

enum { SENTENCE_MAX_FIELD = 240 }; /* bytes of a field's value that are shown */

/* Whether every brace belongs to a known field. False with `*wrong` set to the first name that is
 * not known, or to the rest of the sentence from a brace without its partner. */
bool sentence_check(struct view sentence, struct view *wrong);

/* Whether the sentence names a field of the event that a condition `near` finds. */
bool sentence_names_event(struct view sentence);

/* The sentence with its fields filled in, in `arena`, or itself when it names none; longer values
 * are cut and end in "...". False (output untouched) when a field has no value in this failure and
 * in what was found around it. The sentence has been checked. */
bool sentence_fill(struct arena *arena, struct view sentence, const struct failure *f,
                   const struct match_evidence *found, struct view *filled);

/* The same for a step (rules/texts/step.h). False also when a value may not stand there. */
bool sentence_fill_step(struct arena *arena, struct view step, const struct failure *f,
                        struct view *filled);

/* The sentence where no certain failure is spoken of, in `arena`: general words stand for its
 * fields. False, with `*general` the name of the first field that has none, or of one in a command
 * whose general words no command can have. The sentence has been checked.
 */
bool sentence_generalize(struct arena *arena, struct view sentence, struct view *general);

/* What the fields of a sentence are about: bits by enum subject. Failures that agree in all of
 * these fill them alike. */
enum subject {
    SUBJECT_NAMESPACE,
    SUBJECT_CLASS,
    SUBJECT_METHOD,
    SUBJECT_USER,
    SUBJECT_CLIENT_MACHINE,
    SUBJECT_PROVIDER,
    SUBJECT_OTHER, /* what each failure has of its own */
};
unsigned sentence_subjects(struct view sentence);

/* Whom the sentences of the rule's `named` and `because`, and the events beside them, tell the
 * same. */
enum telling sentence_telling(const struct rule *rule);

/* The name of the known field nearest to `name`, or NULL when none is near. */
const char *sentence_nearest_field(struct view name);

#endif
