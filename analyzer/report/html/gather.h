/* What the page shows of failures and events that are not kept: gathered as they come, in memory
 * that does not grow with their number. */
#ifndef WMILOG_ANALYZER_REPORT_HTML_GATHER_H
#define WMILOG_ANALYZER_REPORT_HTML_GATHER_H
#include "analyzer/report/content.h"
#include "analyzer/report/html/tally.h"
#include "analyzer/report/html/timeline.h"

enum {
    GATHER_PROVIDERS = 256,
    GATHER_OTHER_KINDS = 64, /* of events of other logs */
    GATHER_MAX_TEXT = 512,   /* bytes of a text that are kept */
};

struct loaded_provider {
    struct view name, path;
    uint64_t loads, hosts; /* how often it was loaded, and in how many new host processes */
    uint64_t failures;     /* of operations that it worked for */
};

struct other_kind {
    struct view provider;
    uint16_t event_id;
    uint64_t count;
};

struct gathered {
    struct timeline timeline;
    struct tally clients, classes, namespaces;
    struct arena arena;
    struct loaded_provider providers[GATHER_PROVIDERS];
    size_t provider_count;
    uint64_t more_loads; /* of providers that did not fit */
    struct other_kind others[GATHER_OTHER_KINDS];
    size_t other_count;
    uint64_t more_others;
    uint8_t known_ids[(UINT16_MAX + 1) / 8]; /* events of the System and Application logs that tell
                                                something: a bit for each id */
};

struct gathered *gathered_new(void);
void gathered_free(struct gathered *g);
void gathered_failure(struct gathered *g, const struct failure *f, enum verdict verdict);
void gathered_landmark(struct gathered *g, const struct landmark *landmark);
/* Takes an event of another provider; counts those that tell something of WMI's surroundings. */
void gathered_event(struct gathered *g, const struct event *event);
/* When all is there. */
void gathered_sort(struct gathered *g);
/* Where the client of a failure is counted, or NULL. */
const struct tally_item *gathered_client(const struct gathered *g,
                                         const struct failure_client *client);
/* The parts of the key of a client: its process, user and machine; absent where not known. */
void gathered_client_parts(struct view key, struct view *process, struct view *user,
                           struct view *machine);

#endif
