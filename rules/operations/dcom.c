/* The DistributedCOM events that are failed connects to WMI, and what their data mean. */
#include "rules/operations/dcom.h"

#include <string.h>

#include "parsers/base/count.h"
#include "parsers/base/guid.h"
#include "rules/failure/other_logs.h"
#include "rules/operations/contents.h"
#include "rules/operations/insertions.h"

/* Codes of events that carry none: not reachable (10009, 10028), refused for want of a right
 * (10015, 10016) or of authentication (10036 to 10038), or not started in time (10010). */
#define UNREACHABLE 0x800706BAU
#define REFUSED 0x80070005U
#define NOT_STARTED 0x80080005U /* CO_E_SERVER_EXEC_FAILURE */

/* Winmgmt and WbemLevel1Login; WbemLocator; the provider subsystem host, and the secured one;
 * UnsecuredApartment; WbemScripting.SWbemLocator (wbemcli.h, wbemprov.h, wbemdisp.h). */
static const struct view wmi_class_ids[] = {
    {"{8BC3F05E-D86B-11D0-A075-00C04FB68820}", GUID_TEXT_SIZE - 1},
    {"{4590F811-1D3A-11D0-891F-00AA004B2E24}", GUID_TEXT_SIZE - 1},
    {"{73E709EA-5D93-4B2E-BBB0-99B7938DA9E4}", GUID_TEXT_SIZE - 1},
    {"{1F87137D-0E7C-44D5-8C73-4EFFB68962F2}", GUID_TEXT_SIZE - 1},
    {"{49BD2028-1523-11D1-AD79-00C04FD8FDFF}", GUID_TEXT_SIZE - 1},
    {"{76A64158-CB41-11D1-8B02-00600806D9B6}", GUID_TEXT_SIZE - 1},
};

static struct view without_slashes(struct view machine)
{
    while (machine.len > 0 && machine.data[0] == '\\') {
        machine = view_from(machine, 1);
    }
    return machine;
}

/* True unless the text is the CLSID of something else than WMI. */
static bool may_be_wmi(struct view text, struct view *class_id)
{
    struct guid found, own;
    if (!guid_parse(text, &found) || guid_is_zero(&found)) {
        return true;
    }
    for (size_t i = 0; i < COUNT_OF(wmi_class_ids); i++) {
        if (guid_parse(wmi_class_ids[i], &own) && guid_equal(&found, &own)) {
            *class_id = wmi_class_ids[i];
            return true;
        }
    }
    return false;
}

static bool read_number(struct view text, bool is_hex, uint32_t *number)
{
    uint64_t wide;
    if (!(is_hex ? view_hex(text, &wide) : view_number(text, &wide)) || wide > UINT32_MAX) {
        return false;
    }
    *number = (uint32_t)wide;
    return true;
}

/* A process that COM could not start: its command line, the error, the class (10001: an account).
 */
static bool read_10000(const struct event *e, struct dcom_failure *d)
{
    static const char *const programs[] = {"wmiprvse.exe", "unsecapp.exe"};
    struct view command = insertion_at(e, 1, VIEW_NONE);
    d->is_server_side = true;
    bool is_wmi =
        may_be_wmi(insertion_at(e, 3, VIEW_NONE), &d->class_id) && !view_is_empty(d->class_id);
    for (size_t i = 0; i < COUNT_OF(programs) && !is_wmi; i++) {
        is_wmi = view_find_nocase(command, view_of(programs[i]), 0) != SIZE_MAX;
    }
    return is_wmi && insertion_code(insertion_at(e, 2, VIEW_NONE), &d->result);
}

static bool read_10006(const struct event *e, struct dcom_failure *d)
{
    d->target = insertion_at(e, 2, VIEW_NONE);
    return may_be_wmi(insertion_at(e, 3, VIEW_NONE), &d->class_id) &&
           insertion_code(insertion_at(e, 1, VIEW_NONE), &d->result);
}

static bool read_10009(const struct event *e, struct dcom_failure *d)
{
    d->result = UNREACHABLE;
    d->target = insertion_at(e, 1, VIEW_NONE);
    return true;
}

/* A server that did not register, in which WMI or one of its providers was to run. */
static bool read_10010(const struct event *e, struct dcom_failure *d)
{
    d->result = NOT_STARTED;
    d->is_server_side = true;
    return may_be_wmi(insertion_at(e, 1, VIEW_NONE), &d->class_id) && !view_is_empty(d->class_id);
}

/* A limit of the whole machine: as 10016, but the class stands one place before. */
static bool read_10015(const struct event *e, struct dcom_failure *d)
{
    d->result = REFUSED;
    d->is_server_side = true;
    d->domain = insertion_at(e, 5, VIEW_NONE);
    d->account = insertion_at(e, 6, VIEW_NONE);
    d->address = insertion_at(e, 8, VIEW_NONE);
    return may_be_wmi(insertion_at(e, 3, VIEW_NONE), &d->class_id) && !view_is_empty(d->class_id);
}

static bool read_10016(const struct event *e, struct dcom_failure *d)
{
    d->result = REFUSED;
    d->is_server_side = true;
    d->domain = insertion_at(e, 6, VIEW_NONE);
    d->account = insertion_at(e, 7, VIEW_NONE);
    d->address = insertion_at(e, 9, VIEW_NONE);
    return may_be_wmi(insertion_at(e, 4, VIEW_NONE), &d->class_id) && !view_is_empty(d->class_id);
}

static bool read_10028(const struct event *e, struct dcom_failure *d)
{
    d->result = UNREACHABLE;
    d->target = insertion_at(e, 1, VIEW_NONE);
    d->has_process_id = read_number(insertion_at(e, 2, VIEW_NONE), true, &d->process_id);
    d->image = insertion_at(e, 3, VIEW_NONE);
    d->image_source = VIEW("DistributedCOM 10028");
    return may_be_wmi(insertion_at(e, 4, VIEW_NONE), &d->class_id);
}

static bool read_10036(const struct event *e, struct dcom_failure *d)
{
    d->result = REFUSED;
    d->is_server_side = true;
    d->domain = insertion_at(e, 1, VIEW("DomainName"));
    d->account = insertion_at(e, 2, VIEW("UserName"));
    d->address = insertion_at(e, 4, VIEW("ClientIPAddress"));
    return true;
}

/* The process id is decimal unless it cannot be. */
static bool read_client_side(const struct event *e, struct dcom_failure *d)
{
    struct view process_id = insertion_at(e, 2, VIEW("PID"));
    d->result = REFUSED;
    d->target = insertion_at(e, 4, VIEW("ComputerName"));
    d->image = insertion_at(e, 1, VIEW("ApplicationName"));
    d->image_source = e->id == 10037 ? VIEW("DistributedCOM 10037") : VIEW("DistributedCOM 10038");
    d->has_process_id = read_number(process_id, false, &d->process_id) ||
                        read_number(process_id, true, &d->process_id);
    return may_be_wmi(insertion_at(e, 3, VIEW("CLSID")), &d->class_id);
}

static const struct {
    uint16_t event_id;
    bool (*read)(const struct event *e, struct dcom_failure *d);
} readers[] = {
    {10000, read_10000}, {10001, read_10000},       {10006, read_10006},       {10009, read_10009},
    {10010, read_10010}, {10015, read_10015},       {10016, read_10016},       {10028, read_10028},
    {10036, read_10036}, {10037, read_client_side}, {10038, read_client_side},
};

bool dcom_read(const struct event *event, struct dcom_failure *dcom)
{
    if (event->is_wmi_activity || (!view_equal_nocase(event->provider, VIEW(DCOM_PROVIDER)) &&
                                   !view_equal_nocase(event->provider, VIEW("DCOM")))) {
        return false;
    }
    for (size_t i = 0; i < COUNT_OF(readers); i++) {
        if (readers[i].event_id == event->id) {
            struct dcom_failure read = {0};
            if (!readers[i].read(event, &read)) {
                return false;
            }
            read.target = without_slashes(read.target);
            *dcom = read;
            return true;
        }
    }
    return false;
}

static struct view user_of(struct arena *arena, const struct dcom_failure *d)
{
    if (view_is_empty(d->domain)) {
        return contents_keep(arena, d->account);
    }
    struct view whole =
        arena_format(arena, "%.*s\\%.*s", VIEW_ARG(d->domain), VIEW_ARG(d->account));
    return contents_keep(arena, whole);
}

static bool is_loopback(struct view address)
{
    return view_starts(address, VIEW("127.")) || view_equal(address, VIEW("::1")) ||
           view_starts_nocase(address, VIEW("LocalHost"));
}

static void fill_client(struct failure *f, const struct dcom_failure *d)
{
    struct failure_client *client = &f->client;
    if (d->is_server_side) {
        client->machine = contents_keep(&f->arena, d->address);
        client->user = view_is_empty(d->account) ? VIEW_NONE : user_of(&f->arena, d);
        client->locality = LOCALITY_REMOTE;
        if (view_is_empty(d->address)) {
            client->locality = LOCALITY_UNKNOWN;
        } else if (is_loopback(d->address)) {
            client->locality = LOCALITY_LOCAL;
        }
        return;
    }
    client->machine = f->computer;
    /* Local is who runs where WMI should have answered, not where the event was written. */
    client->locality = failure_is_elsewhere(f, d->target) ? LOCALITY_REMOTE : LOCALITY_LOCAL;
    client->is_here = client->locality == LOCALITY_REMOTE;
    client->has_process_id = d->has_process_id && d->process_id != 0;
    client->process_id = client->has_process_id ? d->process_id : 0;
    struct view image = view_behind_last(d->image, "\\");
    if (!view_is_empty(image)) {
        client->process_name = contents_keep(&f->arena, image);
        client->process_name_source = d->image_source;
    }
}

void dcom_fill(struct pending *p, const struct dcom_failure *dcom)
{
    struct failure *f = &p->failure;
    f->result = dcom->result;
    f->known_by = KNOWN_BY_OTHER_LOG;
    f->known_from = VIEW(DCOM_PROVIDER);
    f->other_log = other_log_find(f->evidence[0].event_id);
    f->service_process_id = 0; /* the writer is not the WMI service */
    f->operation.argument = dcom->class_id;
    f->operation.target_host =
        view_is_empty(dcom->target) ? f->computer : contents_keep(&f->arena, dcom->target);
    fill_client(f, dcom);
    p->has_locality = true;
}
