/* What the user adds to payloads: values at places (RFC 6901), and a template (RFC 7396). */
#ifndef WMILOG_ANALYZER_GIVEN_EDIT_H
#define WMILOG_ANALYZER_GIVEN_EDIT_H
#include "analyzer/report/output.h"

enum {
    EDIT_MAX_SETS = 64,
    EDIT_MAX_TEMPLATE = 1024 * 1024, /* bytes */
    EDIT_MAX_DEPTH = 32,             /* of a pointer, and of a template */
};

struct json_t; /* Jansson's */

struct edit {
    struct json_t *template; /* NULL for none */
    struct edit_set {
        const char *pointer; /* borrowed, `pointer_len` bytes */
        size_t pointer_len;
        struct json_t *value;
    } sets[EDIT_MAX_SETS];
    size_t set_count;
    struct error err; /* the first thing that went wrong with a payload */
};

void edit_init(struct edit *edit);
void edit_release(struct edit *edit);
/* Reads a template: an object that is merged into payloads that are objects, a member of null takes
 * one out; a list is added to payloads that are lists. STATUS_IO, _LIMIT, _USAGE. */
enum status edit_template(struct edit *edit, const char *path, struct error *err);
/* "/fields/project/key=OPS", a text; "/ticket/requester_id:=17", a JSON value. `argument` must
 * outlive the edit. Of a payload that is a list of operations (RFC 6902) the pointer is the
 * operation's path. STATUS_USAGE, _LIMIT. */
enum status edit_add_set(struct edit *edit, const char *argument, struct error *err);
bool edit_is_empty(const struct edit *edit);

/* Writes the payload, edited, and a line feed; after an error nothing. `context` is a struct edit.
 */
void edit_apply(void *context, struct view payload, struct output *out);

/* Puts `value`, whose reference is taken, where the pointer says, making objects on the way; "-" is
 * the end of a list. STATUS_USAGE where the way leads through something else. */
enum status pointer_set(struct json_t *document, struct view pointer, struct json_t *value,
                        struct error *err);

#endif
