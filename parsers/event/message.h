/* The fields of an event from the message that Windows renders for it. */
#ifndef WMILOG_PARSERS_EVENT_MESSAGE_H
#define WMILOG_PARSERS_EVENT_MESSAGE_H
#include "parsers/event/event.h"

/* Sets the fields of an event with a layout from its message, whose text is borrowed. False, with
 * the event untouched, when the message has not the form of the table (another language). */
bool message_read(struct event *event, struct view message);

#endif
