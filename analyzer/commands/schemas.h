/* The published schemas, embedded by make_schemas.py. */
#ifndef WMILOG_ANALYZER_COMMANDS_SCHEMAS_H
#define WMILOG_ANALYZER_COMMANDS_SCHEMAS_H
#include "parsers/base/names.h"

extern const struct names schema_names;
extern const struct view schema_texts[]; /* in the same order */

#endif
