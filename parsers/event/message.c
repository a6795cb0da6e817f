/* Messages read by the table of their forms (messages.tsv): from both ends towards the field that
 * may hold anything. */
#include "parsers/event/message.h"

#include "parsers/event/template_tables.h"

/* A field and the text before it. */
struct piece {
    struct view before;
    size_t field;
    struct view value;
};

struct form {
    struct piece pieces[EVENT_MAX_VALUES];
    size_t count;
    size_t widest; /* the piece that takes what the others leave */
    struct view tail;
};

/* Takes the text of a form apart; the generator has seen to it that it can be. */
static struct form form_of(const struct event_template *layout, struct view text)
{
    struct form form = {.widest = SIZE_MAX};
    struct view before, name;
    while (form.count < EVENT_MAX_VALUES && view_cut(text, VIEW("{"), &before, &text) &&
           view_cut(text, VIEW("}"), &name, &text)) {
        if (name.len > 0 && name.data[name.len - 1] == '*') {
            name.len--;
            form.widest = form.count;
        }
        form.pieces[form.count++] =
            (struct piece){.before = before, .field = template_field_index(layout, name)};
    }
    if (form.widest == SIZE_MAX) {
        form.widest = form.count - 1;
    }
    form.tail = text;
    return form;
}

static size_t find_last(struct view text, struct view needle)
{
    size_t last = SIZE_MAX;
    for (size_t pos = view_find(text, needle, 0); pos != SIZE_MAX;
         pos = view_find(text, needle, pos + 1)) {
        last = pos;
    }
    return last;
}

/* What is left of a text that begins with `start`; false when it does not. */
static bool take_start(struct view *text, struct view start)
{
    bool is_there = view_starts(*text, start);
    *text = view_from(*text, is_there ? start.len : 0);
    return is_there;
}

static bool take_end(struct view *text, struct view end)
{
    bool is_there = text->len >= end.len && view_equal(view_from(*text, text->len - end.len), end);
    text->len -= is_there ? end.len : 0;
    return is_there;
}

/* Finds the values of all pieces. */
static bool match(struct form *form, struct view text)
{
    if (!take_start(&text, form->pieces[0].before) || !take_end(&text, form->tail)) {
        return false;
    }
    for (size_t i = 0; i < form->widest; i++) {
        if (!view_cut(text, form->pieces[i + 1].before, &form->pieces[i].value, &text)) {
            return false;
        }
    }
    for (size_t i = form->count - 1; i > form->widest; i--) {
        struct piece *piece = &form->pieces[i];
        size_t pos = find_last(text, piece->before);
        if (pos == SIZE_MAX) {
            return false;
        }
        piece->value = view_from(text, pos + piece->before.len);
        text = view_slice(text, 0, pos);
    }
    form->pieces[form->widest].value = text;
    return true;
}

static bool set_values(struct event *event, const struct form *form)
{
    for (size_t i = 0; i < form->count; i++) {
        const struct piece *piece = &form->pieces[i];
        const struct event_value *value = &event->values[piece->field];
        template_set_text(event, piece->field, piece->value);
        if (event->layout->fields[piece->field].type != TEMPLATE_TEXT && !value->is_number &&
            value->text.data) {
            return false;
        }
    }
    return true;
}

bool message_read(struct event *event, struct view message)
{
    message = view_trim(message);
    for (size_t i = 0; i < message_form_count; i++) {
        if (message_forms[i].event_id != event->id) {
            continue;
        }
        struct event read = *event;
        struct form form = form_of(event->layout, message_forms[i].text);
        if (match(&form, message) && set_values(&read, &form)) {
            *event = read;
            return true;
        }
    }
    return false;
}
