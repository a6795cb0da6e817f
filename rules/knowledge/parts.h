/* What WMI itself is made of (parts.tsv): its programs, libraries, services, files and COM classes.
 */
#ifndef WMILOG_RULES_KNOWLEDGE_PARTS_H
#define WMILOG_RULES_KNOWLEDGE_PARTS_H
#include "rules/knowledge/knowledge.h"

enum part_kind {
    PART_PROGRAM,
    PART_LIBRARY,
    PART_SERVICE,
    PART_COM_CLASS,
    PART_FILE,
    PART_KIND_COUNT,
};
extern const struct names part_kind_names; /* "program", ..., "COM class", "file" */

struct part_facts {
    struct view name; /* "WmiPrvSE.exe" */
    enum part_kind kind;
    struct view clsid;   /* "{...}" in lower case, or empty */
    struct view tells;   /* a phrase: what it does */
    struct view look_at; /* a sentence: what matters when it fails */
};

/* The part of that name, with or without its extension, or of that CLSID, with or without braces;
 * without regard to case. False, `*facts` untouched, when there is none. */
bool part_find(struct view word, struct part_facts *facts);

/* The name of a part without the extension of a file, if it has one. */
struct view part_stem(struct view name);

size_t part_count(void);
void part_at(size_t index, struct part_facts *facts);

#endif
