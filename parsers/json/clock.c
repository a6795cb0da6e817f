/* When it was that a record tells of: under the names of its dialect, and where nothing of the
 * event itself tells it, under those of collectors, or of whoever wrote the record. */
#include "parsers/event/dated.h"
#include "parsers/json/record.h"
#include "parsers/json/value.h"

/* How far clocks are from UTC, in quarters of an hour. */
enum { WEST = -12 * 4, EAST = 14 * 4 };

/* Of "date" and "time" beside each other, as log2timeline writes them, which has the month first;
 * "timezone" may be UTC. */
static int64_t clock_of_halves(const struct json_work *w, json_t *object)
{
    struct arena *arena = &w->batch->arena;
    struct view day = json_text(json_object_get(object, "date"), arena);
    struct view clock = json_text(json_object_get(object, "time"), arena);
    struct view zone = json_text(json_object_get(object, "timezone"), arena);
    int64_t ticks = WINTIME_NONE;
    if (date_half_of(day) == DATE_HALF_DAY && date_half_of(clock) == DATE_HALF_CLOCK) {
        struct view text = arena_format(arena, "%.*s %.*s%s", VIEW_ARG(day), VIEW_ARG(clock),
                                        view_equal(zone, VIEW("UTC")) ? "Z" : "");
        struct date_text date;
        const bool is_timeline = json_object_get(object, "MACB") && date_scan(text, &date) &&
                                 date_reading(&date, DATE_MONTH_FIRST, &ticks);
        if (is_timeline) {
            return date.has_zone ? ticks - date.ahead : reader_time(&w->input->clock, ticks);
        }
        ticks = dated_read(w->input, text, &ticks) ? ticks : WINTIME_NONE;
    }
    return ticks;
}

/* The members under names of clocks; true when there are any. */
static bool find_clocks(json_t *object, json_t **values)
{
    const char *key;
    json_t *value;
    bool has_any = false;
    json_object_foreach(object, key, value)
    {
        const struct view name = view_of(key);
        for (size_t i = 0; i < json_clock_name_count; i++) {
            if (view_equal(name, json_clock_names[i])) {
                values[i] = value;
                has_any = true;
            }
        }
    }
    return has_any;
}

int64_t json_clock_of(const struct json_work *w, json_t *object)
{
    int64_t ticks;
    json_t *values[JSON_MAX_TIME_NAMES] = {NULL};
    const bool has_any = find_clocks(object, values);
    for (size_t i = 0; has_any && i < json_clock_name_count; i++) {
        json_t *value = values[i];
        struct view text = value ? view_trim(json_text(value, &w->batch->arena)) : VIEW_NONE;
        if (text.len == 0) {
            continue;
        }
        if (wintime_parse(text, &ticks)) {
            return json_has_zone(text) ? ticks : reader_time(&w->input->clock, ticks);
        }
        if ((json_time(value, &ticks) && ticks >= 0) || dated_read(w->input, text, &ticks)) {
            return ticks;
        }
    }
    return clock_of_halves(w, object);
}

int64_t json_only_date(const struct json_work *w, json_t *record)
{
    const char *key;
    json_t *value;
    int64_t found = WINTIME_NONE, ticks;
    json_object_foreach(record, key, value)
    {
        struct date_text date;
        struct view text = json_is_string(value) ? json_string_view(value) : VIEW_NONE;
        bool is_date = text.len > 0 && !dated_names_other(view_of(key)) && date_scan(text, &date) &&
                       date.len == text.len && dated_read(w->input, text, &ticks);
        if (is_date && found != WINTIME_NONE) {
            return WINTIME_NONE;
        }
        found = is_date ? ticks : found;
    }
    return found;
}

/* Dates as people write them are those of a clock that is not known, unless the name of the member
 * says otherwise: "TimeGenerated [UTC]". */
void json_set_time(struct json_work *w, const struct json_row *row, json_t *value)
{
    struct assembly *a = &w->assembly;
    struct view text = json_text(value, &w->batch->arena);
    int64_t ticks;
    if (json_time(value, &ticks) && ticks >= 0) {
        assembly_set_number(a, EVENT_PART_TIME, (uint64_t)ticks);
    } else if (dated_read(w->input, text, &ticks)) {
        bool is_utc = view_ends_nocase(view_of(row->path.text), VIEW("[UTC]")) ||
                      json_row_of(w->dialect, JSON_UTC);
        assembly_set_time(a, is_utc ? wintime_reading(ticks) : ticks);
    } else {
        assembly_set_text(a, EVENT_PART_TIME, text);
    }
}

/* A time in UTC a little later than the event; false where none is told. */
static bool arrival_of(const struct json_work *w, json_t *record, int64_t *time)
{
    for (size_t i = 0; i < w->dialect->count; i++) {
        const struct json_row *row = &w->dialect->rows[i];
        if (row->what == JSON_ARRIVAL && json_time(json_at(record, &row->path), time)) {
            return true;
        }
    }
    return false;
}

/* How far a clock is from UTC that showed `time` a little before the time of an arrival: zones are
 * whole quarters of an hour apart. False where no zone is so far, and what arrived came late. */
static bool zone_of(int64_t time, int64_t arrival, int64_t *ahead)
{
    const int64_t quarter = INT64_C(900) * WINTIME_TICKS_PER_SECOND;
    const int64_t late = INT64_C(300) * WINTIME_TICKS_PER_SECOND;
    const int64_t apart = time - arrival + late;
    *ahead = apart - (apart % quarter + quarter) % quarter; /* downwards, west of UTC too */
    return *ahead >= WEST * quarter && *ahead <= EAST * quarter;
}

/* A time without a zone, which the record may tell by when it arrived, in UTC. */
void json_set_local_time(struct json_work *w, const struct json_row *row, json_t *record)
{
    struct view text = json_text(json_at(record, &row->path), &w->batch->arena);
    int64_t time, arrival, ahead;
    if (view_is_blank(text) || w->assembly.event.time != WINTIME_NONE) {
        return;
    }
    if (!wintime_parse(text, &time)) {
        json_set_time(w, row, json_at(record, &row->path));
        return;
    }
    if (json_has_zone(text)) {
        assembly_set_time(&w->assembly, time);
    } else if (arrival_of(w, record, &arrival) && zone_of(time, arrival, &ahead)) {
        assembly_set_time(&w->assembly, time - ahead);
    } else {
        assembly_set_time(&w->assembly, reader_time(&w->input->clock, time));
    }
}
