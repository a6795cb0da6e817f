/* The reader of events that were written or pasted as text: labelled lines of Event Viewer,
 * wevtutil, PowerShell and others, lines of traces and of syslog, tables, and messages amid other
 * words. Which program wrote them need not be known: each line tells what it is, so that a mail may
 * hold several forms. The lines come from lines/, as they were before mail and pages got hold of
 * them. */
#ifndef WMILOG_PARSERS_TEXT_TEXT_H
#define WMILOG_PARSERS_TEXT_TEXT_H
#include "parsers/base/ascii.h"
#include "parsers/event/dated.h"
#include "parsers/text/lines/lines.h"

enum {
    TEXT_BLOCK_SIZE = 256 * 1024,
    TEXT_LOOK_AHEAD = 16 * 1024,
    TEXT_MAX_RECORD = 1024 * 1024, /* bytes of one record, in the source's encoding */
    TEXT_BORDER_LOOK = 8 * 1024,   /* bytes that show how the lines at a border are dressed */
    TEXT_MAX_LOOSE = 64 * 1024,    /* bytes of a message that no label announces */
    TEXT_LINE_HEAD = 256,          /* bytes of a line that show what begins with it */
};

struct csv;

extern const struct reader text_reader;
extern const struct reader text_rows_reader;    /* of comma-separated text */
extern const struct reader text_columns_reader; /* of such whose columns are events */

/* between.c: what stands between the rows of a table, as where files were put together. */

enum { TEXT_MAX_BETWEEN = 16 /* stretches of a block; what is more is told */ };

struct text_between {
    struct {
        struct view text;
        uint64_t offset;
    } parts[TEXT_MAX_BETWEEN];
    size_t count;
    size_t more;       /* that had no room */
    const char *start; /* of the open one; NULL for none */
    uint64_t offset;
};

/* True for the start of what is no row, whatever separators it has: a document. */
bool text_between_begins(struct view cell);
/* Ends the open stretch where a row of the table begins; one begins where other lines do. */
void text_between_row(struct text_between *b, const char *row, uint64_t offset, bool is_own);
/* Behind the last row of the text: reads all of them, which stand before `end` in the source; false
 * when there are none. Overwrites the scratch memory of the batch. */
bool text_between_read(struct text_between *b, struct view text, uint64_t end,
                       const struct reader_input *input, struct batch *batch);

/* pairs.c */

/* A name and its value, as a row of a table, a line of a list or of a dump of properties has them.
 */
struct text_pair {
    struct view name, value;
    bool is_field; /* of a message; else a label */
    bool is_cell;  /* of a table: the value is all there is */
};

/* A row of a table with both; false for a line that is none. Names that are of labels and of fields
 * are taken for fields among such. */
bool text_pair_of_cells(struct view line, bool is_among_fields, struct text_pair *pair);
/* A field as a list has it, behind a bullet, a number or nothing. */
bool text_pair_of_list(struct view line, bool is_among_fields, struct text_pair *pair);
/* True for a line of an object in MOF which can be nothing else, such as a label or the start of a
 * message: it is not looked at any further. */
bool text_is_mof(struct view line);
/* A value in the quotes of YAML, whole on its line, becomes what stands in them; false for another
 * one. */
bool text_unquote_value(struct batch *batch, struct view *value);
/* The same of a value that is a message. */
bool text_unquote_message(struct batch *batch, struct view *value);
/* What stands behind the label's value in a second column, which is cut off it; empty for nothing.
 */
struct view text_take_second_label(struct text_label *label, bool may_have_tabs);
/* True for ">-" and its like, behind which indented lines are the value. */
bool text_is_fold(struct view value);
/* True for a line that ends or begins what is quoted in a ticket. */
bool text_is_fence(struct view line);
/* What stands between such on one line: "{noformat}Id = ...{noformat}"; any other line as it is. */
struct view text_without_fence(struct view line);
/* True for the element around an event's data where programs write the whole record as YAML: its
 * own members are not read. */
bool text_is_yaml(struct view line);
/* The text of a row that has but one cell; any other line as it is. Most lines can be told by their
 * first byte: a call for each takes 1 % of the instructions of tests/bench/text_pass. */
struct view text_only_cell_between(struct view line);
static inline struct view text_only_cell(struct view line)
{
    const bool may_be = line.len > 0 && (line.data[0] == '|' || ascii_is_blank(line.data[0]));
    return may_be ? text_only_cell_between(line) : line;
}

/* starts.c */

/* True for a line with the mark of Snare behind other words. */
bool text_names_snare(struct view line);
/* True when a record may begin with this line, whatever stands before it: by its look, and not by a
 * label. */
bool text_starts_alone(struct view line);
/* True for one of those that a record may begin with behind a blank line. */
bool text_is_first_label(struct view line, const struct text_label *label);
/* True when a record may begin with this line, by either. */
bool text_is_start(struct view line, bool is_after_blank);

/* find.c */

/* First boundary of the reader, see struct reader. */
size_t text_boundary(const struct reader_input *input, struct view data, uint64_t at, size_t from);
/* A date that stands behind a label or at the start of a line. */
bool text_first_time(const struct reader_input *input, struct view data, int64_t *time);
/* The earliest such of all records. */
bool text_earliest_time(const struct reader_input *input, struct view data, int64_t *time);

/* cells.c */

/* A cell without what makes a spreadsheet take it for text: an apostrophe, or ="VALUE". */
struct view text_cell_value(struct view cell);
/* The message of a cell, in which a name with a colon may stand before it. */
struct view text_cell_message(struct view cell);

/* inner.c */

/* Where a record begins at or behind `from` in a line that goes on up to `end`, SIZE_MAX for the
 * end of the data; SIZE_MAX where the line is no longer than others, or holds no start. */
size_t text_inner_border(struct view data, size_t from, size_t end, enum text_encoding encoding);
/* The same of a line of bytes of any length. */
size_t text_inner_start(struct view data, size_t from, size_t end);

/* record.c: one event from its parts. */

struct text_record {
    struct assembly assembly;
    const struct reader_input *input;
    struct batch *batch;
    uint64_t parts;         /* set of parts that it has, bits 1 << part */
    struct buffer *message; /* as it is read; TEXT_SCRATCH_MESSAGE */
    bool is_open;
    bool has_code_page;        /* some of its text was no UTF-8 */
    bool is_row;               /* surely an event, whoever wrote it */
    bool is_cut;               /* the writer shortened its message, and said so */
    char half[DATE_HALF_SIZE]; /* a date whose time is to come, or the reverse */
    size_t half_len;
    bool has_odd_time;     /* what stands where a time has to be is none */
    bool has_guessed_time; /* behind a name that is not known */
};

void text_record_init(struct text_record *r, const struct reader_input *input, struct batch *batch);
/* Starts a record; an open one must be ended before. */
void text_record_start(struct text_record *r, uint64_t offset);
bool text_record_has(const struct text_record *r, int part);
/* Sets a part from its text; false when the text cannot be that part. */
bool text_record_set(struct text_record *r, int part, struct view text);
/* The same of a part that the record has not, by a name that is not known: a time behind a known
 * one counts more. */
bool text_record_guess(struct text_record *r, int part, struct view text);
/* Time from a text, in the order of the source's dates, or in that one. */
bool text_record_set_time(struct text_record *r, struct view text, enum date_order order);
/* The same from a date that was read; false when there is no such moment. */
bool text_record_set_date(struct text_record *r, const struct date_text *date,
                          enum date_order order);
/* The same of what stands where a time has to be: as a spreadsheet counts days too. What is none is
 * told with the event. */
bool text_record_set_named_time(struct text_record *r, struct view text);
/* Adds a line of the message. */
void text_record_add_line(struct text_record *r, struct view text);
/* Ends the open record, if any: adds its event to the batch when it is one. */
void text_record_end(struct text_record *r);

/* programs.c. Each starts a record by a line of its form, which it ends with its message; false,
 * without effect, for other lines. */

/* "[CPU]PID.TID::TIME [PROVIDER/CHANNEL] MESSAGE" of tracefmt, netsh and pktmon: the message may go
 * on in further lines. */
bool text_take_trace(struct text_record *r, struct view line, uint64_t offset);
/* A line of syslog as Snare and NXLog write it, with tabs or blanks. */
bool text_take_snare(struct text_record *r, struct view line, uint64_t offset);
/* A row of Format-Table, whose provider stands above the table. */
bool text_take_row(struct text_record *r, struct view line, uint64_t offset, struct view provider);
/* What stands before a message on its line: a date, and names of parts with their values. */
void text_take_context(struct text_record *r, struct view text);
/* Where a message ends that begins at `start` of a line: at its end, or before what stands behind
 * it, a tab and the name of another value. */
size_t text_value_end(struct view line, size_t start);
/* How much of a line that ends an object of PowerShell as a text, "@{Message=...; Id=5858}", is of
 * its message; what stands behind it is taken. */
size_t text_object_message_len(struct text_record *r, struct view line);
/* A row of a table in Markdown. */
bool text_take_cells(struct text_record *r, struct view line, uint64_t offset);

/* The message without the points that stand for what was cut off. */
struct view text_without_dots(struct text_record *r, struct view message);
/* A cell with "<br>" as the line end that it stands for. */
struct view text_with_line_ends(struct text_record *r, struct view cell);

/* row_heads.c: what the columns of comma-separated text are. */

/* Reads the head of a table of events, which may stand behind words that hold none, or the look of
 * its first rows where it has no head. Gives where the table starts and fills `*columns`; SIZE_MAX
 * for no such table. */
size_t row_heads_find(struct view text, struct reader_columns *columns);

/* The same of a table whose head the text begins with: true where its names, or its being a column
 * short, tell so. */
bool row_heads_begin(struct view text, struct reader_columns *columns);

/* heads.c: tables whose head names their columns. */

struct text_head {
    uint8_t count; /* of its columns; 0 for no table */
    uint8_t parts[READER_MAX_COLUMNS];
    uint16_t starts[READER_MAX_COLUMNS]; /* of the names, in characters of their line */
    uint16_t ends[READER_MAX_COLUMNS];
    bool is_cells; /* they are cells between bars */
};

/* A rule of dashes below a line with names; false, without effect, for one of another table. */
bool text_take_rule(struct text_head *head, struct view names, struct view rule);
/* Where values begin in a table that has a name and a value in each row, as PowerShell draws what
 * is in a dictionary; 0 for another rule. */
size_t text_value_column(struct view names, struct view rule);
/* A row of cells that are names. */
bool text_take_cell_head(struct text_head *head, struct view line);
/* Starts a record by a row of the table; false, without effect, for other lines. */
bool text_take_headed(struct text_record *r, const struct text_head *head, struct view line,
                      uint64_t offset);
/* The lines of the only table head of a text that is read in this way, with that of its provider,
 * for blocks that begin below it; to be freed by the caller. NULL where there is none, or several.
 */
char *text_find_head(const struct reader_input *input, struct view text);
/* Where the message begins in the lines of a table below a rule; 0 for other tables. */
size_t text_message_column(const struct text_head *head);

/* friendly.c */

struct text_friendly {
    int element;      /* enum xml_element whose attributes follow */
    bool is_data;     /* behind System */
    bool was_blank;   /* the line before */
    struct view name; /* of the field that may go on */
};

/* True for the line that a record of this form begins with. */
bool text_friendly_starts(struct view line);
/* And for the one that its data begin with, where people copied no more. */
bool text_friendly_starts_data(struct view line);
/* Takes a line; false when it ends the record. */
bool text_friendly_take(struct text_friendly *f, struct text_record *r, struct view line,
                        bool is_blank);
void text_friendly_end(struct text_friendly *f, struct text_record *r);

/* Starts a record by the line that Event Viewer shows in the place of such a message, where no
 * label stands before it; false, without effect, for other lines. */
bool text_take_unrendered(struct text_record *r, struct view line, uint64_t offset);

/* wmimon.c */

enum text_wmimon {
    TEXT_WMIMON_NONE,
    TEXT_WMIMON_START, /* lines with the operation follow */
    TEXT_WMIMON_STOP,
};

/* True for a text that is all of this form: its lines amid other words are somebody's tale, and are
 * left alone. */
bool text_wmimon_is_console(struct view text);
/* True for the line that a record of this form begins with. */
bool text_wmimon_starts(struct view line);
/* Starts a record by such a line; without effect for others. */
enum text_wmimon text_take_wmimon(struct text_record *r, struct view line, uint64_t offset);
void text_wmimon_add_line(struct text_record *r, struct view line);
/* Behind the last of these lines. */
void text_wmimon_end(struct text_record *r);

/* messages.c */

/* Reads the fields of a WMI-Activity event from its message, mended where it must be; how many of
 * them were found. `text` stays. The id, where it is 0, comes from the message, and stays 0 where
 * it is none. `*is_plain`, as tidy_plain() says it of the text, becomes false where what was read
 * may not be so: mending makes characters. */
enum text_reading {
    TEXT_READING_NONE, /* no message of WMI-Activity */
    TEXT_READING_PART, /* some of its fields */
    TEXT_READING_WHOLE,
};
enum text_reading text_read_message(struct event *event, struct view text, bool *is_plain,
                                    struct batch *batch);
/* The fields of an event with a layout as Event Viewer lists them, a line each, where the provider
 * is not installed that knows its message; false, with the event untouched, when the text has no
 * such paragraph. */
bool text_read_strings(struct event *event, struct view text);

/* xml_lines.c */

/* True for the line that announces the same event as XML, in whichever language. */
bool text_announces_xml(struct view line);

struct text_xml {
    struct buffer *text; /* of the open event; TEXT_SCRATCH_XML */
    uint64_t offset;
    bool is_open;
};

/* True when an event begins in the line and none is open. */
bool text_xml_begins(const struct text_xml *x, struct view line);
/* Takes a line in which an event begins, or of the open one: those that end are added. */
void text_xml_take(struct text_xml *x, struct text_lines *l, const struct text_line *line);
/* Adds the open event, if any, as far as it goes. */
void text_xml_end(struct text_xml *x, struct text_lines *l);

/* walk.c */

/* Reads all records of a block; those that are events as XML unless these are another reader's. The
 * lines are those of the block, of which none was taken; NULL where they were not looked at. The
 * caller settles their texts. */
void text_walk(const struct reader_input *input, const struct block *block,
               const struct text_lines *lines, bool has_own_xml, struct batch *batch);

#endif
