/* Choosing the command, and help about all of them. */
#include "analyzer/cli.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "analyzer/commands/command.h"
#include "analyzer/input/complain.h"
#include "parsers/base/count.h"
#include "parsers/base/nearest.h"

#define COMMAND(name) &command_##name,
const struct command *const cli_commands[] = {COMMANDS(COMMAND)};

enum { COMMAND_COUNT = COUNT_OF(cli_commands) };
const size_t cli_command_count = COMMAND_COUNT;

const struct cli_exit cli_exits[] = {
    {EXIT_STATUS_OK, "every input was read to its end; failures found or none"},
    {EXIT_STATUS_FOUND, "failures at or above --fail-on"},
    {EXIT_STATUS_USAGE, "usage, rule file or output error"},
    {EXIT_STATUS_INCOMPLETE,
     "the result is written, but some input was unreadable, damaged or cut short"},
    {EXIT_STATUS_NO_EVENTS, "no WMI-Activity event in any input"},
    {EXIT_STATUS_TEMPORARY, "temporary: out of memory, disk full, input/output error"},
};
const size_t cli_exit_count = COUNT_OF(cli_exits);

static void print_command_help(const struct command *command)
{
    printf("usage: wmilog %s\n\n%s\n\noptions:\n", command->usage, command->help);
    options_explain(command->options);
}

static void print_help(void)
{
    puts("wmilog: which WMI operations failed, for whom, with which code, and why\n\n"
         "usage: wmilog COMMAND [options] ...\n\ncommands:");
    for (size_t i = 0; i < cli_command_count; i++) {
        printf("  %-10s %s\n", cli_commands[i]->name, cli_commands[i]->summary);
    }
    puts("\n'wmilog COMMAND --help' tells more. 'wmilog --version' prints the version.\n\n"
         "exit status:");
    for (size_t i = 0; i < cli_exit_count; i++) {
        printf("  %-3d %s\n", (int)cli_exits[i].status, cli_exits[i].words);
    }
}

static int run_command(const struct command *command, int argc, char **argv)
{
    struct options o;
    if (!options_read(&o, command->options, argc, argv)) {
        return EXIT_STATUS_USAGE;
    }
    if (o.wants_help) {
        print_command_help(command);
        return EXIT_STATUS_OK;
    }
    if (o.input_count == 0 && !command->takes_nothing) {
        complain("%s", command->lacks ? command->lacks : "an input is missing");
        fprintf(stderr, "usage: wmilog %s\n", command->usage);
        return EXIT_STATUS_USAGE;
    }
    return command->run(&o);
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(name, cli_commands[i]->name) == 0) {
            return cli_commands[i];
        }
    }
    return NULL;
}

static int refuse_command(const char *found)
{
    const char *names[COMMAND_COUNT];
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        names[i] = cli_commands[i]->name;
    }
    const char *nearest = nearest_name(view_of(found), names, COMMAND_COUNT);
    if (access(found, F_OK) == 0) { /* a log, and nothing before it */
        complain("unknown command '%s', did you mean 'wmilog analyze %s'?", found, found);
    } else if (nearest) {
        complain("unknown command '%s', did you mean '%s'?", found, nearest);
    } else {
        complain("unknown command '%s'; 'wmilog --help' lists the commands", found);
    }
    return EXIT_STATUS_USAGE;
}

/* About all commands, or about the one that is named. */
static int help(int argc, char **argv)
{
    const struct command *command = argc > 0 ? find_command(argv[0]) : NULL;
    if (argc > 0 && !command) {
        return refuse_command(argv[0]);
    }
    if (command) {
        print_command_help(command);
    } else {
        print_help();
    }
    return EXIT_STATUS_OK;
}

int cli_run(int argc, char **argv)
{
    if (argc < 2) {
        complain("a command is missing; 'wmilog --help' lists them");
        return EXIT_STATUS_USAGE;
    }
    const char *first = argv[1];
    if (strcmp(first, "--version") == 0) {
        printf("wmilog %s\n", WMILOG_VERSION);
        return EXIT_STATUS_OK;
    }
    if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0 || strcmp(first, "help") == 0) {
        return help(argc - 2, argv + 2);
    }
    const struct command *command = find_command(first);
    return command ? run_command(command, argc - 1, argv + 1) : refuse_command(first);
}
