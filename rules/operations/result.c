/* Reads the results of stops and loads. */
#include "rules/operations/result.h"

#include "parsers/event/event_ids.h"
#include "rules/knowledge/codes.h"

bool result_code(const struct event *event, uint32_t *code)
{
    uint32_t readings[CODE_MAX_READINGS];
    struct view rest, word = event_text(event, EVENT_FIELD_RESULT_CODE);
    if (event_number32(event, EVENT_FIELD_RESULT_CODE, code)) {
        return true;
    }
    view_cut(word, VIEW(" - "), &word, &rest);
    if (!view_is_symbol(view_trim(word)) || code_read(word, readings) == 0) {
        return false;
    }
    *code = readings[0];
    return true;
}

static bool is_failing_word(struct view text)
{
    uint32_t readings[CODE_MAX_READINGS];
    text = view_trim(text);
    if (text.len == 0 || view_equal_nocase(text, VIEW("S_OK")) ||
        view_equal_nocase(text, VIEW("OK")) || view_equal_nocase(text, VIEW("Success"))) {
        return false;
    }
    return code_read(text, readings) == 0 || code_is_failure(readings[0]);
}

bool result_of_failed_stop(const struct event *event, uint32_t *code, bool *is_known)
{
    if (event->id != EVENT_ID_STOP) {
        return false;
    }
    *is_known = result_code(event, code);
    return *is_known ? code_is_failure(*code)
                     : is_failing_word(event_text(event, EVENT_FIELD_RESULT_CODE));
}

bool result_is_failed_load(uint32_t result)
{
    if (code_is_failure(result)) {
        return true;
    }
    const struct code *code = result > 1 && result <= UINT16_MAX ? code_find(result) : NULL;
    return code && code->is_error;
}
