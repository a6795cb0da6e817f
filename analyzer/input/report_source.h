/* What is known of one input after it was read: what reports say about it. */
#ifndef WMILOG_ANALYZER_INPUT_REPORT_SOURCE_H
#define WMILOG_ANALYZER_INPUT_REPORT_SOURCE_H
#include "parsers/base/error.h"
#include "parsers/event/event.h"

/* Something that was wrong with an input, or had to be guessed. */
struct report_problem {
    bool has_offset;
    uint64_t offset; /* bytes from the start of the source */
    struct view message;
};

enum {
    REPORT_MAX_PROBLEMS = 100,
    REPORT_MAX_COMPUTERS = 64,
    REPORT_MAX_CHANNELS = 64,
    REPORT_MAX_GAPS = 64,
    REPORT_MAX_LOSSES = 64,
    REPORT_MAX_UNUSED = 64,
    REPORT_MAX_UNLISTED = 1 << 16, /* computers of all inputs that are counted without a name */
};

/* A file of an archive or a folder that was not used. */
struct report_unused {
    struct view name; /* in the archive or folder */
    struct view what; /* "a memory dump"; empty where nothing is known of it */
};

/* Records that are not there between two that are. */
struct report_gap {
    int64_t from, to; /* when these two were written */
    uint64_t records;
    struct view channel, computer; /* whose numbers these are; absent for those of a file itself */
};

/* A span of time in which events were lost before they came to the log. */
struct report_loss {
    int64_t from, to;
};

/* seen = records = events + damaged. */
struct report_source {
    uint32_t index;
    struct view path;     /* as given, cleaned of nothing: escape before showing */
    struct view format;   /* "xml", or "unknown" when it was not recognised */
    struct view encoding; /* "utf-8", ...; absent when unknown */
    uint64_t bytes;
    uint64_t records;      /* events seen */
    uint64_t events;       /* events read, of any provider */
    uint64_t wmi_events;   /* of WMI-Activity among them */
    uint64_t damaged;      /* events that could not be read */
    uint64_t repaired;     /* events read after a repair that guesses nothing */
    uint64_t code_page;    /* events read as Windows-1252 for want of valid UTF-8 */
    uint64_t incomplete;   /* events read but for their time, their result code or all data: each is
                              told as a problem */
    uint64_t out_of_order; /* events older than the sorting window could mend */
    uint64_t duplicates;   /* events that were read already, from this or another source */
    bool is_container;     /* an archive or a folder */
    bool is_member;        /* it stands in one */
    bool is_uncovered;     /* bytes that are part of no event have words of several */
    bool is_unused;        /* a member that turned out to hold no event of any kind */
    uint64_t members;      /* files in a container; those that are logs are sources themselves */
    uint64_t unused_members;      /* of these, what tells nothing */
    uint64_t unread_members;      /* and what could not be read, or not to its end */
    struct report_unused *unused; /* as far as there is room; likewise */
    size_t unused_count, unused_cap;
    int64_t first, last;    /* WINTIME_NONE when no event had a time */
    bool is_backwards;      /* newest first */
    struct view *computers; /* by name, once all is read; of this list and the next two, memory is
                             * taken as they grow */
    size_t computer_count, computer_cap;
    uint64_t more_computers;      /* that did not fit in the list, at least so many */
    struct event_count *channels; /* the most events first, likewise */
    size_t channel_count, channel_cap;
    uint64_t more_channels;          /* events of what did not fit in the list */
    struct report_problem *problems; /* by offset, likewise */
    size_t problem_count, problem_cap;
    uint64_t more_problems;
    struct report_gap *gaps; /* by record number, once all is read; likewise */
    size_t gap_count, gap_cap;
    uint64_t more_gaps;         /* that did not fit in the list */
    uint64_t missing_records;   /* of all gaps */
    bool may_be_filtered;       /* a query may have left them out */
    struct report_loss *losses; /* by time; the last one reaches to the last loss, if need be */
    size_t loss_count, loss_cap;
    enum status status;  /* STATUS_OK, or why it could not be read (to its end) */
    struct view message; /* the sentence for that status */
};

/* True for what may hold events itself: no archive or folder, and no file that is not used. */
static inline bool report_source_is_log(const struct report_source *source)
{
    return !source->is_container && !source->is_unused;
}

/* Who wrote such events, for people: an event may name nobody. */
static inline struct view report_provider(const struct event_count *count)
{
    return view_is_empty(count->provider) ? VIEW("a provider without a name") : count->provider;
}

#endif
