/* Reads a sentence for what it leaves open, and conditions for what they speak of. */
#include "rules/rule_file/claim.h"

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "rules/matching/sentence.h"

enum { MAX_ALTERNATIVES = 2 };
enum { MAX_ITEM_WORDS = 3 }; /* of one thing in a list; what is longer is a clause */

/* A part of a sentence as it is read. */
struct part {
    size_t alternatives; /* joined by "or" so far, 1 = none */
    size_t items;        /* short things between commas, before the last comma */
    size_t words;        /* since the last comma */
    bool has_comma;
    bool is_clause; /* what stands behind the last comma begins as a clause does */
    bool is_over;   /* unless the next word is "or" */
};

static bool ends_part(char c)
{
    return c == '.' || c == ':' || c == ';';
}

static bool begins_clause(struct view word)
{
    static const char *const words[] = {"and", "are",  "as",    "because", "but",
                                        "by",  "for",  "is",    "its",     "since",
                                        "so",  "that", "where", "which",   "who"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (view_equal(word, view_of(words[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_item(const struct part *part)
{
    return part->has_comma && !part->is_clause && part->words > 0 && part->words <= MAX_ITEM_WORDS;
}

static void take_word(struct part *part, struct view word)
{
    const bool is_or = view_equal_nocase(word, VIEW("or"));
    if (part->is_over) {
        *part = (struct part){.alternatives = is_or ? part->alternatives : 1};
    }
    if (is_or) {
        const bool is_behind_comma = part->has_comma && part->words == 0;
        part->alternatives += is_item(part)     ? 2 + part->items
                              : is_behind_comma ? 1 + part->items
                                                : 1;
        part->items = part->words = 0;
        part->has_comma = false;
        return;
    }
    part->is_clause = part->words == 0 ? begins_clause(word) : part->is_clause;
    part->words++;
}

static void take_comma(struct part *part)
{
    part->items = is_item(part) ? part->items + 1 : 0;
    part->words = 0;
    part->has_comma = true;
}

/* "stopped/disabled", not an option of a command. */
static bool is_between_words(struct view sentence, size_t i)
{
    return i > 0 && i + 1 < sentence.len && ascii_is_alnum(sentence.data[i - 1]) &&
           ascii_is_alnum(sentence.data[i + 1]);
}

size_t claim_alternatives(struct view sentence)
{
    struct part part = {.alternatives = 1};
    size_t most = 1, depth = 0, start = 0;
    for (size_t i = 0; i <= sentence.len; i++) {
        char c = i < sentence.len ? sentence.data[i] : '.';
        if (c == '(') {
            depth++;
        } else if (c == ')' && depth > 0) {
            depth--;
        }
        if (ascii_is_word(c)) {
            continue;
        }
        if (depth == 0 && i > start && sentence.data[start] != '(') {
            take_word(&part, view_slice(sentence, start, i));
        }
        start = i + 1;
        if (c == ',' && depth == 0) {
            take_comma(&part);
        } else if (c == '/' && depth == 0 && is_between_words(sentence, i)) {
            take_word(&part, VIEW("or"));
        }
        most = part.alternatives > most ? part.alternatives : most;
        if (ends_part(c) && depth == 0) {
            part.is_over = true;
        }
    }
    return most;
}

/* What every failure has, whatever it is about, and what may be around any. */
static bool is_circumstance(enum condition_kind kind)
{
    switch ((int)kind) {
    case CONDITION_PHASE:
    case CONDITION_STAGE:
    case CONDITION_VIEWPOINT:
    case CONDITION_LOCALITY:
    case CONDITION_COMPONENT:
    case CONDITION_VERB:
    case CONDITION_USER_KIND:
    case CONDITION_USER:
    case CONDITION_CLIENT_MACHINE:
    case CONDITION_DURATION:
    case CONDITION_COMPUTER_IS:
    case CONDITION_NEAR:
    case CONDITION_SUCCEEDED_BEFORE:
    case CONDITION_SUCCEEDED_AFTER:
    case CONDITION_RATE:
    case CONDITION_PERIODIC:
    case CONDITION_SPACING:
    case CONDITION_SAME_DURATION:
        return true;
    default:
        return false;
    }
}

/* "*", "?*", "root*": whatever it is. */
static bool fits_anything(const struct condition *condition)
{
    const bool is_known = condition->kind == CONDITION_OWNER_CODE; /* "?*": that it has an owner */
    for (size_t i = 0; i < condition->text_count && !is_known; i++) {
        struct view glob = condition->texts[i];
        if (condition->kind == CONDITION_NAMESPACE && view_starts_nocase(glob, VIEW("root"))) {
            glob = view_from(glob, VIEW("root").len);
        }
        size_t at = 0;
        while (at < glob.len &&
               (glob.data[at] == '*' || glob.data[at] == '?' || glob.data[at] == '\\')) {
            at++;
        }
        if (at == glob.len && glob.len > 0) {
            return true;
        }
    }
    return false;
}

static bool is_of_other_log(const struct condition *condition)
{
    return condition->kind == CONDITION_VIEWPOINT && condition->number_count == 1 &&
           condition->numbers[0] == VIEWPOINT_OTHER;
}

/* Whether the conditions ask for something of the operation itself, its result, or an event beside
 * it: without that a rule holds for failures of every kind. What only another log tells is about
 * the event that tells it: so `near` is a subject there. Depth is limited to RULE_MAX_DEPTH where
 * conditions are read. */
static bool has_subject(const struct condition *condition, bool is_told_by_event)
{
    bool all = condition->child_count > 0, any = false;
    if (condition->kind == CONDITION_NOT) {
        return false;
    }
    if (condition_rows[condition->kind].form != FORM_BRANCH) {
        return (is_told_by_event && condition->kind == CONDITION_NEAR) ||
               (!is_circumstance(condition->kind) && !fits_anything(condition));
    }
    for (size_t i = 0; i < condition->child_count && condition->kind == CONDITION_ALL; i++) {
        is_told_by_event |= is_of_other_log(&condition->children[i]);
    }
    for (size_t i = 0; i < condition->child_count; i++) {
        bool child = has_subject(&condition->children[i], is_told_by_event);
        all = all && child;
        any = any || child;
    }
    return condition->kind == CONDITION_ALL ? any : all;
}

static const char *named_mistake(struct view named)
{
    const unsigned subjects = sentence_subjects(named);
    if (!view_is_empty(named) && subjects == 0) {
        return "found no field, expected one that makes it another than 'cause'";
    }
    return (subjects & (1U << SUBJECT_USER | 1U << SUBJECT_CLIENT_MACHINE)) == 0
               ? NULL
               : "found a field of the caller, expected the same sentence for every caller";
}

size_t claim_mistakes(const struct rule *rule, struct claim_mistake list[CLAIM_MAX_MISTAKES])
{
    const struct {
        const char *key, *text;
        bool is_made;
    } all[CLAIM_MAX_MISTAKES] = {
        {"when",
         "found conditions that any failure can meet, expected one about code, family, namespace, "
         "class or the like",
         !has_subject(&rule->when, false)},
        {"cause",
         "found more than two alternatives joined with 'or', expected a rule for each cause",
         claim_alternatives(rule->cause) > MAX_ALTERNATIVES},
        {"cause",
         "found a field, expected the same sentence for every failure: fields stand in 'named' "
         "and 'because'",
         view_find(rule->cause, VIEW("{"), 0) != SIZE_MAX},
        {"named", named_mistake(rule->named), !!named_mistake(rule->named)},
    };
    size_t count = 0;
    for (size_t i = 0; i < CLAIM_MAX_MISTAKES; i++) {
        if (all[i].is_made) {
            list[count++] = (struct claim_mistake){all[i].key, all[i].text};
        }
    }
    return count;
}
