/* A report that `wmilog analyze` wrote as JSON or JSON lines, read back. */
#ifndef WMILOG_ANALYZER_GIVEN_REPORT_FILE_H
#define WMILOG_ANALYZER_GIVEN_REPORT_FILE_H
#include "analyzer/report/brief/brief.h"
#include "parsers/event/source.h"

enum {
    REPORT_FILE_MAX_SOURCES = 10000, /* whose paths are kept */
    REPORT_FILE_HEAD = 4096,         /* bytes that tell what it is */
};

enum report_file_kind { REPORT_FILE_NONE, REPORT_FILE_DOCUMENT, REPORT_FILE_LINES };

/* Whether an input begins as a report does. */
enum report_file_kind report_file_kind(struct source *source);

struct json_t; /* Jansson's */
struct report_file_rewriter;

struct report_file_reader {
    /* For each group, in the order of the report. The brief is valid for the call. */
    void (*group)(void *context, const struct brief *brief);
    /* The same for each event consumer, before all groups; NULL: they are passed over. */
    void (*consumer)(void *context, const struct brief *brief);
    void *context;
    /* For what is asked of the rest, before the groups; NULL for nothing. `type` is that of a line:
     * "report" (or, of a document, "rules" and "filter", members and items of it), "host",
     * "source", "summary". */
    void (*part)(void *context, const char *type, const struct json_t *value, struct error *err);
    const struct report_file_rewriter *rewriter; /* NULL for none */
};

/* Rewrites a part in place before anything of it is taken: `type` is that of a line. */
struct report_file_rewriter {
    void (*rewrite)(void *context, const char *type, struct json_t *value);
    void *context;
};

/* Gives each part of a report once, whatever its type, in the order of the report; what is no JSON
 * is passed over. */
void report_file_walk(struct source *source, enum report_file_kind kind,
                      const struct report_file_rewriter *walker);

/* Reads a source that can be read anywhere, of a known kind. STATUS_IO; STATUS_DAMAGED with an
 * offset where it is no report; STATUS_UNSUPPORTED for another version of the schema. */
enum status report_file_read(struct source *source, enum report_file_kind kind,
                             const struct report_file_reader *reader, struct error *err);

#endif
