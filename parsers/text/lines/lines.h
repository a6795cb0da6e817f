/* The lines of a text as they were before mail, pages and word processors got hold of them, and the
 * label that a line begins with. What names the parts of an event stands in
 * parsers/event/part_names.tsv. */
#ifndef WMILOG_PARSERS_TEXT_LINES_LINES_H
#define WMILOG_PARSERS_TEXT_LINES_LINES_H
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/dates.h"
#include "parsers/event/assemble.h"

enum {
    TEXT_MAX_NAME = 64,     /* bytes of the longest label */
    TEXT_JOINED_LINE = 200, /* that a line with several has at least */
};

/* Uses of batch.scratch. */
enum text_scratch {
    TEXT_SCRATCH_LINE = 2 * (BATCH_SCRATCH / 3),
    TEXT_SCRATCH_CLEAN,
    TEXT_SCRATCH_MESSAGE,
    TEXT_SCRATCH_MENDED,
    TEXT_SCRATCH_DECODED,
    TEXT_SCRATCH_ROW,
    TEXT_SCRATCH_PAGE,
    TEXT_SCRATCH_XML,
};

/* Further parts, beside those of enum event_part. */
enum text_part {
    TEXT_PART_MESSAGE = EVENT_PART_COUNT,
    TEXT_PART_STRING, /* one of the payload */
    TEXT_PART_SKIP,   /* known, and of no use */
};

/* What may stand behind a name. */
enum text_after {
    TEXT_AFTER_COLON = 1 << 0,
    TEXT_AFTER_EQUALS = 1 << 1, /* without a blank before it */
    TEXT_AFTER_COLUMN = 1 << 2, /* it heads a column */
    TEXT_AFTER_ANY = TEXT_AFTER_COLON | TEXT_AFTER_EQUALS | TEXT_AFTER_COLUMN,
};

/* A row of parsers/event/part_names.tsv. */
struct text_name {
    struct view name;
    unsigned after; /* set of enum text_after */
    int part;       /* enum event_part or enum text_part */
};

extern const struct text_name text_names[]; /* by place */
/* By the place of a name, which its length and some of its bytes give: the rows before those of it.
 */
extern const uint16_t text_name_starts[257];

/* labels.c */

/* The part that a name stands for; EVENT_PART_NONE for none. */
int text_part_of(struct view name, unsigned after);

/* The same for the head of a column, as another program spells it: without regard to case, blanks
 * and marks, and behind the names of what it is a member of. Of a record its computer, time,
 * number, channel and id only; EVENT_PART_NONE for all others. Looks at every name. */
int text_part_of_column(struct view name);

/* A line that begins with a known name. */
struct text_label {
    int part;
    bool is_quoted;    /* as in a dictionary: the value is all on this line */
    bool is_item;      /* a dash stands before it: the first of a list's element */
    struct view value; /* trimmed of blanks at its start */
    size_t indent;     /* bytes before the name */
    size_t column;     /* where the value begins */
};

/* False when the line is none. */
bool text_label_of(struct view line, struct text_label *label);

/* True for the name of a computer with its domain, as nothing else looks: no number, no file. */
bool text_is_host(struct view text);
/* A cell without blanks around it, and without quotes that are around all of it. */
struct view text_without_quotes(struct view text);
/* True for a word that a computer's name may be. */
bool text_is_name(struct view text);

/* The time or the number of an event that stands behind a name in a language that is not known;
 * EVENT_PART_NONE for anything else. The value is what stands behind a name, or empty. */
int text_part_by_value(struct view line, struct view *value);

/* damage.c: what mail, ticket systems and web pages do to a text. */

enum text_damage {
    TEXT_DAMAGE_QUOTED = 1 << 0, /* '>' before lines */
    TEXT_DAMAGE_HTML = 1 << 1,   /* entities and line breaks of HTML */
    TEXT_DAMAGE_BLANKS = 1 << 2, /* blanks that do not break */
    TEXT_DAMAGE_CODED = 1 << 3,  /* quoted-printable, as a mail is stored (RFC 2045, 6.7) */
    TEXT_DAMAGE_TWICE = 1 << 4,  /* entities whose own ampersands are such */
    /* Colours of a terminal, characters without width, hyphens that do not break. */
    TEXT_DAMAGE_INVISIBLE = 1 << 5,
    TEXT_DAMAGE_OBJECTS = 1 << 6,  /* several objects of PowerShell on a line */
    TEXT_DAMAGE_RTF = 1 << 7,      /* control words of a word processor */
    TEXT_DAMAGE_RELAYED = 1 << 8,  /* characters as relays of syslog write them, "#011" */
    TEXT_DAMAGE_ESCAPED = 1 << 9,  /* and as the Common Event Format does, "\=" */
    TEXT_DAMAGE_SPACED = 1 << 10,  /* a blank line behind each line */
    TEXT_DAMAGE_FLAT = 1 << 11,    /* all labels of an event on one line */
    TEXT_DAMAGE_LITERAL = 1 << 12, /* the same as a string of a program, with "\\n" between them */
    /* Those by which a line may become several. */
    TEXT_DAMAGE_PAGE = TEXT_DAMAGE_HTML | TEXT_DAMAGE_TWICE | TEXT_DAMAGE_OBJECTS |
                       TEXT_DAMAGE_RTF | TEXT_DAMAGE_FLAT | TEXT_DAMAGE_LITERAL,
};

/* Which of these a text (UTF-8) shows. */
unsigned text_damage_of(struct view text);
/* Appends a line of quoted-printable as the bytes that it stands for; false when the next line goes
 * on with it. */
bool text_decode_line(struct buffer *out, struct view line);
/* Appends a line with the damage undone that is not of HTML. */
void text_mend_line(struct buffer *out, struct view line, unsigned damage);
/* Appends a line that is the text of a string in a program, with the line ends that it stands for.
 */
void text_add_unescaped(struct buffer *out, struct view line);
/* Appends a message whose backslashes were doubled as a whole, and whose typographic dashes and
 * quotes were plain once, as it was; false, with nothing added, when it shows nothing of the kind.
 * `is_ascii`, where that is known, saves looking for what is not. */
bool text_mend_message(struct buffer *out, struct view message, bool is_ascii);
/* Appends what stood in a string of a program, in quotes of that kind, from behind the first of
 * them: also when it was put together from several. False, with nothing added, for other text. */
bool text_unquote(struct buffer *out, struct view text, char quote);
/* Appends a text with each line break and the blanks around it as one blank. */
void text_join_lines(struct buffer *out, struct view text);

/* How long a line is: as a console shows it, where some letters take two columns, and as programs
 * count that write to a file. */
struct text_length {
    size_t columns, characters;
};

struct text_length text_length_of(struct view line);
/* Appends a text whose lines were wrapped at blanks, to that length at most by one of both, and
 * longer words cut: with the line ends that it had. */
void text_unwrap(struct buffer *out, struct view text, struct text_length most);

/* prefix.c */

/* What all lines of a text have before them. */
struct text_prefix {
    char name[256]; /* of a file, with its colon, or a plus sign */
    size_t len;
    bool is_numbered; /* and then, a number of each line */
    bool is_stamped;  /* the time at which it was passed on */
    bool is_run;      /* only lines that follow each other have it: the first without it ends it */
    uint64_t number;  /* of the last line of a run */
};

struct text_prefix text_prefix_of(struct view text);
/* The same of a few lines at the start of the text, with labels of an event or tags behind it: what
 * follows them may have none. */
struct text_prefix text_prefix_of_run(struct view text);
bool text_has_prefix(const struct text_prefix *prefix);
struct view text_without_prefix(struct view line, const struct text_prefix *prefix);
/* False for a line at which a run ends; a blank one ends none. */
bool text_prefix_goes_on(struct text_prefix *prefix, struct view line);
/* True when a blank line follows each label. */
bool text_is_spaced(struct view text);
/* True when the first line is the text of a string in a program, with labels behind its line ends.
 */
bool text_is_literal(struct view text);
/* True for a line that holds several labels from that of the log's name on. */
bool text_is_flat(struct view line);
/* Where such labels begin in a line that may have other words before them; SIZE_MAX for none. */
size_t text_flat_begin(struct view line);
/* True when one of the first lines of a text has them. */
bool text_has_flat(struct view text);
/* Where the label of a log's name begins that ends with the colon at `colon`, others following it
 * on the line; SIZE_MAX for none at or behind `from`. */
size_t text_flat_start(struct view line, size_t from, size_t colon);
/* Appends such a line with each of them on its own. */
void text_add_unflattened(struct buffer *out, struct view line);

/* html.c */

/* Which of the damage of HTML a text shows. */
unsigned text_html_of(struct view text);
/* Appends a text with its entities as characters, and its tags as lines and as rows of a table. */
void text_add_without_html(struct buffer *out, struct view text);
/* What the last tag of a row that a line has tells of the line behind it. */
enum text_row {
    TEXT_ROW_NO_WORD,
    TEXT_ROW_BEGINS, /* it is of that row too */
    TEXT_ROW_ENDS,
};
enum text_row text_row_of(struct view line);

/* rtf.c */

/* True for a part of a document of a word processor. */
bool text_is_rtf(struct view text);
/* Appends the text of such, without what its control words and line ends are there for. */
void text_add_without_rtf(struct buffer *out, struct view text);

/* page.c */

/* The code page of a text that is no UTF-8: that in which its head shows the most names of parts
 * with letters beyond ASCII. NULL for UTF-8 and windows-1252, and where nothing tells. */
const struct code_page *text_page_of(struct view head);
/* The same where no name tells it, by letters: what fits the text best, also windows-1252; NULL
 * where nothing fits. It is a guess. */
const struct code_page *text_page_by_letters(struct view text);
/* Sets the code page of a source whose text is no UTF-8, by names or as a guess. */
void text_set_page(struct reader_input *input, struct view head);

/* languages.tsv */

struct text_letter {
    uint16_t lower, upper; /* the same where there is one form of it */
    uint8_t weight;        /* more for those that are in most texts */
};

struct text_language {
    struct view pages; /* names with a blank between them */
    bool is_latin;
    const struct text_letter *letters;
    size_t count;
};

extern const struct text_language text_languages[];
extern const size_t text_language_count;

/* lines.c */

struct text_line {
    struct view text; /* UTF-8, without its end; valid until the next line is read */
    uint64_t offset;  /* in the source */
    bool is_blank;
    bool is_code_page; /* it was no UTF-8, and is read as that of Windows */
    bool has_cells;    /* it may be a row of a table */
};

struct text_lines {
    const struct reader_input *input;
    struct batch *batch; /* for its scratch, and what is told of lines */
    struct view data;
    uint64_t base; /* offset of data in the source */
    size_t pos;
    unsigned damage;
    unsigned once;    /* the part of it that is of one line of the source, */
    bool is_new;      /* which is the next one */
    bool is_first;    /* the last line began one of the source */
    size_t redressed; /* behind where the last line began that was read again: once is enough */
    struct text_prefix prefix;
    bool has_prefix;
    struct view pending;     /* lines that were one in the source */
    enum text_encoding wide; /* of the line: that of the source, or UTF-16 within it */
    char mark;               /* at the end of its lines, where a character is a byte */
    bool is_utf8;            /* all of it is well-formed */
    bool has_returns;        /* that end lines, beside line feeds */
    /* Then: behind the next line feed, and before it and the returns that belong to it. */
    size_t feed_end, last_end;
    bool is_narrow; /* the last line of a text in UTF-16 was none */
    bool may_have_nuls;
    bool has_cells; /* some of its lines may be rows of tables */
    /* Of lines as they stand: the next of each. Without them `text_pass parse` on copies of
     * Splunk's classic events in which few lines have such takes 1.06 times the instructions. */
    size_t next_bar, next_tab;
    bool has_xml; /* and some may be events as XML */
};

/* What ends the lines of a text: a line feed, or a carriage return where nearly all lines end with
 * one alone, as old programs of other systems write it. */
char text_line_mark(struct view data);

/* Bytes of the byte order mark that the first block of a source begins with; 0 of others. */
size_t text_mark_len(const struct block *block);
void text_lines_init(struct text_lines *l, const struct reader_input *input,
                     const struct block *block, struct batch *batch);
/* True where lines are read as they stand in the source. */
bool text_lines_are_plain(const struct text_lines *l);
/* The next line where it stands, which is not taken; VIEW_NONE where there is none, or lines are
 * not read as they stand. */
struct view text_lines_peek(const struct text_lines *l);
/* A first look, which most lines fail: the line, which was read last, is long, a blank one follows,
 * or one that begins in the same way: with a digit, a mark, the same letters. */
static inline bool text_lines_may_redress(const struct text_lines *l, const struct text_line *line)
{
    const size_t start = (size_t)(line->offset - l->base);
    if (line->text.len >= TEXT_JOINED_LINE) {
        return l->pos > start;
    }
    if (line->is_blank || l->pos <= start || l->data.len - l->pos < 4) {
        return false;
    }
    const char *const first = l->data.data + start;
    const char *const second = l->data.data + l->pos;
    if (second[0] == '\n' || second[0] == '\r') {
        return true;
    }
    const size_t blanks = first[0] == ' ' ? view_skip_blanks(line->text, 0) : 0;
    if (blanks < line->text.len && ascii_is_digit(line->text.data[blanks])) {
        return second[0] == ' ' || ascii_is_digit(second[0]);
    }
    return first[0] == second[0] && first[0] != ' ' &&
           (ascii_is_of("+-<", first[0]) || memcmp(first, second, 4) == 0);
}
/* True where that line begins others that are dressed in another way than those before them:
 * numbered, behind the name of a file, on one line. It is to be read again. */
bool text_lines_redress(struct text_lines *l, const struct text_line *line);
/* False at the end. */
bool text_lines_next(struct text_lines *l, struct text_line *line);

#endif
