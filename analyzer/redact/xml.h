/* Events as XML: written anew from their rewritten fields, so that nothing of their bytes stays. */
#ifndef WMILOG_ANALYZER_REDACT_XML_H
#define WMILOG_ANALYZER_REDACT_XML_H
#include "analyzer/redact/rewriter.h"
#include "parsers/event/reader.h"

/* Whether the events of a batch have their texts as XML. */
bool xml_is_in(const struct batch *batch);
/* Reads the fields from each text, collects or rewrites them, and writes the text again. Data that
 * have no known meaning become a note of their size. */
void xml_rewrite(struct rewriter *w, struct batch *batch);

#endif
