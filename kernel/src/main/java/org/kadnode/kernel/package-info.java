/**
 * The life of the process: {@link org.kadnode.kernel.Main} reads what the user wants and which plugins there are,
 * {@link org.kadnode.kernel.Daemon} starts all parts in order and stops them in reverse.
 */
@NullMarked
package org.kadnode.kernel;

import org.jspecify.annotations.NullMarked;
