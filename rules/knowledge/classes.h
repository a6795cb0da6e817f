/* What is known of WMI classes: where they stand, who answers, since when, for whom (classes.tsv),
 * and how they are made (class_properties.tsv). */
#ifndef WMILOG_RULES_KNOWLEDGE_CLASSES_H
#define WMILOG_RULES_KNOWLEDGE_CLASSES_H
#include "rules/knowledge/knowledge.h"

enum class_kind {
    CLASS_KIND_CLASS,
    CLASS_KIND_ASSOCIATION,
    CLASS_KIND_EVENT,
    CLASS_KIND_PERF,        /* performance counters */
    CLASS_KIND_METHOD_HOST, /* has methods, and no instances worth reading */
    CLASS_KIND_COUNT,
};
extern const struct names class_kind_names; /* "class", ..., "method-host" */

/* Systems on whose dump a class was seen: bit `1 << seen`. That it was not seen means something
 * only for what every machine has: the dumps of 10 and 2022 have no roles, performance and driver
 * classes, and those of xp, 7 and 11 only a few namespaces. */
enum seen { SEEN_XP, SEEN_7, SEEN_10, SEEN_11, SEEN_2019, SEEN_2022, SEEN_HCI, SEEN_COUNT };
const char *seen_name(enum seen seen); /* "Windows XP", ..., "Azure Stack HCI 23H2" */

/* What the table tells of where a class is to be found. EVERY: part of Windows on every machine
 * of today, by the dumps that would show it. */
enum class_presence {
    CLASS_PRESENCE_SOME,
    CLASS_PRESENCE_EVERY,
    CLASS_PRESENCE_CLIENT, /* on client versions of Windows alone */
    CLASS_PRESENCE_SERVER,
    CLASS_PRESENCE_ENDED, /* with an older version */
    CLASS_PRESENCE_COUNT,
};
/* Whether a class stands in a namespace, in another one alone, in others of which a machine may
 * have many (one for each site, instance or version), or is unknown. */
enum class_place {
    CLASS_PLACE_UNKNOWN,
    CLASS_PLACE_HERE,
    CLASS_PLACE_ELSEWHERE,
    CLASS_PLACE_MANY,
    CLASS_PLACE_COUNT
};
/* "some", ..., "ended"; "unknown", ..., "many" */
extern const struct names class_presence_names, class_place_names;

struct class_facts {
    struct view name;       /* of the row; '*' stands for any text */
    struct view name_space; /* in lower case; "*" is every namespace */
    struct view provider, dll, mof;
    struct view since_client, since_server; /* "none": not supported there */
    struct view until;
    struct view owner;
    struct view rights; /* "unknown", "admin", "LocalSystem", a privilege, "group ..." */
    struct view note;
    enum class_kind kind;
    enum grade grade;
    unsigned inferred; /* bits by enum aspect */
    unsigned seen;     /* bits by enum seen */
    uint16_t normal;   /* list of normal codes: see normal_at */
};

/* The facts of a class in a namespace (normalised), or where it is not known, which is empty, those
 * of its usual place: one of today, and documented, before others. Case does not matter; the row of
 * that very name, else the pattern with the longest beginning that matches. False, `*facts`
 * untouched, when none does: the class is unknown, or stands in other namespaces alone. */
bool class_find(struct view name_space, struct view class_name, struct class_facts *facts);

enum class_presence class_presence(const struct class_facts *facts);
/* The first client version that has the class, else the first server version; empty: unknown. */
struct view class_since(const struct class_facts *facts);
/* The place of a class with regard to a namespace (normalised; empty: unknown). For ELSEWHERE and
 * MANY `facts`, unless NULL, becomes that of its usual place, whose name has a '*' for MANY. */
enum class_place class_place(struct view name_space, struct view class_name,
                             struct class_facts *facts);

/* The rows of a class, by namespace: in which namespaces it stands. */
struct class_places {
    uint16_t next, end;
};
struct class_places class_places_of(struct view class_name);
bool class_places_next(struct class_places *places, struct class_facts *facts);

/* The superclass, where it is documented, else empty. */
struct view class_superclass(struct view class_name);
/* Number of the classes that are known to derive from `base`, directly or not, of which the first
 * `max` are put into `names` by branch; for a query of a base class WMI asks the providers of them
 * all. */
size_t class_below(struct view base, struct view *names, size_t max);

enum property_answer {
    PROPERTY_UNKNOWN, /* not every property of the class and its superclasses is documented */
    PROPERTY_HAS,
    PROPERTY_LACKS,
};
/* Whether a class has a property of its own, an inherited one, or a system property ("__PATH"),
 * and its type ("uint32", "string[]", "ref", a class in lower case); `type` may be NULL. */
enum property_answer class_property(struct view class_name, struct view property,
                                    struct view *type);
/* The i-th property that the documentation lists for the class itself; false past the end. */
bool class_property_at(struct view class_name, size_t i, struct view *name, struct view *type);

/* What the provider of the class reads, as a part of a sentence ("disks and their drivers"): what
 * to look at when its data fail (sources.tsv). Empty where nothing is known. */
struct view class_source(struct view class_name);

size_t class_count(void); /* rows */
void class_at(size_t index, struct class_facts *facts);
size_t class_name_count(void); /* different names, also those of superclasses alone */
struct view class_name_at(size_t index);

#endif
