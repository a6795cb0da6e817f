/* Phrases about a group, with every name from a log marked, so that each form can set it apart. */
#ifndef WMILOG_ANALYZER_REPORT_BRIEF_PHRASES_H
#define WMILOG_ANALYZER_REPORT_BRIEF_PHRASES_H
#include "analyzer/report/brief/brief.h"

/* Around a name, and around a command: bytes that no clean text has. */
enum { PHRASE_NAME_BEGIN = 1, PHRASE_END = 2, PHRASE_COMMAND_BEGIN = 3 };

enum {
    PHRASE_NAME = 80,   /* columns for a name, a user */
    PHRASE_INPUT = 160, /* for an input */
    PHRASE_PATH = 256,  /* for a path, an input */
    PHRASE_TEXT = 1000, /* for a query or an operation */
    PHRASE_RULE = 2000, /* for a sentence of a rule */
};

/* A piece of a phrase. */
struct phrase_run {
    struct view text;
    bool is_code;    /* a name or a command */
    bool is_command; /* to be copied as it is */
};

/* Takes the next piece off `*rest`; false when nothing is left. */
bool phrase_next(struct view *rest, struct phrase_run *run);
/* Appends the phrase without its marks. */
void phrase_plain(struct buffer *b, struct view phrase);

/* Each appends clean text in one line, cut in the middle when longer than that. */
void phrase_name(struct buffer *b, struct view name, size_t max_columns); /* marked */
/* A sentence or a title, in which what the brief names is marked. */
void phrase_sentence(struct buffer *b, const struct brief *brief, struct view text,
                     size_t max_columns);
/* A step of a rule (rules/texts/step.h), with its commands marked; in one that is cut none is. */
void phrase_step(struct buffer *b, struct view step, size_t max_columns);
/* What failed, with its namespace where the title does not name it: two kinds that differ in it
 * alone are told apart, in whatever run each comes. */
void phrase_what(struct buffer *b, const struct brief *brief);
/* Where only another log tells of it, by which event: ", event 10037"; else nothing. */
void phrase_known_by(struct buffer *b, const struct brief *brief);
void phrase_code(struct buffer *b, const struct brief *brief);
void phrase_who(struct buffer *b, const struct brief *brief); /* nothing when no client is known */
void phrase_when(struct buffer *b, const struct brief *brief);
void phrase_where(struct buffer *b, const struct brief *brief);
void phrase_phase(struct buffer *b, const struct brief *brief);
void phrase_provider(struct buffer *b, const struct brief *brief);
void phrase_logged(struct buffer *b, const struct brief *brief); /* component, possible cause */
void phrase_event(struct buffer *b, const struct brief_event *event);
/* What runs when an event comes: class and name, or whose subscription it is. */
void phrase_consumer(struct buffer *b, const struct consumer *c);
void phrase_fingerprint(struct buffer *b, const struct brief *brief);
/* The computer, or the first of them and how many others there are. */
void phrase_computer(struct buffer *b, const struct brief *brief);

#endif
