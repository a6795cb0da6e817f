/* The insertion strings of classic events, which exports write under several names or none. */
#ifndef WMILOG_RULES_OPERATIONS_INSERTIONS_H
#define WMILOG_RULES_OPERATIONS_INSERTIONS_H
#include "parsers/event/event.h"

/* The datum at a position from 1 to 9, without blanks around it: the one that the manifest names
 * `manifest_name` (empty = none), else "param" and the position, else the one that stands there
 * without a name. Absent when there is none. A view of the event. */
struct view insertion_at(const struct event *event, size_t position, struct view manifest_name);

/* A failing code written as a decimal number, signed or not, often behind the two percent signs
 * that stand for the text of a message. A plain Win32 error becomes its HRESULT. False, and nothing
 * stored, for anything else. */
bool insertion_code(struct view text, uint32_t *code);

#endif
