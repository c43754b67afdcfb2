/*
 * libnss_kadnode.so.2: finds the hosts of the KadNode network for the C library (glibc, nsswitch.conf(5)).
 *
 *     hosts: files kadnode [!UNAVAIL=return] dns
 *
 * It asks the node of this machine, over UDP on loopback; LibraryWire.java has the datagrams. Only names under the node's top
 * level domain are asked for, so that no other name waits. A file in a fixed place tells port and domain (PortFile.java):
 * there is nothing to configure, and no environment variable to be misused in a program with special rights.
 *
 * It keeps nothing between two calls, allocates nothing, starts nothing, and changes no errno where it succeeds. The longest
 * it waits is WAIT_MS for a name and REVERSE_WAIT_MS for an address, if the node says nothing at all; a node that knows says so
 * at once, and where none runs the kernel does.
 */
#define _GNU_SOURCE
#include "node.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <nss.h>
#include <string.h>
#include <sys/socket.h>

#define EXPORT __attribute__((visibility("default")))

#define MOST_ADDRESSES 128
#define MOST_NAMES 16

struct address {
	int family;
	unsigned char bytes[16];
};

/* Where the caller wants text and tables to be put: aligned, and never beyond its end. */
struct room {
	char *next;
	size_t left;
};

static void *take(struct room *room, size_t size, size_t alignment)
{
	size_t gap = (alignment - (uintptr_t)room->next % alignment) % alignment;
	if (gap > room->left || size > room->left - gap) {
		return NULL;
	}
	char *taken = room->next + gap;
	room->next = taken + size;
	room->left -= gap + size;
	return taken;
}

static char *take_text(struct room *room, const char *text, size_t length)
{
	char *copy = take(room, length + 1, 1);
	if (copy != NULL) {
		memcpy(copy, text, length);
		copy[length] = '\0';
	}
	return copy;
}

/* The length of a name that can be asked for, without a dot at its end; 0 for any other. */
static size_t name_length(const char *name)
{
	size_t length = strnlen(name, LONGEST_NAME + 2);
	if (length > 0 && name[length - 1] == '.') {
		length--;
	}
	if (length > LONGEST_NAME) {
		return 0;
	}
	for (size_t at = 0; at < length; at++) {
		if (name[at] <= ' ' || name[at] >= 0x7f) {
			return 0;
		}
	}
	return length;
}

/* The addresses of a reply, of one family or, for AF_UNSPEC, of both. What is cut off or odd ends the list. */
static unsigned addresses(const struct reply *reply, int family, struct address *found)
{
	unsigned count = 0;
	size_t at = 0;
	for (unsigned i = 0; i < reply->count && at < reply->length && count < MOST_ADDRESSES; i++) {
		unsigned char version = reply->entries[at++];
		size_t size = version == 4 ? 4 : version == 6 ? 16 : 0;
		if (size == 0 || size > reply->length - at) {
			break;
		}
		found[count].family = version == 4 ? AF_INET : AF_INET6;
		memcpy(found[count].bytes, reply->entries + at, size);
		at += size;
		if (family == AF_UNSPEC || found[count].family == family) {
			count++;
		}
	}
	return count;
}

/*
 * How a call ends. Callers often give the address of errno itself for errnop: what a call has done to errno on its way is
 * undone first.
 */
struct result {
	int saved;
	int *errnop;
	int *h_errnop;
};

static enum nss_status end(const struct result *result, enum nss_status status, int error, int h_error)
{
	errno = result->saved;
	if (status != NSS_STATUS_SUCCESS) {
		*result->errnop = error;
	}
	if (result->h_errnop != NULL) {
		*result->h_errnop = h_error;
	}
	return status;
}

/* How long it may be kept is not told: the node keeps it. */
static enum nss_status found(const struct result *result, int32_t *ttlp)
{
	if (ttlp != NULL) {
		*ttlp = 0;
	}
	return end(result, NSS_STATUS_SUCCESS, 0, NETDB_SUCCESS);
}

static enum nss_status not_found(const struct result *result, int h_error)
{
	return end(result, NSS_STATUS_NOTFOUND, ENOENT, h_error);
}

/*
 * Nothing that the node could know of. Not "not found": administrators may have the search end at that, so that names which
 * the node denies are not told to name servers.
 */
static enum nss_status not_ours(const struct result *result)
{
	return end(result, NSS_STATUS_UNAVAIL, ENOENT, HOST_NOT_FOUND);
}

/* The caller shall make more room and come again. */
static enum nss_status too_small(const struct result *result)
{
	return end(result, NSS_STATUS_TRYAGAIN, ERANGE, NETDB_INTERNAL);
}

/* A node that could not be asked, or that has found no addresses. */
static enum nss_status failed(const struct result *result, int problem, const struct reply *reply)
{
	if (problem == ETIMEDOUT || (problem == 0 && reply->code == LATE)) {
		return end(result, NSS_STATUS_TRYAGAIN, EAGAIN, TRY_AGAIN);
	}
	if (problem != 0) {
		return end(result, NSS_STATUS_UNAVAIL, problem, NO_RECOVERY);
	}
	return not_found(result, reply->code == NO_DATA_OF_FAMILY ? NO_DATA : HOST_NOT_FOUND);
}

/* Finds the addresses of a name, or ends the call; true if there are some. */
static bool look_up(const char *name, int family, const struct result *result, struct address *list, unsigned *count,
                    size_t *length, enum nss_status *status)
{
	struct node node;
	struct reply reply = {0};
	*length = name_length(name);
	if (*length == 0) {
		*status = not_ours(result);
		return false;
	}
	read_node(&node);
	if (!is_covered(&node, name, *length)) {
		*status = not_ours(result);
		return false;
	}
	int problem = ask(&node, KIND_ADDRESSES, family, name, *length, &reply);
	if (problem != 0 || reply.code != FOUND) {
		*status = failed(result, problem, &reply);
		return false;
	}
	*count = addresses(&reply, family, list);
	if (*count == 0) {
		*status = not_found(result, NO_DATA);
		return false;
	}
	return true;
}

EXPORT enum nss_status _nss_kadnode_gethostbyname4_r(const char *name, struct gaih_addrtuple **pat, char *buffer,
                                                     size_t buflen, int *errnop, int *h_errnop, int32_t *ttlp)
{
	struct result result = {errno, errnop, h_errnop};
	struct address list[MOST_ADDRESSES];
	unsigned count;
	size_t length;
	enum nss_status status;
	if (!look_up(name, AF_UNSPEC, &result, list, &count, &length, &status)) {
		return status;
	}
	struct room room = {buffer, buflen};
	char *text = take_text(&room, name, length);
	struct gaih_addrtuple *tuples = take(&room, count * sizeof *tuples, _Alignof(struct gaih_addrtuple));
	if (text == NULL || tuples == NULL) {
		return too_small(&result);
	}
	for (unsigned i = 0; i < count; i++) {
		memset(&tuples[i], 0, sizeof tuples[i]);
		tuples[i].next = i + 1 < count ? &tuples[i + 1] : NULL;
		tuples[i].name = text;
		tuples[i].family = list[i].family;
		memcpy(tuples[i].addr, list[i].bytes, list[i].family == AF_INET ? 4 : 16);
	}
	/* The caller may bring a place for the first one. */
	if (*pat != NULL) {
		**pat = tuples[0];
	} else {
		*pat = tuples;
	}
	return found(&result, ttlp);
}

EXPORT enum nss_status _nss_kadnode_gethostbyname3_r(const char *name, int af, struct hostent *host, char *buffer,
                                                     size_t buflen, int *errnop, int *h_errnop, int32_t *ttlp,
                                                     char **canonp)
{
	struct result result = {errno, errnop, h_errnop};
	if (af != AF_INET && af != AF_INET6) {
		return end(&result, NSS_STATUS_UNAVAIL, EAFNOSUPPORT, NO_DATA);
	}
	struct address list[MOST_ADDRESSES];
	unsigned count;
	size_t length;
	enum nss_status status;
	if (!look_up(name, af, &result, list, &count, &length, &status)) {
		return status;
	}
	size_t size = af == AF_INET ? 4 : 16;
	struct room room = {buffer, buflen};
	char *text = take_text(&room, name, length);
	char **pointers = take(&room, (count + 2) * sizeof *pointers, _Alignof(char *));
	char *bytes = take(&room, count * size, _Alignof(struct in6_addr));
	if (text == NULL || pointers == NULL || bytes == NULL) {
		return too_small(&result);
	}
	for (unsigned i = 0; i < count; i++) {
		pointers[i] = memcpy(bytes + i * size, list[i].bytes, size);
	}
	pointers[count] = NULL;
	pointers[count + 1] = NULL;
	host->h_name = text;
	host->h_aliases = &pointers[count + 1];
	host->h_addrtype = af;
	host->h_length = (int)size;
	host->h_addr_list = pointers;
	if (canonp != NULL) {
		*canonp = text;
	}
	return found(&result, ttlp);
}

EXPORT enum nss_status _nss_kadnode_gethostbyname2_r(const char *name, int af, struct hostent *host, char *buffer,
                                                     size_t buflen, int *errnop, int *h_errnop)
{
	return _nss_kadnode_gethostbyname3_r(name, af, host, buffer, buflen, errnop, h_errnop, NULL, NULL);
}

EXPORT enum nss_status _nss_kadnode_gethostbyname_r(const char *name, struct hostent *host, char *buffer, size_t buflen,
                                                    int *errnop, int *h_errnop)
{
	return _nss_kadnode_gethostbyname3_r(name, AF_INET, host, buffer, buflen, errnop, h_errnop, NULL, NULL);
}

EXPORT enum nss_status _nss_kadnode_gethostbyaddr2_r(const void *address, socklen_t length, int af, struct hostent *host,
                                                     char *buffer, size_t buflen, int *errnop, int *h_errnop, int32_t *ttlp)
{
	struct result result = {errno, errnop, h_errnop};
	size_t size = af == AF_INET ? 4 : 16;
	if ((af != AF_INET && af != AF_INET6) || length < size) {
		return end(&result, NSS_STATUS_UNAVAIL, EAFNOSUPPORT, NO_DATA);
	}
	struct node node;
	struct reply reply = {0};
	read_node(&node);
	int problem = ask(&node, KIND_NAMES, AF_UNSPEC, address, size, &reply);
	if (problem != 0 || reply.code != FOUND) {
		/* Others may know the address. */
		return problem == 0 ? not_ours(&result) : end(&result, NSS_STATUS_UNAVAIL, problem, NO_RECOVERY);
	}
	struct room room = {buffer, buflen};
	/* One for the address, and an end for each of the two lists. */
	char **pointers = take(&room, (MOST_NAMES + 3) * sizeof *pointers, _Alignof(char *));
	char *bytes = take(&room, size, _Alignof(struct in6_addr));
	if (pointers == NULL || bytes == NULL) {
		return too_small(&result);
	}
	memcpy(bytes, address, size);
	pointers[0] = bytes;
	pointers[1] = NULL;
	char **names = pointers + 2;
	unsigned count = 0;
	size_t at = 0;
	for (unsigned i = 0; i < reply.count && at < reply.length && count < MOST_NAMES; i++) {
		size_t each = reply.entries[at++];
		if (each == 0 || each > reply.length - at) {
			break;
		}
		/* A name that holds a zero would end there for everybody else. */
		if (memchr(reply.entries + at, '\0', each) == NULL) {
			names[count] = take_text(&room, (const char *)reply.entries + at, each);
			if (names[count] == NULL) {
				return too_small(&result);
			}
			count++;
		}
		at += each;
	}
	if (count == 0) {
		return not_ours(&result);
	}
	names[count] = NULL;
	host->h_name = names[0];
	host->h_aliases = names + 1;
	host->h_addrtype = af;
	host->h_length = (int)size;
	host->h_addr_list = pointers;
	return found(&result, ttlp);
}

EXPORT enum nss_status _nss_kadnode_gethostbyaddr_r(const void *address, socklen_t length, int af, struct hostent *host,
                                                    char *buffer, size_t buflen, int *errnop, int *h_errnop)
{
	return _nss_kadnode_gethostbyaddr2_r(address, length, af, host, buffer, buflen, errnop, h_errnop, NULL);
}
