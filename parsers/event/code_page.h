/* Code pages of Windows and of consoles, of one byte or two for a character, and text in them. */
#ifndef WMILOG_PARSERS_EVENT_CODE_PAGE_H
#define WMILOG_PARSERS_EVENT_CODE_PAGE_H
#include "parsers/event/reader.h"

enum {
    CODE_PAGE_LEAD = 0, /* the first byte of two */
    CODE_PAGE_FIRST_LEAD = 0x81,
    CODE_PAGE_FIRST_TRAIL = 0x40,
    CODE_PAGE_END = 0xFF, /* behind the last of either */
    CODE_PAGE_TRAILS = CODE_PAGE_END - CODE_PAGE_FIRST_TRAIL,
    CODE_PAGE_PAIRS = (CODE_PAGE_END - CODE_PAGE_FIRST_LEAD) * CODE_PAGE_TRAILS,
};

struct code_page {
    struct view name;         /* lower case */
    uint16_t characters[128]; /* of the bytes from 0x80 on; U+FFFD: none */
    const uint16_t *pairs;    /* of two bytes; NULL where each character is one */
};

/* Generated, see make_code_pages.py: those that are likelier stand first, windows-1252 before all.
 */
extern const struct code_page code_pages[];
extern const size_t code_page_count;

/* NULL for a page that is not known; the case of letters does not matter. */
const struct code_page *code_page_find(struct view name);
/* Appends the bytes as UTF-8; what has no meaning becomes U+FFFD and is counted in `*replaced`
 * (added to it; may be NULL). ASCII stands for itself, also behind half a character. */
void code_page_text(struct buffer *out, struct view bytes, const struct code_page *page,
                    size_t *replaced);
/* How many bytes the first characters take. */
size_t code_page_len(struct view bytes, const struct code_page *page, size_t characters);

/* Appends bytes of a source as UTF-8: in its own encoding, or its code page where they are no
 * UTF-8. */
void code_page_source_text(struct buffer *out, struct view bytes, const struct reader_input *input);

#endif
