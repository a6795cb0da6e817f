/* Events as XML: written anew from their rewritten fields, so that nothing of their bytes stays. */
#ifndef WMILOG_ANALYZER_REDACT_XML_H
#define WMILOG_ANALYZER_REDACT_XML_H
#include "analyzer/redact/rewriter.h"
#include "parsers/event/reader.h"

/* Collects or rewrites the fields of each event, and gives it its text, made of them; it loses them
 * then. In the place of data that have no known meaning stands a note. Each text ends with LF where
 * `as_lines`. */
void xml_rewrite(struct rewriter *w, struct batch *batch, bool as_lines);

#endif
