/* Phrases about inputs and computers. */
#include <inttypes.h>
#include <string.h>

#include "analyzer/report/text/words.h"

void words_doubts(const struct report_source *source, struct words_amount amounts[WORDS_DOUBTS])
{
    const uint64_t missing = source->missing_records;
    const bool is_usual = view_equal(source->encoding, VIEW("windows-1252"));
    const struct words_amount all[WORDS_DOUBTS] = {
        {source->damaged, "event could not be read", "events could not be read"},
        {source->repaired, "event read after a repair", "events read after a repair"},
        {is_usual ? source->code_page : 0, "event read as Windows-1252, a guess",
         "events read as Windows-1252, a guess"},
        {is_usual ? 0 : source->code_page,
         "event read in a code page that its letters show, a guess",
         "events read in a code page that their letters show, a guess"},
        {source->out_of_order, "event out of order in time", "events out of order in time"},
        {source->duplicates, "event read twice and counted once",
         "events read twice and counted once"},
        {source->may_be_filtered ? 0 : missing,
         "record is missing by the numbers of its neighbours",
         "records are missing by the numbers of their neighbours"},
        {source->may_be_filtered ? missing : 0,
         "record is missing or filtered out, by the numbers of its neighbours",
         "records are missing or filtered out, by the numbers of their neighbours"},
    };
    memcpy(amounts, all, sizeof(all));
}

bool words_has_doubts(const struct report_source *source)
{
    struct words_amount amounts[WORDS_DOUBTS];
    words_doubts(source, amounts);
    bool has_any = source->problem_count > 0 || source->loss_count > 0;
    for (size_t i = 0; i < WORDS_DOUBTS; i++) {
        has_any |= amounts[i].count > 0;
    }
    return has_any;
}

void words_gap(struct buffer *b, const struct report_gap *gap)
{
    words_count(b, gap->records, "record", "records");
    if (gap->channel.len > 0) {
        buffer_add_text(b, " of ");
        paper_add_log(b, gap->channel, WORDS_TEXT);
        buffer_add_text(b, gap->computer.len > 0 ? " on " : "");
        paper_add_log(b, gap->computer, WORDS_TEXT);
    }
    buffer_add_text(b, gap->records == 1 ? " is missing" : " are missing");
    buffer_add_text(b, gap->channel.len > 0 ? " or filtered out, " : ", ");
    words_range(b, gap->from, gap->to);
}

void words_loss(struct buffer *b, const struct report_loss *loss)
{
    buffer_add_text(b, "events were lost, ");
    words_range(b, loss->from, loss->to);
}

bool words_earlier_names(struct buffer *b, const struct system *system)
{
    struct view names[COMPUTER_MAX_RENAMES];
    const size_t count = system_earlier_names(system, names, COMPUTER_MAX_RENAMES);
    const struct evidence *by = system_renamed_by(system);
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(b, i > 0 ? ", " : count > 1 ? "had other names: " : "had another name: ");
        paper_add_log(b, names[i], WORDS_NAME);
    }
    if (count > 0 && by) {
        buffer_format(b, " (%.*s %u says so)", VIEW_ARG(by->channel), (unsigned)by->event_id);
    } else if (count > 0) {
        buffer_add_text(b, " (its log goes on without a break in the record numbers)");
    }
    return count > 0;
}

void words_container(struct buffer *b, const struct report_source *source)
{
    if (source->members == 0 && source->status == STATUS_OK) {
        const bool is_folder = view_equal(source->format, VIEW("folder"));
        buffer_format(b, "an empty %.*s%s", VIEW_ARG(source->format), is_folder ? "" : " archive");
        return;
    }
    buffer_format(b, "%.*s with ", VIEW_ARG(source->format));
    words_count(b, source->members, "file", "files");
    if (source->unused_members > 0) {
        buffer_format(b, ", %" PRIu64 " of them not used", source->unused_members);
    }
    if (source->unread_members > 0) {
        buffer_format(b, ", %" PRIu64 " not read to the end", source->unread_members);
    }
}
