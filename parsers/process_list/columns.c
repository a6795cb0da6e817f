/* Names of columns, and times in them. */
#include "parsers/process_list/columns.h"

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/base/wintime.h"

enum { CIM_TIME_LEN = 25 };

/* Property names of Get-Process, Win32_Process and wmic, and the labels of WMI-Collect. */
static const struct {
    enum column column;
    struct view name;
} properties[] = {
    {COLUMN_ID, {"ProcessId", 9}},
    {COLUMN_ID, {"Id", 2}},
    {COLUMN_ID, {"PID", 3}},
    {COLUMN_NAME, {"ProcessName", 11}},
    {COLUMN_NAME, {"Name", 4}},
    {COLUMN_PATH, {"ExecutablePath", 14}},
    {COLUMN_PATH, {"Path", 4}},
    {COLUMN_START, {"CreationDate", 12}},
    {COLUMN_START, {"StartTime", 9}},
    {COLUMN_START, {"Start time", 10}},
    {COLUMN_COMPUTER, {"CSName", 6}},
    {COLUMN_COMPUTER, {"Node", 4}},
    {COLUMN_COMPUTER, {"PSComputerName", 14}},
};

void process_columns_init(struct process_columns *columns)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        columns->at[i] = columns->ranks[i] = SIZE_MAX;
    }
}

void process_columns_name(struct process_columns *columns, size_t at, struct view name)
{
    for (size_t i = 0; i < COUNT_OF(properties); i++) {
        const enum column column = properties[i].column;
        if (i < columns->ranks[column] && view_equal_nocase(name, properties[i].name)) {
            columns->at[column] = at;
            columns->ranks[column] = i;
        }
    }
}

/* "20250409081511.123456+120": a CIM time, with its distance from UTC in minutes. */
static bool read_cim_time(struct view v, int64_t *ticks)
{
    if (v.len != CIM_TIME_LEN || v.data[14] != '.' || (v.data[21] != '+' && v.data[21] != '-')) {
        return false;
    }
    char text[sizeof("2025-04-09T08:15:11.123456")];
    static const char shape[] = "0000-00-00T00:00:00.000000";
    size_t from = 0;
    for (size_t i = 0; i < sizeof(shape) - 1; i++) {
        if (shape[i] == '0' || shape[i] == '.') {
            text[i] = v.data[from++];
        } else {
            text[i] = shape[i];
        }
    }
    uint64_t minutes;
    int64_t local;
    if (!view_number(view_slice(v, 22, CIM_TIME_LEN), &minutes) ||
        !wintime_parse((struct view){text, sizeof(shape) - 1}, &local)) {
        return false;
    }
    int64_t offset = (int64_t)minutes * 60 * WINTIME_TICKS_PER_SECOND;
    *ticks = v.data[21] == '+' ? local - offset : local + offset;
    return true;
}

static bool take_number(struct view *v, size_t max_digits, unsigned *number)
{
    size_t digits = 0;
    *number = 0;
    while (digits < v->len && digits < max_digits && ascii_is_digit(v->data[digits])) {
        *number = *number * 10 + (unsigned)(v->data[digits++] - '0');
    }
    *v = view_from(*v, digits);
    return digits > 0;
}

static bool take_char(struct view *v, const char *choices, char *found)
{
    for (size_t i = 0; v->len > 0 && choices[i] != '\0'; i++) {
        if (v->data[0] == choices[i]) {
            *found = choices[i];
            *v = view_from(*v, 1);
            return true;
        }
    }
    return false;
}

/* "8:15", "08:15:11", "8:15:11 PM" */
static bool take_clock(struct view v, unsigned clock[3])
{
    char c;
    clock[2] = 0;
    if (!take_number(&v, 2, &clock[0]) || !take_char(&v, ":.", &c) ||
        !take_number(&v, 2, &clock[1]) ||
        (take_char(&v, ":.", &c) && !take_number(&v, 2, &clock[2]))) {
        return false;
    }
    v = view_trim(v);
    bool is_am = view_equal_nocase(v, VIEW("AM")), is_pm = view_equal_nocase(v, VIEW("PM"));
    if ((is_am || is_pm) && clock[0] >= 1 && clock[0] <= 12) {
        clock[0] = clock[0] % 12 + (is_pm ? 12 : 0);
        return true;
    }
    return v.len == 0;
}

static bool make_time(unsigned year, unsigned month, unsigned day, const unsigned clock[3],
                      struct arena *arena, int64_t *ticks)
{
    return wintime_parse(arena_format(arena, "%04u-%02u-%02uT%02u:%02u:%02u", year, month, day,
                                      clock[0], clock[1], clock[2]),
                         ticks);
}

/* "20250409 08:15:11", as WMI-Collect writes it. */
static bool read_joined_time(struct view v, struct arena *arena, int64_t *ticks)
{
    unsigned date, clock[3];
    const struct view digits = view_slice(v, 0, 8);
    struct view rest = digits;
    return digits.len == 8 && take_number(&rest, 8, &date) && rest.len == 0 &&
           take_clock(view_trim(view_from(v, 8)), clock) &&
           make_time(date / 10000, date / 100 % 100, date % 100, clock, arena, ticks);
}

/* A date as a culture writes it: with the year first or last. Where day and month cannot be told
 * apart, the earlier reading is taken: a start only ever says that a process is too young. */
static bool read_local_time(struct view v, struct arena *arena, int64_t *ticks)
{
    unsigned date[3], clock[3];
    char first, second;
    if (!take_number(&v, 4, &date[0]) || !take_char(&v, "/.-", &first) ||
        !take_number(&v, 2, &date[1]) || !take_char(&v, "/.-", &second) ||
        !take_number(&v, 4, &date[2]) || !take_clock(view_trim(v), clock) || first != second) {
        return false;
    }
    if (date[0] > 31) {
        return make_time(date[0], date[1], date[2], clock, arena, ticks);
    }
    int64_t day_first, month_first;
    bool is_day = make_time(date[2], date[1], date[0], clock, arena, &day_first);
    bool is_month =
        first != '.' && make_time(date[2], date[0], date[1], clock, arena, &month_first);
    if (is_day && is_month) {
        *ticks = day_first < month_first ? day_first : month_first;
    } else if (is_day || is_month) {
        *ticks = is_day ? day_first : month_first;
    }
    return is_day || is_month;
}

void process_column_start(struct view v, struct arena *arena, struct process_entry *entry)
{
    entry->start = WINTIME_NONE;
    bool has_zone = view_ends_nocase(v, VIEW("Z")) ||
                    (v.len > 6 && (v.data[v.len - 6] == '+' || v.data[v.len - 6] == '-') &&
                     v.data[v.len - 3] == ':' && view_find(v, VIEW("T"), 0) != SIZE_MAX);
    if (read_cim_time(v, &entry->start) || (has_zone && wintime_parse(v, &entry->start))) {
        return;
    }
    entry->is_start_local = read_joined_time(v, arena, &entry->start) ||
                            read_local_time(v, arena, &entry->start) ||
                            wintime_parse(v, &entry->start);
}
