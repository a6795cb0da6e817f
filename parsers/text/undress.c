/* Names and values in the dress of a table or a list, as the labels and fields that they are. */
#include "parsers/text/walk.h"

static bool is_among_fields(const struct walk *w)
{
    return w->has_pairs && (w->mode == MODE_LOOSE || w->mode == MODE_MESSAGE);
}

/* A name and a value in another dress become a label or a field of a message. */
static void take_pair(struct walk *w, const struct text_pair *pair)
{
    struct arena *arena = &w->record.batch->arena;
    struct view value = pair->value;
    text_unquote_value(w->record.batch, &value);
    if (!pair->is_field) {
        w->is_cell = pair->is_cell;
        w->line.text = arena_format(arena, "%.*s: %.*s", VIEW_ARG(pair->name), VIEW_ARG(value));
        return;
    }
    /* The value may stand below the name, and a line of a message that was wrapped looks like a
     * bare one: the next line goes on with it. */
    const bool is_bare = view_starts(w->line.text, pair->name) &&
                         view_starts(view_from(w->line.text, pair->name.len), VIEW(" = "));
    bool has_end = is_bare || value.len == 0 || view_ends_nocase(value, VIEW(";"));
    w->line.text = arena_format(arena, "%.*s = %.*s%s", VIEW_ARG(pair->name), VIEW_ARG(value),
                                has_end ? "" : ";");
    if (is_among_fields(w) && walk_has_field(w, pair->name)) {
        walk_end_any(w);
    }
    if (is_among_fields(w)) {
        walk_end_field(w);
    }
    w->has_pairs = true;
}

void walk_undress_list(struct walk *w)
{
    struct text_pair pair;
    if (text_pair_of_list(w->line.text, is_among_fields(w), &pair)) {
        take_pair(w, &pair);
    }
}

/* Rows of tables, before they are looked at as lines. */
static void undress_cells(struct walk *w)
{
    struct text_pair pair;
    w->is_cell = false;
    if (!w->line.has_cells) {
        return;
    }
    w->line.text = text_only_cell(w->line.text);
    w->line.is_blank = view_is_blank(w->line.text);
    bool may_be = w->mode == MODE_NONE || w->mode == MODE_PARTS || w->mode == MODE_LOOSE ||
                  (w->mode == MODE_MESSAGE && w->has_pairs);
    if (may_be && text_pair_of_cells(w->line.text, is_among_fields(w), &pair)) {
        take_pair(w, &pair);
    }
}

void walk_undress(struct walk *w)
{
    undress_cells(w);
    if (!w->is_cell && !w->line.is_blank && (w->mode == MODE_LOOSE || is_among_fields(w))) {
        walk_undress_list(w);
    }
}
