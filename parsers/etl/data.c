/* Payloads of Microsoft-Windows-Kernel-Process, and of Microsoft-Windows-DistributedCOM, whose
 * events have nothing but texts. */
#include "parsers/etl/data.h"

#include "parsers/base/cursor.h"
#include "parsers/event/tidy.h"

enum {
    LAST_PARAMETERS = 10034, /* later events have names for their fields */
    MAX_PARAMETERS = 12,
};

static const struct view parameters[MAX_PARAMETERS] = {
    {"param1", 6}, {"param2", 6}, {"param3", 6}, {"param4", 6},  {"param5", 6},  {"param6", 6},
    {"param7", 6}, {"param8", 6}, {"param9", 6}, {"param10", 7}, {"param11", 7}, {"param12", 7}};

static void add_number(struct assembly *a, struct view name, uint64_t number)
{
    char text[TEXT_NUMBER_SIZE];
    assembly_add_datum(a, name, arena_copy(&a->batch->arena, text_decimal(text, number)));
}

void etl_data_add_process(struct assembly *a, struct buffer *scratch,
                          const struct etl_process *process)
{
    char time[WINTIME_TEXT_SIZE];
    struct arena *arena = &a->batch->arena;
    add_number(a, VIEW("ProcessID"), process->process);
    if (process->created > 0 && process->created <= (uint64_t)WINTIME_LAST) {
        const char *text = wintime_format((int64_t)process->created, time);
        assembly_add_datum(a, VIEW("CreateTime"), arena_copy(arena, view_of(text)));
    }
    if (process->parent > 0) {
        add_number(a, VIEW("ParentProcessID"), process->parent);
    }
    if (process->is_wide) {
        assembly_add_datum(a, VIEW("ImageName"), tidy_utf16(arena, process->image));
        return;
    }
    buffer_clear(scratch);
    text_to_utf8(scratch, process->image, TEXT_WINDOWS_1252, NULL);
    assembly_add_datum(a, VIEW("ImageName"), tidy_text(arena, buffer_view(scratch)));
}

/* A payload that is nothing but texts, each with its NUL. */
static bool add_parameters(struct assembly *a, struct view payload)
{
    struct view texts[MAX_PARAMETERS];
    struct cursor c = cursor_over(payload);
    size_t count = 0;
    while (cursor_left(&c) > 0 && count < MAX_PARAMETERS) {
        texts[count++] = cursor_utf16z(&c);
    }
    if (c.failed || cursor_left(&c) > 0 || count == 0) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        assembly_add_datum(a, parameters[i], tidy_utf16(&a->batch->arena, texts[i]));
    }
    return true;
}

bool etl_data_add(struct assembly *a, struct buffer *scratch, const struct etl_event *event)
{
    struct etl_process process;
    struct view provider = a->event.provider;
    if (view_equal(provider, VIEW(ETL_KERNEL_PROCESS))) {
        bool is_read = etl_process_read(event, &process);
        if (is_read) {
            etl_data_add_process(a, scratch, &process);
        }
        return is_read;
    }
    return view_equal(provider, VIEW("Microsoft-Windows-DistributedCOM")) &&
           event->id <= LAST_PARAMETERS && add_parameters(a, event->payload);
}
