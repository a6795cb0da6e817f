/* What is wrong with a request by itself, or against what is around it: seen in its text and in the
 * tables of classes, whatever the code says. */
#ifndef WMILOG_RULES_FAILURE_REQUEST_H
#define WMILOG_RULES_FAILURE_REQUEST_H
#include "rules/failure/failure.h"

enum request_finding {
    REQUEST_FINE,
    REQUEST_QUOTES,      /* a string that does not end, or text that goes on behind one */
    REQUEST_BACKSLASH,   /* one that is not doubled in a string */
    REQUEST_CLAUSE,      /* a clause that does not end */
    REQUEST_SQL,         /* a word of SQL that WQL lacks */
    REQUEST_PATH,        /* a path where only the name of a class may stand */
    REQUEST_VALUE,       /* a value that is no quoted text where one is wanted, or the reverse */
    REQUEST_PROPERTY,    /* a property that the class is known not to have */
    REQUEST_MACHINE,     /* it names another machine */
    REQUEST_WITHIN,      /* WITHIN is missing */
    REQUEST_EVENT_CLASS, /* the class of the events stands in another namespace */
    REQUEST_DEFINITION,  /* GetObject without a key: it asks for the class itself */
    REQUEST_POLLING,     /* polling a class with very many instances */
    REQUEST_DATE,        /* a date that is not in the form of CIM_DATETIME */
    REQUEST_ARRAY,       /* a property that is an array is compared */
    REQUEST_KNOWN,       /* nothing, and the class is known to have the properties that it lists */
    REQUEST_SINGLETON,   /* the one object of a class, which has no key */
    REQUEST_KEYWORDS,    /* very many AND and OR */
    REQUEST_COUNT,
};
extern const struct names request_names; /* "fine", "quotes", ..., "event-class", "definition",
                                          "polling", "date", "array", "known",
                                           "singleton", "keywords" */

/* The first finding in the order above; views of the failure or of tables, absent where the finding
 * has none. */
struct request {
    enum request_finding finding;
    struct view part;       /* the text where it shows: a word, a string */
    struct view property;   /* that the class lacks */
    struct view machine;    /* that is named */
    struct view name_space; /* where the class stands */
};

struct request request_of(const struct failure *f);

#endif
