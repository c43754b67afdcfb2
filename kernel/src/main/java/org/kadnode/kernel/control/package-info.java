/**
 * What a person tells a running node: one {@link org.kadnode.kernel.control.CommandTable}, and two ways
 * to it, the {@link org.kadnode.kernel.control.ControlPort} for {@code kadnode-ctl} and the {@link
 * org.kadnode.kernel.control.Console} on standard input.
 */
package org.kadnode.kernel.control;
