/** Who owns a name: Ed25519 signatures, and the challenges of KadNode 1.0. */
package org.kadnode.kernel.core.auth;
