/* Where messages begin in texts of all kinds, against a plain search for the same. */
#include <check.h>
#include <string.h>

#include "parsers/base/buffer.h"
#include "parsers/base/count.h"
#include "parsers/event/message.h"
#include "tests/bench/random.h"
#include "tests/unit/suites.h"

#define FIRST_WORDS " provider started with result code "

static bool is_name_at(struct view text, size_t pos)
{
    size_t end = pos;
    while (end < text.len && ascii_is_word(text.data[end])) {
        end++;
    }
    const struct view name = view_slice(text, pos, end);
    const struct view rest = view_from(text, view_skip_blanks(text, end));
    bool is_inside = pos > 0 && ascii_is_word(text.data[pos - 1]);
    return !is_inside && message_is_name(name) && view_starts(rest, VIEW("="));
}

/* True where the word begins that the first of those words stand behind. */
static bool is_before_words(struct view text, size_t from, size_t pos)
{
    size_t start = view_find(text, VIEW(FIRST_WORDS), pos);
    const size_t words = start;
    while (start != SIZE_MAX && start > from &&
           !strchr(" \t\r\n|\"'`*>([=;,", text.data[start - 1])) {
        start--;
    }
    const struct view word = view_slice(text, start, words);
    size_t behind = word.len > 7 && view_starts(word, VIEW("Unknown")) ? 7 : 0;
    const size_t file = view_find(word, VIEW(".dll"), behind);
    const bool is_behind = file < word.len && word.len > file + 4;
    behind = is_behind && ascii_is_letter(word.data[file + 4]) ? file + 4 : behind;
    return start != SIZE_MAX && start + behind == pos;
}

static size_t slow_find(struct view text, size_t from)
{
    size_t pos = from;
    while (pos < text.len && !is_name_at(text, pos) && !is_before_words(text, from, pos)) {
        pos++;
    }
    return pos < text.len ? pos : SIZE_MAX;
}

static size_t slow_find_next(struct view text, size_t from)
{
    ck_assert_ptr_nonnull(text.data);
    for (size_t pos = from + 1; pos < text.len; pos++) {
        const struct view rest = view_from(text, pos);
        if (is_before_words(text, from, pos) ||
            (is_name_at(text, pos) &&
             (message_begins(rest) ||
              (view_starts(rest, VIEW("Namespace")) && message_event_id(rest) != 0)))) {
            return pos;
        }
    }
    return SIZE_MAX;
}

/* Pieces of messages, whole ones, and what stands between them; no words before names, and no GUID
 * and no number behind "Id": finds_others has those. */
static const char *const pieces[] = {
    "Id = x",
    "CorrelationId = ",
    "ComponentName = ",
    "ClientMachine = ",
    "User = ",
    "ResultCode",
    "PossibleCause = Unknown",
    "Namespace = //./root/subscription; Eventfilter = a; Consumer = b; PossibleCause = c",
    "NamespaceX = ",
    "Namespace",
    "Name = ",
    "Unknown",
    "CIMWin32",
    "\xC3\xA4",
    FIRST_WORDS,
    "0x0. HostProcess = w.exe; ProcessID = 4; ProviderPath = x.dll",
    " provider started ",
    "=",
    " = ",
    "; ",
    " ",
    "\t",
    "\n",
    "\"",
    ".",
    "_",
};

static void add_pieces(struct buffer *text, uint64_t *state)
{
    const uint32_t count = random_below(state, 9);
    buffer_clear(text);
    for (uint32_t i = 0; i < count; i++) {
        buffer_add_text(text, pieces[random_below(state, COUNT_OF(pieces))]);
    }
}

START_TEST(finds_as_a_plain_search)
{
    enum { ROUNDS = 20000 };
    struct buffer text;
    uint64_t state = 1;
    size_t found = 0, next = 0;
    buffer_init(&text, BUFFER_NO_MAX);
    for (size_t i = 0; i < ROUNDS; i++) {
        add_pieces(&text, &state);
        const struct view view = buffer_view(&text);
        const size_t pos = message_find(view, 0);
        size_t tries = 0;
        const size_t behind = message_find_next(view, 0, &tries);
        if (pos != slow_find(view, 0) || behind != slow_find_next(view, 0)) {
            ck_abort_msg("'%.*s': %zd, not %zd; next %zd, not %zd", VIEW_ARG(view), pos,
                         slow_find(view, 0), behind, slow_find_next(view, 0));
        }
        found += pos != SIZE_MAX;
        next += behind != SIZE_MAX;
    }
    ck_assert_uint_gt(found, ROUNDS / 4);
    ck_assert_uint_gt(next, ROUNDS / 16);
    buffer_release(&text);
}
END_TEST

static const struct {
    const char *text;
    size_t first, next; /* SIZE_MAX: none */
} others[] = {
    {"Stop OperationId = 4", 0, SIZE_MAX},
    {"see Stop OperationId = 4", 4, 4},
    {"ProviderInfo for GroupOperationId = 4; Stop OperationId = 5", 0, 39},
    {"UnknownId = {1}; ClientMachine = A", 7, 7},
    {"UnknownId = 1", SIZE_MAX, SIZE_MAX},
    {"Id = 5858", SIZE_MAX, SIZE_MAX},
    {"Id = 5858; User = a", 11, SIZE_MAX},
    {"Id = {5858}", 0, SIZE_MAX},
    {"UnknownCIMWin32" FIRST_WORDS "0x0", 7, 7},
    {"", SIZE_MAX, SIZE_MAX},
};

START_TEST(finds_others)
{
    const struct view text = view_of(others[_i].text);
    ck_assert_uint_eq(message_find(text, 0), others[_i].first);
    size_t tries = 0;
    ck_assert_uint_eq(message_find_next(text, 0, &tries), others[_i].next);
}
END_TEST

static const struct {
    const char *text;
    bool is_begun;
} beginnings[] = {
    {"Id = {1}; ClientMachine = A", true},
    {"Id = {1}; User = a", false},
    {"Id = {1}", false},
    {"CorrelationId = {1}; GroupOperationId = 1", true},
    {"CorrelationId = {1}; ProcessId = 1", true},
    {"Stop OperationId = 4; ResultCode = 0x1", true},
    {"Stop OperationId = 4", false},
    {" Id = {1}; ClientMachine = A", false},
    {"Namespace = root; NotificationQuery = q", false},
    {"", false},
};

START_TEST(knows_two_fields_at_the_start)
{
    ck_assert(message_is_begun(view_of(beginnings[_i].text)) == beginnings[_i].is_begun);
}
END_TEST

/* How often all of a text is looked at does not go by how often a name stands in it; what needs no
 * such look is found behind them all. */
START_TEST(tries_are_limited)
{
    enum { MANY = 10 * MESSAGE_MAX_TRIES };
    struct buffer text;
    size_t tries = 0;
    buffer_init(&text, BUFFER_NO_MAX);
    for (size_t i = 0; i < MANY; i++) {
        buffer_add_text(&text, "Namespace = , ");
    }
    ck_assert_uint_eq(message_find_next(buffer_view(&text), 0, &tries), SIZE_MAX);
    ck_assert_uint_eq(tries, MESSAGE_MAX_TRIES);
    const size_t end = text.len;
    buffer_add_text(&text, "Id = {1}");
    ck_assert_uint_eq(message_find_next(buffer_view(&text), 0, &tries), end);
    ck_assert_uint_eq(tries, MESSAGE_MAX_TRIES);
    buffer_release(&text);
}
END_TEST

Suite *message_find_suite(void)
{
    Suite *suite = suite_create("message_find");
    TCase *tests = tcase_create("message_find");
    tcase_add_test(tests, finds_as_a_plain_search);
    tcase_add_loop_test(tests, finds_others, 0, COUNT_OF(others));
    tcase_add_loop_test(tests, knows_two_fields_at_the_start, 0, COUNT_OF(beginnings));
    tcase_add_test(tests, tries_are_limited);
    suite_add_tcase(suite, tests);
    return suite;
}
