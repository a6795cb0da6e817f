/* Which columns of a process list hold what, and how its times and process ids are written. */
#include "parsers/process_list/process_list.h"

#include "parsers/base/ascii.h"
#include "parsers/base/csv.h"
#include "parsers/base/encoding.h"
#include "parsers/base/text.h"
#include "parsers/base/wintime.h"
#include "parsers/process_list/process_table.h"

enum { CIM_TIME_LEN = 25 };

/* What a column of a list with property names is. */
enum column {
    COLUMN_ID,
    COLUMN_NAME,
    COLUMN_PATH,
    COLUMN_START,
    COLUMN_COMPUTER,
    COLUMN_COUNT,
};

/* Property names of Get-Process, Win32_Process and wmic; of two in one list the first counts. */
static const struct {
    enum column column;
    struct view name;
} properties[] = {
    {COLUMN_ID, {"ProcessId", 9}},
    {COLUMN_ID, {"Id", 2}},
    {COLUMN_NAME, {"ProcessName", 11}},
    {COLUMN_NAME, {"Name", 4}},
    {COLUMN_PATH, {"ExecutablePath", 14}},
    {COLUMN_PATH, {"Path", 4}},
    {COLUMN_START, {"CreationDate", 12}},
    {COLUMN_START, {"StartTime", 9}},
    {COLUMN_COMPUTER, {"CSName", 6}},
    {COLUMN_COMPUTER, {"Node", 4}},
    {COLUMN_COMPUTER, {"PSComputerName", 14}},
};

/* Position of each column, SIZE_MAX for none. */
struct columns {
    size_t at[COLUMN_COUNT];
};

/* --- times ----------------------------------------------------------------------------------- */

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

static void read_start(struct view v, struct arena *arena, struct process_entry *entry)
{
    entry->start = WINTIME_NONE;
    bool has_zone = view_ends_nocase(v, VIEW("Z")) ||
                    (v.len > 6 && (v.data[v.len - 6] == '+' || v.data[v.len - 6] == '-') &&
                     v.data[v.len - 3] == ':' && view_find(v, VIEW("T"), 0) != SIZE_MAX);
    if (read_cim_time(v, &entry->start) || (has_zone && wintime_parse(v, &entry->start))) {
        return;
    }
    entry->is_start_local =
        read_local_time(v, arena, &entry->start) || wintime_parse(v, &entry->start);
}

/* --- comma-separated text -------------------------------------------------------------------- */

static bool find_columns(const struct csv *c, struct arena *arena, struct columns *columns)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        columns->at[i] = SIZE_MAX;
    }
    for (size_t i = 0; i < sizeof(properties) / sizeof(*properties); i++) {
        size_t *at = &columns->at[properties[i].column];
        for (size_t j = 0; j < c->field_count && *at == SIZE_MAX; j++) {
            if (view_equal_nocase(csv_text(c, j, arena), properties[i].name)) {
                *at = j;
            }
        }
    }
    return columns->at[COLUMN_ID] != SIZE_MAX &&
           (columns->at[COLUMN_NAME] != SIZE_MAX || columns->at[COLUMN_PATH] != SIZE_MAX);
}

static void add_named(struct process_list *list, struct csv *c, const struct columns *columns,
                      struct view computer)
{
    size_t width = c->field_count;
    while (csv_next(c)) {
        /* wmic does not quote: a comma in a command line moves what follows. */
        if (c->is_broken || c->field_count != width) {
            list->malformed++;
            continue;
        }
        struct view texts[COLUMN_COUNT];
        for (size_t i = 0; i < COLUMN_COUNT; i++) {
            texts[i] = csv_text(c, columns->at[i], &list->arena);
        }
        bool has_path = !view_is_empty(texts[COLUMN_PATH]);
        struct view named = texts[COLUMN_COMPUTER];
        struct process_entry entry = {
            .computer = view_is_empty(computer) ? named : computer,
            .name = has_path ? texts[COLUMN_PATH] : texts[COLUMN_NAME],
        };
        read_start(texts[COLUMN_START], &list->arena, &entry);
        process_list_keep(list, texts[COLUMN_ID], entry);
    }
}

/* tasklist, whose headers are in the language of the system: with services or modules, plain, or
 * with /v. */
static bool is_tasklist_width(size_t fields)
{
    return fields == 3 || fields == 5 || fields == 9;
}

/* The record now in `c` is the first, a header or, with /nh, a process. */
static void add_tasklist(struct process_list *list, struct csv *c, struct view computer)
{
    size_t width = c->field_count;
    uint64_t number;
    bool is_header = !view_number(csv_text(c, 1, &list->arena), &number);
    bool has_more = !is_header || csv_next(c);
    while (has_more) {
        struct process_entry entry = {.computer = computer, .start = WINTIME_NONE};
        entry.name = csv_text(c, 0, &list->arena);
        if (c->is_broken || c->field_count != width) {
            list->malformed++;
        } else {
            process_list_keep(list, csv_text(c, 1, &list->arena), entry);
        }
        has_more = csv_next(c);
    }
}

static bool is_type_line(const struct csv *c)
{
    return c->field_count > 0 && view_starts_nocase(c->fields[0].text, VIEW("#TYPE"));
}

static bool add_csv(struct process_list *list, struct view text, struct view computer)
{
    struct csv c = csv_over(text);
    struct columns columns;
    if (!csv_next(&c)) {
        return false;
    }
    if (is_type_line(&c)) {
        c = csv_over(view_from(text, c.pos));
        if (!csv_next(&c)) {
            return false;
        }
    }
    if (c.is_broken) {
        return false;
    }
    if (find_columns(&c, &list->arena, &columns)) {
        add_named(list, &c, &columns, computer);
        return true;
    }
    if (is_tasklist_width(c.field_count)) {
        add_tasklist(list, &c, computer);
        return true;
    }
    return false;
}

/* --- files ----------------------------------------------------------------------------------- */

enum status process_list_add(struct process_list *list, struct view bytes, struct view computer,
                             struct error *err)
{
    struct buffer text;
    size_t count = list->count, malformed = list->malformed, left_out = list->left_out;
    enum status status = STATUS_OK;
    buffer_init(&text, BUFFER_NO_MAX);
    encoding_add_text(&text, bytes);
    struct view whole = buffer_view(&text);
    bool is_read = process_list_add_table(list, whole, computer) || add_csv(list, whole, computer);
    size_t good = list->count - count + (list->left_out - left_out);
    if (!is_read || good == 0 || list->malformed - malformed > good) {
        list->count = count;
        list->malformed = malformed;
        list->left_out = left_out;
        status = error_set(err, STATUS_NOT_FORMAT,
                           "found no process list, expected the output of tasklist, or of "
                           "Get-Process or Get-CimInstance Win32_Process through Export-Csv");
    }
    buffer_release(&text);
    return status;
}
