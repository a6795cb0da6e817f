/* What a whole .evtx file tells of template definitions that one of its chunks has lost. */
#ifndef WMILOG_PARSERS_EVTX_LEARN_H
#define WMILOG_PARSERS_EVTX_LEARN_H
#include "parsers/event/reader.h"

/* A struct evtx_library of the definitions in all chunks, first of all those whose checksums are
 * right. */
void *evtx_learn(const struct reader_input *input, struct source *source, size_t max_bytes);
void evtx_unlearn(void *learned);

#endif
