/* Events and what belongs to them, with tokens in the place of names. */
#ifndef WMILOG_ANALYZER_REDACT_EVENTS_H
#define WMILOG_ANALYZER_REDACT_EVENTS_H
#include "analyzer/redact/rewriter.h"
#include "parsers/event/reader.h"

/* Begins a rewriter; see rewriter_init(). */
void rewriter_start(struct rewriter *w, const struct name_table *names,
                    struct name_table *collected);
/* Rewrites the texts of an event, or only collects the names in them. New texts are put into the
 * arena. */
void rewrite_event(struct rewriter *w, struct event *event, struct arena *arena);
/* A text by one of the ways of rewriter.h: itself where nothing of it is hidden, else a copy in the
 * arena. */
struct view rewrite_copy(struct rewriter *w, struct view text,
                         void (*put)(struct rewriter *, struct view, struct buffer *),
                         struct arena *arena);

#endif
