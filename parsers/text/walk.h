/* The state of going through the lines of a text, for the files that do so. */
#ifndef WMILOG_PARSERS_TEXT_WALK_H
#define WMILOG_PARSERS_TEXT_WALK_H
#include "parsers/text/text.h"

enum {
    PLACE_OF_COMPUTER = 9, /* among the lines that Event Viewer copies, whatever they say */
    MAX_HEAD_LINE = 512    /* bytes of a line that names columns */
};

enum walk_mode {
    MODE_NONE,
    MODE_PARTS,    /* labelled parts of an event */
    MODE_MESSAGE,  /* and its message, to the next event */
    MODE_LIST,     /* the same, indented as Format-List does */
    MODE_STRING,   /* a string of the payload */
    MODE_FRIENDLY, /* elements and attributes, a line each */
    MODE_WMIMON,   /* the operation of an event, to the next one */
    MODE_ROW,      /* a row of a table, whose message may go on below where it began */
    MODE_LOOSE,    /* a message amid other words, to a blank line */
};

struct walk {
    struct text_lines lines;
    struct text_record record;
    struct text_line line;
    enum walk_mode mode;
    struct text_friendly friendly;
    struct text_xml xml;
    bool announces_xml;         /* the last line that is not blank */
    struct view table_provider; /* of the rows to come */
    struct text_head head;      /* and their columns */
    struct view last;           /* the start of the last line that may name columns, in ... */
    char last_text[MAX_HEAD_LINE];
    size_t list_width;   /* of values in lists */
    size_t indent;       /* of the message's lines, which is none of theirs */
    char quote;          /* that stood before the loose message, or NUL */
    bool was_blank;      /* the line before */
    bool is_object;      /* a brace ends the text of an object around the loose message */
    bool awaits_labels;  /* which follow the message */
    bool has_pairs;      /* the message has a field a line */
    bool is_cell;        /* the line is a label and all of its value */
    size_t place;        /* of the line among those from the log's name on, 1 for that */
    size_t yaml_count;   /* whole records as YAML */
    uint64_t first_yaml; /* where the first of them stands */
    size_t item_indent;  /* of the name behind a dash that the record begins with, or 0 */
    bool is_yaml;        /* and others stand below it: an element of a list in YAML */
};

/* ends.c: how records end, by the mode that their last line was read in. */

void walk_end_record(struct walk *w);
/* Ends what is open, if anything is. */
void walk_end_any(struct walk *w);
/* The message of a list or a row is whole: its parts may follow. */
void walk_end_list(struct walk *w);
/* The same of a string of the payload. */
void walk_end_string(struct walk *w);
/* Ends what is open, and begins a record with this line. */
void walk_begin_record(struct walk *w);

#endif
