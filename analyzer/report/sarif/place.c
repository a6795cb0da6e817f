/* Where a record is, as a reference to a file and a region of it. */

#include "analyzer/report/sarif/parts.h"
#include "parsers/base/ascii.h"

void sarif_add_uri(struct buffer *b, struct view path)
{
    size_t from = 0;
    if (view_starts(path, VIEW("/")) || view_starts(path, VIEW(".."))) {
        for (size_t i = 0; i < path.len; i++) {
            from = path.data[i] == '/' && i + 1 < path.len ? i + 1 : from;
        }
    }
    for (size_t i = from; i < path.len; i++) {
        const char c = path.data[i];
        if (ascii_is_alnum(c) || ascii_is_of("-._~/", c)) {
            buffer_add_char(b, c);
        } else {
            buffer_format(b, "%%%02X", (unsigned char)c);
        }
    }
}

static bool is_binary(const struct report_source *source)
{
    return view_equal(source->format, VIEW("evtx")) || view_equal(source->format, VIEW("etl"));
}

static void put_region(struct json_writer *w, const struct report_run *run,
                       const struct evidence *evidence)
{
    const struct event_origin *origin = &evidence->origin;
    uint64_t line = 0;
    const bool has_bytes = is_binary(run->sources[origin->source]);
    if (!has_bytes && (!run->line_of ||
                       !run->line_of(run->line_context, origin->source, origin->offset, &line))) {
        return;
    }
    json_open_object(w, "region");
    json_write_number(w, has_bytes ? "byteOffset" : "startLine", has_bytes ? origin->offset : line);
    json_close_object(w);
}

void sarif_put_place(struct json_writer *w, const struct report_run *run,
                     const struct evidence *evidence)
{
    struct buffer uri;
    if (evidence->origin.source >= run->source_count) {
        return;
    }
    buffer_init(&uri, BUFFER_NO_MAX);
    sarif_add_uri(&uri, run->sources[evidence->origin.source]->path);
    json_open_object(w, "physicalLocation");
    json_open_object(w, "artifactLocation");
    json_write_text(w, "uri", buffer_view(&uri));
    json_write_number(w, "index", evidence->origin.source);
    json_close_object(w);
    put_region(w, run, evidence);
    json_close_object(w);
    buffer_release(&uri);
}
