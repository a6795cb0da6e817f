/* Records whose elements and attributes stand under names of no dialect. */
#ifndef WMILOG_PARSERS_JSON_REGULAR_H
#define WMILOG_PARSERS_JSON_REGULAR_H
#include <jansson.h>

/* The object as it would be had another program made it: names that were joined taken apart, and
 * those of an event's parts as they stand in its XML, without marks for attributes and texts. A new
 * value, to be freed by the caller; NULL where there is nothing to change. */
json_t *json_regular(json_t *record);

/* A record whose names were joined, with its members in members again, which are its own values. A
 * new value, to be freed by the caller; NULL for other records. */
json_t *json_taken_apart(json_t *record);

#endif
