/* The parts of a mail. */
#include "parsers/archive/mail.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/memory.h"

enum {
    WINDOW = 64 * 1024,
    HEAD_LOOK = 32 * 1024, /* bytes that the headers of a mail are looked for in */
};

enum coding { CODING_NONE, CODING_BASE64, CODING_PRINTABLE };

/* What the headers of a part tell. */
struct headers {
    char boundary[MAIL_MAX_BOUNDARY + 1]; /* "" for a part without parts */
    char name[MAIL_MAX_NAME];
    enum coding coding;
    bool is_alternative, is_plain, is_html, is_mail;
};

struct level {
    char boundary[MAIL_MAX_BOUNDARY + 1];
    bool is_alternative; /* its parts say the same */
    bool has_plain;      /* and the plain text was given */
};

struct mail {
    struct source *source;
    uint64_t offset; /* of the next byte that is read into the window */
    char window[WINDOW];
    size_t start, len; /* of what was not taken yet */
    bool is_at_end;
    struct level levels[MAIL_MAX_DEPTH];
    size_t depth;
    bool is_begun, is_in_part;
    bool is_plain, is_page; /* the part */
    enum coding coding;
    uint32_t bits; /* of base64 that are no byte yet */
    unsigned bit_count;
    char decoded[WINDOW + 2];
    size_t decoded_start, decoded_len;
};

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* The value of a parameter of a header: `boundary="x"`; VIEW_NONE for none. */
static struct view parameter(struct view header, struct view name)
{
    size_t pos = view_find_nocase(header, name, 0);
    if (pos == SIZE_MAX) {
        return VIEW_NONE;
    }
    struct view value = view_trim(view_from(header, pos + name.len));
    bool is_quoted = view_starts(value, VIEW("\""));
    value = view_from(value, is_quoted ? 1 : 0);
    size_t len = 0;
    while (len < value.len &&
           (is_quoted ? value.data[len] != '"'
                      : value.data[len] != ';' && !ascii_is_blank(value.data[len]))) {
        len++;
    }
    return view_slice(value, 0, len);
}

static void copy_text(char *to, size_t size, struct view text)
{
    size_t len = text.len < size - 1 ? text.len : size - 1;
    if (text.data && len > 0) {
        memcpy(to, text.data, len);
    }
    to[len] = '\0';
}

static void take_type(struct headers *h, struct view value)
{
    h->is_plain = view_starts_nocase(value, VIEW("text/plain"));
    h->is_html = view_starts_nocase(value, VIEW("text/html"));
    h->is_mail = view_starts_nocase(value, VIEW("message/rfc822"));
    h->is_alternative = view_starts_nocase(value, VIEW("multipart/alternative"));
    struct view name = parameter(value, VIEW("name="));
    if (view_starts_nocase(value, VIEW("multipart/"))) {
        copy_text(h->boundary, sizeof(h->boundary), parameter(value, VIEW("boundary=")));
    } else if (name.len > 0) {
        copy_text(h->name, sizeof(h->name), name);
    }
}

static void take_header(struct headers *h, struct view header)
{
    struct view name, value;
    if (!view_cut(header, VIEW(":"), &name, &value)) {
        return;
    }
    value = view_trim(value);
    if (view_equal_nocase(name, VIEW("Content-Type"))) {
        take_type(h, value);
    } else if (view_equal_nocase(name, VIEW("Content-Transfer-Encoding"))) {
        h->coding = view_starts_nocase(value, VIEW("base64"))             ? CODING_BASE64
                    : view_starts_nocase(value, VIEW("quoted-printable")) ? CODING_PRINTABLE
                                                                          : CODING_NONE;
    } else if (view_equal_nocase(name, VIEW("Content-Disposition"))) {
        struct view file = parameter(value, VIEW("filename="));
        if (file.len > 0) {
            copy_text(h->name, sizeof(h->name), file);
        }
    }
}

/* "Name:" as headers begin, or the line that programs put before a mail of several. */
static bool is_header_line(struct view line)
{
    size_t len = 0;
    while (len < line.len && (ascii_is_alnum(line.data[len]) || line.data[len] == '-')) {
        len++;
    }
    return (len > 0 && len < line.len && line.data[len] == ':') || view_starts(line, VIEW("From "));
}

/* A header that may go on in indented lines. */
struct folded {
    char text[MAIL_MAX_HEADER];
    size_t len;
};

static void add_line(struct folded *f, struct headers *h, struct view line)
{
    bool goes_on = line.len > 0 && (line.data[0] == ' ' || line.data[0] == '\t');
    if (!goes_on) {
        take_header(h, (struct view){f->text, f->len});
        f->len = 0;
    }
    size_t len = line.len < sizeof(f->text) - f->len ? line.len : sizeof(f->text) - f->len;
    if (len > 0) {
        memcpy(f->text + f->len, line.data, len);
    }
    f->len += len;
}

bool mail_recognise(struct view head)
{
    struct headers headers = {.coding = CODING_NONE};
    struct folded folded = {.len = 0};
    struct view line, rest = view_slice(head, 0, HEAD_LOOK);
    size_t count = 0;
    while (view_cut(rest, VIEW("\n"), &line, &rest)) {
        line.len -= line.len > 0 && line.data[line.len - 1] == '\r';
        bool goes_on = count > 0 && line.len > 0 && ascii_is_blank(line.data[0]);
        if (line.len == 0 || (!goes_on && !is_header_line(line))) {
            break;
        }
        add_line(&folded, &headers, line);
        count++;
    }
    add_line(&folded, &headers, VIEW(""));
    return count > 0 && line.len == 0 &&
           (headers.boundary[0] != '\0' || headers.coding != CODING_NONE);
}

struct mail *mail_open(struct source *source)
{
    struct mail *mail = memory_new(1, sizeof(*mail));
    *mail = (struct mail){.source = source};
    return mail;
}

void mail_close(struct mail *mail)
{
    free(mail);
}

/* Has the window filled up as far as it goes. */
static enum status fill(struct mail *m, struct error *err)
{
    size_t got = 0;
    if (m->start > 0) {
        memmove(m->window, m->window + m->start, m->len);
        m->start = 0;
    }
    while (!m->is_at_end && m->len < WINDOW) {
        enum status status =
            source_read(m->source, m->offset, m->window + m->len, WINDOW - m->len, &got, err);
        if (status != STATUS_OK) {
            return status;
        }
        m->offset += got;
        m->len += got;
        m->is_at_end = got == 0;
        source_forget(m->source, m->offset);
    }
    return STATUS_OK;
}

/* The next line without taking it, with its end; one longer than the window is cut there. Empty at
 * the end of the mail. */
static enum status peek_line(struct mail *m, struct view *line, struct error *err)
{
    struct view rest = {m->window + m->start, m->len};
    size_t end = m->len > 0 ? view_find(rest, VIEW("\n"), 0) : SIZE_MAX;
    if (end == SIZE_MAX) {
        enum status status = fill(m, err);
        if (status != STATUS_OK) {
            return status;
        }
        rest = (struct view){m->window + m->start, m->len};
        end = m->len > 0 ? view_find(rest, VIEW("\n"), 0) : SIZE_MAX;
    }
    *line = view_slice(rest, 0, end == SIZE_MAX ? rest.len : end + 1);
    return STATUS_OK;
}

static void take_line(struct mail *m, struct view line)
{
    m->start += line.len;
    m->len -= line.len;
}

/* The level whose boundary the line is, counted from 1, and whether its last; 0 for no boundary. */
static size_t boundary_of(const struct mail *m, struct view line, bool *is_last)
{
    line = view_trim(line);
    for (size_t i = m->depth; i > 0 && view_starts(line, VIEW("--")); i--) {
        struct view boundary = view_of(m->levels[i - 1].boundary);
        struct view rest = view_from(line, 2);
        if (view_starts(rest, boundary)) {
            rest = view_from(rest, boundary.len);
            *is_last = view_equal(rest, VIEW("--"));
            if (rest.len == 0 || *is_last) {
                return i;
            }
        }
    }
    return 0;
}

static enum status read_headers(struct mail *m, struct headers *h, struct error *err)
{
    struct folded folded = {.len = 0};
    struct view line = VIEW("");
    *h = (struct headers){.coding = CODING_NONE};
    for (;;) {
        enum status status = peek_line(m, &line, err);
        bool is_last;
        if (status != STATUS_OK) {
            return status;
        }
        if (line.len == 0 || boundary_of(m, line, &is_last) > 0) {
            break;
        }
        take_line(m, line);
        if (view_is_blank(line)) {
            break;
        }
        line.len -= line.data[line.len - 1] == '\n';
        line.len -= line.len > 0 && line.data[line.len - 1] == '\r';
        add_line(&folded, h, line);
    }
    add_line(&folded, h, VIEW(""));
    return STATUS_OK;
}

/* True when the same text was given already, without what makes a page of it. */
static bool is_said(const struct mail *m, const struct headers *h)
{
    for (size_t i = 0; i < m->depth && h->is_html; i++) {
        if (m->levels[i].is_alternative && m->levels[i].has_plain) {
            return true;
        }
    }
    return false;
}

/* Passes over lines up to a boundary, and takes it. */
static enum status skip_part(struct mail *m, bool *is_found, struct error *err)
{
    struct view line = VIEW("");
    bool is_last = false;
    for (;;) {
        enum status status = peek_line(m, &line, err);
        if (status != STATUS_OK) {
            return status;
        }
        size_t level = boundary_of(m, line, &is_last);
        take_line(m, line);
        if (level > 0) {
            m->depth = is_last ? level - 1 : level;
        }
        *is_found = level > 0 && !is_last;
        if (line.len == 0 || *is_found || (is_last && m->depth == 0)) {
            return STATUS_OK;
        }
    }
}

/* Takes what the headers tell: a level more, a mail within, or a part; false for no part. */
static bool begin_part(struct mail *m, const struct headers *h)
{
    if (h->boundary[0] != '\0') {
        if (m->depth < MAIL_MAX_DEPTH) {
            struct level *level = &m->levels[m->depth++];
            *level = (struct level){.is_alternative = h->is_alternative};
            copy_text(level->boundary, sizeof(level->boundary), view_of(h->boundary));
        }
        return false;
    }
    if (is_said(m, h)) {
        return false;
    }
    for (size_t i = 0; i < m->depth; i++) {
        m->levels[i].has_plain |= h->is_plain;
    }
    m->coding = h->coding;
    m->is_plain = h->is_plain;
    m->is_page = h->is_html;
    m->is_in_part = true;
    m->bit_count = 0;
    m->decoded_start = m->decoded_len = 0;
    return true;
}

enum status mail_next(struct mail *m, char name[MAIL_MAX_NAME], bool *has_one, struct error *err)
{
    enum status status = STATUS_OK;
    bool has_headers = !m->is_begun;
    *has_one = false;
    m->is_in_part = false;
    m->is_begun = true;
    while (status == STATUS_OK && !*has_one) {
        if (!has_headers) {
            status = m->depth > 0 ? skip_part(m, &has_headers, err) : STATUS_OK;
        }
        if (status != STATUS_OK || !has_headers) {
            break;
        }
        struct headers h;
        do {
            status = read_headers(m, &h, err);
        } while (status == STATUS_OK && h.is_mail && m->len > 0);
        *has_one = status == STATUS_OK && begin_part(m, &h);
        copy_text(name, MAIL_MAX_NAME, view_of(h.name));
        has_headers = false;
    }
    if (status == STATUS_OK && !*has_one && m->depth > 0) {
        return error_set_at(err, STATUS_DAMAGED, m->offset, "the mail ends within its parts");
    }
    return status;
}

bool mail_is_plain(const struct mail *m)
{
    return m->is_plain;
}

bool mail_is_page(const struct mail *m)
{
    return m->is_page;
}

static int letter_value(char c)
{
    const char *at = c != '\0' ? strchr(letters, c) : NULL;
    return at ? (int)(at - letters) : -1;
}

static void decode_base64(struct mail *m, struct view line)
{
    for (size_t i = 0; i < line.len; i++) {
        int value = letter_value(line.data[i]);
        if (value < 0) {
            continue;
        }
        m->bits = (m->bits << 6 | (uint32_t)value) & 0xFFFFFF;
        m->bit_count += 6;
        if (m->bit_count >= 8) {
            m->bit_count -= 8;
            m->decoded[m->decoded_len++] = (char)(m->bits >> m->bit_count & 0xFF);
        }
    }
}

static void decode_printable(struct mail *m, struct view line)
{
    bool has_end = line.len > 0 && line.data[line.len - 1] == '\n';
    while (line.len > 0 && ascii_is_blank(line.data[line.len - 1])) {
        line.len--; /* blanks at an end are none of the text */
    }
    bool goes_on = line.len > 0 && line.data[line.len - 1] == '=';
    line.len -= goes_on;
    for (size_t i = 0; i < line.len; i++) {
        int high = line.data[i] == '=' && i + 2 < line.len ? ascii_hex_value(line.data[i + 1]) : -1;
        int low = high >= 0 ? ascii_hex_value(line.data[i + 2]) : -1;
        m->decoded[m->decoded_len++] = low >= 0 ? (char)(high * 16 + low) : line.data[i];
        i += low >= 0 ? 2 : 0;
    }
    if (has_end && !goes_on) {
        m->decoded[m->decoded_len++] = '\n';
    }
}

/* Decodes the next line of the part; nothing at its end. */
static enum status decode_line(struct mail *m, struct error *err)
{
    struct view line = VIEW("");
    bool is_last;
    enum status status = peek_line(m, &line, err);
    m->decoded_start = m->decoded_len = 0;
    if (status != STATUS_OK || line.len == 0 || boundary_of(m, line, &is_last) > 0) {
        m->is_in_part = false;
        return status;
    }
    if (m->coding == CODING_BASE64) {
        decode_base64(m, line);
    } else if (m->coding == CODING_PRINTABLE) {
        decode_printable(m, line);
    } else {
        memcpy(m->decoded, line.data, line.len);
        m->decoded_len = line.len;
    }
    take_line(m, line);
    return STATUS_OK;
}

enum status mail_read(struct mail *m, void *data, size_t len, size_t *got, struct error *err)
{
    *got = 0;
    while (m->is_in_part && m->decoded_start == m->decoded_len) {
        enum status status = decode_line(m, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    size_t left = m->decoded_len - m->decoded_start;
    *got = left < len ? left : len;
    memcpy(data, m->decoded + m->decoded_start, *got);
    m->decoded_start += *got;
    return STATUS_OK;
}
