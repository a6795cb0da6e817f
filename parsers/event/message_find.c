/* Where messages begin in a text: by the names of fields before equals signs, and by the words that
 * stand behind the first field of some. */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/base/name_place.h"
#include "parsers/event/message.h"
#include "parsers/event/template_tables.h"

enum { MAX_STARTS = 64 /* places of a line that a message may begin at */ };

/* NULL for another word. */
static const struct message_name *find_message_name(struct view word)
{
    if (word.len == 0) {
        return NULL;
    }
    const uint16_t *starts = &message_name_starts[name_place(word)];
    for (size_t i = starts[0]; i < starts[1]; i++) {
        if (view_equal(message_names[i].name, word)) {
            return &message_names[i];
        }
    }
    return NULL;
}

bool message_is_name(struct view name)
{
    return find_message_name(name) ? true : false;
}

/* Where the message begins whose first field is named at `pos`: mostly there, but some forms have
 * words before it. */
static size_t lead_start(struct view text, size_t from, size_t pos, const struct message_name *name)
{
    size_t start = pos;
    for (size_t i = 0; i < name->lead_count; i++) {
        const struct view lead = name->leads[i];
        if (pos - from >= lead.len && pos - lead.len < start &&
            view_starts(view_from(text, pos - lead.len), lead)) {
            start = pos - lead.len;
        }
    }
    return start;
}

/* What a text was pasted behind without a blank: the end of the message before it, which is a word
 * or the name of a file. */
static size_t run_together_len(struct view word)
{
    static const struct view files[] = {{".dll", 4}, {".exe", 4}};
    struct view end = VIEW("Unknown");
    size_t len = word.len > end.len && view_starts(word, end) ? end.len : 0;
    const bool may_be_file = word.len > 0 && memchr(word.data, '.', word.len);
    for (size_t i = 0; i < COUNT_OF(files) && may_be_file; i++) {
        const size_t pos = view_find_nocase(word, files[i], len);
        const size_t behind = pos == SIZE_MAX ? word.len : pos + files[i].len;
        len = behind < word.len && ascii_is_letter(word.data[behind]) ? behind : len;
    }
    return len;
}

/* What stands behind the first field of 5857. */
static const struct view first_words = {" provider started with result code ", 35};

/* Where they stand next. */
static size_t find_first_words(struct view text, size_t from)
{
    enum { RARE = 18 }; /* the 'w' of "with" */
    return view_find_rare(text, first_words, RARE, from);
}

/* What stands between the name of a provider and other words before it. */
static bool ends_words(char c)
{
    return !ascii_is_word(c) && ascii_is_of(" \t\r\n|\"'`*>([=;,", c);
}

/* Where a provider's name of several words begins, the last of which stands at `start`: it is
 * "Provider", and those before it have a capital, as in "SCM Event Provider". */
static size_t words_start(struct view text, size_t from, size_t start, size_t end)
{
    enum { MAX_WORDS = 5 };
    if (!view_equal_nocase(view_slice(text, start, end), VIEW("Provider"))) {
        return start;
    }
    for (size_t i = 0; i < MAX_WORDS && start > from + 1 && text.data[start - 1] == ' '; i++) {
        size_t word = start - 1;
        while (word > from && !ends_words(text.data[word - 1])) {
            word--;
        }
        const size_t before = run_together_len(view_slice(text, word, start - 1));
        const char first = text.data[word + before];
        if (word == start - 1 || !ascii_is_letter(first) || first == ascii_fold(first)) {
            break;
        }
        start = word + before;
        if (before > 0) {
            break;
        }
    }
    return start;
}

/* The start of a message that begins with a field and words, as that of 5857. */
static size_t find_wordy(struct view text, size_t from)
{
    const size_t pos = find_first_words(text, from);
    size_t start = pos;
    if (pos == SIZE_MAX) {
        return SIZE_MAX;
    }
    while (start > from && !ends_words(text.data[start - 1])) {
        start--;
    }
    start = words_start(text, from, start, pos);
    start = message_name_start(text, from, start);
    return start + run_together_len(view_slice(text, start, pos));
}

/* How much of a word is a name that only messages begin with; 0 for none. */
static size_t first_name_len(struct view word)
{
    size_t longest = 0;
    for (size_t i = 0; i < message_name_count; i++) {
        struct view name = message_names[i].name;
        if (message_names[i].is_only_first && name.len > longest && name.len < word.len &&
            view_equal(view_from(word, word.len - name.len), name)) {
            longest = name.len;
        }
    }
    return longest;
}

bool message_ends_with_name(struct view word)
{
    return first_name_len(word) > 0;
}

/* "Id = 5858": the number of an event, where messages have a GUID. */
static bool has_event_number(struct view name, struct view behind)
{
    enum { LOOK = 15 /* bytes behind the equals sign */ };
    size_t len = 0;
    if (!view_equal(name, VIEW("Id"))) {
        return false;
    }
    behind = view_trim(view_slice(behind, 0, LOOK));
    while (len < behind.len && ascii_is_digit(behind.data[len])) {
        len++;
    }
    const char after = len < behind.len ? behind.data[len] : '\0';
    return len > 0 && len <= 5 && !ascii_is_word(after) && after != '-';
}

/* The name before an equals sign and where it stands; where a GUID follows, it may stand at the end
 * of another word. NULL for none. */
static const struct message_name *name_before(struct view text, size_t from, size_t equals,
                                              size_t *pos)
{
    size_t end = equals;
    while (end > from && ascii_is_blank(text.data[end - 1])) {
        end--;
    }
    size_t start = end;
    while (start > from && ascii_is_word(text.data[start - 1])) {
        start--;
    }
    struct view word = view_slice(text, start, end);
    if (start > 0 && ascii_is_word(text.data[start - 1])) {
        return NULL; /* the end of a name that begins before */
    }
    *pos = start;
    const struct message_name *name = find_message_name(word);
    if (!name && view_starts(view_from(text, equals), VIEW("= {"))) {
        const size_t len = first_name_len(word);
        *pos = end - len;
        name = find_message_name(view_from(word, word.len - len));
    }
    const bool is_other = name && has_event_number(name->name, view_from(text, equals + 1));
    return is_other ? NULL : name;
}

/* What some messages begin with, and others have in their middle. */
static const struct view shared_first = {"Namespace", 9};

/* True for a text that ends with the name, and that with `last`. */
static inline bool ends_with(struct view text, struct view name, char last)
{
    return name.data[name.len - 1] == last && name.len <= text.len &&
           memcmp(text.data + text.len - name.len, name.data, name.len) == 0;
}

/* True for a byte of the set. */
static inline bool is_among(const uint64_t bytes[4], char c)
{
    const uint8_t byte = (uint8_t)c;
    return (bytes[byte / 64] >> byte % 64 & 1) != 0;
}

/* True where a name before an equals sign may be one that messages begin with: most are not. The
 * end of another word is none, unless a GUID follows. */
static bool may_be_first(struct view text, size_t from, size_t equals)
{
    size_t end = equals;
    while (end > from && ascii_is_blank(text.data[end - 1])) {
        end--;
    }
    const struct view before = view_slice(text, from, end);
    const char last = before.len > 0 ? before.data[before.len - 1] : '\0';
    if (ends_with(before, shared_first, last)) {
        return true;
    }
    if (!is_among(message_first_name_ends, last)) {
        return false;
    }
    for (size_t i = 0; i < message_first_name_count; i++) {
        const struct view name = message_first_names[i];
        if (ends_with(before, name, last) &&
            (before.len == name.len || !ascii_is_word(before.data[before.len - name.len - 1]) ||
             view_starts(view_from(text, equals), VIEW("= {")))) {
            return true;
        }
    }
    return false;
}

/* The start of a message that begins with the name of a field, or with one that stands first in
 * some, by equals signs from `*look` on, which becomes where to look for the next one: behind the
 * sign of this one, unless there are words before the name, which is found by itself then. */
static size_t find_named(struct view text, size_t from, bool is_first, size_t *look)
{
    for (size_t at = *look > from ? *look : from; at < text.len; at++) {
        const char *equals = memchr(text.data + at, '=', text.len - at);
        if (!equals) {
            break;
        }
        at = (size_t)(equals - text.data);
        if (is_first && !may_be_first(text, from, at)) {
            continue;
        }
        size_t pos;
        const struct message_name *name = name_before(text, from, at, &pos);
        if (name) {
            const size_t start = lead_start(text, from, pos, name);
            *look = start == pos ? at + 1 : at;
            return start;
        }
    }
    *look = text.len;
    return SIZE_MAX;
}

/* The next text that may be a message; `wordy` is where the next one of those is that begin with
 * words, which takes a search through all of the text. */
static size_t find_from(struct view text, size_t from, size_t wordy, bool is_first, size_t *look)
{
    size_t next = *look;
    /* A name before the words stands before them with its equals sign. */
    const size_t end = wordy < text.len ? wordy + first_words.len : text.len;
    const size_t named = find_named(view_slice(text, 0, end), from, is_first, &next);
    if (wordy < named) {
        return wordy;
    }
    *look = next;
    return named;
}

bool message_begins_wordy(struct view text)
{
    enum { MAX_NAME = 64 /* bytes: longer ones are found as others are */ };
    const struct view second = VIEW(". HostProcess = ");
    const struct view end = VIEW("Unknown"); /* of a message that stands before it */
    if (text.len < first_words.len + second.len || !ascii_is_letter(text.data[0])) {
        return false;
    }
    const struct view head = view_slice(text, 0, MAX_NAME);
    const char *blank = memchr(head.data, first_words.data[0], head.len);
    size_t len = blank ? (size_t)(blank - head.data) : text.len;
    if (len + 1 >= text.len || text.data[len + 1] != first_words.data[1] ||
        !view_starts(view_from(text, len), first_words) || view_starts(text, end)) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        if (!ascii_is_word(text.data[i])) {
            return false;
        }
    }
    len += first_words.len;
    while (len < text.len && ascii_is_alnum(text.data[len])) {
        len++;
    }
    return view_starts(view_from(text, len), second);
}

/* A first look, which most lines do not pass. */
static bool may_begin(struct view text)
{
    const char *pair = message_start_letters;
    if (text.len == 0 || !is_among(message_start_bytes, text.data[0])) {
        return false;
    }
    while (text.len > 1 && *pair != '\0' && (pair[0] != text.data[0] || pair[1] != text.data[1])) {
        pair += 2;
    }
    return text.len > 1 && *pair != '\0';
}

/* How much of a text is the name and the equals sign that a message begins with; 0 for none. */
static size_t start_len(struct view text)
{
    const size_t count = may_begin(text) ? message_start_count : 0;
    for (size_t i = 0; i < count; i++) {
        if (view_starts(text, message_starts[i].first)) {
            return message_starts[i].first.len;
        }
    }
    return 0;
}

/* True for a text that begins as a message does, and not with the number of an event. */
static bool starts_named(struct view text)
{
    const struct view mark = VIEW(" = "); /* what the start ends with */
    const size_t len = start_len(text);
    return len > 0 &&
           !has_event_number(view_slice(text, 0, len - mark.len), view_from(text, len - 1));
}

size_t message_find(struct view text, size_t from)
{
    if (from == 0 && starts_named(text)) {
        return 0; /* most that are asked for */
    }
    /* Words behind the name stand behind its equals sign, and so does what they begin with. */
    size_t look = from;
    const size_t named = find_named(text, from, false, &look);
    const size_t end = named < text.len ? named + first_words.len : text.len;
    const size_t wordy = find_wordy(view_slice(text, 0, end), from);
    return wordy < named ? wordy : named;
}

size_t message_find_whole(struct view text, size_t from)
{
    size_t wordy = find_wordy(text, from);
    size_t look = from;
    size_t pos = find_from(text, from, wordy, false, &look);
    for (size_t i = 0; pos != SIZE_MAX && i < MAX_STARTS; i++) {
        /* One that begins with words would take in all that stands before it. */
        if (message_event_id(view_slice(text, pos, pos < wordy ? wordy : text.len)) != 0) {
            return pos;
        }
        wordy = wordy <= pos ? find_wordy(text, pos + first_words.len) : wordy;
        pos = find_from(text, pos + 1, wordy, false, &look);
    }
    return SIZE_MAX;
}

bool message_begins(struct view text)
{
    return start_len(text) > 0;
}

bool message_is_begun(struct view text)
{
    const size_t count = may_begin(text) ? message_start_count : 0;
    for (size_t i = 0; i < count; i++) {
        const struct message_start *start = &message_starts[i];
        if (start->second.len > 0 && view_starts(text, start->first)) {
            const struct view rest = view_from(text, start->first.len);
            const size_t end = view_find(rest, view_slice(start->second, 0, 1), 0);
            if (view_starts(view_from(rest, end), start->second)) {
                return true;
            }
        }
    }
    return false;
}

/* True for a whole message at the start of a text whose first field others have in their middle. */
static bool begins_shared(struct view text, size_t *tries)
{
    if (!view_starts(text, shared_first) || *tries >= MESSAGE_MAX_TRIES) {
        return false;
    }
    const bool is_whole = message_event_id(text) != 0;
    *tries += !is_whole;
    return is_whole;
}

size_t message_find_next(struct view text, size_t from, size_t *tries)
{
    size_t wordy = find_wordy(text, from);
    size_t look = from + start_len(view_from(text, from)); /* the text's own start is no next one */
    size_t pos = find_from(text, from, wordy, true, &look);
    while (pos != SIZE_MAX) {
        const struct view rest = view_from(text, pos);
        if (pos > from && (pos == wordy || message_begins(rest) || begins_shared(rest, tries))) {
            return pos;
        }
        if (wordy <= pos) {
            wordy = find_wordy(text, find_first_words(text, pos) + first_words.len);
        }
        pos = find_from(text, pos + 1, wordy, true, &look);
    }
    return SIZE_MAX;
}
