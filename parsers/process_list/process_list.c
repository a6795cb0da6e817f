/* Process lists as comma-separated text, and the choice of the form. */
#include "parsers/process_list/process_list.h"

#include <stdlib.h>

#include "parsers/base/csv.h"
#include "parsers/base/encoding.h"
#include "parsers/base/memory.h"
#include "parsers/base/search.h"
#include "parsers/base/wintime.h"
#include "parsers/process_list/columns.h"
#include "parsers/process_list/format_table.h"
#include "parsers/process_list/process_table.h"

enum { WITH_SERVICES = 3 /* columns, the last of them services or modules */ };

/* --- comma-separated text -------------------------------------------------------------------- */

static bool find_columns(const struct csv *c, struct arena *arena, struct process_columns *columns)
{
    process_columns_init(columns);
    for (size_t i = 0; i < c->field_count; i++) {
        process_columns_name(columns, i, csv_text(c, i, arena));
    }
    return columns->at[COLUMN_ID] != SIZE_MAX &&
           (columns->at[COLUMN_NAME] != SIZE_MAX || columns->at[COLUMN_PATH] != SIZE_MAX);
}

static void add_named(struct process_list *list, struct csv *c,
                      const struct process_columns *columns, struct view computer)
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
            texts[i] = csv_text(c, columns->at[i], &list->scratch);
        }
        bool has_path = !view_is_empty(texts[COLUMN_PATH]);
        struct view named = texts[COLUMN_COMPUTER];
        struct process_entry entry = {
            .computer = view_is_empty(computer) ? named : computer,
            .name = has_path ? texts[COLUMN_PATH] : texts[COLUMN_NAME],
        };
        process_column_start(texts[COLUMN_START], &list->scratch, &entry);
        process_list_keep(list, texts[COLUMN_ID], entry);
    }
}

/* tasklist, whose headers are in the language of the system: with services or modules, plain, or
 * with /v. */
static bool is_tasklist_width(size_t fields)
{
    return fields == WITH_SERVICES || fields == 5 || fields == 9;
}

/* The record now in `c` is the first, a header or, with /nh, a process. */
static void add_tasklist(struct process_list *list, struct csv *c, struct view computer)
{
    size_t width = c->field_count;
    uint64_t number;
    bool is_header = !view_number(csv_text(c, 1, &list->scratch), &number);
    bool has_more = !is_header || csv_next(c);
    while (has_more) {
        struct process_entry entry = {.computer = computer, .start = WINTIME_NONE};
        entry.name = csv_text(c, 0, &list->scratch);
        entry.services = width == WITH_SERVICES ? csv_text(c, 2, &list->scratch) : VIEW("");
        if (c->is_broken || c->field_count != width) {
            list->malformed++;
        } else {
            process_list_keep(list, csv_text(c, 1, &list->scratch), entry);
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
    struct process_columns columns;
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
    if (find_columns(&c, &list->scratch, &columns)) {
        add_named(list, &c, &columns, computer);
        return true;
    }
    if (is_tasklist_width(c.field_count)) {
        add_tasklist(list, &c, computer);
        return true;
    }
    return false;
}

/* --- services --------------------------------------------------------------------------------- */

static int compare_services(const void *left, const void *right)
{
    const struct view *a = left, *b = right;
    return view_compare(*a, *b);
}

/* A service runs in one process: what stands beside several says in some language that there are
 * none. Nor are modules services. */
static void keep_services(struct process_list *list, size_t first)
{
    const size_t count = list->count - first;
    struct view *texts = memory_new(count + 1, sizeof(*texts));
    for (size_t i = 0; i < count; i++) {
        texts[i] = list->entries[first + i].services;
    }
    qsort(texts, count, sizeof(*texts), compare_services);
    for (size_t i = first; i < list->count; i++) {
        struct view *services = &list->entries[i].services;
        const size_t at = search_first(services, texts, count, sizeof(*texts), compare_services);
        const bool is_of_several = at + 1 < count && view_equal(texts[at + 1], *services);
        if (is_of_several || view_find_nocase(*services, VIEW(".dll"), 0) != SIZE_MAX) {
            *services = VIEW("");
        }
    }
    free(texts);
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
    bool is_read = process_list_add_table(list, whole, computer) ||
                   process_list_add_format_table(list, whole, computer) ||
                   add_csv(list, whole, computer);
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
    arena_clear(&list->scratch);
    keep_services(list, count);
    return status;
}
