/* Names in bundles: none of them is documented. Those of WMI-Collect and of TSS are those that its
 * scripts (WMI-Collect.ps1 of November 2021, TSS_UEX.psm1) write; the others are met. */
#include "analyzer/files/bundle.h"

#include <stdlib.h>

#include "parsers/archive/archive.h"
#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/event/reader.h"
#include "parsers/machine/provider_hosts.h"
#include "parsers/machine/quotas.h"
#include "parsers/machine/service_hosts.h"
#include "parsers/machine/subscriptions.h"

static const struct view list_names[] = {
    {"tasklist.csv", 12}, /* of the collector, in wmilog-HOST or wmilog-HOST_2 */
    {"tasklist-services.csv", 21},
    {"processes.txt", 13}, /* of WMI-Collect and TSS */
};

static const struct view list_starts[] = {
    {"tasklist-", 9}, /* of WMI-Collect's traces: tasklist-HOST.txt */
};

/* Endings of names of files that bundles hold, and that are not used. */
static const struct {
    struct view ending;
    const char *what;
} unused_names[] = {
    /* Of the collector. */
    {{"/collected.txt", 14}, "what was collected, for people to read"},
    {{"/messages.txt", 13}, "messages of the programs that collected"},
    {{"/winmgmt-service.txt", 20}, "how WMI's service is set up, for people to read"},
    {{"/winmgmt-repository.txt", 23}, "whether WMI's repository is consistent, for people to read"},
    {{"/wmi-settings.txt", 17}, "settings of WMI, for people to read"},
    {{"/dcom-settings.txt", 18}, "settings of DCOM, for people to read"},
    {{"/windows-version.txt", 20}, "which Windows it is, for people to read"},
    {{"/time-zone.txt", 14}, "the time zone, for people to read"},
    /* Of WMI-Collect and TSS. */
    {{".blg", 4}, "counters of Performance Monitor"},
    {{"Arb.txt", 7}, "tasks of WMI, as winmgmt lists them"},
    {{"Ess.txt", 7}, "event subsystem of WMI, as winmgmt lists it"},
    {{"TimerInstruction.xml", 20}, "timers of event filters"},
    {{"WMI-RPC-DCOM-Diag.txt", 21}, "what a script found of RPC and DCOM"},
};

/* Endings of names that only logs have. */
static const struct view log_endings[] = {{".evtx", 5}, {".etl", 4}};

/* Endings of the names of the logs that the bundles hold, behind HOST. */
static const struct view host_endings[] = {
    {"-WMI-Activity.evtx", 18},
    {"-System.evtx", 12},
    {"-Application.evtx", 17},
};

struct view bundle_folder(struct view path)
{
    const size_t base = view_behind_last(path, "/").len;
    return base < path.len ? view_slice(path, 0, path.len - base - 1) : VIEW("");
}

/* "HOST" of "HOST-20250411_090240", where the rest behind the mark is of digits and '_'. */
static struct view without_end(struct view text, char mark)
{
    size_t end = text.len;
    while (end > 0 &&
           (ascii_is_digit(text.data[end - 1]) || (text.data[end - 1] == '_' && mark != '_'))) {
        end--;
    }
    const bool has_end = end > 1 && end < text.len && text.data[end - 1] == mark;
    return has_end ? view_slice(text, 0, end - 1) : text;
}

static struct view without_ending(struct view part)
{
    static const struct view endings[] = {{".zip", 4}, {".7z", 3}, {".cab", 4}};
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        if (view_ends_nocase(part, endings[i])) {
            return view_slice(part, 0, part.len - endings[i].len);
        }
    }
    return part;
}

/* "HOST" of "HOST_250411-090240_UEX_WMIBaseTrace", also with "TSS_" before it: a date and a time of
 * six digits each between underscores. */
static struct view host_of_tss(struct view part)
{
    enum { STAMP = 6 };
    const struct view lead = VIEW("TSS_");
    part = view_starts_nocase(part, lead) ? view_from(part, lead.len) : part;
    for (size_t i = 1; i + 2 * STAMP + 2 <= part.len; i++) {
        size_t digits = 0;
        while (digits < 2 * STAMP &&
               ascii_is_digit(part.data[i + 1 + digits + (digits >= STAMP)])) {
            digits++;
        }
        const bool is_marked = part.data[i] == '_' && part.data[i + 1 + STAMP] == '-';
        const size_t end = i + 2 * STAMP + 2;
        if (is_marked && digits == 2 * STAMP && (end == part.len || part.data[end] == '_')) {
            return view_slice(part, 0, i);
        }
    }
    return VIEW("");
}

static struct view host_of_part(struct view part)
{
    static const struct {
        struct view lead;
        char mark;
    } forms[] = {{{"WMI-Results-", 12}, '-'}, {{"wmilog-", 7}, '_'}};
    part = without_ending(part);
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        /* With the case that they have: TSS has a folder WMILog-DATE. */
        if (view_starts(part, forms[i].lead)) {
            return without_end(view_from(part, forms[i].lead.len), forms[i].mark);
        }
    }
    return host_of_tss(part);
}

static bool is_list_start(struct view base, struct view *host)
{
    const struct view end = VIEW(".txt");
    for (size_t i = 0; i < COUNT_OF(list_starts); i++) {
        const size_t lead = list_starts[i].len;
        if (view_starts_nocase(base, list_starts[i]) && base.len > lead + end.len &&
            view_ends_nocase(base, end)) {
            *host = view_slice(base, lead, base.len - end.len);
            return true;
        }
    }
    return false;
}

static bool is_list_name(struct view base)
{
    struct view unused;
    for (size_t i = 0; i < COUNT_OF(list_names); i++) {
        const struct view name = list_names[i];
        /* TSS puts HOST_DATE_ before it. */
        if (view_ends_nocase(base, name) &&
            (base.len == name.len || base.data[base.len - name.len - 1] == '_')) {
            return true;
        }
    }
    return is_list_start(base, &unused);
}

struct view bundle_host(struct view path)
{
    struct view host;
    if (is_list_start(view_behind_last(path, "/"), &host)) {
        return host;
    }
    for (struct view rest = path; rest.len > 0; rest = bundle_folder(rest)) {
        host = host_of_part(view_behind_last(rest, "/"));
        if (host.len > 0) {
            return host;
        }
    }
    return VIEW("");
}

/* Two digits at a time. */
static bool read_digits(struct view text, size_t count, int *numbers)
{
    for (size_t i = 0; i < count; i++) {
        const struct view pair = view_slice(text, 2 * i, 2 * i + 2);
        uint64_t number;
        if (pair.len < 2 || !view_number(pair, &number)) {
            return false;
        }
        numbers[i] = (int)number;
    }
    return true;
}

/* "20250411_090240" or "250411-090240" at the start, or the end of the text. */
static bool read_stamp(struct view text, struct wintime_parts *parts)
{
    int date[3], time[3], century = 20;
    struct view day, rest;
    const bool is_long = view_cut(text, VIEW("_"), &day, &rest) && day.len == 8;
    if (!is_long && (!view_cut(text, VIEW("-"), &day, &rest) || day.len != 6)) {
        return false;
    }
    if ((is_long && !read_digits(day, 1, &century)) ||
        !read_digits(view_from(day, is_long ? 2 : 0), 3, date) || !read_digits(rest, 3, time)) {
        return false;
    }
    *parts = (struct wintime_parts){.year = 100 * century + date[0],
                                    .month = date[1],
                                    .day = date[2],
                                    .hour = time[0],
                                    .minute = time[1],
                                    .second = time[2]};
    return true;
}

int64_t bundle_time(struct view path)
{
    for (struct view rest = path; rest.len > 0; rest = bundle_folder(rest)) {
        const struct view part = view_behind_last(rest, "/");
        for (size_t i = 0; i < part.len; i++) {
            struct wintime_parts parts;
            int64_t ticks;
            if ((part.data[i] == '-' || part.data[i] == '_') &&
                read_stamp(view_from(part, i + 1), &parts) && wintime_from_parts(&parts, &ticks)) {
                return ticks;
            }
        }
    }
    return WINTIME_NONE;
}

static bool is_named(struct view path, struct view name)
{
    const struct view base = view_behind_last(path, "/");
    return view_ends_nocase(base, name) &&
           (base.len == name.len || base.data[base.len - name.len - 1] == '-');
}

bool bundle_is_text_of_log(struct view path)
{
    return is_named(path, VIEW("WMI-Activity.txt"));
}

bool bundle_is_log_of_text(struct view path)
{
    return is_named(path, VIEW("WMI-Activity.evtx"));
}

struct view bundle_host_of_log(struct view path)
{
    const struct view base = view_behind_last(path, "/");
    for (size_t i = 0; i < COUNT_OF(host_endings); i++) {
        if (view_ends_nocase(base, host_endings[i])) {
            return view_slice(base, 0, base.len - host_endings[i].len);
        }
    }
    return VIEW("");
}

static bool is_log_name(struct view name)
{
    for (size_t i = 0; i < COUNT_OF(log_endings); i++) {
        if (view_ends_nocase(name, log_endings[i])) {
            return true;
        }
    }
    return false;
}

static const char *unused_by_name(struct view path)
{
    for (size_t i = 0; i < COUNT_OF(unused_names); i++) {
        if (view_ends_nocase(path, unused_names[i].ending)) {
            return unused_names[i].what;
        }
    }
    return NULL;
}

struct bundle_file bundle_recognise(struct view name, struct view head)
{
    struct reader_input unused = {0};
    struct bundle_file file = {BUNDLE_UNUSED, NULL};
    if (head.len == 0) {
        return (struct bundle_file){BUNDLE_EMPTY, "empty"};
    }
    if (provider_hosts_recognise(head)) {
        file.kind = BUNDLE_PROVIDER_HOSTS;
    } else if (service_hosts_recognise(head)) {
        file.kind = BUNDLE_SERVICES;
    } else if (quotas_recognise(head)) {
        file.kind = BUNDLE_QUOTAS;
    } else if (subscriptions_recognise(view_behind_last(name, "/"), head)) {
        file.kind = BUNDLE_SUBSCRIPTIONS;
    } else if (archive_recognise(head) || reader_has_line_ends(head) ||
               reader_recognise(head, &unused, NULL) == STATUS_OK) {
        file.kind = BUNDLE_LOG;
    } else if (is_list_name(view_behind_last(name, "/"))) {
        file.kind = BUNDLE_PROCESSES;
    } else {
        file.kind = is_log_name(name) ? BUNDLE_LOST_LOG : BUNDLE_UNUSED;
        file.what = reader_stranger(head);
        file.what = file.what || file.kind == BUNDLE_UNUSED ? file.what : reader_guess(head);
        file.what = file.what ? file.what : unused_by_name(name);
    }
    free(unused.header);
    return file;
}
