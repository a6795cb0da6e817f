/* A block of exported XML to a batch of events. The normal case is fast: all events of a block are
 * one document. When anything is irregular, the block is taken again with care: each event is tried
 * alone and mended where that is possible. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/base/memory.h"
#include "parsers/event/code_page.h"
#include "parsers/event/markup.h"
#include "parsers/event/templates.h"
#include "parsers/xml/sax.h"

enum {
    SYSTEM_SIZE = 4096, /* how far the System element is looked through */
    NEAR_START = 160,   /* where a compact event names its provider */
};

/* Work on one block. */
struct parse {
    const struct reader_input *input;
    const struct block *block;
    struct batch *batch;
    struct buffer *document; /* the events of the block under one root */
    struct buffer *single;   /* one event under a root */
    struct buffer *utf8;     /* one event, converted */
    struct buffer *mended;
    struct buffer *plain;  /* one event without its prefixes */
    struct buffer *closed; /* one event with an end that it had lost */
    struct error reason;   /* why the last one could not be read */
    struct xml_place *places;
    size_t place_count, place_cap;
    struct stray *strays;
    size_t stray_count, stray_cap;
};

/* Bytes of the block that belong to no event. */
struct stray {
    size_t start, len;
};

static bool is_utf8(struct view text)
{
    return text_utf8_valid_len(text) == text.len;
}

/* Well-formed and without control characters. */
static bool is_text(struct view text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.data[i] < 0x20) {
            return false;
        }
    }
    return is_utf8(text);
}

/* True for an event that is surely of another provider and that nothing needs: it is counted and
 * not parsed. */
static bool skip_foreign(struct parse *p, struct view event)
{
    struct view system = view_slice(event, 0, SYSTEM_SIZE);
    if (p->input->wants_xml ||
        view_find(view_slice(event, 0, NEAR_START), VIEW(WMI_ACTIVITY_PROVIDER), 0) != SIZE_MAX) {
        return false;
    }
    struct view provider =
        markup_attribute(xml_find_tag(system, VIEW("<Provider")), VIEW(" Name="));
    if (provider.len == 0 || memchr(provider.data, '&', provider.len) ||
        view_equal_nocase(provider, VIEW(WMI_ACTIVITY_PROVIDER))) {
        return false;
    }
    if (template_has_companions(provider)) {
        uint64_t id;
        struct view text = xml_tag_text(system, xml_find_tag(system, VIEW("<EventID")));
        if (!view_number(text, &id) || id > UINT16_MAX ||
            template_is_companion(provider, (uint16_t)id)) {
            return false;
        }
    }
    struct view tag = xml_find_tag(system, VIEW("<Channel"));
    struct view channel = xml_tag_text(system, tag);
    struct view guid =
        channel.len == 0 ? markup_attribute(xml_find_tag(system, VIEW("<Provider")), VIEW(" Guid="))
                         : VIEW_NONE;
    if ((tag.data && !channel.data) || !is_text(provider) || !is_text(channel) ||
        template_is_own_channel(channel) || template_is_wmi_activity(VIEW_NONE, guid)) {
        return false;
    }
    batch_count_event(p->batch, provider, channel, xml_read_time(&p->input->clock, system));
    return true;
}

#define ROOT "<r>"
#define ROOT_END "</r>"

static void begin_document(struct buffer *out)
{
    buffer_clear(out);
    buffer_add(out, VIEW(ROOT));
}

static struct view end_document(struct buffer *out)
{
    buffer_add(out, VIEW(ROOT_END));
    return buffer_view(out);
}

/* Reads the one event that stands under a root in `document`. */
static enum status parse_single(struct parse *p, struct buffer *document, uint64_t offset,
                                struct error *err)
{
    struct xml_place place = {.offset = offset};
    error_init(err);
    return xml_parse_document(end_document(document), &place, 1, p->input, p->batch, err);
}

/* The event of such a document. */
static struct view inside(const struct buffer *document)
{
    return view_slice(buffer_view(document), VIEW(ROOT).len, document->len - VIEW(ROOT_END).len);
}

/* True when no byte above 0x7F is part of well-formed UTF-8. */
static bool has_no_utf8(struct view text)
{
    while (text.len > 0) {
        size_t valid = text_utf8_valid_len(text);
        for (size_t i = 0; i < valid; i++) {
            if ((unsigned char)text.data[i] >= 0x80) {
                return false;
            }
        }
        text = view_from(text, valid + 1);
    }
    return true;
}

/* Bytes that are no UTF-8 are read in the code page that is declared; without one those that are no
 * UTF-8 at all as that of Windows, and where they are mixed with it, they are damage. */
static enum text_encoding encoding_of(const struct parse *p, const struct xml_span *span,
                                      struct view bytes)
{
    bool is_code_page = span->encoding == TEXT_UTF8 && !is_utf8(bytes) &&
                        (p->input->code_page || has_no_utf8(bytes));
    return is_code_page ? TEXT_WINDOWS_1252 : span->encoding;
}

static void note_repair(struct parse *p, uint64_t offset, const struct xml_repairs *repairs)
{
    const struct batch_repair parts[] = {
        {repairs->ampersands, "'&' without meaning", "'&' without meaning"},
        {repairs->quotes, "printed quote in a tag", "printed quotes in tags"},
        {repairs->links, "link in a tag", "links in tags"},
        {repairs->marks, "'<' without meaning", "'<' without meaning"},
        {repairs->characters, "forbidden character", "forbidden characters"},
        {repairs->bytes, "ill-formed byte or surrogate", "ill-formed bytes or surrogates"},
    };
    batch_repair(p->batch, offset, parts, COUNT_OF(parts));
}

/* The text of the event that was read last, which the parser found to be well-formed. */
static void keep_xml(struct parse *p, struct view text)
{
    size_t start = p->batch->xml.len;
    if (reader_writes_xml(p->input)) {
        buffer_add(&p->batch->xml, text);
        batch_end_xml(p->batch, start, p->input->wants_lines);
    }
}

/* False, with the reason, when a character of the provider's name was mended: the event would be
 * another provider's. */
static bool has_whole_provider(struct parse *p, struct view mended)
{
    struct view tag = xml_find_tag(view_slice(mended, 0, SYSTEM_SIZE), VIEW("<Provider"));
    bool is_whole = view_find(tag, VIEW("\xEF\xBF\xBD"), 0) == SIZE_MAX;
    if (!is_whole) {
        error_init(&p->reason);
        error_set(&p->reason, STATUS_DAMAGED, "the name of the event's provider is damaged");
    }
    return is_whole;
}

/* Adds what stands before `at`, and gives the rest of the text from after the `len` bytes there. */
static struct view leave_out(struct buffer *out, struct view text, size_t at, size_t len)
{
    buffer_add(out, view_slice(text, 0, at));
    return view_from(text, at + len);
}

/* Adds what is left of an event's System: all of it, but for constants. */
static struct view add_system(struct buffer *out, struct view text)
{
    size_t at = view_find(view_slice(text, 0, SYSTEM_SIZE), VIEW("<Task>"), 0);
    if (at != SIZE_MAX) {
        text = leave_out(out, text, at, xml_constants_len(view_from(text, at)));
    }
    at = view_find(view_slice(text, 0, SYSTEM_SIZE), VIEW("</System>"), 0);
    return at == SIZE_MAX ? text : leave_out(out, text, at + VIEW("</System>").len, 0);
}

/* Whether the text stays where it is until the document is parsed. */
static bool is_in_place(const struct parse *p, struct view text)
{
    struct view data = p->block->data;
    return text.data >= data.data && text.data <= data.data + data.len;
}

/* Adds an event to the document without what is constant, and without its System where that can be
 * read at once. */
static void add_event(const struct parse *p, struct buffer *out, struct view text,
                      struct xml_place *place)
{
    struct view tag = VIEW("<Event");
    size_t len = xml_namespace_len(view_from(text, tag.len), VIEW(XML_EVENT_URI));
    if (len > 0) {
        text = leave_out(out, text, tag.len, len);
        buffer_add_text(out, " " XML_HAD_NAMESPACE "=''");
    }
    /* What was converted does not stay in place long enough. */
    if (is_in_place(p, text) && view_starts(text, VIEW("><System>"))) {
        len = xml_read_system(view_from(text, 1), &place->system);
        place->has_system = len > 0;
    }
    text = place->has_system ? leave_out(out, text, 1, len) : add_system(out, text);
    struct view data = VIEW("<UserData><");
    if (view_starts(text, data)) {
        size_t at = data.len + xml_tag_name_len(view_from(text, data.len));
        text = leave_out(out, text, at, xml_namespace_len(view_from(text, at), VIEW(XML_DATA_URI)));
    }
    buffer_add(out, text);
}

/* Reads one event as those of a whole document are; false when anything is irregular. */
static bool read_regular(struct parse *p, struct view text, uint64_t offset)
{
    struct error err;
    struct xml_place place = {.offset = offset};
    begin_document(p->single);
    add_event(p, p->single, text, &place);
    error_init(&err);
    return place.has_system && xml_parse_document(end_document(p->single), &place, 1, p->input,
                                                  p->batch, &err) == STATUS_OK;
}

/* Reads one event from its text, mended where that is possible; false when it is damaged. */
static bool read_single(struct parse *p, struct view text, uint64_t offset, size_t surrogates)
{
    struct error err;
    if (skip_foreign(p, text)) {
        return true;
    }
    if (xml_has_many_attributes(text)) {
        error_init(&p->reason);
        error_set(&p->reason, STATUS_LIMIT, "an element has more than %d attributes",
                  XML_MAX_ATTRIBUTES);
        return false;
    }
    bool is_read = read_regular(p, text, offset);
    if (!is_read) {
        begin_document(p->single);
        buffer_add(p->single, text);
        is_read = parse_single(p, p->single, offset, &err) == STATUS_OK;
    }
    if (is_read) {
        if (surrogates > 0) {
            note_repair(p, offset, &(struct xml_repairs){.bytes = surrogates});
        }
        keep_xml(p, text);
        return true;
    }
    p->reason = err;
    batch_trim_one(p->single);
    begin_document(p->mended);
    struct xml_repairs repairs = xml_repair(p->mended, text);
    bool is_changed = repairs.quotes + repairs.links + repairs.marks + repairs.ampersands +
                          repairs.characters + repairs.bytes >
                      0;
    repairs.bytes += surrogates;
    is_read = is_changed && has_whole_provider(p, buffer_view(p->mended)) &&
              parse_single(p, p->mended, offset, &err) == STATUS_OK;
    if (is_read) {
        note_repair(p, offset, &repairs);
        keep_xml(p, inside(p->mended));
    }
    batch_trim_one(p->mended);
    return is_read;
}

/* The text of an event as UTF-8, without prefixes. */
static struct view plain_text(struct parse *p, struct view text, enum text_encoding encoding,
                              size_t *replaced)
{
    if (encoding != TEXT_UTF8) {
        buffer_clear(p->utf8);
        if (encoding == TEXT_WINDOWS_1252 && p->input->code_page) {
            code_page_text(p->utf8, text, p->input->code_page, replaced);
        } else {
            text_to_utf8(p->utf8, text, encoding, replaced);
        }
        text = buffer_view(p->utf8);
    }
    if (xml_has_prefix(text)) {
        buffer_clear(p->plain);
        xml_without_prefixes(p->plain, text);
        text = buffer_view(p->plain);
    }
    return text;
}

/* True when a quote stands behind the event that ends so: it is a string of SQL, perhaps. */
static bool is_quoted(const struct parse *p, size_t end)
{
    const struct view data = p->block->data;
    return end < data.len && data.data[end] == '\'';
}

/* The same with quotes made single where they are doubled. */
static struct view single_quoted(struct parse *p, struct view text, bool is_quoted)
{
    const char quote = xml_doubled_quote(text, is_quoted);
    if (quote == '\0') {
        return text;
    }
    if (text.data != p->plain->data) {
        buffer_clear(p->plain);
        buffer_add(p->plain, text);
    }
    xml_undouble_quotes(p->plain, quote);
    return buffer_view(p->plain);
}

/* The part of an event that has lost its end which holds all its data, with an end of its own;
 * false when the data are not whole. */
static bool close_event(struct parse *p, struct view text)
{
    static const struct view ends[] = {{"</UserData>", 11}, {"</EventData>", 12}};
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        size_t end = view_find(text, ends[i], 0);
        if (end != SIZE_MAX) {
            buffer_clear(p->closed);
            buffer_add(p->closed, view_slice(text, 0, end + ends[i].len));
            buffer_add_text(p->closed, "</Event>");
            return true;
        }
    }
    return false;
}

/* One event on its own, after the document it stood in was not well-formed. */
static void parse_carefully(struct parse *p, const struct xml_span *span)
{
    struct view text = view_slice(p->block->data, span->start, span->start + span->len);
    uint64_t offset = p->block->offset + span->start;
    enum text_encoding encoding = encoding_of(p, span, text);
    size_t replaced = 0;
    text = single_quoted(p, plain_text(p, text, encoding, &replaced),
                         is_quoted(p, span->start + span->len));
    uint64_t repaired = p->batch->repaired;
    if (!span->is_whole) {
        if (!close_event(p, text) || !read_single(p, buffer_view(p->closed), offset, replaced)) {
            batch_damage(p->batch, offset,
                         span->len >= XML_MAX_EVENT_SIZE ? "the event is too large, over 1 MB"
                                                         : "the event is cut off");
            return;
        }
        p->batch->repaired = repaired + 1;
        batch_problem(p->batch, offset, "the event is cut off behind its data, which were read");
    } else if (!read_single(p, text, offset, replaced)) {
        batch_damage(p->batch, offset, "%s", p->reason.message);
        return;
    }
    p->batch->records++;
    p->batch->code_page += encoding == TEXT_WINDOWS_1252 && !p->input->code_page;
}

static struct xml_place *add_place(struct parse *p, size_t start)
{
    p->places = memory_grow(p->places, p->place_count, &p->place_cap, sizeof(*p->places));
    struct xml_place *place = &p->places[p->place_count++];
    place->offset = p->block->offset + start;
    place->has_system = false;
    return place;
}

static void note_stray(struct parse *p, size_t start, size_t len)
{
    if (len < XML_STRAY_TEXT) {
        return;
    }
    p->strays = memory_grow(p->strays, p->stray_count, &p->stray_cap, sizeof(*p->strays));
    p->strays[p->stray_count++] = (struct stray){start, len};
}

/* Copies of events as text may stand among those as XML. */
static void take_stray(struct parse *p, const struct stray *stray)
{
    uint64_t offset = p->block->offset + stray->start;
    struct view data = view_slice(p->block->data, stray->start, stray->start + stray->len);
    bool has_events = false;
    for (size_t i = 0; readers[i]; i++) {
        has_events = has_events || (readers[i]->add_strays &&
                                    readers[i]->add_strays(p->input, data, offset, p->batch));
    }
    if (!has_events && stray->len > XML_STRAY_BYTES) {
        batch_problem(p->batch, offset, "%zu bytes belong to no event", stray->len);
    }
}

/* Takes one whole event into the document; false when it needs care. */
static bool take_event(struct parse *p, size_t start, size_t end)
{
    struct view text = view_slice(p->block->data, start, end);
    size_t replaced = 0;
    text = plain_text(p, text, p->input->encoding, &replaced);
    if (replaced > 0) {
        return false;
    }
    if (xml_has_many_attributes(text) || is_quoted(p, end)) {
        return false;
    }
    p->batch->records++;
    if (skip_foreign(p, text)) {
        return xml_find_start(text, TEXT_UTF8, 1) == SIZE_MAX;
    }
    add_event(p, p->document, text, add_place(p, start));
    return true;
}

/* True when nothing between two events asks for care: the rest of an event, a comment. */
static bool is_plain_gap(struct parse *p, size_t start, size_t end)
{
    enum text_encoding encoding = p->input->encoding;
    struct view gap = view_slice(p->block->data, 0, end);
    note_stray(p, start, end - start);
    return start == end || (xml_find_end(gap, encoding, start) == SIZE_MAX &&
                            !xml_has_section(gap, encoding, start));
}

/* All events as one document; false when anything is irregular. */
static bool parse_whole(struct parse *p)
{
    struct view data = p->block->data;
    size_t pos = 0;
    /* Also for a block that is a little longer; one that is longer still needs no copy of what the
     * last one left, and not twice as much. */
    const size_t room = data.len + data.len / 16 + 16;
    if (p->document->cap < room) {
        buffer_release(p->document);
        buffer_reserve(p->document, room);
    }
    begin_document(p->document);
    for (;;) {
        enum text_encoding encoding = p->input->encoding;
        size_t start = xml_find_next(data, &encoding, pos);
        if (!is_plain_gap(p, pos, start == SIZE_MAX ? data.len : start)) {
            return false;
        }
        if (start == SIZE_MAX) {
            break;
        }
        size_t end = xml_find_own_end(data, encoding, start);
        if (encoding != p->input->encoding || end == SIZE_MAX || !take_event(p, start, end)) {
            return false;
        }
        pos = end;
    }
    struct error err;
    error_init(&err);
    return p->place_count == 0 ||
           xml_parse_document(end_document(p->document), p->places, p->place_count, p->input,
                              p->batch, &err) == STATUS_OK;
}

/* True for an "event" at the start of a block that is the end of a comment which began before. */
static bool is_rest_of_comment(const struct parse *p, const struct xml_span *span)
{
    struct view text = view_slice(p->block->data, span->start, span->start + span->len);
    return span->start == 0 && !span->is_whole && span->encoding == TEXT_UTF8 &&
           view_find(text, VIEW("-->"), 0) < view_find(text, VIEW("<!--"), 0);
}

static void take_span(struct parse *p, const struct xml_span *span)
{
    if (is_rest_of_comment(p, span)) {
        return;
    }
    struct view text = view_slice(p->block->data, span->start, span->start + span->len);
    if (!span->is_whole && !span->is_headless && xml_is_mention(text, span->encoding)) {
        note_stray(p, span->start - span->stray, span->stray + span->len);
        return;
    }
    note_stray(p, span->start - span->stray, span->stray);
    if (span->is_headless) {
        batch_damage(p->batch, p->block->offset + span->start, "the start of the event is missing");
    } else {
        parse_carefully(p, span);
    }
}

static void parse_each(struct parse *p)
{
    struct xml_splitter splitter = xml_splitter_over(p->block->data, p->input->encoding);
    struct xml_span span;
    while (xml_splitter_next(&splitter, &span)) {
        take_span(p, &span);
    }
    note_stray(p, splitter.pos, p->block->data.len - splitter.pos);
}

static struct parse parse_of(const struct reader_input *input, const struct block *block,
                             struct batch *batch)
{
    struct parse p = {.input = input, .block = block, .batch = batch};
    p.document = &batch->scratch[XML_SCRATCH_DOCUMENT];
    p.single = &batch->scratch[XML_SCRATCH_SINGLE];
    p.utf8 = &batch->scratch[XML_SCRATCH_UTF8];
    p.closed = &batch->scratch[XML_SCRATCH_CLOSED];
    p.plain = &batch->scratch[XML_SCRATCH_PLAIN];
    p.mended = &batch->scratch[XML_SCRATCH_MENDED];
    return p;
}

/* What stands around the event belongs to it. */
static void add_one(const struct reader_input *input, struct view text, uint64_t offset,
                    struct batch *batch)
{
    struct reader_input utf8 = *input;
    utf8.encoding = TEXT_UTF8;
    utf8.code_page = NULL;
    struct block block = {.offset = offset, .data = text};
    struct parse p = parse_of(&utf8, &block, batch);
    size_t end = xml_find_end(text, TEXT_UTF8, 0);
    size_t start = xml_find_start(text, TEXT_UTF8, 0);
    block.data = view_slice(text, start, end);
    parse_carefully(&p, &(struct xml_span){.len = block.data.len, .is_whole = end != SIZE_MAX});
}

static void parse(const struct reader_input *input, const struct block *block, struct batch *batch)
{
    struct buffer joined;
    struct block whole = *block;
    buffer_init(&joined, BUFFER_NO_MAX);
    if (input->console_width > 0) {
        xml_unwrap(&joined, block->data, input->console_width);
        whole.data = buffer_view(&joined);
    }
    struct parse p = parse_of(input, &whole, batch);
    if (reader_writes_xml(input) || !parse_whole(&p)) {
        batch_clear(batch);
        batch_trim(batch);
        p.stray_count = 0;
        parse_each(&p);
    }
    for (size_t i = 0; i < p.stray_count; i++) {
        take_stray(&p, &p.strays[i]);
    }
    batch_settle_xml(batch);
    free(p.strays);
    free(p.places);
    buffer_release(&joined);
    batch_trim(batch);
}

const struct reader xml_reader = {
    .name = "xml",
    .block_size = XML_BLOCK_SIZE,
    .look_ahead = XML_LOOK_AHEAD,
    .max_event_size = XML_MAX_EVENT_SIZE,
    .is_local = true,
    .has_encoding = true,
    .prepare = xml_parser_init,
    .recognise = xml_recognise,
    .boundary = xml_boundary,
    .first_time = xml_first_time,
    .parse = parse,
    .add_one = add_one,
};
