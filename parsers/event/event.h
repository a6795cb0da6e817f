/* One normalised event: what every reader produces and everything above consumes. */
#ifndef WMILOG_PARSERS_EVENT_EVENT_H
#define WMILOG_PARSERS_EVENT_EVENT_H
#include "parsers/base/view.h"
#include "parsers/base/wintime.h"

/* The data fields of WMI-Activity events, under one name each however a manifest or an export
 * spells them. event_field_name() gives the JSON name. */
enum event_field {
    EVENT_FIELD_NONE,
    EVENT_FIELD_CORRELATION_ID, /* CorrelationId; Id in 5858 */
    EVENT_FIELD_GROUP_OPERATION_ID,
    EVENT_FIELD_OPERATION_ID,
    EVENT_FIELD_OPERATION,
    EVENT_FIELD_CLIENT_MACHINE, /* also MachineName of 5860 */
    EVENT_FIELD_CLIENT_MACHINE_FQDN,
    EVENT_FIELD_USER,
    EVENT_FIELD_CLIENT_PROCESS_ID, /* also ProcessId of 17 and processid of 5860 */
    EVENT_FIELD_CLIENT_CREATED,    /* ClientProcessCreationTime, ticks */
    EVENT_FIELD_NAMESPACE,
    EVENT_FIELD_IS_LOCAL,
    EVENT_FIELD_HOST_PROCESS_ID, /* HostId of 12, ProcessID of 5857, processid of 5859 */
    EVENT_FIELD_HOST_PROCESS,
    EVENT_FIELD_PROVIDER_NAME,
    EVENT_FIELD_PROVIDER_GUID,
    EVENT_FIELD_PROVIDER_PATH,
    EVENT_FIELD_RESULT_CODE, /* ResultCode; Code of 5857 */
    EVENT_FIELD_POSSIBLE_CAUSE,
    EVENT_FIELD_COMPONENT, /* Component of 5858; ComponentName of 100, 101 */
    EVENT_FIELD_CLASS_NAME,
    EVENT_FIELD_METHOD_NAME,
    EVENT_FIELD_IMPLEMENTATION_CLASS,
    EVENT_FIELD_COMMAND_LINE,
    EVENT_FIELD_CREATED_PROCESS_ID,
    EVENT_FIELD_CREATED_PROCESS_CREATED, /* CreatedProcessCreationTime, ticks */
    EVENT_FIELD_QUERY,
    EVENT_FIELD_QUERY_ID,
    EVENT_FIELD_FILTER, /* ESS of 5861 */
    EVENT_FIELD_CONSUMER,
    EVENT_FIELD_CONSUMER_TYPE,
    EVENT_FIELD_PROTOCOL,
    EVENT_FIELD_FLAGS,
    EVENT_FIELD_STREAM,     /* Channel of 14 */
    EVENT_FIELD_MESSAGE,    /* also MessageDetail of 100, ErrorDetail of 101 */
    EVENT_FIELD_ERROR_ID,   /* text in 15 */
    EVENT_FIELD_ERROR_CODE, /* ErrorId as a code, in 16 and 101 */
    EVENT_FIELD_ERROR_CATEGORY,
    EVENT_FIELD_TARGET_NAME,
    EVENT_FIELD_FILE_NAME,
    EVENT_FIELD_COUNT,
};

enum { EVENT_MAX_VALUES = 16, EVENT_MAX_DATA = 64 };

/* One field's value. Text fields have `text`; number fields have `number` and `is_number` set. A
 * number that could not be read keeps its text and is_number is false. */
struct event_value {
    struct view text; /* UTF-8, line ends LF; absent when data is NULL */
    uint64_t number;
    bool is_number;
};

/* A named datum of another provider's event (EventData or UserData); unnamed <Data> have an empty
 * name and count by position. */
struct event_datum {
    struct view name;
    struct view value;
};

/* Where an event comes from. */
struct event_origin {
    uint32_t source; /* index of the source */
    uint64_t record; /* EventRecordID: its number in the log it was written to, 0 = none */
    uint64_t offset; /* byte offset in the source */
};

/* An event that something is known from. */
struct evidence {
    struct event_origin origin;
    uint16_t event_id;
    struct view channel;
    struct view provider; /* of another log's event; absent for WMI-Activity's own */
};

struct event_template; /* parsers/event/templates.h */
struct prepared;       /* rules/operations/prepared.h */

/* How much of an event's packed data was read, where it came so. */
enum event_payload {
    EVENT_PAYLOAD_WHOLE,
    EVENT_PAYLOAD_LONGER, /* bytes are left behind the fields that are known */
    EVENT_PAYLOAD_CUT,    /* fields are missing at its end */
    EVENT_PAYLOAD_UNREAD, /* it fits nothing that is known */
};

/* All views live as long as the batch that the reader filled. Zero-initialised = nothing known.
 * What is looked at of every event comes first, so that it is in few lines of a processor's cache.
 */
struct event {
    int64_t time; /* ticks since 1601 UTC, or WINTIME_NONE */
    struct event_origin origin;
    uint64_t record_id;  /* EventRecordID, 0 = none */
    uint32_t process_id; /* the writer's */
    uint32_t thread_id;
    uint16_t id;
    uint8_t level;
    uint8_t version;
    bool is_wmi_activity;
    bool is_recovered; /* no live record: left over in the log from earlier use */
    enum event_payload payload;
    const struct event_template *layout; /* NULL when the id or provider is not in the table */
    /* What follows from the event alone, where that was asked for; NULL = it was not. */
    const struct prepared *prepared;
    struct view computer;
    struct view channel;
    struct view provider;
    struct view user_sid;
    struct view activity_id;
    struct view related_activity_id;
    const struct event_datum *data; /* of companion events and unknown ids */
    size_t data_count;
    struct view xml; /* the event as an <Event> element, where that was asked for */
    /* In the order of layout->fields; no more count. They come last, as events are mostly copied
     * without them. */
    struct event_value values[EVENT_MAX_VALUES];
};

/* Events of one provider in one channel. */
struct event_count {
    struct view provider, channel;
    uint64_t count;
};

/* The text of a field; VIEW_NONE when the event has none. */
struct view event_text(const struct event *e, enum event_field field);
/* The number of a field; false (output untouched) when absent or not a number. */
bool event_number(const struct event *e, enum event_field field, uint64_t *number);
/* The same; a wider number counts as none. */
bool event_number32(const struct event *e, enum event_field field, uint32_t *number);
/* The datum of that name (ASCII case folded), VIEW_NONE when absent. */
struct view event_datum_named(const struct event *e, struct view name);
/* JSON name of a field: "client_process_id". */
const char *event_field_name(enum event_field field);

#endif
