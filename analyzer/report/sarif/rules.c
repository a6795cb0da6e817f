/* Rules as reporting descriptors. */
#include "analyzer/report/advice.h"
#include "analyzer/report/markdown/markup.h"
#include "analyzer/report/sarif/parts.h"
#include "analyzer/report/text/paper.h"
#include "parsers/base/count.h"
#include "parsers/base/memory.h"
#include "rules/rule/rule.h"

const char *sarif_level(enum verdict verdict)
{
    static const char *const levels[VERDICT_COUNT] = {
        [VERDICT_HARMLESS] = "none",
        [VERDICT_DEGRADED] = "warning",
        [VERDICT_BROKEN] = "error",
        [VERDICT_SECURITY] = "error",
    };
    return levels[verdict];
}

struct view sarif_rule_id(const struct rule *rule)
{
    return rule ? rule->id : VIEW("WMI-UNEXPLAINED");
}

const struct rule *sarif_rule_of(const struct group *g)
{
    return g->judgement->cause_count > 0 ? g->judgement->causes[0].rule : NULL;
}

#define TEXT(literal)                  \
    {                                  \
        (literal), sizeof(literal) - 1 \
    }

/* Event consumers are judged by the program, not by a rule: these two stand for that in the list of
 * rules. */
const struct rule *sarif_rule_of_consumer(enum consumer_kind kind)
{
    static const struct view check[] = {
        TEXT(ADVICE_CONSUMERS_NOW),
        TEXT("`" ADVICE_CONSUMERS_BINDINGS "`"),
        TEXT("`" ADVICE_CONSUMERS_ALL "`"),
    };
    static const struct view remedy[] = {TEXT(ADVICE_CONSUMERS_REMOVE)};
    static const struct rule permanent = {
        .id = TEXT("WMI-EVENT-CONSUMER"),
        .title = TEXT("A permanent event consumer runs when an event comes"),
        .cause = TEXT("A permanent subscription in the repository of WMI binds an event to a "
                      "consumer, which runs as SYSTEM each time the event comes, also after a "
                      "restart: management software does this, and so does malware."),
        .confidence = CONFIDENCE_LIKELY,
        .verdict = VERDICT_SECURITY,
        .check = check,
        .check_count = COUNT_OF(check),
        .remedy = remedy,
        .remedy_count = COUNT_OF(remedy),
    };
    static const struct rule temporary = {
        .id = TEXT("WMI-EVENT-SUBSCRIPTION"),
        .title = TEXT("A program asks for events while it runs"),
        .cause = TEXT("A program asked WMI for events. Where its query polls often, WMI enumerates "
                      "the class again and again for as long as the program runs."),
        .confidence = CONFIDENCE_CERTAIN,
        .verdict = VERDICT_DEGRADED,
    };
    return kind == CONSUMER_TEMPORARY ? &temporary : &permanent;
}

size_t sarif_rule_index(struct sarif_rules *rules, const struct rule *rule)
{
    for (size_t i = 0; i < rules->count; i++) {
        if (rules->items[i] == rule) {
            return i;
        }
    }
    rules->items = memory_grow(rules->items, rules->count, &rules->cap, sizeof(*rules->items));
    rules->items[rules->count] = rule;
    return rules->count++;
}

static void put_message(struct json_writer *w, const char *key, struct view text)
{
    struct buffer clean;
    buffer_init(&clean, BUFFER_NO_MAX);
    paper_add_log(&clean, text, SARIF_TEXT);
    json_open_object(w, key);
    sarif_write_text(w, buffer_view(&clean));
    json_close_object(w);
    buffer_release(&clean);
}

/* How to tell, and what to do. */
static void compose_help(struct sheet *s, const struct rule *rule)
{
    const struct {
        const char *label;
        enum sheet_kind kind;
        const struct view *texts;
        size_t count;
    } parts[] = {
        {"Check", SHEET_LIST, rule->check, rule->check_count},
        {"Do", SHEET_STEPS, rule->remedy, rule->remedy_count},
    };
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (parts[i].count == 0) {
            continue;
        }
        sheet_line(s, SHEET_LABEL, parts[i].label);
        sheet_open(s, parts[i].kind);
        for (size_t j = 0; j < parts[i].count; j++) {
            phrase_step(&s->line, parts[i].texts[j], PHRASE_RULE);
            sheet_item(s, NULL);
        }
    }
    if (s->count == 0) { /* GitHub wants some help */
        sheet_open(s, SHEET_TEXT);
        paper_add_log(&s->line, rule->cause, PHRASE_RULE);
        sheet_item(s, NULL);
    }
}

static void put_help(struct json_writer *w, const struct rule *rule)
{
    struct arena arena;
    struct sheet sheet;
    struct buffer plain, markdown;
    arena_init(&arena, OUTPUT_FLUSH_SIZE);
    sheet_init(&sheet, &arena);
    buffer_init(&plain, BUFFER_NO_MAX);
    buffer_init(&markdown, BUFFER_NO_MAX);
    compose_help(&sheet, rule);
    for (size_t i = 0; i < sheet.count; i++) {
        const struct sheet_block *block = &sheet.blocks[i];
        for (size_t j = 0; j < block->count; j++) {
            buffer_add_text(&plain, block->kind == SHEET_LABEL || block->count == 1 ? "" : "- ");
            phrase_plain(&plain, block->items[j].text);
            buffer_add_text(&plain, block->kind == SHEET_LABEL ? ":\n" : "\n");
        }
        markup_block(&markdown, block);
    }
    json_open_object(w, "help");
    sarif_write_text(w, buffer_view(&plain));
    json_write_text(w, "markdown", buffer_view(&markdown));
    json_close_object(w);
    buffer_release(&plain);
    buffer_release(&markdown);
    sheet_release(&sheet);
    arena_release(&arena);
}

static void put_rule(struct json_writer *w, const struct rule *rule)
{
    static const char *const precisions[CONFIDENCE_COUNT] = {
        [CONFIDENCE_POSSIBLE] = "medium",
        [CONFIDENCE_LIKELY] = "high",
        [CONFIDENCE_CERTAIN] = "very-high",
    };
    put_message(w, "shortDescription", rule->title);
    put_message(w, "fullDescription", rule->cause);
    put_help(w, rule);
    json_open_object(w, "defaultConfiguration");
    json_write_name(w, "level", sarif_level(rule->verdict));
    json_close_object(w);
    json_open_object(w, "properties");
    json_write_name(w, "precision", precisions[rule->confidence]);
    json_close_object(w);
}

static void put_unexplained(struct json_writer *w)
{
    const struct view text =
        VIEW("A WMI operation failed, and no rule knows this kind of failure.");
    put_message(w, "shortDescription", text);
    put_message(w, "fullDescription", text);
    put_message(w, "help", VIEW("'wmilog explain CODE' tells what the code means."));
    json_open_object(w, "defaultConfiguration");
    json_write_name(w, "level", "warning");
    json_close_object(w);
}

void sarif_put_rules(struct json_writer *w, const struct sarif_rules *rules)
{
    json_open_list(w, "rules");
    for (size_t i = 0; i < rules->count; i++) {
        json_open_object(w, NULL);
        json_write_text(w, "id", sarif_rule_id(rules->items[i]));
        if (rules->items[i]) {
            put_rule(w, rules->items[i]);
        } else {
            put_unexplained(w);
        }
        json_close_object(w);
    }
    json_close_list(w);
}
