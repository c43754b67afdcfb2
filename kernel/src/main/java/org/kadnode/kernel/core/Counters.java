package org.kadnode.kernel.core;

/**
 * What passed through a {@link Node} since its start.
 *
 * @param received datagrams
 * @param garbage datagrams that are no message the node takes part in, or one with impossible parts
 * @param blocked datagrams from the blocklist or from addresses that no node can have
 * @param limited requests dropped because their source sent too many
 * @param unasked replies that nobody waits for, or that come from another address than was asked
 * @param sent datagrams
 */
public record Counters(long received, long garbage, long blocked, long limited, long unasked, long sent) {}
