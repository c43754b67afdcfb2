/**
 * Asks other name servers what the network does not know. {@code Forwarder} is the way in; what a question passes through:
 *
 * <ul>
 *   <li>{@code Choice} puts the upstreams in order by what {@code Health} tells of each.
 *   <li>{@code Race} asks one after the other until the first good answer.
 *   <li>{@code PlainExchange} asks one upstream over UDP and, where that does not do, TCP; {@code TlsExchange} over a
 *       {@code TlsConnection} that is kept.
 *   <li>{@code WireQuery} is the query in bytes and judges what claims to answer it.
 * </ul>
 *
 * <p>{@code Upstream} is an upstream as a person writes it, {@code ResolvConf} where the system keeps its own.
 */
@NullMarked
package org.kadnode.plugin.dns.proxy;

import org.jspecify.annotations.NullMarked;
