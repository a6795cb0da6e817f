/* The list of input formats. */
#include <stdlib.h>

#include "parsers/etl/etl.h"
#include "parsers/event/reader.h"
#include "parsers/evtx/binxml/evtx.h"
#include "parsers/json/json.h"
#include "parsers/text/text.h"
#include "parsers/xml/xml.h"

const struct reader *const readers[] = {
    &evtx_reader,        &etl_reader,    &json_reader, &many_tables_reader,  &table_reader,
    &objects_reader,     &markup_reader, &xml_reader,  &text_columns_reader, &text_rows_reader,
    &other_table_reader, &text_reader,   NULL};

enum status reader_recognise(struct view head, struct reader_input *input, struct error *err)
{
    if (head.len == 0) {
        return error_set(err, STATUS_NOT_FORMAT, "the file is empty");
    }
    const char *known = reader_stranger(head);
    if (!known) {
        for (size_t i = 0; readers[i]; i++) {
            if (readers[i]->recognise(head, input)) {
                input->form = readers[i];
                return STATUS_OK;
            }
        }
        known = reader_guess(head);
    }
    if (!known) {
        known = "not an event log; expected an .evtx or .etl file, or events as XML, JSON or text, "
                "as Event Viewer, wevtutil and Get-WinEvent write them";
    }
    return error_set(err, STATUS_NOT_FORMAT, "%s", known);
}

enum { MAX_PARTS = 1 /* of other forms within each other */ };

/* As UTF-8 a text may be longer than it was. */
static void keep_before(struct batch *batch, size_t events, size_t problems, uint64_t end)
{
    for (size_t i = events; i < batch->event_count; i++) {
        uint64_t *offset = &batch->events[i].origin.offset;
        *offset = *offset < end ? *offset : end - 1;
    }
    for (size_t i = problems; i < batch->problem_count; i++) {
        uint64_t *offset = &batch->problems[i].offset;
        *offset = *offset < end ? *offset : end - 1;
    }
}

/* How many messages stand in a text, one in a line at most: a record in JSON has it twice. */
static uint64_t count_messages(struct view text)
{
    struct view line;
    uint64_t count = 0;
    for (bool is_more = text.len > 0; is_more;) {
        is_more = view_cut(text, VIEW("\n"), &line, &text);
        line = is_more ? line : text;
        count += view_find(line, VIEW("PossibleCause = "), 0) != SIZE_MAX ||
                 view_find(line, VIEW(" provider started with result code "), 0) != SIZE_MAX;
    }
    return count;
}

/* Events as XML, which may hold their messages, and messages between them. */
static uint64_t count_held(struct view data)
{
    struct view head;
    uint64_t count = 0;
    while (view_cut(data, VIEW("</Event>"), &head, &data)) {
        count += 1 + count_messages(view_slice(head, 0, view_find(head, VIEW("<Event"), 0)));
    }
    return count + count_messages(data);
}

/* Tells how many events the part holds, by what ends one or most of them have, and that were not
 * read: parts of further forms in it, for example. */
static void tell_unread(struct batch *batch, struct view data, uint64_t offset, uint64_t read)
{
    const uint64_t held = count_held(data);
    if (read > 0 && read < held) {
        batch_problem(batch, offset,
                      "some %llu events of other forms from here on were not read: give each form "
                      "in a file of its own",
                      (unsigned long long)(held - read));
        batch->incomplete += held - read;
    }
}

bool reader_read_other(const struct reader_input *input, struct view data, uint64_t offset,
                       uint64_t end, struct batch *batch)
{
    struct reader_input own = *input;
    const struct block block = {.offset = offset, .data = data, .is_first = true};
    const uint64_t before = batch->records;
    const size_t events = batch->event_count, problems = batch->problem_count;
    struct error err;
    own.part_depth++;
    own.header = NULL;
    own.code_page = NULL;
    own.learned = NULL; /* it is of the other reader */
    own.encoding = TEXT_UTF8;
    error_init(&err);
    if (input->part_depth < MAX_PARTS && reader_recognise(data, &own, &err) == STATUS_OK &&
        own.form != input->form && own.form->has_encoding && own.encoding == TEXT_UTF8) {
        if (own.form->add_strays) {
            own.form->add_strays(&own, data, offset, batch);
        } else {
            own.form->parse(&own, &block, batch);
        }
    }
    tell_unread(batch, data, offset, batch->records - before);
    keep_before(batch, events, problems, end);
    free(own.header);
    return batch->records > before;
}
