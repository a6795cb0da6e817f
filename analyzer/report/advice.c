/* Sentences about what the logs did not contain. */
#include "analyzer/report/advice.h"

/* The first line is the sentence, the others are commands, and in brackets what comes between. */
static const char no_trace[] =
    "The Trace channel is not in this log. It alone tells how long calls took, which connects "
    "succeeded, and which provider a failed call went to. To collect it, run as administrator on "
    "that computer, repeat what fails, switch it off and export it "
    "(`wmilog collector` prints a script that does all of this):\n"
    "wevtutil sl Microsoft-Windows-WMI-Activity/Trace /e:true /q:true\n"
    "(repeat what fails)\n"
    "wevtutil sl Microsoft-Windows-WMI-Activity/Trace /e:false\n"
    "wevtutil epl Microsoft-Windows-WMI-Activity/Trace trace.evtx";

static const char no_operational[] =
    "The Operational channel is not in this log, so the component and possible cause of failures, "
    "provider loads and event consumers are unknown. To collect it:\n"
    "wevtutil epl Microsoft-Windows-WMI-Activity/Operational oper.evtx";

static const char no_wmi[] = "No WMI-Activity event was found. To collect the right log (`wmilog "
                             "collector` prints a script that collects all of them):\n"
                             "wevtutil epl Microsoft-Windows-WMI-Activity/Operational oper.evtx";

static const char no_wmi_in_trace[] =
    "No WMI-Activity event was found. To collect the right log, as an export or, while what fails "
    "is "
    "repeated, as a trace:\n"
    "wevtutil epl Microsoft-Windows-WMI-Activity/Operational oper.evtx\n" ADVICE_TRACE_START
    "\n" ADVICE_TRACE_STOP;

static const char late_events[] =
    "Some events came later than events that are newer than they are, by more than can be sorted; "
    "their operations may be incomplete. Give each log as it was exported.";

bool advice_has_trace(const struct report_source *const *sources, size_t source_count)
{
    for (size_t i = 0; i < source_count; i++) {
        if (view_equal(sources[i]->format, VIEW("etl"))) {
            return true;
        }
    }
    return false;
}

size_t advice_give(const struct engine *engine, const struct report_source *const *sources,
                   size_t source_count, struct view advice[ADVICE_MAX])
{
    const struct engine_stats *stats = engine_stats(engine);
    size_t count = 0;
    if (stats->wmi_events == 0) {
        bool has_trace = advice_has_trace(sources, source_count);
        advice[count++] = has_trace ? VIEW(no_wmi_in_trace) : VIEW(no_wmi);
        return count;
    }
    if (stats->trace_events == 0) {
        advice[count++] = VIEW(no_trace);
    }
    if (stats->operational_events == 0) {
        advice[count++] = VIEW(no_operational);
    }
    uint64_t out_of_order = 0;
    for (size_t i = 0; i < source_count; i++) {
        out_of_order += sources[i]->out_of_order;
    }
    if (out_of_order > 0) {
        advice[count++] = VIEW(late_events);
    }
    return count;
}
