/* The files of the folder Subscriptions of WMI-Collect and TSS: event filters, bindings, and the
 * consumers that run scripts, each class in a file that Export-Clixml wrote of what Get-CimInstance
 * or, before PowerShell 3, Get-WmiObject gave (WMI-Collect.ps1 of November 2021, TSS_UEX.psm1).
 * Files of other classes of consumers, made in the same way, are read as well. */
#ifndef WMILOG_PARSERS_MACHINE_SUBSCRIPTIONS_H
#define WMILOG_PARSERS_MACHINE_SUBSCRIPTIONS_H
#include "parsers/base/arena.h"
#include "parsers/event/machine.h"

enum {
    SUBSCRIPTIONS_MAX = 2048,          /* objects of one list, over all files */
    SUBSCRIPTIONS_MAX_PROPERTIES = 32, /* of one object; further ones are left out */
    SUBSCRIPTIONS_MAX_TYPES = 32,      /* that objects of one file refer to */
    SUBSCRIPTIONS_MAX_BYTES = 4 << 20, /* texts of all objects */
};

struct subscriptions {
    struct arena arena; /* the texts and properties of the objects */
    struct listed_object *objects;
    size_t count, cap;
    size_t left_out; /* over the limits */
};

void subscriptions_init(struct subscriptions *list);
void subscriptions_release(struct subscriptions *list);

/* True for the first bytes of such a file, in UTF-8 or UTF-16; one without an object is known by
 * `base`, its name without folders. */
bool subscriptions_recognise(struct view base, struct view head);
/* Adds the objects of a whole file, and first one without properties, which says that they are
 * listed; texts are copied, the computer and the source are borrowed. */
void subscriptions_add(struct subscriptions *list, struct view base, struct view bytes,
                       struct view computer, struct view source);

#endif
