/* The System element in the one form in which Windows writes it, read without the parser. Whatever
 * differs by a single character is left to the parser. */
#include "parsers/xml/sax.h"

struct scan {
    const char *pos, *end;
};

static bool is_plain(char c)
{
    return c >= 0x20 && c < 0x7F && c != '<' && c != '>' && c != '&' && c != '\'' && c != '"';
}

static bool take_literal(struct scan *s, struct view literal)
{
    if (!view_starts((struct view){s->pos, (size_t)(s->end - s->pos)}, literal)) {
        return false;
    }
    s->pos += literal.len;
    return true;
}

/* ASCII text without anything that markup could mean, up to the literal. */
static bool take_value(struct scan *s, struct view literal, struct view *value)
{
    const char *start = s->pos;
    while (s->pos < s->end && is_plain(*s->pos)) {
        s->pos++;
    }
    *value = (struct view){start, (size_t)(s->pos - start)};
    return take_literal(s, literal);
}

static bool take_number(struct scan *s, struct view literal, uint64_t max, uint64_t *number)
{
    struct view value;
    return take_value(s, literal, &value) && view_number(value, number) && *number <= max;
}

/* An attribute's value in either kind of quotes. */
static bool take_quoted(struct scan *s, struct view *value)
{
    struct view quote = {s->pos, 1};
    if (s->pos == s->end || (*s->pos != '\'' && *s->pos != '"')) {
        return false;
    }
    s->pos++;
    return take_value(s, quote, value);
}

static bool take_quoted_number(struct scan *s, uint32_t *number)
{
    struct view value;
    uint64_t wide;
    if (!take_quoted(s, &value) || !view_number(value, &wide) || wide > UINT32_MAX) {
        return false;
    }
    *number = (uint32_t)wide;
    return true;
}

/* "<Correlation/>" or "<Correlation ActivityID='...'/>"; likewise Security. */
static bool take_optional(struct scan *s, struct view attribute, struct view *value)
{
    *value = VIEW_NONE;
    return (!take_literal(s, attribute) || take_quoted(s, value)) && take_literal(s, VIEW("/>"));
}

static bool take_numbers(struct scan *s, struct xml_system *system)
{
    uint64_t task, opcode;
    struct view keywords;
    return take_number(s, VIEW("</EventID><Version>"), UINT16_MAX, &system->id) &&
           take_number(s, VIEW("</Version><Level>"), UINT8_MAX, &system->version) &&
           take_number(s, VIEW("</Level><Task>"), UINT8_MAX, &system->level) &&
           take_number(s, VIEW("</Task><Opcode>"), UINT64_MAX, &task) &&
           take_number(s, VIEW("</Opcode><Keywords>"), UINT64_MAX, &opcode) &&
           take_value(s, VIEW("</Keywords><TimeCreated SystemTime="), &keywords);
}

static bool take_writer(struct scan *s, struct xml_system *system)
{
    return take_literal(s, VIEW("<Execution ProcessID=")) &&
           take_quoted_number(s, &system->process_id) && take_literal(s, VIEW(" ThreadID=")) &&
           take_quoted_number(s, &system->thread_id) && take_literal(s, VIEW("/><Channel>")) &&
           take_value(s, VIEW("</Channel><Computer>"), &system->channel) &&
           take_value(s, VIEW("</Computer><Security"), &system->computer);
}

size_t xml_read_system(struct view text, struct xml_system *system)
{
    struct scan s = {text.data, text.data + text.len};
    struct view time;
    bool is_read =
        take_literal(&s, VIEW("<System><Provider Name=")) && take_quoted(&s, &system->provider) &&
        take_literal(&s, VIEW(" Guid=")) && take_quoted(&s, &system->guid) &&
        take_literal(&s, VIEW("/><EventID>")) && take_numbers(&s, system) &&
        take_quoted(&s, &time) && wintime_parse(view_trim(time), &system->time) &&
        take_literal(&s, VIEW("/><EventRecordID>")) &&
        take_number(&s, VIEW("</EventRecordID><Correlation"), UINT64_MAX, &system->record_id) &&
        take_optional(&s, VIEW(" ActivityID="), &system->activity_id) && take_writer(&s, system) &&
        take_optional(&s, VIEW(" UserID="), &system->user_sid) &&
        take_literal(&s, VIEW("</System>"));
    return is_read ? (size_t)(s.pos - text.data) : 0;
}
