/* The parts of the HTML report, each in a file of its own. */
#ifndef WMILOG_ANALYZER_REPORT_HTML_PARTS_H
#define WMILOG_ANALYZER_REPORT_HTML_PARTS_H
#include "analyzer/report/html/page.h"

void html_head(struct html_page *p); /* to the begin of the body */
/* The same for a page of another kind, which writes its title between them. */
void html_head_begin(struct html_page *p);
void html_head_end(struct html_page *p);
void html_theme(struct html_page *p);  /* the choice of colours */
void html_answer(struct html_page *p); /* who, what, must I care; and where to begin */
void html_when(struct html_page *p);   /* the time line */
void html_incidents(struct html_page *p);
void html_filter(struct html_page *p);
/* The list of groups, as long as it fits; sets which are shown. */
void html_groups(struct html_page *p);
void html_who_and_what(struct html_page *p);
void html_consumers(struct html_page *p);
void html_operations(struct html_page *p); /* those seen in part */
/* Connects by client machine, and processes that method calls started; of a run with a digest. */
void html_traced(struct html_page *p);
void html_sources(struct html_page *p); /* what was read, what was missing, and the tool */
void html_foot(struct html_page *p);    /* the script, and the end */

/* The class and name of a consumer; what it is, where it has none. */
void html_consumer_title(struct html_page *p, const struct consumer *c);
/* Whether a group is on the page, by its place among all; html_groups decides. */
bool html_is_shown(const struct html_page *p, size_t index);
/* Begins a link to a group; false, and nothing, where the group is not on the page. */
bool html_group_link(struct html_page *p, size_t index, const char *attributes);
/* Of which clock the times are, in a sentence. */
void html_clock(struct html_page *p);
/* The codes of all failures, the commonest first; the caller frees them. */
struct engine_count *html_codes(const struct report_content *content);

/* Pieces that several parts are made of. */
/* A client in a few words; `is_plain` without any markup, as options need it. */
void html_client_name(struct html_page *p, const struct tally_item *item, bool is_plain);
void html_verdict(struct html_page *p, enum verdict verdict); /* its shape and its word */
/* What stands before the title of what can be opened: how often it came, how bad it is. */
void html_begin_summary(struct html_page *p, uint64_t count, enum verdict verdict);
void html_code(struct html_page *p, const struct failure *f); /* the code, and its symbol */
/* Beside the number, which tells that it is one of Win32: without HRESULT_FROM_WIN32(). Empty for
 * NULL. */
struct view html_symbol(const struct code *code);
/* The client in a few words, with a dot before them; nothing where no client asked. */
void html_who(struct html_page *p, const struct group *g);
void html_row_begin(struct html_page *p, const char *label); /* a row of a <dl> */
void html_row_end(struct html_page *p);
/* The best cause of a group in a sentence; false when there is none. */
bool html_best_cause(struct html_page *p, const struct judgement *j);
void html_causes(struct html_page *p, const struct group *g);
/* How to tell, and what to do. */
void html_steps(struct html_page *p, const struct cause *cause);

#endif
