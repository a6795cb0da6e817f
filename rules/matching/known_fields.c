/* Knows what the tables say of the things that a failure names. */
#include "rules/matching/known_fields.h"

#include "rules/failure/kind.h"
#include "rules/knowledge/code_parts.h"
#include "rules/matching/known_facts.h"

enum { MAX_BELOW = 3 };

/* The tables' own words, as a sentence has them. */
static struct view in_words(struct view value)
{
    if (view_equal(value, VIEW("windows"))) {
        return VIEW("Windows");
    }
    return view_equal(value, VIEW("admin")) ? VIEW("administrators") : value;
}

/* Sentences state; what nobody has written or measured is not stated. */
static struct view stated(struct view value, enum grade grade, unsigned inferred,
                          enum aspect aspect)
{
    bool is_inferred = grade == GRADE_INFERRED || (inferred & (1U << aspect));
    return is_inferred || view_equal(value, VIEW("unknown")) ? VIEW_NONE : in_words(value);
}

static struct view of_class(struct view name_space, const struct failure *f, enum known_field field)
{
    struct class_facts c;
    if (!class_find(name_space, f->operation.class_name, &c)) {
        return VIEW_NONE;
    }
    switch ((int)field) {
    case KNOWN_CLASS_OWNER_GUESS:
        return c.grade == GRADE_INFERRED ? in_words(c.owner) : VIEW_NONE;
    case KNOWN_CLASS_OWNER:
        return stated(c.owner, c.grade, c.inferred, ASPECT_NAME);
    case KNOWN_CLASS_DLL:
        return stated(c.dll, c.grade, c.inferred, ASPECT_DLL);
    case KNOWN_CLASS_MOF:
        return stated(c.mof, c.grade, c.inferred, ASPECT_MOF);
    case KNOWN_CLASS_SINCE:
        return stated(class_since(&c), c.grade, c.inferred, ASPECT_SINCE);
    case KNOWN_CLASS_RIGHTS:
        return stated(c.rights, c.grade, c.inferred, ASPECT_RIGHTS);
    default:
        return stated(c.until, c.grade, c.inferred, ASPECT_UNTIL);
    }
}

/* "Win32_Printer, Win32_TCPIPPrinterPort and 3 more" */
static struct view below(struct arena *arena, struct view base)
{
    struct view names[MAX_BELOW], list = VIEW_NONE;
    const size_t count = class_below(base, names, MAX_BELOW);
    for (size_t i = 0; i < count && i < MAX_BELOW; i++) {
        list = arena_format(arena, "%.*s%s%.*s", VIEW_ARG(list), i == 0 ? "" : ", ",
                            VIEW_ARG(names[i]));
    }
    return count > MAX_BELOW
               ? arena_format(arena, "%.*s and %zu more", VIEW_ARG(list), count - MAX_BELOW)
               : list;
}

static struct view of_namespace(struct view name_space, enum known_field field)
{
    struct namespace_facts n;
    if (!namespace_find(name_space, &n)) {
        return VIEW_NONE;
    }
    const bool is_guess = n.grade == GRADE_INFERRED || n.inferred & 1U << ASPECT_NAME;
    switch ((int)field) {
    case KNOWN_NAMESPACE_OWNER_GUESS:
        return is_guess ? in_words(n.owner) : VIEW_NONE;
    case KNOWN_NAMESPACE_SINCE:
        return stated(n.since, n.grade, n.inferred, ASPECT_SINCE);
    case KNOWN_NAMESPACE_UNTIL:
        return stated(n.until, n.grade, n.inferred, ASPECT_UNTIL);
    case KNOWN_NAMESPACE_INSTALLED_BY:
        return n.installed_by; /* of general knowledge alone, and said as what it is */
    default:
        return stated(n.owner, n.grade, n.inferred, ASPECT_NAME);
    }
}

static struct view other_namespace(struct view name_space, struct view class_name,
                                   enum class_place place)
{
    struct class_facts c;
    return class_place(name_space, class_name, &c) == place && c.grade != GRADE_INFERRED
               ? c.name_space
               : VIEW_NONE;
}

static struct view of_service(struct view name_space, const struct failure *f,
                              enum known_field field)
{
    struct service_facts s;
    if (!known_service(f, name_space, &s) ||
        (s.grade == GRADE_INFERRED) != (field == KNOWN_SERVICE_GUESS)) {
        return VIEW_NONE;
    }
    return field == KNOWN_SERVICE_NAME ? s.name : s.display_name;
}

struct view known_field_value(struct arena *arena, const struct failure *f, enum known_field field)
{
    char text[FINGERPRINT_NAMESPACE_SIZE];
    struct view class_name = f->operation.class_name;
    struct provider_facts p;
    struct owner_code code;
    if (!f->kind) {
        fingerprint_namespace(f->name_space, text);
    }
    struct view name_space = view_of(f->kind ? f->kind->name_space : text);
    switch (field) {
    case KNOWN_NAMESPACE_OWNER:
    case KNOWN_NAMESPACE_OWNER_GUESS:
    case KNOWN_NAMESPACE_SINCE:
    case KNOWN_NAMESPACE_UNTIL:
    case KNOWN_NAMESPACE_INSTALLED_BY:
        return of_namespace(name_space, field);
    case KNOWN_CLASS_NEAREST:
        return known_nearest_class(name_space, class_name, NULL);
    case KNOWN_NAMESPACE_NEAREST:
        return known_nearest_namespace(name_space, NULL);
    case KNOWN_CLASS_BELOW:
        return below(arena, class_name);
    case KNOWN_CLASS_SOURCE:
        return class_source(class_name);
    case KNOWN_CLASS_NAMESPACE:
        return other_namespace(name_space, class_name, CLASS_PLACE_ELSEWHERE);
    case KNOWN_CLASS_NAMESPACES:
        return other_namespace(name_space, class_name, CLASS_PLACE_MANY);
    case KNOWN_SERVICE:
    case KNOWN_SERVICE_NAME:
    case KNOWN_SERVICE_GUESS:
        return of_service(name_space, f, field);
    case KNOWN_PROVIDER_DLL:
        return provider_find(name_space, failure_provider(f), &p)
                   ? stated(p.path, p.grade, p.inferred, ASPECT_PATH)
                   : VIEW_NONE;
    case KNOWN_OWNER_CODE_MEANING:
    case KNOWN_OWNER_CODE_OWNER:
        if (f->has_no_result ||
            !owner_code_find(f->result, name_space, class_name, failure_provider(f), &code) ||
            code.grade == GRADE_INFERRED) {
            return VIEW_NONE;
        }
        return field == KNOWN_OWNER_CODE_OWNER ? code.owner : code.meaning;
    case KNOWN_CODE_PART:
        return f->has_no_result ? VIEW_NONE : code_part(f->result);
    case KNOWN_CLASS_OWNER:
    case KNOWN_CLASS_OWNER_GUESS:
    case KNOWN_CLASS_DLL:
    case KNOWN_CLASS_MOF:
    case KNOWN_CLASS_UNTIL:
    case KNOWN_CLASS_RIGHTS:
    case KNOWN_CLASS_SINCE:
    case KNOWN_COUNT:
        break;
    }
    return of_class(name_space, f, field);
}
