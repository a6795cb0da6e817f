/* The generated tables behind the headers of this room; nobody outside includes this. All numbers
 * of words are places in the pool, so that nothing is relocated at the start. */
#ifndef WMILOG_RULES_KNOWLEDGE_KNOWLEDGE_TABLES_H
#define WMILOG_RULES_KNOWLEDGE_KNOWLEDGE_TABLES_H
#include "rules/knowledge/classes.h"
#include "rules/knowledge/known_events.h"
#include "rules/knowledge/namespaces.h"
#include "rules/knowledge/owner_codes.h"
#include "rules/knowledge/parts.h"
#include "rules/knowledge/providers.h"
#include "rules/knowledge/services.h"

/* Word i is word_pool[word_starts[i]] up to word_starts[i + 1]. */
extern const uint8_t word_pool[];
extern const uint32_t word_starts[];

/* Patterns are sorted by what stands before the first '*', folded, then by length. */
struct name_pattern {
    uint16_t word;
    uint16_t parent;  /* the next pattern that can match what this one does not; or NAME_NONE */
    uint16_t literal; /* bytes before the first '*' */
    uint16_t target;  /* what the pattern is of: a row, a name, a word */
};

/* Codes of one list stand together up to the last. */
struct normal_row {
    uint32_t code;
    uint8_t when;
    bool is_last;
};
extern const struct normal_row normal_rows[];

struct namespace_row {
    uint16_t name, owner, since, until, installed_by, mof, note;
    uint16_t normal, inferred;
    uint8_t kind, editions, encryption, access, grade;
};
extern const struct namespace_row namespace_rows[];
extern const uint16_t namespace_row_count;
extern const struct name_pattern namespace_patterns[];
extern const uint16_t namespace_pattern_count;

/* Sorted by class, then namespace. */
struct class_row {
    uint16_t name, name_space, provider, dll, mof, since_client, since_server, until, owner, rights,
        note;
    uint16_t normal, inferred;
    uint8_t seen, kind, grade;
};
extern const struct class_row class_rows[];
extern const uint16_t class_row_count;

/* Sorted by name, folded. */
struct class_name {
    uint16_t word;
    uint16_t first_row, row_count;
    uint16_t superclass; /* place in class_names, or NAME_NONE */
    uint16_t properties; /* list */
    bool is_whole;       /* every property is known, inherited ones too */
};
extern const struct class_name class_names[];
extern const uint16_t class_name_row_count;
/* Open addressing by name_hash, linear probing; NAME_NONE is empty. */
enum { CLASS_SLOT_COUNT = 1 << 14 };
extern const uint16_t class_slots[];
extern const struct name_pattern class_patterns[]; /* of class_names */
extern const uint16_t class_pattern_count;
/* Names of len bytes are class_by_length[class_length_starts[len]] up to the next start, each with
 * the characters in it as bits. */
extern const uint16_t class_length_starts[];
extern const uint16_t class_by_length[];
extern const uint32_t class_letters[];
/* All below the i-th name: class_below_rows[class_below_starts[i]] up to the next start. */
extern const uint16_t class_below_starts[];
extern const uint16_t class_below_rows[];

extern const uint32_t property_list_starts[];
extern const uint16_t property_names[]; /* words */
extern const uint8_t property_types[];
extern const uint16_t property_type_words[];

/* Sorted by name, folded, then by CLSID. */
struct provider_row {
    uint16_t name, clsid, path, hosting, namespaces, owner, note, inferred;
    uint8_t grade;
};
extern const struct provider_row provider_rows[];
extern const uint16_t provider_row_count;
extern const struct name_pattern provider_patterns[];
extern const uint16_t provider_pattern_count;
extern const uint16_t provider_clsids[]; /* rows by CLSID */
extern const uint16_t provider_clsid_count;

struct service_row {
    uint16_t name, display_name, pattern;
    uint8_t of, grade;
};
extern const struct service_row service_rows[];
extern const uint16_t service_row_count;
extern const struct name_pattern class_service_patterns[];
extern const uint16_t class_service_pattern_count;
extern const struct name_pattern provider_service_patterns[];
extern const uint16_t provider_service_pattern_count;
extern const struct name_pattern namespace_service_patterns[];
extern const uint16_t namespace_service_pattern_count;

/* The targets are words: what the provider reads. */
extern const struct name_pattern class_source_patterns[];
extern const uint16_t class_source_pattern_count;

/* Sorted by code, then owner. The targets of the patterns are words of owners. */
struct owner_code_row {
    uint32_t code;
    uint16_t owner, symbol, meaning;
    uint8_t grade;
};
extern const struct owner_code_row owner_code_rows[];
extern const uint16_t owner_code_row_count;
extern const struct name_pattern class_owner_patterns[];
extern const uint16_t class_owner_pattern_count;
extern const struct name_pattern provider_owner_patterns[];
extern const uint16_t provider_owner_pattern_count;
extern const struct name_pattern namespace_owner_patterns[];
extern const uint16_t namespace_owner_pattern_count;

/* Sorted by the first id, then the provider. */
struct known_event_row {
    uint16_t first, last;
    uint16_t provider, log, tells, look_at;
};
extern const struct known_event_row known_event_rows[];
extern const uint16_t known_event_row_count;

/* Sorted by name. */
struct part_row {
    uint16_t name, clsid, tells, look_at;
    uint8_t kind;
};
extern const struct part_row part_rows[];
extern const uint16_t part_row_count;

#endif
