/* Included before the library is compiled for its test, which decides how long it waits for the node. */
extern int test_wait_ms;
#define WAIT_MS test_wait_ms
#define REVERSE_WAIT_MS test_wait_ms
#define PORT_FILE "nss-port"
