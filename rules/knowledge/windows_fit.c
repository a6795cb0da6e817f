/* Compares what the tables say of versions and editions with what is known of a machine. */
#include "rules/knowledge/windows_fit.h"

static const char *const fit_table[WINDOWS_FIT_COUNT] = {
    [WINDOWS_FIT_UNKNOWN] = "unknown",
    [WINDOWS_FIT_HERE] = "here",
    [WINDOWS_FIT_OTHER_EDITION] = "other-edition",
    [WINDOWS_FIT_TOO_NEW] = "too-new",
    [WINDOWS_FIT_ENDED] = "ended",
};
const struct names windows_fit_names = NAMES_OF("whether a machine has it", fit_table);

/* By the version alone. `since` of what was always there is of no use: only a build that is known
 * makes HERE. */
static enum windows_fit fit_since(struct view since, const struct windows_bounds *w)
{
    uint32_t first, last;
    if (!windows_release_named(since, &first, &last)) {
        return WINDOWS_FIT_UNKNOWN;
    }
    return w->to < first      ? WINDOWS_FIT_TOO_NEW
           : w->from >= first ? WINDOWS_FIT_HERE
                              : WINDOWS_FIT_UNKNOWN;
}

/* "client: Windows 7": servers still have it. */
static enum windows_fit fit_until(struct view until, const struct windows_bounds *w)
{
    static const struct view client = {"client: ", 8};
    uint32_t first, last;
    if (view_starts(until, client)) {
        if (w->edition != EDITION_CLIENT) {
            return w->edition == EDITION_SERVER ? WINDOWS_FIT_HERE : WINDOWS_FIT_UNKNOWN;
        }
        until = view_from(until, client.len);
    }
    if (!windows_release_named(until, &first, &last)) {
        return WINDOWS_FIT_UNKNOWN;
    }
    return w->from > last  ? WINDOWS_FIT_ENDED
           : w->to <= last ? WINDOWS_FIT_HERE
                           : WINDOWS_FIT_UNKNOWN;
}

enum { WINDOWS_10 = 10240 }; /* the dumps of today begin with it */

/* Whether a dump of that edition shows the class. */
static bool is_seen(const struct class_facts *facts, enum edition edition)
{
    const unsigned clients = 1U << SEEN_10 | 1U << SEEN_11;
    const unsigned servers = 1U << SEEN_2019 | 1U << SEEN_2022 | 1U << SEEN_HCI;
    const unsigned dumps = edition == EDITION_CLIENT   ? clients
                           : edition == EDITION_SERVER ? servers
                                                       : clients | servers;
    return (facts->seen & dumps) != 0;
}

/* What came once and is in no dump of today may have gone again without a word. */
static enum windows_fit if_seen(enum windows_fit fit, const struct class_facts *facts,
                                const struct windows_bounds *w)
{
    return fit == WINDOWS_FIT_HERE && w->to >= WINDOWS_10 && !is_seen(facts, w->edition)
               ? WINDOWS_FIT_UNKNOWN
               : fit;
}

/* The same answer for both editions, where it is not known which one it is. */
static enum windows_fit fit_editions(const struct class_facts *facts,
                                     const struct windows_bounds *w)
{
    if (w->edition == EDITION_CLIENT) {
        return fit_since(facts->since_client, w);
    }
    const enum windows_fit server = fit_since(facts->since_server, w);
    if (w->edition == EDITION_SERVER) {
        return server;
    }
    return fit_since(facts->since_client, w) == server ? server : WINDOWS_FIT_UNKNOWN;
}

enum windows_fit windows_fit_class(const struct class_facts *facts, const struct windows_bounds *w)
{
    const enum class_presence presence = class_presence(facts);
    const bool is_known = w->edition != EDITION_UNKNOWN;
    if ((presence == CLASS_PRESENCE_SERVER && w->edition == EDITION_CLIENT) ||
        (presence == CLASS_PRESENCE_CLIENT && w->edition == EDITION_SERVER)) {
        return WINDOWS_FIT_OTHER_EDITION;
    }
    if (presence == CLASS_PRESENCE_ENDED) {
        return fit_until(facts->until, w);
    }
    if (presence == CLASS_PRESENCE_EVERY && w->from >= WINDOWS_10) {
        return WINDOWS_FIT_HERE;
    }
    const bool is_of_one = presence == CLASS_PRESENCE_SERVER || presence == CLASS_PRESENCE_CLIENT;
    return is_of_one && !is_known ? WINDOWS_FIT_UNKNOWN : if_seen(fit_editions(facts, w), facts, w);
}

enum windows_fit windows_fit_namespace(const struct namespace_facts *facts,
                                       const struct windows_bounds *w)
{
    const bool is_known = w->edition != EDITION_UNKNOWN;
    const bool is_of_both = facts->editions == EDITIONS_BOTH;
    if ((facts->editions == EDITIONS_SERVER && w->edition == EDITION_CLIENT) ||
        (facts->editions == EDITIONS_CLIENT && w->edition == EDITION_SERVER)) {
        return WINDOWS_FIT_OTHER_EDITION;
    }
    if (!view_is_empty(facts->until)) {
        return fit_until(facts->until, w);
    }
    const enum windows_fit since = fit_since(facts->since, w);
    return since == WINDOWS_FIT_HERE && !is_of_both && !is_known ? WINDOWS_FIT_UNKNOWN : since;
}

unsigned windows_fit_aspects(enum windows_fit fit)
{
    return fit == WINDOWS_FIT_OTHER_EDITION ? 1U << ASPECT_EDITIONS | 1U << ASPECT_SINCE
           : fit == WINDOWS_FIT_ENDED       ? 1U << ASPECT_UNTIL
                                            : 1U << ASPECT_SINCE;
}
