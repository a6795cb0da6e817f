/* Spans of time and releases of Windows in words. */
#include "rules/matching/words.h"

#include "parsers/base/wintime.h"
#include "rules/computers/systems.h"

struct view span_words(struct arena *arena, int64_t ticks)
{
    double seconds = (double)ticks / WINTIME_TICKS_PER_SECOND;
    if (ticks <= 0) {
        return VIEW_NONE;
    }
    if (seconds < 120) {
        return arena_format(arena, "%.3g seconds", seconds);
    }
    return seconds < 7200 ? arena_format(arena, "%.3g minutes", seconds / 60)
                          : arena_format(arena, "%.3g hours", seconds / 3600);
}

struct view windows_words(struct arena *arena, const struct windows_bounds *windows)
{
    const char *release = system_release(windows);
    if (release) {
        return view_of(release);
    }
    return windows->from == windows->to
               ? arena_format(arena, "Windows (build %u)", (unsigned)windows->from)
               : VIEW_NONE;
}
