/* The page that the parts of the HTML report write on. Whatever comes from a log goes through
 * html_text, html_value, html_step, html_lines or html_phrase, and nothing else does. */
#ifndef WMILOG_ANALYZER_REPORT_HTML_PAGE_H
#define WMILOG_ANALYZER_REPORT_HTML_PAGE_H
#include "analyzer/report/content.h"
#include "analyzer/report/html/gather.h"

enum {
    HTML_NAME = 120,       /* characters of a name, a user, a path that are shown */
    HTML_PATH = 512,       /* of an input */
    HTML_TEXT = 2000,      /* of a query or an operation */
    HTML_MAX_LINES = 60,   /* of a script */
    HTML_GROUPS = 4500000, /* bytes of all groups: a longer page is no longer quick */
};

struct html_page {
    struct output *out;
    const struct report_run *run;
    const struct report_content *content;
    const struct gathered *gathered;
    size_t shown_until;                   /* of the groups from the first on */
    size_t harmless_from, harmless_until; /* of the harmless ones */
    uint64_t written;                     /* bytes given to `out` by these functions */
    struct buffer line;                   /* for a phrase of analyzer/report/text/words.h */
    struct buffer clean;
};

struct html_page html_page_on(struct output *out, const struct report_run *run,
                              const struct report_content *content);
void html_page_release(struct html_page *p);

/* Markup: a text of the program itself. */
void html_raw(struct html_page *p, const char *markup);
/* The same with numbers, and with names that are the program's own. */
void html_format(struct html_page *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Text of any origin, for between tags and for attributes in "": blanks and line feeds folded to
 * one blank, what a screen would obey or hide made visible, markup escaped, and cut after `max`
 * characters with their number said. */
void html_text(struct html_page *p, struct view text, size_t max);
/* The same as an element of its own: <bdi>, so that no direction of writing leaves it. */
void html_value(struct html_page *p, struct view text, size_t max);
/* A step of a rule, or a sentence of the program, with the commands between ` to be copied. */
void html_step(struct html_page *p, struct view step);
/* Text of any origin as html_text() has it, but with its lines kept, for <pre>. */
void html_lines(struct html_page *p, struct view text);
/* What is composed in `line`, which is clean already; empties it. */
void html_phrase(struct html_page *p);
/* "275", with thin spaces between the thousands. */
void html_number(struct html_page *p, uint64_t number);
/* "1 failure", "275 failures". */
void html_count(struct html_page *p, uint64_t count, const char *one, const char *many);
void html_time(struct html_page *p, int64_t time);
void html_range(struct html_page *p, int64_t first, int64_t last);

/* A command to be copied: a block of its own. */
void html_command(struct html_page *p, struct view command);

#endif
