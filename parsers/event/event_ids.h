/* Ids of the events that the program knows by more than their fields. */
#ifndef WMILOG_PARSERS_EVENT_EVENT_IDS_H
#define WMILOG_PARSERS_EVENT_EVENT_IDS_H

/* WMI-Activity. Those of the Trace channel before Windows 8 carry the word "old". */
enum {
    EVENT_ID_OLD_START = 1,
    EVENT_ID_OLD_PROVIDER = 2,
    EVENT_ID_OLD_STOP = 3,
    EVENT_ID_START = 11,    /* of an operation */
    EVENT_ID_PROVIDER = 12, /* which one works for a group of operations */
    EVENT_ID_STOP = 13,
    EVENT_ID_METHOD = 22,
    EVENT_ID_CREATED_PROCESS = 23,
    EVENT_ID_TRACE_LAST = 101,

    EVENT_ID_PROVIDER_LOAD = 5857, /* first of the Operational channel */
    EVENT_ID_CLIENT_FAILURE = 5858,
    EVENT_ID_SUBSCRIBED_PROVIDER = 5859,
    EVENT_ID_TEMPORARY_SUBSCRIPTION = 5860,
    EVENT_ID_PERMANENT_SUBSCRIPTION = 5861,
};

/* The System log: the computer was given another name. */
enum { EVENT_ID_RENAMED = 6011 };

/* The Application log: the WMI service has started, its event system has started. */
enum { EVENT_ID_SERVICE_STARTED = 5615, EVENT_ID_EVENT_SYSTEM_STARTED = 5617 };

/* Processes, in a trace: one was created. */
enum { EVENT_ID_KERNEL_PROCESS_START = 1 };

#endif
