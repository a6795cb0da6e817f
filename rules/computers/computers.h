/* The one registry of the computers of the input: a number for each name, and which names are one
 * machine's. What a room knows of a computer it hangs on such a number. */
#ifndef WMILOG_RULES_COMPUTERS_COMPUTERS_H
#define WMILOG_RULES_COMPUTERS_COMPUTERS_H
#include "parsers/base/arena.h"
#include "parsers/base/computer_name.h"
#include "parsers/base/hash/hash_set.h"
#include "parsers/base/hash/map.h"
#include "parsers/event/event.h"

enum {
    COMPUTERS_MAX = 4096,       /* names; the others share one computer */
    COMPUTERS_MAX_MORE = 65536, /* names over the limit that are counted */
    COMPUTER_MAX_RENAMES = 16,  /* names of one machine that are looked through */
    COMPUTER_STREAMS = 256,     /* logs whose record numbers are followed at a time */
    COMPUTER_STREAM_CHANNEL = 96,
    COMPUTER_GAP_HOURS =
        24, /* from the last record of one part of a log to the first of the next */
};

enum { COMPUTER_RESTART_SECONDS = 5 /* at least, between two names of a machine */ };

/* A name of a computer. The three numbers are those of names, in order of appearance. */
struct computer {
    struct view name;   /* as first written; lives as long as the set */
    struct view label;  /* computer_name_label of the name */
    uint32_t number;    /* of this name */
    uint32_t host;      /* of the first name with this label */
    uint32_t machine;   /* of the first name of the machine, however it is called now */
    bool is_over_limit; /* stands for all over the limit; its numbers are UINT32_MAX */
    bool has_wmi_events;
    bool is_followed;                /* a record of it was given to computers_follow */
    bool is_told;                    /* an event says that the machine was called `before` */
    int64_t first;                   /* time of the earliest event of it that computers_saw got */
    struct computer *before, *after; /* the same machine's earlier and later name */
    const struct computer_stream *left; /* the log that went on under another name after it */
};

/* The last record of one channel in one source. */
struct computer_stream {
    bool is_used;
    bool is_mixed; /* several machines write here: no conclusions */
    uint32_t source;
    uint64_t record_id;
    int64_t time; /* of that record */
    struct computer *computer;
    size_t channel_len;
    char channel[COMPUTER_STREAM_CHANNEL];
};

struct computers {
    struct arena arena;
    struct map by_name, by_label; /* the latter: the first with that label */
    struct computer **list;       /* by number */
    size_t count, cap, max;
    struct computer *last; /* that was asked for, mostly the next one, too: 4.7 % fewer instructions
                              of `analyze -j 1` on a log of tests/bench/make_evtx, 2.4 % on one of
                              make_log */
    struct computer over_limit;
    struct hash_set more; /* names over the limit */
    struct view *names;   /* of those with WMI-Activity events, in order of appearance */
    size_t name_count, name_cap;
    struct computer_stream *streams;
};

/* At most `max` names, 0 for COMPUTERS_MAX. */
void computers_init(struct computers *set, size_t max);
void computers_release(struct computers *set);
size_t computers_bytes(const struct computers *set);

/* The computer of that name (ASCII case folded), made when new; over the limit the one that stands
 * for all of these. */
struct computer *computers_get(struct computers *set, struct view name);
/* The computer of that name, or NULL. */
struct computer *computers_find(const struct computers *set, struct view name);
/* The first computer whose name has the same label, or NULL. */
struct computer *computers_find_host(const struct computers *set, struct view name);

/* Notes that an event of the computer was there at `time`, which may be WINTIME_NONE. */
static inline void computers_saw(struct computer *c, int64_t time)
{
    if (time != WINTIME_NONE && (c->first == WINTIME_NONE || time < c->first)) {
        c->first = time;
    }
}

/* Puts the computer on the list of names once. */
void computers_name(struct computers *set, struct computer *c);
/* Different names over the limit, counted up to COMPUTERS_MAX_MORE. */
uint64_t computers_dropped(const struct computers *set);

/* Follows the record numbers of a log. A record that comes directly after one with another computer
 * name in the same channel and source shows that the machine was renamed: returns the computer of
 * the earlier name then, whose machine it is from now on, else NULL. So does the first record of a
 * name when another source ends directly before it, a log that was saved in parts, and the earlier
 * name is one that the setup of Windows gave. A machine restarts for its new name: where the new
 * one was seen before the last record of the old one, or directly after it, they are two. */
struct computer *computers_follow(struct computers *set, struct computer *c,
                                  const struct event *event);

/* The computer of the earlier name where the event says that its computer was renamed (System log,
 * EventLog 6011: "the NetBIOS name and DNS host name of this machine have been changed from %1 to
 * %2"), and its machine is this one's from now on; else NULL. */
struct computer *computers_told(struct computers *set, const struct event *event);
bool computer_event_renames(const struct event *event);

/* The earliest name of its machine that is known, COMPUTER_MAX_RENAMES at most; NULL for NULL. */
const struct computer *computer_first_name(const struct computer *c);
/* True when the name is this computer's or one that the machine had before or after. */
bool computer_is_named(const struct computer *c, struct view name);

#endif
