/* One process of a list of running processes, as a reader gives it and the analysis takes it. */
#ifndef WMILOG_PARSERS_EVENT_PROCESS_ENTRY_H
#define WMILOG_PARSERS_EVENT_PROCESS_ENTRY_H
#include "parsers/base/view.h"

/* The views live as long as whoever gives it says. */
struct process_entry {
    struct view computer; /* empty when the list does not say: of whatever computer the log is of */
    uint32_t process_id;
    struct view name;     /* of the program, or its path */
    struct view services; /* "Dnscache, Winmgmt" that it runs; empty when the list does not say */
    int64_t start;        /* ticks, WINTIME_NONE when unknown */
    bool is_start_local;  /* `start` is in the computer's own time zone, read as if it were UTC */
};

#endif
