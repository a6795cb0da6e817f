/* Reads a request as WMI does, and stops at the first thing that cannot be right. */
#include "rules/failure/request.h"

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/base/guid.h"
#include "rules/failure/clauses.h"
#include "rules/knowledge/classes.h"
#include "rules/texts/wql.h"

enum { MANY_KEYWORDS = 50 };

static const char *const finding_table[REQUEST_COUNT] = {
    [REQUEST_FINE] = "fine",
    [REQUEST_QUOTES] = "quotes",
    [REQUEST_BACKSLASH] = "backslash",
    [REQUEST_CLAUSE] = "clause",
    [REQUEST_SQL] = "sql",
    [REQUEST_PATH] = "path",
    [REQUEST_VALUE] = "value",
    [REQUEST_PROPERTY] = "property",
    [REQUEST_MACHINE] = "machine",
    [REQUEST_WITHIN] = "within",
    [REQUEST_EVENT_CLASS] = "event-class",
    [REQUEST_DEFINITION] = "definition",
    [REQUEST_POLLING] = "polling",
    [REQUEST_DATE] = "date",
    [REQUEST_ARRAY] = "array",
    [REQUEST_KNOWN] = "known",
    [REQUEST_SINGLETON] = "singleton",
    [REQUEST_KEYWORDS] = "keywords",
};
const struct names request_names = NAMES_OF("a finding about a request", finding_table);

static bool found(struct request *r, enum request_finding finding, struct view part)
{
    r->finding = finding;
    r->part = part;
    return true;
}

/* --- strings --------------------------------------------------------------------------------- */

/* A backslash hides itself or a quote; before anything else it is one that was not doubled. */
static bool has_lone_backslash(struct view text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] != '\\') {
            continue;
        }
        char next = i + 1 < text.len ? text.data[i + 1] : '\0';
        if (next != '\\' && next != '\'' && next != '"') {
            return true;
        }
        i++;
    }
    return false;
}

/* Two quotes of U+2018 to U+201F, as word processors make them. */
static bool is_typographic(struct view text, size_t pos)
{
    return text.len - pos >= 3 && (uint8_t)text.data[pos] == 0xE2 &&
           (uint8_t)text.data[pos + 1] == 0x80 && (uint8_t)text.data[pos + 2] >= 0x98 &&
           (uint8_t)text.data[pos + 2] <= 0x9F;
}

/* The strings of an object path are escaped like those of a query. */
static bool find_in_path(const struct failure *f, struct request *r)
{
    const bool is_path =
        f->stage == STAGE_GET || f->stage == STAGE_METHOD || f->stage == STAGE_WRITE;
    struct view rest = is_path ? f->operation.argument : VIEW_NONE;
    for (struct wql_token token; (token = wql_next(&rest)).type != WQL_END;) {
        if (token.type == WQL_STRING && has_lone_backslash(token.text)) {
            return found(r, REQUEST_BACKSLASH, token.text);
        }
    }
    return false;
}

/* Goes from string to string. */
static bool find_in_strings(struct view query, struct request *r)
{
    for (size_t pos = 0; pos < query.len; pos++) {
        if (is_typographic(query, pos)) {
            return found(r, REQUEST_QUOTES, view_slice(query, pos, pos + 3));
        }
        if (query.data[pos] != '\'' && query.data[pos] != '"') {
            continue;
        }
        bool is_closed;
        size_t end = wql_string_end(query, pos, &is_closed);
        struct view text = view_slice(query, pos + 1, is_closed ? end - 1 : end);
        if (has_lone_backslash(text)) {
            return found(r, REQUEST_BACKSLASH, text);
        }
        if (!is_closed) {
            /* 'C:\' hides the quote that should have ended it. */
            bool is_hidden = text.len >= 2 && text.data[text.len - 2] == '\\' &&
                             text.data[text.len - 1] == query.data[pos];
            return found(r, is_hidden ? REQUEST_BACKSLASH : REQUEST_QUOTES, text);
        }
        if (end < query.len && ascii_is_alnum(query.data[end])) {
            return found(r, REQUEST_QUOTES, view_from(query, pos));
        }
        pos = end - 1;
    }
    return false;
}

static bool find_in_clauses(const struct failure *f, struct request *r)
{
    *r = clauses_of(f->operation.query);
    return r->finding != REQUEST_FINE;
}

/* --- values ---------------------------------------------------------------------------------- */

static bool has_digit(struct view text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (ascii_is_digit(text.data[i])) {
            return true;
        }
    }
    return false;
}

static bool is_numeric(struct view type)
{
    return view_starts(type, VIEW("uint")) || view_starts(type, VIEW("sint")) ||
           view_starts(type, VIEW("real"));
}

/* Whether the property is known and of a type that does not take the value. */
static bool is_mistyped(struct view class_name, struct wql_token property, struct wql_token value)
{
    struct view type;
    if (property.type != WQL_NAME ||
        class_property(class_name, property.text, &type) != PROPERTY_HAS) {
        return false;
    }
    return (is_numeric(type) && value.type == WQL_STRING && !has_digit(value.text)) ||
           (view_equal(type, VIEW("datetime")) && value.type == WQL_NUMBER);
}

/* A word where only a constant may stand: text without its quotes. */
static bool is_bare_word(struct wql_token property, struct wql_token value)
{
    static const char *const words[] = {"TRUE", "FALSE", "NULL", "NOT"};
    return property.type == WQL_NAME && value.type == WQL_NAME && !WQL_IS_ANY(value, words);
}

/* What no constant begins with: a place to be filled in (%s, $name, {0}, ?), or text that lost its
 * quotes (LIKE %text%, = {guid}, = \\server\share). */
static bool is_bare_mark(struct wql_token value)
{
    return value.type == WQL_MARK && value.text.len > 0 &&
           view_find(VIEW("%*{[\\/:#$?"), view_slice(value.text, 0, 1), 0) != SIZE_MAX;
}

/* "10GB", 192.0.2.1: a number goes on where it has to end. Whether WQL takes 0x10 and 1e9 is not
 * known. */
static bool is_number_and_more(struct wql_token value, struct wql_token next)
{
    static const char *const words[] = {"AND", "OR", "GROUP"};
    return value.type == WQL_NUMBER && (next.type == WQL_NUMBER || next.type == WQL_STRING ||
                                        (next.type == WQL_NAME && !WQL_IS_ANY(next, words) &&
                                         !view_starts_nocase(next.text, VIEW("x")) &&
                                         !view_starts_nocase(next.text, VIEW("e"))));
}

/* The property as it is written, the value that it is compared with, the token behind, and what
 * parts the property from its class: TargetInstance.Name is of an embedded object. */
struct comparison {
    struct wql_token property, value, next;
    bool has_dot;
};

static bool is_wrong_value(const struct failure *f, const struct comparison *c)
{
    return is_bare_word(c->property, c->value) || is_bare_mark(c->value) ||
           is_number_and_more(c->value, c->next) ||
           (!c->has_dot && is_mistyped(f->operation.class_name, c->property, c->value));
}

/* Properties that are arrays cannot be compared (Microsoft Learn: WHERE Clause). */
static bool is_array(const struct failure *f, const struct comparison *c)
{
    struct view type;
    return !c->has_dot && c->property.type == WQL_NAME && !wql_is_name(c->value, VIEW("NULL")) &&
           class_property(f->operation.class_name, c->property.text, &type) == PROPERTY_HAS &&
           view_ends_nocase(type, VIEW("[]"));
}

/* "20240101", "20240101120000.000000+060", "********080000.******-000": the form of CIM_DATETIME.
 */
static bool is_cim_date(struct view text)
{
    size_t digits = 0;
    while (digits < text.len && (ascii_is_digit(text.data[digits]) || text.data[digits] == '*')) {
        digits++;
    }
    return digits >= 8;
}

/* A date in another form: each machine reads it by the form of its own region, or not at all
 * (Microsoft Learn: WQL-Supported Date Formats). */
static bool is_regional_date(const struct failure *f, const struct comparison *c)
{
    struct view type;
    return !c->has_dot && c->property.type == WQL_NAME && c->value.type == WQL_STRING &&
           class_property(f->operation.class_name, c->property.text, &type) == PROPERTY_HAS &&
           view_equal(type, VIEW("datetime")) && !is_cim_date(c->value.text);
}

/* The token; of a mark all that is written without a blank behind it. `rest` ends where its query
 * does. */
static struct view whole(struct wql_token token, struct view rest)
{
    size_t len = token.text.len;
    const size_t most = (size_t)(rest.data + rest.len - token.text.data);
    while (token.type == WQL_MARK && len < most && !ascii_is_blank(token.text.data[len])) {
        len++;
    }
    return (struct view){token.text.data, len};
}

/* The first finding of each kind about what is compared with what, behind WHERE. */
struct comparisons {
    struct request value, array, date;
};

static void look_at(const struct failure *f, const struct comparison *c, struct view rest,
                    struct comparisons *all)
{
    if (all->array.finding == REQUEST_FINE && is_array(f, c)) {
        (void)found(&all->array, REQUEST_ARRAY, c->property.text);
    }
    if (all->date.finding == REQUEST_FINE && is_regional_date(f, c)) {
        (void)found(&all->date, REQUEST_DATE, whole(c->value, rest));
    }
    if (is_wrong_value(f, c)) {
        (void)found(&all->value, REQUEST_VALUE, whole(c->value, rest));
    }
}

/* What has a dot is of an embedded object, which event queries compare as well. The names that
 * ASSOCIATORS OF and REFERENCES OF compare are bare. */
static struct comparisons find_comparisons(const struct failure *f)
{
    struct comparisons all = {.value = {.finding = REQUEST_FINE}};
    struct view rest = f->operation.query;
    struct wql_token token = wql_next(&rest), next, mark = {WQL_END, VIEW_NONE}, property = mark;
    bool is_behind_where = false, has_dot[2] = {false, false}; /* of `property`, of `mark` */
    if (!wql_is_name(token, VIEW("SELECT"))) {
        return all;
    }
    for (; token.type != WQL_END && all.value.finding == REQUEST_FINE;
         property = mark, mark = token, token = next) {
        next = wql_next(&rest);
        const bool is_value =
            is_behind_where && (wql_is_comparison(mark) || wql_is_name(mark, VIEW("LIKE")) ||
                                wql_is_name(mark, VIEW("ISA")));
        const bool is_object = f->stage == STAGE_SUBSCRIBE && wql_is_mark(next, VIEW("."));
        if (is_value && !is_object) {
            look_at(f, &(struct comparison){property, token, next, has_dot[0]}, rest, &all);
        }
        is_behind_where = is_behind_where || wql_is_name(token, VIEW("WHERE"));
        has_dot[0] = has_dot[1];
        has_dot[1] = wql_is_mark(mark, VIEW("."));
    }
    return all;
}

/* Takes over what was found, if anything. */
static bool take(struct request *r, const struct request *part)
{
    if (part->finding != REQUEST_FINE) {
        *r = *part;
    }
    return part->finding != REQUEST_FINE;
}

/* --- properties ------------------------------------------------------------------------------ */

static bool is_word(struct wql_token token)
{
    static const char *const words[] = {"SELECT", "FROM", "WHERE", "AND",  "OR",    "NOT",   "LIKE",
                                        "ISA",    "IS",   "NULL",  "TRUE", "FALSE", "WITHIN"};
    return WQL_IS_ANY(token, words);
}

/* Names before FROM, and names before a comparison, of the class itself. */
static bool find_property(const struct failure *f, struct request *r)
{
    struct view rest = f->operation.query, class_name = f->operation.class_name;
    struct wql_token token, before = wql_next(&rest), after;
    bool is_list = true, is_class = false;
    if (!wql_is_name(before, VIEW("SELECT")) || f->stage == STAGE_SUBSCRIBE ||
        view_starts(class_name, VIEW("__")) || view_equal_nocase(class_name, VIEW("meta_class"))) {
        return false;
    }
    for (token = wql_next(&rest); token.type != WQL_END; before = token, token = after) {
        after = wql_next(&rest);
        bool is_part = wql_is_mark(before, VIEW(".")) || wql_is_mark(after, VIEW("."));
        bool is_asked = is_list || wql_is_comparison(after) || wql_is_name(after, VIEW("LIKE")) ||
                        wql_is_name(after, VIEW("IS"));
        if (wql_is_name(token, VIEW("FROM"))) {
            is_list = false;
            is_class = true;
        } else if (is_class) {
            is_class = false;
        } else if (token.type == WQL_NAME && is_asked && !is_part && !is_word(token) &&
                   class_property(class_name, token.text, NULL) == PROPERTY_LACKS) {
            r->property = token.text;
            return found(r, REQUEST_PROPERTY, token.text);
        }
    }
    return false;
}

/* Whether the query lists properties, and the class is known to have each of them. */
static bool lists_known_alone(const struct failure *f)
{
    struct view rest = f->operation.query;
    struct wql_token token = wql_next(&rest);
    size_t known = 0;
    if (!wql_is_name(token, VIEW("SELECT")) || f->stage != STAGE_QUERY) {
        return false;
    }
    while ((token = wql_next(&rest)).type != WQL_END && !wql_is_name(token, VIEW("FROM"))) {
        const bool is_listed = token.type == WQL_NAME && !view_starts(token.text, VIEW("__"));
        if (is_listed &&
            class_property(f->operation.class_name, token.text, NULL) != PROPERTY_HAS) {
            return false;
        }
        known += is_listed ? 1 : 0;
    }
    return known > 0;
}

/* --- machines -------------------------------------------------------------------------------- */

static bool is_address(struct view host)
{
    for (size_t i = 0; i < host.len; i++) {
        if (!ascii_is_digit(host.data[i]) && host.data[i] != '.') {
            return view_find(host, VIEW(":"), 0) != SIZE_MAX;
        }
    }
    return true;
}

/* A GUID is a virtual machine of Hyper-V, which its classes call SystemName as well. */
static bool is_another(const struct failure *f, struct view host)
{
    struct guid guid;
    return !view_is_empty(f->computer) && !is_address(host) && !guid_parse(host, &guid) &&
           view_find(host, VIEW("%"), 0) == SIZE_MAX && failure_is_elsewhere(f, host);
}

/* Whether the value belongs to a property that names a machine: of Win32_ComputerSystem that is its
 * key, too. */
static bool names_machine(const struct failure *f, struct wql_token property)
{
    static const char *const names[] = {"SystemName", "CSName", "__SERVER", "PSComputerName"};
    return WQL_IS_ANY(property, names) ||
           (view_equal_nocase(f->operation.class_name, VIEW("Win32_ComputerSystem")) &&
            wql_is_name(property, VIEW("Name")));
}

/* SystemName="HOST" in an object path or a query; a name in a path of a cluster is the cluster's.
 */
static bool find_machine(const struct failure *f, struct request *r)
{
    struct view rest = f->operation.argument;
    struct wql_token token, before = {WQL_END, VIEW_NONE}, mark = before;
    r->machine = f->operation.target_host;
    if (is_another(f, r->machine)) {
        return found(r, REQUEST_MACHINE, r->machine);
    }
    while ((token = wql_next(&rest)).type != WQL_END) {
        if (token.type == WQL_STRING && wql_is_mark(mark, VIEW("=")) && names_machine(f, before) &&
            is_another(f, token.text)) {
            r->machine = token.text;
            return found(r, REQUEST_MACHINE, token.text);
        }
        before = mark;
        mark = token;
    }
    r->machine = VIEW_NONE;
    return false;
}

/* --- events ---------------------------------------------------------------------------------- */

static bool is_polled_class(struct view class_name)
{
    static const char *const globs[] = {
        "CIM_DataFile",          "CIM_LogicalFile",       "CIM_Directory*",
        "Win32_Directory",       "Win32_Product",         "MSFT_NetFirewall*",
        "Win32_SoftwareElement", "Win32_SoftwareFeature", "MSFT_Net*Filter"};
    for (size_t i = 0; i < COUNT_OF(globs); i++) {
        if (view_glob_nocase(class_name, view_of(globs[i]))) {
            return true;
        }
    }
    return false;
}

/* The class is known, and not in this namespace. */
static bool find_namespace(const struct failure *f, struct request *r)
{
    struct view class_name = f->operation.class_name;
    char name_space[FINGERPRINT_NAMESPACE_SIZE];
    struct class_facts facts;
    fingerprint_namespace(f->name_space, name_space);
    if (view_is_empty(class_name) ||
        class_place(view_of(name_space), class_name, &facts) != CLASS_PLACE_ELSEWHERE) {
        return false;
    }
    r->name_space = facts.name_space;
    return found(r, REQUEST_EVENT_CLASS, class_name);
}

static bool find_in_events(const struct failure *f, struct request *r)
{
    struct view query = f->operation.query, rest = query, event_class = VIEW_NONE;
    double seconds;
    if (f->stage != STAGE_SUBSCRIBE || !wql_take_from(&rest)) {
        return false;
    }
    const bool is_polled = wql_within(query, &seconds);
    wql_take_class(&rest, &event_class);
    bool is_intrinsic = view_starts_nocase(event_class, VIEW("__Instance")) &&
                        view_ends_nocase(event_class, VIEW("Event"));
    if (is_intrinsic && !is_polled) {
        return found(r, REQUEST_WITHIN, event_class);
    }
    if (find_namespace(f, r)) {
        return true;
    }
    return is_intrinsic && is_polled_class(f->operation.class_name)
               ? found(r, REQUEST_POLLING, f->operation.class_name)
               : false;
}

/* A path without a key is that of the class itself; a singleton has '=@'. */
static bool find_definition(const struct failure *f, struct request *r)
{
    struct view argument = view_trim(f->operation.argument);
    bool is_asked =
        f->stage == STAGE_GET || view_equal_nocase(f->operation.verb, VIEW("CreateClassEnum"));
    return is_asked && !view_is_empty(f->operation.class_name) &&
                   view_find(argument, VIEW("="), 0) == SIZE_MAX &&
                   view_ends_nocase(argument, f->operation.class_name)
               ? found(r, REQUEST_DEFINITION, f->operation.class_name)
               : false;
}

/* "Class=@", or a method of it: the one object of a class. */
static bool find_singleton(const struct failure *f, struct request *r)
{
    const bool is_path =
        f->stage == STAGE_GET || f->stage == STAGE_METHOD || f->stage == STAGE_WRITE;
    struct view path = view_trim(f->operation.argument), end = VIEW("=@");
    if (f->stage == STAGE_METHOD) {
        const size_t method = view_find(path, VIEW("=@::"), 0);
        path = method == SIZE_MAX ? VIEW_NONE : view_slice(path, 0, method + end.len);
    }
    return is_path && view_ends_nocase(path, end)
               ? found(r, REQUEST_SINGLETON, f->operation.class_name)
               : false;
}

/* AND and OR, of which WMI takes only so many in a query; how many is not documented (Microsoft
 * Learn: Querying with WQL), and programs that join a list of names or numbers write hundreds. */
static bool has_many_keywords(struct view query)
{
    static const char *const words[] = {"AND", "OR"};
    size_t count = 0;
    if (query.len < MANY_KEYWORDS * (sizeof("OR") - 1)) {
        return false; /* as nearly all */
    }
    for (struct wql_token token; (token = wql_next(&query)).type != WQL_END;) {
        count += WQL_IS_ANY(token, words) ? 1 : 0;
    }
    return count >= MANY_KEYWORDS;
}

struct request request_of(const struct failure *f)
{
    struct request r = {.finding = REQUEST_FINE};
    const struct view query = f->operation.query;
    if (f->phase == PHASE_CONNECT) {
        return r;
    }
    if (!view_is_empty(query) && (find_in_strings(query, &r) || find_in_clauses(f, &r))) {
        return r;
    }
    const struct comparisons compared = find_comparisons(f);
    if (take(&r, &compared.value) || take(&r, &compared.array) || find_property(f, &r) ||
        find_in_path(f, &r) || find_machine(f, &r) || find_in_events(f, &r) ||
        find_definition(f, &r) || find_singleton(f, &r) || take(&r, &compared.date)) {
        return r;
    }
    if (has_many_keywords(query)) {
        r.finding = REQUEST_KEYWORDS;
    } else if (lists_known_alone(f)) {
        r.finding = REQUEST_KNOWN;
    }
    return r;
}
