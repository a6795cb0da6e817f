/* Tables with a header for each kind of record: all headers of a file, with their places. */
#ifndef WMILOG_PARSERS_JSON_HEADERS_H
#define WMILOG_PARSERS_JSON_HEADERS_H
#include "parsers/base/view.h"
#include "parsers/json/json.h"

struct source;
struct json_headers;

/* Reads the whole source, which is UTF-8, for lines whose first columns are those of `header`, as
 * far as about `max_bytes` hold them. Never NULL; the caller frees it. What cannot be read is left
 * out. */
struct json_headers *json_headers_list(struct source *source, struct view header, char separator,
                                       size_t max_bytes);
void json_headers_free(struct json_headers *h); /* NULL is fine */
/* The last one behind the first line that stands before the byte; VIEW_NONE for none. Valid as long
 * as the list is. False where the list does not reach, and for NULL. */
bool json_headers_before(const struct json_headers *h, uint64_t offset, struct view *header);

#endif
