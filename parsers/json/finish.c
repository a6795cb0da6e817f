/* Escapes that collectors add to the data, and empty data that they leave out. */
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/event/markup.h"
#include "parsers/event/message.h"
#include "parsers/event/templates.h"
#include "parsers/json/record.h"

enum { MAX_ESCAPES = 2 /* times that data are escaped once more */ };

/* True when each backslash is one of a pair or stands before a quote, and there is one. */
static bool is_escaped(struct view text, bool *has_any)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] != '\\') {
            continue;
        }
        i++;
        if (i == text.len || (text.data[i] != '\\' && text.data[i] != '"')) {
            return false;
        }
        *has_any = true;
    }
    return true;
}

static bool are_escaped(const struct assembly *a)
{
    bool has_any = false;
    for (size_t i = 0; i < a->datum_count; i++) {
        if (!is_escaped(a->data[i].value, &has_any)) {
            return false;
        }
    }
    return has_any;
}

/* True for an operation in whose namespace stand two backslashes, but for those that it begins with
 * where it names a machine. */
static bool has_doubled_namespace(struct view operation)
{
    struct view head, rest, namespace;
    return view_cut(operation, VIEW(" - "), &head, &rest) &&
           view_cut(rest, VIEW(" : "), &namespace, &rest) &&
           view_find(namespace, VIEW("\\\\"), 1) != SIZE_MAX;
}

/* True when a name of an account or a path has two backslashes within. Texts of other kinds may
 * have such of their own. */
static bool has_doubled_name(const struct assembly *a)
{
    static const struct view names[] = {
        {"User", 4}, {"ProviderPath", 12}, {"Path", 4}, {"NamespaceName", 13}, {"Namespace", 9}};
    for (size_t i = 0; i < a->datum_count; i++) {
        struct view value = a->data[i].value;
        if (view_equal_nocase(a->data[i].name, VIEW("Operation")) && has_doubled_namespace(value)) {
            return true;
        }
        for (size_t j = 0; j < COUNT_OF(names); j++) {
            if (view_equal_nocase(a->data[i].name, names[j]) &&
                view_find(value, VIEW("\\\\"), 1) != SIZE_MAX) {
                return true;
            }
        }
    }
    return false;
}

static void unescape(struct assembly *a)
{
    for (size_t i = 0; i < a->datum_count; i++) {
        struct view text = a->data[i].value;
        if (text.len == 0 || !memchr(text.data, '\\', text.len)) {
            continue;
        }
        char *out = arena_bytes(&a->batch->arena, text.len);
        size_t len = 0;
        for (size_t pos = 0; pos < text.len; pos++) {
            pos += text.data[pos] == '\\' && pos + 1 < text.len ? 1 : 0;
            out[len++] = text.data[pos];
        }
        a->data[i].value = (struct view){out, len};
    }
}

static void undo_escapes(struct assembly *a)
{
    for (size_t i = 0; i < MAX_ESCAPES && are_escaped(a) && (i == 0 || has_doubled_name(a)); i++) {
        unescape(a);
    }
}

static struct view resolved(struct view text, struct arena *arena)
{
    if (text.len == 0 || !memchr(text.data, '&', text.len)) {
        return text;
    }
    char *out = arena_bytes(arena, text.len);
    return (struct view){out, markup_resolve(text, out)};
}

static void resolve_entities(struct assembly *a)
{
    for (size_t i = 0; i < a->datum_count; i++) {
        a->data[i].value = resolved(a->data[i].value, &a->batch->arena);
    }
}

struct view json_without_entities(struct view text, struct arena *arena)
{
    bool has_any = text.len > 0 && memchr(text.data, '&', text.len) &&
                   !memchr(text.data, '<', text.len) && !memchr(text.data, '>', text.len);
    for (size_t pos = 0; has_any && pos < text.len; pos++) {
        uint32_t character;
        const char *at = memchr(text.data + pos, '&', text.len - pos);
        pos = at ? (size_t)(at - text.data) : text.len;
        has_any = !at || markup_reference(view_from(text, pos), &character) > 0;
    }
    return has_any ? resolved(text, arena) : text;
}

/* Some put the name of who logged the event in the place of a datum of the same name: what the
 * message says is the datum. */
static void restore_provider(struct assembly *a)
{
    const struct event_template *layout = a->message.data ? template_find(a->event.id) : NULL;
    struct event read = {.id = a->event.id, .layout = layout};
    for (size_t i = 0; layout && i < a->datum_count; i++) {
        struct assembly_datum *datum = &a->data[i];
        const size_t field = template_field_index(layout, VIEW("ProviderName"));
        if (field != SIZE_MAX && view_equal(datum->name, VIEW("ProviderName")) &&
            template_is_wmi_activity(datum->value, VIEW_NONE) && message_read(&read, a->message)) {
            datum->value = read.values[field].text;
        }
    }
}

static bool has_datum(const struct assembly *a, const struct event_template *layout, size_t field)
{
    for (size_t i = 0; i < a->datum_count; i++) {
        if (template_field_near(layout, a->data[i].name, i) == field) {
            return true;
        }
    }
    return false;
}

/* Only of ids with one layout: the older of two has not all fields. */
static void add_empty(struct assembly *a)
{
    bool is_wmi = template_is_wmi_activity(a->event.provider, a->provider_guid);
    const struct event_template *layout = is_wmi ? template_find(a->event.id) : NULL;
    bool is_single = layout && strcmp(layout->channel, "Operational") == 0;
    for (size_t i = 0; is_single && a->datum_count > 0 && i < layout->field_count; i++) {
        if (layout->fields[i].type == TEMPLATE_TEXT && !has_datum(a, layout, i)) {
            assembly_add_datum(a, view_of(layout->fields[i].data_name), VIEW(""));
        }
    }
}

void json_finish_data(struct json_work *w)
{
    if (json_row_of(w->dialect, JSON_ENTITIES)) {
        resolve_entities(&w->assembly);
    }
    if (json_row_of(w->dialect, JSON_ESCAPED)) {
        undo_escapes(&w->assembly);
    }
    if (json_row_of(w->dialect, JSON_SPARSE)) {
        add_empty(&w->assembly);
    }
    restore_provider(&w->assembly);
}
