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
    struct view labelled; /* the line that `label` is of, if it has one */
    struct text_label label;
    bool has_label;
    bool starts_alone; /* the same line, by its look */
    bool is_wordy;     /* it begins as a message of 5857 does */
    enum walk_mode mode;
    struct text_length list_most; /* of the lines of values in lists */
    struct text_friendly friendly;
    struct text_xml xml;
    bool announces_xml;         /* the last line that is not blank */
    struct view table_provider; /* of the rows to come */
    struct text_head head;      /* and their columns */
    struct view last;           /* the start of the last line that may name columns, in ... */
    char last_text[MAX_HEAD_LINE];
    size_t line_count;   /* up to the one that is looked at */
    size_t free_line;    /* the number of the last line that was nothing */
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
    size_t depth;        /* of objects within the open record, by lines with a brace */
    size_t mail_line;    /* the last one of the head of a mail, or 0 */
    size_t names;        /* of parts that stood alone on the last lines */
    bool is_stacked;     /* the record has values below their names, a line each */
    size_t value_column; /* of a table of names and values, or 0 */
    size_t item_indent;  /* of the name behind a dash that the record begins with, or 0 */
    bool is_yaml;        /* and others stand below it: an element of a list in YAML */
};

/* undress.c */

/* The line without what a table or a list puts around a name and its value. */
void walk_undress(struct walk *w);
/* The same for fields of a message as a list has them. */
void walk_undress_list(struct walk *w);

/* ends.c: how records end, and by which lines. */

/* Blanks that a line begins with. */
size_t walk_indent_of(struct view line);
/* A line of a block that is indented: without these blanks, if it has so many. */
struct view walk_without_indent(struct view line, size_t indent);

/* The label that the line begins with, NULL for none. It is kept until the next line, for it is
 * asked for up to three times: looking each time takes 1.07 times as long on the text of wevtutil,
 * 1.14 times on a text without events (tests/bench/text_pass). */
const struct text_label *walk_label(struct walk *w);
/* True when a record may begin with the line, see text_is_start(). */
bool walk_is_start(struct walk *w, bool is_after_blank);

/* True when the label cannot belong to the open record, which has such a part already. */
bool walk_is_of_next(const struct walk *w, const struct text_label *label);
/* Adds what separates the last field of the message from one that begins its own line. */
void walk_end_field(struct walk *w);
/* The longest line of a list tells at which width they were wrapped. */
void walk_note_length(struct walk *w, struct view line);
/* True when the next line is indented, or is not known. */
bool walk_goes_on(const struct walk *w);
/* True for a part that a record may begin with. */
bool walk_may_begin(int part);
/* True when labels follow the message that ends with this blank line, and no message follows them:
 * they are its own, as the window of an event shows them below. */
bool walk_has_labels_below(struct walk *w);
/* True for a line that begins with a message, or has a whole one behind other words. */
bool walk_holds_message(const struct walk *w);
/* True for a line that begins with a message, where it can be nothing of what was begun before: all
 * else need not be asked about it. */
bool walk_is_message_alone(struct walk *w);
/* Takes a line of MOF that belongs to the loose message; false for any other line. */
bool walk_takes_mof(struct walk *w);
/* True when the open message has a line with that field. */
bool walk_has_field(const struct walk *w, struct view name);
/* True for a line that is not of the open message. */
bool walk_ends_message(struct walk *w);
/* True for a label that the open record lacks, on the line behind its message, which is whole. */
bool walk_is_behind_message(struct walk *w);
/* True when the loose message stands in quotes, and the second of them is there. */
bool walk_is_quoted_whole(const struct walk *w);
/* True for a line of the head of a mail, whose date is none of an event. */
bool walk_is_of_mail(struct walk *w);
/* True for the next member of the same element of YAML, or the next element. */
bool walk_ends_member(struct walk *w);

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
