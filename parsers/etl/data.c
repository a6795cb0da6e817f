/* Payloads of Microsoft-Windows-Kernel-Process, and of the providers in layouts.c. */
#include "parsers/etl/data.h"

#include "parsers/etl/layouts.h"
#include "parsers/event/tidy.h"

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
    return etl_layout_add(a, provider, event);
}
