/* One event put together from its parts, whichever format they come from: the rules by which parts,
 * data and payloads become an event are the same for every reader. */
#ifndef WMILOG_PARSERS_EVENT_ASSEMBLE_H
#define WMILOG_PARSERS_EVENT_ASSEMBLE_H
#include "parsers/base/guid.h"
#include "parsers/event/reader.h"

/* What System says of an event. */
enum event_part {
    EVENT_PART_NONE,
    EVENT_PART_PROVIDER,
    EVENT_PART_PROVIDER_GUID,
    EVENT_PART_EVENT_ID,
    EVENT_PART_VERSION,
    EVENT_PART_LEVEL,
    EVENT_PART_TIME,
    EVENT_PART_RECORD_ID,
    EVENT_PART_ACTIVITY_ID,
    EVENT_PART_RELATED_ACTIVITY_ID,
    EVENT_PART_PROCESS_ID,
    EVENT_PART_THREAD_ID,
    EVENT_PART_CHANNEL,
    EVENT_PART_COMPUTER,
    EVENT_PART_USER_SID,
    EVENT_PART_COUNT,
};

/* A field or a datum of the event to be. */
struct assembly_datum {
    struct view name;    /* absent where only its place tells what it is */
    struct view value;   /* absent for a payload that came as bytes */
    struct view payload; /* all fields, packed; absent when its text is not hexadecimal */
    bool is_payload;
};

/* What a provider was found to be. */
struct assembly_provider {
    struct view name;
    struct view guid;
    bool is_wmi_activity;
    bool has_companions;
};

/* What has two values that differ: the first of its kind, and the value that does not count. */
struct assembly_twice {
    struct view name, value;
    size_t count;
};

struct assembly {
    struct batch *batch;
    uint32_t source;
    bool expects_messages; /* the form may have nothing else: it is no problem */
    bool needs_time;       /* each of the form's events has one */
    bool keeps_others;     /* names that are no field's are Windows' own, and not the tool's */
    bool has_told_others;  /* of the first event that has such */
    const char *advice;    /* added to the problem that an event has no data; "" for none */
    struct event event;    /* its values are not used */
    struct view provider_guid;
    /* The last two that were looked up: between events of one provider those of others mostly
     * stand singly. The second saves 0.5 % of the instructions of `analyze -j 1` on a log of
     * tests/bench/make_evtx. */
    struct assembly_provider provider, provider_before;
    /* The texts of parts that were kept last, in the arena: the same come again and again. Saves
     * 2.0 % of the instructions of `analyze -j 1` on a log of tests/bench/make_log. */
    struct view last[EVENT_PART_COUNT];
    struct assembly_datum data[EVENT_MAX_DATA + EVENT_MAX_VALUES];
    size_t datum_count, dropped;
    struct view message;  /* rendered by the exporter */
    struct view odd_time; /* what stands where the time should, when it cannot be read */
    struct view
        misnamed;  /* the provider's name, where that is not WMI-Activity's but the rest is */
    uint32_t said; /* parts that assembly_say_text() was given, by bits */
    struct assembly_twice twice;
};

/* No allocation, nothing to release. All that is kept is in the batch's arena, so it is for one
 * filling of the batch. */
void assembly_init(struct assembly *a, struct batch *batch, uint32_t source);
/* Starts an event that stands at `offset` of the source; what was assembled before is dropped. */
void assembly_start(struct assembly *a, uint64_t offset);

/* A part from its text, which is trimmed and copied. Empty means absent, and so do numbers and
 * times that are none or out of range; GUIDs are kept in one form. */
void assembly_set_text(struct assembly *a, enum event_part part, struct view text);
/* The same for a part that the event itself says, and may say twice: the first counts, and that
 * another one differs is noted when the event is finished. */
void assembly_say_text(struct assembly *a, enum event_part part, struct view text);
/* The time of the event, which may be one of a clock in an unknown zone. */
void assembly_set_time(struct assembly *a, int64_t time);
/* The same from a number or a time in ticks since 1601; false, without effect, for other parts. */
bool assembly_set_number(struct assembly *a, enum event_part part, uint64_t number);
/* Activity ids from a GUID; false for other parts. */
bool assembly_set_guid(struct assembly *a, enum event_part part, const struct guid *guid);
/* Where a part that is text is kept, for readers that know that it is the same as before; NULL for
 * other parts. */
struct view *assembly_text(struct assembly *a, enum event_part part);

/* True when the event is one of WMI-Activity or a companion, whose data are of use. Provider and id
 * must be set before. */
bool assembly_is_wanted(struct assembly *a);

/* False when there are as many data as an event may have, and that name is not one of its fields,
 * for which there is room besides; one more is counted as dropped then. For readers that would make
 * the value in vain. */
bool assembly_takes_more(struct assembly *a, struct view name);
/* Adds a datum; those over EVENT_MAX_DATA are counted, but for fields. `name` must stay until the
 * event is finished, `value` as long as the batch: a text that tidy_text() or its like gave, blank
 * ones empty. */
void assembly_add_datum(struct assembly *a, struct view name, struct view value);
/* Adds the packed payload, as bytes that stay until the event is finished, or as hexadecimal text,
 * which stays as long as the batch. */
void assembly_add_payload(struct assembly *a, struct view name, struct view bytes);
void assembly_add_payload_hex(struct assembly *a, struct view name, struct view text);

/* True when something is missing in the data so far that a message may have: all of them, or the
 * result code. */
bool assembly_needs_message(struct assembly *a);
/* The message of the event, which lives as long as the batch: its data are read from it when it has
 * no others, and what is missing beside the result code when that is. */
void assembly_set_message(struct assembly *a, struct view message);

/* Adds the event to the batch without its data: names the provider, chooses the layout, and fills
 * an empty channel by it. Valid until the next event is added. */
struct event *assembly_add(struct assembly *a);
/* The same with its data: fields by their names, or by their places where none has a name; payloads
 * decoded; the data of events without a layout kept. What is wrong is noted in the batch. */
struct event *assembly_finish(struct assembly *a);
/* Gives the data to an event that assembly_add() gave. */
void assembly_set_data(struct assembly *a, struct event *event);
/* Notes that the provider of an event of WMI-Activity has another's name, if so: once it was added.
 */
void assembly_tell_name(struct assembly *a);
/* Notes that the time of the event, or the result code that it is about, cannot be read, if so: for
 * readers that set the data themselves. */
void assembly_tell_time(struct assembly *a);
/* The same of the id, without which nobody knows what WMI-Activity tells. */
void assembly_tell_id(struct assembly *a, const struct event *event);
void assembly_tell_code(struct assembly *a, const struct event *event);
/* Notes that the message that the fields were read from names one of them twice, if so. */
void assembly_tell_message(struct assembly *a, const struct event *event);
/* Notes that something has two values, if so: for events that are added without their data. */
void assembly_tell_twice(struct assembly *a, const struct event *event);
/* Notes that the text of a field was read in the wrong encoding by whoever wrote it here, if so. */
void assembly_tell_recoded(struct assembly *a, const struct event *event);
/* Counts the event as read. */
void assembly_count(struct assembly *a);

#endif
