/*
 * Tries the library as the C library uses it, against a node that says what the test wants: right answers, thousands of wrong
 * ones, and none. Built with AddressSanitizer, which ends it at the first byte that is touched wrongly. Prints what has failed;
 * exits with 0 if nothing has.
 *
 *     nss_test SEED
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <nss.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

enum nss_status _nss_kadnode_gethostbyname4_r(const char *, struct gaih_addrtuple **, char *, size_t, int *, int *, int32_t *);
enum nss_status _nss_kadnode_gethostbyname3_r(const char *, int, struct hostent *, char *, size_t, int *, int *, int32_t *,
                                              char **);
enum nss_status _nss_kadnode_gethostbyname2_r(const char *, int, struct hostent *, char *, size_t, int *, int *);
enum nss_status _nss_kadnode_gethostbyname_r(const char *, struct hostent *, char *, size_t, int *, int *);
enum nss_status _nss_kadnode_gethostbyaddr2_r(const void *, socklen_t, int, struct hostent *, char *, size_t, int *, int *,
                                              int32_t *);
enum nss_status _nss_kadnode_gethostbyaddr_r(const void *, socklen_t, int, struct hostent *, char *, size_t, int *, int *);

#define MUTATIONS 20000
#define THREADS 64
#define ROUNDS 100
#define LARGEST_BUFFER 1024
#define MARK 4242

/* For a node that answers: longer than anything takes on a busy machine. */
#define PATIENT 20000

/* For a node that does not. */
#define HASTY 2

int test_wait_ms = PATIENT;

/* What the node does with a request. */
enum mood { HONEST, MUTATING, SILENT, SLOW, NOTHING_FOUND, NO_SUCH_ADDRESS, NOT_IN_TIME };

static _Atomic enum mood mood = HONEST;
static _Atomic unsigned asked;
static unsigned failures;
static unsigned short port;
static int node = -1;
static unsigned long seed;

static void check(bool right, const char *what, int line)
{
	if (!right) {
		fprintf(stderr, "line %d: %s\n", line, what);
		failures++;
	}
}
#define CHECK(condition) check(condition, #condition, __LINE__)

/* xorshift: the same numbers for the same seed. */
static unsigned long next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

/* The answer of an honest node: the address 10.x.y.z tells the name, of which the first letters are a number. */
static size_t honest(const unsigned char *request, size_t length, unsigned char *reply)
{
	memcpy(reply, request, 12);
	if (request[12] == 2) {
		static const char names[] = "\x0aname.p2p.x\x08name.p2p";
		reply[12] = 0;
		reply[13] = 2;
		memcpy(reply + 14, names, sizeof names - 1);
		return 14 + sizeof names - 1;
	}
	char name[256] = {0};
	memcpy(name, request + 16, length - 16);
	unsigned number = (unsigned)strtoul(name, NULL, 10);
	unsigned char four[] = {4, 10, (unsigned char)(number >> 16), (unsigned char)(number >> 8), (unsigned char)number};
	unsigned char again[] = {4, 10, 0, 0, 1};
	unsigned char six[17] = {6, 0xfd, [16] = (unsigned char)number};
	size_t at = 14;
	reply[12] = 0;
	reply[13] = 0;
	if (request[13] != 6) {
		memcpy(reply + at, four, sizeof four);
		memcpy(reply + at + sizeof four, again, sizeof again);
		at += sizeof four + sizeof again;
		reply[13] = (unsigned char)(reply[13] + 2);
	}
	if (request[13] != 4) {
		memcpy(reply + at, six, sizeof six);
		at += sizeof six;
		reply[13]++;
	}
	return at;
}

static size_t mutate(unsigned char *reply, size_t length)
{
	for (unsigned long changes = 1 + next_random() % 4; changes > 0 && length > 0; changes--) {
		/* Mostly behind the token: what has another is left unread. */
		size_t at = length > 12 && next_random() % 50 != 0 ? 12 + next_random() % (length - 12) : next_random() % length;
		switch (next_random() % 4) {
		case 0:
			reply[at] = (unsigned char)next_random();
			break;
		case 1:
			reply[at] ^= (unsigned char)(1u << next_random() % 8);
			break;
		case 2:
			if (at >= 12) {
				length = at;
			}
			break;
		default:
			length += next_random() % 1500;
			break;
		}
	}
	return length;
}

static void *serve(void *unused)
{
	(void)unused;
	for (;;) {
		unsigned char request[2048];
		struct sockaddr_storage client;
		socklen_t size = sizeof client;
		ssize_t length = recvfrom(node, request, sizeof request, 0, (struct sockaddr *)&client, &size);
		if (length < 17) {
			continue;
		}
		asked++;
		unsigned char reply[8192] = {0};
		size_t said = honest(request, (size_t)length, reply);
		switch (mood) {
		case HONEST:
			break;
		case MUTATING:
			said = mutate(reply, said);
			break;
		case SILENT:
			continue;
		case SLOW:
			usleep(30000);
			break;
		case NOTHING_FOUND:
		case NO_SUCH_ADDRESS:
		case NOT_IN_TIME:
			reply[12] = (unsigned char)(mood - NOTHING_FOUND + 1);
			said = 14;
			break;
		}
		sendto(node, reply, said, 0, (struct sockaddr *)&client, size);
	}
	return NULL;
}

static void start_node(void)
{
	node = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;
	if (bind(node, (struct sockaddr *)&address, size) != 0 || getsockname(node, (struct sockaddr *)&address, &size) != 0) {
		perror("bind");
		exit(2);
	}
	port = ntohs(address.sin_port);
	pthread_t thread;
	pthread_create(&thread, NULL, serve, NULL);
}

static void write_port_file(const char *text, mode_t mode)
{
	unlink(PORT_FILE);
	int file = open(PORT_FILE, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (file < 0 || write(file, text, strlen(text)) != (ssize_t)strlen(text) || fchmod(file, mode) != 0) {
		perror(PORT_FILE);
		exit(2);
	}
	close(file);
}

static void tell_port(void)
{
	char text[64];
	snprintf(text, sizeof text, "port %u\ntld p2p\nkeys\n", port);
	write_port_file(text, 0644);
}

static void each_buffer_size(void)
{
	bool fitted = false;
	for (size_t size = 0; size <= LARGEST_BUFFER; size++) {
		char *buffer = malloc(size > 0 ? size : 1);
		struct gaih_addrtuple *tuples = NULL;
		struct hostent host;
		int error = 0, h_error = 0;
		int32_t ttl;
		errno = MARK;
		enum nss_status status =
			_nss_kadnode_gethostbyname4_r("7.p2p", &tuples, buffer, size, &error, &h_error, &ttl);
		CHECK(errno == MARK);
		if (status == NSS_STATUS_SUCCESS) {
			fitted = true;
			CHECK(tuples != NULL && strcmp(tuples->name, "7.p2p") == 0 && tuples->family == AF_INET);
			CHECK(ntohl(tuples->addr[0]) == 0x0a000007);
			CHECK(tuples->next != NULL && tuples->next->next != NULL && tuples->next->next->family == AF_INET6);
			CHECK(tuples->next->next->next == NULL);
		} else {
			CHECK(!fitted && status == NSS_STATUS_TRYAGAIN && error == ERANGE && h_error == NETDB_INTERNAL);
		}
		char *canonical = NULL;
		status = _nss_kadnode_gethostbyname3_r("7.p2p.", AF_INET6, &host, buffer, size, &error, &h_error, &ttl, &canonical);
		if (status == NSS_STATUS_SUCCESS) {
			CHECK(strcmp(host.h_name, "7.p2p") == 0 && canonical == host.h_name && host.h_length == 16);
			CHECK(host.h_aliases[0] == NULL && host.h_addr_list[1] == NULL);
			CHECK((unsigned char)host.h_addr_list[0][0] == 0xfd && host.h_addr_list[0][15] == 7);
		} else {
			CHECK(status == NSS_STATUS_TRYAGAIN && error == ERANGE);
		}
		status = _nss_kadnode_gethostbyname_r("8.P2P", &host, buffer, size, &error, &h_error);
		if (status == NSS_STATUS_SUCCESS) {
			CHECK(host.h_addrtype == AF_INET && host.h_length == 4 && host.h_addr_list[0][3] == 8);
			CHECK(host.h_addr_list[1] != NULL && host.h_addr_list[1][3] == 1 && host.h_addr_list[2] == NULL);
		} else {
			CHECK(status == NSS_STATUS_TRYAGAIN && error == ERANGE);
		}
		unsigned char address[] = {10, 0, 0, 9};
		status = _nss_kadnode_gethostbyaddr_r(address, 4, AF_INET, &host, buffer, size, &error, &h_error);
		if (status == NSS_STATUS_SUCCESS) {
			CHECK(strcmp(host.h_name, "name.p2p.x") == 0 && strcmp(host.h_aliases[0], "name.p2p") == 0);
			CHECK(host.h_aliases[1] == NULL && host.h_addr_list[1] == NULL);
			CHECK(memcmp(host.h_addr_list[0], address, 4) == 0);
		} else {
			CHECK(status == NSS_STATUS_TRYAGAIN && error == ERANGE);
		}
		free(buffer);
	}
	CHECK(fitted);
}

static void the_place_of_the_caller_is_used(void)
{
	char buffer[512];
	struct gaih_addrtuple first;
	struct gaih_addrtuple *tuples = &first;
	int error, h_error;
	CHECK(_nss_kadnode_gethostbyname4_r("7.p2p", &tuples, buffer, sizeof buffer, &error, &h_error, NULL) == NSS_STATUS_SUCCESS);
	CHECK(tuples == &first && first.family == AF_INET && first.next != NULL);
}

static void mutated_replies(void)
{
	mood = MUTATING;
	test_wait_ms = HASTY;
	for (unsigned i = 0; i < MUTATIONS; i++) {
		size_t size = next_random() % LARGEST_BUFFER;
		char *buffer = malloc(size > 0 ? size : 1);
		struct gaih_addrtuple *tuples = NULL;
		struct hostent host;
		int error, h_error;
		unsigned char address[16] = {10};
		switch (i % 4) {
		case 0:
			if (_nss_kadnode_gethostbyname4_r("7.p2p", &tuples, buffer, size, &error, &h_error, NULL) ==
			    NSS_STATUS_SUCCESS) {
				unsigned count = 0;
				for (; tuples != NULL; tuples = tuples->next) {
					CHECK(tuples->family == AF_INET || tuples->family == AF_INET6);
					count++;
				}
				CHECK(count >= 1 && count <= 128);
			}
			break;
		case 1:
		case 2:
			if (_nss_kadnode_gethostbyname2_r("7.p2p", i % 4 == 1 ? AF_INET : AF_INET6, &host, buffer, size, &error,
			                                  &h_error) == NSS_STATUS_SUCCESS) {
				CHECK(host.h_addr_list[0] != NULL);
				for (char **each = host.h_addr_list; *each != NULL; each++) {
					volatile char last = (*each)[host.h_length - 1];
					(void)last;
				}
			}
			break;
		default:
			if (_nss_kadnode_gethostbyaddr2_r(address, 16, AF_INET6, &host, buffer, size, &error, &h_error, NULL) ==
			    NSS_STATUS_SUCCESS) {
				CHECK(strlen(host.h_name) >= 1);
				for (char **each = host.h_aliases; *each != NULL; each++) {
					CHECK(strlen(*each) >= 1);
				}
			}
			break;
		}
		free(buffer);
	}
	mood = HONEST;
	test_wait_ms = PATIENT;
}

static void *resolve(void *first)
{
	unsigned wrong = 0;
	for (unsigned i = 0; i < ROUNDS; i++) {
		unsigned number = (unsigned)(uintptr_t)first * ROUNDS + i;
		char name[32], buffer[512];
		struct hostent host;
		int error = 0, h_error = 0;
		snprintf(name, sizeof name, "%u.p2p", number);
		if (_nss_kadnode_gethostbyname_r(name, &host, buffer, sizeof buffer, &error, &h_error) != NSS_STATUS_SUCCESS ||
		    ntohl(*(uint32_t *)(void *)host.h_addr_list[0]) != (0x0a000000 | number)) {
			wrong++;
		}
	}
	return (void *)(uintptr_t)wrong;
}

static void many_threads_at_once(void)
{
	pthread_t threads[THREADS];
	uintptr_t wrong = 0;
	for (uintptr_t i = 0; i < THREADS; i++) {
		pthread_create(&threads[i], NULL, resolve, (void *)i);
	}
	for (int i = 0; i < THREADS; i++) {
		void *each;
		pthread_join(threads[i], &each);
		wrong += (uintptr_t)each;
	}
	CHECK(wrong == 0);
}

static unsigned open_files(void)
{
	DIR *files = opendir("/proc/self/fd");
	unsigned count = 0;
	while (readdir(files) != NULL) {
		count++;
	}
	closedir(files);
	return count;
}

static enum nss_status ask(const char *name, int *error, int *h_error)
{
	char buffer[512];
	struct hostent host;
	return _nss_kadnode_gethostbyname2_r(name, AF_INET, &host, buffer, sizeof buffer, error, h_error);
}

static void other_names_are_not_asked_for(void)
{
	static const char *const foreign[] = {"example.org", "p2p", ".p2p", "xp2p", "", ".", "..", "a b.p2p", "\xff.p2p",
	                                      "foo.p2p.org", "ybndrfg8ejkmcpqxot1uwisza345h769ybndrfg8ejkmcpqxot1uw"};
	unsigned before = asked;
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
		int error = 0, h_error = 0;
		CHECK(ask(foreign[i], &error, &h_error) == NSS_STATUS_UNAVAIL && error == ENOENT && h_error == HOST_NOT_FOUND);
	}
	char long_name[600];
	memset(long_name, 'a', sizeof long_name);
	strcpy(long_name + 590, ".p2p");
	int error, h_error;
	CHECK(ask(long_name, &error, &h_error) == NSS_STATUS_UNAVAIL);
	CHECK(asked == before);
	/* A public key of 52 letters, alone and below another label. */
	CHECK(ask("ybndrfg8ejkmcpqxot1uwisza345h769ybndrfg8ejkmcpqxot1u", &error, &h_error) == NSS_STATUS_SUCCESS);
	CHECK(ask("www.ybndrfg8ejkmcpqxot1uwisza345h769ybndrfg8ejkmcpqxot1u", &error, &h_error) == NSS_STATUS_SUCCESS);
	CHECK(asked == before + 2);
}

static void failures_are_told_apart(void)
{
	int error = 0, h_error = 0;
	mood = NOTHING_FOUND;
	CHECK(ask("7.p2p", &error, &h_error) == NSS_STATUS_NOTFOUND && h_error == HOST_NOT_FOUND);
	mood = NO_SUCH_ADDRESS;
	CHECK(ask("7.p2p", &error, &h_error) == NSS_STATUS_NOTFOUND && h_error == NO_DATA);
	mood = NOT_IN_TIME;
	CHECK(ask("7.p2p", &error, &h_error) == NSS_STATUS_TRYAGAIN && error == EAGAIN && h_error == TRY_AGAIN);
	mood = SILENT;
	test_wait_ms = HASTY;
	CHECK(ask("7.p2p", &error, &h_error) == NSS_STATUS_TRYAGAIN && error == EAGAIN && h_error == TRY_AGAIN);
	mood = HONEST;
	test_wait_ms = PATIENT;
	/* As the C library calls it. */
	errno = 0;
	char buffer[8];
	struct hostent host;
	CHECK(_nss_kadnode_gethostbyname_r("7.p2p", &host, buffer, sizeof buffer, &errno, &h_error) == NSS_STATUS_TRYAGAIN);
	CHECK(errno == ERANGE);
	CHECK(_nss_kadnode_gethostbyname2_r("7.p2p", AF_UNIX, &host, buffer, sizeof buffer, &error, &h_error) ==
	      NSS_STATUS_UNAVAIL);
	CHECK(_nss_kadnode_gethostbyaddr_r(buffer, 3, AF_INET, &host, buffer, sizeof buffer, &error, &h_error) ==
	      NSS_STATUS_UNAVAIL);
}

static void on_alarm(int number)
{
	(void)number;
}

static void signals_do_not_end_the_wait(void)
{
	struct sigaction action = {.sa_handler = on_alarm};
	struct sigaction before;
	sigaction(SIGALRM, &action, &before);
	struct itimerval often = {{0, 1000}, {0, 1000}};
	setitimer(ITIMER_REAL, &often, NULL);
	mood = SLOW;
	int error = 0, h_error = 0;
	CHECK(ask("7.p2p", &error, &h_error) == NSS_STATUS_SUCCESS);
	mood = HONEST;
	struct itimerval never = {{0, 0}, {0, 0}};
	setitimer(ITIMER_REAL, &never, NULL);
	sigaction(SIGALRM, &before, &action);
	CHECK(action.sa_handler == on_alarm);
}

static void files_that_others_can_write_are_not_believed(void)
{
	int error = 0, h_error = 0;
	unsigned before = asked;
	char text[64];
	snprintf(text, sizeof text, "port %u\ntld evil\n", port);
	write_port_file(text, 0666);
	CHECK(ask("7.evil", &error, &h_error) == NSS_STATUS_UNAVAIL);
	write_port_file(text, 0644);
	rename(PORT_FILE, PORT_FILE ".elsewhere");
	if (symlink(PORT_FILE ".elsewhere", PORT_FILE) != 0) {
		perror("symlink");
	}
	CHECK(ask("7.evil", &error, &h_error) == NSS_STATUS_UNAVAIL);
	CHECK(asked == before);
	unlink(PORT_FILE);
	rename(PORT_FILE ".elsewhere", PORT_FILE);
	CHECK(ask("7.evil", &error, &h_error) == NSS_STATUS_SUCCESS);
	/* Rubbish, and what a later version may say. */
	for (unsigned i = 0; i < 2000; i++) {
		char rubbish[200];
		size_t length = next_random() % (sizeof rubbish - 1);
		for (size_t at = 0; at < length; at++) {
			rubbish[at] = "port 1234567890\ntld keys\n.xyz"[next_random() % 29];
		}
		rubbish[length] = '\0';
		write_port_file(rubbish, 0644);
		ask("example.org", &error, &h_error);
	}
	tell_port();
}

static void where_no_node_runs_nothing_waits(void)
{
	char text[64];
	int unused = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;
	bind(unused, (struct sockaddr *)&address, size);
	getsockname(unused, (struct sockaddr *)&address, &size);
	close(unused);
	snprintf(text, sizeof text, "port %u\n", ntohs(address.sin_port));
	write_port_file(text, 0644);
	int error = 0, h_error = 0;
	CHECK(ask("7.p2p", &error, &h_error) == NSS_STATUS_UNAVAIL && error == ECONNREFUSED);
	tell_port();
}

int main(int count, char **words)
{
	seed = count > 1 ? strtoul(words[1], NULL, 10) : 1;
	start_node();
	tell_port();
	unsigned before = open_files();
	each_buffer_size();
	the_place_of_the_caller_is_used();
	other_names_are_not_asked_for();
	failures_are_told_apart();
	signals_do_not_end_the_wait();
	many_threads_at_once();
	mutated_replies();
	files_that_others_can_write_are_not_believed();
	where_no_node_runs_nothing_waits();
	CHECK(open_files() == before);
	unlink(PORT_FILE);
	if (failures > 0) {
		fprintf(stderr, "%u failures, seed %s\n", failures, count > 1 ? words[1] : "1");
		return 1;
	}
	printf("all is well, after %u requests\n", asked);
	return 0;
}
