/* Knows where in the tables the answer to a condition stands. */
#include "rules/matching/known_facts.h"

enum part { PART_NAMESPACE, PART_CLASS, PART_PROVIDER, PART_SERVICE, PART_OWNER_CODE, PART_COUNT };

/* Of each part two bits: it was looked up, and it is known. */
static unsigned is_looked_up(enum part part)
{
    return 1U << part;
}

static unsigned is_known(enum part part)
{
    return 1U << (PART_COUNT + part);
}

/* The bit behind those: the place of the class was looked up. */
enum { PLACE_IS_LOOKED_UP = 1U << 2 * PART_COUNT };

bool known_service(const struct failure *f, struct view name_space, struct service_facts *service)
{
    struct class_facts of_class;
    struct view provider = failure_provider(f);
    if (view_is_empty(provider) && class_find(name_space, f->operation.class_name, &of_class)) {
        provider = of_class.provider;
    }
    return service_find(name_space, f->operation.class_name, provider, service);
}

/* Counters of Windows itself are known one by one, whatever pattern their names fit. */
static bool is_known_class(struct view class_name)
{
    struct class_facts facts;
    if (!class_find(VIEW_NONE, class_name, &facts)) {
        return class_below(class_name, NULL, 0) > 0;
    }
    return facts.kind != CLASS_KIND_PERF || !view_equal(facts.owner, VIEW("windows")) ||
           view_equal_nocase(facts.name, class_name);
}

/* Takes what was found in this way; false when that is nothing. */
static bool is_meant(struct view found, enum mistyped way, struct view *nearest, enum mistyped *how)
{
    if (view_is_empty(found)) {
        return false;
    }
    *nearest = found;
    if (how) {
        *how = way;
    }
    return true;
}

struct view known_nearest_class(struct view name_space, struct view class_name, enum mistyped *how)
{
    struct view nearest = VIEW_NONE;
    if (!view_is_empty(class_name) && !is_known_class(class_name) &&
        !is_meant(meant_class(name_space, class_name), MISTYPED_CLASS, &nearest, how)) {
        (void)is_meant(class_of_other_number(name_space, class_name), MISTYPED_CLASS_NUMBER,
                       &nearest, how);
    }
    return nearest;
}

struct view known_nearest_namespace(struct view name_space, enum mistyped *how)
{
    struct namespace_facts facts;
    struct view nearest = VIEW_NONE;
    if (!namespace_find(name_space, &facts) &&
        !is_meant(meant_namespace(name_space), MISTYPED_NAMESPACE, &nearest, how) &&
        !is_meant(namespace_of_other_number(name_space), MISTYPED_NAMESPACE_NUMBER, &nearest,
                  how)) {
        (void)is_meant(namespace_of_other_place(name_space), MISTYPED_NAMESPACE_PLACE, &nearest,
                       how);
    }
    return nearest;
}

static bool find(struct known_facts *known, const struct failure *f, struct view name_space,
                 enum part part)
{
    switch (part) {
    case PART_NAMESPACE:
        return namespace_find(name_space, &known->name_space);
    case PART_CLASS:
        return !view_is_empty(f->operation.class_name) &&
               class_find(name_space, f->operation.class_name, &known->class_facts);
    case PART_PROVIDER:
        return class_find(name_space, f->operation.class_name, &known->class_facts) &&
               provider_find(name_space, known->class_facts.provider, &known->provider);
    case PART_SERVICE:
        return known_service(f, name_space, &known->service);
    case PART_OWNER_CODE:
        return !f->has_no_result && owner_code_find(f->result, name_space, f->operation.class_name,
                                                    failure_provider(f), &known->owner_code);
    case PART_COUNT:
        break;
    }
    return false;
}

static bool knows(struct known_facts *known, const struct failure *f, struct view name_space,
                  enum part part)
{
    if ((known->parts & is_looked_up(part)) == 0) {
        known->parts |= is_looked_up(part);
        known->parts |= find(known, f, name_space, part) ? is_known(part) : 0;
    }
    return (known->parts & is_known(part)) != 0;
}

/* Which part a condition looks at. */
static enum part part_of(enum condition_kind kind)
{
    switch ((int)kind) {
    case CONDITION_NAMESPACE_OWNER:
    case CONDITION_NAMESPACE_KIND:
    case CONDITION_NAMESPACE_ENCRYPTION:
    case CONDITION_NAMESPACE_ACCESS:
    case CONDITION_NAMESPACE_EDITIONS:
    case CONDITION_NAMESPACE_UNTIL:
    case CONDITION_NAMESPACE_SINCE:
        return PART_NAMESPACE;
    case CONDITION_CLASS_OWNER:
    case CONDITION_CLASS_KIND:
    case CONDITION_CLASS_RIGHTS:
    case CONDITION_CLASS_PRESENCE:
    case CONDITION_CLASS_SINCE:
        return PART_CLASS;
    case CONDITION_PROVIDER_HOSTING:
        return PART_PROVIDER;
    case CONDITION_SERVICE:
        return PART_SERVICE;
    case CONDITION_OWNER_CODE:
        return PART_OWNER_CODE;
    default:
        return PART_COUNT;
    }
}

/* The class's own row tells more than that of its namespace. */
static uint32_t normal_number(struct known_facts *known, const struct failure *f,
                              struct view name_space)
{
    enum normal_when when = NORMAL_COUNT;
    if (f->has_no_result || (knows(known, f, name_space, PART_CLASS) &&
                             normal_find(known->class_facts.normal, f->result, &when))) {
        return when;
    }
    if (knows(known, f, name_space, PART_NAMESPACE)) {
        (void)normal_find(known->name_space.normal, f->result, &when);
    }
    return when;
}

static uint32_t place_number(struct known_facts *known, const struct failure *f,
                             struct view name_space)
{
    if (view_is_empty(f->operation.class_name)) {
        return CLASS_PLACE_UNKNOWN;
    }
    if ((known->parts & PLACE_IS_LOOKED_UP) == 0) {
        known->parts |= PLACE_IS_LOOKED_UP;
        known->class_place = class_place(name_space, f->operation.class_name, NULL);
    }
    return known->class_place;
}

/* Only where the code says that a class, an object or a namespace is missing. */
static uint32_t mistyped_number(const struct failure *f, struct view name_space)
{
    enum mistyped how = MISTYPED_COUNT;
    if (f->family == FAMILY_INVALID_NAMESPACE) {
        (void)known_nearest_namespace(name_space, &how);
    } else if (f->family == FAMILY_INVALID_CLASS || f->family == FAMILY_NOT_FOUND ||
               f->family == FAMILY_SUBSCRIPTION) {
        (void)known_nearest_class(name_space, f->operation.class_name, &how);
    }
    return how;
}

uint32_t known_facts_number(struct known_facts *known, const struct failure *f,
                            struct view name_space, enum condition_kind kind)
{
    if (kind == CONDITION_CLASS_PLACE) {
        return place_number(known, f, name_space);
    }
    if (kind == CONDITION_MISTYPED) {
        return mistyped_number(f, name_space);
    }
    if (kind == CONDITION_NORMAL) {
        return normal_number(known, f, name_space);
    }
    if (!knows(known, f, name_space, part_of(kind))) {
        return condition_rows[kind].names->count;
    }
    switch ((int)kind) {
    case CONDITION_NAMESPACE_KIND:
        return known->name_space.kind;
    case CONDITION_NAMESPACE_ENCRYPTION:
        return known->name_space.encryption;
    case CONDITION_NAMESPACE_ACCESS:
        return known->name_space.access;
    case CONDITION_NAMESPACE_EDITIONS:
        return known->name_space.editions;
    case CONDITION_CLASS_KIND:
        return known->class_facts.kind;
    default:
        return class_presence(&known->class_facts);
    }
}

struct view known_facts_text(struct known_facts *known, const struct failure *f,
                             struct view name_space, enum condition_kind kind)
{
    if (!knows(known, f, name_space, part_of(kind))) {
        return VIEW_NONE;
    }
    switch ((int)kind) {
    case CONDITION_NAMESPACE_OWNER:
        return known->name_space.owner;
    case CONDITION_NAMESPACE_SINCE:
        return known->name_space.since;
    case CONDITION_NAMESPACE_UNTIL:
        return known->name_space.until;
    case CONDITION_CLASS_OWNER:
        return known->class_facts.owner;
    case CONDITION_CLASS_RIGHTS:
        return known->class_facts.rights;
    case CONDITION_CLASS_SINCE:
        return class_since(&known->class_facts);
    case CONDITION_PROVIDER_HOSTING:
        return known->provider.hosting;
    case CONDITION_SERVICE:
        return known->service.name;
    default:
        return known->owner_code.owner;
    }
}

static bool is_written(enum grade grade, unsigned inferred, enum aspect aspect)
{
    return grade != GRADE_INFERRED && (inferred & 1U << aspect) == 0;
}

static enum aspect aspect_of(enum condition_kind kind)
{
    switch ((int)kind) {
    case CONDITION_NAMESPACE_ACCESS:
        return ASPECT_ACCESS;
    case CONDITION_NAMESPACE_EDITIONS:
        return ASPECT_EDITIONS;
    case CONDITION_NAMESPACE_UNTIL:
        return ASPECT_UNTIL;
    case CONDITION_CLASS_RIGHTS:
        return ASPECT_RIGHTS;
    case CONDITION_NAMESPACE_SINCE:
    case CONDITION_CLASS_PRESENCE:
    case CONDITION_CLASS_SINCE:
        return ASPECT_SINCE;
    case CONDITION_PROVIDER_HOSTING:
        return ASPECT_HOSTING;
    default:
        return ASPECT_NAME;
    }
}

/* The rows that tell of other places than the class's own. */
static bool place_is_stated(const struct failure *f, struct view name_space)
{
    struct class_facts elsewhere = {.grade = GRADE_DOCUMENTED};
    (void)class_place(name_space, f->operation.class_name, &elsewhere);
    return elsewhere.grade != GRADE_INFERRED;
}

/* The row that says that the code is normal: as in normal_number. */
static bool normal_is_stated(struct known_facts *known, const struct failure *f,
                             struct view name_space)
{
    enum normal_when when;
    if (knows(known, f, name_space, PART_CLASS) &&
        normal_find(known->class_facts.normal, f->result, &when)) {
        return known->class_facts.grade != GRADE_INFERRED;
    }
    return !knows(known, f, name_space, PART_NAMESPACE) ||
           !normal_find(known->name_space.normal, f->result, &when) ||
           known->name_space.grade != GRADE_INFERRED;
}

/* When a class ended says another column than since when it is there. */
static bool class_is_stated(const struct class_facts *c, enum condition_kind kind)
{
    const bool is_ended = kind == CONDITION_CLASS_PRESENCE && !view_is_empty(c->until);
    const enum aspect aspect = is_ended ? ASPECT_UNTIL : aspect_of(kind);
    const bool is_seen =
        kind == CONDITION_CLASS_PRESENCE && class_presence(c) == CLASS_PRESENCE_EVERY;
    return is_written(c->grade, is_seen ? 0 : c->inferred, aspect);
}

bool known_facts_stated(struct known_facts *known, const struct failure *f, struct view name_space,
                        enum condition_kind kind)
{
    if (kind == CONDITION_CLASS_PLACE) {
        return place_is_stated(f, name_space);
    }
    if (kind == CONDITION_NORMAL) {
        return normal_is_stated(known, f, name_space);
    }
    const enum part part = part_of(kind);
    if (part == PART_COUNT || !knows(known, f, name_space, part)) {
        return true;
    }
    switch (part) {
    case PART_NAMESPACE:
        return is_written(known->name_space.grade, known->name_space.inferred, aspect_of(kind));
    case PART_CLASS:
        return class_is_stated(&known->class_facts, kind);
    case PART_PROVIDER:
        return is_written(known->provider.grade, known->provider.inferred, ASPECT_HOSTING);
    case PART_SERVICE:
        return known->service.grade != GRADE_INFERRED;
    case PART_OWNER_CODE:
    case PART_COUNT:
        break;
    }
    return known->owner_code.grade != GRADE_INFERRED;
}

bool known_facts_may_be_inferred(enum condition_kind kind)
{
    return kind == CONDITION_CLASS_PLACE || kind == CONDITION_NORMAL || part_of(kind) != PART_COUNT;
}

static bool are_written(enum grade grade, unsigned inferred, unsigned aspects)
{
    return aspects == 0 || (grade != GRADE_INFERRED && (inferred & aspects) == 0);
}

bool known_facts_written(struct known_facts *known, const struct failure *f, struct view name_space,
                         unsigned of_class, unsigned of_namespace)
{
    if (of_class != 0 && knows(known, f, name_space, PART_CLASS) &&
        !are_written(known->class_facts.grade, known->class_facts.inferred, of_class)) {
        return false;
    }
    return of_namespace == 0 || !knows(known, f, name_space, PART_NAMESPACE) ||
           are_written(known->name_space.grade, known->name_space.inferred, of_namespace);
}
