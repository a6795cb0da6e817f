/* Subscriptions as a list of them tells: each binding with the filter and the consumer that it
 * names, compared with those that events told of. */
#include "parsers/base/computer_name.h"
#include "rules/consumers/consumer_set.h"

#define BINDING "__FilterToConsumerBinding"

/* The objects of all lists. */
struct lists {
    const struct listed_object *objects;
    size_t count;
};

static struct view value_of(const struct listed_object *object, struct view name)
{
    for (size_t i = 0; object && i < object->count; i++) {
        if (view_equal_nocase(object->properties[i].name, name)) {
            return object->properties[i].value;
        }
    }
    return VIEW_NONE;
}

static bool is_binding(const struct listed_object *object)
{
    return view_equal_nocase(object->class_name, VIEW(BINDING));
}

/* The object of that class and name, listed of the same computer; NULL for none. */
static const struct listed_object *find(const struct lists *lists, struct view computer,
                                        struct view class_name, struct view name)
{
    for (size_t i = 0; i < lists->count; i++) {
        const struct listed_object *object = &lists->objects[i];
        if (object->count > 0 && view_equal_nocase(object->class_name, class_name) &&
            view_equal_nocase(value_of(object, VIEW("Name")), name) &&
            computer_name_same(object->computer, computer)) {
            return object;
        }
    }
    return NULL;
}

/* The consumer as it would stand in an event. */
static void fill(struct mof_object *mof, const struct listed_object *object)
{
    *mof = (struct mof_object){.class_name = object->class_name, .is_whole = true};
    for (size_t i = 0; i < object->count && i < MOF_MAX_PROPERTIES; i++) {
        mof->properties[mof->count++] = (struct mof_property){object->properties[i].name, MOF_TEXT,
                                                              object->properties[i].value};
    }
}

static struct view creator_of(struct consumer *c, const struct listed_object *object)
{
    return consumer_at_most(c, value_of(object, VIEW("CreatorSID")), CONSUMER_MAX_NAME);
}

static void read_filter(const struct lists *lists, const struct listed_object *binding,
                        struct consumer *c)
{
    struct consumer named = {0};
    consumer_read_reference(value_of(binding, VIEW("Filter")), &named);
    const struct listed_object *filter =
        find(lists, binding->computer, VIEW("__EventFilter"), named.name);
    c->filter = named.name;
    c->is_cut |= named.is_cut;
    c->query = consumer_at_most(c, value_of(filter, VIEW("Query")), CONSUMER_MAX_QUERY);
    c->creator_sid = creator_of(c, filter);
}

static void read_consumer(struct consumers *set, const struct lists *lists,
                          const struct listed_object *binding, struct consumer *c,
                          struct consumer_details *d)
{
    struct mof_object mof;
    consumer_read_reference(value_of(binding, VIEW("Consumer")), c);
    const struct listed_object *object = find(lists, binding->computer, c->class_name, c->name);
    c->is_unread = !object;
    d->is_unlisted = !object;
    if (!object) {
        return;
    }
    const struct view creator = creator_of(c, object);
    c->creator_sid = creator.data ? creator : c->creator_sid;
    fill(&mof, object);
    consumer_read_action(&mof, &set->scratch, c, d);
    c->is_unread = !c->action.data && consumer_class_has_action(c->class_name);
    consumer_finish_action(&set->scratch, c, c->action);
}

static bool is_same(const struct consumer *a, const struct consumer *b)
{
    return a->kind == CONSUMER_BINDING && view_equal_nocase(a->filter, b->filter) &&
           view_equal_nocase(a->name, b->name) && view_equal_nocase(a->class_name, b->class_name) &&
           computer_name_same(a->computer, b->computer) &&
           (!b->action.data || view_equal(a->action, b->action));
}

/* The one that events told of last, where they told of several forms of it; NULL for none. */
static struct consumer *told_by_events(const struct consumers *set, const struct consumer *listed)
{
    struct consumer *best = NULL;
    for (size_t i = 0; i < set->count; i++) {
        struct consumer *c = set->items[i];
        if (is_same(c, listed) && (!best || c->last > best->last)) {
            best = c;
        }
    }
    return best;
}

static void add(struct consumers *set, const struct consumer *found,
                const struct consumer_details *details)
{
    if (set->count == CONSUMERS_MAX || set->arena.total >= CONSUMERS_BYTES) {
        set->dropped++;
        return;
    }
    struct consumer *c = consumers_keep(set, found);
    consumer_judge(c, details, &set->arena);
}

static void take_binding(struct consumers *set, const struct lists *lists,
                         const struct listed_object *binding)
{
    struct consumer found = {.kind = CONSUMER_BINDING, .first = WINTIME_NONE, .last = WINTIME_NONE};
    struct consumer_details details = {.is_internal = false};
    arena_clear(&set->scratch);
    found.computer = consumer_at_most(&found, binding->computer, CONSUMER_MAX_NAME);
    found.listed = binding->source;
    found.name_space = consumer_namespace(&set->scratch, &found, binding->name_space);
    read_filter(lists, binding, &found);
    read_consumer(set, lists, binding, &found, &details);
    struct consumer *told = told_by_events(set, &found);
    if (!told) {
        add(set, &found, &details);
    } else if (!told->listed.data) {
        told->listed = arena_copy(&set->arena, binding->source);
    }
}

static bool is_listed(const struct lists *lists, struct view computer)
{
    for (size_t i = 0; i < lists->count; i++) {
        if (is_binding(&lists->objects[i]) &&
            computer_name_same(lists->objects[i].computer, computer)) {
            return true;
        }
    }
    return false;
}

void consumers_compare(struct consumers *set, const struct listed_object *objects, size_t count)
{
    const struct lists lists = {objects, count};
    for (size_t i = 0; i < count; i++) {
        if (is_binding(&objects[i]) && objects[i].count > 0) {
            take_binding(set, &lists, &objects[i]);
        }
    }
    for (size_t i = 0; i < set->count; i++) {
        struct consumer *c = set->items[i];
        c->is_missing =
            c->kind == CONSUMER_BINDING && !c->listed.data && is_listed(&lists, c->computer);
    }
}
