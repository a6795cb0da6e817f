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

static uint64_t count_of(struct view text, struct view word)
{
    uint64_t count = 0;
    for (size_t pos = view_find(text, word, 0); pos != SIZE_MAX;
         pos = view_find(text, word, pos + word.len)) {
        count++;
    }
    return count;
}

/* Tells how many events the part holds, by what ends one or most of them have, and that were not
 * read: parts of further forms in it, for example. */
static void tell_unread(struct batch *batch, struct view data, uint64_t offset, uint64_t read)
{
    const uint64_t held = count_of(data, VIEW("</Event>")) +
                          count_of(data, VIEW("PossibleCause = ")) +
                          count_of(data, VIEW(" provider started with result code "));
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
