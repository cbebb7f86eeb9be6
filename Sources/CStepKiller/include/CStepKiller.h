/* A library to be preloaded (ld.so(8), LD_PRELOAD): it ends the process by SIGKILL just before the n-th call of a thread that
   changes something on the disk. Who uses it sets these variables of the environment. */

/* The name of the thread whose calls are counted. */
#define STEP_KILLER_THREAD "STEP_KILLER_THREAD"
/* Which call is the last that is not done, from 1. */
#define STEP_KILLER_AT "STEP_KILLER_AT"
/* Counting begins with the first file that is made whose path has this in it; empty for the first call of all. */
#define STEP_KILLER_BEGIN "STEP_KILLER_BEGIN"
/* A file that gets the name of that call, and a newline. */
#define STEP_KILLER_NOTES "STEP_KILLER_NOTES"
