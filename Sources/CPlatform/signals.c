/* Why this file exists: what a signal handler may do is so little that it is best said in C. */
#include "CPlatform.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>

static _Atomic(sem_t *) listener;
static _Atomic uint64_t caught;

static void note(int number)
{
    int kept = errno;
    atomic_fetch_or(&caught, UINT64_C(1) << number);
    sem_t *semaphore = atomic_load(&listener);
    if (semaphore != NULL)
        sem_post(semaphore);
    errno = kept;
}

void lf_listen_for_signals(sem_t *semaphore) { atomic_store(&listener, semaphore); }

int lf_catch_signal(int number)
{
    if (number <= 0 || number >= 64) {
        errno = EINVAL;
        return -1;
    }
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = note;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    return sigaction(number, &action, NULL);
}

uint64_t lf_take_caught_signals(void) { return atomic_exchange(&caught, 0); }
