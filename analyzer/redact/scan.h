/* A text that is gone through from its beginning, for the parts that know the forms of names. */
#ifndef WMILOG_ANALYZER_REDACT_SCAN_H
#define WMILOG_ANALYZER_REDACT_SCAN_H
#include "analyzer/redact/rewriter.h"
#include "parsers/base/ascii.h"

enum { SCAN_MAX_NAME = 256 /* bytes of what is taken for one */ };

struct scan {
    struct rewriter *w;
    struct view text, folded;
    struct buffer *out;
    size_t from;                   /* what was not written yet */
    bool has_at;                   /* an '@' stands in it */
    const struct program *program; /* whose arguments follow; NULL for none */
    size_t argument, arguments_at; /* how many of these were met, and where the next may stand */
};

static inline bool scan_is_name_char(char c)
{
    return ascii_is_word(c) || (uint8_t)c >= 0x80 || c == '-' || c == '$';
}

static inline bool scan_is_host_char(char c)
{
    return scan_is_name_char(c) || c == '.';
}

static inline bool scan_is_separator(char c)
{
    return c == '\\' || c == '/';
}

/* Whether no letter or digit stands before `pos`. */
static inline bool scan_begins_word(struct view text, size_t pos)
{
    return pos == 0 || !ascii_is_alnum(text.data[pos - 1]);
}

/* The end of the run of such characters that begins at `pos`; `pos` when there is none. */
static inline size_t scan_run_end(struct view text, size_t pos, bool (*is_of)(char))
{
    while (pos < text.len && is_of(text.data[pos])) {
        pos++;
    }
    return pos;
}

/* Writes what stands before a name. */
static inline void scan_flush(struct scan *s, size_t pos)
{
    buffer_add(s->out, view_slice(s->text, s->from, pos));
}

/* Whether the text at `pos` begins with the word, in any case: asked at each place of each text, so
 * the first character decides before the length is known (a tenth of a run with --redact). */
static inline bool scan_begins(const struct scan *s, size_t pos, const char *word)
{
    return ascii_fold(s->text.data[pos]) == ascii_fold(word[0]) &&
           view_starts_nocase(view_from(s->text, pos), view_of(word));
}

static inline size_t scan_done(struct scan *s, size_t end)
{
    s->from = end;
    return end;
}

/* Each gives where the name at `pos` ends, 0 when there is none; `pos` is a separator for the first
 * three, and begins a word for the others. */

/* \\HOST\share, //HOST/share */
size_t scan_share(struct scan *s, size_t pos);
/* The computer and the user of SCHEME://USER:PASSWORD@HOST:PORT/ (RFC 3986, 3.2). */
size_t scan_url(struct scan *s, size_t pos);
/* The profile of a user, below one of the folders for them. */
size_t scan_profile(struct scan *s, size_t pos);
/* CN=NAME and the like of a distinguished name (RFC 4514). */
size_t scan_distinguished(struct scan *s, size_t pos);
/* /user:NAME, -ComputerName NAME, Password=WORD; */
size_t scan_option(struct scan *s, size_t pos);
/* HOST\root\cimv2, where the two separators before it were lost. */
size_t scan_namespace(struct scan *s, size_t pos);
/* HOST.DOMAIN.com, DOMAIN.local */
size_t scan_dns(struct scan *s, size_t pos);
/* Schemas and the like, which name nobody. */
bool scan_is_public(struct view host);
/* What a program is given without an option for it, "ping HOST": the program at `pos` is kept in
 * mind, and 0 given, or its argument is there. */
size_t scan_argument(struct scan *s, size_t pos);
/* HOST:PORT of a port that services of Windows have. */
size_t scan_endpoint(struct scan *s, size_t pos);
/* DOMAIN\USER behind "user", "account" and the like, and accounts of services. */
size_t scan_account(struct scan *s, size_t pos);
/* CLASS/HOST of a service principal name, where the class is one of Windows' or of SQL Server. */
size_t scan_principal(struct scan *s, size_t pos);

#endif
