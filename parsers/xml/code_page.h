/* Single-byte code pages that the declaration of an export may name. */
#ifndef WMILOG_PARSERS_XML_CODE_PAGE_H
#define WMILOG_PARSERS_XML_CODE_PAGE_H
#include "parsers/base/buffer.h"

struct xml_code_page {
    struct view name;         /* lower case */
    uint16_t characters[128]; /* of the bytes from 0x80 on; U+FFFD: none */
};

/* Generated, see make_code_pages.py. */
extern const struct xml_code_page xml_code_pages[];
extern const size_t xml_code_page_count;

/* The page that the declaration at the start of the text names (`encoding="windows-1251"`), NULL
 * for none of the table. */
const struct xml_code_page *xml_declared_page(struct view head);
/* Appends the bytes as UTF-8; what has no meaning becomes U+FFFD and is counted in `*replaced`. */
void xml_from_code_page(struct buffer *out, struct view bytes, const struct xml_code_page *page,
                        size_t *replaced);

#endif
