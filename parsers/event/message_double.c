/* Fields that a message names twice: within quotes anything may stand, and elsewhere it is a field
 * that was taken for a part of another one's text. */
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/event/message.h"
#include "parsers/event/template_tables.h"

static bool ends_in_quotes(struct view text)
{
    bool is_single = false, is_double = false;
    for (size_t i = 0; i < text.len; i++) {
        is_single ^= text.data[i] == '\'' && !is_double;
        is_double ^= text.data[i] == '"' && !is_single;
    }
    return is_single || is_double;
}

/* What follows the name of a field within another field's text; false when there is nothing, no
 * number where one belongs, or what the field has. */
static bool is_other_value(const struct event *event, size_t field, struct view rest,
                           struct view *value)
{
    struct event other = {.id = event->id, .layout = event->layout};
    *value = view_slice(rest, 0, view_find(rest, VIEW("; "), 0));
    template_set_text(&other, field, *value);
    const struct event_value *a = &event->values[field], *b = &other.values[field];
    if (event->layout->fields[field].type == TEMPLATE_TEXT) {
        return b->text.len > 0 && !view_equal(a->text, b->text);
    }
    return b->is_number && (!a->is_number || a->number != b->number);
}

/* What was asked for, and objects in MOF: also the name of a field may be a part of these. */
static bool holds_any_text(const struct event_template *layout, size_t field)
{
    static const enum event_field fields[] = {EVENT_FIELD_OPERATION, EVENT_FIELD_QUERY,
                                              EVENT_FIELD_POSSIBLE_CAUSE};
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        if (layout->places[fields[i]] == field + 1) {
            return true;
        }
    }
    return false;
}

/* What all names of fields stand behind or before, in these forms: a semicolon, which most texts
 * have not, or an equals sign. */
static char mark_of_names(const struct message_form *forms, size_t count)
{
    bool is_separated = true;
    for (size_t f = 0; f < count; f++) {
        for (size_t i = 1; i < forms[f].count; i++) {
            is_separated &= forms[f].pieces[i].before.data[0] == ';';
        }
    }
    return is_separated ? ';' : '=';
}

/* Whether that form's name of a field stands within the text of field `within`. Most names stand
 * behind a separator, which most texts have not. */
static bool names_in(const struct event *event, const struct message_form *form, size_t within,
                     bool has_separators, struct message_double *found)
{
    const struct view text = event->values[within].text;
    const bool is_any = holds_any_text(event->layout, within);
    for (size_t i = 1; i < form->count; i++) {
        const struct message_piece *piece = &form->pieces[i];
        struct view head, rest;
        if ((has_separators || piece->before.data[0] != ';') &&
            (event->layout->fields[piece->field].type != TEMPLATE_TEXT || !is_any) &&
            view_cut(text, piece->before, &head, &rest) && !ends_in_quotes(head) &&
            is_other_value(event, piece->field, rest, &found->value)) {
            found->name = piece->name;
            return true;
        }
    }
    return false;
}

bool message_names_twice(const struct event *event, struct message_double *found)
{
    const struct event_template *layout = event->layout;
    size_t count;
    const struct message_form *forms = message_forms_of(event->id, &count);
    const char mark = mark_of_names(forms, count);
    for (size_t field = 0; layout && field < layout->field_count; field++) {
        const struct view text = event->values[field].text;
        const bool may_name = text.len > 0 && memchr(text.data, mark, text.len);
        const bool has_separators = may_name && memchr(text.data, ';', text.len);
        for (size_t f = 0; may_name && f < count; f++) {
            if (names_in(event, &forms[f], field, has_separators, found)) {
                found->within = view_of(layout->fields[field].data_name);
                return true;
            }
        }
    }
    return false;
}
