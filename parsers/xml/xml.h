/* The reader of exported event XML, in every dialect that exporters write. */
#ifndef WMILOG_PARSERS_XML_XML_H
#define WMILOG_PARSERS_XML_XML_H
#include "parsers/event/reader.h"

enum {
    XML_BLOCK_SIZE = 256 * 1024,
    XML_LOOK_AHEAD = 16 * 1024,
    XML_MAX_EVENT_SIZE = 1024 * 1024, /* bytes of one <Event>, in the source's encoding */
    XML_DECLARATION_SIZE = 256,       /* how far the declaration of the encoding is looked for */
    XML_MAX_ATTRIBUTES = 256,         /* of an element of a large event */
    XML_STRAY_TEXT = 64,              /* less than this between events is no event as text */
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
    XML_SCRATCH_PLAIN,
    XML_SCRATCH_CLOSED,
};

#define XML_EVENT_URI "http://schemas.microsoft.com/win/2004/08/events/event"
#define XML_DATA_URI "http://manifests.microsoft.com/win/2006/windows/WMI"

extern const struct reader xml_reader;

/* split.c. Where events start and end, in any of the encodings; offsets are those of `data`. */

/* First "<Event" or "<prefix:Event" followed by a blank, '/' or '>' at or after `from`, which is
 * the start of a character, or SIZE_MAX. */
size_t xml_find_start(struct view data, enum text_encoding encoding, size_t from);
/* First byte after the first "</Event>" or "</prefix:Event>" at or after `from`, or SIZE_MAX. */
size_t xml_find_end(struct view data, enum text_encoding encoding, size_t from);
/* The same for an end tag without blanks in it, which is found faster. */
size_t xml_find_plain_end(struct view data, enum text_encoding encoding, size_t from);
/* The end of the event that starts at `start`, found in the fast way where its tag allows it. */
size_t xml_find_own_end(struct view data, enum text_encoding encoding, size_t start);
/* The next start in any encoding, as files of several are joined; what stands at `from` is most
 * likely in `*encoding`, which gets that of the event. */
size_t xml_find_next(struct view data, enum text_encoding *encoding, size_t from);
/* True when a comment or a CDATA section opens at or after `from`. */
bool xml_has_section(struct view data, enum text_encoding encoding, size_t from);

/* wrapped.c */

/* The width of the console that cut the lines of this text; 0 where none did. */
size_t xml_wrapped_width(struct view text);
/* Appends a text with the lines joined that a console of that width cut. */
void xml_unwrap(struct buffer *out, struct view text, size_t width);

/* One event as it stands in the block. */
struct xml_span {
    size_t start;
    size_t len;       /* up to and with </Event>, or up to the next <Event> when cut off */
    bool is_whole;    /* ends with </Event> */
    bool is_headless; /* the rest of an event whose start is missing */
    size_t stray;     /* bytes before it that belong to no event */
    enum text_encoding encoding;
};

/* Walks the events of a block; each byte is looked at a fixed number of times. */
struct xml_splitter {
    struct view data;
    enum text_encoding encoding; /* of what was given out last */
    size_t pos;                  /* all before it has been given out */
    size_t start;                /* of the next event, SIZE_MAX when there is none */
    enum text_encoding next_encoding;
};

struct xml_splitter xml_splitter_over(struct view data, enum text_encoding encoding);
/* False at the end; data from `pos` on belongs to no event then. */
bool xml_splitter_next(struct xml_splitter *s, struct xml_span *span);

/* code_page.c */

/* The page that the declaration at the start of the text names (`encoding="windows-1251"`), NULL
 * for none that is known. */
const struct code_page *xml_declared_page(struct view head);

/* peek.c */

/* The first tag that begins with `name` ("<Channel"), up to its '>'; VIEW_NONE for none. */
struct view xml_find_tag(struct view text, struct view name);
/* The text of the element that a tag of `text` starts: empty for "<x/>", absent when it takes a
 * parser to read it (references, CDATA, comments). */
struct view xml_tag_text(struct view text, struct view tag);
/* True when an element may have more attributes than XML_MAX_ATTRIBUTES, in a large event. */
bool xml_has_many_attributes(struct view event);

/* What Windows writes into every event and what says nothing here: the declarations of two
 * namespaces, and elements that are the same in all events of the provider. The parser takes long
 * over them, so they are left out where they stand exactly like this. */

/* Length of ` xmlns='uri'` where the text begins with it, else 0. */
size_t xml_namespace_len(struct view text, struct view uri);
/* Length of those elements where the text begins with them, else 0. */
size_t xml_constants_len(struct view text);
/* Length of the name that the text begins with. */
size_t xml_tag_name_len(struct view text);

/* plain.c */

/* True for an event whose element has a prefix. */
bool xml_has_prefix(struct view event);
/* Appends the event with the prefixes of its elements taken away; it declares its own namespace
 * then. */
void xml_without_prefixes(struct buffer *out, struct view event);
/* The quote that an event has twice each time, as in a quoted column of a CSV file or a string of
 * SQL (`is_quoted`: such a quote stands behind it), NUL for none; and those made single. */
char xml_doubled_quote(struct view event, bool is_quoted);
void xml_undouble_quotes(struct buffer *text, char quote);

/* repair.c */

/* How many places were mended. */
struct xml_repairs {
    size_t ampersands;
    size_t characters; /* control characters and others that XML forbids */
    size_t bytes;      /* no UTF-8 */
    size_t marks;      /* '<' that begins no tag */
    size_t quotes;     /* of printing, around attributes */
    size_t links;      /* that a mail program put into tags, behind addresses */
};

/* Appends `text` (UTF-8) with what XML forbids mended: control characters become U+FFFD, a bare '&'
 * becomes "&amp;" and a '<' that begins no tag "&lt;", but in CDATA; ill-formed bytes become
 * U+FFFD. */
struct xml_repairs xml_repair(struct buffer *out, struct view text);

/* True for what begins like an event and goes on with words instead of its parts: a text that
 * speaks of events. */
bool xml_is_mention(struct view event, enum text_encoding encoding);
/* The first time in a text, such as that of System; WINTIME_NONE for none. It is one of that clock
 * only where wmilog marked it so. */
int64_t xml_read_time(const struct reader_clock *clock, struct view system);
/* See struct reader. */
bool xml_recognise(struct view head, struct reader_input *input);
size_t xml_boundary(const struct reader_input *input, struct view data, uint64_t at, size_t from);
bool xml_first_time(const struct reader_input *input, struct view data, int64_t *time);

#endif
