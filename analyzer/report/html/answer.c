/* The first screen: who, what, must I care; and where to begin. */
#include "analyzer/report/advice.h"
#include "analyzer/report/html/parts.h"
#include "analyzer/report/text/words.h"
#include "parsers/base/count.h"
#include "rules/rule/rule.h"

enum { MAX_FIRST = 3, MAX_NAMED_COMPUTERS = 3 };

struct findings {
    size_t groups[VERDICT_COUNT];
    size_t consumers;     /* that are security-relevant */
    size_t subscriptions; /* that cost time */
    size_t unread;        /* inputs */
    uint64_t missing;     /* records, by the numbers of their neighbours */
    bool may_be_filtered;
};

static struct findings findings_of(const struct html_page *p)
{
    struct findings found = {0};
    for (size_t i = 0; i < p->content->group_count; i++) {
        found.groups[p->content->groups[i]->verdict]++;
    }
    const struct consumer_tally tally = words_tally_consumers(p->content);
    found.consumers = tally.security;
    found.subscriptions = tally.degraded;
    for (size_t i = 0; i < p->run->source_count; i++) {
        const struct report_source *source = p->run->sources[i];
        found.unread += source->status != STATUS_OK || source->damaged > 0;
        found.missing += source->missing_records;
        found.may_be_filtered |= source->may_be_filtered;
    }
    return found;
}

static void write_needs(struct html_page *p, const struct findings *found)
{
    size_t needy = found->groups[VERDICT_BROKEN] + found->groups[VERDICT_DEGRADED];
    size_t security = found->groups[VERDICT_SECURITY];
    if (needy > 0) {
        html_count(p, needy, "kind of failure needs attention", "kinds of failure need attention");
    }
    if (security > 0) {
        html_raw(p, needy > 0 ? ", " : "");
        html_count(p, security,
                   needy > 0 ? "more is security-relevant" : "kind of failure is security-relevant",
                   needy > 0 ? "more are security-relevant"
                             : "kinds of failure are security-relevant");
    }
    if (found->consumers > 0) {
        html_raw(p, needy + security > 0 ? ", and " : "");
        html_count(p, found->consumers, "event consumer has to be looked at",
                   "event consumers have to be looked at");
    }
    if (found->subscriptions > 0) {
        html_raw(p, needy + security + found->consumers > 0 ? ", and " : "");
        html_count(p, found->subscriptions, "event subscription costs time",
                   "event subscriptions cost time");
    }
}

static void write_heading(struct html_page *p, const struct findings *found)
{
    const struct engine_stats *stats = p->content->stats;
    size_t needy = found->groups[VERDICT_BROKEN] + found->groups[VERDICT_DEGRADED] +
                   found->groups[VERDICT_SECURITY] + found->consumers + found->subscriptions;
    html_raw(p, "<h1>");
    if (stats->wmi_events == 0 && p->content->group_count == 0) {
        html_raw(p, stats->events > 0 ? "This is not the log with WMI\xe2\x80\x99s failures"
                                      : "No event in the input");
    } else if (needy > 0) {
        write_needs(p, found);
    } else if (p->content->group_count > 0) {
        html_raw(p, "Nothing here needs attention");
    } else {
        html_raw(p, stats->filtered_failures > 0 ? "No failure matches" : "No failure found");
    }
    html_raw(p, "</h1>\n");
}

static void write_computers(struct html_page *p)
{
    const struct report_content *content = p->content;
    struct view shown[MAX_NAMED_COMPUTERS];
    const size_t count = report_machines(content, content->computers, content->computer_count,
                                         shown, MAX_NAMED_COMPUTERS);
    for (size_t i = 0; i < count && i < MAX_NAMED_COMPUTERS; i++) {
        html_raw(p, i == 0 ? " of " : ", ");
        html_value(p, shown[i], HTML_NAME);
    }
    if (count > MAX_NAMED_COMPUTERS) {
        html_raw(p, " and ");
        html_count(p, count - MAX_NAMED_COMPUTERS, "more computer", "more computers");
    }
}

static void write_eyebrow(struct html_page *p)
{
    const struct engine_stats *stats = p->content->stats;
    html_raw(p, "<p class=\"eyebrow\">WMI activity");
    write_computers(p);
    if (stats->first != WINTIME_NONE) {
        html_raw(p, ", ");
        html_range(p, stats->first, stats->last);
    }
    html_raw(p, "</p>\n");
}

void html_theme(struct html_page *p)
{
    static const char *const names[] = {"auto", "light", "dark"};
    html_raw(p, "<fieldset class=\"theme\"><legend class=\"skip\">Colours</legend>");
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        html_format(p, "<label><input type=\"radio\" name=\"theme\" id=\"theme-%s\"%s>%s</label>",
                    names[i], i == 0 ? " checked" : "", names[i]);
    }
    html_raw(p, "</fieldset>\n");
}

static void write_harmless_share(struct html_page *p)
{
    const struct engine_stats *stats = p->content->stats;
    uint64_t harmless = stats->by_verdict[VERDICT_HARMLESS];
    if (harmless == 0) {
        html_raw(p, stats->failures == 1 ? "" : " None of them is known to be harmless.");
    } else if (harmless < stats->failures) {
        html_raw(p, " ");
        html_count(p, harmless, "of them is harmless.", "of them are harmless.");
    } else {
        html_raw(p, stats->failures == 1 ? " It is harmless; below stands why."
                                         : " All of them are harmless; below stands why.");
    }
}

static void write_phases(struct html_page *p)
{
    uint64_t connect = p->content->stats->by_phase[PHASE_CONNECT];
    uint64_t operation = p->content->stats->by_phase[PHASE_OPERATION];
    if (connect > 0 && operation > 0) {
        html_raw(p, ": ");
        html_number(p, connect);
        html_raw(p, " while connecting to a namespace, ");
        html_number(p, operation);
        html_raw(p, " during an operation");
    } else {
        html_raw(p, connect > 0 ? " while connecting to a namespace" : " during an operation");
    }
}

static void write_lead(struct html_page *p)
{
    const struct report_content *content = p->content;
    const struct engine_stats *stats = content->stats;
    html_raw(p, "<p class=\"lead\">");
    if (stats->failures > 0) {
        html_count(p, stats->failures, "WMI request failed", "WMI requests failed");
        if (content->group_count > 1) {
            html_raw(p, " in ");
            html_count(p, content->group_count, "way", "different ways");
        } else if (stats->failures > 1) {
            html_raw(p, " in the same way");
        }
        write_phases(p);
        html_raw(p, ".");
        write_harmless_share(p);
    } else if (stats->operations.count > 0) {
        html_raw(p, "Seen: ");
        html_count(p, stats->operations.count, "operation", "operations");
        html_raw(p, ". None of them reports an error.");
    } else if (stats->wmi_events > 0) {
        html_raw(p, "None of the ");
        html_count(p, stats->wmi_events, "WMI-Activity event", "WMI-Activity events");
        html_raw(p, " read reports an operation that failed.");
    } else {
        html_raw(p, "There is no WMI-Activity event in it. Below stand what is there instead, and "
                    "how to collect the right log.");
    }
    html_raw(p, "</p>\n");
}

/* What keeps this from being the whole truth. */
static void write_doubts(struct html_page *p, const struct findings *found)
{
    if (found->unread > 0) {
        html_raw(p, "<p class=\"note\">");
        html_count(p, found->unread, "input was", "inputs were");
        html_raw(p, " not read in full, so this may not be all: "
                    "<a href=\"#sources\">what could not be read</a>.</p>\n");
    }
    if (found->missing > 0) {
        html_raw(p, "<p class=\"note\">");
        html_count(p, found->missing, "record is", "records are");
        html_raw(p, found->may_be_filtered ? " missing or filtered out" : " missing");
        html_raw(p, " in the log: <a href=\"#sources\">when</a>.</p>\n");
    }
    if (p->run->advice_count > 0 && p->content->stats->wmi_events > 0) {
        html_raw(p, "<p class=\"note\">This log does not tell all: "
                    "<a href=\"#missing\">what is missing, and how to get it</a>.</p>\n");
    }
}

static void write_filters(struct html_page *p)
{
    const struct report_run *run = p->run;
    if (run->filter_count == 0) {
        return;
    }
    html_raw(p, "<p class=\"note\">Only what matches");
    for (size_t i = 0; i < run->filter_count; i++) {
        html_raw(p, i > 0 ? ", " : " ");
        html_raw(p, "<code>");
        html_text(p, view_of(run->filters[i].option), HTML_NAME);
        html_raw(p, " ");
        html_text(p, view_of(run->filters[i].value), HTML_NAME);
        html_raw(p, "</code>");
    }
    html_raw(p, "; left out: ");
    html_count(p, p->content->stats->filtered_failures, "other failure", "other failures");
    html_raw(p, ".</p>\n");
}

/* "in 14 kinds: nothing to do", and the event consumers that need a look; where no failure is of
 * the verdict, they are its number. */
static void write_meaning(struct html_page *p, size_t groups, const char *means, size_t consumers)
{
    html_raw(p, "<span class=\"sub\">");
    if (groups > 0) {
        html_raw(p, "in ");
        html_count(p, groups, "kind: ", "kinds: ");
        html_raw(p, means);
    } else if (consumers > 0) {
        html_raw(p, "<a href=\"#consumers\">");
        html_raw(p, consumers == 1 ? "event consumer" : "event consumers");
        html_raw(p, "</a>: ");
        html_raw(p, consumers == 1 ? means : "somebody should look at them");
    } else {
        html_raw(p, means);
    }
    if (groups > 0 && consumers > 0) {
        html_raw(p, ", and at <a href=\"#consumers\">");
        html_count(p, consumers, "event consumer", "event consumers");
        html_raw(p, "</a>");
    }
    html_raw(p, "</span></li>\n");
}

/* The four verdicts in words, with their failures. */
static void write_counts(struct html_page *p, const struct findings *found)
{
    static const struct {
        enum verdict verdict;
        const char *means;
    } verdicts[] = {
        {VERDICT_SECURITY, "somebody should look at it"},
        {VERDICT_BROKEN, "something does not work"},
        {VERDICT_DEGRADED, "works in part, or slowly"},
        {VERDICT_HARMLESS, "nothing to do"},
    };
    if (p->content->group_count == 0) {
        return;
    }
    html_raw(p, "<ul class=\"counts\">\n");
    for (size_t i = 0; i < VERDICT_COUNT; i++) {
        enum verdict verdict = verdicts[i].verdict;
        size_t groups = found->groups[verdict];
        const size_t consumers = verdict == VERDICT_SECURITY ? found->consumers : 0;
        const bool has_any = groups + consumers > 0;
        html_format(p, "<li class=\"%s\">", has_any ? verdict_name(verdict) : "none");
        if (groups > 0) {
            html_format(p, "<a href=\"#kinds\" data-set=\"v\" data-value=\"%s\">",
                        verdict_name(verdict));
        }
        html_verdict(p, verdict);
        html_raw(p, groups > 0 ? "</a>" : "");
        html_raw(p, " <b>");
        html_number(p, groups > 0 ? p->content->stats->by_verdict[verdict] : consumers);
        html_raw(p, "</b> ");
        write_meaning(p, groups, verdicts[i].means, consumers);
    }
    html_raw(p, "</ul>\n");
}

/* What separates a guess from the others comes first; what is certain needs to be done. */
static void write_first_step(struct html_page *p, const struct cause *cause)
{
    const struct rule *rule = cause->rule;
    bool is_certain = cause->confidence == CONFIDENCE_CERTAIN && rule->remedy_count > 0;
    if (!is_certain && rule->check_count == 0) {
        return;
    }
    html_raw(p, is_certain ? "<p><b>Do first:</b> " : "<p><b>Check first:</b> ");
    html_step(p, is_certain ? cause_remedy(cause)[0] : cause_check(cause)[0]);
    html_raw(p, "</p>");
}

static void write_first_incident(struct html_page *p, const struct incident *incident)
{
    html_raw(p, "<li>");
    html_verdict(p, incident->verdict);
    html_format(p, " <a href=\"#i%zu\">", (size_t)incident->id);
    html_value(p, incident->name, HTML_NAME);
    html_raw(p, "</a><p class=\"sub\">one cause, ");
    html_count(p, incident->count, "failure", "failures");
    html_raw(p, " \xc2\xb7 ");
    html_range(p, incident->first, incident->last);
    html_raw(p, "</p><p>");
    html_text(p, incident->text, HTML_TEXT);
    html_raw(p, "</p>");
    write_first_step(p, &(struct cause){.rule = incident->rule,
                                        .confidence = incident->confidence,
                                        .check = incident->check,
                                        .remedy = incident->remedy});
    html_raw(p, "</li>\n");
}

static bool is_of_cause(const struct group *a, const struct group *b)
{
    return a->judgement->cause_count > 0 && b->judgement->cause_count > 0 &&
           a->judgement->causes[0].rule == b->judgement->causes[0].rule;
}

/* How many further kinds one place to begin stands for. */
static void write_alike(struct html_page *p, const struct group *g)
{
    size_t count = 0;
    for (size_t i = 0; i < p->content->group_count; i++) {
        const struct group *other = p->content->groups[i];
        count += other != g && other->verdict != VERDICT_HARMLESS && is_of_cause(other, g);
    }
    if (count > 0) {
        html_raw(p, "<p class=\"sub\">");
        html_count(p, count, "more kind of failure has", "more kinds of failure have");
        html_raw(p, " this cause.</p>");
    }
}

static void write_first_group(struct html_page *p, size_t index)
{
    const struct group *g = p->content->groups[index];
    html_raw(p, "<li>");
    html_verdict(p, g->verdict);
    html_raw(p, " ");
    bool is_link = html_group_link(p, index, "");
    html_value(p, g->title, HTML_PATH);
    html_raw(p, is_link ? "</a><p class=\"sub\">" : "<p class=\"sub\">");
    html_count(p, g->count, "time", "times");
    html_raw(p, " \xc2\xb7 ");
    html_code(p, g->example);
    html_who(p, g);
    html_raw(p, "</p><p>");
    html_best_cause(p, g->judgement);
    html_raw(p, "</p>");
    if (g->judgement->cause_count > 0) {
        write_first_step(p, &g->judgement->causes[0]);
        write_alike(p, g);
    }
    html_raw(p, "</li>\n");
}

static bool is_in_incident(const struct html_page *p, const struct group *g, size_t incidents)
{
    for (size_t i = 0; i < incidents; i++) {
        if (incident_has_group(p->content->incidents[i], g->example->fingerprint)) {
            return true;
        }
    }
    return false;
}

/* One event consumer, and how many `more` there are. */
static void write_first_consumer(struct html_page *p, size_t index, size_t more)
{
    const struct consumer *c = p->content->consumers[index];
    html_raw(p, "<li>");
    html_verdict(p, c->verdict);
    html_raw(p, " <a href=\"#consumers\">");
    html_consumer_title(p, c);
    html_raw(p, "</a><p class=\"sub\">event consumer");
    if (!view_is_empty(c->query)) {
        html_raw(p, " \xc2\xb7 waits for <code>");
        html_text(p, c->query, HTML_PATH);
        html_raw(p, "</code>");
    }
    html_raw(p, "</p><p>");
    html_text(p, c->reason, HTML_TEXT);
    html_raw(p, "</p>");
    if (!view_is_empty(c->action)) {
        html_raw(p, "<p><b>It runs:</b> <code>");
        html_text(p, c->action, HTML_NAME);
        html_raw(p, "</code></p>");
    }
    if (c->verdict == VERDICT_SECURITY) {
        html_raw(p, "<p><b>Check first:</b> ");
        html_step(p, VIEW("Does anybody know it? `" ADVICE_CONSUMERS_BINDINGS
                          "` lists what is registered now."));
        html_raw(p, "</p>");
    }
    if (more > 0) {
        html_raw(p, "<p class=\"sub\"><a href=\"#consumers\">");
        html_count(p, more, "more event consumer", "more event consumers");
        html_raw(p, "</a></p>");
    }
    html_raw(p, "</li>\n");
}

/* Of the security-relevant event consumers as many as there are places to begin. */
static void write_first_consumers(struct html_page *p, size_t consumers, size_t places)
{
    const size_t shown = consumers < places ? consumers : places;
    for (size_t i = 0; i < shown; i++) {
        write_first_consumer(p, i, i + 1 == shown ? consumers - shown : 0);
    }
}

static size_t needy_incidents(const struct report_content *content)
{
    size_t count = 0;
    while (count < content->incident_count && count < MAX_FIRST - 1 &&
           content->incidents[count]->verdict != VERDICT_HARMLESS) {
        count++;
    }
    return count;
}

/* Whether the group has the first cause of one that is shown: then it is no further place to
 * begin. */
static bool has_shown_cause(const struct group *g, const struct group *const *shown, size_t count)
{
    size_t i = 0;
    while (i < count && !is_of_cause(shown[i], g)) {
        i++;
    }
    return i < count;
}

/* The worst first; of the same verdict incidents, for they explain several groups at once, and then
 * the groups that are in none and have no cause of one before; an event consumer stands behind what
 * is security-relevant. Returns how many there are without it. */
static size_t write_worst(struct html_page *p, size_t needy, size_t consumers)
{
    const struct report_content *content = p->content;
    const struct group *firsts[MAX_FIRST];
    size_t incidents = needy_incidents(content), incident = 0, shown = 0, groups = 0;
    for (size_t i = 0; shown < MAX_FIRST;) {
        const bool is_incident =
            incident < incidents &&
            (i == needy || content->incidents[incident]->verdict >= content->groups[i]->verdict);
        const enum verdict next = is_incident ? content->incidents[incident]->verdict
                                  : i < needy ? content->groups[i]->verdict
                                              : VERDICT_HARMLESS;
        if (consumers > 0 && next != VERDICT_SECURITY) {
            write_first_consumers(p, consumers, needy == 0 ? MAX_FIRST : 1);
            consumers = 0;
        } else if (is_incident) {
            write_first_incident(p, content->incidents[incident++]);
            shown++;
        } else if (i == needy) {
            break;
        } else if (is_in_incident(p, content->groups[i], incidents) ||
                   has_shown_cause(content->groups[i], firsts, groups)) {
            i++;
        } else {
            firsts[groups++] = content->groups[i];
            write_first_group(p, i++);
            shown++;
        }
    }
    if (consumers > 0) {
        write_first_consumers(p, consumers, 1);
    }
    return shown;
}

static void write_first(struct html_page *p, const struct findings *found)
{
    size_t needy = p->content->group_count - found->groups[VERDICT_HARMLESS];
    if (needy + found->consumers + found->subscriptions == 0) {
        return;
    }
    html_raw(p, "<h2>Begin here</h2>\n<ol class=\"first\">\n");
    size_t shown = write_worst(p, needy, found->consumers);
    if (found->subscriptions > 0 && shown < MAX_FIRST) {
        write_first_consumer(p, found->consumers, found->subscriptions - 1);
    }
    html_raw(p, "</ol>\n");
    if (needy > shown) {
        const bool has_harmless = needy < p->content->group_count;
        html_raw(p, "<p class=\"small\"><a href=\"#kinds\">All kinds of failure");
        html_raw(p, has_harmless ? ", and the harmless ones</a></p>\n" : "</a></p>\n");
    }
}

void html_answer(struct html_page *p)
{
    struct findings found = findings_of(p);
    html_raw(p, "<header>\n<div class=\"top\">");
    write_eyebrow(p);
    html_theme(p);
    html_raw(p, "</div>\n");
    write_heading(p, &found);
    write_lead(p);
    write_doubts(p, &found);
    write_filters(p);
    write_counts(p, &found);
    html_raw(p, "</header>\n<main>\n");
    write_first(p, &found);
}
