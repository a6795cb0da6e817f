/* A group or an event consumer of a report in JSON as a brief. */
#ifndef WMILOG_ANALYZER_GIVEN_BRIEF_OF_JSON_H
#define WMILOG_ANALYZER_GIVEN_BRIEF_OF_JSON_H
#include "analyzer/report/brief/brief.h"

struct json_t; /* Jansson's */

/* `group` is an object of report.schema.json's definition; `paths` are those of the report's
 * inputs, of which the names are told. Views point into all three and the arena. STATUS_DAMAGED
 * with "count: expected a number" for a member that is not what the schema says. */
enum status brief_of_json(struct brief *brief, struct arena *arena, const struct json_t *group,
                          const struct view *paths, size_t path_count, struct error *err);

/* The same of an event consumer, which has the fingerprint of its texts where it brings none. */
enum status consumer_of_json(struct brief *brief, struct arena *arena,
                             const struct json_t *consumer, const struct view *paths,
                             size_t path_count, struct error *err);

#endif
