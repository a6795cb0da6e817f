/* Dates of a source as people write them, whose order of day and month its other dates tell. */
#ifndef WMILOG_PARSERS_EVENT_DATED_H
#define WMILOG_PARSERS_EVENT_DATED_H
#include "parsers/event/reader.h"

/* Adds a further text of a source to the clues that its dates give, and sets the order that they
 * tell so far. */
void dated_learn(struct reader_input *input, struct view text);
/* The same of a part of it that may have dates of its own: where these tell nothing, the order of
 * the source stays. */
void dated_learn_part(struct reader_input *input, struct view text);
/* See struct reader. */
bool dated_survey(struct reader_input *input, struct view data);
/* True for the name of a time that is not the event's: at which an alert was raised, a ticket
 * opened, a record sent or changed. */
bool dated_names_other(struct view name);
/* For a reader whose events tell their time in no easier way: the first one of what it parses. */
bool dated_first_parsed(const struct reader_input *input, struct view data,
                        void (*parse)(const struct reader_input *input, const struct block *block,
                                      struct batch *batch),
                        int64_t *time);
/* The time that a text begins with; false when there is none. */
bool dated_read(const struct reader_input *input, struct view text, int64_t *time);

#endif
