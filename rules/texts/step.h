/* Steps of rules: how to check a cause and what to do about it. A command that can be typed as it
 * stands there is between two `, so that each form of report can set it apart and a page can offer
 * it for copying. */
#ifndef WMILOG_RULES_TEXTS_STEP_H
#define WMILOG_RULES_TEXTS_STEP_H
#include "parsers/base/buffer.h"

/* Around a command. What is filled into a step from a log never has one (step_may_hold). */
#define STEP_MARK '`'

struct step_piece {
    struct view text; /* without its marks; never empty */
    bool is_command;
};

/* Takes the next piece off `*rest`; false when nothing is left. A mark without its partner, which
 * no checked rule has, is text. */
bool step_next(struct view *rest, struct step_piece *piece);

/* Appends the step without its marks. */
void step_plain(struct buffer *b, struct view step);

/* What is wrong with the marks of a rule's step, as a message; NULL when nothing is. */
const char *step_mistake(struct view step);

/* Whether a value from a log may stand in a step: in a command only what every shell takes for a
 * part of one argument that is no option, because people copy commands without reading them. */
bool step_may_hold(struct view value, bool is_in_command);

#endif
