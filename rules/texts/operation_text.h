/* The grammar of the Operation text of WMI-Activity events: verb, namespace, class, method. */
#ifndef WMILOG_RULES_TEXTS_OPERATION_TEXT_H
#define WMILOG_RULES_TEXTS_OPERATION_TEXT_H
#include "parsers/base/view.h"

enum operation_type {
    OPERATION_TYPE_OTHER,    /* text that the grammar does not know */
    OPERATION_TYPE_SERVICE,  /* Start IWbemServices::Verb - namespace : argument */
    OPERATION_TYPE_CONNECT,  /* IWbemServices::Connect, or connect to namespace : NS */
    OPERATION_TYPE_PROVIDER, /* Provider::Verb - provider : argument */
    OPERATION_TYPE_MI,       /* MI_Session::Verb */
};

/* All views point into the parsed text or are absent; but the verb of "connect to namespace" is the
 * constant "Connect". */
struct operation_text {
    enum operation_type type;
    struct view text;        /* the whole */
    struct view verb;        /* ExecQuery, DeleteInstance, Connect, ... */
    struct view name_space;  /* as written, case kept */
    struct view provider;    /* OPERATION_TYPE_PROVIDER */
    struct view argument;    /* verbatim */
    struct view query;       /* the WQL text of query verbs */
    struct view class_name;  /* of path, enumeration or query: operation_query_class */
    struct view method;      /* ExecMethod */
    struct view target_host; /* HOST of a namespace or an object path \\HOST\NS:Class; absent for
                                "." */
};

/* Never fails: what cannot be parsed is OPERATION_TYPE_OTHER with `text` alone. Linear time. */
struct operation_text operation_text_parse(struct view text);

/* Makes what points into the operation's text point to the same part of a copy of it; constants and
 * what is absent stay as they are. */
void operation_text_move(struct operation_text *operation, const char *copy);
/* The same for one view that may be a part of `text`. */
void operation_text_move_part(struct view *part, struct view text, const char *copy);

/* Class of a WQL query: after FROM, inside ASSOCIATORS/REFERENCES OF {...}, or for the intrinsic
 * events (__Instance...Event, __Class...Event, __Namespace...Event) the class of the first ISA, and
 * without ISA the event's own; VIEW_NONE when none is found. A view into `query`. */
struct view operation_query_class(struct view query);

#endif
