/* The reader of exported event XML, in every dialect that exporters write. */
#ifndef WMILOG_PARSERS_XML_XML_H
#define WMILOG_PARSERS_XML_XML_H
#include "parsers/event/reader.h"

enum {
    XML_BLOCK_SIZE = 256 * 1024,
    XML_LOOK_AHEAD = 16 * 1024,
    XML_MAX_EVENT_SIZE = 1024 * 1024, /* bytes of one <Event>, in the source's encoding */
    XML_MAX_DATA = EVENT_MAX_DATA,    /* data elements of one event */
    XML_STRAY_BYTES = 1024,           /* this much text between events is worth a note */
};

/* Uses of batch.scratch. */
enum xml_scratch {
    XML_SCRATCH_DOCUMENT,
    XML_SCRATCH_SINGLE,
    XML_SCRATCH_UTF8,
    XML_SCRATCH_MENDED,
    XML_SCRATCH_TEXT,
    XML_SCRATCH_VALUE,
};

extern const struct reader xml_reader;

/* split.c. Where events start and end, in any of the encodings; offsets are those of `data`. */

/* First "<Event" followed by a blank, '/' or '>' at or after `from`, or SIZE_MAX. */
size_t xml_find_start(struct view data, enum text_encoding encoding, size_t from);
/* First byte after the first "</Event>" at or after `from`, or SIZE_MAX. */
size_t xml_find_end(struct view data, enum text_encoding encoding, size_t from);
/* The same for an end tag without blanks in it, which is found faster. */
size_t xml_find_plain_end(struct view data, enum text_encoding encoding, size_t from);

/* One event as it stands in the block. */
struct xml_span {
    size_t start;
    size_t len;       /* up to and with </Event>, or up to the next <Event> when cut off */
    bool is_whole;    /* ends with </Event> */
    bool is_headless; /* the rest of an event whose start is missing */
    size_t stray;     /* bytes before it that belong to no event */
};

/* Walks the events of a block; each byte is looked at a fixed number of times. */
struct xml_splitter {
    struct view data;
    enum text_encoding encoding;
    size_t pos;   /* all before it has been given out */
    size_t start; /* of the next event, SIZE_MAX when there is none */
};

struct xml_splitter xml_splitter_over(struct view data, enum text_encoding encoding);
/* False at the end; data from `pos` on belongs to no event then. */
bool xml_splitter_next(struct xml_splitter *s, struct xml_span *span);

/* repair.c */

/* How many places were mended. */
struct xml_repairs {
    size_t ampersands;
    size_t characters; /* control characters and others that XML forbids */
    size_t bytes;      /* no UTF-8 */
};

/* Appends `text` (UTF-8) with what XML forbids mended: control characters become U+FFFD, a bare '&'
 * becomes "&amp;", ill-formed bytes become U+FFFD. */
struct xml_repairs xml_repair(struct buffer *out, struct view text);
/* Undoes one level of "&amp;lt;"-like escaping, for text that was escaped twice: the five entities
 * and character references. */
bool xml_unescape(struct buffer *out, struct view text);

#endif
