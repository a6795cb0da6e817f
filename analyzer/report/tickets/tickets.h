/* Payloads for ticket systems, one JSON value a line: a ticket for each group and for each event
 * consumer, or one card of all.
 * Nothing is sent. Formats and limits are those of the systems' own documentation. */
#ifndef WMILOG_ANALYZER_REPORT_TICKETS_TICKETS_H
#define WMILOG_ANALYZER_REPORT_TICKETS_TICKETS_H
#include "analyzer/report/brief/brief.h"

struct ticket_system;
struct ticket_card;
struct ticket_pile; /* analyzer/report/tickets/pile.h */

extern const struct names ticket_system_names; /* for --for */
const struct ticket_system *ticket_system_at(uint32_t index);
/* The verdict from which a group becomes a ticket, unless the user says otherwise. */
enum verdict ticket_system_least(const struct ticket_system *system);

/* What is wanted, and what became of it. */
struct ticket_job {
    const struct ticket_system *system;
    enum verdict least;
    size_t max;        /* tickets */
    bool has_priority; /* priority, impact or severity by verdict, where a ticket can do without */
    /* Is given each payload instead of the output, edits it and writes it; NULL: it is written as
     * it is. */
    void (*edit)(void *context, struct view payload, struct output *out);
    void *context;
    size_t written;                /* groups and event consumers in tickets */
    uint64_t left_out, failures;   /* groups over `max`, and their failures */
    uint64_t lesser;               /* groups below `least` */
    uint64_t consumers_left_out;   /* event consumers over `max` ... */
    uint64_t consumers_lesser;     /* ... and below `least`, but for harmless ones */
    struct ticket_card *card;      /* being made, for systems that take one card for all */
    struct ticket_pile *consumers; /* that wait for their turn among the groups, or NULL */
    /* Where an analysis puts its groups instead of writing them; NULL: it writes them. */
    void (*keep)(struct ticket_pile *pile, const struct brief *brief);
    struct ticket_pile *pile;
};

/* Takes a group or an event consumer, or keeps it where the job says so. The brief is needed for
 * the call alone. Groups come with the worst verdict first, and before all groups the consumers,
 * which are written among them, by their verdicts; those of one fingerprint become one ticket. */
void tickets_take(struct ticket_job *job, const struct brief *brief, struct output *out);
/* Writes the ticket of a brief whose turn it is. */
void tickets_add(struct ticket_job *job, const struct brief *brief, struct output *out);
/* Writes the tickets of a pile, and ends; what had no room in it counts as left out. */
void tickets_add_pile(struct ticket_job *job, struct ticket_pile *pile, struct output *out);
/* After the last group. */
void tickets_end(struct ticket_job *job, struct output *out);

/* A form of report that writes the tickets of run->tickets. */
extern const struct report_format report_tickets;

#endif
