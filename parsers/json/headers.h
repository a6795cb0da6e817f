/* Headers of tables whose columns are what members of a record are: what is one, and all of a file
 * that has one for each kind of record, with their places. */
#ifndef WMILOG_PARSERS_JSON_HEADERS_H
#define WMILOG_PARSERS_JSON_HEADERS_H
#include "parsers/base/view.h"
#include "parsers/json/json.h"

struct csv;
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

/* The name of a column without that of what the record was wrapped in: a view into it. */
struct view json_column_name(struct view name);
/* True for a row of the names of columns that a table of records has. */
bool json_is_header(const struct csv *row);
/* True for that of log2timeline, as plaso writes it too. */
bool json_header_is_timeline(const struct csv *row);
/* True where the table has a header for each kind of record. */
bool json_header_is_one_of_many(const struct csv *header);
/* The first row of a text that has a mark or not, which is also read into `row`; VIEW_NONE for
 * none. */
struct view json_first_row(struct view text, struct csv *row);
/* Where the header of a table begins in UTF-8 text, which may be behind words that hold no event;
 * SIZE_MAX for nowhere. `is_any`: of any names, where cells below it hold events as text. */
size_t json_find_table(struct view text, bool is_any);

#endif
