/* The stable name of a kind of failure: the same for the same failure on every host and day. */
#ifndef WMILOG_RULES_FAILURE_FINGERPRINT_H
#define WMILOG_RULES_FAILURE_FINGERPRINT_H
#include "parsers/base/view.h"

enum { FINGERPRINT_SIZE = sizeof("wmilog/1:") + 32 };

/* What goes in, and nothing else. Views are read as they are logged; normalising is done here. */
struct fingerprint_parts {
    struct view phase; /* "connect" or "operation" */
    uint32_t result;
    bool has_no_result; /* no code is known */
    struct view verb;
    struct view name_space; /* any spelling: see fingerprint_namespace */
    struct view class_name;
    struct view method;
    struct view provider; /* only for a failure known from another log alone ... */
    uint16_t event_id;    /* ... with its event id; else empty and 0 */
};

/* "wmilog/1:" and the first 32 hex digits of the SHA-256 of the parts, each preceded by its length
 * (32 bits, little-endian); NUL-terminated. The parts: phase; result as 8 upper case hex digits,
 * empty when none is known; verb in lower case; namespace normalised; class in lower case, with
 * ".method" when there is one; provider; event id in decimal, empty for 0. Lower case is that of
 * ASCII. Never changes within version 1. */
void fingerprint_make(const struct fingerprint_parts *parts, char text[FINGERPRINT_SIZE]);

/* The same of other texts than those of a failure, each in lower case. A first one that is no name
 * of a phase keeps them apart from all failures. */
void fingerprint_of_texts(const struct view *texts, size_t count, char text[FINGERPRINT_SIZE]);

enum { FINGERPRINT_NAMESPACE_SIZE = 512 };

/* The namespace normalised: lower case, '\' for '/', no leading \\.\ or \\HOST\, no blanks or
 * slashes around, no doubled slashes, control characters as '?', SIDs (S-1-5-21-..., and with
 * underscores as RSoP writes them) and GUIDs replaced by '*'; cut at the size. Returns `text`,
 * NUL-terminated. */
const char *fingerprint_namespace(struct view name_space, char text[FINGERPRINT_NAMESPACE_SIZE]);

#endif
