/* The program's start. */
#include <signal.h>
#include <stdio.h>

#include "analyzer/cli.h"
#include "analyzer/commands/command.h"

int main(int argc, char **argv)
{
    /* A reader that goes away is an output error, not a sudden end. */
    signal(SIGPIPE, SIG_IGN);
    int status = cli_run(argc, argv);
    if (fflush(stdout) != 0 && status == EXIT_STATUS_OK) {
        return EXIT_STATUS_USAGE;
    }
    return status;
}
