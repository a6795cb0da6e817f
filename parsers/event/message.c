/* Messages read by the table of their forms (messages.tsv): from both ends towards the field that
 * may hold anything. */
#include "parsers/event/message.h"

#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/search.h"
#include "parsers/event/event_ids.h"
#include "parsers/event/template_tables.h"

enum {
    FEW_NAMES = 2,       /* with a code among them they make a message of what is left of one */
    MANY_NAMES = 3,      /* and without a code */
    MAX_VERSIONED = 256, /* bytes of a provider's name that are looked at for its version */
};

/* The values of a form's pieces in a text; VIEW_NONE for those that are missing. */
struct values {
    struct view of[EVENT_MAX_VALUES];
};

static size_t find_last(struct view text, struct view needle)
{
    struct view rest = text;
    for (;;) {
        const char *at = rest.len > 0 ? memrchr(rest.data, needle.data[0], rest.len) : NULL;
        if (!at) {
            return SIZE_MAX;
        }
        rest.len = (size_t)(at - rest.data);
        if (view_starts(view_from(text, rest.len), needle)) {
            return rest.len;
        }
    }
}

/* Takes all up to `end`, and it, off the text; false when it is not there. Values are short: their
 * end is where its first byte stands first. */
static bool take_to(struct view *text, struct view end, struct view *value)
{
    const char *at = text->data;
    const char *const last = text->data + text->len;
    while (at < last && (at = memchr(at, end.data[0], (size_t)(last - at)))) {
        const size_t pos = (size_t)(at - text->data);
        if (view_starts(view_from(*text, pos), end)) {
            *value = view_slice(*text, 0, pos);
            *text = view_from(*text, pos + end.len);
            return true;
        }
        at++;
    }
    return false;
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

/* Finds the values of all pieces of a whole message. */
static bool match(const struct message_form *form, struct view text, struct values *values)
{
    const struct message_piece *pieces = form->pieces;
    if (!take_start(&text, pieces[0].before) || !take_end(&text, form->tail)) {
        return false;
    }
    for (size_t i = 0; i < form->widest; i++) {
        if (!take_to(&text, pieces[i + 1].before, &values->of[i])) {
            return false;
        }
    }
    for (size_t i = form->count - 1U; i > form->widest; i--) {
        size_t pos = find_last(text, pieces[i].before);
        if (pos == SIZE_MAX) {
            return false;
        }
        values->of[i] = view_from(text, pos + pieces[i].before.len);
        text = view_slice(text, 0, pos);
    }
    values->of[form->widest] = text;
    return true;
}

/* "%1": what Windows puts a value into, and no value. */
static bool is_insert(struct view value)
{
    size_t len = 1;
    while (len < value.len && ascii_is_digit(value.data[len])) {
        len++;
    }
    return len > 1 && value.data[0] == '%' &&
           (len == value.len || !ascii_is_alnum(value.data[len]));
}

/* False when a number is none. */
static bool set_values(struct event *event, const struct message_form *form,
                       const struct values *values)
{
    for (size_t i = 0; i < form->count; i++) {
        size_t field = form->pieces[i].field;
        const struct event_value *value = &event->values[field];
        if (!values->of[i].data) {
            continue;
        }
        if (is_insert(values->of[i])) {
            return false;
        }
        template_set_text(event, field, values->of[i]);
        if (event->layout->fields[field].type != TEMPLATE_TEXT && !value->is_number &&
            value->text.data) {
            return false;
        }
    }
    return true;
}

static bool read_form(struct event *event, const struct message_form *form, struct view message)
{
    struct event read = *event;
    struct values values;
    if (!match(form, message, &values) || !set_values(&read, form, &values)) {
        return false;
    }
    *event = read;
    return true;
}

static int compare_form(const void *key, const void *item)
{
    const uint16_t *id = key;
    const struct message_form *form = item;
    return (*id > form->event_id) - (*id < form->event_id);
}

const struct message_form *message_forms_of(uint16_t event_id, size_t *count)
{
    const size_t first = search_first(&event_id, message_forms, message_form_count,
                                      sizeof(message_forms[0]), compare_form);
    size_t end = first;
    while (end < message_form_count && message_forms[end].event_id == event_id) {
        end++;
    }
    *count = end - first;
    return message_forms + first;
}

/* Without blanks around it, but for that before an empty last value: "PossibleCause = ". */
static struct view trimmed(struct view message)
{
    struct view text = view_trim(message);
    const bool has_more = text.len > 0 && text.data + text.len < message.data + message.len;
    if (has_more && text.data[text.len - 1] == '=' && text.data[text.len] == ' ') {
        text.len++;
    }
    return text;
}

bool message_read(struct event *event, struct view message)
{
    size_t count;
    const struct message_form *forms = message_forms_of(event->id, &count);
    message = trimmed(message);
    for (size_t i = 0; i < count; i++) {
        if (read_form(event, &forms[i], message)) {
            return true;
        }
    }
    return false;
}

static bool is_none_of_name(char c)
{
    return c == '=' || c == ';' || c == ':' || c == '{' || c == '}' || c == '[' || c == ']' ||
           c == '|' || c == '"' || c == '\n' || c == '\t';
}

size_t message_name_start(struct view text, size_t from, size_t start)
{
    const struct view last = view_from(text, start);
    size_t pos = start;
    if (last.len < 2 || last.data[0] != 'V' || !ascii_is_digit(last.data[1])) {
        return start;
    }
    for (size_t bars = 0; bars < 2; bars++) {
        if (pos == from || text.data[pos - 1] != '|') {
            return start;
        }
        const size_t end = --pos;
        while (pos > from && ascii_is_word(text.data[pos - 1])) {
            pos--;
        }
        if (pos == end) {
            return start;
        }
    }
    return pos;
}

/* How much of "Company|Name|V1.0" stands before the version at the start of a text; 0 for others.
 */
static size_t versioned_len(struct view text)
{
    const struct view bar = VIEW("|");
    const struct view head = view_slice(text, 0, MAX_VERSIONED);
    const size_t first = view_find(head, bar, 0);
    const size_t second = first == SIZE_MAX ? SIZE_MAX : view_find(head, bar, first + 1);
    const bool is_versioned = second != SIZE_MAX && message_name_start(head, 0, second + 1) == 0;
    return is_versioned ? second + 1 : 0;
}

/* False where the value that the form begins with is no name: it stands behind other text. */
static bool begins_with_name(const struct message_form *form, struct view message)
{
    const struct view behind = form->pieces[1].before;
    size_t pos = versioned_len(message);
    const size_t equals = view_find(message, VIEW("="), pos);
    const size_t most = equals == SIZE_MAX ? message.len : equals + behind.len;
    const size_t end = view_find(view_slice(message, 0, most), behind, 0);
    while (end != SIZE_MAX && pos < end && !is_none_of_name(message.data[pos])) {
        pos++;
    }
    return end != SIZE_MAX && pos >= end;
}

bool message_read_any(struct event *event, struct view message)
{
    message = trimmed(message);
    for (size_t i = 0; i < message_form_count; i++) {
        const struct message_form *form = message_forms_by_size[i];
        const struct view before = form->pieces[0].before;
        struct values values;
        const bool begins =
            before.len == 0 ? begins_with_name(form, message) : view_starts(message, before);
        if (!begins || !match(form, message, &values)) {
            continue;
        }
        struct event read = *event;
        read.id = form->event_id;
        read.layout = template_find(form->event_id);
        if (set_values(&read, form, &values)) {
            *event = read;
            return true;
        }
    }
    return false;
}

uint16_t message_event_id(struct view message)
{
    struct event event = {0};
    return message_read_any(&event, message) ? event.id : 0;
}

/* Where the value of the field begins whose name stands at `pos`, or SIZE_MAX: behind an equals
 * sign or a colon, or, for names of several words, behind a blank. */
static size_t value_start(struct view text, struct view name, size_t pos)
{
    size_t at = pos + name.len;
    if (pos > 0 && ascii_is_word(text.data[pos - 1])) {
        return SIZE_MAX;
    }
    while (at < text.len && ascii_is_blank(text.data[at])) {
        at++;
    }
    if (view_find(name, VIEW(" "), 0) != SIZE_MAX) {
        return at > pos + name.len ? at : SIZE_MAX;
    }
    bool is_separated = at < text.len && (text.data[at] == '=' || text.data[at] == ':');
    return is_separated ? at + 1 : SIZE_MAX;
}

/* The first place of a name, or the last one; `*value` gets where its value begins. */
static size_t find_name(struct view text, struct view name, size_t from, bool is_last,
                        size_t *value)
{
    size_t found = SIZE_MAX;
    if (name.len == 0) {
        return SIZE_MAX;
    }
    for (size_t pos = view_find(text, name, from); pos != SIZE_MAX;
         pos = view_find(text, name, pos + name.len)) {
        size_t start = value_start(text, name, pos);
        if (start == SIZE_MAX) {
            continue;
        }
        *value = start;
        found = pos;
        if (!is_last) {
            break;
        }
    }
    return found;
}

/* A value without the blanks around it and what separates it from the next field. */
static struct view trim_value(struct view value)
{
    value = view_trim(value);
    if (value.len > 0 && (value.data[value.len - 1] == ';' || value.data[value.len - 1] == ',')) {
        value.len--;
    }
    return view_trim(value);
}

/* Finds the names of a form's fields in their order; says how many are there. What stands between
 * them are the values. */
static size_t find_names(const struct message_form *form, struct view text, struct values *values)
{
    size_t labels[EVENT_MAX_VALUES], starts[EVENT_MAX_VALUES];
    size_t low = 0;
    size_t found = 0;
    memset(labels, 0xFF, sizeof(labels)); /* SIZE_MAX */
    memset(starts, 0, sizeof(starts));
    for (size_t i = 0; i <= form->widest; i++) {
        labels[i] = find_name(text, form->pieces[i].name, low, false, &starts[i]);
        low = labels[i] == SIZE_MAX ? low : starts[i];
    }
    struct view rest = text;
    for (size_t i = form->count - 1U; i > form->widest; i--) {
        labels[i] = find_name(rest, form->pieces[i].name, low, true, &starts[i]);
        rest = labels[i] == SIZE_MAX ? rest : view_slice(text, 0, labels[i]);
    }
    size_t end = text.len;
    for (size_t i = form->count; i-- > 0;) {
        values->of[i] = VIEW_NONE;
        if (labels[i] == SIZE_MAX) {
            continue;
        }
        values->of[i] = trim_value(view_slice(text, starts[i], end));
        end = labels[i];
        found++;
    }
    if (form->pieces[0].name.len == 0 && end > 0 && labels[1] == end) {
        values->of[0] = trim_value(view_slice(text, 0, end));
    }
    return found;
}

/* The first word or number of a value: text of a mail may follow it. A number with a fraction is
 * one word, which is no code. */
static struct view first_word(struct view value)
{
    size_t len = 0;
    while (len < value.len && ascii_is_word(value.data[len])) {
        len++;
    }
    bool is_fraction = len + 1 < value.len && value.data[len] == '.' && len > 0 &&
                       ascii_is_digit(value.data[len - 1]) && ascii_is_digit(value.data[len + 1]);
    while (is_fraction && len < value.len &&
           (ascii_is_word(value.data[len]) || value.data[len] == '.')) {
        len++;
    }
    return len > 0 ? view_slice(value, 0, len) : value;
}

/* Some fields of a failure are spoken of without any failure: what its code means, and that its
 * cause is unknown; others have names that programs use for members of their own. */
static bool has_substance(const struct event_template *layout, const struct message_form *form,
                          const struct values *values)
{
    bool has_client = false, has_name = false, has_code = false;
    for (size_t i = 0; i < form->count; i++) {
        uint64_t number;
        const enum event_field field = layout->fields[form->pieces[i].field].field;
        const struct view value = values->of[i];
        const bool is_number = value.len > 0 && view_number(first_word(value), &number);
        has_client |= field == EVENT_FIELD_OPERATION
                          ? value.len > 0
                          : field == EVENT_FIELD_CLIENT_PROCESS_ID && is_number;
        has_code |= field == EVENT_FIELD_RESULT_CODE && is_number;
        /* "Id=5858" of a command is the event's. */
        const bool is_event_id =
            field == EVENT_FIELD_CORRELATION_ID && is_number && number <= UINT16_MAX;
        has_name |= (field == EVENT_FIELD_USER || field == EVENT_FIELD_CLIENT_MACHINE ||
                     field == EVENT_FIELD_CORRELATION_ID) &&
                    value.len > 0 && !is_event_id;
    }
    return form->event_id != EVENT_ID_CLIENT_FAILURE || has_client || (has_name && has_code);
}

/* True when what stands for a number is there and none, or a pattern stands for a text: a
 * placeholder of a description. */
static bool is_description(const struct event_template *layout, const struct message_form *form,
                           const struct values *values, bool *has_code)
{
    struct event event = {.id = form->event_id, .layout = layout};
    *has_code = false;
    for (size_t i = 0; i < form->count; i++) {
        size_t field = form->pieces[i].field;
        struct view value = values->of[i];
        const bool is_id = layout->fields[field].field == EVENT_FIELD_CORRELATION_ID;
        if (view_starts(value, VIEW("(?")) || is_insert(value) ||
            (is_id && view_starts(value, VIEW("\" ")))) {
            return true;
        }
        if (!value.data || layout->fields[field].type == TEMPLATE_TEXT) {
            continue;
        }
        template_set_text(&event, field, first_word(value));
        bool is_number = event.values[field].is_number;
        *has_code |= is_number && layout->fields[field].type == TEMPLATE_HEX32;
        if (!is_number && value.len > 0 && ascii_is_of("<[{%(.", value.data[0])) {
            return true;
        }
    }
    return false;
}

static const struct message_form *find_remains(struct view text, uint16_t event_id)
{
    const struct message_form *best = NULL;
    size_t most = 0;
    bool is_event = false;
    for (size_t i = 0; i < message_form_count; i++) {
        const struct message_form *form = &message_forms[i];
        struct values values;
        bool has_code;
        if (event_id != 0 && form->event_id != event_id) {
            continue;
        }
        size_t found = find_names(form, text, &values);
        bool is_better = found > most || (found == most && best && form->count < best->count);
        if (!is_better || found == 0) {
            continue;
        }
        const struct event_template *layout = template_find(form->event_id);
        is_event = !is_description(layout, form, &values, &has_code) &&
                   (event_id != 0 || (has_substance(layout, form, &values) &&
                                      (found >= MANY_NAMES || (has_code && found >= FEW_NAMES))));
        best = form;
        most = found;
    }
    return is_event ? best : NULL;
}

uint16_t message_event_id_of_remains(struct view text)
{
    const struct message_form *form = find_remains(text, 0);
    return form ? form->event_id : 0;
}

size_t message_salvage(struct event *event, struct view message)
{
    const struct message_form *form = find_remains(message, event->id);
    struct values values;
    if (!form) {
        return 0;
    }
    size_t found = find_names(form, message, &values);
    for (size_t i = 0; i < form->count; i++) {
        size_t field = form->pieces[i].field;
        if (values.of[i].data) {
            bool is_text = event->layout->fields[field].type == TEMPLATE_TEXT;
            template_set_text(event, field, is_text ? values.of[i] : first_word(values.of[i]));
        }
    }
    return found;
}
