/* Knows how commands are marked in a step, and which values from a log a command may have. */
#include "rules/texts/step.h"

#include "parsers/base/ascii.h"

static const struct view mark = {"`", 1};

/* What stands between the mark that `rest` begins with and the next one; an empty pair, and a mark
 * alone, are none. */
static bool begins_command(struct view rest, struct view *command, struct view *after)
{
    return view_starts(rest, mark) && view_cut(view_from(rest, mark.len), mark, command, after) &&
           command->len > 0;
}

/* Where the text before the next command ends. */
static size_t text_len(struct view rest)
{
    struct view command, after;
    for (size_t at = view_find(rest, mark, 0); at != SIZE_MAX; at = view_find(rest, mark, at + 1)) {
        if (begins_command(view_from(rest, at), &command, &after)) {
            return at;
        }
    }
    return rest.len;
}

bool step_next(struct view *rest, struct step_piece *piece)
{
    struct view command, after;
    if (rest->len == 0) {
        return false;
    }
    if (begins_command(*rest, &command, &after)) {
        *piece = (struct step_piece){command, true};
        *rest = after;
        return true;
    }
    const size_t len = text_len(*rest);
    *piece = (struct step_piece){view_slice(*rest, 0, len), false};
    *rest = view_from(*rest, len);
    return true;
}

void step_plain(struct buffer *b, struct view step)
{
    struct step_piece piece;
    while (step_next(&step, &piece)) {
        buffer_add(b, piece.text);
    }
}

/* As it stands there it is typed: in one line, with nothing that a reader cannot see. */
static bool is_typed(struct view command)
{
    for (size_t i = 0; i < command.len; i++) {
        const char c = command.data[i];
        const bool is_visible = c > ' ' && c < 0x7f;
        const bool is_inner = i > 0 && i + 1 < command.len && command.data[i - 1] != ' ';
        if (!is_visible && (c != ' ' || !is_inner)) {
            return false;
        }
    }
    return true;
}

const char *step_mistake(struct view step)
{
    struct view before, command;
    while (view_cut(step, mark, &before, &step)) {
        if (!view_cut(step, mark, &command, &step)) {
            return "found a ` without its partner: a command stands between two";
        }
        if (command.len == 0) {
            return "found two ` with nothing between them, expected a command";
        }
        if (!is_typed(command)) {
            return "found a command that is not of plain ASCII with single blanks between its "
                   "words";
        }
    }
    return NULL;
}

/* A quote, a semicolon, a bracket, a dollar or a blank would begin something else. */
static bool is_of_argument(char c)
{
    return ascii_is_alnum(c) || ascii_is_of("_.-\\/:", c);
}

bool step_may_hold(struct view value, bool is_in_command)
{
    if (!is_in_command) {
        return view_find(value, mark, 0) == SIZE_MAX;
    }
    for (size_t i = 0; i < value.len; i++) {
        if (!is_of_argument(value.data[i])) {
            return false;
        }
    }
    return value.len > 0 && value.data[0] != '-' && value.data[0] != '/';
}
