/* Which datum of an event is which insertion string, and what a code in one is. */
#include "rules/operations/insertions.h"

#include "rules/knowledge/codes.h"

struct view insertion_at(const struct event *event, size_t position, struct view manifest_name)
{
    char param[] = "param0";
    param[sizeof(param) - 2] = (char)('0' + position);
    struct view value = event_datum_named(event, manifest_name);
    if (!value.data) {
        value = event_datum_named(event, view_of(param));
    }
    if (!value.data && position <= event->data_count &&
        view_is_empty(event->data[position - 1].name)) {
        value = event->data[position - 1].value;
    }
    return value.data ? view_trim(value) : VIEW_NONE;
}

bool insertion_code(struct view text, uint32_t *code)
{
    uint64_t wide;
    while (view_starts(text, VIEW("%"))) {
        text = view_from(text, 1);
    }
    const bool is_negative = view_starts(text, VIEW("-"));
    if (!view_number(view_from(text, is_negative ? 1 : 0), &wide) || wide > UINT32_MAX) {
        return false;
    }
    uint32_t number = is_negative ? 0U - (uint32_t)wide : (uint32_t)wide;
    if (number > 0 && number <= UINT16_MAX) {
        number |= 0x80070000U; /* as HRESULT_FROM_WIN32 makes it */
    }
    if (!code_is_failure(number)) {
        return false;
    }
    *code = number;
    return true;
}
