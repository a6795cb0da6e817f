/* Going through the texts of events: collecting the names in them, and later putting tokens in
 * their place. Both are the same way, so that nothing is met in the second reading that was not in
 * the first. */
#ifndef WMILOG_ANALYZER_REDACT_REWRITER_H
#define WMILOG_ANALYZER_REDACT_REWRITER_H
#include "analyzer/redact/names.h"
#include "parsers/base/hash/hash_set.h"

struct rewriter;
/* What became of a text in some way of rewriting: `analyze --redact -j 1` takes 1.53 times the
 * instructions without it, on 0.8 MB of a log of tests/bench/make_evtx. */
struct rewriter_memo {
    struct view from, to;
    void (*put)(struct rewriter *w, struct view text, struct buffer *out);
};

enum {
    REWRITER_MEMO = 256,
    REWRITER_MAX_DEPTH = 4, /* of what is encoded in what is encoded */
    REWRITER_KEPT = 2,
};

/* One for each thread at work. Begin it with rewriter_start(). */
struct rewriter {
    const struct name_table *names;
    struct name_table *collected; /* the same while names are collected, else NULL */
    /* Texts in which names were collected: without it `analyze --redact -j 1` takes 1.54 times the
     * instructions, on 1 MB of a log of tests/bench/make_evtx. NULL for no memory of them. */
    struct hash_set *seen;
    /* Of REWRITER_MEMO texts, in the arena of a batch; owned, or NULL. */
    struct rewriter_memo *memo;
    /* rewrite_text, for what such texts are made of. */
    void (*any)(struct rewriter *w, struct view text, struct buffer *out);
    unsigned depth;
    struct buffer folded[REWRITER_MAX_DEPTH]; /* the text at hand in lower case */
    struct buffer plain[REWRITER_MAX_DEPTH];  /* what was decoded */
    struct view kept[REWRITER_KEPT]; /* parts of the query at hand: its class, its method */
    struct buffer out;               /* the new text */
    struct buffer word;              /* a word without what its quoting added */
};

void rewriter_init(struct rewriter *w, const struct name_table *names,
                   struct name_table *collected);
void rewriter_release(struct rewriter *w);

/* A name of a kind: collected with the parts that it has, or its token appended. */
void rewriter_name(struct rewriter *w, enum name_kind kind, struct view word, struct buffer *out);

/* All of these append a text with tokens for what it names; what is absent gives nothing. */

/* Anything: SIDs, addresses, mail addresses, shares, profiles, what is encoded, and the names that
 * were collected elsewhere. */
void rewrite_text(struct rewriter *w, struct view text, struct buffer *out);
/* What has to stay for the judgement: nothing but the user's own words is replaced, by a token that
 * is an identifier. */
void rewrite_kept(struct rewriter *w, struct view text, struct buffer *out);
/* What is a name as a whole, such as a password or an instance. */
void rewrite_whole(struct rewriter *w, struct view text, struct buffer *out);
/* A computer: a short, full or NetBIOS name, an address. */
void rewrite_host(struct rewriter *w, struct view text, struct buffer *out);
/* DOMAIN\user, user@domain, user, HOST$, a SID. */
void rewrite_account(struct rewriter *w, struct view text, struct buffer *out);
void rewrite_domain(struct rewriter *w, struct view text, struct buffer *out);
/* SERVICE/host[:port][/instance][@REALM] */
void rewrite_principal(struct rewriter *w, struct view text, struct buffer *out);
/* A namespace: its computer and the SIDs in it. */
void rewrite_namespace(struct rewriter *w, struct view text, struct buffer *out);
/* The text of an operation, and what stands in one: a query or an object path. */
void rewrite_operation(struct rewriter *w, struct view text, struct buffer *out);
void rewrite_query(struct rewriter *w, struct view text, struct buffer *out);
/* A name of a class or a method: kept, unless it is none. */
void rewrite_identifier(struct rewriter *w, struct view text, struct buffer *out);
/* A name of a provider or a channel: kept, unless it is that of a computer or has another text in
 * it. */
void rewrite_origin(struct rewriter *w, struct view text, struct buffer *out);
/* Objects in MOF; what is none may be the text of an operation. */
void rewrite_mof(struct rewriter *w, struct view text, struct buffer *out);
/* A GUID stays; what is none is any text. */
void rewrite_guid(struct rewriter *w, struct view text, struct buffer *out);
/* What nobody knows the meaning of: nothing but numbers, GUIDs, SIDs and the like stays, the rest
 * becomes a note of its size. */
void rewrite_unknown(struct rewriter *w, struct view text, struct buffer *out);
/* Nothing but a note of its size. */
void rewrite_note(struct rewriter *w, struct view text, struct buffer *out);
/* A sentence of a reader: what it quotes becomes a note of its size. */
void rewrite_sentence(struct rewriter *w, struct view text, struct buffer *out);

#endif
