/* The table of what is to be hidden, and the token that stands for each: filled in a first reading
 * of the logs, sealed, and then only looked up, by any number of threads. */
#ifndef WMILOG_ANALYZER_REDACT_NAMES_H
#define WMILOG_ANALYZER_REDACT_NAMES_H
#include "parsers/base/arena.h"
#include "parsers/base/buffer.h"
#include "parsers/base/hash/map.h"
#include "parsers/base/names.h"

/* What a name is of. The first four share their words: one word has one token, that of its first
 * kind in this order. */
enum name_kind {
    NAME_HOST,
    NAME_DOMAIN,
    NAME_USER,
    NAME_WORD, /* that the user wants hidden */
    NAME_TEXT, /* a literal of a query */
    NAME_SID_DOMAIN,
    NAME_SID,
    NAME_IPV4,
    NAME_IPV6,
    NAME_MAC,
    NAME_FILE, /* an input: numbered by its place among the inputs, in no table */
    NAME_KIND_COUNT,
};
extern const struct names name_kind_names; /* "host", ... */

struct name {
    struct view key;    /* a byte for the kind, then the word in lower case */
    struct view word;   /* as it was met first */
    uint64_t number;    /* from 1 on, or bits of its HMAC; 0 before sealing */
    struct name *label; /* of a DNS name: the short one that it shares its token with, or NULL */
    uint8_t kinds;      /* bits, as met */
    enum name_kind kind;
    bool is_met;      /* in this run */
    bool is_usual;    /* a word that Windows and WMI use as well */
    bool is_free;     /* replaced wherever it stands as a word, not only where a name stands */
    bool is_preset;   /* its number came with the map of an earlier run */
    const char *hint; /* before the token, "" for none: what rules ask of such a name */
};

struct name_table {
    struct map map;
    struct arena arena;
    struct name **list; /* in the order of adding */
    size_t count, cap;
    struct name **free_list; /* sorted by word, once sealed */
    size_t free_count;
    uint8_t *starts;    /* bitmap of the first two bytes of these */
    size_t limit, used; /* bytes */
    bool is_full, has_words, is_sealed;
    struct view key; /* of the HMAC; absent for running numbers */
    uint64_t last[NAME_KIND_COUNT];
    struct buffer scratch;
};

/* `limit` in bytes for all of it. `key` is borrowed, or absent. */
void name_table_init(struct name_table *t, size_t limit, struct view key);
void name_table_release(struct name_table *t);

/* Adds a word of a kind, unless it is there; over the limit is_full is set instead. Nothing once it
 * is sealed. */
void name_table_add(struct name_table *t, enum name_kind kind, struct view word);
/* The same for a part of a domain's name: a domain, unless it is a name of another kind as well. */
void name_table_add_label(struct name_table *t, struct view word);
/* The same with the token of an earlier run; false when that is none of this kind. Under a key the
 * word alone counts. */
bool name_table_preset(struct name_table *t, enum name_kind kind, struct view token,
                       struct view word);
/* Gives each its token, after the last was added. */
void name_table_seal(struct name_table *t);

/* NULL for what is not in the table. */
const struct name *name_table_find(const struct name_table *t, enum name_kind kind,
                                   struct view word);
/* Appends the token of a word; that of its kind without a number when it is not in the table. */
void name_table_put(const struct name_table *t, enum name_kind kind, struct view word,
                    struct buffer *out);
/* The token of a name of the table. */
void name_put(const struct name_table *t, const struct name *name, struct buffer *out);

/* The longest free name that stands at `pos` of a text in lower case and ends with a word there;
 * NULL when none does. */
const struct name *name_table_match(const struct name_table *t, struct view folded, size_t pos,
                                    size_t *len);

#endif
