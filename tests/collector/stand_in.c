/* A small Windows program that stands in for those that the collector's script calls. It writes its
 * command line to the file named by STAND_IN_CALLS, and does what its name asks for, as far as the
 * script can see it. STAND_IN_FAIL may hold a word: a call whose line has it fails.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"

enum { MAX_LINE = 4096 };

static char line[MAX_LINE];

/* STAND_IN_STATE/NAME, where values live from call to call. */
static const char *state_path(const char *name)
{
    static char path[MAX_LINE];
    snprintf(path, sizeof(path), "%s\\%s", getenv("STAND_IN_STATE"), name);
    return path;
}

static void set_state(const char *name, const char *value)
{
    FILE *file = fopen(state_path(name), "w");
    fputs(value, file);
    fclose(file);
}

static const char *get_state(const char *name, const char *otherwise)
{
    static char value[MAX_LINE];
    FILE *file = fopen(state_path(name), "r");
    if (!file) {
        return otherwise;
    }
    value[0] = '\0';
    if (!fgets(value, sizeof(value), file)) {
        value[0] = '\0';
    }
    fclose(file);
    return value;
}

static void record_call(const char *name, int argc, char **argv)
{
    size_t at = (size_t)snprintf(line, sizeof(line), "%s", name);
    for (int i = 1; i < argc && at < sizeof(line); i++) {
        at += (size_t)snprintf(line + at, sizeof(line) - at, "|%s", argv[i]);
    }
    FILE *file = fopen(getenv("STAND_IN_CALLS"), "a");
    fprintf(file, "%s\n", line);
    fclose(file);
}

static int is_asked_to_fail(void)
{
    const char *word = getenv("STAND_IN_FAIL");
    return word && *word && strstr(line, word);
}

static int write_file(const char *path)
{
    FILE *file = fopen(path, "w");
    if (!file) {
        return 1;
    }
    fputs("log\n", file);
    return fclose(file) != 0;
}

/* sl CHANNEL /e: /rt: /ms:, gl CHANNEL /f:xml, epl CHANNEL FILE. */
static int wevtutil(int argc, char **argv)
{
    if (strcmp(argv[1], "epl") == 0) {
        /* A direct channel that is on cannot be exported. */
        int is_on = strstr(argv[2], "/Trace") && strcmp(get_state("enabled", "false"), "true") == 0;
        return is_on ? 15 : write_file(argv[3]);
    }
    if (strcmp(argv[1], "gl") == 0) {
        char size[32];
        snprintf(size, sizeof(size), "%s", get_state("size", "1052672"));
        printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
               "<channel name=\"%s\" isolation=\"Application\" enabled=\"%s\" type=\"Analytic\">\n"
               "  <logging>\n    <logFileName>x.etl</logFileName>\n",
               argv[2], get_state("enabled", "false"));
        printf("    <retention>%s</retention>\n    <autoBackup>false</autoBackup>\n",
               get_state("retention", "true"));
        printf("    <maxSize>%s</maxSize>\n  </logging>\n</channel>\n", size);
        return 0;
    }
    for (int i = 3; i < argc; i++) {
        if (strncmp(argv[i], "/e:", 3) == 0) {
            set_state("enabled", argv[i] + 3);
        } else if (strncmp(argv[i], "/rt:", 4) == 0) {
            set_state("retention", argv[i] + 4);
        } else if (strncmp(argv[i], "/ms:", 4) == 0) {
            set_state("size", argv[i] + 4);
        }
    }
    return 0;
}

/* add KEY /v NAME /d VALUE /f, query KEY, delete KEY /f; other keys than the script's are there. */
static int reg(int argc, char **argv)
{
    static const char *const values[] = {"Enabled", "MaxSize", "Retention"};
    if (!strstr(argv[2], "wmilog-collector")) {
        printf("\n%s\n    Value    REG_SZ    text\n", argv[2]);
        return 0;
    }
    int found = 0;
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        char name[64];
        snprintf(name, sizeof(name), "reg-%s", values[i]);
        if (strcmp(argv[1], "delete") == 0) {
            remove(state_path(name));
            found = 1;
        } else if (strcmp(argv[1], "add") == 0 && argc > 6 && strcmp(argv[4], values[i]) == 0) {
            set_state(name, argv[6]);
            found = 1;
        } else if (strcmp(argv[1], "query") == 0 && *get_state(name, "")) {
            printf("%s    %s    REG_SZ    %s\n", found ? "" : "\nKEY\n", values[i],
                   get_state(name, ""));
            found = 1;
        }
    }
    return !found;
}

/* Only what the script looks for: /c:PATTERN FILE, where '.' is any character. */
static int findstr(int argc, char **argv)
{
    const char *pattern = argv[argc - 2] + strlen("/c:");
    char text[MAX_LINE];
    FILE *file = fopen(argv[argc - 1], "r");
    int found = 0;
    while (file && !found && fgets(text, sizeof(text), file)) {
        for (const char *at = text; *at && !found; at++) {
            size_t len = 0;
            while (pattern[len] && at[len] && (pattern[len] == '.' || pattern[len] == at[len])) {
                len++;
            }
            found = !pattern[len];
        }
    }
    if (file) {
        fclose(file);
    }
    return !found;
}

/* -a -c -f FILE ...: a file of that name; /f LIST: the cabinet that the list names. */
static int tar(int argc, char **argv)
{
    return argc > 4 ? write_file(argv[4]) : 1;
}

/* Copies what stands between quotes in a line that begins with `start`. */
static void take_quoted(const char *text, const char *start, char *value)
{
    if (strncmp(text, start, strlen(start)) == 0) {
        snprintf(value, MAX_LINE, "%s", strchr(text, '"') + 1);
        *strrchr(value, '"') = '\0';
    }
}

static int makecab(int argc, char **argv)
{
    char text[MAX_LINE], name[MAX_LINE] = "", folder[MAX_LINE] = "", path[2 * MAX_LINE];
    FILE *file = argc > 2 ? fopen(argv[2], "r") : NULL;
    if (!file) {
        return 1;
    }
    int count = 0;
    while (fgets(text, sizeof(text), file)) {
        take_quoted(text, ".Set CabinetNameTemplate=", name);
        take_quoted(text, ".Set DiskDirectoryTemplate=", folder);
        count += text[0] == '"';
    }
    fclose(file);
    snprintf(path, sizeof(path), "%s\\%s", folder, name);
    return count == 0 || write_file(path);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
    } programs[] = {{"wevtutil", wevtutil},
                    {"reg", reg},
                    {"findstr", findstr},
                    {"tar", tar},
                    {"makecab", makecab}};
    const char *slash = strrchr(argv[0], '\\');
    char name[64];
    snprintf(name, sizeof(name), "%s", slash ? slash + 1 : argv[0]);
    if (strrchr(name, '.')) {
        *strrchr(name, '.') = '\0';
    }
    record_call(name, argc, argv);
    if (is_asked_to_fail()) {
        return 1;
    }
    for (size_t i = 0; i < COUNT_OF(programs); i++) {
        if (strcmp(name, programs[i].name) == 0) {
            return programs[i].run(argc, argv);
        }
    }
    printf("%s\n", name);
    return 0;
}
