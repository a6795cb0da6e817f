/* The program's start. */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "analyzer/cli.h"
#include "analyzer/commands/run.h"
#include "analyzer/input/complain.h"

enum { LARGE_BLOCK = 128 << 10 }; /* bytes; what the C library has at first */

/* A file that is opened must not get the place of a closed standard descriptor: messages would
 * stand in results, or results in nobody's file. What stands there now cannot be read or written
 * either. */
static void fill_closed(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0) {
            (void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
        }
    }
}

int main(int argc, char **argv)
{
    /* A reader that goes away, and a file that may grow no more, are output errors and no sudden
     * end. */
    fill_closed();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    /* Threads allocate seldom and much: with a heap for each of them, memory that one has freed
     * could not be used by the others. */
    mallopt(M_ARENA_MAX, 1);
    /* Large blocks have pages of their own always, which go back with them: else the first one that
     * is freed has the others come from the heap, and leave holes there. */
    mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
    int status = cli_run(argc, argv);
    if (fflush(stdout) == 0 || status != EXIT_STATUS_OK) {
        return status;
    }
    if (errno != EPIPE) {
        complain("cannot write standard output: %s", strerror(errno));
    }
    return run_failed_output(errno);
}
