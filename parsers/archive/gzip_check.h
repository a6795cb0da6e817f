/* The checksums of gzip (RFC 1952, 2.3.1), which libarchive does not look at: without them a log
 * that was changed on its way reads like any other. */
#ifndef WMILOG_PARSERS_ARCHIVE_GZIP_CHECK_H
#define WMILOG_PARSERS_ARCHIVE_GZIP_CHECK_H
#include "parsers/base/error.h"
#include "parsers/base/view.h"
#include "parsers/event/source.h"

struct gzip_check;

/* To be freed by the caller. */
struct gzip_check *gzip_check_new(void);
void gzip_check_free(struct gzip_check *check);
/* The next bytes of the compressed file, which may have several members. What stands behind them,
 * and what is no gzip at all, is not looked at: false from there on. */
bool gzip_check_add(struct gzip_check *check, struct view bytes);
/* True when one of the members that ended so far has another checksum or size than it tells. */
bool gzip_check_is_wrong(const struct gzip_check *check);
/* Reads for the checksum what stands behind the byte `at` of the source, which libarchive left
 * unread: a tape archive may end before the compressed file around it does. STATUS_DAMAGED where a
 * checksum is wrong, STATUS_IO; STATUS_OK for NULL. */
enum status gzip_check_rest(struct gzip_check *check, struct source *source, uint64_t at,
                            struct error *err);

#endif
