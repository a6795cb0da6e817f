/* The page that the parts of the Markdown report are written on. */
#ifndef WMILOG_ANALYZER_REPORT_MARKDOWN_PAGE_H
#define WMILOG_ANALYZER_REPORT_MARKDOWN_PAGE_H
#include "analyzer/report/brief/sheet.h"
#include "analyzer/report/content.h"

struct markdown_page {
    struct sheet sheet; /* what is being composed */
    const struct report_run *run;
    const struct report_content *content;
    struct buffer text;
};

/* Writes what the sheet has and empties it. */
void markdown_flush(struct markdown_page *page);
/* A heading of a section. */
void markdown_section(struct markdown_page *page, const char *title);

void markdown_incidents(struct markdown_page *page);
void markdown_consumers(struct markdown_page *page);
void markdown_traced(struct markdown_page *page);   /* connects, and processes that were started */
void markdown_problems(struct markdown_page *page); /* inputs that could not be read, or doubts */
void markdown_limits(struct markdown_page *page);
void markdown_advice(struct markdown_page *page);

#endif
