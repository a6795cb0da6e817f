/* A mail as it is stored (.eml, .mht): its parts as members, decoded. From RFC 2045 and 2046. */
#ifndef WMILOG_PARSERS_ARCHIVE_MAIL_H
#define WMILOG_PARSERS_ARCHIVE_MAIL_H
#include "parsers/base/error.h"
#include "parsers/base/view.h"
#include "parsers/event/source.h"

enum {
    MAIL_MAX_DEPTH = 8,     /* parts within parts */
    MAIL_MAX_BOUNDARY = 70, /* bytes of what stands between parts */
    MAIL_MAX_HEADER = 4096, /* bytes of one header that are looked at */
    MAIL_MAX_NAME = 256,    /* bytes of an attachment's name */
};

struct mail;

/* True for the head of a mail that has several parts, or is encoded: others are text. */
bool mail_recognise(struct view head);

/* `source` must outlive it. */
struct mail *mail_open(struct source *source);
void mail_close(struct mail *mail);

/* Finds the next part, and its name, "" where it has none. Of a text that is there in several forms
 * only the plain one is given. STATUS_OK with *has_one false at the end; STATUS_DAMAGED for a mail
 * that ends within its parts, STATUS_IO. */
enum status mail_next(struct mail *mail, char name[MAIL_MAX_NAME], bool *has_one,
                      struct error *err);
/* Whether the part is a plain text, or a page. */
bool mail_is_plain(const struct mail *mail);
bool mail_is_page(const struct mail *mail);
/* Bytes of the part, decoded, in order; *got is 0 at its end. STATUS_IO. */
enum status mail_read(struct mail *mail, void *data, size_t len, size_t *got, struct error *err);

#endif
