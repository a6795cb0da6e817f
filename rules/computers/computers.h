/* The computers of the input: their clocks, their WMI service process, and names that one machine
 * had before and after it was renamed. */
#ifndef WMILOG_RULES_COMPUTERS_COMPUTERS_H
#define WMILOG_RULES_COMPUTERS_COMPUTERS_H
#include "parsers/base/arena.h"
#include "parsers/base/computer_name.h"
#include "parsers/base/map.h"
#include "parsers/event/event.h"

enum {
    COMPUTERS_MAX = 4096,
    COMPUTER_MAX_NAME = 255, /* bytes of a name that count */
    COMPUTER_MAX_RENAMES = 16,
    COMPUTER_STREAMS = 256, /* logs whose record numbers are followed at a time */
    COMPUTER_STREAM_CHANNEL = 96,
};

struct operation;
struct pending;
struct provider_load;

/* A waiting failure in a heap; the time stands beside it so that most comparisons need no more. */
struct pending_entry {
    int64_t when;
    struct pending *pending;
};

struct computer {
    struct view name;  /* as first written; lives as long as the set */
    struct view label; /* computer_name_label of the name */
    uint32_t number;   /* in order of appearance; UINT32_MAX for those over the limit */
    bool has_wmi_events;
    bool is_touched;      /* in the correlator's list of computers whose clock moved */
    int64_t clock;        /* the latest time seen, WINTIME_NONE before the first */
    uint32_t service_pid; /* 0 = unknown */
    int64_t service_since;
    int64_t restarted; /* time of the last restart seen, WINTIME_NONE when none */
    bool restarted_by_marker;
    uint32_t restarts;
    struct computer *before, *after; /* the same machine's earlier and later name */
    struct operation *operations;    /* open ones, newest first */
    struct pending_entry *heap;      /* failures that wait, the oldest first */
    size_t heap_count, heap_cap;
    struct provider_load *loads; /* ring of the latest provider loads, NULL before the first */
    size_t load_count;           /* ever added */
};

/* The last record of one channel in one source. */
struct computer_stream {
    bool is_used;
    bool is_mixed; /* several machines write here: no conclusions */
    uint32_t source;
    uint64_t record_id;
    struct computer *computer;
    size_t channel_len;
    char channel[COMPUTER_STREAM_CHANNEL];
};

struct computers {
    struct arena arena;
    struct map map;
    struct computer **list;
    size_t count, cap, max;
    struct computer *last;
    struct computer other; /* stands for all over the limit */
    struct view *names;    /* of those with WMI-Activity events, in order of appearance */
    size_t name_count, name_cap;
    struct computer_stream *streams;
};

/* Ticks from `earlier` to `later`, 0 when it is not later, at most INT64_MAX: no time of an input
 * can make it overflow. */
int64_t computer_ticks(int64_t earlier, int64_t later);

void computers_init(struct computers *set, size_t max);
void computers_release(struct computers *set);

/* The computer of that name (ASCII case folded), made when new; `other` over the limit. */
struct computer *computers_get(struct computers *set, struct view name);
/* The computer of that name, or NULL. */
struct computer *computers_find(const struct computers *set, struct view name);

/* Puts the computer on the list of names once. */
void computers_name(struct computers *set, struct computer *c);

/* Follows the record numbers of a log. A record that comes directly after one with another computer
 * name in the same channel and source shows that the machine was renamed: returns the computer of
 * the earlier name then, else NULL. */
struct computer *computers_follow(struct computers *set, struct computer *c,
                                  const struct event *event);

/* True when the name is this computer's or one that the machine had before or after. */
bool computer_is_named(const struct computer *c, struct view name);

#endif
