/* The fields of an event from the message that Windows renders for it. */
#ifndef WMILOG_PARSERS_EVENT_MESSAGE_H
#define WMILOG_PARSERS_EVENT_MESSAGE_H
#include "parsers/event/event.h"

/* Sets the fields of an event with a layout from its message, whose text is borrowed. False, with
 * the event untouched, when the message has not the form of the table (another language). */
bool message_read(struct event *event, struct view message);

/* The same of whichever event's message it is, for logs that do not tell: sets its id and layout
 * too. */
bool message_read_any(struct event *event, struct view message);

/* The event whose whole message this is; 0 when it is none. */
uint16_t message_event_id(struct view message);

/* What is left of a message, as people paste it: fields are known by their names, however blanks
 * and separators were changed, and any of them may be missing. */

/* Where the next text begins at or after `from` that may be a message or the rest of one: the name
 * of a field and an equals sign, with the words that a message begins with; SIZE_MAX for none. */
size_t message_find(struct view text, size_t from);
/* Looks at all of a text for the end of a message that are made in vain before such messages are
 * not looked for any more. */
enum { MESSAGE_MAX_TRIES = 64 };
/* The same behind `from`, for text that can only be the beginning of another message: words that
 * only messages begin with, or a whole message whose first field others have in their middle.
 * `*tries`, 0 before the first search in a text, counts those that were none. */
size_t message_find_next(struct view text, size_t from, size_t *tries);
/* The same for a whole message, which may stand behind other words with an equals sign. */
size_t message_find_whole(struct view text, size_t from);
/* Where a provider's name begins, from `from` on, of which the part at `start` is the version:
 * "Company|Name|V1.0"; `start` for any other. */
size_t message_name_start(struct view text, size_t from, size_t start);
/* True for the name of a field as messages write it. */
bool message_is_name(struct view name);
/* True for a word that ends with the name of a field that only messages begin with. */
bool message_ends_with_name(struct view word);
/* True when the text begins with what messages begin with, and have nowhere else. */
bool message_begins(struct view text);
/* The same with the name of the second field behind the first one's value: what stands there is a
 * message, and nothing that another line of a log may be. */
bool message_is_begun(struct view text);
/* The same of 5857, where the name of the provider is one word. */
bool message_begins_wordy(struct view text);
/* The event that the fields are of: a result code and another field, or three fields. 0 for
 * anything else, and for a description, where a number is a word in brackets. */
uint16_t message_event_id_of_remains(struct view text);
/* Sets the fields of an event with a layout that are found; says how many. */
size_t message_salvage(struct event *event, struct view message);

/* A field of a number that a message names twice: what stands at one of the places is part of
 * another's text. */
struct message_double {
    struct view name, value, within;
};

/* True when the text of a field of an event that was read from its message holds the name of such a
 * field, outside of quotes, with another number than that has. */
bool message_names_twice(const struct event *event, struct message_double *found);

#endif
