/* Where the node is, which names are its own, and how it is asked: LibraryWire.java has the datagrams. */
#define _GNU_SOURCE
#include "node.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifndef PORT_FILE
#define PORT_FILE "/run/kadnode/nss"
#endif

/* Longer than the node holds a request, 4.5 s, and below the 5 s after which most programs ask somebody else. */
#ifndef WAIT_MS
#define WAIT_MS 4800
#endif
#define PATIENCE_MS 4500

/* Names of addresses are at hand or not: the node never searches for them. */
#ifndef REVERSE_WAIT_MS
#define REVERSE_WAIT_MS 500
#endif

#define DEFAULT_PORT 4053
#define DEFAULT_DOMAIN "p2p"
#define KEY_LABEL 52
#define REQUEST_HEADER 16

/* One line of the node's file, without its end. Lines that say nothing we know are those of a later version. */
static void read_line(struct node *node, const char *line)
{
	if (strncmp(line, "port ", 5) == 0) {
		char *end;
		unsigned long port = strtoul(line + 5, &end, 10);
		if (line[5] >= '0' && line[5] <= '9' && *end == '\0' && port >= 1 && port <= 65535) {
			node->port = (uint16_t)port;
		}
	} else if (strncmp(line, "tld ", 4) == 0) {
		size_t length = strlen(line + 4);
		if (length >= 1 && length <= LONGEST_NAME && line[4] != '.') {
			memcpy(node->domain, line + 4, length + 1);
		}
	} else if (strcmp(line, "keys") == 0) {
		node->keys = true;
	}
}

/* A file that others than its owner can write, or that is none, tells nothing. The folder is root's, or root has given it. */
void read_node(struct node *node)
{
	node->port = DEFAULT_PORT;
	node->keys = false;
	memcpy(node->domain, DEFAULT_DOMAIN, sizeof DEFAULT_DOMAIN);
	int file = open(PORT_FILE, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (file < 0) {
		return;
	}
	struct stat status;
	char text[1024];
	ssize_t length = -1;
	if (fstat(file, &status) == 0 && S_ISREG(status.st_mode) && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0) {
		length = read(file, text, sizeof text - 1);
	}
	close(file);
	if (length <= 0) {
		return;
	}
	text[length] = '\0';
	char *rest = text;
	char *line;
	while ((line = strsep(&rest, "\n")) != NULL) {
		read_line(node, line);
	}
}

static bool is_key_letter(char letter)
{
	/* z-base-32 */
	return letter != '\0' && strchr("ybndrfg8ejkmcpqxot1uwisza345h769", letter) != NULL;
}

bool is_covered(const struct node *node, const char *name, size_t length)
{
	size_t domain = strlen(node->domain);
	if (length > domain + 1 && name[length - domain - 1] == '.' &&
	    strncasecmp(name + length - domain, node->domain, domain) == 0) {
		return true;
	}
	if (!node->keys || length < KEY_LABEL || (length > KEY_LABEL && name[length - KEY_LABEL - 1] != '.')) {
		return false;
	}
	for (size_t at = length - KEY_LABEL; at < length; at++) {
		char letter = name[at];
		if (!is_key_letter(letter >= 'A' && letter <= 'Z' ? (char)(letter | 0x20) : letter)) {
			return false;
		}
	}
	return true;
}

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Reads the reply to a request; false if it is another's, or none. */
static bool parse(const unsigned char *datagram, size_t length, const unsigned char *request, struct reply *reply)
{
	if (length < REPLY_HEADER || length > LONGEST_REPLY || memcmp(datagram, request, 12) != 0 || datagram[12] > FOREIGN) {
		return false;
	}
	reply->code = datagram[12];
	reply->count = datagram[13];
	reply->length = length - REPLY_HEADER;
	memcpy(reply->entries, datagram + REPLY_HEADER, reply->length);
	return true;
}

/* Sends a request and waits for its reply. Returns 0, or an error number: ECONNREFUSED if no node runs there. */
static int exchange(int family, uint16_t port, const unsigned char *request, size_t length, int64_t deadline,
                    struct reply *reply)
{
	struct sockaddr_storage address;
	socklen_t size;
	memset(&address, 0, sizeof address);
	if (family == AF_INET) {
		struct sockaddr_in *in = (struct sockaddr_in *)&address;
		in->sin_family = AF_INET;
		in->sin_port = htons(port);
		in->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		size = sizeof *in;
	} else {
		struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&address;
		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons(port);
		in6->sin6_addr = in6addr_loopback;
		size = sizeof *in6;
	}
	int udp = socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (udp < 0) {
		return errno;
	}
	/* Connected, so that nobody else's datagrams come, and the kernel tells when nobody listens. */
	int problem = 0;
	if (connect(udp, (struct sockaddr *)&address, size) != 0 || send(udp, request, length, MSG_NOSIGNAL) < 0) {
		problem = errno;
	}
	while (problem == 0) {
		int64_t left = deadline - now_ms();
		struct pollfd waiting = {.fd = udp, .events = POLLIN};
		int ready = poll(&waiting, 1, left > 0 ? (int)left : 0);
		if (ready == 0) {
			problem = ETIMEDOUT;
		} else if (ready < 0) {
			problem = errno == EINTR ? 0 : errno;
		} else {
			/* One byte more than there can be: what is longer is cut, and no reply. */
			unsigned char datagram[LONGEST_REPLY + 1];
			ssize_t received = recv(udp, datagram, sizeof datagram, 0);
			if (received >= 0 && parse(datagram, (size_t)received, request, reply)) {
				break;
			}
			if (received < 0 && errno != EINTR && errno != EAGAIN) {
				problem = errno;
			}
		}
	}
	close(udp);
	return problem;
}

int ask(const struct node *node, enum kind kind, int family, const void *what, size_t length, struct reply *reply)
{
	unsigned char request[REQUEST_HEADER + LONGEST_NAME];
	uint64_t token = 0;
	if (getrandom(&token, sizeof token, GRND_NONBLOCK) != sizeof token) {
		struct timespec now;
		clock_gettime(CLOCK_MONOTONIC, &now);
		token = (uint64_t)now.tv_nsec << 32 ^ (uint64_t)(uintptr_t)&token ^ (uint64_t)getpid();
	}
	memcpy(request, "\0KN\1", 4);
	memcpy(request + 4, &token, sizeof token);
	request[12] = (unsigned char)kind;
	request[13] = family == AF_INET ? 4 : family == AF_INET6 ? 6 : 0;
	request[14] = PATIENCE_MS >> 8;
	request[15] = PATIENCE_MS & 0xff;
	memcpy(request + REQUEST_HEADER, what, length);
	int64_t deadline = now_ms() + (kind == KIND_NAMES ? REVERSE_WAIT_MS : WAIT_MS);
	/* A thread that is cancelled while it waits would leave the socket open. */
	int cancel;
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel);
	int problem = exchange(AF_INET, node->port, request, REQUEST_HEADER + length, deadline, reply);
	if (problem != 0 && problem != ETIMEDOUT) {
		problem = exchange(AF_INET6, node->port, request, REQUEST_HEADER + length, deadline, reply);
	}
	pthread_setcancelstate(cancel, NULL);
	return problem;
}
