/* The node of this machine, as the library sees it. */
#ifndef KADNODE_NODE_H
#define KADNODE_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LONGEST_NAME 253
#define REPLY_HEADER 14
#define LONGEST_REPLY 1232

enum kind { KIND_ADDRESSES = 1, KIND_NAMES = 2 };
enum code { FOUND = 0, NO_NAME = 1, NO_DATA_OF_FAMILY = 2, LATE = 3, FOREIGN = 4 };

/* What the node has told of itself, or else what a node does that is told nothing. */
struct node {
	uint16_t port;
	bool keys;
	char domain[LONGEST_NAME + 1];
};

struct reply {
	enum code code;
	unsigned count;
	size_t length; /* of the entries */
	unsigned char entries[LONGEST_REPLY - REPLY_HEADER];
};

/* Reads what the node has told of itself; without that, it is what a node does that is told nothing. */
void read_node(struct node *node);

/* Whether a name, of so many letters without a dot at its end, is for the node. */
bool is_covered(const struct node *node, const char *name, size_t length);

/*
 * Asks the node, over whichever loopback address it has, and waits. The family is AF_UNSPEC for any. Returns 0 with a reply, or
 * an error number: ECONNREFUSED if no node runs there, ETIMEDOUT if it says nothing. Changes errno.
 */
int ask(const struct node *node, enum kind kind, int family, const void *what, size_t length, struct reply *reply);

#endif
