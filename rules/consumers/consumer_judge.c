/* The subscriptions that Windows registers, and the reasons for every verdict on the others. */
#include "rules/consumers/consumer_judge.h"

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "rules/texts/wql.h"

enum { CHEAP_POLL_SECONDS = 5, MAX_CLASS_SHOWN = 60 };

/* A subscription that comes with Windows, with all that makes it that one. Blanks and case of the
 * query do not count. An absent part is not compared. */
struct known {
    struct view filter, class_name, name, query, command_line, working_directory, source_name;
    struct view reason;
    bool has_system_creator; /* SYSTEM or the Administrators, as Windows sets it up */
};

#define TEXT(literal)                  \
    {                                  \
        (literal), sizeof(literal) - 1 \
    }

static const struct known known[] = {
    /* Every Windows: the service control manager's events as entries of the System log. */
    {.filter = TEXT("SCM Event Log Filter"),
     .class_name = TEXT("NTEventLogEventConsumer"),
     .name = TEXT("SCM Event Log Consumer"),
     .query = TEXT("select * from MSFT_SCMEventLogEvent"),
     .source_name = TEXT("Service Control Manager"),
     .reason = TEXT("Comes with Windows: writes events of the service control manager to the "
                    "System log."),
     .has_system_creator = true},
    /* https://learn.microsoft.com/troubleshoot/windows-server/system-management-components/
     * event-id-10-is-logged-in-application-log (KB 2545227) */
    {.filter = TEXT("BVTFilter"),
     .class_name = TEXT("CommandLineEventConsumer"),
     .name = TEXT("BVTConsumer"),
     .query = TEXT("SELECT * FROM __InstanceModificationEvent WITHIN 60 WHERE TargetInstance ISA "
                   "\"Win32_Processor\" AND TargetInstance.LoadPercentage > 99"),
     .command_line = TEXT("cscript KernCap.vbs"),
     .working_directory = TEXT("C:\\tools\\kernrate"),
     .reason = TEXT("Left over from the making of Windows 7 SP1 and Server 2008 R2 SP1: the script "
                    "that it names is not on the machine (KB 2545227).")},
};

/* Classes that take long to enumerate, which polling does on every turn. */
static const struct view costly[] = {
    TEXT("win32_product"), TEXT("cim_datafile"),     TEXT("cim_logicalfile"),
    TEXT("*_directory"),   TEXT("win32_ntlogevent"), TEXT("win32_process"),
    TEXT("win32_service"), TEXT("*account"),         TEXT("win32_perf*"),
};

/* Equal but for case and runs of blanks. */
static bool same_words(struct view a, struct view b)
{
    a = view_trim(a);
    b = view_trim(b);
    size_t i = 0, j = 0;
    while (i < a.len && j < b.len) {
        if (ascii_is_blank(a.data[i]) && ascii_is_blank(b.data[j])) {
            while (ascii_is_blank(a.data[i])) { /* trimmed: something follows */
                i++;
            }
            while (ascii_is_blank(b.data[j])) {
                j++;
            }
        } else if (ascii_fold(a.data[i++]) != ascii_fold(b.data[j++])) {
            return false;
        }
    }
    return i == a.len && j == b.len;
}

static bool is_costly(struct view class_name)
{
    for (size_t i = 0; i < COUNT_OF(costly); i++) {
        if (view_glob_nocase(class_name, costly[i])) {
            return true;
        }
    }
    return false;
}

/* Seconds of a query's WITHIN, 0 when it does not poll; `*class_name` becomes the first class after
 * ISA that costs much to enumerate, or stays. Words inside of strings do not count. */
static double polls_within(struct view query, struct view *class_name)
{
    double seconds = 0;
    struct view rest = query, found;
    wql_within(query, &seconds);
    while (wql_take_isa(&rest, &found)) {
        if (is_costly(found)) {
            *class_name = view_slice(found, 0, MAX_CLASS_SHOWN);
            break;
        }
    }
    return seconds;
}

static bool is_system(struct view sid)
{
    return view_equal(sid, VIEW("S-1-5-18")) || view_equal(sid, VIEW("S-1-5-32-544"));
}

/* The first part that is not as Windows has it, NULL when all are. */
static const char *difference(const struct known *k, const struct consumer *c,
                              const struct consumer_details *d)
{
    if (!view_equal_nocase(c->filter, k->filter) || !view_equal_nocase(c->name, k->name)) {
        return "name";
    }
    if (!view_equal_nocase(c->class_name, k->class_name)) {
        return "class";
    }
    /* Of what runs a program everything has to be known; the rest can do no harm. */
    bool runs_code = k->command_line.data;
    if ((c->query.data || runs_code) && !same_words(c->query, k->query)) {
        return "query";
    }
    if (runs_code && !d->is_unlisted &&
        (!same_words(d->command_line, k->command_line) || d->executable.len > 0 ||
         (d->working_directory.data &&
          !view_equal_nocase(d->working_directory, k->working_directory)))) {
        return "command line";
    }
    if (d->source_name.data && k->source_name.data &&
        !view_equal_nocase(d->source_name, k->source_name)) {
        return "source of its log entries";
    }
    if (k->has_system_creator && c->creator_sid.data && !is_system(c->creator_sid)) {
        return "creator";
    }
    return NULL;
}

/* True when the verdict is given: it is known, or pretends to be. */
static bool judge_known(struct consumer *c, const struct consumer_details *d, struct arena *arena)
{
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        const char *part = difference(&known[i], c, d);
        if (!part) {
            c->is_known = true;
            c->verdict = VERDICT_HARMLESS;
            c->reason = known[i].command_line.data && d->is_unlisted
                            ? VIEW("Has the names, the class and the query of a subscription that "
                                   "comes with Windows; what it runs is not in the list.")
                            : known[i].reason;
            return true;
        }
        if (view_equal_nocase(c->filter, known[i].filter) ||
            view_equal_nocase(c->name, known[i].name)) {
            c->verdict = VERDICT_SECURITY;
            c->reason = arena_format(arena,
                                     "Has a name that Windows uses, but is not the subscription of "
                                     "Windows: its %s is another.",
                                     part);
            return true;
        }
    }
    return false;
}

/* The classes that come with Windows, and what to think of them. */
static const struct {
    struct view class_name, reason;
} reasons[] = {
    {TEXT("CommandLineEventConsumer"),
     TEXT("Starts a program as SYSTEM each time the event comes, also after a restart: "
          "management software does this, and so does malware; find out who set it up.")},
    {TEXT("ActiveScriptEventConsumer"),
     TEXT("Runs a script as SYSTEM each time the event comes, also after a restart: management "
          "software does this, and so does malware; find out who set it up.")},
    {TEXT("LogFileEventConsumer"),
     TEXT("Writes a text of its author's choice to a file as SYSTEM each time the event comes: "
          "harmless as a log, but it can also plant files.")},
    {TEXT("SMTPEventConsumer"),
     TEXT("Sends mail each time the event comes: harmless as an alarm, but it can also carry "
          "data out.")},
    {TEXT("NTEventLogEventConsumer"),
     TEXT("Writes entries to an event log and runs no code, but was registered by an account "
          "that is neither SYSTEM nor the Administrators.")},
};

bool consumer_class_has_action(struct view class_name)
{
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        if (view_equal_nocase(class_name, reasons[i].class_name)) {
            return true;
        }
    }
    return false;
}

static void judge_class(struct consumer *c)
{
    c->verdict = VERDICT_SECURITY;
    if (view_equal_nocase(c->class_name, VIEW("NTEventLogEventConsumer")) &&
        is_system(c->creator_sid)) {
        c->verdict = VERDICT_HARMLESS;
        c->reason = VIEW("Writes entries to an event log and runs no code; registered by SYSTEM or "
                         "an administrator.");
        return;
    }
    c->reason = view_is_empty(c->class_name)
                    ? VIEW("A permanent subscription, and the log does not say what it runs.")
                    : VIEW("Its class is none of the five that come with Windows: the code of its "
                           "own provider runs each time the event comes.");
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        if (view_equal_nocase(c->class_name, reasons[i].class_name)) {
            c->reason = reasons[i].reason;
            return;
        }
    }
}

static void judge_temporary(struct consumer *c, const struct consumer_details *d,
                            struct view class_name, struct arena *arena)
{
    c->verdict = VERDICT_HARMLESS;
    c->is_known = d->is_internal;
    if (c->poll_seconds > 0 && c->poll_seconds < CHEAP_POLL_SECONDS && class_name.data) {
        c->verdict = VERDICT_DEGRADED;
        c->reason = arena_format(arena,
                                 "Makes WMI enumerate %.*s every %g s for as long as the program "
                                 "runs: that costs processor time on every turn.",
                                 VIEW_ARG(class_name), c->poll_seconds);
    } else if (d->is_internal) {
        c->reason = VIEW("A part of Windows in the process of the WMI service asks for events.");
    } else {
        c->reason = VIEW("A program asks for events while it runs; nothing stays when it ends.");
    }
}

void consumer_judge(struct consumer *consumer, const struct consumer_details *details,
                    struct arena *arena)
{
    struct view class_name = VIEW_NONE;
    consumer->poll_seconds = polls_within(consumer->query, &class_name);
    if (consumer->kind == CONSUMER_TEMPORARY) {
        judge_temporary(consumer, details, class_name, arena);
    } else if (!judge_known(consumer, details, arena)) {
        judge_class(consumer);
    }
}

void consumer_judge_provider(struct consumer *consumer, const struct consumer *binding,
                             struct arena *arena)
{
    struct view class_name = VIEW_NONE;
    consumer->poll_seconds = polls_within(consumer->query, &class_name);
    consumer->verdict = VERDICT_HARMLESS;
    if (binding) {
        consumer->is_known = binding->is_known;
        consumer->reason =
            arena_format(arena, "Belongs to the filter '%.*s', which is judged itself.",
                         VIEW_ARG(view_slice(binding->filter, 0, MAX_CLASS_SHOWN)));
        return;
    }
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (same_words(consumer->query, known[i].query)) {
            consumer->is_known = true;
            consumer->reason = known[i].reason;
            return;
        }
    }
    consumer->verdict = VERDICT_SECURITY;
    consumer->reason = VIEW("A permanent subscription whose consumer is not in this log: what it "
                            "runs cannot be told from here.");
}
