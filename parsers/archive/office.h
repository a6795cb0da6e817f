/* Documents of office programs, which are zip archives of XML: their texts and tables as plain
 * text. Office Open XML (ECMA-376, parts 1: 17.3 and 18.3) and OpenDocument (ISO 26300). */
#ifndef WMILOG_PARSERS_ARCHIVE_OFFICE_H
#define WMILOG_PARSERS_ARCHIVE_OFFICE_H
#include "parsers/base/buffer.h"
#include "parsers/base/view.h"

enum {
    OFFICE_MAX_STRINGS = 12 << 20, /* bytes of the texts that cells of a workbook share */
    OFFICE_MAX_CELL = 256 * 1024,  /* bytes of one cell; a spreadsheet allows 32,767 characters */
    OFFICE_MAX_COLUMN = 16384,
};

/* What a member of such an archive is. */
enum office_part {
    OFFICE_REST,     /* of no use */
    OFFICE_FILE,     /* a file as it is, put into the document, or of another archive */
    OFFICE_SHEET,    /* a table, whose texts may be among the shared ones */
    OFFICE_STRINGS,  /* those */
    OFFICE_DOCUMENT, /* text with paragraphs and tables */
};

/* True for the name of the member that such an archive begins with. */
bool office_begins_with(const char *member);
enum office_part office_part_of(const char *member);

struct office;

/* For one member after the other of one archive. */
struct office *office_new(void);
void office_free(struct office *office);
/* True when cells of the member may name texts that were not seen yet. */
bool office_lacks_strings(const struct office *office);
/* A member begins. */
void office_begin(struct office *office, enum office_part part);
/* Takes its next bytes; what they are as text is appended to `out`: a table as comma-separated
 * text, paragraphs as lines, rows of a table in a text between bars. */
void office_add(struct office *office, struct view bytes, struct buffer *out);
/* True when a cell of the member is longer than OFFICE_MAX_CELL, or names a shared text that is not
 * known: in a stream they may stand behind the tables, and OFFICE_MAX_STRINGS bytes of them are
 * kept at most. */
bool office_lost_strings(const struct office *office);

#endif
